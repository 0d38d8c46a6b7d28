/*
 * The builder: adds, never judges. Id 0 of each array is taken by nothing.
 */
#include "compiler/graph/build.h"

#include <assert.h>

struct graph *graph_new(struct arena *a, struct sources *s, str format)
{
    struct graph *g = arena_make(a, struct graph);

    g->arena = a;
    g->sources = s;
    g->format = format;
    graph_types_init(&g->types, a);
    vec_push(a, &g->nodes);
    vec_push(a, &g->edges);
    vec_push(a, &g->blocks);
    vec_push(a, &g->handlers);
    return g;
}

struct graph_flow *graph_add_flow(struct graph *g, str name, span at)
{
    struct graph_flow *f = arena_make(g->arena, struct graph_flow);

    assert(!g->frozen);
    f->name = name;
    f->at = at;
    f->index = g->flows.n;
    f->enabled = true;
    *vec_push(g->arena, &g->flows) = f;
    return f;
}

void graph_open_flow(struct graph *g, struct graph_flow *f)
{
    assert(!f->body);
    f->body = graph_add_block(g, f, 0, BLOCK_FLOW, f->at);
}

block_id graph_add_block(struct graph *g, struct graph_flow *f, node_id owner,
                         enum graph_block_role role, span at)
{
    struct graph_block *b = vec_push(g->arena, &g->blocks);
    block_id id = g->blocks.n - 1;

    b->role = role;
    b->flow = f->index;
    b->owner = owner;
    b->at = at;
    if (owner) {
        struct graph_node *n = &g->nodes.at[owner];
        if (n->last_block)
            g->blocks.at[n->last_block].next = id;
        else
            n->blocks = id;
        n->last_block = id;
    }
    return id;
}

node_id graph_add_node(struct graph *g, struct graph_flow *f, block_id block,
                       enum graph_node_kind kind, span at)
{
    struct graph_node *n = vec_push(g->arena, &g->nodes);
    node_id id = g->nodes.n - 1;

    assert(!g->frozen);
    assert(!f->first || f->end == id);
    n->kind = kind;
    n->flow = f->index;
    n->block = block;
    n->at = n->word_at = at;
    f->first = f->first ? f->first : id;
    f->end = id + 1;
    if (!block)
        return id;
    struct graph_block *b = &g->blocks.at[block];
    if (b->last)
        g->nodes.at[b->last].next_in_block = id;
    else
        b->first = id;
    b->last = id;
    return id;
}

static struct graph_setting *push_setting(struct graph *g,
                                          struct graph_settings *s)
{
    assert(!g->frozen);
    return vec_push(g->arena, s);
}

struct graph_setting *graph_set(struct graph *g, struct graph_settings *s,
                                enum graph_setting_key k,
                                const struct graph_expr *value, span at)
{
    struct graph_setting *set = push_setting(g, s);

    *set = (struct graph_setting){
        .key = k, .known = GRAPH_SET, .value = value, .at = at, .word_at = at};
    return set;
}

void graph_set_unknown(struct graph *g, struct graph_settings *s,
                       enum graph_setting_key k, span at)
{
    *push_setting(g, s) = (struct graph_setting){
        .key = k, .known = GRAPH_UNKNOWN, .at = at, .word_at = at};
}

handler_id graph_add_handler(struct graph *g, struct graph_flow *f,
                             node_id scope, weir_class_set classes, span at)
{
    struct graph_handler *h = vec_push(g->arena, &g->handlers);

    h->flow = f ? f->index : UINT32_MAX;
    h->scope = scope;
    h->classes = classes;
    h->at = h->classes_at = at;
    return g->handlers.n - 1;
}

edge_id graph_add_edge(struct graph *g, enum graph_edge_kind kind, node_id from,
                       node_id to, span at)
{
    struct graph_edge *e = vec_push(g->arena, &g->edges);

    assert(from && to);
    e->kind = kind;
    e->from = from;
    e->to = to;
    e->at = at;
    return g->edges.n - 1;
}

struct graph_var *graph_add_var(struct graph *g, str name,
                                enum graph_var_kind kind,
                                const struct graph_type *type, span at)
{
    struct graph_var *v = arena_make(g->arena, struct graph_var);

    v->name = name;
    v->id = ++g->nvars;
    v->kind = kind;
    v->type = type;
    v->at = at;
    return v;
}

struct graph_expr *graph_add_expr(struct graph *g, enum graph_expr_kind kind,
                                  const struct graph_type *type, span at,
                                  uint32_t nargs)
{
    size_t size = sizeof(struct graph_expr) + nargs * sizeof(void *);
    struct graph_expr *e = arena_alloc(g->arena, size);

    assert(type);
    e->kind = kind;
    e->type = type;
    e->at = at;
    e->nargs = nargs;
    if (nargs)
        e->args = (const struct graph_expr **)(void *)(e + 1);
    return e;
}

static struct graph_expr *literal(struct graph *g, enum graph_type_kind kind,
                                  int64_t i, span at)
{
    struct graph_expr *e =
        graph_add_expr(g, EXPR_LITERAL, g->types.simple[kind], at, 0);

    e->i = i;
    return e;
}

const struct graph_expr *expr_string(struct graph *g, str text, span at)
{
    struct graph_expr *e =
        graph_add_expr(g, EXPR_LITERAL, g->types.simple[TYPE_STRING], at, 0);

    e->text = text;
    return e;
}

const struct graph_expr *expr_int(struct graph *g, int64_t i, span at)
{
    struct graph_expr *e = literal(g, TYPE_INT, i, at);

    e->text = arena_printf(g->arena, "%lld", (long long)i);
    return e;
}

const struct graph_expr *expr_bool(struct graph *g, bool b, span at)
{
    struct graph_expr *e = literal(g, TYPE_BOOL, b, at);

    e->text = b ? STR("true") : STR("false");
    return e;
}

const struct graph_expr *expr_duration(struct graph *g, int64_t us, span at)
{
    struct graph_expr *e = literal(g, TYPE_DURATION, us, at);

    e->text = duration_text(g->arena, us);
    return e;
}
