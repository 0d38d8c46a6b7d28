/*
 * What is known where an expression stands: behind `x is not null` an x is
 * there, behind `k in table` a lookup of k finds its row.
 */
#include "compiler/check/typing.h"

/* Without the conversion that narrowing put around it. */
static const struct graph_expr *plain(const struct graph_expr *e)
{
    while (e->kind == EXPR_CONVERT && e->args[0]->type->kind == TYPE_OPTIONAL &&
           type_needed(e->args[0]->type) == e->type)
        e = e->args[0];
    return e;
}

static bool same_node(const struct graph_expr *a, const struct graph_expr *b)
{
    return a->kind == b->kind && a->op == b->op && a->negated == b->negated &&
           a->index == b->index && a->nargs == b->nargs &&
           (a->kind == EXPR_LITERAL || a->of == b->of) &&
           (!expr_has_table(a) || a->store == b->store) &&
           (!expr_has_text(a) || str_eq(a->text, b->text));
}

bool expr_equal(const struct graph_expr *a, const struct graph_expr *b)
{
    if (!a || !b)
        return a == b;
    a = plain(a);
    b = plain(b);
    if (a == b)
        return true;
    // A field has one number with and without `?.`; other types must agree.
    if (!same_node(a, b) || (a->kind != EXPR_FIELD && a->type != b->type))
        return false;
    if (a->kind == EXPR_FIELD && !str_eq(a->name, b->name))
        return false;
    if (a->kind == EXPR_EACH || a->kind == EXPR_RECORD)
        return false;
    for (uint32_t i = 0; i < a->nargs; i++)
        if (!expr_equal(a->args[i], b->args[i]))
            return false;
    return true;
}

static bool is_path(const struct graph_expr *e)
{
    e = plain(e);
    while (e->kind == EXPR_FIELD)
        e = plain(e->args[0]);
    return e->kind == EXPR_VAR;
}

static bool is_known(const struct known *up, const struct known *fact)
{
    for (; up; up = up->up)
        if (up->all == fact->all && up->table == fact->table &&
            up->store == fact->store && expr_equal(up->there, fact->there) &&
            expr_equal(up->in, fact->in))
            return true;
    return false;
}

static const struct known *add(struct check *k, const struct known *up,
                               struct known fact)
{
    if (is_known(up, &fact))
        return up;
    struct known *made = arena_make(k->arena, struct known);

    *made = fact;
    made->up = up;
    return made;
}

/* a?.b.c is there: so are a?.b and a. */
static const struct known *add_path(struct check *k, const struct known *up,
                                    const struct graph_expr *e)
{
    e = plain(e);
    if (!is_path(e))
        return up;
    for (;; e = plain(e->args[0])) {
        if (e->type->kind == TYPE_OPTIONAL)
            up = add(k, up, (struct known){.there = e});
        if (e->kind != EXPR_FIELD)
            return up;
    }
}

/* a == "x": where it holds an optional `a` is there. */
static const struct known *add_equal(struct check *k, const struct known *up,
                                     const struct graph_expr *e)
{
    for (int side = 0; side < 2; side++) {
        const struct graph_expr *a = e->args[side], *b = e->args[1 - side];
        bool sure = b->kind == EXPR_CONVERT && b->nargs == 1 &&
                    b->args[0]->type->kind != TYPE_OPTIONAL &&
                    b->args[0]->type->kind != TYPE_NULL;
        if (a->type->kind == TYPE_OPTIONAL && sure)
            return add_path(k, up, a);
    }
    return up;
}

static const struct known *add_binary(struct check *k, const struct known *up,
                                      const struct graph_expr *e, bool truth)
{
    if ((e->op == OP_AND && truth) || (e->op == OP_OR && !truth)) {
        up = check_known(k, up, e->args[0], truth);
        return check_known(k, up, e->args[1], truth);
    }
    if ((e->op == OP_EQ && truth) || (e->op == OP_NE && !truth))
        return add_equal(k, up, e);
    return up;
}

const struct known *check_known(struct check *k, const struct known *up,
                                const struct graph_expr *e, bool truth)
{
    if (!e)
        return up;
    if (expr_bad(e))
        return add(k, up, (struct known){.all = true});
    switch ((unsigned)e->kind) {
    case EXPR_NOT: return check_known(k, up, e->args[0], !truth);
    case EXPR_IS_NULL:
        return e->negated == truth ? add_path(k, up, e->args[0]) : up;
    case EXPR_IN:
        if (e->negated == truth || e->nargs != 1)
            return up;
        return add(k, up,
                   (struct known){
                       .in = e->args[0], .table = e->table, .store = e->store});
    case EXPR_BINARY: return add_binary(k, up, e, truth);
    default: return up;
    }
}

const struct graph_expr *expr_narrowed(const struct expr_context *x,
                                       const struct graph_expr *e)
{
    if (e->type->kind != TYPE_OPTIONAL)
        return e;
    for (const struct known *f = x->known; f; f = f->up) {
        if (!f->all && (!f->there || !expr_equal(f->there, e)))
            continue;
        struct graph_expr *made =
            expr_new(x, EXPR_CONVERT, type_needed(e->type), e->at, 1);
        made->args[0] = e;
        return expr_done(made, 0);
    }
    return e;
}

bool expr_known_in(const struct expr_context *x, const struct graph_expr *key,
                   const struct graph_table *t, const struct graph_store *s)
{
    for (const struct known *f = x->known; f; f = f->up)
        if (f->in && f->table == t && f->store == s && expr_equal(f->in, key))
            return true;
    return false;
}
