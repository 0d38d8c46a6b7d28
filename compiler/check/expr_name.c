/*
 * Names, fields, indexes, settings: how an expression reaches its values.
 */
#include "compiler/check/scope.h"
#include "compiler/check/typing.h"

static const struct graph_expr *var_expr(const struct expr_context *x,
                                         const struct graph_var *v, span at)
{
    struct graph_expr *e = expr_new(x, EXPR_VAR, v->type, at, 0);

    e->var = v;
    e->name = v->name;
    return e;
}

static const struct graph_expr *field_expr(const struct expr_context *x,
                                           const struct graph_expr *of,
                                           const struct graph_field *f, span at)
{
    const struct graph_record *r = type_needed(of->type)->record;
    struct graph_expr *e = expr_new(x, EXPR_FIELD, f->type, at, 1);

    e->args[0] = of;
    e->index = (uint32_t)(f - r->fields);
    e->name = f->name;
    return expr_done(e, 0);
}

/* A field of the record that a connector's line or a test's `where` is about.
 */
static const struct graph_expr *self_field(const struct expr_context *x,
                                           struct ast_name name)
{
    const struct graph_type *t = x->self ? type_needed(x->self->type) : NULL;

    if (!t || t->kind != TYPE_RECORD)
        return NULL;
    const struct graph_field *f = record_field(t->record, name.sym->text);
    return f ? field_expr(x, var_expr(x, x->self, name.at), f, name.at) : NULL;
}

typedef VEC(str) names_vec;

static void add_self(const struct expr_context *x, names_vec *names)
{
    const struct graph_type *t = x->self ? type_needed(x->self->type) : NULL;

    if (!t || t->kind != TYPE_RECORD)
        return;
    for (uint32_t i = 0; i < t->record->nfields; i++)
        *vec_push(x->k->arena, names) = t->record->fields[i].name;
}

/* A name that is no value but something else says how that is used. */
static void help_other(const struct expr_context *x, struct diag *d, str name)
{
    struct check *k = x->k;

    if (map_get(&k->tables, name) || map_get(&k->stores, name))
        diag_help(k->diags, d, "a row is read by lookup %" STR_FMT "[key]",
                  STR_ARG(name));
    else if (map_get(&k->functions, name) ||
             map_get(&forms_of(k)->builtins, name))
        diag_help(k->diags, d, "it is called as %" STR_FMT "(...)",
                  STR_ARG(name));
    else if (map_get(&k->uses, name))
        diag_help(k->diags, d,
                  "a connector is read by a step: read %" STR_FMT
                  ".ENDPOINT as x",
                  STR_ARG(name));
}

/* What all scopes of one fn or flow have in common. */
static const void *scope_root(const struct scope *s)
{
    while (s && s->up)
        s = s->up;
    return s && s->names ? (const void *)s->names->slots : s;
}

static const struct graph_expr *unknown_name(const struct expr_context *x,
                                             struct ast_name name)
{
    str text = name.sym->text;
    const str *visible;
    names_vec names = {0};
    const void *root =
        x->connector ? (const void *)x->connector : scope_root(x->scope);
    bool anonymous = x->self &&
                     type_needed(x->self->type)->kind == TYPE_RECORD &&
                     !type_needed(x->self->type)->record->name.len;

    if ((x->self && x->self->type->kind == TYPE_ERROR) ||
        check_incomplete(x->k, name.at) ||
        (root && missing_again(x->k, "value", text, root, name.at)))
        return expr_poison(x, name.at);
    struct diag *d =
        x->self && !anonymous
            ? check_report(x->k, CHECK_UNKNOWN_FIELD, name.at,
                           "%" STR_FMT " has no field \"%" STR_FMT "\"",
                           STR_ARG(type_name(x, x->self->type)), STR_ARG(text))
            : check_report(x->k, CHECK_UNKNOWN_NAME, name.at,
                           "no %s is named \"%" STR_FMT "\" here",
                           x->self ? "argument or field" : "value",
                           STR_ARG(text));
    help_other(x, d, text);
    uint32_t n = scope_names(x->k, x->scope, &visible);
    for (uint32_t i = 0; i < n; i++)
        *vec_push(x->k->arena, &names) = visible[i];
    add_self(x, &names);
    check_nearest_of(x->k, d, text, names.at, names.n);
    missing_note(x->k, "value", text, root, d);
    return expr_poison(x, name.at);
}

