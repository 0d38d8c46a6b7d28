/*
 * Comparisons and `in`: two values are compared when they are of one type, or
 * become it by themselves. Equality asks nothing of an optional value (null
 * equals null), order needs it there.
 */
#include "compiler/check/typing.h"

static bool is_equality(const struct ast_expr *e)
{
    return e->op == AST_EQ || e->op == AST_NE;
}

static const struct graph_expr *null_compared(const struct expr_context *x,
                                              const struct ast_expr *e)
{
    const struct ast_expr *other = e->a->kind == AST_NULL ? e->b : e->a;
    struct diag *d = check_report(x->k, CHECK_TYPE_MISMATCH, e->at,
                                  "null is not compared but asked for");

    diag_help(x->k->diags, d, "%" STR_FMT " is %snull",
              STR_ARG(source_text(x->k->sources, other->at)),
              e->op == AST_NE ? "not " : "");
    return expr_poison(x, e->at);
}

/* In a connector's conditions an `any` takes the other side's type. */
static const struct graph_expr *narrow_any(const struct expr_context *x,
                                           const struct graph_expr *e,
                                           const struct graph_type *other)
{
    if (!x->untyped || e->type->kind != TYPE_ANY || other->kind == TYPE_ANY)
        return e;
    return check_fits(x, e, other, NULL);
}

/* A text beside another type: fixed it is written without quotes, else it is
 * cast. */
static void help_cast(const struct expr_context *x, struct diag *d,
                      const struct graph_expr *a, const struct graph_expr *b)
{
    const struct graph_expr *number = a->type->kind == TYPE_INT ? a : b;

    if (is_literal(number) && number->type->kind == TYPE_INT &&
        (number == a ? b : a)->type->kind == TYPE_DURATION) {
        diag_help(x->k->diags, d, "a duration has a unit: %" STR_FMT "m",
                  STR_ARG(number->text));
        return;
    }
    const struct graph_expr *text = a->type->kind == TYPE_STRING ? a : b;
    const struct graph_type *to = type_needed((text == a ? b : a)->type);
    str type = type_name(x, to);
    str cast = arena_printf(x->k->arena, "string %" STR_FMT, STR_ARG(type));

    if (text->type->kind != TYPE_STRING ||
        !map_get(&forms_of(x->k)->casts, cast))
        return;
    if (is_literal(text))
        diag_help(x->k->diags, d,
                  "without quotes it is %s %" STR_FMT ": %" STR_FMT,
                  article(type.ptr), STR_ARG(type), STR_ARG(text->text));
    else
        diag_help(x->k->diags, d, "%" STR_FMT " as %" STR_FMT,
                  STR_ARG(source_text(x->k->sources, text->at)), STR_ARG(type));
}

static const struct graph_expr *mismatch(const struct expr_context *x,
                                         const struct ast_expr *e,
                                         const struct graph_expr *a,
                                         const struct graph_expr *b)
{
    const struct graph_expr *any = a->type->kind == TYPE_ANY ? a : b;

    if (any->type->kind == TYPE_ANY) {
        report_untyped(x, any, type_needed((any == a ? b : a)->type),
                       "a comparison");
        return expr_poison(x, e->at);
    }
    struct diag *d = check_report(
        x->k, CHECK_TYPE_MISMATCH, e->at,
        "two values of one type are compared, found %" STR_FMT " and %" STR_FMT,
        STR_ARG(type_name(x, a->type)), STR_ARG(type_name(x, b->type)));
    help_cast(x, d, a, b);
    return expr_poison(x, e->at);
}

/* False after a message: these two have no order. */
static bool have_order(const struct expr_context *x, const struct ast_expr *e,
                       const struct graph_expr *a, const struct graph_expr *b,
                       const struct graph_type *type)
{
    if (type->kind == TYPE_OPTIONAL) {
        report_optional(x, a->type->kind == TYPE_OPTIONAL ? a : b, NULL,
                        "an order");
        return false;
    }
    if (type->kind == TYPE_ANY) {
        report_untyped(x, a, NULL, "an order");
        return false;
    }
    if (type_ordered(type))
        return true;
    check_report(x->k, CHECK_TYPE_MISMATCH, e->at,
                 "%" STR_FMT " has no order, only == and !=",
                 STR_ARG(type_name(x, type)));
    return false;
}

