/*
 * Compiles a case as `weir check` would and holds the findings against its
 * wants.
 */
#include "tests/golden/case.h"
#include "compiler/base/diag_print.h"
#include "compiler/cli/check_options.h"
#include "compiler/cli/estate.h"
#include "stdlib/value/date.h"
#include "tests/golden/want.h"

#include <stdio.h>

struct run {
    const struct golden_case *g;
    struct cli cli;
    struct estate estate;
    struct wants wants;
    bool all_rules;
    bool ok;
};

/* What reading an estate asks for; no case gives any. */
static const struct option options[] = {
    {"from", 0, OPTION_TEXT, "PLATFORM", "which platform"}, OPTIONS_END};

static void complain(struct run *r, str what)
{
    printf("%s: %" STR_FMT "\n", r->g->path, STR_ARG(what));
    r->ok = false;
}

/* `// today DATE` and `// all-rules` in the comments a text starts with. */
static void read_settings(struct run *r, str text)
{
    struct lint_options *o = &r->estate.compile.lint;

    while (str_starts_with(text, STR("//")) ||
           str_starts_with(text, STR("# "))) {
        ptrdiff_t end = str_find(text, STR("\n"));
        size_t n = end < 0 ? text.len : (size_t)end;
        str line = str_trim(str_slice(text, 2, n));
        text = str_slice(text, n + 1, text.len);
        if (str_eq(line, STR("all-rules")))
            r->all_rules = true;
        if (!str_starts_with(line, STR("today ")))
            continue;
        o->has_today = weir_date_parse(str_slice(line, 6, line.len), &o->today);
        if (!o->has_today)
            complain(r, STR("\"// today\" takes a date"));
    }
}

static void read_text(struct run *r, const struct source *src)
{
    str error;

    read_settings(r, src->text);
    if (!wants_read(&r->wants, r->cli.arena, src, &error))
        complain(r, error);
}

static void read_wants(struct run *r)
{
    const struct compile *c = &r->estate.compile;

    for (uint32_t i = 0; i < c->texts.n && r->ok; i++)
        read_text(r, c->texts.at[i]);
    // Places of a manifest are those of what it was made from: no line of it
    // is where a message stands.
    r->wants.anywhere = r->estate.document || r->estate.documents.n;
    if (r->estate.document && r->ok)
        read_text(r, r->estate.document);
    for (uint32_t i = 0; i < r->estate.documents.n && r->ok; i++)
        if (r->estate.documents.at[i].src)
            read_text(r, r->estate.documents.at[i].src);
    if (r->ok && r->g->bad && !r->wants.all.n)
        complain(r, STR("a bad case without a want"));
    if (r->ok && !r->g->bad && r->wants.all.n)
        complain(r, STR("a good case with a want"));
}

/* Findings of other rules are not this case's business. */
static bool counts(const struct run *r, const struct diag *d)
{
    if (!r->g->rule.len || r->all_rules || str_eq(d->id, r->g->rule))
        return true;
    return str_starts_with(d->id, STR("language/")) ||
           str_starts_with(d->id, STR("import/"));
}

static void show(struct run *r, struct diag *d, const char *what)
{
    struct diags one;
    struct buf out = BUF_MAX(1u << 24);

    diags_init(&one, r->cli.arena, &r->cli.sources);
    *vec_push(r->cli.arena, &one.all) = d;
    diags_print_text(&one, false, &out);
    printf("%s: %s\n%" STR_FMT, r->g->path, what, STR_ARG(buf_view(&out)));
    buf_free(&out);
    r->ok = false;
}

static void compare(struct run *r)
{
    struct diags *d = &r->estate.diags;

    diags_sort(d);
    for (uint32_t i = 0; i < d->all.n; i++) {
        struct diag *m = d->all.at[i];
        struct place at = source_locate(&r->cli.sources, m->at.pos);
        if (!wants_meet(&r->wants, m, at) && counts(r, m))
            show(r, m, "not wanted:");
    }
    for (uint32_t i = 0; i < r->wants.all.n; i++) {
        const struct want *w = &r->wants.all.at[i];
        if (w->met)
            continue;
        complain(r, arena_printf(r->cli.arena,
                                 "%" STR_FMT ":%u: wanted and not said: "
                                 "\"%" STR_FMT "\"",
                                 STR_ARG(w->src->name), (unsigned)w->line,
                                 STR_ARG(w->part)));
    }
}

static void show_problems(struct run *r)
{
    for (uint32_t i = 0; i < r->cli.problems.all.n; i++)
        show(r, r->cli.problems.all.at[i], "could not run:");
    r->ok = false;
}

static void run(struct run *r)
{
    struct estate *e = &r->estate;
    str path = str_from(r->g->path);

    if (!estate_open(e, &r->cli, &path, 1, "check") ||
        !check_config(&e->compile.lint, &r->cli, &e->project)) {
        show_problems(r);
        return;
    }
    e->compile.lint.has_today = false;
    read_wants(r);
    if (!r->ok)
        return;
    compile_run(&e->compile, r->g->lint ? COMPILE_LINT : COMPILE_LOWER);
    compare(r);
}

bool case_run(const struct golden_case *g)
{
    struct run r = {.g = g, .ok = true, .cli = {.name = "weir check"}};

    r.cli.arena = arena_new();
    sources_init(&r.cli.sources, r.cli.arena);
    r.cli.options.table = options;
    diags_init(&r.cli.problems, r.cli.arena, &r.cli.sources);
    run(&r);
    arena_free(r.cli.arena);
    return r.ok;
}
