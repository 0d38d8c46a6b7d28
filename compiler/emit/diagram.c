/*
 * The shapes and arrows of a flow. What leads to a queue leads to the queue's
 * own shape; the nodes that are made for handlers are not drawn when they only
 * stand for it.
 */
#include "compiler/emit/diagram.h"

enum { LONGEST = 64 }; // bytes of a line, about

struct making {
    struct diagram *d;
    uint32_t *of; // of a node_id: its shape + 1, 0 not drawn
    struct map queues, outside;
};

/* At most LONGEST bytes, cut between characters. */
static str shorten(struct arena *a, str s)
{
    size_t end = LONGEST;

    if (s.len <= LONGEST)
        return s;
    while (end > 0 && ((unsigned char)s.ptr[end] & 0xC0) == 0x80)
        end--;
    return arena_printf(a, "%" STR_FMT "...", STR_ARG(str_slice(s, 0, end)));
}

static uint32_t add_node(struct making *m, enum diagram_shape shape,
                         uint32_t flow, str first)
{
    struct diagram_node *n = vec_push(m->d->arena, &m->d->nodes);

    n->shape = shape;
    n->flow = flow;
    n->lines[0] = first;
    return m->d->nodes.n - 1;
}

static void add_edge(struct making *m, enum diagram_arrow arrow, uint32_t from,
                     uint32_t to, str label)
{
    *vec_push(m->d->arena, &m->d->edges) = (struct diagram_edge){
        .arrow = arrow, .from = from, .to = to, .label = label};
}

/* --- what is written in a shape ------------------------------------------ */

/* The stable name without its number. */
static str node_title(const struct graph_node *n)
{
    size_t end = n->name.len;

    while (end > 0 && n->name.ptr[end - 1] != '#')
        end--;
    str s = end ? str_slice(n->name, 0, end - 1) : n->name;
    return n->foreign && n->foreign->label.len ? n->foreign->label : s;
}

static const struct graph_expr *detail_of(const struct graph_node *n)
{
    static const enum graph_setting_key keys[] = {
        SET_CONDITION, SET_SINCE, SET_BECAUSE, SET_EVERY, SET_CRON, SET_AT,
        SET_AFTER,     SET_PATH,  SET_TOPIC,   SET_FOR,   SET_BY,   SET_TEXT};

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const struct graph_setting *s = node_setting(n, keys[i]);
        if (s && s->known == GRAPH_SET && s->value)
            return s->value;
    }
    return NULL;
}

static enum diagram_shape shape_of(const struct graph_node *n)
{
    if (n->kind == NODE_TRIGGER)
        return SHAPE_TRIGGER;
    if (n->kind == NODE_END)
        return SHAPE_END;
    if (n->kind == NODE_CHOICE || n->kind == NODE_PARALLEL)
        return SHAPE_CHOICE;
    if (node_is_final(n))
        return SHAPE_STOP;
    return node_remote(n->kind) ? SHAPE_REMOTE : SHAPE_STEP;
}

static bool in_handler(const struct graph *g, const struct graph_node *n)
{
    block_id b = n->block;

    while (b) {
        const struct graph_block *x = &g->blocks.at[b];
        if (x->role == BLOCK_HANDLER || x->role == BLOCK_UNDO)
            return true;
        b = x->owner ? g->nodes.at[x->owner].block : 0;
    }
    return n->made_for != 0;
}

static uint32_t queue_node(struct making *m, const struct graph_queue *q)
{
    struct arena *a = m->d->arena;
    void **at = map_put(&m->queues, q->name);

    if (*at)
        return *(uint32_t *)*at;
    uint32_t i = add_node(m, SHAPE_QUEUE, UINT32_MAX, q->name);
    struct diagram_node *n = &m->d->nodes.at[i];
    if (q->owner)
        n->lines[1] =
            arena_printf(a, "owner %" STR_FMT, STR_ARG(q->owner->name));
    if (q->triage)
        n->lines[2] = arena_printf(a, "triage within %" STR_FMT,
                                   STR_ARG(duration_text(a, q->triage)));
    *at = arena_copy(a, &i, sizeof i);
    return i;
}

static uint32_t outside_node(struct making *m, const char *word, str name)
{
    struct arena *a = m->d->arena;
    str text = arena_printf(a, "%s %" STR_FMT, word, STR_ARG(name));
    void **at = map_put(&m->outside, text);

    if (*at)
        return *(uint32_t *)*at;
    uint32_t i = add_node(m, SHAPE_OUTSIDE, UINT32_MAX, text);
    *at = arena_copy(a, &i, sizeof i);
    return i;
}

/* A node that is made for a handler to lead to a queue. */
static bool stands_for_queue(const struct graph_node *n)
{
    return n->made_for && n->kind == NODE_PARK && n->queue;
}

/* The shape of a node + 1, 0 when it is not drawn. */
static uint32_t shape_at(struct making *m, node_id id)
{
    const struct graph_node *n = &m->d->g->nodes.at[id];

    return stands_for_queue(n) ? queue_node(m, n->queue) + 1 : m->of[id];
}

/* --- nodes --------------------------------------------------------------- */

static void draw_node(struct making *m, node_id id)
{
    const struct graph *g = m->d->g;
    const struct graph_node *n = &g->nodes.at[id];
    struct arena *a = m->d->arena;
    const struct graph_expr *detail = detail_of(n);

    if (stands_for_queue(n) || (n->made_for && !n->nin))
        return;
    uint32_t i = add_node(m, shape_of(n), n->flow, shorten(a, node_title(n)));
    struct diagram_node *x = &m->d->nodes.at[i];
    x->failing = in_handler(g, n);
    if (detail)
        x->lines[1] = shorten(a, expr_text(a, detail));
    m->of[id] = i + 1;
}

