/*
 * The same logic written twice. Candidates are whole values: bodies of `fn`
 * and `map` items, what a step sets, keeps or checks, and the fields of the
 * records they make. Those of one exact hash are copies. Those of one loose
 * hash, which leaves out constants and operators, have diverged when they
 * differ in one number or operator.
 */
#include "lint/shapes.h"
#include "lint/state.h"

#include <stdlib.h>

enum {
    FEWEST_OPERATIONS = 2, // less is a trivial expression
    FEWEST_FIELDS = 4,     // of a record that only copies fields
    MOST_VARIANTS = 8      // more is a pattern, not a copy
};

struct candidate {
    const struct graph_expr *e;
    const struct lint_root *root;
    uint32_t parent; // the candidate around it, UINT32_MAX without
    uint64_t loose;  // hash
    // What it is a copy of (the first: of itself), what it diverged from.
    const struct candidate *copied, *diverged;
    const struct graph_expr *here, *there; // where it differs
};

struct part { // of a candidate: it does enough to be a rule (shapes.h)
    const struct graph_expr *e;
    uint32_t of, order;
    uint64_t shape;
    const struct part *first; // of its shape, when that is elsewhere
};

struct member { // of a candidate among those of its group
    uint64_t group, exact;
    struct candidate *c; // they stand in their order
};

struct search {
    struct lint *l;
    VEC(struct candidate) all;
    VEC(struct part) parts;
    struct part **parts_sorted;
    uint32_t whole; // the candidate whose parts are being found
    struct member *sorted;
};

/* --- candidates ---------------------------------------------------------- */

static const uint32_t operations = LINT_PART(BINARY) | LINT_PART(BUILTIN) |
                                   LINT_PART(IN) | LINT_PART(IF) |
                                   LINT_PART(LOOKUP) | LINT_PART(COALESCE) |
                                   LINT_PART(NEGATE) | LINT_PART(NOT);

static bool is_operation(const struct graph_expr *e)
{
    return operations & 1u << e->kind;
}

/* A broken number in a sum is a decision of somebody: `price * 1.2`. */
static bool has_broken(const struct graph_expr *e)
{
    bool computes =
        e->kind == EXPR_BUILTIN || (e->kind == EXPR_BINARY && e->op <= OP_MOD);

    for (uint32_t i = 0; computes && i < e->nargs; i++) {
        const struct graph_expr *x = e->args[i];
        while (x->kind == EXPR_CONVERT)
            x = x->args[0];
        if (x->kind == EXPR_LITERAL && x->type->kind == TYPE_DECIMAL &&
            str_find(expr_literal_text(x), STR(".")) >= 0)
            return true;
    }
    return false;
}

struct weight {
    uint32_t operations, fields;
};

/* Whether it has weight enough; then the rest of it need not be looked at. */
static bool weigh(struct weight *w, const struct graph_expr *e)
{
    if (!e)
        return false;
    w->operations += is_operation(e) + has_broken(e);
    w->fields += e->kind == EXPR_RECORD ? e->nargs : 0;
    if (w->operations >= FEWEST_OPERATIONS || w->fields >= FEWEST_FIELDS)
        return true;
    for (uint32_t i = 0; i < e->nargs; i++)
        if (weigh(w, e->args[i]))
            return true;
    return false;
}

static bool is_poisoned(const struct graph_expr *e)
{
    for (uint32_t i = 0; i < e->nargs; i++)
        if (e->args[i] && is_poisoned(e->args[i]))
            return true;
    return e->kind == EXPR_UNKNOWN;
}

static bool is_worth(const struct lint_root *root, const struct graph_expr *e)
{
    struct weight w = {0};

    return weigh(&w, e) &&
           !(root->parts & LINT_PART(UNKNOWN) && is_poisoned(e));
}

static void found_part(void *context, const struct graph_expr *e, uint64_t hash)
{
    struct search *s = context;
    uint32_t id = s->parts.n;

    *vec_push(s->l->arena, &s->parts) =
        (struct part){.e = e, .of = s->whole, .order = id, .shape = hash};
}

