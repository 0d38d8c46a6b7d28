/*
 * Whether conditions can hold together: they are taken apart into comparisons
 * of a value with constants, way by way, and each way is looked at value by
 * value. What is no such comparison stands for itself: it holds or it does not.
 */
#include "lint/state.h"

#include "stdlib/value/decimal.h"

enum { MOST_ATOMS = 48, MOST_WAYS = 256 };

struct constant {
    bool null, number;
    weir_decimal n;
    str text; // of no number; of money its currency
};

enum atom_kind { ATOM_IN, ATOM_NOT_IN, ATOM_BELOW, ATOM_ABOVE };

struct atom {
    const struct graph_expr *subject;
    enum atom_kind kind;
    bool open;                     // BELOW, ABOVE: not the limit itself
    const struct graph_expr *list; // IN, NOT_IN: an EXPR_LIST, or
    struct constant c;
};

struct pending {
    const struct pending *next;
    const struct graph_expr *e;
    bool holds;
};

struct conditions {
    struct atom atoms[MOST_ATOMS];
    uint32_t natoms, nways;
    bool gave_up;
};

/* --- values and constants --- */

/* The same value: unlike expr_same, of the same variables. */
static bool is_one_value(const struct graph_expr *a, const struct graph_expr *b)
{
    a = expr_bare(a);
    b = expr_bare(b);
    if (a == b)
        return true;
    if (!a || !b || a->kind != b->kind || a->nargs != b->nargs ||
        a->op != b->op || a->index != b->index || a->negated != b->negated ||
        a->safe != b->safe || a->kind == EXPR_EACH || a->kind == EXPR_RECORD ||
        a->kind == EXPR_CODE || a->kind == EXPR_UNKNOWN)
        return false;
    if (a->kind == EXPR_LITERAL)
        return a->type == b->type &&
               str_eq(expr_literal_text(a), expr_literal_text(b));
    if (a->kind == EXPR_FIELD || a->kind == EXPR_SETTING) {
        str x = a->kind == EXPR_FIELD ? a->name : a->text;
        if (!str_eq(x, b->kind == EXPR_FIELD ? b->name : b->text))
            return false;
    } else if (a->kind == EXPR_CAST) {
        if (a->type != b->type)
            return false;
    } else if (a->of != b->of) {
        return false;
    }
    if (expr_has_table(a) && a->store)
        return false; // it may be written in between
    for (uint32_t i = 0; i < a->nargs; i++)
        if (!is_one_value(a->args[i], b->args[i]))
            return false;
    return true;
}

static bool read_constant(const struct graph_expr *e, struct constant *c)
{
    e = expr_bare(e);
    *c = (struct constant){0};
    if (!e)
        return false;
    if (e->kind == EXPR_ENUM && e->type->kind == TYPE_ENUM) {
        c->text = e->type->enumeration->values[e->index].wire;
        return true;
    }
    if (e->kind != EXPR_LITERAL)
        return false;
    c->number = true;
    if (type_is_counted(e->type))
        c->n = WEIR_DECIMAL(e->i, 0);
    else if (e->type->kind == TYPE_DECIMAL)
        return weir_decimal_parse(expr_literal_text(e), &c->n);
    else
        c->number = false;
    c->null = e->type->kind == TYPE_NULL;
    c->text = e->text;
    return c->number || c->null || e->type->kind == TYPE_STRING;
}

static bool is_equal(const struct constant *a, const struct constant *b)
{
    if (a->null || b->null || a->number != b->number)
        return a->null && b->null;
    return a->number ? weir_decimal_order(a->n, b->n) == 0
                     : str_eq(a->text, b->text);
}

/* --- atoms --- */

static void add_atom(struct conditions *x, struct atom a)
{
    if (x->natoms == MOST_ATOMS) {
        x->gave_up = true;
        return;
    }
    a.subject = expr_bare(a.subject);
    x->atoms[x->natoms++] = a;
}

static void add_truth(struct conditions *x, const struct graph_expr *e,
                      bool holds)
{
    add_atom(x, (struct atom){.subject = e,
                              .c = {.number = true,
                                    .n = WEIR_DECIMAL(holds ? 1 : 0, 0)}});
}

static enum graph_op mirror(enum graph_op op)
{
    return op == OP_LT   ? OP_GT
           : op == OP_GT ? OP_LT
           : op == OP_LE ? OP_GE
           : op == OP_GE ? OP_LE
                         : op;
}

static enum graph_op opposite(enum graph_op op)
{
    return op == OP_EQ   ? OP_NE
           : op == OP_NE ? OP_EQ
           : op == OP_LT ? OP_GE
           : op == OP_LE ? OP_GT
           : op == OP_GT ? OP_LE
                         : OP_LT;
}

