/*
 * The trigger: the first node of a flow.
 */
#include "compiler/lower/lowering.h"

static const char *trigger_word(enum ast_trigger_kind kind)
{
    switch (kind) {
    case AST_EVERY: return "every";
    case AST_CRON: return "cron";
    case AST_DAILY: return "daily";
    case AST_AFTER: return "after";
    case AST_WEBHOOK_CONNECTOR:
    case AST_WEBHOOK_PATH: return "webhook";
    case AST_TOPIC: return "topic";
    case AST_FILE: return "file";
    case AST_CALLABLE: break;
    }
    return "callable";
}

/* Fixed texts of triggers and schedules are not expressions to the checker. */
static void set_text(struct lowering *l, node_id n, enum graph_setting_key key,
                     const struct ast_expr *e)
{
    if (e)
        lower_set(l, n, key, expr_string(l->g, e->text, e->at), e->at);
}

static const struct graph_expr *after_names(struct lowering *l,
                                            const struct checked_flow *cf)
{
    struct graph *g = l->g;
    const struct graph_type *text = g->types.simple[TYPE_STRING];
    struct graph_expr *list = graph_add_expr(
        g, EXPR_LIST, type_list(&g->types, text), cf->trigger->at, cf->after.n);

    for (uint32_t i = 0; i < cf->after.n; i++)
        list->args[i] =
            expr_string(g, cf->after.at[i].to->name, cf->after.at[i].at);
    return list;
}

static void set_verify(struct lowering *l, node_id n,
                       const struct ast_verify *v)
{
    lower_set(l, n, SET_VERIFY,
              expr_string(l->g, v->kind.sym->text, v->kind.at), v->at);
    set_text(l, n, SET_HEADER, v->header);
    struct graph_expr *secret = graph_add_expr(
        l->g, EXPR_SECRET, l->g->types.simple[TYPE_STRING], v->secret.at, 0);
    secret->text = v->secret.sym->text;
    lower_set(l, n, SET_SECRET, secret, v->secret.at);
}

/* The options of a format as a record of literals. */
static void set_format(struct lowering *l, node_id n,
                       const struct ast_format *f)
{
    struct graph *g = l->g;
    VEC(struct graph_field) fields = {0};
    uint32_t i = 0;

    lower_set(l, n, SET_FORMAT, expr_string(g, f->name.sym->text, f->name.at),
              f->at);
    for (const struct ast_assign *p = f->pairs; p; p = p->next)
        if (p->value->checked)
            *vec_push(g->arena, &fields) =
                (struct graph_field){.name = p->key.sym->text,
                                     .wire = p->key.sym->text,
                                     .at = p->at,
                                     .type = p->value->checked->type};
    if (!fields.n)
        return;
    struct graph_expr *r = graph_add_expr(
        g, EXPR_RECORD, type_anonymous(&g->types, fields.at, fields.n), f->at,
        fields.n);
    r->names = arena_array(g->arena, str, fields.n);
    r->names_at = arena_array(g->arena, span, fields.n);
    for (const struct ast_assign *p = f->pairs; p; p = p->next) {
        if (!p->value->checked)
            continue;
        r->names[i] = p->key.sym->text;
        r->names_at[i] = p->key.at;
        r->args[i++] = p->value->checked;
    }
    lower_set(l, n, SET_OPTIONS, r, f->at);
}

static void set_source(struct lowering *l, node_id n,
                       const struct checked_flow *cf)
{
    const struct ast_trigger *t = cf->trigger;

    if (t->kind == AST_WEBHOOK_PATH || t->kind == AST_FILE)
        set_text(l, n, SET_PATH, t->a);
    if (t->kind == AST_TOPIC && cf->topic.len)
        lower_set(l, n, SET_TOPIC, expr_string(l->g, cf->topic, t->name.at),
                  t->at);
    if (t->verify)
        set_verify(l, n, t->verify);
    if (t->format)
        set_format(l, n, t->format);
    lower_tree(l, n, SET_MAX, t->max);
}

void lower_trigger(struct lowering *l, const struct checked_flow *cf)
{
    const struct ast_trigger *t = cf->trigger;
    node_id n = graph_add_node(l->g, l->f, l->f->body, NODE_TRIGGER, t->at);
    struct graph_node *x = &l->g->nodes.at[n];

    l->f->trigger = n;
    x->word = str_from(trigger_word(t->kind));
    x->out = cf->record;
    x->instance = cf->instances ? NULL : cf->instance;
    x->instances = cf->instances;
    x->webhook = cf->webhook;
    if (cf->record) {
        cf->record->node = n;
        x->raises = WEIR_CLASS_BIT(WEIR_MALFORMED);
    }
    for (uint32_t i = 0; cf->params && i < l->f->nparams; i++)
        cf->params[i]->node = n;
    schedule_set(l->k, t, &l->g->nodes.at[n].settings);
    if (t->kind == AST_AFTER)
        lower_set(l, n, SET_AFTER, after_names(l, cf), t->at);
    set_source(l, n, cf);
}