/* --- arrows -------------------------------------------------------------- */

static str class_list(struct arena *a, weir_class_set set)
{
    str text = {"", 0};

    for (unsigned c = 1; c < WEIR_NCLASSES; c++) {
        const char *name = weir_class_name((enum weir_class)c);
        if (!(set & WEIR_CLASS_BIT(c)))
            continue;
        text = text.len
                   ? arena_printf(a, "%" STR_FMT ", %s", STR_ARG(text), name)
                   : str_from(name);
    }
    return text;
}

/* The handler's own words where they say no more than what comes that way. */
static str failure_label(const struct making *m, const struct graph_edge *e)
{
    if (e->handler && m->d->g->handlers.at[e->handler].words.len)
        return m->d->g->handlers.at[e->handler].words;
    return class_list(m->d->arena, e->classes);
}

static str edge_label(const struct making *m, const struct graph_edge *e)
{
    struct arena *a = m->d->arena;

    switch (e->kind) {
    case EDGE_FAILURE: return failure_label(m, e);
    case EDGE_EMPTY: return STR("empty");
    case EDGE_ELSE: return STR("else");
    case EDGE_UNDO: return STR("undo");
    case EDGE_ITEM: return STR("each item");
    case EDGE_NEXT:
    case EDGE_ARM:
    case EDGE_BRANCH: break;
    }
    if (e->condition)
        return shorten(a, expr_text(a, e->condition));
    return e->label.len ? shorten(a, e->label) : STR("");
}

static enum diagram_arrow arrow_of(const struct graph_edge *e)
{
    if (e->kind == EDGE_UNDO)
        return ARROW_UNDO;
    return e->kind == EDGE_FAILURE || e->kind == EDGE_EMPTY ||
                   e->kind == EDGE_ELSE
               ? ARROW_FAILURE
               : ARROW_NEXT;
}

static void draw_edges(struct making *m, node_id id)
{
    const struct graph *g = m->d->g;
    const struct graph_node *n = &g->nodes.at[id];
    uint32_t from = m->of[id] - 1;

    for (uint32_t i = 0; i < n->nout; i++) {
        const struct graph_edge *e = &g->edges.at[g->out[n->out_first + i]];
        uint32_t to = shape_at(m, e->to);
        if (to)
            add_edge(m, arrow_of(e), from, to - 1, edge_label(m, e));
    }
    if (n->kind == NODE_PARK && n->queue && !n->made_for)
        add_edge(m, ARROW_FAILURE, from, queue_node(m, n->queue), STR(""));
}

static void draw_call(struct making *m, const struct graph_node *n,
                      uint32_t from)
{
    const struct graph_flow *to = n->callee;
    const struct graph_setting *topic = node_setting(n, SET_TOPIC);

    if (n->kind == NODE_CALL && to && to->trigger && m->of[to->trigger])
        add_edge(m, ARROW_CALL, from, m->of[to->trigger] - 1, STR("call"));
    else if (n->kind == NODE_CALL && n->callee_name.len)
        add_edge(m, ARROW_CALL, from, outside_node(m, "flow", n->callee_name),
                 STR("call"));
    else if (n->kind == NODE_SEND && topic && topic->value)
        add_edge(m, ARROW_CALL, from,
                 outside_node(m, "topic", topic->value->text), STR("send"));
}

/* A topic leads to the flows that it starts. */
static void draw_topic(struct making *m, const struct graph_node *n,
                       uint32_t to)
{
    const struct graph_setting *topic = node_setting(n, SET_TOPIC);

    if (n->kind == NODE_TRIGGER && topic && topic->value)
        add_edge(m, ARROW_CALL, outside_node(m, "topic", topic->value->text),
                 to, STR(""));
}

static void draw_flow(struct making *m, const struct graph_flow *f)
{
    for (node_id id = f->first; id < f->end; id++) {
        const struct graph_node *n = &m->d->g->nodes.at[id];
        if (!m->of[id])
            continue;
        draw_edges(m, id);
        draw_call(m, n, m->of[id] - 1);
        draw_topic(m, n, m->of[id] - 1);
    }
}

struct diagram diagram_make(struct arena *a, const struct graph *g,
                            const struct graph_flow *only)
{
    struct diagram d = {.arena = a, .g = g, .only = only};
    struct making m = {.d = &d};

    map_init(&m.queues, a);
    map_init(&m.outside, a);
    m.of = arena_array(a, uint32_t, g->nodes.n + 1);
    for (uint32_t i = 0; i < g->flows.n; i++)
        for (node_id id = g->flows.at[i]->first;
             (!only || only == g->flows.at[i]) && id < g->flows.at[i]->end;
             id++)
            draw_node(&m, id);
    for (uint32_t i = 0; i < g->flows.n; i++)
        if (!only || only == g->flows.at[i])
            draw_flow(&m, g->flows.at[i]);
    return d;
}

str diagram_title(struct arena *a, const struct graph_flow *f)
{
    if (!f->owner)
        return f->name;
    return arena_printf(a, "%" STR_FMT " (%" STR_FMT ")", STR_ARG(f->name),
                        STR_ARG(f->owner->name));
}