const struct graph_expr *expr_named(const struct expr_context *x,
                                    struct ast_expr *e)
{
    const struct scope *s = scope_find(x->scope, e->name.sym);
    const struct graph_expr *made;

    if (s && s->maybe) {
        scope_report(x->k, s, e->at);
        return expr_poison(x, e->at);
    }
    made = s ? var_expr(x, s->var, e->at) : self_field(x, e->name);
    return made ? expr_narrowed(x, made) : unknown_name(x, e->name);
}

/* What to write instead of a field of something that has none. */
static void help_fieldless(const struct expr_context *x, struct diag *d,
                           const struct graph_type *t, const struct ast_expr *e)
{
    str of = source_text(x->k->sources, e->a->at);
    str name = e->name.sym->text;

    if (t->kind == TYPE_LIST)
        diag_help(x->k->diags, d,
                  "of each: each item in %" STR_FMT " { item.%" STR_FMT
                  " }, of the first: first(%" STR_FMT ")?.%" STR_FMT,
                  STR_ARG(of), STR_ARG(name), STR_ARG(of), STR_ARG(name));
    else if (t->kind == TYPE_DICT)
        diag_help(x->k->diags, d, "%" STR_FMT "[\"%" STR_FMT "\"]", STR_ARG(of),
                  STR_ARG(name));
    else if (t->kind == TYPE_MONEY &&
             (str_eq(name, STR("amount")) || str_eq(name, STR("currency"))))
        diag_help(x->k->diags, d, "%" STR_FMT "(%" STR_FMT ")", STR_ARG(name),
                  STR_ARG(of));
    else if (map_get(&forms_of(x->k)->builtins, name))
        diag_help(x->k->diags, d,
                  "%" STR_FMT " is a function: %" STR_FMT "(%" STR_FMT ")",
                  STR_ARG(name), STR_ARG(name), STR_ARG(of));
}

static const struct graph_expr *no_fields(const struct expr_context *x,
                                          const struct graph_type *t,
                                          const struct ast_expr *e)
{
    struct diag *d =
        check_report(x->k, CHECK_TYPE_MISMATCH, e->a->at,
                     "expected a record, of which \"%" STR_FMT
                     "\" is a field, found %" STR_FMT,
                     STR_ARG(e->name.sym->text), STR_ARG(type_name(x, t)));

    help_fieldless(x, d, t, e);
    return expr_poison(x, e->at);
}

static const struct graph_expr *any_field(const struct expr_context *x,
                                          const struct graph_expr *of,
                                          const struct ast_expr *e)
{
    struct graph_expr *made =
        expr_new(x, EXPR_FIELD, plain_type(x, TYPE_ANY), e->at, 1);

    made->args[0] = of;
    made->index = UINT32_MAX;
    made->name = e->name.sym->text;
    made->safe = e->kind == AST_SAFE_FIELD;
    return expr_done(made, WEIR_CLASS_BIT(WEIR_DATA));
}

/* a.b of an `a` that may be absent. */
static const struct graph_expr *absent(const struct expr_context *x,
                                       const struct graph_expr *of,
                                       const struct ast_expr *e)
{
    str a = source_text(x->k->sources, e->a->at);
    struct diag *d = check_report(
        x->k, x->mapping ? CHECK_NULL_INTO_REQUIRED : CHECK_OPTIONAL_VALUE,
        e->a->at, "\"%" STR_FMT "\" may be absent, it is %" STR_FMT, STR_ARG(a),
        STR_ARG(type_name(x, of->type)));

    diag_help(x->k->diags, d, "%" STR_FMT "?.%" STR_FMT, STR_ARG(a),
              STR_ARG(e->name.sym->text));
    diag_note(x->k->diags, d, (span){0},
              "asked before, it is there: if %" STR_FMT
              " is null then ... else %" STR_FMT ".%" STR_FMT,
              STR_ARG(a), STR_ARG(a), STR_ARG(e->name.sym->text));
    return expr_poison(x, e->at);
}

