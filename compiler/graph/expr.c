/*
 * Walking expressions.
 */
#include "compiler/graph/expr.h"

void expr_walk(const struct graph_expr *e, expr_visit_fn *visit, void *context)
{
    if (!e || !visit(context, e))
        return;
    for (uint32_t i = 0; i < e->nargs; i++)
        expr_walk(e->args[i], visit, context);
}

static bool count_node(void *context, const struct graph_expr *e)
{
    (void)e;
    ++*(uint32_t *)context;
    return true;
}

uint32_t expr_size(const struct graph_expr *e)
{
    uint32_t n = 0;

    expr_walk(e, count_node, &n);
    return n;
}

static bool may_be_constant(enum graph_expr_kind k)
{
    return k == EXPR_CONVERT || k == EXPR_LIST || k == EXPR_RECORD ||
           k == EXPR_DICT;
}

bool expr_is_constant(const struct graph_expr *e)
{
    if (e->kind == EXPR_LITERAL || e->kind == EXPR_ENUM)
        return true;
    if (!may_be_constant(e->kind))
        return false;
    for (uint32_t i = 0; i < e->nargs; i++)
        if (!expr_is_constant(e->args[i]))
            return false;
    return true;
}
