/*
 * A program or script that may be another one tomorrow: behind `run` without a
 * weir.lock, or in an import without a version; or one on a runtime that its
 * maker no longer mends.
 */
#include "lint/lint.h"
#include "stdlib/value/date.h"

struct runtime {
    const char *name;
    int year, month, day; // of the last security fix
};

/* nodejs.org/en/about/previous-releases, devguide.python.org/versions. A
 * runtime of a platform begins with one of these. */
static const struct runtime runtimes[] = {
    {"nodejs10", 2021, 4, 30},    {"nodejs12", 2022, 4, 30},
    {"nodejs14", 2023, 4, 30},    {"nodejs16", 2023, 9, 11},
    {"nodejs18", 2025, 4, 30},    {"nodejs20", 2026, 4, 30},
    {"nodejs22", 2027, 4, 30},    {"python2.7", 2020, 1, 1},
    {"python3.6", 2021, 12, 23},  {"python3.7", 2023, 6, 27},
    {"python3.8", 2024, 10, 7},   {"python3.9", 2025, 10, 31},
    {"python3.10", 2026, 10, 31}, {"python3.11", 2027, 10, 31},
};

static const struct runtime *find_runtime(str name)
{
    for (size_t i = 0; i < sizeof runtimes / sizeof *runtimes; i++) {
        str head = str_from(runtimes[i].name);
        bool more = name.len > head.len && name.ptr[head.len] >= '0' &&
                    name.ptr[head.len] <= '9';
        if (str_starts_with(name, head) && !more)
            return &runtimes[i];
    }
    return NULL;
}

static void check_runtime(struct lint *l, const struct graph_node *x)
{
    const struct lint_options *o = lint_options(l);
    const struct runtime *r = find_runtime(x->foreign->runtime);

    if (!r || !o->has_today)
        return;
    if (weir_date_from_civil((struct weir_civil){r->year, r->month, r->day}) >=
        o->today)
        return;
    struct diag *d = lint_report(l, lint_step_at(x),
                                 "step \"%" STR_FMT "\" runs on \"%" STR_FMT
                                 "\", which nobody mends since %04d-%02d-%02d",
                                 STR_ARG(x->name), STR_ARG(x->foreign->runtime),
                                 r->year, r->month, r->day);
    lint_help(l, d, "move it to a runtime that is supported");
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];

    if (!x->foreign)
        return;
    check_runtime(l, x);
    if (!x->foreign->script.len || x->foreign->script_version.len)
        return;
    struct diag *d = lint_report(l, lint_step_at(x),
                                 "step \"%" STR_FMT "\" runs script \"%" STR_FMT
                                 "\" in whichever version is there",
                                 STR_ARG(x->name), STR_ARG(x->foreign->script));
    lint_help(l, d, "name a version that was published");
}

static void check_operation(struct lint *l, const struct graph_operation *op)
{
    const struct graph_expr *e = op->target;

    while (e && (e->kind == EXPR_CONVERT || e->kind == EXPR_TEXT))
        e = e->nargs ? e->args[0] : NULL;
    if (op->transport != CALL_RUN || !e || e->kind != EXPR_LITERAL)
        return;
    str name = e->text;
    ptrdiff_t blank = str_find(name, STR(" "));
    if (blank > 0)
        name = str_slice(name, 0, (size_t)blank);
    lint_about(l, "program", name);
    struct diag *d =
        lint_report(l, op->at,
                    "program \"%" STR_FMT "\" is run as it is found: no "
                    "weir.lock pins it",
                    STR_ARG(name));
    lint_help(l, d, "run: weir lock");
}

static void check_graph(struct lint *l, const struct graph *g)
{
    for (uint32_t i = 0; !lint_options(l)->lock && i < g->connectors.n; i++) {
        const struct graph_connector *c = g->connectors.at[i];
        for (uint32_t j = 0; j < c->nendpoints; j++)
            for (uint32_t k = 0; k < c->endpoints[j]->noperations; k++)
                check_operation(l, c->endpoints[j]->operations[k]);
    }
}

const struct lint_rule lint_rule_undeployed_script = {
    .summary = "a program that is run is one that was pinned",
    .level = DIAG_WARNING,
    .kinds = LINT_KIND(SCRIPT) | LINT_KIND(CALL),
    .graph = check_graph,
    .node = check_node,
};
