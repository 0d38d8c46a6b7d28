/*
 * Changed lines become spans: those of the items they lie in, and their own.
 * A finding counts when its place, or that of a note, lies in one of them.
 */
#include "compiler/cli/changed.h"
#include "compiler/base/map.h"
#include "compiler/cli/git.h"
#include "compiler/cli/hunks.h"

struct changed {
    struct cli *c;
    struct estate *e;
    struct map tracked;   // names that git knows
    struct map files;     // of struct hunks
    VEC(span) items, own; // items with a change; changed lines. Sorted
};

/* --- asking -------------------------------------------------------------- */

static bool refuse(struct cli *c, const char *revision,
                   const struct git_answer *answer)
{
    if (str_find(answer->said, STR("not a git repository")) >= 0) {
        cli_cannot(c,
                   "nothing says what changed since \"%s\": this is no git "
                   "repository",
                   revision);
        return false;
    }
    if (str_find(answer->said, STR("Needed a single revision")) < 0) {
        cli_cannot(c, "git can't say what changed since \"%s\": %" STR_FMT,
                   revision, STR_ARG(answer->said));
        return false;
    }
    cli_cannot(c, "git knows no revision \"%s\"", revision);
    cli_help(c, "a clone may be too shallow for it: git fetch --unshallow, or "
                "fetch-depth: 0 where CI checks out");
    return false;
}

static const char *line_of(struct cli *c, str out)
{
    return arena_str(c->arena, str_trim(out)).ptr;
}

/* The commit that changes count from: where this branch left the revision. */
static bool find_base(struct changed *x, const char *revision,
                      const char **base)
{
    struct cli *c = x->c;
    str root = x->e->project.root;
    str commit = arena_printf(c->arena, "%s^{commit}", revision);
    const char *const parse[] = {"rev-parse", "--verify", "--end-of-options",
                                 commit.ptr, NULL};
    struct git_answer answer;

    if (revision[0] == '-') {
        cli_cannot(c, "--changed-since takes a revision, not \"%s\"", revision);
        return false;
    }
    if (!git_ask(c, root, parse, &answer))
        return false;
    if (!answer.ok)
        return refuse(c, revision, &answer);
    const char *const merge[] = {"merge-base", line_of(c, answer.out), "HEAD",
                                 NULL};
    if (!git_ask(c, root, merge, &answer))
        return false;
    if (answer.ok) {
        *base = line_of(c, answer.out);
        return true;
    }
    cli_cannot(c, "\"%s\" and what is checked out have no commit in common",
               revision);
    cli_help(c, "a clone may be too shallow: git fetch --unshallow, or "
                "fetch-depth: 0 where CI checks out");
    return false;
}

static bool find_changes(struct changed *x, const char *revision)
{
    const char *base = NULL;
    const char *const known[] = {"ls-files", "-z", NULL};
    struct git_answer answer;

    if (!find_base(x, revision, &base))
        return false;
    const char *const diff[] = {"diff",
                                "--no-color",
                                "--no-ext-diff",
                                "--no-textconv",
                                "--no-renames",
                                "--text",
                                "--unified=0",
                                "--inter-hunk-context=0",
                                "--ignore-submodules",
                                "--src-prefix=a/",
                                "--dst-prefix=b/",
                                "--relative",
                                base,
                                "--",
                                x->e->project.documents.n ? "." : "*.weir",
                                "weir.yaml",
                                "weir.lock",
                                NULL};
    str root = x->e->project.root;
    if (!git_ask(x->c, root, diff, &answer))
        return false;
    if (!answer.ok)
        return refuse(x->c, revision, &answer);
    hunks_read(x->c->arena, answer.out, &x->files);
    if (!git_ask(x->c, root, known, &answer))
        return false;
    if (!answer.ok)
        return refuse(x->c, revision, &answer);
    for (str rest = answer.out; rest.len;) {
        ptrdiff_t nul = str_find(rest, (str){"", 1});
        size_t n = nul < 0 ? rest.len : (size_t)nul;
        *map_put(&x->tracked, str_slice(rest, 0, n)) = x;
        rest = str_slice(rest, n + 1, rest.len);
    }
    return true;
}

/* --- spans --------------------------------------------------------------- */

