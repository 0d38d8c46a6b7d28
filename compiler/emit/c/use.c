/*
 * What a flow uses of the records it handles: only these fields get a member,
 * and only these are decoded. A record that is passed on whole keeps the bytes
 * it was read from.
 */
#include "compiler/emit/c/c.h"

struct c_use *c_use_of(struct c_file *c, const struct graph_type *t)
{
    str key = arena_printf(c->arena, "%u", t->id);
    void **at = map_put(&c->uses, key);

    if (!*at) {
        struct c_use *u = arena_make(c->arena, struct c_use);
        u->fields = arena_array(c->arena, bool, t->record->nfields + 1);
        *at = u;
    }
    return *at;
}

void c_use_field(struct c_file *c, const struct graph_type *t, uint32_t i)
{
    c_use_of(c, t)->fields[i] = true;
}

/* All fields of a type, and of the types in it. */
void c_use_fields(struct c_file *c, const struct graph_type *t)
{
    while (t->kind == TYPE_LIST || t->kind == TYPE_DICT ||
           t->kind == TYPE_OPTIONAL)
        t = t->of;
    if (t->kind != TYPE_RECORD)
        return;
    struct c_use *u = c_use_of(c, t);
    if (u->whole)
        return;
    u->whole = true;
    for (uint32_t i = 0; i < t->record->nfields; i++) {
        u->fields[i] = true;
        c_use_fields(c, t->record->fields[i].type);
    }
}

static const struct graph_type *record_in(const struct graph_type *t)
{
    while (t->kind == TYPE_LIST || t->kind == TYPE_DICT ||
           t->kind == TYPE_OPTIONAL)
        t = t->of;
    return t->kind == TYPE_RECORD ? t : NULL;
}

/* Reads a value and passes it on: a name or a path to it. */
static bool is_path(const struct graph_expr *e)
{
    while (e->kind == EXPR_FIELD || e->kind == EXPR_CONVERT)
        e = e->args[0];
    return e->kind == EXPR_VAR;
}

/* Whether the text of what a flow brings in is worth passing on: a row of CSV
 * or SQL becomes an object of texts only on its way in. */
static bool keeps_text(const struct c_file *c)
{
    if (!c->flow)
        return true;
    node_id read = c_first_read(c->g, c->flow);
    const struct graph_expr *trigger = c_value(c_trigger(c), SET_FORMAT);
    str format = trigger ? trigger->text : STR("");

    if (read) {
        const struct graph_operation *op = c->g->nodes.at[read].operation;

        if (op->transport == CALL_SQL)
            return false;
        format = op->format.name.len ? op->format.name
                                     : op->endpoint->connector->format.name;
    }
    return !str_eq(format, STR("csv"));
}

static bool use_names(void *context, const struct graph_expr *e);

/* A literal record is made of its own fields; what is in them is used whole
 * too. */
void c_use_whole(struct c_file *c, const struct graph_expr *e)
{
    const struct graph_type *t = record_in(e->type);

    expr_walk(e, use_names, c);
    if (!t)
        return;
    if (is_path(e) && e->type->kind == TYPE_RECORD && keeps_text(c))
        c_use_of(c, t)->raw = true;
    else if (e->kind != EXPR_RECORD)
        c_use_fields(c, t);
}

static void use_record(struct c_file *c, const struct graph_expr *e)
{
    for (uint32_t i = 0; i < e->nargs; i++) {
        const struct graph_field *f =
            record_field(e->type->record, e->names[i]);
        if (f)
            c_use_field(c, e->type, (uint32_t)(f - e->type->record->fields));
        c_use_whole(c, e->args[i]);
    }
}

/* Operands that are compared or given to a built-in are used in full. */
static void use_operands(struct c_file *c, const struct graph_expr *e)
{
    for (uint32_t i = 0; i < e->nargs; i++)
        if (e->args[i])
            c_use_fields(c, e->args[i]->type);
}

static bool takes_whole(const struct graph_expr *e)
{
    return e->kind == EXPR_BUILTIN || e->kind == EXPR_BINARY ||
           e->kind == EXPR_IN || e->kind == EXPR_CAST;
}

