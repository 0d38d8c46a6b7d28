/*
 * Rounds of fixes over texts in memory. What a round may bring depends: at
 * first a finding that has a fix of its own is no harm, the next round takes
 * it; when one is left at the end, all begins anew and nothing may come.
 */
#include "compiler/cli/fix.h"

#include <string.h>

enum { MOST_ROUNDS = 20, MOST_TRIES = 200 };

struct fixing {
    struct fixes *f;
    struct cli *c;
    struct estate *e;          // as far as it is mended
    struct lint_options asked; // with what was selected
    bool strict;               // no finding may come, not even one with a fix
    uint32_t tries;            // that are left
    struct map refused;        // keys of findings
    struct counts {
        struct map by; // to a number, as a pointer
    } at_first;        // findings by rule, of the first that compiled
    bool has_first;
};

/* --- counting ------------------------------------------------------------ */

static bool is_bold(const struct fixing *x, const struct diag *d)
{
    return d->edits && d->safety > x->f->boldest;
}

/* A text that may be changed: of the project, or the one that was given. */
static bool is_text(const struct estate *e, const struct source *src)
{
    if (!src || !e->compile.texts.n)
        return false;
    return src->in_project ? str_ends_with(src->name, STR(".weir"))
                           : src == e->compile.texts.at[0];
}

static bool is_ours(const struct estate *e, const struct diag *d)
{
    for (const struct diag_edit *x = d->edits; x; x = x->next)
        if (!is_text(e, source_of(e->diags.sources, x->at.pos)))
            return false;
    return d->edits != NULL;
}

static str key_of(const struct fixing *x, const struct diag *d)
{
    const struct source *src = source_of(&x->c->sources, d->at.pos);
    str name = src ? src->name : STR("");

    return arena_printf(
        x->c->arena, "%" STR_FMT "\n%" STR_FMT "\n%" STR_FMT "\n%" STR_FMT,
        STR_ARG(d->id), STR_ARG(name), STR_ARG(d->anchor), STR_ARG(d->message));
}

static void add_one(struct map *m, str key)
{
    void **n = map_put(m, key);

    *n = (void *)((uintptr_t)*n + 1);
}

static uintptr_t count_of(const struct map *m, str key)
{
    return (uintptr_t)map_get(m, key);
}

/* All rules judge, so that no other finding comes; those that were selected
 * are mended. */
static bool is_asked(const struct lint_options *o, str id)
{
    bool compilers = str_starts_with(id, STR("language/"));

    for (uint32_t i = 0; i < o->nselect; i++) {
        str s = o->select[i];
        if (str_eq(s, id) || (str_starts_with(id, s) && id.ptr[s.len] == '/'))
            return true;
    }
    return !o->nselect || compilers;
}

static bool has_fix(const struct fixing *x, const struct estate *e,
                    const struct diag *d)
{
    return d->edits && !is_bold(x, d) && is_ours(e, d) &&
           is_asked(&x->asked, d->id) && !map_get(&x->refused, key_of(x, d));
}

/* By rule; without `all` only those that no round will take. */
static struct counts count_rules(const struct fixing *x, const struct estate *e,
                                 bool all)
{
    struct counts c;

    map_init(&c.by, x->c->arena);
    for (uint32_t i = 0; i < e->diags.all.n; i++) {
        const struct diag *d = e->diags.all.at[i];
        if (all || !has_fix(x, e, d))
            add_one(&c.by, d->id);
    }
    return c;
}

/* A rule that has more findings than before, or NULL. */
static const str *find_more(const struct counts *before,
                            const struct counts *after)
{
    for (uint32_t i = 0; i < after->by.entries.n; i++) {
        const struct map_entry *m = &after->by.entries.at[i];
        if ((uintptr_t)m->value > count_of(&before->by, m->key))
            return &m->key;
    }
    return NULL;
}

/* --- one try ------------------------------------------------------------- */

static struct source *add_text(struct cli *c, const struct source *was,
                               const struct buf *text)
{
    char *copy = arena_alloc(c->arena, text->len + 2);

    memcpy(copy, text->ptr, text->len);
    struct source *src =
        source_add(&c->sources, was->name, (str){copy, text->len});
    if (src)
        src->in_project = was->in_project;
    return src;
}

static bool is_edited(const struct source *src, const struct diag *d)
{
    for (const struct diag_edit *x = d->edits; x; x = x->next)
        if (x->at.pos >= src->base && x->at.pos - src->base <= src->text.len)
            return true;
    return false;
}

