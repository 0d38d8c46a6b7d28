/*
 * Walking expressions.
 */
#include "compiler/graph/expr.h"

const struct graph_expr *expr_bare(const struct graph_expr *e)
{
    while (e && e->kind == EXPR_CONVERT)
        e = e->args[0];
    return e;
}

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

static uint32_t characters(str s)
{
    uint32_t n = 0;

    for (size_t i = 0; i < s.len; i++)
        n += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
    return n;
}

static bool slice_fits(const struct graph_expr *e, uint32_t max)
{
    const struct graph_expr *from = e->nargs == 3 ? e->args[1] : NULL;
    const struct graph_expr *to = e->nargs == 3 ? e->args[2] : NULL;

    return from && str_eq(e->name, STR("slice")) &&
           from->kind == EXPR_LITERAL && to->kind == EXPR_LITERAL &&
           (from->i < 0) == (to->i < 0) && to->i - from->i <= (int64_t)max;
}

bool expr_text_fits(const struct graph_expr *e, uint32_t max)
{
    switch ((int)e->kind) {
    case EXPR_CONVERT: return expr_text_fits(e->args[0], max);
    case EXPR_LITERAL:
        return e->type->kind == TYPE_NULL || characters(e->text) <= max;
    case EXPR_IF:
        return expr_text_fits(e->args[1], max) &&
               expr_text_fits(e->args[2], max);
    case EXPR_COALESCE:
        return expr_text_fits(e->args[0], max) &&
               expr_text_fits(e->args[1], max);
    case EXPR_BUILTIN: return slice_fits(e, max);
    default: return false;
    }
}
