/*
 * Where a failure goes: a switch over the class per step whose way is its
 * own, and one for the flow. A failure inside a branch of an `all` that no
 * handler in the branch takes is the `all`'s, unless it halts.
 */
#include "compiler/emit/c/c.h"

/* The innermost `all` around a step, 0 without. */
node_id c_all_around(const struct graph *g, node_id id)
{
    block_id b = g->nodes.at[id].block;

    while (b) {
        const struct graph_block *x = &g->blocks.at[b];
        if (x->role == BLOCK_BRANCH)
            return x->owner;
        node_id up = x->role == BLOCK_HANDLER ? g->handlers.at[x->handler].scope
                                              : x->owner;
        b = up ? g->nodes.at[up].block : 0;
    }
    return 0;
}

/* True when `scope` is the step itself or stands between it and `all`. */
static bool inside(const struct graph *g, node_id id, node_id scope,
                   node_id all)
{
    while (id && id != all) {
        if (id == scope)
            return true;
        const struct graph_block *b = &g->blocks.at[g->nodes.at[id].block];
        id = b->role == BLOCK_HANDLER ? g->handlers.at[b->handler].scope
                                      : b->owner;
    }
    return false;
}

static handler_id handler_of(const struct graph *g, node_id id,
                             enum weir_class k)
{
    const struct graph_node *n = &g->nodes.at[id];

    for (uint32_t i = 0; i < n->nout; i++) {
        const struct graph_edge *e = &g->edges.at[g->out[n->out_first + i]];
        if (e->kind == EDGE_FAILURE && e->classes & WEIR_CLASS_BIT(k))
            return e->handler;
    }
    return 0;
}

/* What an `all` routes: its own classes and those that its branches leave to
 * it. */
static void handlers_of(const struct graph *g, const struct graph_flow *f,
                        node_id id, handler_id by_class[WEIR_NCLASSES])
{
    for (unsigned k = 1; k < WEIR_NCLASSES; k++)
        by_class[k] = handler_of(g, id, (enum weir_class)k);
    if (g->nodes.at[id].kind != NODE_PARALLEL)
        return;
    for (node_id n = f->first; n < f->end; n++) {
        if (c_all_around(g, n) != id)
            continue;
        for (unsigned k = 1; k < WEIR_NCLASSES; k++) {
            handler_id h = handler_of(g, n, (enum weir_class)k);
            if (h && !by_class[k] && !inside(g, n, g->handlers.at[h].scope, id))
                by_class[k] = h;
        }
    }
}

static void drop_target(struct c_file *c, const struct graph_handler *h)
{
    c_line(c, "return weir_drop(r, %s);", c_quote(c, c_because(c, h->because)));
}

void c_target(struct c_file *c, handler_id id)
{
    const struct graph_handler *h = &c->g->handlers.at[id];

    switch (h->target) {
    case TARGET_QUEUE:
        c_line(c, "return weir_park(r, &%s);", c_queue(c, h->queue));
        return;
    case TARGET_CONTINUE: c_line(c, "return weir_continue(r);"); return;
    case TARGET_HALT:
        if (!h->because)
            c_line(c, "return weir_halt(r);");
        else
            c_line(c, "return weir_halt_because(r, %s);",
                   c_value_text(c, h->because));
        return;
    case TARGET_DROP: drop_target(c, h); return;
    case TARGET_BLOCK:
        c_line(c, "return %s(r, v);", c_block(c, h->block));
        return;
    case TARGET_NODE: break;
    }
    c_line(c, "return weir_halt(r);");
}

static bool leaves_to_all(struct c_file *c, node_id id, node_id all,
                          handler_id h)
{
    const struct graph_handler *x = &c->g->handlers.at[h];

    if (!all || (h && inside(c->g, id, x->scope, all)))
        return false;
    return !h || x->target != TARGET_HALT;
}

/* True when all its failures go the flow's way. */
static bool is_flows(struct c_file *c, node_id id,
                     const handler_id by_class[WEIR_NCLASSES])
{
    if (c_all_around(c->g, id))
        return false;
    for (unsigned k = 1; k < WEIR_NCLASSES; k++)
        if (by_class[k] && c->g->handlers.at[by_class[k]].scope)
            return false;
    return true;
}

