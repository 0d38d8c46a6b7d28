/*
 * The way into expressions. Types go up: an expression is inferred first, then
 * fitted to what its place wants; a hint goes down only for literals, lists
 * and records, which take the shape asked of them. The parser bounds how deep
 * they are.
 */
#include "compiler/check/typing.h"

const struct graph_type *plain_type(const struct expr_context *x,
                                    enum graph_type_kind kind)
{
    return x->k->g->types.simple[kind];
}

struct graph_expr *expr_new(const struct expr_context *x,
                            enum graph_expr_kind kind,
                            const struct graph_type *type, span at,
                            uint32_t nargs)
{
    return graph_add_expr(x->k->g, kind, type, at, nargs);
}

const struct graph_expr *expr_poison(const struct expr_context *x, span at)
{
    return expr_new(x, EXPR_UNKNOWN, plain_type(x, TYPE_ERROR), at, 0);
}

bool expr_bad(const struct graph_expr *e)
{
    return e->type->kind == TYPE_ERROR;
}

const struct graph_expr *expr_done(struct graph_expr *e, weir_class_set own)
{
    e->raises |= own;
    for (uint32_t i = 0; i < e->nargs; i++)
        if (e->args[i])
            e->raises |= e->args[i]->raises;
    return e;
}

str type_name(const struct expr_context *x, const struct graph_type *t)
{
    return type_text(x->k->arena, t);
}

static bool is_constant(const struct ast_expr *e)
{
    return e->kind <= AST_STRING || e->kind == AST_ERROR ||
           (e->kind == AST_NEGATE && e->a->kind <= AST_MONEY);
}

/* A flat switch. */
static const struct graph_expr *infer(const struct expr_context *x,
                                      struct ast_expr *e,
                                      const struct graph_type *hint)
{
    switch (e->kind) {
    case AST_INT:
    case AST_DECIMAL:
    case AST_PERCENT:
    case AST_MONEY:
    case AST_DURATION:
    case AST_SIZE:
    case AST_DATE:
    case AST_TIME:
    case AST_TIMESTAMP:
    case AST_BOOL:
    case AST_NULL:
    case AST_STRING: return expr_literal(x, e, hint);
    case AST_TEXT: return expr_interpolated(x, e);
    case AST_NAME: return expr_named(x, e);
    case AST_CALL: return expr_called(x, e);
    case AST_FIELD:
    case AST_SAFE_FIELD: return expr_field(x, e);
    case AST_INDEX: return expr_indexed(x, e);
    case AST_NEGATE:
    case AST_NOT: return expr_negated(x, e);
    case AST_BINARY: return expr_binary(x, e);
    case AST_IN:
    case AST_NOT_IN: return expr_contained(x, e);
    case AST_IS_NULL:
    case AST_IS_NOT_NULL: return expr_is_null(x, e);
    case AST_CAST: return expr_cast(x, e);
    case AST_COALESCE: return expr_coalesced(x, e, hint);
    case AST_IF: return expr_chosen(x, e, hint);
    case AST_LIST: return expr_listed(x, e, hint);
    case AST_RECORD: return expr_recorded(x, e, hint);
    case AST_DICT: return expr_keyed(x, e, hint);
    case AST_LOOKUP: return expr_looked_up(x, e);
    case AST_SETTING:
    case AST_SECRET: return expr_setting(x, e);
    case AST_EACH_RECORDS:
    case AST_EACH_VALUES: return expr_each(x, e, hint);
    case AST_ERROR: break;
    }
    return expr_poison(x, e->at);
}

const struct graph_expr *expr_infer(const struct expr_context *x,
                                    struct ast_expr *e,
                                    const struct graph_type *hint)
{
    if (!e)
        return expr_poison(x, (span){0});
    if (x->constant && !is_constant(e)) {
        check_report(x->k, CHECK_BAD_VALUE, e->at,
                     "expected a constant, found an expression");
        return expr_poison(x, e->at);
    }
    return infer(x, e, hint ? type_needed(hint) : NULL);
}

const struct graph_expr *expr_as(const struct expr_context *x,
                                 struct ast_expr *e,
                                 const struct graph_type *want,
                                 const char *what)
{
    return check_fits(x, expr_infer(x, e, want), want, what);
}

const struct graph_expr *check_expr(const struct expr_context *x,
                                    struct ast_expr *e,
                                    const struct graph_type *want)
{
    const struct graph_expr *made = expr_as(x, e, want, NULL);

    if (e)
        e->checked = made;
    return made;
}