static struct source *mended(const struct fixing *x, struct source *src,
                             const struct diag *const *d, uint32_t n)
{
    struct buf out = BUF_MAX((size_t)1 << 27);
    bool edited = false;

    for (uint32_t i = 0; !edited && i < n; i++)
        edited = is_edited(src, d[i]);
    src->mistakes = 0;
    if (!edited)
        return src;
    bool fits = fix_splice(&out, src, d, n, x->c->arena);
    struct source *made = fits ? add_text(x->c, src, &out) : NULL;
    buf_free(&out);
    return made;
}

static bool judge(const struct fixing *x, struct estate *e)
{
    compile_run(&e->compile, COMPILE_LINT);
    diags_sort(&e->diags);
    return x->f->keep(x->c, e);
}

/* The estate with the fixes of `n` findings; false when it can't be made. */
static bool make_next(const struct fixing *x, struct estate *next,
                      const struct diag *const *d, uint32_t n)
{
    const struct compile *was = &x->e->compile;

    *next = *x->e;
    diags_init(&next->diags, x->c->arena, &x->c->sources);
    compile_init(&next->compile, x->c->arena, &x->c->sources, &next->diags,
                 was->root);
    next->compile.lint = was->lint;
    for (uint32_t i = 0; i < was->texts.n; i++) {
        struct source *src = mended(x, was->texts.at[i], d, n);
        if (!src)
            return false;
        compile_add(&next->compile, src);
    }
    return judge(x, next);
}

/* All of the findings are gone: of each key there are fewer. */
static bool are_gone(const struct fixing *x, const struct estate *next,
                     const struct diag *const *d, uint32_t n)
{
    struct map left, mended_keys, were;

    map_init(&left, x->c->arena);
    map_init(&mended_keys, x->c->arena);
    map_init(&were, x->c->arena);
    for (uint32_t i = 0; i < next->diags.all.n; i++)
        add_one(&left, key_of(x, next->diags.all.at[i]));
    for (uint32_t i = 0; i < x->e->diags.all.n; i++)
        add_one(&were, key_of(x, x->e->diags.all.at[i]));
    for (uint32_t i = 0; i < n; i++)
        add_one(&mended_keys, key_of(x, d[i]));
    for (uint32_t i = 0; i < n; i++) {
        str key = key_of(x, d[i]);
        if (count_of(&left, key) + count_of(&mended_keys, key) >
            count_of(&were, key))
            return false;
    }
    return true;
}

/* Why the next estate is not taken, an empty str when it is. */
static str refuse(const struct fixing *x, const struct estate *next,
                  const struct diag *const *d, uint32_t n)
{
    bool compiled = x->e->compile.lowered;

    if (!compiled && !next->compile.lowered)
        return next->diags.errors < x->e->diags.errors
                   ? (str){0}
                   : STR("it mends no error");
    if (!next->compile.lowered)
        return STR("it would not compile");
    if (!compiled)
        return (str){0};
    struct counts before = count_rules(x, x->e, x->strict);
    struct counts after = count_rules(x, next, x->strict);
    const str *more = find_more(&before, &after);
    if (more)
        return arena_printf(x->c->arena, "it would bring %" STR_FMT,
                            STR_ARG(*more));
    return are_gone(x, next, d, n) ? (str){0} : STR("the finding would stay");
}

/* --- a round ------------------------------------------------------------- */

struct round {
    struct fixing *x;
    VEC(const struct diag *) good; // all of them hold together
    struct estate best;            // with those, when there are any
};

static void take_back(struct cli *c, struct arena_mark mark,
                      const struct sources *were)
{
    c->sources = *were;
    for (uint32_t i = 0; i < c->sources.files.n; i++)
        c->sources.files.at[i]->lines = NULL; // may be behind the mark
    arena_reset(c->arena, mark);
}

static void settle(struct estate *to, const struct estate *from)
{
    *to = *from;
    to->compile.diags = &to->diags;
}

