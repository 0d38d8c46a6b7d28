/*
 * The baseline's file, and findings against it.
 */
#include "compiler/cli/baseline.h"
#include "compiler/base/json_print.h"
#include "compiler/base/map.h"
#include "compiler/base/tree.h"
#include "compiler/base/visible.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char KIND[] = "weir.dev/baseline/v1";

static bool is_in(str id, str name) // a rule, or its category
{
    return str_eq(id, name) ||
           (str_starts_with(id, name) && id.ptr[name.len] == '/');
}

static bool may_stand(const struct lint_options *o, const struct diag *d)
{
    if (is_in(d->id, STR("language")) || is_in(d->id, STR("import")) ||
        str_eq(d->id, STR("structure/bad-waiver")))
        return false;
    for (uint32_t i = 0; i < o->nlocked; i++)
        if (is_in(d->id, o->locked[i]))
            return false;
    return true;
}

/* --- writing ------------------------------------------------------------- */

static int add_part(const char *text, size_t n, void *out)
{
    buf_str(out, (str){text, n});
    return 0;
}

static void print_line(struct arena *a, struct buf *out,
                       const struct baseline_line *l)
{
    json_t *x = json_object();

    json_put(x, "rule", json_print_text(a, l->rule));
    json_put(x, "about", json_print_text(a, l->about));
    json_put(x, "fingerprint", json_print_text(a, l->fingerprint));
    json_dump_callback(x, add_part, out, JSON_ENSURE_ASCII);
    json_decref(x);
}

bool baseline_write(const struct baseline *b, struct cli *c, bool met)
{
    struct buf out = BUF_MAX((size_t)1 << 30);
    uint32_t n = 0;

    buf_printf(&out, "{\n  \"kind\": \"%s\",\n  \"findings\": [", KIND);
    for (uint32_t i = 0; i < b->lines.n; i++) {
        if (met && !b->lines.at[i]->met)
            continue;
        buf_text(&out, n++ ? ",\n    " : "\n    ");
        print_line(c->arena, &out, b->lines.at[i]);
    }
    buf_text(&out, n ? "\n  ]\n}\n" : "]\n}\n");
    bool ok = !out.failed && cli_write(c, b->path, buf_view(&out)) == CLI_DONE;
    buf_free(&out);
    return ok;
}

static int compare(const void *a, const void *b)
{
    const struct baseline_line *x = *(struct baseline_line *const *)a;
    const struct baseline_line *y = *(struct baseline_line *const *)b;
    int order = str_cmp(x->rule, y->rule);

    if (!order)
        order = str_cmp(x->about, y->about);
    return order ? order : str_cmp(x->fingerprint, y->fingerprint);
}

static void sort_lines(struct baseline *b)
{
    if (b->lines.n)
        qsort(b->lines.at, b->lines.n, sizeof *b->lines.at, compare);
}

bool baseline_make(struct baseline *b, struct cli *c, const char *path,
                   const struct lint_options *o, const struct diags *d,
                   bool (*wanted)(const void *context, const struct diag *d),
                   const void *context)
{
    str *prints = diags_fingerprints(d, c->arena);

    *b = (struct baseline){.path = path};
    if (access(path, F_OK) == 0) {
        cli_cannot(c, "there is a baseline \"%s\" already, and it only shrinks",
                   path);
        cli_help(c, "--prune takes what is mended out of it; remove the file "
                    "to begin anew");
        return false;
    }
    for (uint32_t i = 0; i < d->all.n; i++) {
        const struct diag *x = d->all.at[i];
        if (!may_stand(o, x) || !wanted(context, x))
            continue;
        struct baseline_line *l = arena_make(c->arena, struct baseline_line);
        l->rule = x->id;
        l->about = x->anchor.len ? x->anchor : x->message;
        l->fingerprint = prints[i];
        *vec_push(c->arena, &b->lines) = l;
    }
    sort_lines(b);
    return true;
}

/* --- reading ------------------------------------------------------------- */

static bool refuse(struct cli *c, const struct tree *t, const char *what)
{
    struct diag *d = diag_add(
        &c->problems, DIAG_ERROR, "", t->at, "expected %s, found %s", what,
        t->kind == TREE_TEXT ? "another text" : tree_kind_name(t->kind));

    diag_help(&c->problems, d,
              "--write-baseline makes a baseline, in a file "
              "that is not there yet");
    return false;
}

