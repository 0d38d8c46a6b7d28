/*
 * Handlers: each has a node that its failures lead to, the first of its block
 * or one made for it.
 */
#include "compiler/lower/lowering.h"

static node_id made_node(struct lowering *l, handler_id h,
                         enum graph_node_kind kind, const struct ast_target *t)
{
    node_id n = graph_add_node(l->g, l->f, 0, kind, t->at);
    struct graph_node *x = &l->g->nodes.at[n];

    x->made_for = h;
    x->word = str_from(node_word(kind));
    if (t->because && t->because->checked) {
        x->raises = t->because->checked->raises;
        x->data_at = x->raises ? t->because->at : (span){0};
    }
    lower_tree(l, n, SET_BECAUSE, t->because);
    return n;
}

static void lower_target_block(struct lowering *l, handler_id h, node_id scope,
                               const struct ast_target *t,
                               const struct graph_var *failure)
{
    block_id b = graph_add_block(l->g, l->f, scope, BLOCK_HANDLER, t->at);

    l->g->blocks.at[b].handler = h;
    l->g->blocks.at[b].var = failure;
    l->g->handlers.at[h].target = TARGET_BLOCK;
    l->g->handlers.at[h].block = b;
    lower_block(l, b, t->block);
}

static void lower_to(struct lowering *l, handler_id h, node_id scope,
                     const struct ast_target *t,
                     const struct graph_var *failure)
{
    struct graph_queue *queue = NULL;
    node_id entry = 0;

    switch (t->kind) {
    case AST_TO_QUEUE:
        l->g->handlers.at[h].target = TARGET_QUEUE;
        queue = map_get(&l->k->queues, t->name.sym->text);
        l->g->handlers.at[h].queue = queue;
        if (!l->f)
            return;
        entry = made_node(l, h, NODE_PARK, t);
        l->g->nodes.at[entry].queue = queue;
        break;
    case AST_TO_CONTINUE: l->g->handlers.at[h].target = TARGET_CONTINUE; break;
    case AST_TO_HALT:
        l->g->handlers.at[h].target = TARGET_HALT;
        entry = l->f ? made_node(l, h, NODE_HALT, t) : 0;
        break;
    case AST_TO_DROP:
        l->g->handlers.at[h].target = TARGET_DROP;
        entry = l->f ? made_node(l, h, NODE_DROP, t) : 0;
        break;
    case AST_TO_BLOCK:
        if (l->f)
            lower_target_block(l, h, scope, t, failure);
        return;
    }
    l->g->handlers.at[h].entry = entry;
    if (t->because)
        l->g->handlers.at[h].because = t->because->checked;
}

void lower_handler(struct lowering *l, node_id scope,
                   const struct ast_handler *h)
{
    const struct checked_handler *c = h->checked;
    handler_id id = graph_add_handler(l->g, l->f, scope, c->classes, h->at);
    struct graph_handler *x = &l->g->handlers.at[id];

    x->named = c->named;
    x->grouped = c->grouped;
    x->mismatch = c->mismatch;
    x->words = c->words;
    if (h->classes)
        x->classes_at = h->classes->name.at;
    for (const struct ast_names *n = h->classes; n; n = n->next)
        x->classes_at = span_join(x->classes_at, n->name.at);
    lower_to(l, id, scope, h->target, c->failure);
}

void lower_target(struct lowering *l, node_id scope, const char *word,
                  const struct ast_target *t)
{
    handler_id id = graph_add_handler(l->g, l->f, scope, 0, t->at);

    l->g->handlers.at[id].words = str_from(word);
    lower_to(l, id, scope, t, NULL);
}

void lower_reconcile(struct check *k, const struct ast_item *item)
{
    struct graph_reconcile *r = map_get(&k->reconciles, item->name.sym->text);
    struct lowering l = {.k = k, .g = k->g};

    if (!r || r->name_at.pos != item->name.at.pos)
        return;
    for (const struct ast_line *line = item->lines; line; line = line->next) {
        bool source = line->kind == AST_LINE_SOURCE;
        struct graph_side *side = source ? &r->source : &r->target;
        if (line->at.pos != side->at.pos)
            continue;
        for (const struct ast_option *o = line->more->options; o; o = o->next)
            lower_option(&l, &side->settings, o);
    }
    r->first_handler = k->g->handlers.n;
    for (const struct ast_line *line = item->lines; line; line = line->next)
        if (line->kind == AST_LINE_HANDLER && line->handler->checked)
            lower_handler(&l, 0, line->handler);
    r->nhandlers = k->g->handlers.n - r->first_handler;
}