static bool use_names(void *context, const struct graph_expr *e)
{
    struct c_file *c = context;

    if (e->kind == EXPR_FIELD && e->index != UINT32_MAX &&
        record_in(e->args[0]->type))
        c_use_field(c, record_in(e->args[0]->type), e->index);
    if (e->kind == EXPR_RECORD && e->type->kind == TYPE_RECORD)
        use_record(c, e);
    if (takes_whole(e))
        use_operands(c, e);
    if (e->kind == EXPR_CONVERT && e->type != e->args[0]->type &&
        record_in(e->type) != record_in(e->args[0]->type)) {
        c_use_fields(c, e->type);
        c_use_fields(c, e->args[0]->type);
    }
    if (e->kind == EXPR_CALL) {
        void **seen =
            map_put(&c->done, arena_printf(c->arena, "use %p",
                                           (const void *)e->function));
        if (!*seen) {
            *seen = c;
            c_use_expr(c, e->function->body);
        }
    }
    return true;
}

void c_use_expr(struct c_file *c, const struct graph_expr *e)
{
    expr_walk(e, use_names, c);
}

static void use_operation(struct c_file *c, const struct graph_operation *op)
{
    if (!op)
        return;
    c_use_expr(c, op->target);
    c_use_expr(c, op->body);
    c_use_expr(c, op->form);
    for (uint32_t i = 0; i < op->headers.n; i++)
        c_use_expr(c, op->headers.at[i].value);
    for (uint32_t i = 0; i < op->query.n; i++)
        c_use_expr(c, op->query.at[i].value);
}

static void use_keys(struct c_file *c, const struct graph_type *t)
{
    for (uint32_t i = 0; i < t->record->nfields; i++)
        if (t->record->fields[i].key)
            c_use_field(c, t, i);
}

static void use_by(struct c_file *c, const struct graph_node *n,
                   const struct graph_type *t)
{
    for (uint32_t i = 0; i < n->nby; i++) {
        const struct graph_field *f = record_field(t->record, n->by[i]);
        if (f)
            c_use_field(c, t, (uint32_t)(f - t->record->fields));
    }
}

/* Formats that are made of fields: the JSON that came is no help. */
static bool by_fields(const struct graph_operation *op)
{
    str format = op->format.name.len ? op->format.name
                                     : op->endpoint->connector->format.name;

    return op->form || str_eq(format, STR("csv")) ||
           str_eq(format, STR("form"));
}

static void use_node(struct c_file *c, const struct graph_node *n)
{
    const struct graph_setting *value = node_setting(n, SET_VALUE);
    bool whole = n->kind == NODE_WRITE || n->kind == NODE_REPLY;

    use_operation(c, n->operation);
    for (uint32_t i = 0; i < n->nargs; i++) {
        if (n->kind == NODE_CALL)
            c_use_whole(c, n->args[i]);
        c_use_expr(c, n->args[i]);
    }
    for (uint32_t i = 0; i < n->settings.n; i++)
        if (n->settings.at[i].value)
            c_use_expr(c, n->settings.at[i].value);
    if (value && whole) {
        c_use_whole(c, value->value);
        if (n->kind == NODE_WRITE && by_fields(n->operation))
            c_use_fields(c, value->value->type);
        const struct graph_type *t = type_needed(value->value->type);
        if (t->kind == TYPE_RECORD) {
            use_keys(c, t);
            use_by(c, n, t);
        }
    }
    if (n->kind == NODE_DEDUPE)
        c_use_fields(c, node_setting(n, SET_BY)->value->type);
    if (n->kind == NODE_READ && n->out->type->kind == TYPE_RECORD)
        use_keys(c, n->out->type);
}

void c_use_flow(struct c_file *c, const struct graph_flow *f)
{
    const struct graph *g = c->g;

    for (node_id id = f->first; id < f->end; id++)
        use_node(c, &g->nodes.at[id]);
    for (block_id b = f->body;
         b < g->blocks.n && g->blocks.at[b].flow == f->index; b++)
        c_use_expr(c, g->blocks.at[b].condition);
    for (handler_id h = f->first_handler; h < f->end_handler; h++)
        c_use_expr(c, g->handlers.at[h].because);
    const struct graph_node *t = f->trigger ? &g->nodes.at[f->trigger] : NULL;
    if (t && t->out && t->out->type->kind == TYPE_RECORD)
        use_keys(c, t->out->type);
}