static void add(struct search *s, const struct lint_root *root,
                const struct graph_expr *e, uint32_t parent)
{
    while (e && e->kind == EXPR_CONVERT)
        e = e->args[0];
    if (!e || !is_worth(root, e))
        return;
    uint32_t id = s->all.n;
    *vec_push(s->l->arena, &s->all) =
        (struct candidate){.e = e, .root = root, .parent = parent};
    if (e->kind == EXPR_RECORD)
        for (uint32_t i = 0; i < e->nargs; i++)
            add(s, root, e->args[i], id);
    else if (e->kind == EXPR_EACH && e->nargs == 3)
        add(s, root, e->args[2], id);
    else {
        const struct shapes shapes = {found_part, s};
        s->whole = id;
        shapes_find(&shapes, e);
    }
}

static bool is_logic(const struct lint_root *r)
{
    if (!(r->parts & (operations | LINT_PART(RECORD))))
        return false;
    if (r->kind == ROOT_FUNCTION || r->kind == ROOT_ARM)
        return true;
    return r->kind == ROOT_SETTING &&
           (r->key == SET_VALUE || r->key == SET_CONDITION);
}

/* --- groups -------------------------------------------------------------- */

static int compare_numbers(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_members(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    int c = compare_numbers(x->group, y->group);

    c = c ? c : compare_numbers(x->exact, y->exact);
    return c ? c : x->c < y->c ? -1 : x->c > y->c;
}

/* A record made for one system is no copy of one made for another. */
static uint64_t type_part(const struct graph_expr *e)
{
    bool shaped = e->kind == EXPR_RECORD || e->kind == EXPR_EACH;

    return shaped ? (uint64_t)e->type->id * 0x9E3779B97F4A7C15u : 0;
}

static void hash_candidates(struct search *s)
{
    s->sorted = arena_array(s->l->arena, struct member, s->all.n + 1);
    for (uint32_t i = 0; i < s->all.n; i++) {
        struct candidate *c = &s->all.at[i];
        uint64_t exact = expr_hash(c->e, false);
        s->sorted[i] = (struct member){exact ^ type_part(c->e), exact, c};
        c->loose = expr_hash(c->e, true) ^ type_part(c->e);
    }
}

/* Calls `mark` for each run of candidates of one group. */
static void for_groups(struct search *s,
                       void (*mark)(struct member *, uint32_t))
{
    if (s->all.n)
        qsort(s->sorted, s->all.n, sizeof *s->sorted, compare_members);
    for (uint32_t i = 0, j; i < s->all.n; i = j) {
        uint64_t group = s->sorted[i].group;
        for (j = i + 1; j < s->all.n && s->sorted[j].group == group;)
            j++;
        if (j - i > 1)
            mark(s->sorted + i, j - i);
    }
}

/* What stands inside of something that was reported stays silent. */
static bool is_inside(const struct search *s, const struct candidate *c,
                      bool diverged)
{
    while (c->parent != UINT32_MAX) {
        c = &s->all.at[c->parent];
        if (diverged ? c->diverged : c->copied)
            return true;
    }
    return false;
}

static void mark_copies(struct member *at, uint32_t n)
{
    struct candidate *first = at[0].c;

    for (uint32_t i = 1; i < n; i++)
        if (at[i].c->root != first->root && expr_same(first->e, at[i].c->e)) {
            at[i].c->copied = first;
            first->copied = first;
        }
}

/* --- differences --------------------------------------------------------- */

struct difference {
    const struct graph_expr *a, *b;
    uint32_t n;
    bool other; // in something that is neither a number nor an operator
};

static const struct graph_expr *bare(const struct graph_expr *e)
{
    while (e && e->kind == EXPR_CONVERT)
        e = e->args[0];
    return e;
}

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
    for (uint32_t i = 0; i < a->nargs && d->n < 2; i++)
        compare(d, a->args[i], field_named(b, a->names[i], i));
}

