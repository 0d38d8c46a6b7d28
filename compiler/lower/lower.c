/*
 * From checked trees to the graph: flow by flow, trigger, steps, handlers;
 * then its edges are made, and at the end the graph is frozen.
 */
#include "compiler/lower/lowering.h"

static void lower_flow(struct check *k, const struct ast_item *item)
{
    const struct checked_flow *cf = item->checked;
    struct lowering l = {.k = k, .g = k->g, .f = cf->flow};

    graph_open_flow(k->g, cf->flow);
    if (cf->trigger)
        lower_trigger(&l, cf);
    lower_block(&l, cf->flow->body, cf->steps);
    for (const struct ast_line *line = item->lines; line; line = line->next)
        if (line->kind == AST_LINE_HANDLER && line->handler->checked)
            lower_handler(&l, 0, line->handler);
    graph_wire(k->g, cf->flow);
}

/* --- how many there will be ---------------------------------------------- */

struct sizes {
    uint32_t nodes, handlers, blocks;
};

static void count_steps(struct sizes *n, const struct ast_step *s);

static void count_target(struct sizes *n, const struct ast_target *t)
{
    n->handlers++;
    n->nodes++;
    n->blocks++;
    if (t)
        count_steps(n, t->block);
}

static void count_options(struct sizes *n, const struct ast_option *o)
{
    for (; o; o = o->next) {
        if (o->kind == AST_OPT_ON)
            count_target(n, o->handler->target);
        else if (o->target)
            count_target(n, o->target);
        n->blocks += o->block != NULL;
        count_steps(n, o->block);
    }
}

static void count_steps(struct sizes *n, const struct ast_step *s)
{
    for (; s; s = s->next) {
        n->nodes++;
        n->blocks += s->block != NULL;
        count_steps(n, s->block);
        if (s->target)
            count_target(n, s->target);
        count_options(n, s->options);
        for (const struct ast_arm *a = s->arms; a; a = a->next) {
            n->blocks++;
            if (a->kind == AST_ARM_ON)
                count_target(n, a->handler->target);
            else
                count_steps(n, a->block);
        }
    }
}

/* Arrays that grow by doubling would cost three times their size. */
static void reserve(struct check *k, struct ast_file *const *files, uint32_t n)
{
    struct sizes all = {0};

    for (uint32_t i = 0; i < n; i++)
        for (struct ast_item *it = files[i]->items; it; it = it->next) {
            if (it->kind != AST_FLOW || !it->checked)
                continue;
            all.nodes += 2; // the trigger and the end
            count_steps(&all, it->checked->steps);
            for (struct ast_line *l = it->lines; l; l = l->next)
                if (l->kind == AST_LINE_HANDLER)
                    count_target(&all, l->handler->target);
        }
    vec_reserve(k->arena, &k->g->nodes, all.nodes);
    vec_reserve(k->arena, &k->g->handlers, all.handlers);
    vec_reserve(k->arena, &k->g->blocks, all.blocks);
    vec_reserve(k->arena, &k->g->edges, all.nodes + all.nodes / 2);
}

void lower_estate(struct check *k, struct ast_file *const *files, uint32_t n)
{
    reserve(k, files, n);
    for (uint32_t i = 0; i < n; i++)
        for (struct ast_item *it = files[i]->items; it; it = it->next)
            if (it->kind == AST_FLOW && it->checked)
                lower_flow(k, it);
    for (uint32_t i = 0; i < n; i++)
        for (struct ast_item *it = files[i]->items; it; it = it->next)
            if (it->kind == AST_RECONCILE && it->name.sym)
                lower_reconcile(k, it);
    graph_freeze(k->g);
}
