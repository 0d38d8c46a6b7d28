/*
 * A function per step, and one per block that calls its steps in turn. True:
 * the record (or the part) goes on.
 */
#include "compiler/emit/c/c.h"

#include <assert.h>

const char *c_node(struct c_file *c, node_id id)
{
    const char **name = &c->node_names[id - c->flow->first];

    if (!*name)
        *name = c_global(c, "", c->g->nodes.at[id].name);
    return *name;
}

static const char *member(struct c_file *c, const struct graph_var *v)
{
    return c->places[v->id].text;
}

/* The step's expressions are done: what failed goes its way. */
static void after_data(struct c_file *c, node_id id)
{
    if (!(c->g->nodes.at[id].raises & WEIR_CLASS_BIT(WEIR_DATA)))
        return;
    c_line(c, "if (r->x.failed)");
    c_line(c, "    return %s(r, v, weir_caught(r));", c_route_name(c, id));
}

static void after_call(struct c_file *c, node_id id, const char *k)
{
    c_line(c, "if (%s)", k);
    c_line(c, "    return %s(r, v, %s);", c_route_name(c, id), k);
}

str c_because(struct c_file *c, const struct graph_expr *e)
{
    e = expr_bare(e);
    if (e->kind == EXPR_LITERAL)
        return e->text;
    str s = expr_text(c->arena, e);
    return s.len >= 2 ? str_slice(s, 1, s.len - 1) : s;
}

const char *c_drop_reason(struct c_file *c, const struct graph_node *n)
{
    const struct graph_expr *e = c_value(n, SET_CONDITION);

    if (n->kind != NODE_KEEP)
        return c_quote(c, c_because(c, c_value(n, SET_BECAUSE)));
    return c_quote(c, arena_printf(c->arena, "keep: %" STR_FMT,
                                   STR_ARG(expr_text(c->arena, e))));
}

static void keep(struct c_file *c, node_id id)
{
    const struct graph_node *n = &c->g->nodes.at[id];
    const char *t = c_temp(c, c_value(n, SET_CONDITION));

    after_data(c, id);
    c_line(c, "if (!%s)", t);
    c_line(c, "    return weir_drop(r, %s);", c_drop_reason(c, n));
    c_line(c, "return true;");
}

static void drop(struct c_file *c, node_id id)
{
    const struct graph_node *n = &c->g->nodes.at[id];
    const struct graph_expr *e = c_value(n, SET_CONDITION);
    const char *reason = c_drop_reason(c, n);

    if (!e) {
        c_line(c, "return weir_drop(r, %s);", reason);
        return;
    }
    const char *t = c_temp(c, e);
    after_data(c, id);
    c_line(c, "if (%s)", t);
    c_line(c, "    return weir_drop(r, %s);", reason);
    c_line(c, "return true;");
}

static handler_id other_of(struct c_file *c, node_id id,
                           enum graph_edge_kind kind)
{
    const struct graph_node *n = &c->g->nodes.at[id];

    for (uint32_t i = 0; i < n->nout; i++) {
        const struct graph_edge *e =
            &c->g->edges.at[c->g->out[n->out_first + i]];
        if (e->kind == kind)
            return e->handler;
    }
    return 0;
}

static void check(struct c_file *c, node_id id)
{
    const struct graph_expr *e = c_value(&c->g->nodes.at[id], SET_CONDITION);
    const char *t = c_temp(c, e);

    after_data(c, id);
    c_open(c, "if (!%s)", t);
    str why = arena_printf(c->arena, "check failed: %" STR_FMT,
                           STR_ARG(expr_text(c->arena, e)));
    handler_id h = other_of(c, id, EDGE_ELSE);
    if (h && c->g->handlers.at[h].target == TARGET_QUEUE)
        c_line(c, "return weir_park_because(r, &%s, %s);",
               c_queue(c, c->g->handlers.at[h].queue), c_str(c, why));
    else if (h)
        c_target(c, h);
    c_close(c);
    c_line(c, "return true;");
}

static void dedupe(struct c_file *c, node_id id)
{
    const struct graph_node *n = &c->g->nodes.at[id];
    const char *key = c_new(c);

    c_line(c, "str %s = %s;", key, c_json(c, c_value(n, SET_BY)));
    after_data(c, id);
    c_line(c, "return weir_dedupe(r, &step_%s, %s, %s);", c_node(c, id), key,
           c_int(c, node_number(n, SET_WITHIN, 0)));
}

/* A step that is skipped names nothing: neither half a value nor that of the
 * item before. */
