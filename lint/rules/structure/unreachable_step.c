/*
 * A step that no trigger reaches. Only the first of a stretch is reported: no
 * way at all leads to it.
 */
#include "lint/lint.h"

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];

    // What a handler leads to is errors/unreachable-handler's matter.
    if (x->nin || lint_reachable(l, n) || x->kind == NODE_END || x->made_for ||
        lint_handler_of(g, n))
        return;
    struct diag *d =
        lint_report(l, lint_step_at(x), "no way leads to step \"%" STR_FMT "\"",
                    STR_ARG(x->name));
    lint_help(l, d, "remove it, or the end of the record before it");
    // What follows in its block is reached through it alone, or not at all.
    for (node_id k = n; k; k = g->nodes.at[k].next_in_block)
        lint_fix_remove(l, d, DIAG_SAFE, g->nodes.at[k].at);
}

const struct lint_rule lint_rule_unreachable_step = {
    .summary = "every step can be reached from the trigger",
    .level = DIAG_WARNING,
    .node = check_node,
};
