/*
 * Which type goes where which is wanted, and the conversions that the language
 * makes by itself.
 */
#include "compiler/check/typing.h"

bool type_ordered(const struct graph_type *t)
{
    switch ((unsigned)t->kind) {
    case TYPE_INT:
    case TYPE_DECIMAL:
    case TYPE_MONEY:
    case TYPE_STRING:
    case TYPE_DATE:
    case TYPE_TIME:
    case TYPE_TIMESTAMP:
    case TYPE_DURATION:
    case TYPE_SIZE: return true;
    default: return false;
    }
}

static bool anonymous(const struct graph_type *t)
{
    return !t->record->name.len;
}

/* An anonymous record takes the shape of a named one and the other way round:
 * nothing that is there may be lost, nothing needed may be missing. */
static enum fit record_fit(const struct graph_type *from,
                           const struct graph_type *to)
{
    if (!anonymous(from) && !anonymous(to))
        return FIT_NONE;
    for (uint32_t i = 0; i < to->record->nfields; i++) {
        const struct graph_field *f = &to->record->fields[i];
        const struct graph_field *g = record_field(from->record, f->name);
        if (!g && (f->type->kind != TYPE_OPTIONAL && !f->preset))
            return FIT_NONE;
        if (g && type_fit(g->type, f->type) > FIT_CONVERT)
            return FIT_NONE;
    }
    for (uint32_t i = 0; anonymous(from) && i < from->record->nfields; i++)
        if (!record_field(to->record, from->record->fields[i].name))
            return FIT_NONE;
    return FIT_CONVERT;
}

static enum fit inside_fit(const struct graph_type *from,
                           const struct graph_type *to)
{
    if (from->of->kind == TYPE_NULL)
        return FIT_CONVERT; // []
    enum fit inner = type_fit(from->of, to->of);
    if (from->kind == TYPE_DICT && inner == FIT_CONVERT)
        return FIT_NONE;
    return inner <= FIT_CONVERT ? FIT_CONVERT : FIT_NONE;
}

static enum fit plain_fit(const struct graph_type *from,
                          const struct graph_type *to)
{
    if (from->kind == TYPE_INT && to->kind == TYPE_DECIMAL)
        return FIT_CONVERT;
    if (from->kind == TYPE_ENUM && to->kind == TYPE_STRING)
        return FIT_CONVERT;
    if (from->kind == TYPE_RECORD && to->kind == TYPE_DICT)
        return from->record->nfields ? FIT_NONE : FIT_CONVERT; // {}
    if (from->kind != to->kind)
        return FIT_NONE;
    if (from->kind == TYPE_LIST || from->kind == TYPE_DICT)
        return inside_fit(from, to);
    return from->kind == TYPE_RECORD ? record_fit(from, to) : FIT_NONE;
}

enum fit type_fit(const struct graph_type *from, const struct graph_type *to)
{
    enum fit inner;

    if (from == to || from->kind == TYPE_ERROR || to->kind == TYPE_ERROR)
        return FIT_SAME;
    if (to->kind == TYPE_ANY)
        return FIT_CONVERT;
    if (from->kind == TYPE_ANY)
        return FIT_ANY;
    if (to->kind == TYPE_OPTIONAL) {
        if (from->kind == TYPE_NULL)
            return FIT_CONVERT;
        inner = type_fit(type_needed(from), to->of);
        return inner == FIT_SAME ? FIT_CONVERT : inner;
    }
    if (from->kind == TYPE_NULL)
        return FIT_OPTIONAL;
    if (from->kind != TYPE_OPTIONAL)
        return plain_fit(from, to);
    inner = type_fit(from->of, to);
    return inner <= FIT_CONVERT ? FIT_OPTIONAL : inner;
}

static const struct graph_expr *converted(const struct expr_context *x,
                                          const struct graph_expr *e,
                                          const struct graph_type *to)
{
    struct graph_expr *made = expr_new(x, EXPR_CONVERT, to, e->at, 1);

    made->args[0] = e;
    return expr_done(made, 0);
}

/* A list that is written out is converted element by element. */
static const struct graph_expr *convert_elements(const struct expr_context *x,
                                                 const struct graph_expr *e,
                                                 const struct graph_type *to)
{
    struct graph_expr *made = expr_new(x, EXPR_LIST, to, e->at, e->nargs);

    for (uint32_t i = 0; i < e->nargs; i++)
        made->args[i] = expr_convert(x, e->args[i], to->of);
    return expr_done(made, 0);
}

static const struct graph_expr *to_decimal(const struct expr_context *x,
                                           const struct graph_expr *e)
{
    const struct graph_type *decimal = plain_type(x, TYPE_DECIMAL);

    if (!is_literal(e))
        return converted(x, e, decimal);
    return literal_new(x, decimal, e->at,
                       (union graph_value){.decimal = {.coefficient = e->i}});
}

const struct graph_expr *expr_convert(const struct expr_context *x,
                                      const struct graph_expr *e,
                                      const struct graph_type *to)
{
    const struct graph_type *from = e->type;
    str text;

    if (from == to || from->kind == TYPE_ERROR || to->kind == TYPE_ERROR)
        return e;
    if (to->kind == TYPE_ANY || from->kind == TYPE_NULL)
        return converted(x, e, to);
    if (to->kind == TYPE_OPTIONAL && from->kind != TYPE_OPTIONAL)
        return converted(x, expr_convert(x, e, to->of), to);
    if (from->kind == TYPE_INT)
        return to_decimal(x, e);
    if (from->kind == TYPE_ENUM && fold_text(x, e, &text))
        return expr_string(x->k->g, text, e->at);
    if (from->kind == TYPE_RECORD && to->kind == TYPE_DICT)
        return expr_new(x, EXPR_DICT, to, e->at, 0);
    if (e->kind == EXPR_LIST)
        return convert_elements(x, e, to);
    return converted(x, e, to);
}

const struct graph_type *type_join(struct graph_types *t,
                                   const struct graph_type *a,
                                   const struct graph_type *b)
{
    if (type_fit(a, b) <= FIT_CONVERT && b->kind != TYPE_ANY)
        return a->kind == TYPE_ERROR ? a : b;
    if (type_fit(b, a) <= FIT_CONVERT && a->kind != TYPE_ANY)
        return a;
    if (a->kind == TYPE_ANY && b->kind == TYPE_NULL)
        return a;
    if (b->kind == TYPE_ANY && a->kind == TYPE_NULL)
        return b;
    if (a->kind == TYPE_NULL)
        return type_optional(t, b);
    if (b->kind == TYPE_NULL)
        return type_optional(t, a);
    if (a->kind != TYPE_OPTIONAL && b->kind != TYPE_OPTIONAL)
        return NULL;
    const struct graph_type *inner =
        type_join(t, type_needed(a), type_needed(b));
    return inner ? type_optional(t, inner) : NULL;
}
