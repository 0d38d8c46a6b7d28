/*
 * A flow keeps its own watermark in a store, asks for it where it reads, and
 * sets it from the clock: what the source showed late is before it for ever.
 */
#include "lint/lint.h"

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    const struct graph_expr *value = lint_setting(x, SET_VALUE);
    const struct lint_ask *a =
        x->store ? lint_ask_of(l, x->store, lint_flow_of(g, n)) : NULL;

    if (!a || !a->watermark || !lint_uses_clock(l, value))
        return;
    const struct graph_node *read = &g->nodes.at[a->watermark];
    struct diag *d =
        lint_report(l, value->at,
                    "step \"%" STR_FMT "\" goes on from store \"%" STR_FMT
                    "\", which is set from the clock, not from what was read",
                    STR_ARG(read->name), STR_ARG(x->store->name));
    lint_note(l, d, lint_step_at(read), "asked for here");
    if (read->out)
        lint_help(l, d,
                  "read ... as %" STR_FMT " since %" STR_FMT ".updated_at",
                  STR_ARG(read->out->name), STR_ARG(read->out->name));
}

const struct lint_rule lint_rule_clock_watermark = {
    .summary = "a watermark comes from the data, not from the clock",
    .level = DIAG_ERROR,
    .kinds = LINT_KIND(STORE),
    .node = check_node,
};
