/*
 * Constants of options and lines: an expression of literals only.
 */
#include "compiler/check/own.h"

const struct graph_expr *check_constant(struct check *k, struct ast_expr *e,
                                        const struct graph_type *want)
{
    struct expr_context x = {.k = k, .constant = true, .place = "a constant"};

    return e ? check_expr(&x, e, want) : NULL;
}

int64_t check_duration(struct check *k, struct ast_expr *e)
{
    if (!e)
        return -1;
    const struct graph_expr *d =
        check_constant(k, e, k->g->types.simple[TYPE_DURATION]);
    return d->kind == EXPR_LITERAL && d->type->kind == TYPE_DURATION ? d->i
                                                                     : -1;
}
