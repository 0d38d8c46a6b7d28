/*
 * Records that are the same but for one field, which has one operation more in
 * one of them: `total = o.total` and `total = o.total + 1`. A record's key is
 * the sum of its fields' keys, so that of the record without the operation
 * costs no walk over it: it is looked up among the keys of the others.
 */
#include "lint/differ.h"
#include "lint/tally.h"

#include <stdlib.h>

enum { MOST_TRIES = 8 }; // of other records for one

struct keyed {
    uint64_t kind, key;
    uint32_t i; // into all
};

struct near_search {
    struct arena *arena;
    struct near_record *all;
    struct keyed *sorted;
    uint32_t n, tries;
};

static uint64_t mix(uint64_t h, uint64_t x)
{
    h = (h ^ x) * 0x9E3779B97F4A7C15u;
    return h ^ h >> 29;
}

static int compare_numbers(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_keyed(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    int c = compare_numbers(x->kind, y->kind);

    c = c ? c : compare_numbers(x->key, y->key);
    return c ? c : compare_numbers(x->i, y->i);
}

static uint64_t own_key(const struct graph_expr *e)
{
    uint64_t h = mix((uint64_t)e->kind << 8 | e->op, e->nargs);

    if (e->kind == EXPR_BUILTIN)
        h = mix(h, e->index);
    return e->kind == EXPR_FIELD ? mix(h, str_hash(e->name)) : h;
}

/* Of the value's first two levels: what agrees in them is compared. */
static uint64_t field_key(str name, const struct graph_expr *value)
{
    const struct graph_expr *e = expr_bare(value);
    uint64_t h = str_hash(name);

    if (!e)
        return h;
    h = mix(h, own_key(e));
    uint64_t sum = 0;
    for (uint32_t i = 0; e->kind != EXPR_FIELD && i < e->nargs; i++) {
        const struct graph_expr *x = expr_bare(e->args[i]);
        sum += x ? mix(own_key(x), h) : 0; // in any order
    }
    return h + sum;
}

static uint64_t record_key(const struct graph_expr *e)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < e->nargs; i++)
        sum += field_key(e->names[i], e->args[i]);
    return sum;
}

static bool is_literal(const struct graph_expr *e)
{
    e = expr_bare(e);
    return e && e->kind == EXPR_LITERAL;
}

/* A change of the sign makes another thing of it, not a mended one. */
static bool is_turned(const struct graph_expr *e)
{
    e = expr_bare(e);
    return e->kind != EXPR_LITERAL || str_starts_with(e->text, STR("-"));
}

static const struct graph_expr *without_operator(const struct graph_expr *e)
{
    bool either = e->op == OP_ADD || e->op == OP_MUL;

    if (e->op > OP_MOD || e->type->kind == TYPE_STRING)
        return NULL;
    if (!is_turned(e->args[1]))
        return e->args[0];
    return either && !is_turned(e->args[0]) ? e->args[1] : NULL;
}

/* The value that one operation with fixed numbers or texts is done to. */
static const struct graph_expr *inner_of(const struct graph_expr *e)
{
    e = expr_bare(e);
    if (!e)
        return NULL;
    if (e->kind == EXPR_BINARY)
        return expr_bare(without_operator(e));
    if (e->kind == EXPR_COALESCE && is_literal(e->args[1]))
        return expr_bare(e->args[0]);
    if (e->kind != EXPR_BUILTIN || !e->nargs || is_literal(e->args[0]))
        return NULL;
    for (uint32_t i = 1; i < e->nargs; i++)
        if (!is_literal(e->args[i]))
            return NULL;
    return expr_bare(e->args[0]);
}

/* The record with another value in a field. */
static const struct graph_expr *with_value(struct arena *a,
                                           const struct graph_expr *e,
                                           uint32_t i,
                                           const struct graph_expr *value)
{
    struct graph_expr *made = arena_make(a, struct graph_expr);
    const struct graph_expr **args =
        arena_array(a, const struct graph_expr *, e->nargs);

    for (uint32_t k = 0; k < e->nargs; k++)
        args[k] = k == i ? value : e->args[k];
    *made = *e;
    made->args = args;
    return made;
}