static void forget(struct c_file *c, const struct graph_node *n)
{
    if (n->out && n->out->type->kind == TYPE_OPTIONAL)
        c_line(c, "memset(&%s, 0, sizeof %s);", member(c, n->out),
               member(c, n->out));
}

static void map(struct c_file *c, node_id id)
{
    const struct graph_node *n = &c->g->nodes.at[id];

    c_assign(c, member(c, n->out), n->out->type, c_value(n, SET_VALUE));
    if (n->raises & WEIR_CLASS_BIT(WEIR_DATA)) {
        c_open(c, "if (r->x.failed)");
        forget(c, n);
        c_line(c, "return %s(r, v, weir_caught(r));", c_route_name(c, id));
        c_close(c);
    }
    c_line(c, "return true;");
}

/* Reads the answer into what the step names. */
static void take_answer(struct c_file *c, node_id id, bool list)
{
    const struct graph_node *n = &c->g->nodes.at[id];
    const struct graph_operation *op = n->operation;
    const struct graph_type *t = n->out->type;
    bool optional = t->kind == TYPE_OPTIONAL;
    const char *to = member(c, n->out);
    const char *answer_path =
        list || n->kind == NODE_ENRICH ? "\"\"" : c_quote(c, op->item_path);

    const char *shape = c_shape(c, optional ? t->of : t);
    c_line(c, "k = weir_read_answer(r, &a, %s, %s, &%s%s);", answer_path, shape,
           to, optional ? ".v" : "");
    after_call(c, id, "k");
    if (optional)
        c_line(c, "%s.has = true;", to);
}

static void call_system(struct c_file *c, node_id id)
{
    const struct graph_node *n = &c->g->nodes.at[id];
    const char *function = n->kind == NODE_WRITE ? "weir_write" : "weir_enrich";

    forget(c, n);
    c_line(c, "struct weir_request q = {0};");
    c_line(c, "struct weir_answer a = {0};");
    c_request(c, n);
    c_line(c, "if (r->x.failed)"); // a path that can't be made
    c_line(c, "    return %s(r, v, weir_caught(r));", c_route_name(c, id));
    c_line(c, "enum weir_class k = %s(r, &step_%s, &q, &a);", function,
           c_node(c, id));
    after_call(c, id, "k");
    c_line(c, "if (!weir_going(r))");
    c_line(c, "    return false;");
    if (n->out)
        take_answer(c, id, n->operation->verb == VERB_LIST);
    handler_id empty = other_of(c, id, EDGE_EMPTY);
    if (empty && n->out && n->out->type->kind == TYPE_LIST) {
        c_open(c, "if (%s.n == 0)", member(c, n->out));
        c_target(c, empty);
        c_close(c);
    }
    c_line(c, "return true;");
}

static const char *item_key(struct c_file *c, const struct graph_type *t,
                            const char *item)
{
    const struct graph_record *r = t->kind == TYPE_RECORD ? t->record : NULL;

    for (uint32_t i = 0; r && i < r->nfields; i++)
        if (r->fields[i].key && c_use_of(c, t)->fields[i])
            return c_text(c, "weir_shape_text(x, %s, &%s.%s)",
                          c_shape(c, r->fields[i].type), item,
                          c_field(c, r, i));
    return "STR(\"\")";
}

static void each(struct c_file *c, node_id id)
{
    const struct graph_node *n = &c->g->nodes.at[id];
    const struct graph_block *b = &c->g->blocks.at[n->blocks];
    const char *list = c_temp(c, c_value(n, SET_VALUE));
    const char *item = member(c, b->var), *type = c_type(c, b->var->type);

    after_data(c, id);
    c_line(c, "struct weir_each e;");
    c_line(c, "weir_each_begin(r, &step_%s, &e);", c_node(c, id));
    c_open(c, "for (size_t i = 0; i < %s.n; i++)", list);
    c_line(c, "%s = WEIR_ITEM(%s, %s, i);", item, type, list);
    c_line(c, "if (weir_part_begin(r, &e, %s))",
           item_key(c, b->var->type, item));
    c_line(c, "    weir_part_end(r, &e, %s(r, v));", c_block(c, n->blocks));
    c_close(c);
    c_line(c, "return weir_each_end(r, &e);");
}

