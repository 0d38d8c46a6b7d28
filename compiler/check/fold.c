/*
 * Constants computed before the run, with the very functions that the run
 * would call. What fails on its constants would fail on every record: it is
 * reported.
 */
#include "compiler/check/typing.h"
#include "stdlib/value/builtins.h"

#include <string.h>

bool is_literal(const struct graph_expr *e)
{
    return e->kind == EXPR_LITERAL;
}

/* Lives on the stack of one fold: results go to the compilation's arena. */
static struct weir_context context_of(const struct expr_context *x)
{
    return (struct weir_context){.arena = x->k->arena};
}

/* The canonical text of a plain value, a flat switch. */
static str value_text(struct weir_context *c, enum graph_type_kind kind,
                      const union graph_value *v)
{
    switch (kind) {
    case TYPE_STRING:
    case TYPE_BYTES: return v->text;
    case TYPE_INT: return weir_int_text(c, v->i);
    case TYPE_DECIMAL: return weir_decimal_text(c, v->decimal);
    case TYPE_MONEY: return weir_money_text(c, v->money);
    case TYPE_BOOL: return v->i ? STR("true") : STR("false");
    case TYPE_DATE: return weir_date_text(c, (weir_date)v->i);
    case TYPE_TIME: return weir_time_text(c, v->i);
    case TYPE_TIMESTAMP: return weir_timestamp_text(c, v->timestamp);
    case TYPE_SIZE: return arena_printf(c->arena, "%lldB", (long long)v->i);
    case TYPE_DURATION: return weir_duration_text(c, v->i);
    case TYPE_ERROR:
    case TYPE_NULL:
    case TYPE_ANY:
    case TYPE_LIST:
    case TYPE_DICT:
    case TYPE_OPTIONAL:
    case TYPE_RECORD:
    case TYPE_ENUM: break;
    }
    return (str){0};
}

const struct graph_expr *literal_new(const struct expr_context *x,
                                     const struct graph_type *type, span at,
                                     union graph_value value)
{
    if (type->kind == TYPE_DURATION)
        return expr_duration(x->k->g, value.i, at);
    struct weir_context c = context_of(x);
    struct graph_expr *e = expr_new(x, EXPR_LITERAL, type, at, 0);

    if (type_is_counted(type))
        e->i = value.i;
    else if (type->kind != TYPE_STRING && type->kind != TYPE_BYTES)
        e->value = arena_copy(x->k->arena, &value, sizeof value);
    e->text = value_text(&c, type->kind, &value);
    return e;
}

static union graph_value value_of(const struct graph_expr *e)
{
    if (type_is_counted(e->type))
        return (union graph_value){.i = e->i};
    return e->value ? *e->value : (union graph_value){.text = e->text};
}

bool fold_text(const struct expr_context *x, const struct graph_expr *e,
               str *text)
{
    struct weir_context c = context_of(x);

    if (e->kind == EXPR_ENUM) {
        *text = e->type->enumeration->values[e->index].wire;
        return true;
    }
    if (e->kind != EXPR_LITERAL || e->type->kind == TYPE_NULL)
        return false;
    const union graph_value value = value_of(e);
    *text = value_text(&c, e->type->kind, &value);
    return true;
}

const struct graph_expr *fold_form(const struct expr_context *x,
                                   const struct form *f, span at,
                                   const struct graph_expr *const *args,
                                   const struct graph_type *type)
{
    union graph_value all[FORM_PARAMS];
    const union graph_value *values[FORM_PARAMS] = {0};
    struct weir_context c = context_of(x);
    union graph_value out = {0};

    for (uint32_t i = 0; i < f->nparams; i++) {
        if (!is_literal(args[i]) || args[i]->type->kind == TYPE_NULL)
            return NULL;
        all[i] = value_of(args[i]);
        values[i] = &all[i];
    }
    if (!form_call(f, &c, values, &out))
        return NULL;
    if (!c.failed)
        return literal_new(x, type, at, out);
    check_report(x->k, CHECK_BAD_VALUE, at,
                 "this fails on every record: %" STR_FMT, STR_ARG(c.message));
    return expr_poison(x, at);
}

/* The order of two literals of one plain type; a flat switch. */
static bool order(struct weir_context *c, const struct graph_expr *a,
                  const struct graph_expr *b, int *out)
{
    const union graph_value u = value_of(a), v = value_of(b);

    switch (a->type->kind) {
    case TYPE_STRING: *out = weir_text_compare(c, a->text, b->text); break;
    case TYPE_BOOL:
    case TYPE_INT:
    case TYPE_DATE:
    case TYPE_TIME:
    case TYPE_SIZE:
    case TYPE_DURATION: *out = (a->i > b->i) - (a->i < b->i); break;
    case TYPE_DECIMAL:
        *out = weir_decimal_compare(c, u.decimal, v.decimal);
        break;
    case TYPE_TIMESTAMP:
        *out = weir_timestamp_compare(c, u.timestamp, v.timestamp);
        break;
    case TYPE_MONEY: // two currencies are left to the run
    case TYPE_BYTES:
    case TYPE_ERROR:
    case TYPE_NULL:
    case TYPE_ANY:
    case TYPE_LIST:
    case TYPE_DICT:
    case TYPE_OPTIONAL:
    case TYPE_RECORD:
    case TYPE_ENUM: return false;
    }
    return true;
}

static bool holds(enum graph_op op, int order)
{
    switch (op) {
    case OP_EQ: return order == 0;
    case OP_NE: return order != 0;
    case OP_LT: return order < 0;
    case OP_LE: return order <= 0;
    case OP_GT: return order > 0;
    case OP_GE: return order >= 0;
    case OP_ADD:
    case OP_SUB:
    case OP_MUL:
    case OP_DIV:
    case OP_MOD:
    case OP_AND:
    case OP_OR: break;
    }
    return false;
}

const struct graph_expr *fold_compare(const struct expr_context *x, span at,
                                      enum graph_op op,
                                      const struct graph_expr *a,
                                      const struct graph_expr *b)
{
    struct weir_context c = context_of(x);
    int way = 0;

    if (!is_literal(a) || !is_literal(b) || a->type != b->type)
        return NULL;
    if (!order(&c, a, b, &way))
        return NULL;
    return expr_bool(x->k->g, holds(op, way), at);
}
