/*
 * From checked trees to the graph: flow by flow, trigger, steps, handlers;
 * then its edges are made, and at the end the graph is frozen.
 */
#include "compiler/lower/lowering.h"

void lower_flow(struct check *k, const struct ast_item *item)
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

void lower_reserve(struct check *k, struct ast_file *const *files, uint32_t n)
{
    struct graph *g = k->g;
    uint32_t steps = 0, targets = 0, flows = 0;

    for (uint32_t i = 0; i < n; i++) {
        steps += files[i]->nsteps;
        targets += files[i]->ntargets;
        flows += files[i]->nflows;
    }
    uint32_t nodes = steps + targets + 2 * flows; // a trigger and an end each
    vec_reserve(g->arena, &g->nodes, nodes);
    vec_reserve(g->arena, &g->handlers, targets);
    vec_reserve(g->arena, &g->blocks, flows + targets / 2);
    vec_reserve(g->arena, &g->edges, nodes + nodes / 2);
}

void lower_estate(struct check *k, struct ast_file *const *files, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        for (struct ast_item *it = files[i]->of_kind[AST_FLOW]; it;
             it = it->next_of_kind)
            if (it->checked && !it->checked->flow->body)
                lower_flow(k, it);
    for (uint32_t i = 0; i < n; i++)
        for (struct ast_item *it = files[i]->of_kind[AST_RECONCILE]; it;
             it = it->next_of_kind)
            if (it->name.sym)
                lower_reconcile(k, it);
    graph_freeze(k->g);
}