static void compare(struct difference *d, const struct graph_expr *a,
                    const struct graph_expr *b)
{
    a = bare(a);
    b = bare(b);
    if (d->n > 1 || (!a && !b))
        return;
    if (!a || !b || a->kind != b->kind || a->nargs != b->nargs) {
        d->n = 2;
        return;
    }
    if (a->kind == EXPR_LITERAL &&
        !str_eq(expr_literal_text(a), expr_literal_text(b)))
        differ(d, a, b, is_measure(a) && is_measure(b));
    if (a->kind == EXPR_ENUM && a->index != b->index)
        differ(d, a, b, false);
    if (a->kind == EXPR_BINARY) {
        compare_binary(d, a, b);
    } else if (a->kind == EXPR_RECORD) {
        compare_records(d, a, b);
    } else {
        for (uint32_t i = 0; i < a->nargs; i++)
            compare(d, a->args[i], b->args[i]);
    }
}

static void mark_variant(struct candidate *first, struct candidate *c)
{
    struct difference d = {0};

    if (first->root == c->root)
        return;
    compare(&d, first->e, c->e);
    if (d.n != 1 || d.other)
        return;
    c->diverged = first;
    c->here = d.b;
    c->there = d.a;
}

/* The variant with the most copies is the rule, the others have diverged. */
static void mark_variants(struct member *at, uint32_t n)
{
    uint32_t starts[MOST_VARIANTS + 1], variants = 0, most = 0, longest = 0;

    if (at[0].exact == at[n - 1].exact)
        return;
    for (uint32_t i = 0; i < n; i++)
        if (!i || at[i].exact != at[i - 1].exact) {
            if (variants == MOST_VARIANTS)
                return;
            starts[variants++] = i;
        }
    starts[variants] = n;
    for (uint32_t v = 0; v < variants; v++) {
        uint32_t length = starts[v + 1] - starts[v];
        bool earlier = at[starts[v]].c < at[starts[most]].c;
        if (length > longest || (length == longest && earlier)) {
            most = v;
            longest = length;
        }
    }
    for (uint32_t v = 0; v < variants; v++)
        if (v != most)
            mark_variant(at[starts[most]].c, at[starts[v]].c);
}

/* --- shapes --------------------------------------------------------------- */

static int compare_parts(const void *a, const void *b)
{
    const struct part *x = *(struct part *const *)a;
    const struct part *y = *(struct part *const *)b;
    int c = compare_numbers(x->shape, y->shape);

    return c ? c : compare_numbers(x->order, y->order);
}

/* A `fn` that is nothing else is what the others could call. */
static const struct part *best_first(const struct search *s,
                                     struct part *const *at, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const struct candidate *c = &s->all.at[at[i]->of];
        if (c->root->kind == ROOT_FUNCTION && bare(c->root->expr) == at[i]->e)
            return at[i];
    }
    return at[0];
}

static bool is_reported(const struct search *s, const struct candidate *c)
{
    return (c->copied && c->copied != c) || c->diverged ||
           is_inside(s, c, false) || is_inside(s, c, true);
}

static void mark_parts(struct search *s, struct part **at, uint32_t n)
{
    const struct part *first = best_first(s, at, n);
    const struct candidate *origin = &s->all.at[first->of];

    for (uint32_t i = 0; i < n; i++) {
        const struct candidate *c = &s->all.at[at[i]->of];
        if (at[i] != first && c->root != origin->root && !is_reported(s, c) &&
            shapes_match(first->e, at[i]->e))
            at[i]->first = first;
    }
}

static void find_shapes(struct search *s)
{
    uint32_t n = s->parts.n;

    s->parts_sorted = arena_array(s->l->arena, struct part *, n + 1);
    for (uint32_t i = 0; i < n; i++)
        s->parts_sorted[i] = &s->parts.at[i];
    if (n)
        qsort(s->parts_sorted, n, sizeof *s->parts_sorted, compare_parts);
    for (uint32_t i = 0, j; i < n; i = j) {
        uint64_t shape = s->parts_sorted[i]->shape;
        for (j = i + 1; j < n && s->parts_sorted[j]->shape == shape;)
            j++;
        if (j - i > 1)
            mark_parts(s, s->parts_sorted + i, j - i);
    }
}

