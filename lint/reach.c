/*
 * Facts about ways through flows: what is reached, which failures arrive
 * where, what becomes of them, what was written before. Each is one walk over
 * the edges of the estate.
 */
#include "lint/state.h"

enum {
    REACH_ANY = 1,
    REACH_GOOD = 2 // without a failure
};

const struct graph_flow *lint_flow_of(const struct graph *g, node_id n)
{
    return g->flows.at[g->nodes.at[n].flow];
}

const struct graph_node *lint_trigger_of(const struct graph *g,
                                         const struct graph_flow *f)
{
    return f->trigger ? &g->nodes.at[f->trigger] : NULL;
}

handler_id lint_handler_of(const struct graph *g, node_id n)
{
    block_id b = g->nodes.at[n].block;

    if (!b)
        return g->nodes.at[n].made_for;
    while (b) {
        const struct graph_block *x = &g->blocks.at[b];
        if (x->role == BLOCK_HANDLER)
            return x->handler;
        b = x->owner ? g->nodes.at[x->owner].block : 0;
    }
    return 0;
}

static bool is_failure(const struct graph_edge *e)
{
    switch (e->kind) {
    case EDGE_FAILURE:
    case EDGE_UNDO: return true;
    case EDGE_NEXT:
    case EDGE_ARM:
    case EDGE_BRANCH:
    case EDGE_ITEM:
    case EDGE_EMPTY:
    case EDGE_ELSE: break;
    }
    return false;
}

static void spread(struct lint *l, node_id *stack, node_id from, uint8_t bit)
{
    const struct graph *g = l->g;
    uint8_t *reach = l->facts.reach;
    uint32_t depth = 0;

    if (reach[from] & bit)
        return;
    reach[from] |= bit;
    stack[depth++] = from;
    while (depth) {
        const struct graph_node *n = &g->nodes.at[stack[--depth]];
        for (uint32_t i = 0; i < n->nout; i++) {
            const struct graph_edge *e = &g->edges.at[g->out[n->out_first + i]];
            if ((bit == REACH_GOOD && is_failure(e)) || reach[e->to] & bit)
                continue;
            reach[e->to] |= bit;
            stack[depth++] = e->to;
        }
    }
}

/* Room for the steps of any one flow, three times over. */
static node_id *stack_of(struct lint *l)
{
    const struct graph *g = l->g;
    uint32_t most = 0;

    for (uint32_t i = 0; !l->facts.stack && i < g->flows.n; i++)
        if (g->flows.at[i]->end - g->flows.at[i]->first > most)
            most = g->flows.at[i]->end - g->flows.at[i]->first;
    if (!l->facts.stack)
        l->facts.stack = arena_array(l->arena, node_id, 3 * (size_t)most + 1);
    return l->facts.stack;
}

static void reach_flow(struct lint *l, const struct graph_flow *f)
{
    const struct graph *g = l->g;
    node_id entry = f->trigger ? f->trigger : f->first;
    node_id *stack = stack_of(l);

    if (!entry)
        return;
    spread(l, stack, entry, REACH_ANY);
    spread(l, stack, entry, REACH_GOOD);
    // A flow of another platform may have several triggers.
    for (node_id n = f->format.len ? f->first : f->end; n < f->end; n++)
        if (g->nodes.at[n].kind == NODE_TRIGGER) {
            spread(l, stack, n, REACH_ANY);
            spread(l, stack, n, REACH_GOOD);
        }
}

/* Made for a flow when one of its steps is asked for, while the flow is in the
 * cache. */
static uint8_t reach(struct lint *l, node_id n)
{
    uint32_t flow = l->g->nodes.at[n].flow;

    if (!l->facts.reach) {
        l->facts.reach = arena_array(l->arena, uint8_t, l->g->nodes.n);
        l->facts.reached = arena_array(l->arena, bool, l->g->flows.n + 1);
    }
    if (!l->facts.reached[flow]) {
        uint32_t was = lint_clock_fact(l, FACT_REACH);
        l->facts.reached[flow] = true;
        reach_flow(l, l->g->flows.at[flow]);
        lint_clock(l, was);
    }
    return l->facts.reach[n];
}

bool lint_reachable(struct lint *l, node_id n)
{
    return reach(l, n) & REACH_ANY;
}

bool lint_on_good_path(struct lint *l, node_id n)
{
    return reach(l, n) & REACH_GOOD;
}

weir_class_set lint_unrouted(const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    weir_class_set lost = x->raises;

    for (uint32_t i = 0; i < x->nout; i++) {
        const struct graph_edge *e = &g->edges.at[g->out[x->out_first + i]];
        if (e->kind == EDGE_FAILURE)
            lost &= ~e->classes;
    }
    return lost;
}

static void count_arrivals(struct lint *l)
{
    const struct graph *g = l->g;
    struct lint_facts *x = &l->facts;
    uint32_t was = lint_clock_fact(l, FACT_ARRIVALS);

    x->has_arriving = true;
    x->arriving = arena_array(l->arena, weir_class_set, g->handlers.n);
    x->in_use = arena_array(l->arena, uint32_t, g->flows.n + 1);
    x->raised = arena_array(l->arena, weir_class_set, g->flows.n + 1);
    for (edge_id e = 1; e < g->edges.n; e++)
        if (g->edges.at[e].kind == EDGE_FAILURE)
            x->arriving[g->edges.at[e].handler] |= g->edges.at[e].classes;
    for (handler_id h = 1; h < g->handlers.n; h++)
        if (x->arriving[h] && g->handlers.at[h].flow < g->flows.n)
            x->in_use[g->handlers.at[h].flow]++;
    for (node_id n = 1; n < g->nodes.n; n++)
        x->raised[g->nodes.at[n].flow] |= g->nodes.at[n].raises;
    lint_clock(l, was);
}