static void route(struct c_file *c, node_id id)
{
    const struct graph_node *n = &c->g->nodes.at[id];

    for (block_id b = n->blocks; b; b = c->g->blocks.at[b].next) {
        const struct graph_block *arm = &c->g->blocks.at[b];
        if (arm->role != BLOCK_ARM)
            continue;
        if (!arm->condition) {
            c_line(c, "return %s(r, v);", c_block(c, b));
            return;
        }
        const char *t = c_temp(c, arm->condition);
        if (arm->condition->raises)
            after_data(c, id);
        c_line(c, "if (%s)", t);
        c_line(c, "    return %s(r, v);", c_block(c, b));
    }
    c_line(c, "return true;");
}

static void branch(struct c_file *c, block_id b, uint32_t number)
{
    str name = c->g->blocks.at[b].name;

    if (!name.len)
        name = arena_printf(c->arena, "branch %u", number);
    c_line(c, "if (weir_branch_begin(r, &all, %s))", c_quote(c, name));
    c_line(c, "    weir_branch_end(r, &all, %s(r, v));", c_block(c, b));
}

static void parallel(struct c_file *c, node_id id)
{
    const struct graph_node *n = &c->g->nodes.at[id];
    uint32_t number = 0;

    c_line(c, "struct weir_all all;");
    c_line(c, "weir_all_begin(r, &step_%s, &all);", c_node(c, id));
    for (block_id b = n->blocks; b; b = c->g->blocks.at[b].next) {
        const struct graph_block *leg = &c->g->blocks.at[b];
        if (leg->role != BLOCK_BRANCH)
            continue;
        number++;
        if (!leg->condition) {
            branch(c, b, number);
            continue;
        }
        const char *t = c_temp(c, leg->condition);
        if (leg->condition->raises)
            after_data(c, id);
        c_open(c, "if (%s)", t);
        branch(c, b, number);
        c_close(c);
    }
    c_line(c, "enum weir_class k = weir_all_end(r, &all);");
    after_call(c, id, "k");
    c_line(c, "return weir_going(r);");
}

static void call_flow(struct c_file *c, node_id id)
{
    const struct graph_node *n = &c->g->nodes.at[id];
    const char *list = "";

    forget(c, n);
    for (uint32_t i = 0; i < n->nargs; i++) {
        const char *shape = c_shape(c, n->args[i]->type);
        list = c_text(c, "%s%sweir_body(x, %s, %s)", list, i ? ", " : "", shape,
                      c_address(c, n->args[i]));
    }
    if (n->nargs)
        c_line(c, "str args = weir_json_list(x, (const str[]){%s}, %u);", list,
               n->nargs);
    else
        c_line(c, "str args = STR(\"[]\");");
    c_line(c, "str reply = {0};");
    after_data(c, id);
    c_line(c, "enum weir_class k = weir_call(r, &step_%s, &%s, args, &reply);",
           c_node(c, id), c_flow_symbol(c, n->callee));
    after_call(c, id, "k");
    c_line(c, "if (!weir_going(r))");
    c_line(c, "    return false;");
    if (n->out) {
        c_line(c, "struct weir_answer a = {.body = reply};");
        take_answer(c, id, true);
    }
    c_line(c, "return true;");
}

static void notify(struct c_file *c, node_id id)
{
    const struct graph_node *n = &c->g->nodes.at[id];
    const char *t = c_temp(c, c_value(n, SET_TEXT));

    after_data(c, id);
    c_line(c, "weir_notify(r, &step_%s, &%s, %s);", c_node(c, id),
           c_team(c, n->team), t);
    c_line(c, "return true;");
}

static void reply(struct c_file *c, node_id id)
{
    const struct graph_expr *e = c_value(&c->g->nodes.at[id], SET_VALUE);
    const char *shape = c_shape(c, e->type), *t = c_new(c);

    c_line(c, "str %s = weir_body(x, %s, %s);", t, shape, c_address(c, e));
    after_data(c, id);
    c_line(c, "weir_reply(r, &step_%s, %s);", c_node(c, id), t);
    c_line(c, "return true;");
}

static void park(struct c_file *c, node_id id)
{
    const struct graph_node *n = &c->g->nodes.at[id];
    const char *t = c_value_text(c, c_value(n, SET_BECAUSE));
    const char *name = c_new(c);

    c_line(c, "str %s = %s;", name, t);
    after_data(c, id);
    c_line(c, "return weir_park_because(r, &%s, %s);", c_queue(c, n->queue),
           name);
}

static void halt(struct c_file *c, node_id id)
{
    const struct graph_expr *e = c_value(&c->g->nodes.at[id], SET_BECAUSE);

    if (!e) {
        c_line(c, "return weir_halt(r);");
        return;
    }
    const char *name = c_new(c);
    c_line(c, "str %s = %s;", name, c_value_text(c, e));
    after_data(c, id);
    c_line(c, "return weir_halt_because(r, %s);", name);
}

