/*
 * The same logic written twice. Candidates are whole values: bodies of `fn`
 * and `map` items, what a step sets, keeps or checks, and the fields of the
 * records they make. Those of one exact hash are copies. Those of one loose
 * hash, which leaves out constants and operators, have diverged when they
 * differ in one number or operator; near.c finds those with one operation more.
 */
#include "lint/differ.h"
#include "lint/shapes.h"
#include "lint/state.h"
#include "lint/tally.h"

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
    bool again;      // another of its hash comes before
    bool more;       // it diverged by one operation more
    struct expr_sketch sketch;
    uint64_t exact; // hash, or the sketch where that is the only one of it
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
    uint64_t group;
    struct candidate *c; // they stand in their order
};

struct search {
    struct lint *l;
    VEC(struct candidate) all;
    VEC(struct part) parts;
    struct part **parts_sorted;
    uint32_t whole; // the candidate whose parts are being found
    struct member *sorted;
    uint32_t nsorted;
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
        x = expr_bare(x);
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
    e = expr_bare(e);
    if (!e || !is_worth(root, e))
        return;
    uint32_t id = s->all.n;
    // While it is in the cache.
    *vec_push(s->l->arena, &s->all) = (struct candidate){
        .e = e, .root = root, .parent = parent, .sketch = expr_sketch(e)};
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

    c = c ? c : compare_numbers(x->c->exact, y->c->exact);
    return c ? c : x->c < y->c ? -1 : x->c > y->c;
}

/* A record made for one system is no copy of one made for another. */
static uint64_t type_part(const struct graph_expr *e)
{
    bool shaped = e->kind == EXPR_RECORD || e->kind == EXPR_EACH;

    return shaped ? (uint64_t)e->type->id * 0x9E3779B97F4A7C15u : 0;
}

/* Those whose sketch another has too: only among them are copies. */
static void gather_exact(struct search *s)
{
    struct arena_mark before = arena_mark(s->l->arena);
    struct tally same = tally_new(s->l->arena, s->all.n);

    for (uint32_t i = 0; i < s->all.n; i++) {
        struct candidate *c = &s->all.at[i];
        c->exact = c->sketch.exact;
        ++*tally_of(&same, c->exact ^ type_part(c->e));
    }
    s->nsorted = 0;
    for (uint32_t i = 0; i < s->all.n; i++) {
        struct candidate *c = &s->all.at[i];
        if (*tally_of(&same, c->exact ^ type_part(c->e)) < 2)
            continue;
        c->exact = expr_hash(c->e, false);
        s->sorted[s->nsorted++] =
            (struct member){c->exact ^ type_part(c->e), c};
    }
    arena_reset(s->l->arena, before);
}

/* Those whose loose sketch others have too, in few variants. */
static void gather_loose(struct search *s)
{
    struct arena_mark before = arena_mark(s->l->arena);
    struct tally variants = tally_new(s->l->arena, s->all.n);

    for (uint32_t i = 0; i < s->all.n; i++) {
        const struct candidate *c = &s->all.at[i];
        *tally_of(&variants, c->sketch.loose ^ type_part(c->e)) += !c->again;
    }
    s->nsorted = 0;
    for (uint32_t i = 0; i < s->all.n; i++) {
        struct candidate *c = &s->all.at[i];
        uint32_t n = *tally_of(&variants, c->sketch.loose ^ type_part(c->e));
        if (n > 1 && n <= MOST_VARIANTS)
            s->sorted[s->nsorted++] =
                (struct member){expr_hash(c->e, true) ^ type_part(c->e), c};
    }
    arena_reset(s->l->arena, before);
}