weir_class_set lint_arriving(struct lint *l, handler_id h)
{
    if (!l->facts.has_arriving)
        count_arrivals(l);
    return l->facts.arriving[h];
}

uint32_t lint_handlers_in_use(struct lint *l, const struct graph_flow *f)
{
    if (!l->facts.has_arriving)
        count_arrivals(l);
    return l->facts.in_use[f->index];
}

weir_class_set lint_raised(struct lint *l, const struct graph_flow *f)
{
    if (!l->facts.has_arriving)
        count_arrivals(l);
    return l->facts.raised[f->index];
}

weir_class_set lint_arriving_alone(struct lint *l, handler_id h)
{
    const struct graph *g = l->g;

    if (!l->facts.has_alone) {
        uint32_t was = lint_clock_fact(l, FACT_ALONE);
        l->facts.has_alone = true;
        l->facts.alone = arena_array(l->arena, weir_class_set, g->handlers.n);
        for (edge_id e = 1; e < g->edges.n; e++)
            if (g->edges.at[e].kind == EDGE_FAILURE &&
                !lint_splits_systems(l, e))
                l->facts.alone[g->edges.at[e].handler] |=
                    g->edges.at[e].classes;
        lint_clock(l, was);
    }
    return l->facts.alone[h];
}

weir_class_set lint_serious(void)
{
    return weir_class_error() &
           ~(WEIR_CLASS_BIT(WEIR_DUPLICATE) | WEIR_CLASS_BIT(WEIR_NOT_FOUND) |
             WEIR_CLASS_BIT(WEIR_EXPIRED));
}

/* --- what was written before --------------------------------------------- */

/* Two earlier writes to different systems say all: whatever system a step
 * writes to, one of them is another. */
struct earlier {
    node_id at[2];
};

static bool add_earlier(const struct graph *g, struct earlier *to, node_id w)
{
    const struct graph_instance *system = g->nodes.at[w].instance;

    if (!w || !system || to->at[0] == w || to->at[1] == w || to->at[1])
        return false;
    if (!to->at[0]) {
        to->at[0] = w;
        return true;
    }
    if (g->nodes.at[to->at[0]].instance == system)
        return false;
    to->at[1] = w;
    return true;
}

static bool pass_on(const struct graph *g, struct earlier *all,
                    const struct graph_edge *e)
{
    const struct graph_node *from = &g->nodes.at[e->from];
    bool changed = add_earlier(g, &all[e->to], all[e->from].at[0]);

    changed |= add_earlier(g, &all[e->to], all[e->from].at[1]);
    if (!is_failure(e) && from->kind == NODE_WRITE)
        changed |= add_earlier(g, &all[e->to], e->from);
    return changed;
}

/* A node is looked at again only when what comes to it grows: twice at most. */
static void spread_writes(struct lint *l, struct earlier *all,
                          const struct graph_flow *f, node_id *stack)
{
    const struct graph *g = l->g;
    uint32_t depth = 0;

    for (node_id n = f->first; n < f->end; n++)
        if (g->nodes.at[n].kind == NODE_WRITE)
            stack[depth++] = n;
    while (depth) {
        const struct graph_node *n = &g->nodes.at[stack[--depth]];
        for (uint32_t i = 0; i < n->nout; i++) {
            const struct graph_edge *e = &g->edges.at[g->out[n->out_first + i]];
            if (pass_on(g, all, e))
                stack[depth++] = e->to;
        }
    }
}

static void find_earlier(struct lint *l, const struct graph_flow *f)
{
    const struct graph *g = l->g;
    struct earlier *all = l->facts.earlier;

    // Every growth pushes a node once, and each can grow twice.
    spread_writes(l, all, f, stack_of(l));
    for (node_id n = f->first; n < f->end; n++)
        for (unsigned i = 2; i-- > 0;) {
            node_id w = all[n].at[i];
            if (w && g->nodes.at[n].instance &&
                g->nodes.at[w].instance != g->nodes.at[n].instance)
                l->facts.before[n] = w;
        }
}

node_id lint_write_before(struct lint *l, node_id n)
{
    const struct graph *g = l->g;
    uint32_t flow = g->nodes.at[n].flow;

    if (!l->facts.before) {
        l->facts.before = arena_array(l->arena, node_id, g->nodes.n);
        l->facts.earlier = arena_array(l->arena, struct earlier, g->nodes.n);
        l->facts.looked_before = arena_array(l->arena, bool, g->flows.n + 1);
    }
    if (!l->facts.looked_before[flow]) {
        uint32_t was = lint_clock_fact(l, FACT_BEFORE);
        l->facts.looked_before[flow] = true;
        find_earlier(l, g->flows.at[flow]);
        lint_clock(l, was);
    }
    return l->facts.before[n];
}

static bool has_undo(const struct graph *g, node_id n)
{
    for (block_id b = g->nodes.at[n].blocks; b; b = g->blocks.at[b].next)
        if (g->blocks.at[b].role == BLOCK_UNDO)
            return true;
    return false;
}

node_id lint_splits_systems(struct lint *l, edge_id e)
{
    const struct graph_edge *x = &l->g->edges.at[e];
    weir_class_set harmless = WEIR_CLASS_BIT(WEIR_DUPLICATE);

    if (x->kind != EDGE_FAILURE || !x->handler ||
        l->g->nodes.at[x->from].kind != NODE_WRITE || !(x->classes & ~harmless))
        return 0;
    node_id before = lint_write_before(l, x->from);
    if (!before || has_undo(l->g, before) ||
        lint_fate_of(l, x->handler) == LINT_KEPT)
        return 0;
    return before;
}
