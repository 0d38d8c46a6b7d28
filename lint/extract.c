/*
 * The fix of logic that is written twice: the copy becomes a call. Where no
 * function holds the logic, one is made of what stands first: its variables,
 * or what it reads, are the parameters.
 */
#include "lint/shapes.h"
#include "lint/state.h"

#include <stdlib.h>

enum { MOST = SHAPE_MOST_LEAVES };

struct use { // one of the two places
    const struct graph_expr *e;
    node_id node;
    bool whole;
};

struct param {
    const struct graph_expr *leaf; // of the first; NULL: a variable
    str name, here, first;         // and what each place gives for it
    const struct graph_type *type;
};

struct extract {
    struct lint *l;
    const struct lint_copy *c;
    struct param params[MOST];
    uint32_t n;
};

static struct use use_here(const struct lint_copy *c)
{
    return (struct use){c->here, c->node, c->whole};
}

static struct use use_first(const struct lint_copy *c)
{
    return (struct use){c->first, c->first_node, c->first_whole};
}

/* map order -> erp.Sale as sale { ... }: all of the step is the record. */
static const struct graph_node *map_step(const struct lint *l, struct use u)
{
    const struct graph_node *n = u.node ? &l->g->nodes.at[u.node] : NULL;

    return n && u.whole && u.e->kind == EXPR_RECORD && n->kind == NODE_MAP &&
                   str_eq(n->word, STR("map"))
               ? n
               : NULL;
}

static span place_of(const struct lint *l, struct use u)
{
    const struct graph_node *step = map_step(l, u);

    return step ? step->at : u.e->at;
}

/* The body of a `map` item is no place for a call, and options would go. */
static bool takes_call(const struct lint *l, struct use u)
{
    const struct graph_node *step = map_step(l, u);
    str text = lint_text(l, place_of(l, u));

    if (!text.len || (step && (!step->out || step->has_options)))
        return false;
    return step || u.e->kind != EXPR_RECORD || text.ptr[0] == '{';
}

static void put_call(struct extract *x, struct diag *d, struct use u, str call)
{
    const struct graph_node *step = map_step(x->l, u);
    span at = place_of(x->l, u);
    str text = lint_text(x->l, at);
    uint32_t skip = step ? step->word_at.len : 0;

    while (step && skip < text.len && text.ptr[skip] == ' ')
        skip++; // the layout of the line stays
    if (step)
        call = arena_printf(x->l->arena, "%" STR_FMT " as %" STR_FMT,
                            STR_ARG(call), STR_ARG(step->out->name));
    lint_edit(x->l, d, DIAG_SAFE, (span){at.pos + skip, at.len - skip}, call);
}

/* --- parameters ---------------------------------------------------------- */

static bool is_named(const struct extract *x, str name)
{
    for (uint32_t i = 0; i < x->n; i++)
        if (str_eq(x->params[i].name, name))
            return true;
    return false;
}

static bool same_type(const struct graph_type *a, const struct graph_type *b)
{
    return a->id == b->id;
}

/* Copies have their variables in the same order. */
static bool take_vars(struct extract *x)
{
    const struct graph_var *here[MOST], *first[MOST];
    uint32_t n = expr_vars(x->c->here, here, MOST);

    if (n >= MOST || n != expr_vars(x->c->first, first, MOST))
        return false;
    for (uint32_t i = 0; i < n; i++) {
        // What an `each` binds is known inside of it alone.
        if (first[i]->kind > VAR_PARAM || is_named(x, first[i]->name) ||
            !same_type(here[i]->type, first[i]->type))
            return false;
        x->params[x->n++] = (struct param){.name = first[i]->name,
                                           .here = here[i]->name,
                                           .first = first[i]->name,
                                           .type = first[i]->type};
    }
    return true;
}

static str leaf_name(struct extract *x, const struct graph_expr *e)
{
    bool named = e->kind == EXPR_FIELD || e->kind == EXPR_VAR;
    str base = named ? e->name : STR("value"), name = base;

    if (e->kind == EXPR_VAR && e->var)
        base = name = e->var->name;
    for (unsigned i = 2; is_named(x, name); i++)
        name = arena_printf(x->l->arena, "%" STR_FMT "_%u", STR_ARG(base), i);
    return name;
}