static const struct graph_expr *value_of(const struct graph_expr *e, str name)
{
    for (uint32_t i = 0; i < e->nargs; i++)
        if (str_eq(e->names[i], name))
            return e->args[i];
    return NULL;
}

/* The later of the two is the one that is told of. */
static void meet(struct near_search *s, uint32_t with, uint32_t without,
                 const struct graph_expr *value, str name)
{
    bool later = with > without;
    struct near_record *x = &s->all[later ? with : without];
    const struct graph_expr *plain = value_of(s->all[without].e, name);

    if (x->near != NEAR_NONE)
        return;
    x->near = later ? without : with;
    x->here = expr_bare(later ? value : plain);
    x->there = expr_bare(later ? plain : value);
}

static struct keyed *first_of(struct near_search *s, uint64_t kind,
                              uint64_t key)
{
    uint32_t low = 0, high = s->n;
    struct keyed wanted = {.kind = kind, .key = key, .i = 0};

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (compare_keyed(&s->sorted[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return s->sorted + low;
}

static void look_for(struct near_search *s, const struct keyed *from,
                     uint32_t field)
{
    const struct near_record *r = &s->all[from->i];
    str name = r->e->names[field];
    const struct graph_expr *value = r->e->args[field];
    const struct graph_expr *inner = inner_of(value);

    if (!inner)
        return;
    uint64_t key = from->key - field_key(name, value) + field_key(name, inner);
    const struct graph_expr *plain = NULL;
    for (struct keyed *k = first_of(s, from->kind, key);
         k < s->sorted + s->n && k->kind == from->kind && k->key == key; k++) {
        const struct near_record *other = &s->all[k->i];
        if (s->tries++ >= MOST_TRIES)
            return;
        if (other->place == r->place)
            continue;
        plain = plain ? plain : with_value(s->arena, r->e, field, inner);
        if (expr_same(plain, other->e)) {
            meet(s, from->i, k->i, value, name);
            return;
        }
    }
}

/* Only records with fields of the same names can be near. */
static uint64_t names_key(const struct near_record *r)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < r->e->nargs; i++) {
        uint64_t h = str_hash(r->e->names[i]);
        sum += mix(h, h >> 32);
    }
    return mix(r->kind, sum);
}

/* Those whose kind another has too, in the order of kinds and keys. */
static void gather(struct near_search *s, uint32_t n)
{
    struct tally kinds = tally_new(s->arena, n);

    for (uint32_t i = 0; i < n; i++) {
        s->all[i].near = NEAR_NONE;
        s->sorted[i].kind = names_key(&s->all[i]);
        ++*tally_of(&kinds, s->sorted[i].kind);
    }
    for (uint32_t i = 0; i < n; i++) {
        uint64_t kind = s->sorted[i].kind;
        if (*tally_of(&kinds, kind) > 1)
            s->sorted[s->n++] =
                (struct keyed){kind, record_key(s->all[i].e), i};
    }
    if (s->n)
        qsort(s->sorted, s->n, sizeof *s->sorted, compare_keyed);
}

void near_records_find(struct arena *a, struct near_record *all, uint32_t n)
{
    struct near_search s = {.arena = a, .all = all};
    struct arena_mark before = arena_mark(a);

    s.sorted = arena_array(a, struct keyed, (size_t)n + 1);
    gather(&s, n);
    for (uint32_t i = 0; i < s.n; i++) {
        const struct graph_expr *e = all[s.sorted[i].i].e;
        s.tries = 0;
        for (uint32_t f = 0; f < e->nargs; f++)
            look_for(&s, &s.sorted[i], f);
    }
    arena_reset(a, before);
}
