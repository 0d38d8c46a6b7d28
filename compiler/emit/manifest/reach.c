/*
 * What one flow reaches: the items that its manifest holds.
 */
#include "compiler/emit/manifest/archive.h"

#include <stdio.h>

static bool mark(struct archive *a, const void *item)
{
    if (!item)
        return false;
    str key = arena_printf(a->arena, "%p", item);
    void **seen = map_put(&a->reached, key);
    bool fresh = !*seen;

    *seen = a;
    return fresh;
}

bool archive_wants(const struct archive *a, const void *item)
{
    char key[32];

    if (a->reading || !a->only)
        return true;
    snprintf(key, sizeof key, "%p", item);
    return map_get(&a->reached, str_from(key)) != NULL;
}

static void reach_type(struct archive *a, const struct graph_type *t);
static void reach_expr(struct archive *a, const struct graph_expr *e);

static void reach_connector(struct archive *a, const struct graph_connector *c)
{
    mark(a, c);
}

static void reach_type(struct archive *a, const struct graph_type *t)
{
    while (t && (t->kind == TYPE_LIST || t->kind == TYPE_DICT ||
                 t->kind == TYPE_OPTIONAL))
        t = t->of;
    if (!t)
        return;
    if (t->kind == TYPE_ENUM) {
        reach_connector(a, t->enumeration->connector);
        mark(a, t->enumeration);
    }
    if (t->kind != TYPE_RECORD)
        return;
    reach_connector(a, t->record->connector);
    if (!mark(a, t->record))
        return;
    for (uint32_t i = 0; i < t->record->nfields; i++)
        reach_type(a, t->record->fields[i].type);
}

static void reach_operation(struct archive *a, const struct graph_operation *op)
{
    if (op)
        reach_connector(a, op->endpoint->connector);
}

static void reach_instance(struct archive *a, const struct graph_instance *i)
{
    if (mark(a, i))
        reach_connector(a, i->connector);
}

static void reach_function(struct archive *a, const struct graph_function *f)
{
    if (!mark(a, f))
        return;
    for (uint32_t i = 0; i < f->nparams; i++)
        reach_type(a, f->params[i]->type);
    reach_type(a, f->result);
    reach_expr(a, f->body);
}

static void reach_table(struct archive *a, const struct graph_table *t)
{
    if (!mark(a, t))
        return;
    reach_type(a, t->key);
    reach_type(a, t->value);
    reach_instance(a, t->instance);
    reach_operation(a, t->operation);
    reach_expr(a, t->where);
    for (uint32_t i = 0; i < t->nargs; i++)
        reach_expr(a, t->args[i]);
}

static bool visit(void *context, const struct graph_expr *e)
{
    struct archive *a = context;

    reach_type(a, e->type);
    if (expr_has_var(e))
        reach_type(a, e->var->type);
    if (e->kind == EXPR_CALL && e->function)
        reach_function(a, e->function);
    if (!expr_has_table(e))
        return true;
    if (e->table)
        reach_table(a, e->table);
    if (e->store && mark(a, e->store)) {
        reach_type(a, e->store->key);
        reach_type(a, e->store->value);
    }
    return true;
}

static void reach_expr(struct archive *a, const struct graph_expr *e)
{
    expr_walk(e, visit, a);
}

static void reach_team(struct archive *a, const struct graph_team *t)
{
    while (t && mark(a, t))
        t = t->escalate;
}

static void reach_queue(struct archive *a, const struct graph_queue *q)
{
    if (!mark(a, q))
        return;
    reach_team(a, q->owner);
    reach_expr(a, q->alert);
}

static void reach_flow(struct archive *a, const struct graph_flow *f);

static void reach_node(struct archive *a, const struct graph_node *n)
{
    reach_instance(a, n->instance);
    reach_operation(a, n->operation);
    if (n->webhook)
        reach_connector(a, n->webhook->connector);
    if (n->out)
        reach_type(a, n->out->type);
    reach_queue(a, n->queue);
    reach_team(a, n->team);
    if (n->store && mark(a, n->store)) {
        reach_type(a, n->store->key);
        reach_type(a, n->store->value);
    }
    for (uint32_t i = 0; i < n->nargs; i++)
        reach_expr(a, n->args[i]);
    for (uint32_t i = 0; i < n->settings.n; i++)
        reach_expr(a, n->settings.at[i].value);
    if (n->callee)
        reach_flow(a, n->callee);
}

static void reach_flow(struct archive *a, const struct graph_flow *f)
{
    const struct graph *g = a->g;

    if (!mark(a, f))
        return;
    reach_team(a, f->owner);
    reach_expr(a, f->alert);
    reach_expr(a, f->ordered_by);
    reach_type(a, f->result);
    for (uint32_t i = 0; i < f->nparams; i++)
        reach_type(a, f->params[i]->type);
    for (uint32_t i = 0; i < f->ninstances; i++)
        reach_instance(a, f->instances[i]);
    for (node_id id = f->first; id < f->end; id++)
        reach_node(a, &g->nodes.at[id]);
    for (block_id b = f->body;
         b < g->blocks.n && g->blocks.at[b].flow == f->index; b++) {
        reach_expr(a, g->blocks.at[b].condition);
        if (g->blocks.at[b].var)
            reach_type(a, g->blocks.at[b].var->type);
    }
    for (handler_id h = f->first_handler; h < f->end_handler; h++) {
        reach_queue(a, g->handlers.at[h].queue);
        reach_expr(a, g->handlers.at[h].because);
    }
}

static bool within(span inner, span outer)
{
    return inner.pos >= outer.pos &&
           inner.pos + inner.len <= outer.pos + outer.len;
}

/* Waivers that stand in something that is reached. */
static void reach_waivers(struct archive *a)
{
    const struct graph *g = a->g;

    for (uint32_t i = 0; i < g->waivers.n; i++) {
        const struct graph_waiver *w = g->waivers.at[i];
        for (uint32_t k = 0; k < g->flows.n; k++)
            if (archive_wants(a, g->flows.at[k]) &&
                within(w->at, g->flows.at[k]->at))
                mark(a, w);
        for (uint32_t k = 0; k < g->queues.n; k++)
            if (archive_wants(a, g->queues.at[k]) &&
                within(w->at, g->queues.at[k]->at))
                mark(a, w);
    }
}

void archive_reach(struct archive *a)
{
    map_init(&a->reached, a->arena);
    if (!a->only)
        return;
    reach_flow(a, a->only);
    reach_waivers(a);
}
