/*
 * Steps to nodes: one case a kind. Pointers to nodes do not outlive the next
 * node, so ids are kept.
 */
#include "compiler/lower/lowering.h"

void lower_set(struct lowering *l, node_id n, enum graph_setting_key key,
               const struct graph_expr *value, span at)
{
    if (value)
        graph_set(l->g, &l->g->nodes.at[n].settings, key, value, at);
}

void lower_tree(struct lowering *l, node_id n, enum graph_setting_key key,
                const struct ast_expr *e)
{
    if (e && e->checked)
        lower_set(l, n, key, e->checked, e->at);
}

/* Kinds of nodes by kinds of steps. */
static const enum graph_node_kind kinds[] = {
    [AST_READ] = NODE_READ,
    [AST_KEEP] = NODE_KEEP,
    [AST_KEEP_CHANGED] = NODE_KEEP_CHANGED,
    [AST_DROP] = NODE_DROP,
    [AST_CHECK] = NODE_CHECK,
    [AST_DEDUPE] = NODE_DEDUPE,
    [AST_MAP] = NODE_MAP,
    [AST_MAP_INLINE] = NODE_MAP,
    [AST_SET] = NODE_MAP,
    [AST_ENRICH] = NODE_ENRICH,
    [AST_WRITE] = NODE_WRITE,
    [AST_EACH] = NODE_SPLIT,
    [AST_BATCH] = NODE_BATCH,
    [AST_WHEN] = NODE_CHOICE,
    [AST_ROUTE] = NODE_CHOICE,
    [AST_ALL] = NODE_PARALLEL,
    [AST_CALL_FLOW] = NODE_CALL,
    [AST_SEND] = NODE_SEND,
    [AST_REPLY] = NODE_REPLY,
    [AST_REMEMBER] = NODE_STORE,
    [AST_FORGET] = NODE_STORE,
    [AST_WAIT] = NODE_WAIT,
    [AST_AWAIT] = NODE_WAIT,
    [AST_ASK] = NODE_WAIT,
    [AST_NOTIFY] = NODE_NOTIFY,
    [AST_PARK] = NODE_PARK,
    [AST_HALT] = NODE_HALT,
    [AST_CONTINUE] = NODE_CONTINUE,
};

static void set_by(struct lowering *l, node_id n, const struct ast_step *s)
{
    struct graph_node *x = &l->g->nodes.at[n];
    uint32_t count = 0;

    for (const struct ast_names *b = s->names; b; b = b->next)
        count++;
    if (!count)
        return;
    x->by = arena_array(l->g->arena, str, count);
    for (const struct ast_names *b = s->names; b; b = b->next)
        x->by[x->nby++] = b->name.sym->text;
}

static node_id add_step(struct lowering *l, block_id block,
                        const struct ast_step *s)
{
    const struct checked_step *cs = s->checked;
    node_id n = graph_add_node(l->g, l->f, block, kinds[s->kind], s->at);
    struct graph_node *x = &l->g->nodes.at[n];

    x->word = str_from(ast_step_word(s->kind));
    x->word_at = s->word_at;
    x->doc = s->doc;
    x->has_options = s->has_options;
    x->instance = cs->instances ? NULL : cs->instance;
    x->instances = cs->instances;
    x->operation = cs->operation;
    x->webhook = cs->webhook;
    x->args = cs->args;
    x->nargs = cs->nargs;
    x->callee = cs->callee;
    x->queue = cs->queue;
    x->team = cs->team;
    x->store = cs->store;
    x->raises = cs->raises;
    x->data_at = cs->data_at;
    x->retry_on = cs->retry_on;
    x->retry_on_written = cs->retry_on_written;
    if (cs->out)
        cs->out->node = cs->out->node ? cs->out->node : n;
    if (s->kind != AST_EACH)
        x->out = cs->out;
    set_by(l, n, s);
    return n;
}

/* --- steps with blocks --------------------------------------------------- */