/* Tries the good ones and `n` more. Why not comes in `why`. */
static bool attempt(struct round *r, const struct diag *const *d, uint32_t n,
                    char why[128])
{
    struct cli *c = r->x->c;
    uint32_t all = r->good.n + n;
    const struct diag **list = arena_array(c->arena, const struct diag *, all);
    struct arena_mark mark = arena_mark(c->arena);
    struct sources were = c->sources;
    struct estate next;

    for (uint32_t i = 0; i < r->good.n; i++)
        list[i] = r->good.at[i];
    for (uint32_t i = 0; i < n; i++)
        list[r->good.n + i] = d[i];
    str no = STR("it could not be judged");
    if (r->x->tries && r->x->tries--)
        if (make_next(r->x, &next, list, all))
            no = refuse(r->x, &next, list, all);
    if (!no.len) {
        settle(&r->best, &next);
        for (uint32_t i = 0; i < n; i++)
            *vec_push(c->arena, &r->good) = d[i];
        return true;
    }
    size_t len = no.len < 127 ? no.len : 127;
    memcpy(why, no.ptr, len);
    why[len] = '\0';
    take_back(c, mark, &were);
    return false;
}

static void search(struct round *r, const struct diag *const *d, uint32_t n)
{
    struct cli *c = r->x->c;
    char why[128];

    if (!n || attempt(r, d, n, why))
        return;
    if (n > 1) {
        search(r, d, n / 2);
        search(r, d + n / 2, n - n / 2);
        return;
    }
    *map_put(&r->x->refused, key_of(r->x, d[0])) = r;
    *vec_push(c->arena, &r->x->f->refused) =
        (struct fix_refused){d[0], arena_printf(c->arena, "%s", why)};
}

static bool run_round(struct fixing *x)
{
    struct fix_list l = {0};
    struct round r = {.x = x};

    for (uint32_t i = 0; i < x->e->diags.all.n; i++)
        if (has_fix(x, x->e, x->e->diags.all.at[i]))
            *vec_push(x->c->arena, &l.all) = x->e->diags.all.at[i];
    fix_list_separate(&l, x->c->arena);
    search(&r, l.all.at, l.all.n);
    if (!r.good.n)
        return false;
    x->f->applied += r.good.n;
    settle(x->e, &r.best);
    return true;
}

/* --- all of it ----------------------------------------------------------- */

static void note_first(struct fixing *x)
{
    if (x->has_first || !x->e->compile.lowered)
        return;
    x->has_first = true;
    x->at_first = count_rules(x, x->e, true);
}

static void find_files(struct fixes *f, struct cli *c,
                       const struct estate *from, const struct estate *to)
{
    for (uint32_t i = 0; i < to->compile.texts.n; i++) {
        const struct source *was = from->compile.texts.at[i];
        const struct source *is = to->compile.texts.at[i];
        if (was != is && !str_eq(was->text, is->text))
            *vec_push(c->arena, &f->files) = (struct fix_file){was, is};
    }
}

static void run_rounds(struct fixing *x)
{
    x->tries = MOST_TRIES;
    x->has_first = false;
    x->f->applied = 0;
    x->f->refused.n = 0;
    map_init(&x->refused, x->c->arena);
    note_first(x);
    for (int i = 0; i < MOST_ROUNDS && run_round(x); i++)
        note_first(x);
}

static bool brought_any(const struct fixing *x)
{
    struct counts now = count_rules(x, x->e, true);

    return x->has_first && find_more(&x->at_first, &now);
}

/* Findings of rules that were not selected helped to judge, no more. */
static void keep_asked(struct fixing *x)
{
    struct diags *d = &x->e->diags;
    uint32_t n = 0;

    for (uint32_t i = 0; i < d->all.n; i++)
        if (is_asked(&x->asked, d->all.at[i]->id))
            d->all.at[n++] = d->all.at[i];
    d->all.n = n;
    x->e->compile.lint = x->asked;
}

bool fixes_make(struct fixes *f, struct cli *c, struct estate *e)
{
    struct fixing x = {.f = f, .c = c, .e = e};
    struct estate first;

    x.asked = e->compile.lint;
    e->compile.lint.nselect = 0;
    if (!judge(&x, e))
        return false;
    settle(&first, e);
    run_rounds(&x);
    if (brought_any(&x)) {
        x.strict = true;
        settle(e, &first);
        run_rounds(&x);
    }
    find_files(f, c, &first, e);
    keep_asked(&x);
    for (uint32_t i = 0; i < e->diags.all.n; i++) {
        const struct diag *d = e->diags.all.at[i];
        bool left = is_ours(e, d) && is_bold(&x, d);
        f->unsafe += left && d->safety == DIAG_UNSAFE;
        f->scaffold += left && d->safety == DIAG_SCAFFOLD;
    }
    return true;
}