/* Parts come from the leaves up: the whole stands behind what is in it. */
static bool is_in_larger(const struct search *s, uint32_t i)
{
    const struct part *p = &s->parts.at[i];

    for (uint32_t j = i + 1; j < s->parts.n; j++) {
        const struct part *q = &s->parts.at[j];
        if (q->of != p->of || q->e->at.pos > p->e->at.pos)
            return false;
        if (q->first &&
            q->e->at.pos + q->e->at.len >= p->e->at.pos + p->e->at.len)
            return true;
    }
    return false;
}

/* --- the fact ------------------------------------------------------------ */

static const struct graph_function *function_of(const struct lint_root *r)
{
    return r->kind == ROOT_FUNCTION ? r->function : NULL;
}

static str place_of(struct lint *l, const struct lint_root *r)
{
    if (r->kind == ROOT_FUNCTION)
        return arena_printf(l->arena, "%s \"%" STR_FMT "\"",
                            r->function->is_map ? "map" : "fn",
                            STR_ARG(r->function->name));
    const struct graph_node *n = &l->g->nodes.at[r->node];
    return arena_printf(
        l->arena, "step \"%" STR_FMT "\" of flow \"%" STR_FMT "\"",
        STR_ARG(n->name), STR_ARG(l->g->flows.at[n->flow]->name));
}

static void add_shape(struct search *s, const struct part *p)
{
    const struct candidate *c = &s->all.at[p->of];
    const struct candidate *first = &s->all.at[p->first->of];

    *vec_push(s->l->arena, &s->l->facts.copies) =
        (struct lint_copy){.here = p->e,
                           .first = p->first->e,
                           .node = c->root->node,
                           .place = place_of(s->l, c->root),
                           .first_place = place_of(s->l, first->root),
                           .first_function = function_of(first->root)};
}

static void add_copy(struct search *s, const struct candidate *c,
                     const struct candidate *first, bool diverged)
{
    struct lint *l = s->l;

    *vec_push(l->arena, &l->facts.copies) =
        (struct lint_copy){.here = c->e,
                           .first = first->e,
                           .node = c->root->node,
                           .place = place_of(l, c->root),
                           .first_place = place_of(l, first->root),
                           .first_function = function_of(first->root),
                           .diverged = diverged,
                           .differs_here = diverged ? c->here : NULL,
                           .differs_first = diverged ? c->there : NULL};
}

static void find_copies(struct lint *l)
{
    struct search s = {.l = l};
    uint32_t n;
    const struct lint_root *roots = lint_roots(l, &n);

    for (uint32_t i = 0; i < n; i++)
        if (is_logic(&roots[i]))
            add(&s, &roots[i], roots[i].expr, UINT32_MAX);
    hash_candidates(&s);
    for_groups(&s, mark_copies);
    for (uint32_t i = 0; i < s.all.n; i++)
        s.sorted[i].group = s.sorted[i].c->loose;
    for_groups(&s, mark_variants);
    for (uint32_t i = 0; i < s.all.n; i++) {
        const struct candidate *c = &s.all.at[i];
        if (c->copied && c->copied != c && !is_inside(&s, c, false))
            add_copy(&s, c, c->copied, false);
        if (c->diverged && !is_inside(&s, c, true))
            add_copy(&s, c, c->diverged, true);
    }
    find_shapes(&s);
    for (uint32_t i = 0; i < s.parts.n; i++)
        if (s.parts.at[i].first && !is_in_larger(&s, i))
            add_shape(&s, &s.parts.at[i]);
}

const struct lint_copy *lint_copies(struct lint *l, uint32_t *n)
{
    if (!l->facts.has_copies)
        find_copies(l);
    l->facts.has_copies = true;
    *n = l->facts.copies.n;
    return l->facts.copies.at;
}