bool c_routes(const struct c_file *c, node_id id)
{
    switch (c->g->nodes.at[id].kind) {
    case NODE_NONE:
    case NODE_TRIGGER:
    case NODE_KINDS:
    case NODE_END: return false;
    case NODE_PARALLEL: return true;
    case NODE_READ:
    case NODE_KEEP:
    case NODE_KEEP_CHANGED:
    case NODE_CHECK:
    case NODE_DEDUPE:
    case NODE_MAP:
    case NODE_ENRICH:
    case NODE_WRITE:
    case NODE_SPLIT:
    case NODE_BATCH:
    case NODE_CHOICE:
    case NODE_CALL:
    case NODE_SEND:
    case NODE_NOTIFY:
    case NODE_PARK:
    case NODE_DROP:
    case NODE_HALT:
    case NODE_CONTINUE:
    case NODE_REPLY:
    case NODE_STORE:
    case NODE_WAIT:
    case NODE_SCRIPT: break;
    }
    return c->g->nodes.at[id].raises != 0;
}

const char *c_route_name(struct c_file *c, node_id id)
{
    handler_id by_class[WEIR_NCLASSES];

    handlers_of(c->g, c->flow, id, by_class);
    if (is_flows(c, id, by_class))
        return "route";
    return c_text(c, "route_%s", c_node(c, id));
}

static void write_cases(struct c_file *c, node_id id,
                        const handler_id by_class[WEIR_NCLASSES])
{
    node_id all = id ? c_all_around(c->g, id) : 0;
    bool done[WEIR_NCLASSES] = {0};

    for (unsigned k = 1; k < WEIR_NCLASSES; k++) {
        handler_id h = by_class[k];
        if (!h || done[k])
            continue;
        for (unsigned m = k; m < WEIR_NCLASSES; m++) {
            if (by_class[m] != h)
                continue;
            done[m] = true;
            c_line(c, "case %s:", c_class(c, (enum weir_class)m));
        }
        c->depth++;
        if (leaves_to_all(c, id, all, h))
            c_line(c, "return weir_branch_failed(r);");
        else
            c_target(c, h);
        c->depth--;
    }
    c_line(c, "default:");
    c_line(c, "    return %s(r);",
           all ? "weir_branch_failed" : "weir_unrouted");
}

static void write_route(struct c_file *c, const char *name, node_id id,
                        const handler_id by_class[WEIR_NCLASSES])
{
    struct buf body = BUF_MAX(16 << 20), *outer = c->body;

    c->body = &body;
    c->depth = 1;
    c_line(c, "(void)v;");
    c_line(c, "(void)x;");
    c_line(c, "switch ((int)k) {");
    write_cases(c, id, by_class);
    c_line(c, "}");
    c->body = outer;
    buf_printf(&c->prototypes,
               "static bool %s(struct weir_record *r, struct vars *v,\n"
               "    enum weir_class k);\n",
               name);
    buf_printf(&c->steps,
               "static bool %s(struct weir_record *r, struct vars *v,\n"
               "    enum weir_class k)\n{\n"
               "    struct weir_context *x = &r->x;\n\n%s}\n\n",
               name, body.ptr);
    buf_free(&body);
}

void c_route(struct c_file *c, node_id id)
{
    handler_id by_class[WEIR_NCLASSES];

    handlers_of(c->g, c->flow, id, by_class);
    if (!is_flows(c, id, by_class))
        write_route(c, c_text(c, "route_%s", c_node(c, id)), id, by_class);
}

/* The flow's own handlers: by name, by group, by `error`. */
void c_flow_route(struct c_file *c)
{
    const struct graph *g = c->g;
    handler_id by_class[WEIR_NCLASSES] = {0};

    for (unsigned k = 1; k < WEIR_NCLASSES; k++) {
        weir_class_set bit = WEIR_CLASS_BIT(k);
        int best = 0;
        for (handler_id h = c->flow->first_handler; h < c->flow->end_handler;
             h++) {
            const struct graph_handler *x = &g->handlers.at[h];
            int how = x->named & bit ? 3 : x->grouped & bit ? 2 : 1;
            if (!x->scope && x->classes & bit && how > best) {
                best = how;
                by_class[k] = h;
            }
        }
    }
    write_route(c, "route", 0, by_class);
}