/* Flat switch: one case a kind. */
static void write_body(struct c_file *c, node_id id)
{
    switch (c->g->nodes.at[id].kind) {
    case NODE_KEEP: keep(c, id); return;
    case NODE_CHECK: check(c, id); return;
    case NODE_DEDUPE: dedupe(c, id); return;
    case NODE_MAP: map(c, id); return;
    case NODE_ENRICH:
    case NODE_WRITE: call_system(c, id); return;
    case NODE_SPLIT: each(c, id); return;
    case NODE_CHOICE: route(c, id); return;
    case NODE_PARALLEL: parallel(c, id); return;
    case NODE_CALL: call_flow(c, id); return;
    case NODE_NOTIFY: notify(c, id); return;
    case NODE_PARK: park(c, id); return;
    case NODE_DROP: drop(c, id); return;
    case NODE_HALT: halt(c, id); return;
    case NODE_REPLY: reply(c, id); return;
    case NODE_CONTINUE: c_line(c, "return weir_continue(r);"); return;
    case NODE_NONE:
    case NODE_TRIGGER:
    case NODE_READ:
    case NODE_KEEP_CHANGED:
    case NODE_BATCH:
    case NODE_SEND:
    case NODE_STORE:
    case NODE_WAIT:
    case NODE_SCRIPT:
    case NODE_END:
    case NODE_KINDS: break;
    }
    assert(0 && "refused before");
}

static void write_place(struct c_file *c, const struct graph_node *n)
{
    struct place p = source_locate(c->g->sources, n->at.pos);

    if (p.src)
        buf_printf(&c->steps, "#line %u %s\n", p.line, c_quote(c, p.src->name));
}

void c_step(struct c_file *c, node_id id)
{
    const struct graph_node *n = &c->g->nodes.at[id];
    struct buf body = BUF_MAX(64 << 20), *outer = c->body;
    const char *name = c_node(c, id);

    c->body = &body;
    c->depth = 1;
    c->in_step = true;
    write_body(c, id);
    c->body = outer;
    c->in_step = false;
    const char *head = c_text(
        c, "static bool %s(struct weir_record *r, struct vars *v)", name);
    buf_printf(&c->prototypes, "%s;\n", head);
    if (n->doc.len)
        buf_printf(&c->steps, "/* %s */\n", c_comment(c, n->doc));
    write_place(c, n);
    buf_printf(&c->steps,
               "%s\n{\n    struct weir_context *x = &r->x;\n\n"
               "    (void)x;\n    (void)v;\n    weir_at(r, &step_%s);\n%s}\n"
               "#line @\n\n",
               head, name, body.ptr);
    buf_free(&body);
}

const char *c_block(struct c_file *c, block_id b)
{
    str key = arena_printf(c->arena, "block %u", b);
    const char *known = map_get(&c->done, key);

    if (known)
        return known;
    const struct graph_block *block = &c->g->blocks.at[b];
    char *name = (char *)(uintptr_t)c_text(
        c, "b%u_%s", ++c->nblocks,
        block->role == BLOCK_HANDLER ? "handler" : "block");
    struct buf body = BUF_MAX(16 << 20);
    *map_put(&c->done, key) = name;
    for (node_id id = block->first; id; id = c->g->nodes.at[id].next_in_block) {
        enum graph_node_kind k = c->g->nodes.at[id].kind;
        if (k == NODE_END || k == NODE_TRIGGER || k == NODE_READ)
            continue;
        buf_printf(&body, "    if (!%s(r, v))\n        return false;\n",
                   c_node(c, id));
    }
    bool ends = block->role == BLOCK_HANDLER && block->last &&
                c->g->nodes.at[block->last].kind != NODE_CONTINUE;
    buf_printf(&c->prototypes,
               "static bool %s(struct weir_record *r, struct vars *v);\n",
               name);
    buf_printf(&c->steps,
               "static bool %s(struct weir_record *r, struct vars *v)\n{\n"
               "    (void)v;\n%s%s    return %s;\n}\n\n",
               name,
               ends ? "    if (!weir_handles(r))\n        return false;\n" : "",
               body.ptr ? body.ptr : "", ends ? "weir_handled(r)" : "true");
    if (!body.len && !ends)
        buf_text(&c->steps, "");
    buf_free(&body);
    return name;
}
