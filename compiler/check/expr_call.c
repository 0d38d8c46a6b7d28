/*
 * Calls of the estate's fns and maps, which win over built-ins of their name.
 */
#include "compiler/check/typing.h"

static uint32_t count(const struct ast_expr *list)
{
    uint32_t n = 0;

    for (; list; list = list->next)
        n++;
    return n;
}

static const struct graph_expr *unknown(const struct expr_context *x,
                                        const struct ast_expr *e)
{
    struct check *k = x->k;
    const struct map *builtins = &forms_of(k)->builtins;
    uint32_t n = 0;
    str *names = arena_array(k->arena, str,
                             builtins->entries.n + k->functions.entries.n + 1);

    for (struct ast_expr *a = e->list; a; a = a->next)
        expr_infer(x, a, NULL);
    if (check_incomplete(k, (span){0}) ||
        missing_again(k, "fn", e->name.sym->text, x->connector, e->name.at))
        return expr_poison(x, e->at);
    struct diag *d =
        check_report(k, CHECK_UNKNOWN_NAME, e->name.at,
                     "there is no fn, map or built-in \"%" STR_FMT "\"",
                     STR_ARG(e->name.sym->text));
    for (uint32_t i = 0; i < k->functions.entries.n; i++)
        names[n++] = k->functions.entries.at[i].key;
    for (uint32_t i = 0; i < builtins->entries.n; i++)
        if (!str_ends_with(builtins->entries.at[i].key, STR(" /")))
            names[n++] = builtins->entries.at[i].key;
    check_nearest_of(k, d, e->name.sym->text, names, n);
    missing_note(k, "fn", e->name.sym->text, x->connector, d);
    return expr_poison(x, e->at);
}

static void wrong_count(const struct expr_context *x, const struct ast_expr *e,
                        const struct graph_function *f, uint32_t n)
{
    struct diag *d = check_report(x->k, CHECK_WRONG_ARGUMENTS, e->at,
                                  "%" STR_FMT " takes %u argument%s, found %u",
                                  STR_ARG(f->name), f->nparams,
                                  f->nparams == 1 ? "" : "s", n);

    diag_note(x->k->diags, d, f->name_at, "it is declared here");
}

static const struct graph_expr *argument(const struct expr_context *x,
                                         struct ast_expr *a,
                                         const struct graph_function *f,
                                         const struct graph_var *param)
{
    const struct graph_expr *v = expr_infer(x, a, param->type);

    if (type_fit(v->type, param->type) <= FIT_CONVERT)
        return expr_convert(x, v, param->type);
    str what = arena_printf(x->k->arena, "\"%" STR_FMT "\" of %" STR_FMT,
                            STR_ARG(param->name), STR_ARG(f->name));
    return check_fits(x, v, param->type, what.ptr);
}

static const struct graph_expr *function(const struct expr_context *x,
                                         struct ast_expr *e,
                                         struct graph_function *f)
{
    uint32_t n = count(e->list), i = 0;
    bool bad = n != f->nparams || f->result->kind == TYPE_ERROR;
    struct graph_expr *made = expr_new(x, EXPR_CALL, f->result, e->at, n);

    f->used++;
    if (n != f->nparams)
        wrong_count(x, e, f, n);
    for (struct ast_expr *a = e->list; a; a = a->next, i++) {
        if (n != f->nparams) {
            expr_infer(x, a, NULL);
            continue;
        }
        made->args[i] = argument(x, a, f, f->params[i]);
        bad = bad || expr_bad(made->args[i]);
    }
    if (bad)
        return expr_poison(x, e->at);
    made->function = f;
    made->name = f->name;
    return expr_done(made, f->body ? f->body->raises : 0);
}

const struct graph_expr *expr_called(const struct expr_context *x,
                                     struct ast_expr *e)
{
    struct graph_function *f =
        x->connector ? NULL : map_get(&x->k->functions, e->name.sym->text);
    const struct form *forms =
        map_get(&forms_of(x->k)->builtins, e->name.sym->text);

    if (f)
        return function(x, e, f);
    return forms ? expr_builtin(x, e, forms) : unknown(x, e);
}