static void lower_each(struct lowering *l, node_id n, const struct ast_step *s)
{
    block_id b = graph_add_block(l->g, l->f, n, BLOCK_EACH, s->at);

    l->g->blocks.at[b].var = s->checked->out;
    lower_tree(l, n, SET_VALUE, s->expr);
    lower_block(l, b, s->block);
}

static void lower_when(struct lowering *l, node_id n, const struct ast_step *s)
{
    block_id b = graph_add_block(l->g, l->f, n, BLOCK_ARM, s->at);

    l->g->blocks.at[b].condition = s->expr ? s->expr->checked : NULL;
    lower_block(l, b, s->block);
}

static void lower_arms(struct lowering *l, node_id n, const struct ast_step *s,
                       enum graph_block_role role)
{
    for (const struct ast_arm *a = s->arms; a; a = a->next) {
        if (a->kind == AST_ARM_ON) {
            if (a->handler->checked)
                lower_handler(l, n, a->handler);
            continue;
        }
        block_id b = graph_add_block(l->g, l->f, n, role, a->at);
        if (a->name.sym)
            l->g->blocks.at[b].name = a->name.sym->text;
        if (a->expr)
            l->g->blocks.at[b].condition = a->expr->checked;
        lower_block(l, b, a->block);
    }
}

/* --- the rest ------------------------------------------------------------- */

static void lower_map_source(struct lowering *l, node_id n,
                             const struct ast_step *s)
{
    struct graph_node *x = &l->g->nodes.at[n];

    if (!s->checked->from)
        return;
    x->args = arena_array(l->g->arena, const struct graph_expr *, 1);
    x->args[0] = s->checked->from;
    x->nargs = 1;
}

static void lower_batch(struct lowering *l, node_id n, const struct ast_step *s)
{
    lower_tree(l, n, SET_COUNT, s->expr);
    lower_tree(l, n, SET_VALUE, s->what);
    lower_tree(l, n, SET_BY, s->by);
    if (s->checked->key) {
        struct graph_expr *var = graph_add_expr(
            l->g, EXPR_VAR, s->checked->key->type, s->key_name.at, 0);
        var->var = s->checked->key;
        var->name = s->checked->key->name;
        s->checked->key->node = n;
        lower_set(l, n, SET_BY_NAME, var, s->key_name.at);
    }
    lower_tree(l, n, SET_WITHIN, s->within);
}

static void lower_ask(struct lowering *l, node_id n, const struct ast_step *s)
{
    const struct graph_type *text = l->g->types.simple[TYPE_STRING];
    uint32_t count = 0, i = 0;

    for (const struct ast_expr *e = s->list; e; e = e->next)
        count++;
    struct graph_expr *list = graph_add_expr(
        l->g, EXPR_LIST, type_list(&l->g->types, text), s->at, count);
    for (const struct ast_expr *e = s->list; e; e = e->next)
        list->args[i++] = expr_string(l->g, e->text, e->at);
    lower_tree(l, n, SET_TEXT, s->expr);
    lower_set(l, n, SET_CHOICES, list, s->list ? s->list->at : s->at);
    lower_tree(l, n, SET_WITHIN, s->within);
}

static void set_topic(struct lowering *l, node_id n, const struct ast_step *s)
{
    if (s->name.sym)
        lower_set(l, n, SET_TOPIC,
                  expr_string(l->g, s->name.sym->text, s->name.at), s->name.at);
}

