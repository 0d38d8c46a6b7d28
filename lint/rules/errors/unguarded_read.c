/*
 * All that a flow does with its records is guarded, and the fetch that brings
 * them is not: when the source is down the run ends without a word.
 */
#include "lint/lint.h"

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    const struct graph_flow *f = lint_flow_of(g, n);
    weir_class_set lost = lint_unrouted(g, n);

    if (!lost || !lint_fetches(f, x) || !lint_reachable(l, n) ||
        lint_gap_of(l, f) != LINT_GAP_READS)
        return;
    str classes = f->format.len ? STR("its failures") : lint_classes(l, lost);
    struct diag *d = lint_report(
        l, lint_step_at(x),
        "step \"%" STR_FMT
        "\" fetches outside of what is guarded: no route takes %" STR_FMT
        ", and all other steps of flow \"%" STR_FMT "\" have routes",
        STR_ARG(x->name), STR_ARG(classes), STR_ARG(f->name));
    str lines = lint_route_lines(l, g, f, lost);
    lint_help(l, d, "add at the end of flow \"%" STR_FMT "\": %" STR_FMT,
              STR_ARG(f->name), STR_ARG(lines));
    lint_fix_routes(l, d, f, lines);
}

const struct lint_rule lint_rule_unguarded_read = {
    .summary = "the fetch stands inside the error scope",
    .level = DIAG_ERROR,
    .kinds = LINT_KIND(READ) | LINT_KIND(ENRICH),
    .node = check_node,
};