/* Where a line (from 1) begins; the end of the text for one behind it. */
static uint32_t line_start(const struct source *src, uint32_t line)
{
    if (line < 1)
        return src->base;
    return line <= src->nlines ? src->base + src->lines[line - 1]
                               : src->base + (uint32_t)src->text.len + 1;
}

static span lines_span(const struct source *src, const struct hunk *h)
{
    uint32_t from = line_start(src, h->n ? h->line : h->line + 1);
    uint32_t to = h->n ? line_start(src, h->line + h->n) : from;

    return (span){from, to - from};
}

/* Lines that were taken out leave a place between two others: it is in an
 * item only when something of the item stands on both sides. */
static bool touches(span lines, span item)
{
    uint32_t end = item.pos + item.len;

    if (!lines.len)
        return item.pos < lines.pos && lines.pos < end;
    return lines.pos < end && item.pos < lines.pos + lines.len;
}

static void add_file(struct changed *x, const struct ast_file *file)
{
    const struct hunks *h = map_get(&x->files, file->src->name);
    struct arena *a = x->c->arena;
    uint32_t first = 0;

    if (!h)
        return;
    source_locate(&x->c->sources, file->src->base); // makes its lines
    for (uint32_t i = 0; i < h->all.n; i++)
        *vec_push(a, &x->own) = lines_span(file->src, &h->all.at[i]);
    const span *own = &x->own.at[x->own.n - h->all.n];
    for (const struct ast_item *it = file->items; it; it = it->next) {
        while (first < h->all.n && own[first].pos + own[first].len < it->at.pos)
            first++;
        for (uint32_t i = first; i < h->all.n; i++) {
            if (own[i].pos >= it->at.pos + it->at.len)
                break;
            if (!touches(own[i], it->at))
                continue;
            *vec_push(a, &x->items) = it->at;
            break;
        }
    }
}

static bool is_in(const span *all, uint32_t n, uint32_t pos)
{
    uint32_t low = 0, high = n;

    while (low < high) {
        uint32_t mid = (low + high) / 2;
        if (all[mid].pos <= pos)
            low = mid + 1;
        else
            high = mid;
    }
    return low && pos - all[low - 1].pos < all[low - 1].len;
}

static const struct ast_file *file_of(const struct changed *x,
                                      const struct source *src)
{
    const struct compile *c = &x->e->compile;
    uint32_t low = 0, high = c->nfiles; // by base, as they were added

    while (low < high) {
        uint32_t mid = (low + high) / 2;
        if (c->files[mid]->src->base <= src->base)
            low = mid + 1;
        else
            high = mid;
    }
    return low && c->files[low - 1]->src == src ? c->files[low - 1] : NULL;
}

static bool is_changed(const struct changed *x, span at)
{
    const struct source *src = source_of(&x->c->sources, at.pos);
    const struct source *document = x->e->document;

    if (!src)
        return false;
    if (document) // all texts of a manifest are in it
        src = document;
    else if (!src->in_project)
        return true;
    if (!map_get(&x->tracked, src->name))
        return true;
    const struct ast_file *file = file_of(x, src);
    if (!file || file->failed)
        return map_get(&x->files, src->name);
    return is_in(x->items.at, x->items.n, at.pos) ||
           is_in(x->own.at, x->own.n, at.pos);
}

static bool concerns(const struct changed *x, const struct diag *d)
{
    if (!d->at.pos || is_changed(x, d->at))
        return true;
    if (d->level == DIAG_ERROR && (str_starts_with(d->id, STR("language/")) ||
                                   str_starts_with(d->id, STR("import/"))))
        return true; // nothing was judged because of it
    for (const struct diag_note *n = d->notes; n; n = n->next)
        if (n->at.pos && is_changed(x, n->at))
            return true;
    return false;
}

bool changed_keep(struct cli *c, struct estate *e, const char *revision)
{
    struct changed x = {.c = c, .e = e};
    struct diags *d = &e->diags;
    uint32_t kept = 0;

    map_init(&x.tracked, c->arena);
    map_init(&x.files, c->arena);
    if (!find_changes(&x, revision))
        return false;
    for (uint32_t i = 0; i < e->compile.nfiles; i++)
        add_file(&x, e->compile.files[i]);
    for (uint32_t i = 0; i < d->all.n; i++)
        if (concerns(&x, d->all.at[i]))
            d->all.at[kept++] = d->all.at[i];
    d->all.n = kept;
    return true;
}
