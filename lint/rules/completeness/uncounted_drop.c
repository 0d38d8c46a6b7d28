/*
 * Things that vanish without a reason that is counted: what the list of an
 * `each` leaves out, and what a filter of another platform lets fall.
 */
#include "lint/lint.h"

static const struct graph_expr *filter_of(struct lint *l,
                                          const struct graph_node *x)
{
    const struct graph_expr *e = lint_setting(x, SET_VALUE);

    e = expr_bare(e);
    e = e ? lint_value(l, e) : NULL;
    return e && e->kind == EXPR_EACH && e->nargs > 1 ? e->args[1] : NULL;
}

static void check_split(struct lint *l, const struct graph_node *x)
{
    const struct graph_expr *where = filter_of(l, x);

    if (!where)
        return;
    struct diag *d =
        lint_report(l, where->at,
                    "what is left out of the list of step \"%" STR_FMT
                    "\" vanishes: no reason is given and nothing counts it",
                    STR_ARG(x->name));
    str text = expr_text(lint_arena(l), where);
    if (text.len < 60)
        lint_help(l, d, "keep %" STR_FMT, STR_ARG(text));
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];

    if (x->kind == NODE_SPLIT) {
        check_split(l, x);
        return;
    }
    if (!lint_flow_of(g, n)->format.len || lint_setting(x, SET_BECAUSE) ||
        !lint_reachable(l, n))
        return;
    lint_report(l, lint_step_at(x),
                "what step \"%" STR_FMT
                "\" filters out vanishes: no reason is given and nothing "
                "counts it",
                STR_ARG(x->name));
}

const struct lint_rule lint_rule_uncounted_drop = {
    .summary = "what is left out has a reason and is counted",
    .level = DIAG_WARNING,
    .kinds = LINT_KIND(SPLIT) | LINT_KIND(KEEP) | LINT_KIND(DROP),
    .node = check_node,
};
