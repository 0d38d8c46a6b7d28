/*
 * What becomes of a failed record behind a handler. A target says it at once;
 * a block is walked from its first step to every end of it.
 */
#include "lint/state.h"

struct walk {
    const struct graph *g;
    node_id *queue; // node and bit: with or without having told
    uint8_t *seen;  // bits: 1 silent, 2 told
    uint32_t n;     // of the queue
    bool does;      // some step keeps or tells
    enum lint_fate worst;
};

/* A channel that reaches nobody is no telling. */
static bool tells(const struct graph_node *n)
{
    if (n->kind != NODE_NOTIFY)
        return n->kind == NODE_WAIT && n->team;
    if (!n->team || n->team->alerts_known == GRAPH_UNKNOWN)
        return true;
    for (uint32_t i = 0; i < n->team->nalerts; i++)
        if (!str_eq(n->team->alerts[i].channel, STR("log")))
            return true;
    return false;
}

/* An answer hands the record back to who sent it; whether it says so honestly
 * is errors/error-answers-success. Of a parallel all branches run, so one that
 * keeps is enough. */
static bool keeps(const struct graph_node *n)
{
    const uint32_t kinds =
        LINT_KIND(PARK) | LINT_KIND(HALT) | LINT_KIND(WRITE) | LINT_KIND(SEND) |
        LINT_KIND(CALL) | LINT_KIND(STORE) | LINT_KIND(SCRIPT) |
        LINT_KIND(PARALLEL) | LINT_KIND(REPLY);

    return kinds & 1u << (unsigned)n->kind;
}

static void go_to(struct walk *w, node_id n, bool told)
{
    uint8_t bit = told ? 2 : 1;

    if (w->seen[n] & bit)
        return;
    w->seen[n] |= bit;
    w->queue[w->n++] = n << 1 | told;
}

static void end_path(struct walk *w, bool told)
{
    enum lint_fate fate = told ? LINT_TOLD : LINT_LOST;

    if (fate > w->worst)
        w->worst = fate;
}

static bool leads_on(const struct graph_node *n, const struct graph_edge *e)
{
    if (e->kind == EDGE_FAILURE || e->kind == EDGE_UNDO)
        return false;
    // A list without items is no way round its steps.
    return n->kind != NODE_SPLIT || e->kind != EDGE_NEXT;
}

static void step(struct walk *w, node_id id, bool told)
{
    const struct graph_node *n = &w->g->nodes.at[id];
    bool ends = true;

    if (keeps(n)) {
        w->does = true;
        return;
    }
    if (tells(n))
        told = w->does = true;
    if (n->kind == NODE_CONTINUE || node_is_final(n)) {
        w->does |= n->kind != NODE_END;
        end_path(w, told);
        return;
    }
    for (uint32_t i = 0; i < n->nout; i++) {
        const struct graph_edge *e =
            &w->g->edges.at[w->g->out[n->out_first + i]];
        if (!leads_on(n, e))
            continue;
        ends = false;
        go_to(w, e->to, told);
    }
    if (ends)
        end_path(w, told);
}

static enum lint_fate walk_block(struct walk *w, const struct graph_handler *h)
{
    w->n = 0;
    w->does = false;
    w->worst = LINT_KEPT;
    if (!h->entry)
        return LINT_NOTHING;
    go_to(w, h->entry, false);
    for (uint32_t i = 0; i < w->n; i++)
        step(w, w->queue[i] >> 1, w->queue[i] & 1);
    for (uint32_t i = 0; i < w->n; i++)
        w->seen[w->queue[i] >> 1] = 0;
    return w->does ? w->worst : LINT_NOTHING;
}

static enum lint_fate judge(struct walk *w, const struct graph_handler *h)
{
    switch (h->target) {
    case TARGET_QUEUE:
    case TARGET_HALT: return LINT_KEPT;
    case TARGET_DROP:
    case TARGET_CONTINUE: return LINT_LOST;
    case TARGET_BLOCK:
    case TARGET_NODE: break;
    }
    return walk_block(w, h);
}

/* Made for a handler when it is asked for. */
enum lint_fate lint_fate_of(struct lint *l, handler_id h)
{
    const struct graph *g = l->g;
    struct lint_facts *x = &l->facts;

    if (!x->fates) {
        x->fates = arena_array(l->arena, uint8_t, g->handlers.n);
        x->fate_seen = arena_array(l->arena, uint8_t, g->nodes.n);
        x->fate_queue = arena_array(l->arena, node_id, 2 * (size_t)g->nodes.n);
    }
    if (!x->fates[h]) {
        struct walk w = {.g = g, .seen = x->fate_seen, .queue = x->fate_queue};
        uint32_t was = lint_clock_fact(l, FACT_FATES);
        x->fates[h] = (uint8_t)(judge(&w, &g->handlers.at[h]) + 1);
        lint_clock(l, was);
    }
    return (enum lint_fate)(x->fates[h] - 1);
}
