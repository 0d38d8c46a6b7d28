/*
 * What an expression computes, as canonical bytes: equal bytes, equal
 * meaning. Commutative operands are sorted by a hash that takes all variables
 * for one; then variables are numbered in the order in which they come.
 */
#include "compiler/graph/graph.h"
#include "stdlib/value/buf.h"

#include <stdlib.h>

enum { LARGEST_FORM = 16 << 20 };

/* Bytes go into `out`, or, where it is NULL, into a hash. */
struct canon {
    struct buf *out;
    uint64_t hash;
    bool loose;
    const struct graph_var **vars;
    uint32_t nvars, cap;
};

struct operand {
    const struct graph_expr *e;
    str name; // of a record's field
    uint64_t order;
};

static void add(struct canon *c, const struct graph_expr *e);

static uint64_t mix(uint64_t h, uint64_t x)
{
    h = (h ^ x) * 0x9E3779B97F4A7C15u;
    return h ^ h >> 29;
}

static void add_number(struct canon *c, uint64_t n)
{
    if (c->out)
        buf_add(c->out, &n, sizeof n);
    else
        c->hash = mix(c->hash, n);
}

static void add_str(struct canon *c, str s)
{
    if (!c->out) {
        c->hash = mix(c->hash, str_hash(s));
        return;
    }
    add_number(c, s.len);
    buf_str(c->out, s);
}

static void add_var(struct canon *c, const struct graph_var *v)
{
    uint32_t i = 0;

    while (i < c->nvars && c->vars[i] != v)
        i++;
    if (i == c->nvars && c->nvars < c->cap)
        c->vars[c->nvars++] = v;
    add_number(c, i);
}

static bool commutes(const struct graph_expr *e)
{
    switch (e->op) {
    case OP_ADD: return e->type->kind != TYPE_STRING;
    case OP_MUL:
    case OP_EQ:
    case OP_NE:
    case OP_AND:
    case OP_OR: return true;
    case OP_SUB:
    case OP_DIV:
    case OP_MOD:
    case OP_LT:
    case OP_LE:
    case OP_GT:
    case OP_GE: break;
    }
    return false;
}

static bool chains(enum graph_op op)
{
    return op == OP_ADD || op == OP_MUL || op == OP_AND || op == OP_OR;
}

/* a + b + c is one sum of three: chains of one operator are one list. */
static size_t flatten(const struct graph_expr *e, enum graph_op op,
                      struct operand *to, size_t n, size_t cap)
{
    if (chains(op) && e->kind == EXPR_BINARY && e->op == op) {
        n = flatten(e->args[0], op, to, n, cap);
        return flatten(e->args[1], op, to, n, cap);
    }
    if (n < cap)
        to[n] = (struct operand){.e = e};
    return n + 1;
}

/* `a > b` is `b < a`: the sides as they are taken. */
static bool is_mirrored(const struct graph_expr *e)
{
    return e->kind == EXPR_BINARY && (e->op == OP_GT || e->op == OP_GE);
}

enum graph_op expr_taken_op(const struct graph_expr *e)
{
    if (!is_mirrored(e))
        return e->op;
    return e->op == OP_GT ? OP_LT : OP_LE;
}

str expr_literal_text(const struct graph_expr *e)
{
    str s = e->text;

    if (e->type->kind != TYPE_DECIMAL || str_find(s, STR(".")) < 0)
        return s;
    while (s.len && s.ptr[s.len - 1] == '0')
        s.len--;
    s.len -= s.len && s.ptr[s.len - 1] == '.';
    return s;
}

/* --- the order of operands ------------------------------------------------ */

enum { MOST_OPERANDS = 64 };

static uint64_t order_of(const struct graph_expr *e, bool loose);

