/*
 * A lookup whose key may be missing, and nothing says what then: no default,
 * no question before it, no route that takes `data`.
 */
#include "lint/lint.h"

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    const struct graph_expr *e = lint_miss_of(l, n);

    // A called flow without any route is one finding, errors/unhandled-subflow.
    if (!e || lint_gap_of(l, lint_flow_of(g, n)) == LINT_GAP_WHOLE)
        return;
    str of = e->table ? e->table->name : e->store->name;
    struct diag *d = lint_report(
        l, e->at,
        "step \"%" STR_FMT "\" looks up \"%" STR_FMT
        "\", and nothing says what becomes of a record whose key is not there",
        STR_ARG(x->name), STR_ARG(of));
    str line =
        lint_route_lines(l, g, lint_flow_of(g, n), WEIR_CLASS_BIT(WEIR_DATA));
    lint_help(l, d, "a default (?? ...), or at the end of the flow: %" STR_FMT,
              STR_ARG(line));
    lint_fix_routes(l, d, lint_flow_of(g, n), line);
}

const struct lint_rule lint_rule_lookup_miss = {
    .summary = "a lookup says what a miss becomes",
    .level = DIAG_ERROR,
    .node = check_node,
};
