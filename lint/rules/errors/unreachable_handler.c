/*
 * A handler that nothing leads to: no step in its reach raises one of its
 * classes, or the routes nearer to the steps take them all.
 */
#include "lint/lint.h"

static weir_class_set raised_within(struct lint *l, const struct graph *g,
                                    const struct graph_handler *x)
{
    if (!x->scope)
        return lint_raised(l, g->flows.at[x->flow]);
    return g->nodes.at[x->scope].kind == NODE_PARALLEL
               ? lint_raised(l, g->flows.at[x->flow])
               : g->nodes.at[x->scope].raises;
}

static void check_handler(struct lint *l, const struct graph *g, handler_id h)
{
    const struct graph_handler *x = &g->handlers.at[h];

    if (x->flow >= g->flows.n || !x->classes || lint_arriving(l, h) ||
        (x->scope && !lint_reachable(l, x->scope)))
        return;
    bool raised = raised_within(l, g, x) & x->classes;
    struct diag *d = lint_report(
        l, x->at, "nothing leads to \"on %" STR_FMT "\": %s", STR_ARG(x->words),
        raised ? "nearer routes take all of it" : "no step here can raise it");
    lint_help(l, d, "remove the route");
    lint_fix_remove(l, d, DIAG_SCAFFOLD, x->at);
}

const struct lint_rule lint_rule_unreachable_handler = {
    .summary = "a handler has failures that lead to it",
    .level = DIAG_WARNING,
    .handler = check_handler,
};