/* Whether an order of the type can fail on a record (two currencies). */
static weir_class_set order_raises(const struct expr_context *x,
                                   const struct graph_type *type)
{
    const struct form *f = map_get(&forms_of(x->k)->operators, STR("<"));

    for (; f; f = f->next)
        if (f->params[0]->type == type)
            return f->fails ? WEIR_CLASS_BIT(WEIR_DATA) : 0;
    return 0;
}

/* failure.class is compared with one of the classes. */
static void check_class(const struct expr_context *x,
                        const struct graph_expr *field,
                        const struct graph_expr *text)
{
    str names[WEIR_NCLASSES];

    if (field->kind != EXPR_FIELD || !is_literal(text) ||
        field->args[0]->type != x->k->g->types.failure ||
        !str_eq(field->name, STR("class")) ||
        weir_class_named(text->text) != WEIR_OK)
        return;
    struct diag *d = check_report(x->k, CHECK_UNKNOWN_NAME, text->at,
                                  "there is no error class \"%" STR_FMT "\"",
                                  STR_ARG(text->text));
    for (int c = 0; c < WEIR_NCLASSES; c++)
        names[c] = str_from(weir_class_name((enum weir_class)c));
    check_nearest_of(x->k, d, text->text, names, WEIR_NCLASSES);
}

static const struct graph_expr *build(const struct expr_context *x,
                                      const struct ast_expr *e,
                                      const struct graph_expr *a,
                                      const struct graph_expr *b)
{
    const struct graph_type *type =
        a->type->kind == TYPE_ANY && b->type->kind == TYPE_ANY
            ? a->type
            : type_join(&x->k->g->types, a->type, b->type);

    if (!type)
        return mismatch(x, e, a, b);
    if (!is_equality(e) && !have_order(x, e, a, b, type))
        return expr_poison(x, e->at);
    check_class(x, a, b);
    check_class(x, b, a);
    a = expr_convert(x, a, type);
    b = expr_convert(x, b, type);
    const struct graph_expr *folded =
        fold_compare(x, e->at, (enum graph_op)e->op, a, b);
    if (folded)
        return folded;
    struct graph_expr *made =
        expr_new(x, EXPR_BINARY, plain_type(x, TYPE_BOOL), e->at, 2);
    made->op = (enum graph_op)e->op;
    made->args[0] = a;
    made->args[1] = b;
    return expr_done(made, is_equality(e) ? 0 : order_raises(x, type));
}

const struct graph_expr *expr_compared(const struct expr_context *x,
                                       struct ast_expr *e)
{
    const struct graph_expr *a = expr_infer(x, e->a, NULL);
    const struct graph_expr *b = expr_infer(x, e->b, a->type);

    if (expr_bad(a) || expr_bad(b))
        return expr_poison(x, e->at);
    if (e->a->kind == AST_NULL || e->b->kind == AST_NULL)
        return null_compared(x, e);
    if (is_literal(a) && type_needed(b->type)->kind == TYPE_ENUM &&
        a->type->kind == TYPE_STRING)
        a = enum_literal(x, type_needed(b->type), a->text, a->at);
    a = narrow_any(x, a, type_needed(b->type));
    b = narrow_any(x, b, type_needed(a->type));
    if (expr_bad(a) || expr_bad(b))
        return expr_poison(x, e->at);
    return build(x, e, a, b);
}

static struct graph_expr *new_in(const struct expr_context *x,
                                 const struct ast_expr *e, uint32_t nargs)
{
    struct graph_expr *made =
        expr_new(x, EXPR_IN, plain_type(x, TYPE_BOOL), e->at, nargs);

    made->negated = e->kind == AST_NOT_IN;
    return made;
}

