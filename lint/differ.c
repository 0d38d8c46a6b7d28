/*
 * In what two expressions of one loose hash differ. One number or operator is
 * a copy that was mended in one place; a text may be what tells the two apart.
 */
#include "lint/differ.h"

enum { FEWEST_FIELDS = 4 }; // that are the same

static void differ(struct difference *d, const struct graph_expr *a,
                   const struct graph_expr *b, bool counts)
{
    d->n++;
    d->a = a;
    d->b = b;
    d->other = d->other || !counts;
}

static bool is_measure(const struct graph_expr *e)
{
    switch (e->type->kind) {
    case TYPE_INT:
    case TYPE_DECIMAL:
    case TYPE_MONEY:
    case TYPE_DURATION: return e->kind == EXPR_LITERAL;
    case TYPE_ERROR:
    case TYPE_NULL:
    case TYPE_STRING:
    case TYPE_BOOL:
    case TYPE_DATE:
    case TYPE_TIME:
    case TYPE_TIMESTAMP:
    case TYPE_SIZE:
    case TYPE_BYTES:
    case TYPE_ANY:
    case TYPE_LIST:
    case TYPE_DICT:
    case TYPE_OPTIONAL:
    case TYPE_RECORD:
    case TYPE_ENUM: break;
    }
    return false;
}

/* What a text stands in says what it is for: a zone, a format and a result
 * say how something is computed; a text that something is compared with, or
 * that a field is set to, tells which records are meant. */
static bool counts(const struct difference *d, const struct graph_expr *a,
                   const struct graph_expr *b)
{
    bool texts = a->type->kind == TYPE_STRING && b->type->kind == TYPE_STRING;

    return (is_measure(a) && is_measure(b)) || (d->computes && texts);
}

static bool is_of_time(const struct graph_expr *e)
{
    const struct graph_type *t = type_needed(e->type);

    return t->kind == TYPE_DATE || t->kind == TYPE_TIME ||
           t->kind == TYPE_TIMESTAMP;
}

/* Whether a text among the parts of `e` says how it is computed. */
static bool computes(const struct difference *d, const struct graph_expr *e,
                     uint32_t part)
{
    if (e->kind == EXPR_IF)
        return d->in_record && part > 0;
    if (e->kind != EXPR_BUILTIN || e->type->kind == TYPE_BOOL)
        return false;
    return d->in_record || is_of_time(e) ||
           (e->nargs && is_of_time(e->args[0]));
}

static void compare(struct difference *d, const struct graph_expr *a,
                    const struct graph_expr *b);

/* `a > b` is `b < a`. */
static enum graph_op mirrored(enum graph_op op)
{
    static const enum graph_op other[] = {
        [OP_LT] = OP_GT, [OP_LE] = OP_GE, [OP_GT] = OP_LT, [OP_GE] = OP_LE};

    return op >= OP_LT && op <= OP_GE ? other[op] : op;
}

static void compare_binary(struct difference *d, const struct graph_expr *a,
                           const struct graph_expr *b)
{
    const struct graph_expr *x[2], *y[2];
    bool swapped_a = expr_operands(a, x), swapped_b = expr_operands(b, y);
    enum graph_op p = swapped_a ? mirrored(a->op) : a->op;
    enum graph_op q = swapped_b ? mirrored(b->op) : b->op;

    if (p != q)
        differ(d, a, b, true);
    compare(d, x[0], y[0]);
    compare(d, x[1], y[1]);
}

static const struct graph_expr *field_named(const struct graph_expr *e,
                                            str name, uint32_t hint)
{
    if (hint < e->nargs && str_eq(e->names[hint], name))
        return e->args[hint];
    for (uint32_t i = 0; i < e->nargs; i++)
        if (str_eq(e->names[i], name))
            return e->args[i];
    return NULL;
}

static void compare_records(struct difference *d, const struct graph_expr *a,
                            const struct graph_expr *b)
{
    d->in_record = d->in_record || a->nargs > FEWEST_FIELDS;
    d->computes = false;
    for (uint32_t i = 0; i < a->nargs && d->n < 2; i++)
        compare(d, a->args[i], field_named(b, a->names[i], i));
}

static bool is_compared(const struct graph_expr *e)
{
    return e->kind == EXPR_BINARY || e->kind == EXPR_RECORD;
}

static void compare(struct difference *d, const struct graph_expr *a,
                    const struct graph_expr *b)
{
    a = expr_bare(a);
    b = expr_bare(b);
    if (d->n > 1 || (!a && !b))
        return;
    if (!a || !b || a->kind != b->kind || a->nargs != b->nargs) {
        d->n = 2;
        return;
    }
    if (a->kind == EXPR_LITERAL &&
        !str_eq(expr_literal_text(a), expr_literal_text(b)))
        differ(d, a, b, counts(d, a, b));
    if (a->kind == EXPR_ENUM && a->index != b->index)
        differ(d, a, b, false);
    bool outer = d->computes;
    if (a->kind == EXPR_BINARY) {
        d->computes = false;
        compare_binary(d, a, b);
    } else if (a->kind == EXPR_RECORD) {
        compare_records(d, a, b);
    }
    for (uint32_t i = 0; i < a->nargs && !is_compared(a); i++) {
        d->computes = computes(d, a, i);
        compare(d, a->args[i], b->args[i]);
    }
    d->computes = outer;
}

bool differ_once(struct difference *d, const struct graph_expr *a,
                 const struct graph_expr *b)
{
    *d = (struct difference){.n = 0};
    compare(d, a, b);
    return d->n == 1 && !d->other;
}
