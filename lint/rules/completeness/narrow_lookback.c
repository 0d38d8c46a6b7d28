/*
 * A lookback that is shorter than one answer of the source may take. A row is
 * stamped when its transaction begins and seen when that ends; a source that
 * is given so long to answer may show a row that late.
 */
#include "lint/lint.h"

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    const struct graph_setting *s = node_setting(x, SET_LOOKBACK);
    int64_t timeout = node_number(x, SET_TIMEOUT, 0);

    (void)g;
    if (!s || s->known != GRAPH_SET || s->value->kind != EXPR_LITERAL ||
        node_setting(x, SET_UNTIL) || s->value->i >= timeout)
        return;
    str back = lint_duration(l, s->value->i), may = lint_duration(l, timeout);
    struct diag *d =
        lint_report(l, s->at,
                    "step \"%" STR_FMT "\" looks back %" STR_FMT
                    ", and one answer of its source may take %" STR_FMT
                    ": a row that is shown so late is before the watermark",
                    STR_ARG(x->name), STR_ARG(back), STR_ARG(may));
    str good = timeout <= 300000000 ? STR("5m") : may;
    lint_help(l, d, "lookback %" STR_FMT, STR_ARG(good));
    lint_fix(l, d, DIAG_SAFE, s->value->at, good);
}

const struct lint_rule lint_rule_narrow_lookback = {
    .summary = "a lookback covers what the source shows late",
    .level = DIAG_WARNING,
    .kinds = LINT_KIND(READ),
    .node = check_node,
};
