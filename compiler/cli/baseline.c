/*
 * The baseline's file, and findings against it.
 */
#include "compiler/cli/baseline.h"
#include "compiler/base/json_print.h"
#include "compiler/base/map.h"
#include "compiler/base/tree.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>
#include <unistd.h>

static const char KIND[] = "weir.dev/baseline/v1";

struct line { // of the file
    const struct tree *t;
    bool met;
};

static bool may_stand(const struct lint_options *o, const struct diag *d)
{
    if (str_starts_with(d->id, STR("language/")) ||
        str_starts_with(d->id, STR("import/")) ||
        str_eq(d->id, STR("structure/bad-waiver")))
        return false;
    for (uint32_t i = 0; i < o->nlocked; i++)
        if (str_eq(o->locked[i], d->id) ||
            (str_starts_with(d->id, o->locked[i]) &&
             d->id.len > o->locked[i].len &&
             d->id.ptr[o->locked[i].len] == '/'))
            return false;
    return true;
}

/* --- writing ------------------------------------------------------------- */

static int add_part(const char *text, size_t n, void *out)
{
    buf_str(out, (str){text, n});
    return 0;
}

static void add_line(struct arena *a, struct buf *out, bool first, str rule,
                     str about, str print)
{
    json_t *x = json_object();

    json_put(x, "rule", json_print_text(a, rule));
    json_put(x, "about", json_print_text(a, about));
    json_put(x, "fingerprint", json_print_text(a, print));
    buf_text(out, first ? "\n    " : ",\n    ");
    json_dump_callback(x, add_part, out, JSON_ENSURE_ASCII);
    json_decref(x);
}

static void begin(struct buf *out)
{
    buf_printf(out, "{\n  \"kind\": \"%s\",\n  \"findings\": [", KIND);
}

static void end(struct buf *out, uint32_t n)
{
    buf_text(out, n ? "\n  ]\n}\n" : "]\n}\n");
}

bool baseline_write(struct cli *c, const char *path,
                    const struct lint_options *o, const struct diags *d,
                    uint32_t *written)
{
    struct buf out = BUF_MAX((size_t)1 << 30);
    str *prints = diags_fingerprints(d, c->arena);

    *written = 0;
    if (access(path, F_OK) == 0) {
        cli_cannot(c, "there is a baseline \"%s\" already, and it only shrinks",
                   path);
        cli_help(c, "--prune takes what is mended out of it; remove the file "
                    "to begin anew");
        return false;
    }
    begin(&out);
    for (uint32_t i = 0; i < d->all.n; i++) {
        const struct diag *x = d->all.at[i];
        if (may_stand(o, x))
            add_line(c->arena, &out, !(*written)++, x->id,
                     x->anchor.len ? x->anchor : x->message, prints[i]);
    }
    end(&out, *written);
    bool ok = cli_write(c, path, buf_view(&out)) == CLI_DONE;
    buf_free(&out);
    return ok;
}

/* --- reading ------------------------------------------------------------- */

static bool refuse(struct cli *c, span at, const char *what)
{
    struct diag *d =
        diag_add(&c->problems, DIAG_ERROR, "", at, "expected %s", what);

    diag_help(&c->problems, d, "--write-baseline makes one, of kind \"%s\"",
              KIND);
    return false;
}

static bool read_lines(struct cli *c, const struct tree *t, struct map *lines)
{
    const struct tree *list = tree_get(t, STR("findings"));

    if (!str_eq(tree_text(tree_get(t, STR("kind"))), str_from(KIND)))
        return refuse(c, t->at, "a baseline of this version");
    if (!list || list->kind != TREE_LIST)
        return refuse(c, t->at, "a list \"findings\"");
    for (uint32_t i = 0; i < list->nitems; i++) {
        const struct tree *x = list->items[i].value;
        str print = tree_text(tree_get(x, STR("fingerprint")));
        if (!print.len)
            return refuse(c, x->at, "a finding with a \"fingerprint\"");
        struct line *l = arena_make(c->arena, struct line);
        l->t = x;
        *map_put(lines, print) = l;
    }
    return true;
}

static bool rewrite(struct cli *c, const char *path, const struct map *lines)
{
    struct buf out = BUF_MAX((size_t)1 << 30);
    uint32_t n = 0;

    begin(&out);
    for (uint32_t i = 0; i < lines->entries.n; i++) {
        const struct line *l = lines->entries.at[i].value;
        if (l->met)
            add_line(c->arena, &out, !n++,
                     tree_text(tree_get(l->t, STR("rule"))),
                     tree_text(tree_get(l->t, STR("about"))),
                     lines->entries.at[i].key);
    }
    end(&out, n);
    bool ok = cli_write(c, path, buf_view(&out)) == CLI_DONE;
    buf_free(&out);
    return ok;
}

bool baseline_apply(struct cli *c, const char *path,
                    const struct lint_options *o, struct diags *d, bool prune,
                    struct baseline_result *result)
{
    struct tree_reader r = {.arena = c->arena,
                            .sources = &c->sources,
                            .diags = &c->problems,
                            .id = ""};
    struct source *src = source_open(&c->sources, path, str_from(path));
    struct map lines;
    uint32_t kept = 0;

    *result = (struct baseline_result){0};
    map_init(&lines, c->arena);
    if (!src) {
        cli_errno(c, "read", path);
        return false;
    }
    const struct tree *t = tree_read_json(&r, src);
    if (!t || !read_lines(c, t, &lines))
        return false;
    str *prints = diags_fingerprints(d, c->arena);
    for (uint32_t i = 0; i < d->all.n; i++) {
        struct line *l = map_get(&lines, prints[i]);
        if (l && may_stand(o, d->all.at[i])) {
            l->met = true;
            result->taken++;
        } else {
            d->all.at[kept++] = d->all.at[i];
        }
    }
    d->all.n = kept;
    result->gone = lines.entries.n - result->taken;
    return !prune || !result->gone || rewrite(c, path, &lines);
}
