/*
 * Lists, dictionaries, each, lookups.
 */
#include "compiler/check/typing.h"

static uint32_t length(const struct ast_expr *list)
{
    uint32_t n = 0;

    for (; list; list = list->next)
        n++;
    return n;
}

/* The type that all elements fit; NULL after a message. */
static const struct graph_type *
common_type(const struct expr_context *x, const struct graph_expr *const *args,
            uint32_t first, uint32_t step, uint32_t n,
            const struct graph_type *hint)
{
    const struct graph_type *type = NULL;
    bool all_fit = hint != NULL;

    for (uint32_t i = first; i < n; i += step)
        all_fit = all_fit && type_fit(args[i]->type, hint) <= FIT_CONVERT;
    if (all_fit)
        return hint;
    for (uint32_t i = first; i < n; i += step) {
        const struct graph_type *t = args[i]->type, *before = type;
        type = type && type != t ? type_join(&x->k->g->types, type, t) : t;
        if (type)
            continue;
        check_report(x->k, CHECK_TYPE_MISMATCH, args[i]->at,
                     "all elements are of one type, found %" STR_FMT
                     " behind %" STR_FMT,
                     STR_ARG(type_name(x, t)), STR_ARG(type_name(x, before)));
        return NULL;
    }
    return type ? type : plain_type(x, TYPE_NULL);
}

const struct graph_expr *expr_listed(const struct expr_context *x,
                                     struct ast_expr *e,
                                     const struct graph_type *hint)
{
    const struct graph_type *of =
        hint && hint->kind == TYPE_LIST ? hint->of : NULL;
    uint32_t n = length(e->list), i = 0;
    struct graph_expr *made =
        expr_new(x, EXPR_LIST, plain_type(x, TYPE_ERROR), e->at, n);
    bool poisoned = false;

    for (struct ast_expr *a = e->list; a; a = a->next) {
        made->args[i] = expr_infer(x, a, of);
        poisoned = poisoned || expr_bad(made->args[i++]);
    }
    if (poisoned)
        return expr_poison(x, e->at);
    of = common_type(x, made->args, 0, 1, n, of);
    if (!of)
        return expr_poison(x, e->at);
    for (i = 0; i < n; i++)
        made->args[i] = expr_convert(x, made->args[i], of);
    made->type = type_list(&x->k->g->types, of);
    return expr_done(made, 0);
}

/* Keys that are fixed text stand once. */
static void check_keys(const struct expr_context *x,
                       const struct graph_expr *const *args, uint32_t n)
{
    struct map seen;

    map_init(&seen, x->k->arena);
    for (uint32_t i = 0; i < n; i += 2) {
        if (!is_literal(args[i]))
            continue;
        void **first = map_put(&seen, args[i]->text);
        if (*first) {
            struct diag *d =
                check_report(x->k, CHECK_DUPLICATE_NAME, args[i]->at,
                             "the key \"%" STR_FMT "\" is there already",
                             STR_ARG(args[i]->text));
            diag_note(x->k->diags, d, ((const struct graph_expr *)*first)->at,
                      "the first is here");
        } else {
            *first = (void *)(uintptr_t)args[i];
        }
    }
}

const struct graph_expr *expr_keyed(const struct expr_context *x,
                                    struct ast_expr *e,
                                    const struct graph_type *hint)
{
    const struct graph_type *of =
        hint && hint->kind == TYPE_DICT ? hint->of : NULL;
    const struct graph_type *string = plain_type(x, TYPE_STRING);
    uint32_t n = length(e->list), i = 0;
    struct graph_expr *made =
        expr_new(x, EXPR_DICT, plain_type(x, TYPE_ERROR), e->at, n);
    bool poisoned = false;

    for (struct ast_expr *a = e->list; a; a = a->next, i++) {
        made->args[i] =
            i % 2 ? expr_infer(x, a, of) : expr_as(x, a, string, "a key");
        poisoned = poisoned || expr_bad(made->args[i]);
    }
    if (poisoned)
        return expr_poison(x, e->at);
    of = common_type(x, made->args, 1, 2, n, of);
    if (!of)
        return expr_poison(x, e->at);
    check_keys(x, made->args, n);
    for (i = 1; i < n; i += 2)
        made->args[i] = expr_convert(x, made->args[i], of);
    made->type = type_dict(&x->k->g->types, of);
    return expr_done(made, 0);
}