static void add_comparison(struct conditions *x, const struct graph_expr *e,
                           bool holds)
{
    struct atom a = {.subject = e->args[0]};
    enum graph_op op = holds ? e->op : opposite(e->op);

    if (!read_constant(e->args[1], &a.c)) {
        a.subject = e->args[1];
        op = mirror(op);
        if (!read_constant(e->args[0], &a.c)) {
            add_truth(x, e, holds);
            return;
        }
    }
    if (op != OP_EQ && op != OP_NE && !a.c.number) {
        add_truth(x, e, holds);
        return;
    }
    a.open = op == OP_LT || op == OP_GT;
    a.kind = op == OP_EQ                  ? ATOM_IN
             : op == OP_NE                ? ATOM_NOT_IN
             : op == OP_LT || op == OP_LE ? ATOM_BELOW
                                          : ATOM_ABOVE;
    add_atom(x, a);
}

static bool is_list_of_constants(const struct graph_expr *e)
{
    struct constant c;

    if (!e || e->kind != EXPR_LIST)
        return false;
    for (uint32_t i = 0; i < e->nargs; i++)
        if (!read_constant(e->args[i], &c))
            return false;
    return true;
}

static void add_membership(struct conditions *x, const struct graph_expr *e,
                           bool holds)
{
    const struct graph_expr *list = e->nargs > 1 ? expr_bare(e->args[1]) : NULL;

    if (!is_list_of_constants(list)) {
        add_truth(x, e, holds);
        return;
    }
    add_atom(x,
             (struct atom){.subject = e->args[0],
                           .kind = holds != e->negated ? ATOM_IN : ATOM_NOT_IN,
                           .list = list});
}

/* --- is one way possible --- */

static bool in_list(const struct atom *a, const struct constant *c)
{
    struct constant other;

    if (!a->list)
        return is_equal(&a->c, c);
    for (uint32_t i = 0; i < a->list->nargs; i++)
        if (read_constant(a->list->args[i], &other) && is_equal(&other, c))
            return true;
    return false;
}

static bool suits(const struct atom *a, const struct constant *c)
{
    if (a->kind == ATOM_IN)
        return in_list(a, c);
    if (a->kind == ATOM_NOT_IN)
        return !in_list(a, c);
    if (!c->number)
        return !c->null;
    int order = weir_decimal_order(c->n, a->c.n);
    return a->kind == ATOM_BELOW ? order < (a->open ? 0 : 1)
                                 : order > (a->open ? 0 : -1);
}

static bool suits_all(const struct conditions *x, uint32_t first,
                      const struct constant *c)
{
    for (uint32_t i = 0; i < x->natoms; i++)
        if (is_one_value(x->atoms[i].subject, x->atoms[first].subject) &&
            !suits(&x->atoms[i], c))
            return false;
    return true;
}

/* One of the constants of an `in` suits all that is asked of the value. */
static bool one_suits(const struct conditions *x, uint32_t first,
                      const struct atom *in)
{
    struct constant c = in->c;

    if (!in->list)
        return suits_all(x, first, &c);
    for (uint32_t i = 0; i < in->list->nargs; i++)
        if (read_constant(in->list->args[i], &c) && suits_all(x, first, &c))
            return true;
    return false;
}

/* An enum or a truth value of which one value suits; true for other types. */
static bool type_has_one(const struct conditions *x, uint32_t first)
{
    const struct graph_type *t = x->atoms[first].subject->type;
    struct constant c = {0};

    if (t->kind == TYPE_ENUM) {
        for (uint32_t i = 0; i < t->enumeration->nvalues; i++) {
            c.text = t->enumeration->values[i].wire;
            if (suits_all(x, first, &c))
                return true;
        }
        return false;
    }
    if (t->kind != TYPE_BOOL)
        return true;
    c.number = true;
    if (suits_all(x, first, &c))
        return true;
    c.n = WEIR_DECIMAL(1, 0);
    return suits_all(x, first, &c);
}

/* Between the lowest and the highest limit there is a number. */
static bool limits_leave_room(const struct conditions *x, uint32_t first)
{
    const struct atom *low = NULL, *high = NULL;
    struct weir_context none = {0};

    for (uint32_t i = 0; i < x->natoms; i++) {
        const struct atom *a = &x->atoms[i];
        if (a->kind < ATOM_BELOW ||
            !is_one_value(a->subject, x->atoms[first].subject))
            continue;
        const struct atom **to = a->kind == ATOM_BELOW ? &high : &low;
        int order = *to ? weir_decimal_order(a->c.n, (*to)->c.n) : 0;
        bool tighter = a->kind == ATOM_BELOW ? order < 0 : order > 0;
        if (!*to || tighter || (order == 0 && a->open))
            *to = a;
    }
    if (!low || !high)
        return true;
    int order = weir_decimal_order(low->c.n, high->c.n);
    if (order == 0)
        return !low->open && !high->open && suits_all(x, first, &low->c);
    if (order > 0 || low->subject->type->kind != TYPE_INT || !low->open ||
        !high->open)
        return order < 0;
    weir_decimal next = weir_decimal_add(&none, low->c.n, WEIR_DECIMAL(1, 0));
    return weir_decimal_order(next, high->c.n) < 0;
}