/* k in table */
static const struct graph_expr *in_table(const struct expr_context *x,
                                         struct ast_expr *e,
                                         struct graph_table *t,
                                         struct graph_store *s)
{
    const struct graph_type *type = t ? t->key : s->key;
    uint32_t *used = t ? &t->used : &s->used;
    const struct graph_expr *key = expr_as(x, e->a, type, "the key");
    struct graph_expr *made = new_in(x, e, 1);

    ++*used;
    if (expr_bad(key))
        return expr_poison(x, e->at);
    made->args[0] = key;
    made->table = t;
    made->store = s;
    return expr_done(made, 0);
}

static const struct graph_expr *in_list(const struct expr_context *x,
                                        const struct ast_expr *e,
                                        const struct graph_expr *a,
                                        const struct graph_expr *list)
{
    const struct graph_type *of = list->type->of;

    if (is_literal(a) && a->type->kind == TYPE_STRING &&
        type_needed(of)->kind == TYPE_ENUM)
        a = enum_literal(x, type_needed(of), a->text, a->at);
    a = narrow_any(x, a, of);
    if (expr_bad(a))
        return expr_poison(x, e->at);
    const struct graph_type *type =
        a->type == of ? of : type_join(&x->k->g->types, a->type, of);
    if (!type) {
        const struct graph_expr *fits = check_fits(x, a, of, "\"in\"");
        return expr_bad(fits) ? expr_poison(x, e->at) : fits;
    }
    for (uint32_t i = 0; list->kind == EXPR_LIST && i < list->nargs; i++)
        check_class(x, a, list->args[i]);
    struct graph_expr *made = new_in(x, e, 2);
    made->args[0] = expr_convert(x, a, type);
    made->args[1] = expr_convert(x, list, type_list(&x->k->g->types, type));
    return expr_done(made, 0);
}

static const struct graph_expr *in_value(const struct expr_context *x,
                                         struct ast_expr *e,
                                         const struct graph_expr *a,
                                         const struct graph_expr *b)
{
    if (expr_bad(a) || expr_bad(b))
        return expr_poison(x, e->at);
    if (b->type->kind == TYPE_LIST)
        return in_list(x, e, a, b);
    if (b->type->kind == TYPE_DICT) {
        struct graph_expr *made = new_in(x, e, 2);
        made->args[0] = check_fits(x, a, plain_type(x, TYPE_STRING), "\"in\"");
        made->args[1] = b;
        return expr_bad(made->args[0]) ? made->args[0] : expr_done(made, 0);
    }
    if (b->type->kind == TYPE_OPTIONAL) {
        report_optional(x, b, NULL, "\"in\"");
        return expr_poison(x, e->at);
    }
    struct diag *d = check_report(
        x->k, CHECK_TYPE_MISMATCH, e->b->at,
        "\"in\" looks into a list, a dictionary, a table or a store, found "
        "%" STR_FMT,
        STR_ARG(type_name(x, b->type)));
    if (b->type->kind == TYPE_STRING)
        diag_help(x->k->diags, d, "contains(%" STR_FMT ", %" STR_FMT ")",
                  STR_ARG(source_text(x->k->sources, e->b->at)),
                  STR_ARG(source_text(x->k->sources, e->a->at)));
    return expr_poison(x, e->at);
}

const struct graph_expr *expr_contained(const struct expr_context *x,
                                        struct ast_expr *e)
{
    bool named = e->b->kind == AST_NAME && !x->connector &&
                 !scope_find(x->scope, e->b->name.sym);
    struct graph_table *t =
        named ? map_get(&x->k->tables, e->b->name.sym->text) : NULL;
    struct graph_store *s =
        named ? map_get(&x->k->stores, e->b->name.sym->text) : NULL;

    if (t || s)
        return in_table(x, e, t, t ? NULL : s);
    const struct graph_expr *a = expr_infer(x, e->a, NULL);
    // Only texts that name an enum's values, and records, need to know.
    enum graph_type_kind kind = type_needed(a->type)->kind;
    const struct graph_type *hint =
        kind == TYPE_ENUM || kind == TYPE_RECORD
            ? type_list(&x->k->g->types, type_needed(a->type))
            : NULL;
    const struct graph_expr *b = expr_infer(x, e->b, hint);
    return in_value(x, e, a, b);
}
