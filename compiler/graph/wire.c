/*
 * Edges from blocks and handlers. First every node learns what comes behind
 * it; then ways forward are drawn, then the ways of failures.
 */
#include "compiler/graph/build.h"

#include <assert.h>

struct wire {
    struct graph *g;
    struct graph_flow *f;
    node_id end;
    node_id *behind;   // of node f->first + i: what comes next, 0: nothing
    handler_id *first; // of node f->first + i: its first handler
    handler_id *next;  // of a handler, from base
    handler_id flow_first, base;
};

static node_id behind(const struct wire *w, node_id n)
{
    return w->behind[n - w->f->first];
}

static void place_block(struct wire *w, block_id block, node_id after);

/* What comes behind the last step of a block that a node owns. */
static node_id after_block(const struct wire *w, const struct graph_block *b,
                           node_id owner)
{
    switch (b->role) {
    case BLOCK_HANDLER: return w->end;
    case BLOCK_UNDO: return 0;
    case BLOCK_FLOW:
    case BLOCK_EACH:
    case BLOCK_ARM:
    case BLOCK_BRANCH: break;
    }
    return behind(w, owner);
}

static void place_node(struct wire *w, node_id id, node_id after)
{
    const struct graph *g = w->g;

    w->behind[id - w->f->first] = after;
    for (block_id b = g->nodes.at[id].blocks; b; b = g->blocks.at[b].next)
        place_block(w, b, after_block(w, &g->blocks.at[b], id));
}

static void place_block(struct wire *w, block_id block, node_id after)
{
    const struct graph *g = w->g;

    for (node_id id = g->blocks.at[block].first; id;) {
        node_id next = g->nodes.at[id].next_in_block;
        place_node(w, id, next ? next : after);
        id = next;
    }
}

/* A block's first step, or what comes behind it when it is empty. */
static node_id entry_of(const struct wire *w, block_id block, node_id after)
{
    node_id first = w->g->blocks.at[block].first;

    return first ? first : after;
}

static void add_way(struct wire *w, enum graph_edge_kind kind, node_id from,
                    block_id block)
{
    node_id to = entry_of(w, block, behind(w, from));

    if (!to)
        return;
    edge_id id =
        graph_add_edge(w->g, kind, from, to, w->g->blocks.at[block].at);
    struct graph_edge *e = &w->g->edges.at[id];
    const struct graph_block *b = &w->g->blocks.at[block];
    e->condition = b->condition;
    e->label = b->name;
    if (b->role == BLOCK_ARM && !b->condition)
        e->label = STR("otherwise");
}

static bool has_otherwise(const struct graph *g, const struct graph_node *n)
{
    for (block_id b = n->blocks; b; b = g->blocks.at[b].next)
        if (g->blocks.at[b].role == BLOCK_ARM && !g->blocks.at[b].condition)
            return true;
    return false;
}

static bool has_branch(const struct graph *g, const struct graph_node *n)
{
    for (block_id b = n->blocks; b; b = g->blocks.at[b].next)
        if (g->blocks.at[b].role == BLOCK_BRANCH)
            return true;
    return false;
}

static void add_next(struct wire *w, node_id id)
{
    node_id to = behind(w, id);

    if (to)
        graph_add_edge(w->g, EDGE_NEXT, id, to, (span){0});
}

static bool goes_on(const struct graph *g, node_id id)
{
    const struct graph_node *n = &g->nodes.at[id];

    if (node_is_final(n))
        return false;
    if (n->kind == NODE_CHOICE)
        return !has_otherwise(g, n);
    return n->kind != NODE_PARALLEL || !has_branch(g, n);
}

static void add_ways(struct wire *w, node_id id)
{
    const struct graph *g = w->g;

    for (block_id b = g->nodes.at[id].blocks; b; b = g->blocks.at[b].next) {
        switch (g->blocks.at[b].role) {
        case BLOCK_ARM: add_way(w, EDGE_ARM, id, b); break;
        case BLOCK_BRANCH: add_way(w, EDGE_BRANCH, id, b); break;
        case BLOCK_EACH: add_way(w, EDGE_ITEM, id, b); break;
        case BLOCK_UNDO: add_way(w, EDGE_UNDO, id, b); break;
        case BLOCK_FLOW:
        case BLOCK_HANDLER: break;
        }
    }
    if (goes_on(g, id))
        add_next(w, id);
}

/* --- failures ------------------------------------------------------------ */

static handler_id *head_of(struct wire *w, node_id scope)
{
    return scope ? &w->first[scope - w->f->first] : &w->flow_first;
}

static void sort_handlers(struct wire *w)
{
    for (handler_id h = w->g->handlers.n; h-- > w->base;) {
        handler_id *head = head_of(w, w->g->handlers.at[h].scope);
        w->next[h - w->base] = *head;
        *head = h;
    }
}

/* 3 by name, 2 by a group, 1 by `error`, 0 not at all. */
static int takes(const struct graph_handler *h, weir_class_set c)
{
    if (!(h->classes & c))
        return 0;
    if (h->named & c)
        return 3;
    return h->grouped & c ? 2 : 1;
}

static handler_id best_of(const struct wire *w, handler_id list,
                          weir_class_set c, bool no_blocks)
{
    handler_id best = 0;
    int how = 0;

    for (handler_id h = list; h; h = w->next[h - w->base]) {
        const struct graph_handler *x = &w->g->handlers.at[h];
        int t = takes(x, c);
        if (t > how && !(no_blocks && x->target == TARGET_BLOCK)) {
            best = h;
            how = t;
        }
    }
    return best;
}

/* The handler whose block a node stands in, going out from `block`; the block
 * to go on from is left in it. */