/* One case a kind of step: a flat switch. */
static void lower_kind(struct lowering *l, node_id n, const struct ast_step *s)
{
    switch (s->kind) {
    case AST_READ:
        lower_set(l, n, SET_SINCE, s->checked->since,
                  s->path2 ? s->path2->name.at : s->at);
        lower_tree(l, n, SET_UNTIL, s->until);
        lower_tree(l, n, SET_WHERE, s->where);
        break;
    case AST_DROP:
    case AST_KEEP:
        lower_tree(l, n, SET_CONDITION, s->expr);
        lower_tree(l, n, SET_BECAUSE, s->because);
        break;
    case AST_CHECK:
        lower_tree(l, n, SET_CONDITION, s->expr);
        if (s->target)
            lower_target(l, n, "else", s->target);
        break;
    case AST_KEEP_CHANGED:
    case AST_REMEMBER:
    case AST_FORGET:
    case AST_DEDUPE:
        lower_tree(l, n, SET_VALUE, s->expr);
        lower_tree(l, n, SET_BY, s->by);
        lower_tree(l, n, SET_WITHIN, s->within);
        break;
    case AST_MAP:
    case AST_MAP_INLINE:
    case AST_SET:
    case AST_WRITE:
        lower_map_source(l, n, s);
        lower_set(l, n, SET_VALUE, s->checked->value,
                  s->kind == AST_WRITE ? s->what->at : s->at);
        break;
    case AST_ENRICH: lower_tree(l, n, SET_BY, s->by); break;
    case AST_EACH: lower_each(l, n, s); break;
    case AST_BATCH: lower_batch(l, n, s); break;
    case AST_WHEN: lower_when(l, n, s); break;
    case AST_ROUTE: lower_arms(l, n, s, BLOCK_ARM); break;
    case AST_ALL: lower_arms(l, n, s, BLOCK_BRANCH); break;
    case AST_CALL_FLOW:
        l->g->nodes.at[n].callee_name = s->name.sym->text;
        break;
    case AST_SEND:
        lower_tree(l, n, SET_VALUE, s->expr);
        set_topic(l, n, s);
        break;
    case AST_REPLY:
        lower_tree(l, n, SET_VALUE, s->expr);
        lower_tree(l, n, SET_STATUS, s->status);
        break;
    case AST_WAIT:
        lower_tree(l, n, SET_FOR, s->within);
        lower_tree(l, n, SET_UNTIL, s->until);
        break;
    case AST_AWAIT:
        set_topic(l, n, s);
        lower_tree(l, n, SET_CONDITION, s->where);
        lower_tree(l, n, SET_WITHIN, s->within);
        break;
    case AST_ASK: lower_ask(l, n, s); break;
    case AST_NOTIFY: lower_tree(l, n, SET_TEXT, s->expr); break;
    case AST_PARK:
    case AST_HALT: lower_tree(l, n, SET_BECAUSE, s->because); break;
    case AST_CONTINUE: break;
    }
}

static uint32_t count_there(const void *const *list, size_t n)
{
    uint32_t count = 0;

    for (size_t i = 0; i < n; i++)
        count += list[i] != NULL;
    return count;
}

/* How many settings a step will have, or a few more. */
static uint32_t count_settings(const struct ast_step *s)
{
    const void *own[] = {
        s->checked->value, s->checked->since, s->expr,    s->by,    s->within,
        s->where,          s->until,          s->because, s->status};
    uint32_t n = count_there(own, sizeof own / sizeof *own);

    for (const struct ast_option *o = s->options; o; o = o->next) {
        const void *each[] = {o->a, o->b, o->c};
        n += o->kind == AST_OPT_RATE ? 2
             : o->kind == AST_OPT_EMPTY
                 ? 1
                 : count_there(each, sizeof each / sizeof *each);
    }
    return n;
}

node_id lower_step(struct lowering *l, block_id block, const struct ast_step *s)
{
    node_id n = add_step(l, block, s);

    vec_reserve(l->g->arena, &l->g->nodes.at[n].settings, count_settings(s));
    lower_kind(l, n, s);
    lower_options(l, n, s);
    return n;
}

void lower_block(struct lowering *l, block_id block,
                 const struct ast_step *steps)
{
    for (const struct ast_step *s = steps; s; s = s->next)
        if (s->checked)
            lower_step(l, block, s);
}