static const struct param *find_leaf(const struct extract *x,
                                     const struct graph_expr *leaf)
{
    for (uint32_t i = 0; i < x->n; i++)
        if (expr_same(x->params[i].leaf, leaf) &&
            str_eq(x->params[i].first, lint_text(x->l, leaf->at)))
            return &x->params[i];
    return NULL;
}

static bool take_leaf(struct extract *x, const struct graph_expr *first,
                      const struct graph_expr *here)
{
    str a = lint_text(x->l, first->at), b = lint_text(x->l, here->at);

    if (!a.len || !b.len || !same_type(first->type, here->type))
        return false;
    if (find_leaf(x, first))
        return true;
    x->params[x->n] = (struct param){.leaf = first,
                                     .name = leaf_name(x, first),
                                     .here = b,
                                     .first = a,
                                     .type = first->type};
    x->n++;
    return true;
}

static bool take_leaves(struct extract *x, struct shape_leaves *leaves)
{
    if (!shapes_match(x->c->first, x->c->here, leaves))
        return false;
    for (uint32_t i = 0; i < leaves->n; i++)
        if (!take_leaf(x, expr_bare(leaves->a[i]), expr_bare(leaves->b[i])))
            return false;
    return true;
}

/* --- the new function ---------------------------------------------------- */

static int compare_leaves(const void *a, const void *b)
{
    const struct graph_expr *x = *(const struct graph_expr *const *)a;
    const struct graph_expr *y = *(const struct graph_expr *const *)b;

    x = expr_bare(x);
    y = expr_bare(y);
    return x->at.pos < y->at.pos ? -1 : x->at.pos > y->at.pos;
}

/* The first's text with parameters for what it reads. */
static str body_of(struct extract *x, struct shape_leaves *leaves)
{
    span at = place_of(x->l, use_first(x->c));
    str text = lint_text(x->l, at);
    struct buf out = BUF_MAX(1 << 20);
    size_t from = 0;

    qsort(leaves->a, leaves->n, sizeof *leaves->a, compare_leaves);
    for (uint32_t i = 0; i < leaves->n; i++) {
        const struct graph_expr *e = expr_bare(leaves->a[i]);
        const struct param *p = find_leaf(x, e);
        if (!p || e->at.pos < at.pos + from ||
            e->at.pos + e->at.len > at.pos + at.len)
            continue; // it would not compile
        buf_str(&out, str_slice(text, from, e->at.pos - at.pos));
        buf_str(&out, p->name);
        from = e->at.pos - at.pos + e->at.len;
    }
    buf_str(&out, str_slice(text, from, text.len));
    return buf_take(&out, x->l->arena);
}

/* Lines of a step moved to where an item stands. */
static str moved_left(struct extract *x, str text, size_t by)
{
    struct buf out = BUF_MAX(1 << 20);

    for (size_t i = 0; i < text.len; i++) {
        bool ends = text.ptr[i] == '\n';
        buf_char(&out, text.ptr[i]);
        for (size_t k = 0;
             ends && k < by && i + 1 < text.len && text.ptr[i + 1] == ' '; k++)
            i++;
    }
    return buf_take(&out, x->l->arena);
}

static bool is_taken(const struct graph *g, str name)
{
    for (uint32_t i = 0; i < g->functions.n; i++)
        if (str_eq(g->functions.at[i]->name, name))
            return true;
    for (uint32_t i = 0; i < g->flows.n; i++)
        if (str_eq(g->flows.at[i]->name, name))
            return true;
    return false;
}

/* After the item and what the step makes: orders_total, orders_keep. */
static str new_name(struct extract *x, str item)
{
    const struct graph_node *n =
        x->c->first_node ? &x->l->g->nodes.at[x->c->first_node] : NULL;
    str tail = !n ? STR("part") : n->out ? n->out->name : n->word;
    size_t word = 0;

    while (word < tail.len && tail.ptr[word] != ' ')
        word++;
    str base = arena_printf(x->l->arena, "%" STR_FMT "_%" STR_FMT,
                            STR_ARG(item), STR_ARG(str_slice(tail, 0, word)));
    str name = base;
    for (unsigned i = 2; is_taken(x->l->g, name); i++)
        name = arena_printf(x->l->arena, "%" STR_FMT "_%u", STR_ARG(base), i);
    return name;
}