static bool read_kind(struct cli *c, const struct tree *t)
{
    const struct tree *kind = tree_get(t, STR("kind"));

    if (!kind)
        return refuse(c, t, "a baseline, a map with \"kind\"");
    if (str_eq(tree_text(kind), str_from(KIND)))
        return true;
    diag_help(&c->problems,
              diag_add(&c->problems, DIAG_ERROR, "", kind->at,
                       "expected a baseline of version \"%s\", found "
                       "\"%" STR_FMT "\"",
                       KIND, STR_ARG(tree_text(kind))),
              "another version of weir wrote it: check with that, or remove "
              "the file and write it anew");
    return false;
}

static bool read_part(struct cli *c, const struct tree *t, const char *key,
                      str *to)
{
    const struct tree *x = tree_get(t, str_from(key));

    *to = tree_text(x);
    if (x && x->kind == TREE_TEXT && to->len)
        return true;
    return refuse(
        c, x ? x : t,
        arena_printf(c->arena, "a finding with the text \"%s\"", key).ptr);
}

static bool read_line(struct baseline *b, struct cli *c, const struct tree *t,
                      struct map *seen)
{
    struct baseline_line *l = arena_make(c->arena, struct baseline_line);

    if (!read_part(c, t, "rule", &l->rule) ||
        !read_part(c, t, "about", &l->about) ||
        !read_part(c, t, "fingerprint", &l->fingerprint))
        return false;
    void **known = map_put(seen, l->fingerprint);
    if (!*known)
        *vec_push(c->arena, &b->lines) = l;
    *known = l;
    return true;
}

bool baseline_read(struct baseline *b, struct cli *c, const char *path)
{
    struct tree_reader r = {.arena = c->arena,
                            .sources = &c->sources,
                            .diags = &c->problems,
                            .id = ""};
    struct source *src = source_open(&c->sources, path, str_from(path));
    struct map seen;

    *b = (struct baseline){.path = path};
    map_init(&seen, c->arena);
    if (!src) {
        bool none = errno == ENOENT;
        cli_errno(c, "read", path);
        if (none)
            cli_help(c, "--write-baseline makes it");
        return false;
    }
    const struct tree *t = tree_read_json(&r, src);
    if (!t || !read_kind(c, t))
        return false;
    const struct tree *list = tree_get(t, STR("findings"));
    if (!list || list->kind != TREE_LIST)
        return refuse(c, list ? list : t, "a list as \"findings\"");
    for (uint32_t i = 0; i < list->nitems; i++)
        if (!read_line(b, c, list->items[i].value, &seen))
            return false;
    sort_lines(b);
    return true;
}

/* --- findings ------------------------------------------------------------ */

void baseline_apply(struct baseline *b, struct cli *c,
                    const struct lint_options *o, struct diags *d)
{
    str *prints = diags_fingerprints(d, c->arena);
    uint32_t kept = 0;
    struct map lines;

    map_init(&lines, c->arena);
    for (uint32_t i = 0; i < b->lines.n; i++)
        *map_put(&lines, b->lines.at[i]->fingerprint) = b->lines.at[i];
    for (uint32_t i = 0; i < d->all.n; i++) {
        struct diag *x = d->all.at[i];
        struct baseline_line *l = map_get(&lines, prints[i]);
        if (l && may_stand(o, x)) {
            l->met = true;
            *vec_push(c->arena, &b->taken) = x;
        } else {
            d->all.at[kept++] = x;
        }
    }
    d->all.n = kept;
}

uint32_t baseline_gone(const struct baseline *b, struct buf *out)
{
    enum { MOST_NAMED = 20 };
    uint32_t n = 0;

    for (uint32_t i = 0; i < b->lines.n; i++) {
        const struct baseline_line *l = b->lines.at[i];
        if (l->met || ++n > MOST_NAMED)
            continue;
        buf_text(out, "  mended: ");
        visible_add(out, l->rule);
        buf_text(out, ", ");
        visible_add(out, l->about);
        buf_char(out, '\n');
    }
    if (n > MOST_NAMED)
        buf_printf(out, "  and %u more\n", (unsigned)(n - MOST_NAMED));
    return n;
}
