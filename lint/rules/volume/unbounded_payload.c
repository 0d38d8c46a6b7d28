/*
 * All records of a run, gathered by `batch all`, go out in one call: its size
 * grows with the day. Operations that take many records are cut into calls,
 * and files are written as they come.
 */
#include "lint/lint.h"

struct search {
    const struct graph *g;
    const struct graph_node *batch; // found
};

/* Each record for itself: `each x in xs` gives a list as long, a count not. */
static bool look_for(void *context, const struct graph_expr *e)
{
    struct search *s = context;

    if (e->kind == EXPR_BUILTIN && e->type->kind != TYPE_LIST)
        return false;
    if (e->kind != EXPR_VAR || !e->var || !e->var->node ||
        e->var->node >= s->g->nodes.n)
        return !s->batch;
    const struct graph_node *from = &s->g->nodes.at[e->var->node];
    if (from->kind == NODE_BATCH && from->out == e->var &&
        lint_known(&from->settings, SET_COUNT) == GRAPH_ABSENT &&
        lint_known(&from->settings, SET_BY) == GRAPH_ABSENT)
        s->batch = from;
    return !s->batch;
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    struct search s = {.g = g};

    if (x->kind == NODE_WRITE &&
        (!x->operation || x->operation->bulk || lint_is_local(x->operation)))
        return;
    lint_walk_sources(l, lint_setting(x, SET_VALUE), look_for, &s);
    if (!s.batch)
        return;
    struct diag *d = lint_report(
        l, lint_step_at(x),
        "step \"%" STR_FMT "\" sends all records of a run in one call: nothing "
        "bounds its size",
        STR_ARG(x->name));
    lint_note(l, d, lint_step_at(s.batch), "they are gathered here");
    lint_help(l, d, "batch 500 as %" STR_FMT, STR_ARG(s.batch->out->name));
}

const struct lint_rule lint_rule_unbounded_payload = {
    .summary = "what is sent in one call has a bound on its size",
    .level = DIAG_WARNING,
    .kinds = LINT_KIND(WRITE) | LINT_KIND(SEND) | LINT_KIND(CALL),
    .node = check_node,
};