static str call_of(struct extract *x, str name, bool here)
{
    struct buf out = BUF_MAX(1 << 16);

    buf_str(&out, name);
    buf_char(&out, '(');
    for (uint32_t i = 0; i < x->n; i++) {
        buf_text(&out, i ? ", " : "");
        buf_str(&out, here ? x->params[i].here : x->params[i].first);
    }
    buf_char(&out, ')');
    return buf_take(&out, x->l->arena);
}

static void add_head(struct extract *x, struct buf *out, str name)
{
    const struct graph_type *t = expr_bare(x->c->first)->type;

    buf_text(out, x->c->first->kind == EXPR_RECORD ? "map " : "fn ");
    buf_str(out, name);
    buf_char(out, '(');
    for (uint32_t i = 0; i < x->n; i++) {
        str type = type_text(x->l->arena, x->params[i].type);
        buf_printf(out, "%s%" STR_FMT ": %" STR_FMT, i ? ", " : "",
                   STR_ARG(x->params[i].name), STR_ARG(type));
    }
    buf_text(out, ") -> ");
    buf_str(out, type_text(x->l->arena, t));
}

static str function_of(struct extract *x, str name, str body)
{
    struct buf out = BUF_MAX(1 << 20);
    const struct graph_node *n =
        x->c->first_node ? &x->l->g->nodes.at[x->c->first_node] : NULL;
    bool record = x->c->first->kind == EXPR_RECORD;
    ptrdiff_t brace = record ? str_find(body, STR("{")) : 0;

    add_head(x, &out, name);
    buf_text(&out, record ? " " : " = ");
    body = str_slice(body, brace < 0 ? body.len : (size_t)brace, body.len);
    if (record && n)
        body = moved_left(x, body, lint_indent(x->l, n->at));
    buf_str(&out, body);
    buf_text(&out, "\n\n");
    return buf_take(&out, x->l->arena);
}

static void extract(struct extract *x, struct diag *d)
{
    struct shape_leaves leaves = {.n = 0};
    str item = {0};
    span before = lint_item_before(x->l, x->c->first->at, &item);

    if (!before.pos || !item.len ||
        !same_type(x->c->first->type, x->c->here->type) ||
        !takes_call(x->l, use_first(x->c)))
        return;
    if (expr_same(x->c->first, x->c->here) ? !take_vars(x)
                                           : !take_leaves(x, &leaves))
        return;
    str name = new_name(x, item), body = body_of(x, &leaves);
    lint_edit(x->l, d, DIAG_SAFE, before, function_of(x, name, body));
    put_call(x, d, use_first(x->c), call_of(x, name, false));
    put_call(x, d, use_here(x->c), call_of(x, name, true));
}

/* --- a call of what is there --------------------------------------------- */

static bool same_arguments(const struct lint_copy *c)
{
    const struct graph_var *here[MOST], *first[MOST];
    struct shape_leaves leaves;

    if (!expr_same(c->first, c->here)) {
        bool same = shapes_match(c->first, c->here, &leaves);
        for (uint32_t i = 0; same && i < leaves.n; i++)
            same = same_type(expr_bare(leaves.a[i])->type,
                             expr_bare(leaves.b[i])->type);
        return same;
    }
    uint32_t n = expr_vars(c->here, here, MOST);
    bool same = n < MOST && n == expr_vars(c->first, first, MOST);
    for (uint32_t i = 0; same && i < n; i++)
        same = same_type(here[i]->type, first[i]->type);
    return same;
}

void lint_copy_fix(struct lint *l, struct diag *d, const struct lint_copy *c)
{
    struct extract x = {.l = l, .c = c};
    str text = lint_text(l, place_of(l, use_here(c)));

    if (!takes_call(l, use_here(c)) || lint_has_comment(text))
        return;
    if (!c->first_function) {
        extract(&x, d);
        return;
    }
    str call = lint_copy_call(l, c);
    if (call.len && same_type(c->first_function->result, c->here->type) &&
        same_arguments(c))
        put_call(&x, d, use_here(c), call);
}
