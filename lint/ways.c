/*
 * The way that a record comes to a step, for findings that are about a way:
 * from the trigger over the fewest edges, without a failure where there is
 * such a way. Found once for all steps, by going through each flow breadth
 * first; a finding reads it backwards.
 */
#include "lint/state.h"

enum {
    MOST_STEPS = 24,   // shown of a way: the trigger, and the last ones
    MOST_STOPS = 20000 // shown in all
};

static bool is_failure(const struct graph_edge *e)
{
    return e->kind == EDGE_FAILURE || e->kind == EDGE_UNDO;
}

/* Goes on from queue[from..n] over edges that are no failures, or over all;
 * the length of the queue. */
static uint32_t spread(struct lint *l, node_id *queue, uint32_t from,
                       uint32_t n, bool all)
{
    const struct graph *g = l->g;
    struct lint_way *ways = l->facts.ways;

    for (uint32_t i = from; i < n; i++) {
        const struct graph_node *x = &g->nodes.at[queue[i]];
        for (uint32_t k = 0; k < x->nout; k++) {
            edge_id e = g->out[x->out_first + k];
            node_id to = g->edges.at[e].to;
            if (ways[to].length || (!all && is_failure(&g->edges.at[e])))
                continue;
            ways[to].by = e;
            ways[to].length = ways[queue[i]].length + 1;
            queue[n++] = to;
        }
    }
    return n;
}

static const struct lint_way *ways(struct lint *l)
{
    const struct graph *g = l->g;

    if (l->facts.ways)
        return l->facts.ways;
    uint32_t was = lint_clock_fact(l, FACT_WAYS);
    l->facts.ways = arena_array(l->arena, struct lint_way, g->nodes.n);
    node_id *queue = arena_array(l->arena, node_id, g->nodes.n);
    for (uint32_t i = 0; i < g->flows.n; i++) {
        const struct graph_flow *f = g->flows.at[i];
        node_id entry = f->trigger ? f->trigger : f->first;
        if (!entry || l->facts.ways[entry].length)
            continue;
        l->facts.ways[entry].length = 1;
        queue[0] = entry;
        uint32_t n = spread(l, queue, 0, 1, false);
        spread(l, queue, 0, n, true);
    }
    lint_clock(l, was);
    return l->facts.ways;
}

void lint_step(struct lint *l, struct diag *to, span at, const char *fmt, ...)
{
    va_list args;

    if (!to->path && l->facts.stops > MOST_STOPS) {
        l->found.pathless += l->facts.pathless != to;
        l->facts.pathless = to;
        return;
    }
    va_start(args, fmt);
    str text = arena_vprintf(l->arena, fmt, args);
    va_end(args);
    l->facts.stops++;
    diag_step(&l->found, to, at, text);
}

/* What an edge says of itself: which way was taken, what failed. */
static void add_edge(struct lint *l, struct diag *d, edge_id e)
{
    const struct graph *g = l->g;
    const struct graph_edge *x = &g->edges.at[e];
    const struct graph_handler *h = &g->handlers.at[x->handler];

    switch (x->kind) {
    case EDGE_ARM:
        lint_step(l, d, x->at, "takes the way behind this condition");
        break;
    case EDGE_BRANCH: lint_step(l, d, x->at, "takes this branch"); break;
    case EDGE_FAILURE:
        lint_step(l, d, lint_step_at(&g->nodes.at[x->from]),
                  "fails with %" STR_FMT, STR_ARG(lint_classes(l, x->classes)));
        lint_step(l, d, h->at, "goes to \"on %" STR_FMT "\"",
                  STR_ARG(h->words));
        break;
    case EDGE_EMPTY: lint_step(l, d, x->at, "nothing was found"); break;
    case EDGE_ELSE: lint_step(l, d, x->at, "does not pass the check"); break;
    case EDGE_UNDO: lint_step(l, d, x->at, "is undone"); break;
    case EDGE_NEXT:
    case EDGE_ITEM: break;
    }
}

static void add_node(struct lint *l, struct diag *d, node_id n)
{
    const struct graph_node *x = &l->g->nodes.at[n];

    lint_step(l, d, lint_step_at(x),
              x->kind == NODE_TRIGGER ? "a record comes by \"%" STR_FMT "\""
                                      : "comes to step \"%" STR_FMT "\"",
              STR_ARG(x->name));
}

void lint_path(struct lint *l, struct diag *d, node_id n)
{
    const struct lint_way *all = ways(l);
    edge_id edges[MOST_STEPS];
    uint32_t nedges = 0;
    node_id at = n;

    for (; all[at].by && nedges < MOST_STEPS - 1; nedges++) {
        edges[nedges] = all[at].by;
        at = l->g->edges.at[all[at].by].from;
    }
    if (all[at].by) {
        const struct graph_flow *f = lint_flow_of(l->g, n);
        add_node(l, d, f->trigger ? f->trigger : f->first);
        lint_step(l, d, lint_step_at(&l->g->nodes.at[at]), "%u steps later",
                  (unsigned)(all[n].length - nedges - 1));
    }
    add_node(l, d, at);
    while (nedges--) {
        add_edge(l, d, edges[nedges]);
        add_node(l, d, l->g->edges.at[edges[nedges]].to);
    }
}

/* The nearest failure that comes to a handler. One that leaves two systems
 * apart has a rule of its own, so another is better. */
static edge_id failure_into(struct lint *l, handler_id h)
{
    const struct graph *g = l->g;
    const struct lint_way *all = ways(l);

    if (!l->facts.failure_into) {
        edge_id *best = arena_array(l->arena, edge_id, g->handlers.n);
        l->facts.failure_into = best;
        for (edge_id e = 1; e < g->edges.n; e++) {
            const struct graph_edge *x = &g->edges.at[e];
            edge_id *b = &best[x->handler];
            if (x->kind != EDGE_FAILURE || !all[x->from].length)
                continue;
            bool apart = lint_splits_systems(l, e);
            bool b_apart = *b && lint_splits_systems(l, *b);
            if (!*b || (b_apart && !apart) ||
                (b_apart == apart &&
                 all[g->edges.at[*b].from].length > all[x->from].length))
                *b = e;
        }
    }
    return l->facts.failure_into[h];
}

void lint_path_failed(struct lint *l, struct diag *d, handler_id h)
{
    edge_id e = failure_into(l, h);

    if (!e)
        return;
    lint_path(l, d, l->g->edges.at[e].from);
    add_edge(l, d, e);
}
