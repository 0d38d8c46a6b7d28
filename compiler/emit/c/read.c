/*
 * How a flow reads: what it asks a source for, which items it admits, where a
 * failed read goes.
 */
#include "compiler/emit/c/c.h"

static const char *since_kind(const struct graph_expr *e)
{
    enum graph_type_kind k = e ? type_needed(e->type)->kind : TYPE_NULL;

    if (!e)
        return "WEIR_SINCE_NONE";
    if (k == TYPE_DATE)
        return "WEIR_SINCE_DATE";
    if (k == TYPE_INT)
        return "WEIR_SINCE_INT";
    return k == TYPE_TIMESTAMP ? "WEIR_SINCE_TIMESTAMP" : "WEIR_SINCE_TEXT";
}

/* A source of statements is always asked since when: without a watermark since
 * the least value there is. */
static const char *least_since(const struct graph_expr *e)
{
    enum graph_type_kind k = e ? type_needed(e->type)->kind : TYPE_STRING;

    if (k == TYPE_TIMESTAMP)
        return "STR(\"0001-01-01T00:00:00Z\")";
    if (k == TYPE_DATE)
        return "STR(\"0001-01-01\")";
    return k == TYPE_INT ? "STR(\"-9223372036854775808\")" : "STR(\"\")";
}

static void write_since(struct c_file *c, const struct graph_node *n)
{
    const struct graph_operation *op = n->operation;
    const struct graph_expr *since = c_value(n, SET_SINCE);

    if (!op->since.len || (op->transport == CALL_SQL && !since))
        return;
    if (op->transport == CALL_SQL)
        c_line(c, "weir_query(r, &q, %s, since.len ? since : %s);",
               c_str(c, op->since), least_since(since));
    else
        c_line(c, "if (since.len)\n        %s(r, &q, %s, since);",
               op->since_header ? "weir_header" : "weir_query",
               c_str(c, op->since));
}

static void write_ask(struct c_file *c, node_id read)
{
    const struct graph_node *n = &c->g->nodes.at[read];
    struct buf body;

    c_start_body(c, &body);
    c_line(c, "struct weir_request q = {0};");
    c_request(c, n);
    write_since(c, n);
    c_line(c, "*out = q;");
    buf_printf(&c->steps,
               "static void ask(struct weir_record *r, void *vars, str since,\n"
               "    struct weir_request *out)\n"
               "{\n    struct weir_context *x = &r->x;\n"
               "    struct vars *v = vars;\n\n"
               "    (void)x;\n    (void)v;\n    (void)since;\n%s}\n\n",
               body.ptr);
    buf_free(&body);
}

/* What a file trigger asks for: its pattern. */
static void write_file_ask(struct c_file *c)
{
    buf_printf(&c->steps,
               "static void ask(struct weir_record *r, void *vars, str since,\n"
               "    struct weir_request *out)\n"
               "{\n    (void)r;\n    (void)vars;\n    (void)since;\n"
               "    out->method = \"file\";\n    out->target = %s;\n}\n\n",
               c_str(c, c_value(c_trigger(c), SET_PATH)->text));
}

static void write_predicate(struct c_file *c, const char *name,
                            const struct graph_expr *e)
{
    struct buf body;

    c_start_body(c, &body);
    const char *value = c_expr(c, e);
    buf_printf(&c->steps,
               "static bool %s(struct weir_record *r, void *vars)\n"
               "{\n    struct weir_context *x = &r->x;\n"
               "    struct vars *v = vars;\n\n"
               "    (void)x;\n    (void)v;\n%s    return %s;\n}\n\n",
               name, body.ptr ? body.ptr : "", value);
    buf_free(&body);
}

/* `since x.f until E`: records before E. */
static void write_admits(struct c_file *c, const struct graph_expr *since,
                         const struct graph_expr *until)
{
    struct buf body;

    c_start_body(c, &body);
    const char *shape = c_shape(c, since->type);
    const char *a = c_temp(c, since), *t = c_new(c);
    c_line(c, "%s %s;", c_type(c, since->type), t);
    c_assign(c, t, since->type, until);
    buf_printf(&c->steps,
               "static bool admits(struct weir_record *r, void *vars)\n"
               "{\n    struct weir_context *x = &r->x;\n"
               "    struct vars *v = vars;\n\n"
               "    (void)v;\n%s"
               "    return weir_shape_compare(x, %s, &%s, &%s) < 0;\n}\n\n",
               body.ptr, shape, a, t);
    buf_free(&body);
}

static handler_id empty_of(struct c_file *c, node_id id)
{
    const struct graph_node *n = &c->g->nodes.at[id];

    for (uint32_t i = 0; i < n->nout; i++) {
        const struct graph_edge *e =
            &c->g->edges.at[c->g->out[n->out_first + i]];
        if (e->kind == EDGE_EMPTY)
            return e->handler;
    }
    return 0;
}

static void write_empty(struct c_file *c, handler_id h)
{
    struct buf body;

    c_start_body(c, &body);
    c_target(c, h);
    buf_printf(&c->steps,
               "static bool empty(struct weir_record *r, void *vars)\n"
               "{\n    struct weir_context *x = &r->x;\n"
               "    struct vars *v = vars;\n\n"
               "    (void)x;\n    (void)v;\n%s}\n\n",
               body.ptr);
    buf_free(&body);
}

void c_wrap(struct c_file *c, const char *name, const char *inner)
{
    buf_printf(&c->steps,
               "static bool %s(struct weir_record *r, void *vars,\n"
               "    enum weir_class k)\n{\n    return %s(r, vars, k);\n}\n\n",
               name, inner);
}

void c_reading(struct c_file *c, node_id read, struct buf *t)
{
    const struct graph_node *n = &c->g->nodes.at[read];
    const struct graph_operation *op = n->operation;
    const struct graph_expr *since = c_value(n, SET_SINCE);
    const struct graph_expr *where = c_value(n, SET_WHERE);
    const struct graph_expr *until = c_value(n, SET_UNTIL);
    handler_id none = empty_of(c, read);

    write_ask(c, read);
    if (where)
        write_predicate(c, "where", where);
    if (since && until)
        write_admits(c, since, until);
    if (none)
        write_empty(c, none);
    c_wrap(c, "route_of_read", c_route_name(c, read));
    buf_printf(t,
               "static const struct weir_read reading = {\n"
               "    .step = &step_%s,\n    .ask = ask,\n    .since = %s,\n"
               "    .lookback = %s,\n    .route = route_of_read,\n",
               c_node(c, read), since_kind(since),
               c_int(c, node_number(n, SET_LOOKBACK, since ? -1 : 0)));
    if (where)
        buf_text(t, "    .where = where,\n");
    if (since && until)
        buf_text(t, "    .admits = admits,\n");
    if (none)
        buf_text(t, "    .empty = empty,\n");
    if (op->done.len)
        buf_printf(t, "    .done = %s,\n    .done_to = %s,\n",
                   c_quote(c, op->done), c_quote(c, op->done_to));
    buf_text(t, "};\n\n");
}

void c_file_reading(struct c_file *c, struct buf *t)
{
    write_file_ask(c);
    c_wrap(c, "route_of_read", "route");
    buf_printf(t,
               "static const struct weir_read reading = {\n"
               "    .step = &step_%s,\n    .ask = ask,\n"
               "    .route = route_of_read,\n    .done = \"keep\",\n"
               "    .file_trigger = true,\n};\n\n",
               c_node(c, c->flow->trigger));
}
