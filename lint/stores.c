/*
 * Memories that a flow keeps by itself in a store: a watermark that its read
 * asks for, a list of what was seen that a keep or drop asks. And what is
 * delivered behind a step, which must not be thought done before.
 */
#include "lint/state.h"

struct ask_key {
    const void *store, *flow;
};

struct finder {
    struct lint *l;
    const struct lint_root *root;
};

static str key_of(const struct ask_key *k)
{
    return (str){(const char *)k, sizeof *k};
}

static struct lint_ask *ask_of(struct lint *l, const struct graph_store *s,
                               const struct graph_flow *f)
{
    struct ask_key *k = arena_make(l->arena, struct ask_key);

    *k = (struct ask_key){s, f};
    void **at = map_put(&l->facts.asks, key_of(k));
    if (!*at) {
        struct lint_ask *x = arena_make(l->arena, struct lint_ask);
        *x = (struct lint_ask){.store = s, .flow = f};
        *at = x;
    }
    return *at;
}

static bool visit(void *context, const struct graph_expr *e)
{
    const struct finder *x = context;
    const struct graph *g = x->l->g;
    node_id n = x->root->node;

    if ((e->kind != EXPR_LOOKUP && e->kind != EXPR_IN) || !e->store)
        return true;
    struct lint_ask *a = ask_of(x->l, e->store, lint_flow_of(g, n));
    if (g->nodes.at[n].kind == NODE_READ)
        a->watermark = a->watermark ? a->watermark : n;
    else
        a->gate = a->gate ? a->gate : n;
    return true;
}

static bool asks(const struct graph *g, const struct lint_root *r)
{
    enum graph_node_kind k = r->node ? g->nodes.at[r->node].kind : NODE_NONE;

    if (r->kind == ROOT_ARGUMENT)
        return k == NODE_READ;
    return r->kind == ROOT_SETTING &&
           (k == NODE_READ ||
            ((k == NODE_KEEP || k == NODE_DROP) && r->key == SET_CONDITION));
}

const struct lint_ask *lint_ask_of(struct lint *l, const struct graph_store *s,
                                   const struct graph_flow *f)
{
    const struct ask_key k = {s, f};
    uint32_t n;

    if (!l->facts.has_asks) {
        const struct lint_root *roots = lint_roots(l, &n);
        uint32_t was = lint_clock_fact(l, FACT_ASKS);
        l->facts.has_asks = true;
        map_init(&l->facts.asks, l->arena);
        for (uint32_t i = 0; i < n; i++) {
            struct finder x = {l, &roots[i]};
            uint32_t parts = LINT_PART(LOOKUP) | LINT_PART(IN);
            if (roots[i].parts & parts && asks(l->g, &roots[i]))
                expr_walk(roots[i].expr, visit, &x);
        }
        lint_clock(l, was);
    }
    return map_get(&l->facts.asks, key_of(&k));
}

/* --- what is delivered behind a step ------------------------------------- */

static bool delivers(const struct graph_node *x)
{
    const uint32_t kinds = LINT_KIND(WRITE) | LINT_KIND(SEND) | LINT_KIND(CALL);

    return kinds & 1u << (unsigned)x->kind;
}

static void find_behind(struct lint *l)
{
    const struct graph *g = l->g;
    node_id *behind = arena_array(l->arena, node_id, g->nodes.n);
    node_id *queue = arena_array(l->arena, node_id, 2 * (size_t)g->nodes.n);
    uint32_t n = 0;

    for (node_id id = 1; id < g->nodes.n; id++)
        if (delivers(&g->nodes.at[id]))
            queue[n++] = id;
    for (uint32_t i = 0; i < n; i++) {
        const struct graph_node *x = &g->nodes.at[queue[i]];
        node_id what = delivers(x) ? queue[i] : behind[queue[i]];
        for (uint32_t k = 0; k < x->nin; k++) {
            const struct graph_edge *e = &g->edges.at[g->in[x->in_first + k]];
            if (e->kind == EDGE_FAILURE || e->kind == EDGE_UNDO ||
                behind[e->from])
                continue;
            behind[e->from] = what;
            queue[n++] = e->from;
        }
    }
    l->facts.behind = behind;
}

node_id lint_delivery_behind(struct lint *l, node_id n)
{
    if (!l->facts.has_behind) {
        uint32_t was = lint_clock_fact(l, FACT_BEHIND);
        find_behind(l);
        lint_clock(l, was);
    }
    l->facts.has_behind = true;
    return l->facts.behind[n];
}

static bool find_clock(void *context, const struct graph_expr *e)
{
    bool *found = context;

    *found = *found || lint_is_builtin(e, "now") || lint_is_builtin(e, "today");
    return !*found;
}

bool lint_uses_clock(struct lint *l, const struct graph_expr *e)
{
    bool found = false;

    if (e)
        lint_walk_sources(l, e, find_clock, &found);
    return found;
}
