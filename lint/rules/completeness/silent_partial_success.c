/*
 * Of a call with many records some may be refused: they go to a queue that
 * tells nobody how many wait, and the flow has no threshold of its own.
 */
#include "lint/lint.h"

static bool find_parked(void *context, const struct graph_expr *e)
{
    bool *found = context;

    *found =
        *found || (e->kind == EXPR_VAR && str_eq(e->var->name, STR("parked")));
    return !*found;
}

static bool has_threshold(const struct graph_flow *f)
{
    bool found = false;

    expr_walk(f->alert, find_parked, &found);
    return found || f->alert_known == GRAPH_UNKNOWN;
}

/* A queue that members of the call may go to, and that has no alert. */
static const struct graph_queue *silent_queue(const struct graph *g,
                                              const struct graph_node *x)
{
    for (uint32_t i = 0; i < x->nout; i++) {
        const struct graph_edge *e = &g->edges.at[g->out[x->out_first + i]];
        const struct graph_queue *q =
            e->kind == EDGE_FAILURE && e->classes & ~weir_class_outage() &&
                    e->handler
                ? g->handlers.at[e->handler].queue
                : NULL;
        if (q && !q->alert && q->alert_known == GRAPH_ABSENT)
            return q;
    }
    return NULL;
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    const struct graph_flow *f = lint_flow_of(g, n);
    int64_t bulk = node_number(x, SET_BULK, 0);
    const struct graph_queue *q =
        bulk > 1 && !has_threshold(f) ? silent_queue(g, x) : NULL;

    if (!q)
        return;
    struct diag *d =
        lint_report(l, lint_step_at(x),
                    "of the %lld records of a call of step \"%" STR_FMT
                    "\" any number may be refused, and nobody is told how many",
                    (long long)bulk, STR_ARG(x->name));
    lint_note(l, d, q->name_at, "they wait here, without an alert");
    lint_help(l, d, "alert when parked > 20");
    const struct graph_node *t = lint_trigger_of(g, f);
    if (!f->format.len && !f->alert && t)
        lint_fix_line(l, d, DIAG_SCAFFOLD, lint_step_at(t),
                      STR("alert when parked > 20"));
}

const struct lint_rule lint_rule_silent_partial_success = {
    .summary = "partial success has a threshold that somebody hears of",
    .level = DIAG_WARNING,
    .kinds = LINT_KIND(WRITE),
    .node = check_node,
};