static bool is_possible(const struct conditions *x)
{
    for (uint32_t i = 0; i < x->natoms; i++) {
        if (x->atoms[i].kind == ATOM_IN && !one_suits(x, i, &x->atoms[i]))
            return false;
        if (!type_has_one(x, i) || !limits_leave_room(x, i))
            return false;
    }
    return true;
}

/* --- ways --- */

static bool try_all(struct conditions *x, const struct pending *p);

static bool try_both(struct conditions *x, const struct graph_expr *e,
                     bool holds, const struct pending *rest)
{
    struct pending second = {rest, e->args[1], holds};
    struct pending first = {&second, e->args[0], holds};

    return try_all(x, &first);
}

static bool try_either(struct conditions *x, const struct graph_expr *e,
                       bool holds, const struct pending *rest)
{
    for (unsigned i = 0; i < 2; i++) {
        uint32_t before = x->natoms;
        struct pending one = {rest, e->args[i], holds};
        if (try_all(x, &one))
            return true;
        x->natoms = before;
    }
    return false;
}

/* Takes conditions apart until comparisons are left; true when some way is
 * possible, or there are too many to look at. */
static bool try_all(struct conditions *x, const struct pending *p)
{
    while (p && !x->gave_up) {
        const struct graph_expr *e = expr_bare(p->e);
        bool joins = e->kind == EXPR_BINARY && e->op >= OP_AND;
        struct pending inner = {p->next, NULL, !p->holds};
        if (joins && (e->op == OP_AND) == p->holds)
            return try_both(x, e, p->holds, p->next);
        if (joins)
            return try_either(x, e, p->holds, p->next);
        if (e->kind == EXPR_NOT) {
            inner.e = e->args[0];
            return try_all(x, &inner);
        }
        if (e->kind == EXPR_BINARY && e->op >= OP_EQ)
            add_comparison(x, e, p->holds);
        else if (e->kind == EXPR_IN)
            add_membership(x, e, p->holds);
        else if (e->kind == EXPR_IS_NULL)
            add_atom(x,
                     (struct atom){.subject = e->args[0],
                                   .kind = p->holds != e->negated ? ATOM_IN
                                                                  : ATOM_NOT_IN,
                                   .c = {.null = true}});
        else if (e->kind == EXPR_LITERAL && e->type->kind == TYPE_BOOL &&
                 (e->i != 0) != p->holds)
            return false;
        else if (e->kind != EXPR_LITERAL)
            add_truth(x, e, p->holds);
        p = p->next;
    }
    x->gave_up = x->gave_up || ++x->nways > MOST_WAYS;
    return x->gave_up || is_possible(x);
}

bool lint_never(const struct lint_condition *list, uint32_t n)
{
    struct conditions x = {.natoms = 0};
    struct pending all[LINT_MOST_CONDITIONS];

    if (n > LINT_MOST_CONDITIONS)
        return false;
    for (uint32_t i = 0; i < n; i++)
        all[i] = (struct pending){i + 1 < n ? &all[i + 1] : NULL, list[i].e,
                                  list[i].holds};
    return n && !try_all(&x, all);
}

static void take_apart(struct conditions *x, const struct graph_expr *e)
{
    e = expr_bare(e);
    if (e->kind == EXPR_BINARY && e->op >= OP_AND) {
        take_apart(x, e->args[0]);
        take_apart(x, e->args[1]);
    } else if (e->kind == EXPR_NOT) {
        take_apart(x, e->args[0]);
    } else if (e->kind == EXPR_BINARY && e->op >= OP_EQ) {
        add_comparison(x, e, true);
    } else if (e->kind == EXPR_IN) {
        add_membership(x, e, true);
    } else {
        add_truth(x, e, true);
    }
}

const struct graph_expr *lint_one_value(const struct graph_expr *a,
                                        const struct graph_expr *b)
{
    struct conditions x = {.natoms = 0};

    take_apart(&x, a);
    take_apart(&x, b);
    for (uint32_t i = 0; i < x.natoms; i++)
        if (x.gave_up || x.atoms[i].subject->kind == EXPR_BINARY ||
            !is_one_value(x.atoms[i].subject, x.atoms[0].subject))
            return NULL;
    return x.natoms ? x.atoms[0].subject : NULL;
}

bool lint_same_value(const struct graph_expr *a, const struct graph_expr *b)
{
    return is_one_value(a, b);
}
