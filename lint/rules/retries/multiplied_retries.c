/*
 * Retries around retries multiply: those of a step, of what stands around it,
 * of the call that leads to its flow, and the replays of a queue that takes
 * what its retries have not mended.
 */
#include "lint/lint.h"

enum {
    LIMIT = 50, // tries of one call; four in each of three layers are 64
    MOST_LAYERS = 6,
    FOR_EVER = 1000
};

struct product {
    int64_t factors[MOST_LAYERS];
    uint32_t n;
    node_id around;                  // the nearest layer around the step
    const struct graph_queue *queue; // that replays
};

static int64_t tries_of(const struct graph_node *x)
{
    int64_t n = node_number(x, SET_RETRY, 0);

    return n < 0 ? 1 : n > 100000 ? 100001 : n + 1;
}

static void add(struct product *p, int64_t factor, node_id layer)
{
    if (factor < 2 || p->n == MOST_LAYERS)
        return;
    p->around = p->around ? p->around : layer;
    p->factors[p->n++] = factor;
}

static node_id busiest_caller(const struct graph *g, const struct graph_flow *f)
{
    node_id best = 0;

    for (uint32_t i = 0; i < f->ncallers && i < MOST_LAYERS; i++) {
        node_id c = f->callers[i];
        if (!best || tries_of(&g->nodes.at[c]) > tries_of(&g->nodes.at[best]))
            best = c;
    }
    return best;
}

/* What its retries have not mended goes to a queue that replays it. A failed
 * read is the run's, and is no record to replay. */
static const struct graph_queue *replayed(const struct graph *g,
                                          const struct graph_node *x)
{
    for (uint32_t i = 0; x->kind != NODE_READ && i < x->nout; i++) {
        const struct graph_edge *e = &g->edges.at[g->out[x->out_first + i]];
        const struct graph_queue *q =
            e->kind == EDGE_FAILURE && e->handler && e->classes & x->retry_on
                ? g->handlers.at[e->handler].queue
                : NULL;
        if (q && q->replay_every > 0)
            return q;
    }
    return NULL;
}

static struct product product_of(struct lint *l, const struct graph *g,
                                 node_id n)
{
    struct product p = {0};
    node_id at = n;

    add(&p, tries_of(&g->nodes.at[n]), 0);
    p.queue = replayed(g, &g->nodes.at[n]);
    for (uint32_t i = 0; at && i < MOST_LAYERS; i++) {
        node_id around = lint_retried_around(l, at);
        if (!around)
            around = busiest_caller(g, lint_flow_of(g, at));
        if (around)
            add(&p, tries_of(&g->nodes.at[around]), around);
        at = around;
    }
    if (p.queue)
        add(&p, 1 + p.queue->replay_up_to / p.queue->replay_every, 0);
    return p;
}

static str sum_text(struct lint *l, const struct product *p, int64_t *sum)
{
    str text = STR("");

    *sum = 1;
    for (uint32_t i = 0; i < p->n; i++) {
        text = arena_printf(lint_arena(l), "%" STR_FMT "%s%lld", STR_ARG(text),
                            i ? " x " : "", (long long)p->factors[i]);
        if (*sum < INT64_C(1000000000000))
            *sum *= p->factors[i];
    }
    return text;
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    int64_t sum;

    // Without an end: retries/unbounded-retry.
    if (node_number(x, SET_RETRY, 0) < 1 || node_setting(x, SET_ENDLESS) ||
        (lint_is_foreign(l) && node_number(x, SET_RETRY, 0) >= FOR_EVER))
        return;
    struct product p = product_of(l, g, n);
    str text = sum_text(l, &p, &sum);
    if (p.n < 2 || sum <= LIMIT)
        return;
    struct diag *d = lint_report(
        l, node_setting(x, SET_RETRY)->at,
        "step \"%" STR_FMT "\" may be tried %" STR_FMT " = %lld times",
        STR_ARG(x->name), STR_ARG(text), (long long)sum);
    if (p.around)
        lint_note(l, d, lint_step_at(&g->nodes.at[p.around]),
                  "what stands in this is tried again as a whole");
    if (p.queue && p.queue->replay_at.pos)
        lint_note(l, d, p.queue->replay_at,
                  "what is still not done is replayed from here");
    if (p.queue)
        lint_help(l, d, "on outage -> halt");
}

const struct lint_rule lint_rule_multiplied_retries = {
    .summary = "retries in retries do not multiply past a limit",
    .level = DIAG_WARNING,
    .kinds =
        LINT_REMOTE | LINT_KIND(SCRIPT) | LINT_KIND(SEND) | LINT_KIND(NOTIFY),
    .node = check_node,
};
