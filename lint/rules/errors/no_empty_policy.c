/*
 * A scheduled read that does not say what an empty answer means: nothing to
 * do, or a source that lost its rights. Reads inside a record's way are no
 * matter of this rule.
 */
#include "lint/lint.h"

static bool has_empty_route(const struct graph *g, const struct graph_node *x)
{
    for (uint32_t i = 0; i < x->nout; i++)
        if (g->edges.at[g->out[x->out_first + i]].kind == EDGE_EMPTY)
            return true;
    return false;
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];

    if (x->block != lint_flow_of(g, n)->body || has_empty_route(g, x))
        return;
    enum graph_known known = lint_known(&x->settings, SET_EMPTY);
    if (known == GRAPH_UNKNOWN)
        lint_unknown(l, lint_step_at(x),
                     "whether step \"%" STR_FMT
                     "\" takes an empty answer for good is not known",
                     STR_ARG(x->name));
    if (known != GRAPH_ABSENT)
        return;
    struct diag *d = lint_report(l, lint_step_at(x),
                                 "step \"%" STR_FMT
                                 "\" does not say what an empty answer means",
                                 STR_ARG(x->name));
    lint_help(l, d, "empty ok");
    lint_fix_option(l, d, DIAG_SCAFFOLD, &(struct lint_call){.node = n},
                    STR("empty ok"));
}

const struct lint_rule lint_rule_no_empty_policy = {
    .summary = "a read says what an empty answer means",
    .level = DIAG_INFO,
    .kinds = LINT_KIND(READ),
    .node = check_node,
};
