/*
 * Where the failures that no route takes have one cause: the fetch stands
 * outside of what is guarded, a called flow has no route at all, a lookup may
 * miss.
 */
#include "lint/state.h"

bool lint_fetches(const struct graph_flow *f, const struct graph_node *x)
{
    return (x->kind == NODE_READ && !lint_is_local(x->operation)) ||
           (f->format.len && x->kind == NODE_ENRICH);
}

static bool is_handed_to(const struct graph *g, const struct graph_flow *f)
{
    const struct graph_node *t = lint_trigger_of(g, f);

    return f->ncallers || (t && lint_setting(t, SET_TOPIC));
}

/* Who waits for a flow of another platform may take its failures itself. */
static bool callers_take_it(const struct graph *g, const struct graph_flow *f)
{
    for (uint32_t i = 0; i < f->ncallers; i++)
        if (lint_unrouted(g, f->callers[i]) ||
            !node_number(&g->nodes.at[f->callers[i]], SET_AWAITED, true))
            return false;
    return f->format.len && f->ncallers;
}

static enum lint_gap judge(struct lint *l, const struct graph_flow *f)
{
    const struct graph *g = l->g;
    uint32_t routed = 0, fetches = 0, others = 0;

    for (node_id n = f->first; n < f->end; n++) {
        const struct graph_node *x = &g->nodes.at[n];
        weir_class_set lost = x->raises ? lint_unrouted(g, n) : 0;
        if (!x->raises || !lint_reachable(l, n))
            continue;
        routed += lost != x->raises;
        bool whole = lost == x->raises && lint_fetches(f, x);
        fetches += whole;
        others += lost && !whole;
    }
    if (!fetches && !others)
        return LINT_GAP_NONE;
    if (!routed && is_handed_to(g, f) && !callers_take_it(g, f))
        return LINT_GAP_WHOLE;
    return fetches && !others && routed ? LINT_GAP_READS : LINT_GAP_NONE;
}

enum lint_gap lint_gap_of(struct lint *l, const struct graph_flow *f)
{
    const struct graph *g = l->g;

    if (!l->facts.has_gaps) {
        uint32_t was = lint_clock_fact(l, FACT_GAPS);
        l->facts.has_gaps = true;
        l->facts.gaps = arena_array(l->arena, uint8_t, g->flows.n + 1);
        for (uint32_t i = 0; i < g->flows.n; i++)
            if (!g->flows.at[i]->maybe_caught)
                l->facts.gaps[i] = (uint8_t)judge(l, g->flows.at[i]);
        lint_clock(l, was);
    }
    return (enum lint_gap)l->facts.gaps[f->index];
}

/* --- lookups ------------------------------------------------------------- */

static bool find_miss(void *context, const struct graph_expr *e)
{
    const struct graph_expr **found = context;

    if (*found || !(e->raises & WEIR_CLASS_BIT(WEIR_DATA)))
        return false;
    if (e->kind == EXPR_COALESCE) { // its default takes a miss
        expr_walk(e->args[1], find_miss, context);
        return false;
    }
    if (e->kind == EXPR_LOOKUP)
        *found = e;
    return !*found;
}

static void find_misses(struct lint *l)
{
    const struct graph *g = l->g;
    uint32_t n;
    const struct lint_root *roots = lint_roots(l, &n);

    l->facts.misses =
        arena_array(l->arena, const struct graph_expr *, g->nodes.n);
    for (uint32_t i = 0; i < n; i++) {
        const struct lint_root *r = &roots[i];
        weir_class_set data = WEIR_CLASS_BIT(WEIR_DATA);
        if (r->node && r->parts & LINT_PART(LOOKUP) && r->expr->raises & data &&
            lint_unrouted(g, r->node) & data && lint_reachable(l, r->node))
            expr_walk(r->expr, find_miss, &l->facts.misses[r->node]);
    }
}

const struct graph_expr *lint_miss_of(struct lint *l, node_id n)
{
    if (!l->facts.has_misses) {
        uint32_t was = lint_clock_fact(l, FACT_MISSES);
        find_misses(l);
        lint_clock(l, was);
    }
    l->facts.has_misses = true;
    return l->facts.misses[n];
}
