/*
 * A dedupe that forgets while the flow's queues still hold records: one that
 * is replayed on its last day meets a key that is free again.
 */
#include "lint/lint.h"

static const struct graph_queue *longest_queue(const struct graph *g,
                                               const struct graph_flow *f)
{
    const struct graph_queue *q = NULL;

    for (node_id n = f->first; n < f->end; n++) {
        const struct graph_node *x = &g->nodes.at[n];
        if (x->kind == NODE_PARK && x->queue && x->nin &&
            (!q || x->queue->retain > q->retain))
            q = x->queue;
    }
    return q;
}

static void check_dedupe(struct lint *l, const struct graph_node *x,
                         const struct graph_queue *q)
{
    int64_t within = node_number(x, SET_WITHIN, 0);

    if (!within || within >= q->retain)
        return;
    str window = lint_duration(l, within), kept = lint_duration(l, q->retain);
    str gap = lint_duration(l, q->retain - within);
    struct diag *d =
        lint_report(l, node_setting(x, SET_WITHIN)->at,
                    "\"%" STR_FMT "\" forgets after %" STR_FMT
                    ", but queue \"%" STR_FMT "\" holds records for %" STR_FMT
                    ": for %" STR_FMT " a replay meets a key that is free",
                    STR_ARG(x->name), STR_ARG(window), STR_ARG(q->name),
                    STR_ARG(kept), STR_ARG(gap));
    if (q->retain_at.pos)
        lint_note(l, d, q->retain_at, "kept that long here");
    str more = lint_duration(l, q->retain + 86400000000);
    lint_help(l, d, "within %" STR_FMT, STR_ARG(more));
    lint_fix(l, d, DIAG_SAFE, node_setting(x, SET_WITHIN)->value->at, more);
}

static void check_flow(struct lint *l, const struct graph *g,
                       const struct graph_flow *f)
{
    const struct graph_queue *q = NULL;
    bool looked = false;

    for (node_id n = f->first; n < f->end; n++) {
        if (g->nodes.at[n].kind != NODE_DEDUPE)
            continue;
        if (!looked)
            q = longest_queue(g, f);
        looked = true;
        if (!q)
            return;
        lint_about_node(l, n);
        check_dedupe(l, &g->nodes.at[n], q);
    }
    lint_about_flow(l, f);
}

const struct lint_rule lint_rule_short_dedupe_window = {
    .summary = "a dedupe remembers as long as a record can come again",
    .level = DIAG_WARNING,
    .flow = check_flow,
};
