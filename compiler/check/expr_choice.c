/*
 * if, ??, is null, as.
 */
#include "compiler/check/typing.h"

const struct graph_expr *expr_is_null(const struct expr_context *x,
                                      struct ast_expr *e)
{
    const struct graph_expr *a = expr_infer(x, e->a, NULL);
    bool negated = e->kind == AST_IS_NOT_NULL;

    if (expr_bad(a))
        return expr_poison(x, e->at);
    if (a->type->kind == TYPE_NULL)
        return expr_bool(x->k->g, !negated, e->at);
    struct graph_expr *made =
        expr_new(x, EXPR_IS_NULL, plain_type(x, TYPE_BOOL), e->at, 1);
    made->negated = negated;
    made->args[0] = a;
    return expr_done(made, 0);
}

const struct graph_expr *expr_coalesced(const struct expr_context *x,
                                        struct ast_expr *e,
                                        const struct graph_type *hint)
{
    const struct graph_expr *a = expr_infer(x, e->a, hint);
    const struct graph_expr *b = expr_infer(
        x, e->b, expr_bad(a) || a->type->kind == TYPE_NULL ? hint : a->type);
    const struct graph_type *needed = type_needed(a->type);

    if (expr_bad(a) || expr_bad(b))
        return expr_poison(x, e->at);
    if (a->type->kind == TYPE_NULL)
        return b;
    if (is_literal(a))
        return a;
    const struct graph_type *type =
        needed->kind == TYPE_ANY ? needed
                                 : type_join(&x->k->g->types, needed, b->type);
    if (!type)
        return check_fits(x, b, needed, "the default");
    struct graph_expr *made = expr_new(x, EXPR_COALESCE, type, e->at, 2);
    bool optional = a->type->kind == TYPE_OPTIONAL;
    made->args[0] = expr_convert(
        x, a, optional ? type_optional(&x->k->g->types, type) : type);
    made->args[1] = expr_convert(x, b, type);
    made->raises = made->args[1]->raises;
    return made;
}

const struct graph_expr *expr_chosen(const struct expr_context *x,
                                     struct ast_expr *e,
                                     const struct graph_type *hint)
{
    struct expr_context yes = *x, no = *x;
    const struct graph_expr *c =
        expr_as(x, e->a, plain_type(x, TYPE_BOOL), "the condition");

    yes.known = check_known(x->k, x->known, c, true);
    no.known = check_known(x->k, x->known, c, false);
    const struct graph_expr *a = expr_infer(&yes, e->b, hint);
    const struct graph_expr *b =
        expr_infer(&no, e->c, hint || expr_bad(a) ? hint : a->type);
    if (expr_bad(c) || expr_bad(a) || expr_bad(b))
        return expr_poison(x, e->at);
    const struct graph_type *type =
        a->type == b->type ? a->type
                           : type_join(&x->k->g->types, a->type, b->type);
    if (!type) {
        check_report(x->k, CHECK_TYPE_MISMATCH, e->c->at,
                     "both ways of an if give one type, found %" STR_FMT
                     " and %" STR_FMT,
                     STR_ARG(type_name(x, a->type)),
                     STR_ARG(type_name(x, b->type)));
        return expr_poison(x, e->at);
    }
    a = expr_convert(x, a, type);
    b = expr_convert(x, b, type);
    if (is_literal(c))
        return c->i ? a : b;
    struct graph_expr *made = expr_new(x, EXPR_IF, type, e->at, 3);
    made->args[0] = c;
    made->args[1] = a;
    made->args[2] = b;
    return expr_done(made, 0);
}

static const struct graph_expr *new_cast(const struct expr_context *x,
                                         const struct graph_expr *a,
                                         const struct graph_type *to, span at,
                                         bool fails)
{
    struct graph_expr *made = expr_new(x, EXPR_CAST, to, at, 1);

    made->args[0] = a;
    return expr_done(made, fails ? WEIR_CLASS_BIT(WEIR_DATA) : 0);
}

static const struct graph_expr *no_cast(const struct expr_context *x,
                                        const struct ast_expr *e,
                                        const struct graph_expr *a,
                                        const struct graph_type *to)
{
    str s = source_text(x->k->sources, e->a->at);
    bool zone = a->type->kind == TYPE_TIMESTAMP &&
                (to->kind == TYPE_DATE || to->kind == TYPE_TIME);

    if (!zone) {
        check_report(x->k, CHECK_TYPE_MISMATCH, e->at,
                     "%" STR_FMT " does not become %" STR_FMT " by \"as\"",
                     STR_ARG(type_name(x, a->type)), STR_ARG(type_name(x, to)));
        return expr_poison(x, e->at);
    }
    struct diag *d =
        check_report(x->k, CHECK_MISSING_ZONE, e->at,
                     "a timestamp becomes a %s only in a zone, found none",
                     to->kind == TYPE_DATE ? "date" : "time");
    diag_help(x->k->diags, d, "%s_of(%" STR_FMT ", \"Europe/London\")",
              to->kind == TYPE_DATE ? "date" : "time", STR_ARG(s));
    return expr_poison(x, e->at);
}

/* `a` to a type that is not optional. */
static const struct graph_expr *cast(const struct expr_context *x,
                                     const struct ast_expr *e,
                                     const struct graph_expr *a,
                                     const struct graph_type *to)
{
    if (a->type->kind == TYPE_STRING && to->kind == TYPE_ENUM)
        return is_literal(a) ? enum_literal(x, to, a->text, e->at)
                             : new_cast(x, a, to, e->at, true);
    str key =
        arena_printf(x->k->arena, "%" STR_FMT " %" STR_FMT,
                     STR_ARG(type_name(x, a->type)), STR_ARG(type_name(x, to)));
    const struct form *f = map_get(&forms_of(x->k)->casts, key);
    if (!f)
        return no_cast(x, e, a, to);
    const struct graph_expr *folded = fold_form(x, f, e->at, &a, to);
    return folded ? folded : new_cast(x, a, to, e->at, f->fails);
}

const struct graph_expr *expr_cast(const struct expr_context *x,
                                   struct ast_expr *e)
{
    const struct graph_type *to = check_type(x->k, x->connector, e->type);
    const struct graph_expr *a = expr_infer(x, e->a, to);

    if (expr_bad(a) || to->kind == TYPE_ERROR)
        return expr_poison(x, e->at);
    if (type_fit(a->type, to) <= FIT_CONVERT)
        return expr_convert(x, a, to);
    if (a->type->kind == TYPE_ANY)
        return new_cast(x, a, to, e->at, true);
    if (a->type->kind == TYPE_OPTIONAL || a->type->kind == TYPE_NULL) {
        report_optional(x, a, NULL, "\"as\"");
        return expr_poison(x, e->at);
    }
    a = cast(x, e, a, type_needed(to));
    return expr_bad(a) ? a : expr_convert(x, a, to);
}