const struct graph_expr *expr_looked_up(const struct expr_context *x,
                                        struct ast_expr *e)
{
    struct graph_store *s =
        x->connector ? NULL : map_get(&x->k->stores, e->name.sym->text);
    struct graph_table *t = NULL;

    if (s)
        s->used++;
    else
        t = check_find(x->k, &x->k->tables, "table or store", e->name);
    if (!s && !t) {
        expr_infer(x, e->a, NULL);
        return expr_poison(x, e->at);
    }
    const struct graph_expr *key =
        expr_as(x, e->a, s ? s->key : t->key, "the key");
    const struct graph_type *type = s ? s->value : t->value;
    if (expr_bad(key) || type->kind == TYPE_ERROR)
        return expr_poison(x, e->at);
    struct graph_expr *made = expr_new(x, EXPR_LOOKUP, type, e->at, 1);
    made->args[0] = key;
    made->table = t;
    made->store = s;
    made->name = e->name.sym->text;
    return expr_done(
        made, expr_known_in(x, key, t, s) ? 0 : WEIR_CLASS_BIT(WEIR_DATA));
}

/* The list that an each goes through; poison after a message. */
static const struct graph_expr *source(const struct expr_context *x,
                                       struct ast_expr *e)
{
    const struct graph_expr *list = expr_infer(x, e->a, NULL);
    const struct graph_type *any = plain_type(x, TYPE_ANY);
    const struct graph_type *anys = type_list(&x->k->g->types, any);
    str s = source_text(x->k->sources, e->a->at);
    struct diag *d;

    switch ((unsigned)list->type->kind) {
    case TYPE_ERROR:
    case TYPE_LIST: return list;
    case TYPE_OPTIONAL:
        report_optional(x, list, NULL, "each");
        return expr_poison(x, e->at);
    case TYPE_ANY: return check_fits(x, list, anys, "each");
    default: break;
    }
    d = check_report(x->k, CHECK_TYPE_MISMATCH, e->a->at,
                     "each goes through a list, found %" STR_FMT,
                     STR_ARG(type_name(x, list->type)));
    if (list->type->kind == TYPE_DICT)
        diag_help(x->k->diags, d, "values(%" STR_FMT ") or keys(%" STR_FMT ")",
                  STR_ARG(s), STR_ARG(s));
    return expr_poison(x, e->at);
}

const struct graph_expr *expr_each(const struct expr_context *x,
                                   struct ast_expr *e,
                                   const struct graph_type *hint)
{
    const struct graph_expr *list = source(x, e);
    const struct graph_type *error = plain_type(x, TYPE_ERROR);
    const struct graph_type *of =
        hint && hint->kind == TYPE_LIST ? hint->of : NULL;
    struct graph_var *item =
        graph_add_var(x->k->g, e->name.sym->text, VAR_EACH,
                      expr_bad(list) ? error : list->type->of, e->name.at);
    struct expr_context inner = *x;
    const struct graph_expr *where = NULL, *body;

    check_variable(x->k, e->name, false);
    inner.scope = scope_add(x->k, x->scope, e->name.sym, item);
    if (e->b)
        where = expr_as(&inner, e->b, plain_type(x, TYPE_BOOL), "where");
    inner.known = check_known(x->k, inner.known, where, true);
    body = e->kind == AST_EACH_RECORDS ? expr_recorded(&inner, e, of)
                                       : expr_infer(&inner, e->c, of);
    if (expr_bad(list) || expr_bad(body) || (where && expr_bad(where)))
        return expr_poison(x, e->at);
    if (of && type_fit(body->type, of) <= FIT_CONVERT)
        body = expr_convert(x, body, of);
    struct graph_expr *made = expr_new(
        x, EXPR_EACH, type_list(&x->k->g->types, body->type), e->at, 3);
    made->var = item;
    made->args[0] = list;
    made->args[1] = where;
    made->args[2] = body;
    return expr_done(made, 0);
}