/* Calls `mark` for each run of candidates of one group. */
static void for_groups(struct search *s,
                       void (*mark)(struct member *, uint32_t))
{
    if (s->nsorted)
        qsort(s->sorted, s->nsorted, sizeof *s->sorted, compare_members);
    for (uint32_t i = 0, j; i < s->nsorted; i = j) {
        uint64_t group = s->sorted[i].group;
        for (j = i + 1; j < s->nsorted && s->sorted[j].group == group;)
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

/* All that a function does, so that the others could call it. */
static bool is_function(const struct lint_root *r, const struct graph_expr *e)
{
    return r->kind == ROOT_FUNCTION && expr_bare(r->expr) == e;
}

/* What the others are copies of: a function, or what stands first. */
static struct candidate *original(struct member *at, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (is_function(at[i].c->root, at[i].c->e))
            return at[i].c;
    return at[0].c;
}

static void mark_copies(struct member *at, uint32_t n)
{
    struct candidate *first = original(at, n);

    for (uint32_t i = 0; i < n; i++) {
        at[i].c->again = i > 0;
        if (at[i].c->root == first->root || !expr_same(first->e, at[i].c->e))
            continue;
        at[i].c->copied = first;
        first->copied = first;
    }
}

static void mark_variant(struct candidate *first, struct candidate *c)
{
    struct difference d;

    if (first->root == c->root || !differ_once(&d, first->e, c->e))
        return;
    c->diverged = first;
    c->here = d.b;
    c->there = d.a;
}

/* The variant with the most copies is the rule, the others have diverged. */
static void mark_variants(struct member *at, uint32_t n)
{
    uint32_t starts[MOST_VARIANTS + 1], variants = 0, most = 0, longest = 0;

    if (at[0].c->exact == at[n - 1].c->exact)
        return;
    for (uint32_t i = 0; i < n; i++)
        if (!i || at[i].c->exact != at[i - 1].c->exact) {
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
        if (is_function(c->root, at[i]->e))
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
    struct shape_leaves leaves;

    for (uint32_t i = 0; i < n; i++) {
        const struct candidate *c = &s->all.at[at[i]->of];
        if (at[i] != first && c->root != origin->root && !is_reported(s, c) &&
            shapes_match(first->e, at[i]->e, &leaves))
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

/* --- near-copies ---------------------------------------------------------- */

/* Records that are no copy and no variant: one may do one thing more. */
static void find_near(struct search *s)
{
    struct near_record *near =
        arena_array(s->l->arena, struct near_record, s->all.n + 1);
    uint32_t *ids = arena_array(s->l->arena, uint32_t, s->all.n + 1), n = 0;

    for (uint32_t i = 0; i < s->all.n; i++) {
        const struct candidate *c = &s->all.at[i];
        if (c->e->kind != EXPR_RECORD || c->e->nargs <= FEWEST_FIELDS ||
            c->diverged)
            continue;
        ids[n] = i;
        near[n++] = (struct near_record){
            .e = c->e, .kind = type_part(c->e), .place = c->root};
    }
    near_records_find(s->l->arena, near, n);
    for (uint32_t i = 0; i < n; i++) {
        struct candidate *c = &s->all.at[ids[i]];
        if (near[i].near == NEAR_NONE || (c->copied && c->copied != c))
            continue;
        c->diverged = &s->all.at[ids[near[i].near]];
        c->more = true;
        c->here = near[i].here;
        c->there = near[i].there;
    }
}

/* --- the fact ------------------------------------------------------------ */

static str place_of(struct lint *l, const struct lint_root *r,
                    const struct graph_expr *e)
{
    const char *part = expr_bare(r->expr) == e ? "" : "a part of ";

    if (r->kind == ROOT_FUNCTION)
        return arena_printf(l->arena, "%s%s \"%" STR_FMT "\"", part,
                            r->function->is_map ? "map" : "fn",
                            STR_ARG(r->function->name));
    const struct graph_node *n = &l->g->nodes.at[r->node];
    // A step's condition stands in an arm: that is no part of it.
    part = r->kind == ROOT_ARM ? "" : part;
    return arena_printf(
        l->arena, "%sstep \"%" STR_FMT "\" of flow \"%" STR_FMT "\"", part,
        STR_ARG(n->name), STR_ARG(l->g->flows.at[n->flow]->name));
}

static struct lint_copy *add_found(struct search *s, const struct candidate *c,
                                   const struct graph_expr *here,
                                   const struct candidate *of,
                                   const struct graph_expr *first)
{
    struct lint *l = s->l;
    struct lint_copy *made = vec_push(l->arena, &l->facts.copies);
    bool calls = is_function(of->root, first);

    *made =
        (struct lint_copy){.here = here,
                           .first = first,
                           .node = c->root->node,
                           .whole = expr_bare(c->root->expr) == here,
                           .first_node = of->root->node,
                           .first_whole = expr_bare(of->root->expr) == first,
                           .place = place_of(l, c->root, here),
                           .first_place = place_of(l, of->root, first),
                           .first_function = calls ? of->root->function : NULL};
    return made;
}

static void add_shape(struct search *s, const struct part *p)
{
    add_found(s, &s->all.at[p->of], p->e, &s->all.at[p->first->of],
              p->first->e);
}

static void add_diverged(struct search *s, const struct candidate *c)
{
    struct lint_copy *made = add_found(s, c, c->e, c->diverged, c->diverged->e);

    made->diverged = true;
    made->place = place_of(s->l, c->root, expr_bare(c->root->expr));
    made->first_place =
        place_of(s->l, c->diverged->root, expr_bare(c->diverged->root->expr));
    made->more = c->more;
    made->differs_here = c->here;
    made->differs_first = c->there;
}

static uint32_t stands_at(const struct lint_root *r)
{
    return r->expr->at.pos;
}

/* Roots have steps before functions; both stand in the order of the text, and
 * so do the candidates: the first of two is the one a reader meets first. */
static void add_candidates(struct search *s)
{
    uint32_t n, i = 0, f = 0;
    const struct lint_root *roots = lint_roots(s->l, &n);

    while (f < n && roots[f].kind != ROOT_FUNCTION)
        f++;
    uint32_t nsteps = f;
    while (i < nsteps || f < n) {
        bool function = f < n && roots[f].kind == ROOT_FUNCTION;
        bool later = i < nsteps && (!function || stands_at(&roots[i]) <=
                                                     stands_at(&roots[f]));
        const struct lint_root *r = later ? &roots[i++] : &roots[f++];
        if (is_logic(r))
            add(s, r, r->expr, UINT32_MAX);
    }
}

static void find_copies(struct lint *l)
{
    struct search s = {.l = l};

    add_candidates(&s);
    s.sorted = arena_array(l->arena, struct member, s.all.n);
    gather_exact(&s);
    for_groups(&s, mark_copies);
    gather_loose(&s);
    for_groups(&s, mark_variants);
    find_near(&s);
    for (uint32_t i = 0; i < s.all.n; i++) {
        const struct candidate *c = &s.all.at[i];
        if (c->copied && c->copied != c && !is_inside(&s, c, false) &&
            !is_inside(&s, c, true))
            add_found(&s, c, c->e, c->copied, c->copied->e);
        if (c->diverged && !is_inside(&s, c, true))
            add_diverged(&s, c);
    }
    find_shapes(&s);
    for (uint32_t i = 0; i < s.parts.n; i++)
        if (s.parts.at[i].first && !is_in_larger(&s, i))
            add_shape(&s, &s.parts.at[i]);
}

const struct lint_copy *lint_copies(struct lint *l, uint32_t *n)
{
    if (!l->facts.has_copies) {
        uint32_t was = lint_clock_fact(l, FACT_COPIES);
        find_copies(l);
        lint_clock(l, was);
    }
    l->facts.has_copies = true;
    *n = l->facts.copies.n;
    return l->facts.copies.at;
}
