/*
 * How a function would be called where its logic is written out: what stands
 * in the places of its parameters are the arguments.
 */
#include "lint/shapes.h"
#include "lint/state.h"

enum { MOST_PARAMS = 32 };

struct arguments {
    str text[MOST_PARAMS]; // "": not known
};

/* Its number among the parameters, or that of none. */
static uint32_t param_of(const struct graph_function *f,
                         const struct graph_var *v)
{
    uint32_t i = 0;

    while (i < f->nparams && f->params[i] != v)
        i++;
    return i;
}

/* Copies have their variables in the same order. */
static void take_vars(struct arguments *a, const struct lint_copy *c)
{
    const struct graph_var *here[MOST_PARAMS], *first[MOST_PARAMS];
    uint32_t n = expr_vars(c->here, here, MOST_PARAMS);

    if (n != expr_vars(c->first, first, MOST_PARAMS))
        return;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t k = param_of(c->first_function, first[i]);
        if (k < c->first_function->nparams)
            a->text[k] = here[i]->name;
    }
}

/* Those of one shape have the same leaves in the same places. */
static void take_leaves(struct lint *l, struct arguments *a,
                        const struct lint_copy *c)
{
    struct shape_leaves leaves;

    if (!shapes_match(c->first, c->here, &leaves))
        return;
    for (uint32_t i = 0; i < leaves.n; i++) {
        const struct graph_expr *e = expr_bare(leaves.a[i]);
        uint32_t k = e->kind == EXPR_VAR ? param_of(c->first_function, e->var)
                                         : c->first_function->nparams;
        if (k < c->first_function->nparams)
            a->text[k] = expr_text(l->arena, expr_bare(leaves.b[i]));
    }
}

str lint_copy_call(struct lint *l, const struct lint_copy *c)
{
    const struct graph_function *f = c->first_function;
    struct arguments a = {{{0}}};
    struct buf out = BUF_MAX(1 << 12);

    if (f->nparams > MOST_PARAMS)
        return (str){0};
    if (expr_same(c->first, c->here))
        take_vars(&a, c);
    else
        take_leaves(l, &a, c);
    buf_str(&out, f->name);
    bool good = true;
    for (uint32_t i = 0; i < f->nparams; i++) {
        buf_str(&out, i ? STR(", ") : STR("("));
        buf_str(&out, a.text[i]);
        good = good && a.text[i].len;
    }
    buf_str(&out, f->nparams ? STR(")") : STR("()"));
    str call =
        good && !out.failed ? arena_str(l->arena, buf_view(&out)) : (str){0};
    buf_free(&out);
    return call;
}