const struct graph_expr *expr_field(const struct expr_context *x,
                                    struct ast_expr *e)
{
    const struct graph_expr *of = expr_infer(x, e->a, NULL);
    const struct graph_type *t = type_needed(of->type);
    bool safe = e->kind == AST_SAFE_FIELD;

    if (expr_bad(of))
        return of;
    if (t->kind == TYPE_ANY)
        return any_field(x, of, e);
    if (t->kind != TYPE_RECORD)
        return no_fields(x, of->type, e);
    const struct graph_field *f = record_field(t->record, e->name.sym->text);
    if (!f) {
        check_no_field(x->k, t, e->name.sym->text, e->name.at);
        return expr_poison(x, e->at);
    }
    if (f->type->kind == TYPE_ERROR)
        return expr_poison(x, e->at);
    if (of->type->kind != TYPE_OPTIONAL)
        return expr_narrowed(x, field_expr(x, of, f, e->at));
    if (!safe)
        return absent(x, of, e);
    struct graph_expr *made = expr_new(
        x, EXPR_FIELD, type_optional(&x->k->g->types, f->type), e->at, 1);
    made->args[0] = of;
    made->index = (uint32_t)(f - t->record->fields);
    made->name = f->name;
    made->safe = true;
    return expr_narrowed(x, expr_done(made, 0));
}

const struct graph_expr *expr_indexed(const struct expr_context *x,
                                      struct ast_expr *e)
{
    const struct graph_expr *of = expr_infer(x, e->a, NULL);
    const struct graph_type *t = of->type;
    const struct graph_type *string = plain_type(x, TYPE_STRING);
    const struct graph_type *number = plain_type(x, TYPE_INT);

    if (expr_bad(of)) {
        expr_infer(x, e->b, NULL);
        return of;
    }
    if (t->kind == TYPE_OPTIONAL) {
        report_optional(x, of, type_needed(t), "an index");
        return expr_poison(x, e->at);
    }
    if (t->kind != TYPE_LIST && t->kind != TYPE_DICT && t->kind != TYPE_ANY) {
        struct diag *d = check_report(
            x->k, CHECK_TYPE_MISMATCH, e->a->at,
            "expected a list or a dictionary to index, found %" STR_FMT,
            STR_ARG(type_name(x, t)));
        if (t->kind == TYPE_STRING)
            diag_help(x->k->diags, d, "slice(%" STR_FMT ", 0, 1)",
                      STR_ARG(source_text(x->k->sources, e->a->at)));
        return expr_poison(x, e->at);
    }
    const struct graph_type *want = t->kind == TYPE_LIST   ? number
                                    : t->kind == TYPE_DICT ? string
                                                           : NULL;
    const struct graph_expr *at = expr_as(x, e->b, want, "the index");
    if (!want && at->type != number && at->type != string && !expr_bad(at))
        at = check_fits(x, at, string, "the index");
    if (expr_bad(at))
        return at;
    struct graph_expr *made =
        expr_new(x, EXPR_INDEX, t->kind == TYPE_ANY ? t : t->of, e->at, 2);
    made->args[0] = of;
    made->args[1] = at;
    return expr_done(made, WEIR_CLASS_BIT(WEIR_DATA));
}

const struct graph_expr *expr_setting(const struct expr_context *x,
                                      struct ast_expr *e)
{
    bool secret = e->kind == AST_SECRET;

    if (secret && !x->secrets) {
        struct diag *d = check_report(
            x->k, CHECK_MISPLACED_SECRET, e->at,
            "a secret may stand in auth, headers, verify and use, not in %s",
            x->place ? x->place : "an expression");
        diag_help(x->k->diags, d,
                  "what a flow may know is a setting: setting %" STR_FMT,
                  STR_ARG(e->name.sym->text));
        return expr_poison(x, e->at);
    }
    struct graph_expr *made = expr_new(x, secret ? EXPR_SECRET : EXPR_SETTING,
                                       plain_type(x, TYPE_STRING), e->at, 0);
    made->text = e->name.sym->text;
    if (x->k->own->asking)
        *map_put(secret ? &x->k->own->asking->secrets
                        : &x->k->own->asking->settings,
                 made->text) = x->k->own;
    return made;
}
