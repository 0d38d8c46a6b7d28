/*
 * What other platforms try again as a whole: a list's steps, the branches of a
 * parallel. What stands in it is what its items and branches lead to, short of
 * what comes behind it.
 */
#include "lint/state.h"

struct walk {
    struct lint *l;
    node_id *stack;
    uint32_t *seen; // the scope by which a node was seen last
    uint32_t depth;
    node_id scope;
};

static bool leads_in(const struct graph_edge *e)
{
    return e->kind == EDGE_BRANCH || e->kind == EDGE_ITEM;
}

static void go_to(struct walk *w, node_id n)
{
    if (w->seen[n] == w->scope || w->l->g->nodes.at[n].kind == NODE_END)
        return;
    w->seen[n] = w->scope;
    w->stack[w->depth++] = n;
}

static void walk_scope(struct walk *w)
{
    const struct graph *g = w->l->g;
    const struct graph_node *s = &g->nodes.at[w->scope];

    w->seen[w->scope] = w->scope;
    for (unsigned in = 0; in < 2; in++)
        for (uint32_t i = 0; i < s->nout; i++) {
            const struct graph_edge *e = &g->edges.at[g->out[s->out_first + i]];
            if (leads_in(e) && in)
                go_to(w, e->to);
            else if (!leads_in(e) && !in)
                w->seen[e->to] = w->scope; // behind it, not in it
        }
    while (w->depth) {
        node_id n = w->stack[--w->depth];
        const struct graph_node *x = &g->nodes.at[n];
        w->l->facts.around[n] = w->scope;
        for (uint32_t i = 0; i < x->nout; i++)
            go_to(w, g->edges.at[g->out[x->out_first + i]].to);
    }
}

node_id lint_retried_around(struct lint *l, node_id n)
{
    const struct graph *g = l->g;
    const uint32_t kinds = LINT_KIND(SPLIT) | LINT_KIND(PARALLEL);

    if (l->facts.has_scopes)
        return l->facts.around[n];
    struct walk w = {.l = l};
    uint32_t was = lint_clock_fact(l, FACT_SCOPES);
    l->facts.has_scopes = true;
    l->facts.around = arena_array(l->arena, node_id, g->nodes.n);
    w.stack = arena_array(l->arena, node_id, g->nodes.n);
    w.seen = arena_array(l->arena, uint32_t, g->nodes.n);
    // Outer ones are made before inner ones, which have the last word.
    for (w.scope = 1; w.scope < g->nodes.n; w.scope++) {
        const struct graph_node *s = &g->nodes.at[w.scope];
        if (kinds & 1u << (unsigned)s->kind && node_number(s, SET_RETRY, 0) > 0)
            walk_scope(&w);
    }
    lint_clock(l, was);
    return l->facts.around[n];
}
