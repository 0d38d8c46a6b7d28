/*
 * The same rule with other names for its inputs: `round(gross / (1 + vat), 2)`
 * in a `fn` and `round(line.price / (1 + lookup vat_of[c]), 2)` in a map. What
 * a value is read from (a variable, its fields, a lookup, a setting) is one
 * leaf; two expressions have one shape when they are alike but for their
 * leaves, and the same leaf stands in the same places.
 *
 * Only what does enough to be a rule counts, so that `a * b + c` is none, and
 * `a / 1.2`, rounded, is one: a broken number is a decision of somebody.
 * Hashes are made from the leaves up, each node once.
 */
#include "lint/shapes.h"

enum {
    FEWEST_OPERATIONS = 3, // one less with a broken number
    MOST_STEPS = 4096      // of one comparison
};

struct made { // of an expression
    uint64_t hash;
    uint32_t operations;
    bool literal, broken; // a number is in it; one with a fraction
};

static uint64_t mix(uint64_t h, uint64_t x)
{
    h = (h ^ x) * 0x9E3779B97F4A7C15u;
    return h ^ h >> 29;
}

static bool is_leaf(const struct graph_expr *e)
{
    e = expr_bare(e);
    return e && (e->kind == EXPR_VAR || e->kind == EXPR_SETTING ||
                 ((e->kind == EXPR_FIELD || e->kind == EXPR_LOOKUP) &&
                  is_leaf(e->args[0])));
}

/* A division with its rounding is two operations. */
static uint32_t weight_of(const struct graph_expr *e)
{
    if (e->kind == EXPR_BUILTIN && e->nargs == 3 &&
        (lint_is_builtin(e, "round /") || lint_is_builtin(e, "round_up /") ||
         lint_is_builtin(e, "round_down /") ||
         lint_is_builtin(e, "round_half_up /")))
        return 2;
    return e->kind == EXPR_BUILTIN || e->kind == EXPR_BINARY ||
           e->kind == EXPR_IF;
}

static bool commutes(const struct graph_expr *e)
{
    const uint32_t ops = 1u << OP_ADD | 1u << OP_MUL | 1u << OP_EQ |
                         1u << OP_NE | 1u << OP_AND | 1u << OP_OR;

    return e->kind == EXPR_BINARY && ops & 1u << e->op &&
           e->type->kind != TYPE_STRING;
}

/* A part by its number; of `a > b` as of `b < a`. */
static const struct graph_expr *part_at(const struct graph_expr *e, uint32_t i)
{
    bool turned = e->kind == EXPR_BINARY && expr_taken_op(e) != e->op;

    return e->args[turned ? 1 - i : i];
}

static bool is_broken(const struct graph_expr *e)
{
    return e->type->kind == TYPE_DECIMAL &&
           str_find(expr_literal_text(e), STR(".")) >= 0;
}

static bool is_rule(const struct graph_expr *e, const struct made *m)
{
    bool computes =
        e->kind == EXPR_BUILTIN || (e->kind == EXPR_BINARY && e->op <= OP_MOD);

    return computes && m->literal &&
           m->operations + m->broken >= FEWEST_OPERATIONS;
}

static uint64_t own_hash(const struct graph_expr *e)
{
    uint64_t h = mix(e->kind, e->nargs);

    if (e->kind == EXPR_LITERAL)
        return mix(h, str_hash(expr_literal_text(e)));
    if (e->kind == EXPR_BINARY)
        return mix(h, expr_taken_op(e));
    if (e->kind == EXPR_BUILTIN || e->kind == EXPR_ENUM)
        return mix(h, e->index);
    if (e->kind == EXPR_CALL && e->function)
        return mix(h, str_hash(e->function->name));
    return h;
}

static struct made make(const struct shapes *s, const struct graph_expr *e)
{
    struct made m = {0};

    e = expr_bare(e);
    if (!e || is_leaf(e))
        return (struct made){.hash = 7};
    m.hash = own_hash(e);
    m.operations = weight_of(e);
    m.literal = e->kind == EXPR_LITERAL && e->type->kind != TYPE_STRING;
    m.broken = m.literal && is_broken(e);
    uint64_t sum = 0;
    for (uint32_t i = 0; i < e->nargs; i++) {
        struct made x = make(s, part_at(e, i));
        m.operations += x.operations;
        m.literal = m.literal || x.literal;
        m.broken = m.broken || x.broken;
        sum += x.hash * x.hash | 1;
        m.hash = commutes(e) ? m.hash : mix(m.hash, x.hash);
    }
    if (commutes(e))
        m.hash = mix(m.hash, sum);
    if (is_rule(e, &m))
        s->found(s->context, e, m.hash);
    return m;
}

void shapes_find(const struct shapes *s, const struct graph_expr *e)
{
    make(s, e);
}

/* --- proof ---------------------------------------------------------------- */

static bool alike(const struct graph_expr *a, const struct graph_expr *b)
{
    a = expr_bare(a);
    b = expr_bare(b);
    if (!a || !b || a->kind != b->kind || a->nargs != b->nargs ||
        !str_eq(a->name, b->name) ||
        (a->kind != EXPR_LITERAL && a->of != b->of))
        return a == b;
    for (uint32_t i = 0; i < a->nargs; i++)
        if (!alike(a->args[i], b->args[i]))
            return false;
    return true;
}

static bool pair_leaves(struct shape_leaves *p, const struct graph_expr *a,
                        const struct graph_expr *b)
{
    for (uint32_t i = 0; i < p->n; i++)
        if (alike(p->a[i], a) != alike(p->b[i], b))
            return false;
    if (p->n == SHAPE_MOST_LEAVES)
        return false;
    p->a[p->n] = a;
    p->b[p->n++] = b;
    return true;
}

static bool match(struct shape_leaves *p, const struct graph_expr *a,
                  const struct graph_expr *b);

static bool match_sides(struct shape_leaves *p, const struct graph_expr *a,
                        const struct graph_expr *b)
{
    uint32_t n = p->n;

    if (match(p, part_at(a, 0), part_at(b, 0)) &&
        match(p, part_at(a, 1), part_at(b, 1)))
        return true;
    p->n = n;
    return commutes(a) && match(p, a->args[0], b->args[1]) &&
           match(p, a->args[1], b->args[0]);
}

static bool match(struct shape_leaves *p, const struct graph_expr *a,
                  const struct graph_expr *b)
{
    a = expr_bare(a);
    b = expr_bare(b);
    if (++p->steps > MOST_STEPS)
        return false;
    if (is_leaf(a) && is_leaf(b))
        return pair_leaves(p, a, b);
    if (!a || !b || a->kind != b->kind || a->nargs != b->nargs ||
        own_hash(a) != own_hash(b) || is_leaf(a) || is_leaf(b))
        return false;
    if (a->kind == EXPR_BINARY)
        return match_sides(p, a, b);
    for (uint32_t i = 0; i < a->nargs; i++)
        if (!match(p, a->args[i], b->args[i]))
            return false;
    return true;
}

bool shapes_match(const struct graph_expr *a, const struct graph_expr *b,
                  struct shape_leaves *leaves)
{
    leaves->n = leaves->steps = 0;
    return match(leaves, a, b);
}
