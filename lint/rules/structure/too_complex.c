/*
 * A flow with more independent ways (McCabe's number, of its conditions and
 * lists) or more steps than a person can test.
 */
#include "lint/lint.h"

enum { MOST_WAYS = 20, MOST_STEPS = 60 };

static uint32_t count_arms(const struct graph *g, const struct graph_node *x)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < x->nout; i++) {
        const struct graph_edge *e = &g->edges.at[g->out[x->out_first + i]];
        n += e->kind == EDGE_ARM && e->condition;
    }
    return n;
}

static void check_flow(struct lint *l, const struct graph *g,
                       const struct graph_flow *f)
{
    const uint32_t no_step = LINT_KIND(TRIGGER) | LINT_KIND(END);
    uint32_t ways = 1, steps = 0;

    for (node_id n = f->first; n < f->end; n++) {
        const struct graph_node *x = &g->nodes.at[n];
        if (x->made_for || no_step & 1u << (unsigned)x->kind)
            continue;
        steps++;
        ways += x->kind == NODE_SPLIT;
        if (x->kind == NODE_CHOICE)
            ways += count_arms(g, x);
    }
    if (ways <= MOST_WAYS && steps <= MOST_STEPS)
        return;
    struct diag *d = lint_report(
        l, lint_flow_at(f),
        "flow \"%" STR_FMT "\" has %u ways to test and %u steps; a person "
        "keeps up with %d and %d",
        STR_ARG(f->name), ways, steps, MOST_WAYS, MOST_STEPS);
    lint_help(l, d,
              "put what differs in a value into a table, and a part that can "
              "be tested alone into a callable flow");
}

const struct lint_rule lint_rule_too_complex = {
    .summary = "a flow has no more ways and steps than can be tested",
    .level = DIAG_WARNING,
    .flow = check_flow,
};