static int compare_orders(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

static uint64_t order_of_commutative(const struct graph_expr *e, uint64_t h)
{
    struct operand list[MOST_OPERANDS];
    uint64_t orders[MOST_OPERANDS];
    size_t n = flatten(e->args[0], e->op, list, 0, MOST_OPERANDS);

    n = flatten(e->args[1], e->op, list, n, MOST_OPERANDS);
    if (n > MOST_OPERANDS)
        return mix(h, n);
    for (size_t i = 0; i < n; i++)
        orders[i] = order_of(list[i].e, false);
    qsort(orders, n, sizeof *orders, compare_orders);
    for (size_t i = 0; i < n; i++)
        h = mix(h, orders[i]);
    return h;
}

static uint64_t own_order(const struct graph_expr *e, bool loose)
{
    uint64_t h = mix((uint64_t)e->kind, (uint64_t)e->safe << 1 | e->negated);

    if (e->kind == EXPR_LITERAL && !loose)
        h = mix(h, str_hash(expr_literal_text(e)));
    if (e->kind == EXPR_BINARY && !loose)
        h = mix(h, expr_taken_op(e));
    if (e->kind == EXPR_BUILTIN || (e->kind == EXPR_ENUM && !loose))
        h = mix(h, e->index);
    if (e->kind == EXPR_FIELD)
        h = mix(h, str_hash(e->name));
    bool calls = e->kind == EXPR_CALL && e->function;
    return calls ? mix(h, str_hash(e->function->name)) : h;
}

/* Operators count as one, so the sides of any have no order of their own. */
static uint64_t order_of_pair(const struct graph_expr *e, uint64_t h)
{
    uint64_t a = order_of(e->args[0], true), b = order_of(e->args[1], true);

    return mix(mix(h, a < b ? a : b), a < b ? b : a);
}

/* Each node is looked at once; variables are all alike. */
static uint64_t order_of(const struct graph_expr *e, bool loose)
{
    e = expr_bare(e);
    if (!e)
        return 1;
    uint64_t h = own_order(e, loose), sum = 0;
    if (e->kind == EXPR_BINARY && loose)
        return order_of_pair(e, h);
    if (e->kind == EXPR_BINARY && commutes(e))
        return order_of_commutative(e, h);
    if (e->kind == EXPR_RECORD) {
        for (uint32_t i = 0; i < e->nargs; i++)
            sum += mix(str_hash(e->names[i]), order_of(e->args[i], loose));
        return mix(h, sum);
    }
    bool turned = is_mirrored(e);
    for (uint32_t i = 0; i < e->nargs; i++)
        h = mix(h, order_of(e->args[turned ? 1 - i : i], loose));
    return h;
}

bool expr_operands(const struct graph_expr *e, const struct graph_expr *two[2])
{
    bool swap = order_of(e->args[0], true) > order_of(e->args[1], true);

    two[0] = e->args[swap];
    two[1] = e->args[!swap];
    return swap;
}

/* --- canonical bytes --------------------------------------------------- */

static int compare_operands(const void *a, const void *b)
{
    const struct operand *x = a, *y = b;
    int c = x->name.len || y->name.len ? str_cmp(x->name, y->name) : 0;

    return c ? c : x->order < y->order ? -1 : x->order > y->order;
}

static void sort(struct operand *list, size_t n)
{
    enum { FEW = 16 };

    if (n > FEW) {
        qsort(list, n, sizeof *list, compare_operands);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        struct operand x = list[i];
        size_t k = i;
        for (; k && compare_operands(&list[k - 1], &x) > 0; k--)
            list[k] = list[k - 1];
        list[k] = x;
    }
}

static void add_sorted(struct canon *c, struct operand *list, size_t n)
{
    sort(list, n);
    for (size_t i = 0; i < n; i++) {
        if (c->out)
            add_str(c, list[i].name);
        else
            add_number(c, list[i].order);
        add(c, list[i].e);
    }
}

static void add_commutative(struct canon *c, const struct graph_expr *e)
{
    struct operand list[MOST_OPERANDS];
    size_t n = flatten(e->args[0], e->op, list, 0, MOST_OPERANDS);

    n = flatten(e->args[1], e->op, list, n, MOST_OPERANDS);
    add_number(c, n);
    if (n > MOST_OPERANDS) {
        add(c, e->args[0]);
        add(c, e->args[1]);
        return;
    }
    for (size_t i = 0; i < n; i++)
        list[i].order = order_of(list[i].e, false);
    add_sorted(c, list, n);
}

/* Fields by their names; where only a hash is wanted, by those of the names. */
static void add_record(struct canon *c, const struct graph_expr *e)
{
    struct operand few[MOST_OPERANDS], *list = few;
    struct arena *scratch = NULL;

    if (e->nargs > MOST_OPERANDS) {
        scratch = arena_new();
        list = arena_array(scratch, struct operand, e->nargs);
    }
    for (uint32_t i = 0; i < e->nargs; i++) {
        list[i] = (struct operand){.e = e->args[i]};
        if (c->out)
            list[i].name = e->names[i];
        else
            list[i].order = str_hash(e->names[i]);
    }
    add_sorted(c, list, e->nargs);
    arena_free(scratch);
}

static bool add_mirrored(struct canon *c, const struct graph_expr *e)
{
    if (!is_mirrored(e))
        return false;
    add_number(c, expr_taken_op(e));
    add(c, e->args[1]);
    add(c, e->args[0]);
    return true;
}

static void add_binary(struct canon *c, const struct graph_expr *e)
{
    const struct graph_expr *two[2] = {e->args[0], e->args[1]};

    if (!c->loose && add_mirrored(c, e))
        return;
    if (!c->loose)
        add_number(c, e->op);
    if (commutes(e) && !c->loose) {
        add_commutative(c, e);
        return;
    }
    if (c->loose)
        expr_operands(e, two);
    add(c, two[0]);
    add(c, two[1]);
}

static void add_literal(struct canon *c, const struct graph_expr *e)
{
    bool number = e->type->kind == TYPE_INT || e->type->kind == TYPE_DECIMAL;

    add_number(c, number ? (uint64_t)TYPE_DECIMAL : (uint64_t)e->type->kind);
    if (c->loose)
        return;
    if (e->kind == EXPR_ENUM)
        add_number(c, e->index);
    else
        add_str(c, expr_literal_text(e));
}

/* What tells this node from others of its kind, without its children. */
static void add_detail(struct canon *c, const struct graph_expr *e)
{
    if (e->kind == EXPR_FIELD)
        add_str(c, e->name);
    if (e->kind == EXPR_CODE)
        add_str(c, e->names[0]);
    if (expr_has_text(e))
        add_str(c, e->text);
    if (e->kind == EXPR_CAST)
        add_number(c, e->type->id);
    if (e->kind == EXPR_CALL && e->function)
        add_str(c, e->function->name);
    if (expr_has_table(e) && (e->table || e->store))
        add_str(c, e->table ? e->table->name : e->store->name);
    if (expr_has_var(e))
        add_var(c, e->var);
}

static uint64_t head_of(const struct graph_expr *e)
{
    uint64_t index = e->kind == EXPR_BUILTIN ? e->index : 0;

    if (e->kind == EXPR_LITERAL || e->kind == EXPR_ENUM)
        return EXPR_LITERAL;
    return (uint64_t)e->kind | (uint64_t)e->safe << 8 |
           (uint64_t)e->negated << 9 | index << 16 | (uint64_t)e->nargs << 32;
}

static void add(struct canon *c, const struct graph_expr *e)
{
    e = expr_bare(e);
    if (!e) {
        add_number(c, UINT64_MAX);
        return;
    }
    add_number(c, head_of(e));
    if (e->kind == EXPR_LITERAL || e->kind == EXPR_ENUM) {
        add_literal(c, e);
    } else if (e->kind == EXPR_BINARY) {
        add_binary(c, e);
    } else if (e->kind == EXPR_RECORD) {
        add_record(c, e);
    } else {
        add_detail(c, e);
        for (uint32_t i = 0; i < e->nargs; i++)
            add(c, e->args[i]);
    }
}

static void canonical(const struct graph_expr *e, bool loose, struct buf *out)
{
    const struct graph_var *vars[256];
    struct canon c;

    c.out = out;
    c.loose = loose;
    c.vars = vars;
    c.nvars = 0;
    c.cap = 256;
    add(&c, e);
}

uint64_t expr_hash(const struct graph_expr *e, bool loose)
{
    const struct graph_var *vars[256];
    struct canon c;

    c.out = NULL;
    c.hash = 0;
    c.loose = loose;
    c.vars = vars;
    c.nvars = 0;
    c.cap = 256;
    add(&c, e);
    return c.hash;
}

uint32_t expr_vars(const struct graph_expr *e, const struct graph_var **vars,
                   uint32_t cap)
{
    struct canon c = {.vars = vars, .cap = cap};

    add(&c, e);
    return c.nvars;
}

/* --- sketches: each node once, from the leaves up ------------------------- */

struct sketch {
    struct expr_sketch is;
    uint64_t sum; // of a sum's or product's parts, in whatever order
};

static struct sketch sketch_of(const struct graph_expr *e);

static struct expr_sketch mixed(struct expr_sketch h, struct expr_sketch x)
{
    return (struct expr_sketch){mix(h.exact, x.exact), mix(h.loose, x.loose)};
}

static struct expr_sketch literal_sketch(const struct graph_expr *e)
{
    bool number = e->type->kind == TYPE_INT || e->type->kind == TYPE_DECIMAL;
    uint64_t h = mix(EXPR_LITERAL, number ? TYPE_DECIMAL : e->type->kind);
    uint64_t value =
        e->kind == EXPR_ENUM ? e->index : str_hash(expr_literal_text(e));

    return (struct expr_sketch){mix(h, value), h};
}

/* What a side adds to the sum of a chain. */
static uint64_t share(const struct graph_expr *e, const struct graph_expr *side,
                      const struct sketch *s)
{
    return side->kind == EXPR_BINARY && side->op == e->op && chains(e->op)
               ? s->sum
               : mix(0, s->is.exact);
}

static struct sketch binary_sketch(const struct graph_expr *e, uint64_t head)
{
    struct sketch a = sketch_of(e->args[0]), b = sketch_of(e->args[1]);
    struct sketch to = {.sum = share(e, e->args[0], &a) +
                               share(e, e->args[1], &b)};
    uint64_t first = is_mirrored(e) ? b.is.exact : a.is.exact;
    uint64_t second = is_mirrored(e) ? a.is.exact : b.is.exact;

    to.is.loose = mix(head, mix(0, a.is.loose) + mix(0, b.is.loose));
    to.is.exact = mix(head, expr_taken_op(e));
    to.is.exact = commutes(e) ? mix(to.is.exact, to.sum)
                              : mix(mix(to.is.exact, first), second);
    return to;
}

static struct expr_sketch record_sketch(const struct graph_expr *e,
                                        uint64_t head)
{
    struct expr_sketch sum = {0, 0};

    for (uint32_t i = 0; i < e->nargs; i++) {
        uint64_t name = str_hash(e->names[i]);
        struct expr_sketch x = sketch_of(e->args[i]).is;
        sum.exact += mix(name, x.exact);
        sum.loose += mix(name, x.loose);
    }
    return (struct expr_sketch){mix(head, sum.exact), mix(head, sum.loose)};
}

/* Of a node without its children; nearly all are variables and fields. */
static uint64_t own_sketch(const struct graph_expr *e, uint64_t head)
{
    struct canon own = {.hash = head};

    if (e->kind == EXPR_VAR)
        return head;
    if (e->kind == EXPR_FIELD)
        return mix(head, str_hash(e->name));
    add_detail(&own, e);
    return own.hash;
}

static struct sketch sketch_of(const struct graph_expr *e)
{
    e = expr_bare(e);
    if (!e)
        return (struct sketch){.is = {1, 1}};
    if (e->kind == EXPR_LITERAL || e->kind == EXPR_ENUM)
        return (struct sketch){.is = literal_sketch(e)};
    uint64_t head = head_of(e);
    if (e->kind == EXPR_BINARY)
        return binary_sketch(e, head);
    if (e->kind == EXPR_RECORD)
        return (struct sketch){.is = record_sketch(e, head)};
    uint64_t own = own_sketch(e, head);
    struct expr_sketch h = {own, own};
    for (uint32_t i = 0; i < e->nargs; i++)
        h = mixed(h, sketch_of(e->args[i]).is);
    return (struct sketch){.is = h};
}

struct expr_sketch expr_sketch(const struct graph_expr *e)
{
    return sketch_of(e).is;
}

bool expr_same(const struct graph_expr *a, const struct graph_expr *b)
{
    struct buf x = BUF_MAX(LARGEST_FORM), y = BUF_MAX(LARGEST_FORM);

    canonical(a, false, &x);
    canonical(b, false, &y);
    bool same = !x.failed && !y.failed && str_eq(buf_view(&x), buf_view(&y));
    buf_free(&x);
    buf_free(&y);
    return same;
}