static node_id scope_around(const struct graph *g, block_id *block,
                            bool *in_handler)
{
    const struct graph_block *b = &g->blocks.at[*block];
    node_id scope = b->owner;

    *in_handler = b->role == BLOCK_HANDLER;
    if (*in_handler)
        scope = g->handlers.at[b->handler].scope;
    *block = scope ? g->nodes.at[scope].block : 0;
    return scope;
}

/* The step's own handlers, then those around it. A handler's block does not
 * fail into a block of the place where that handler stands. What fails in an
 * undo is `partial` of the step that it undoes. */
static handler_id find_handler(const struct wire *w, node_id id,
                               weir_class_set c)
{
    const struct graph *g = w->g;
    block_id block = g->nodes.at[id].block;
    handler_id h = best_of(w, w->first[id - w->f->first], c, false);
    bool in_handler = false, flow_blocked = false;

    while (!h && block) {
        if (g->blocks.at[block].role == BLOCK_UNDO) {
            id = g->blocks.at[block].owner;
            c = WEIR_CLASS_BIT(WEIR_PARTIAL);
            block = g->nodes.at[id].block;
            h = best_of(w, w->first[id - w->f->first], c, false);
            continue;
        }
        node_id scope = scope_around(g, &block, &in_handler);
        flow_blocked = flow_blocked || (in_handler && !scope);
        if (scope && (g->nodes.at[scope].kind == NODE_PARALLEL || in_handler))
            h = best_of(w, w->first[scope - w->f->first], c, in_handler);
    }
    return h ? h : best_of(w, w->flow_first, c, flow_blocked);
}

static node_id target_of(const struct wire *w, node_id from, handler_id h)
{
    const struct graph_handler *x = &w->g->handlers.at[h];

    if (x->target == TARGET_CONTINUE)
        return behind(w, from);
    return x->entry ? x->entry : w->end;
}

static void add_failure(struct wire *w, node_id from, handler_id h,
                        enum graph_edge_kind kind, weir_class_set classes)
{
    node_id to = target_of(w, from, h);

    if (!to)
        return;
    edge_id id = graph_add_edge(w->g, kind, from, to, w->g->handlers.at[h].at);
    w->g->edges.at[id].classes = classes;
    w->g->edges.at[id].handler = h;
}

static void add_failures(struct wire *w, node_id id)
{
    handler_id by_class[WEIR_NCLASSES] = {0};
    weir_class_set raises = w->g->nodes.at[id].raises;

    if (!raises)
        return;
    for (unsigned c = 1; c < WEIR_NCLASSES; c++)
        if (raises & WEIR_CLASS_BIT(c))
            by_class[c] = find_handler(w, id, WEIR_CLASS_BIT(c));
    for (unsigned c = 1; c < WEIR_NCLASSES; c++) {
        weir_class_set set = 0;
        handler_id h = by_class[c];
        for (unsigned d = c; h && d < WEIR_NCLASSES; d++) {
            if (by_class[d] != h)
                continue;
            set |= WEIR_CLASS_BIT(d);
            by_class[d] = 0;
        }
        if (h)
            add_failure(w, id, h, EDGE_FAILURE, set);
    }
}

/* `check ... else ->` and `empty ->` are handlers of no class. */
static void add_others(struct wire *w, node_id id)
{
    bool check = w->g->nodes.at[id].kind == NODE_CHECK;

    for (handler_id h = w->first[id - w->f->first]; h; h = w->next[h - w->base])
        if (!w->g->handlers.at[h].classes)
            add_failure(w, id, h, check ? EDGE_ELSE : EDGE_EMPTY, 0);
}

/* `continue` in a handler's block goes on behind the step it stands at. */
static void add_continue(struct wire *w, node_id id)
{
    const struct graph *g = w->g;
    block_id block = g->nodes.at[id].block;

    while (block) {
        const struct graph_block *b = &g->blocks.at[block];
        if (b->role == BLOCK_HANDLER) {
            node_id scope = g->handlers.at[b->handler].scope;
            w->behind[id - w->f->first] = scope ? behind(w, scope) : w->end;
            return;
        }
        block = b->owner ? g->nodes.at[b->owner].block : 0;
    }
}

static handler_id first_handler(const struct graph *g,
                                const struct graph_flow *f)
{
    handler_id h = g->handlers.n;

    while (h > 1 && g->handlers.at[h - 1].flow == f->index)
        h--;
    return h;
}

static void place_handlers(struct wire *w)
{
    for (handler_id h = w->base; h < w->g->handlers.n; h++) {
        struct graph_handler *x = &w->g->handlers.at[h];
        if (x->target != TARGET_BLOCK)
            continue;
        place_block(w, x->block, w->end);
        if (!x->entry)
            x->entry = w->g->blocks.at[x->block].first;
    }
}

static void prepare(struct wire *w)
{
    struct graph *g = w->g;
    struct graph_flow *f = w->f;

    w->end = graph_add_node(g, f, f->body, NODE_END, (span){0});
    w->base = f->first_handler = first_handler(g, f);
    f->end_handler = g->handlers.n;
    w->behind = arena_array(g->arena, node_id, f->end - f->first);
    w->first = arena_array(g->arena, handler_id, f->end - f->first);
    w->next = arena_array(g->arena, handler_id, g->handlers.n - w->base + 1);
    sort_handlers(w);
    place_block(w, f->body, 0);
    place_handlers(w);
}

void graph_wire(struct graph *g, struct graph_flow *f)
{
    struct wire w = {.g = g, .f = f};

    prepare(&w);
    for (node_id id = f->first; id < f->end; id++) {
        if (g->nodes.at[id].kind == NODE_CONTINUE)
            add_continue(&w, id);
        add_ways(&w, id);
        add_others(&w, id);
        add_failures(&w, id);
    }
}
