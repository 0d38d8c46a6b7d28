/*
 * Calls of built-ins: the first form that takes the arguments, fixed texts
 * looked at, constants computed.
 */
#include "compiler/check/typing.h"
#include "stdlib/value/builtins.h"

#include <string.h>

struct call {
    struct ast_expr *e;
    const struct form *form;
    const struct graph_expr *args[FORM_PARAMS];
    uint32_t nargs;
};

static const char *usage(const struct expr_context *x, const struct call *c)
{
    const char *text = map_get(&forms_of(x->k)->usages, c->e->name.sym->text);

    return text ? text : "another call";
}

/* Infers the arguments; false when one is poisoned or there are too many. */
static bool read_args(const struct expr_context *x, struct call *c)
{
    bool good = true;

    for (struct ast_expr *a = c->e->list; a; a = a->next) {
        const struct graph_expr *arg = expr_infer(x, a, NULL);
        good = good && !expr_bad(arg);
        if (c->nargs < FORM_PARAMS)
            c->args[c->nargs] = arg;
        c->nargs++;
    }
    return good;
}

static bool takes(const struct expr_context *x, const struct form *f,
                  const struct call *c, bool loose)
{
    struct form_binding b = {0};

    if (f->nparams != c->nargs)
        return false;
    for (uint32_t i = 0; i < c->nargs; i++) {
        const struct graph_type *t = c->args[i]->type;
        if (loose && t->kind == TYPE_ANY)
            continue;
        if (!form_takes(x->k, f->params[i], loose ? type_needed(t) : t, &b))
            return false;
    }
    return true;
}

static const struct form *find(const struct expr_context *x,
                               const struct form *f, const struct call *c,
                               bool loose)
{
    for (; f; f = f->next)
        if (takes(x, f, c, loose))
            return f;
    return NULL;
}

static uint32_t with_count(const struct form *f, uint32_t n,
                           const struct form **one)
{
    uint32_t forms = 0;

    for (; f; f = f->next)
        if (f->nparams == n) {
            *one = f;
            forms++;
        }
    return forms;
}

/* An argument that is optional or any would be fine otherwise. */
static bool report_loose(const struct expr_context *x, const struct form *f,
                         const struct call *c)
{
    const struct form *loose = find(x, f, c, true);

    for (uint32_t i = 0; loose && i < c->nargs; i++) {
        struct form_binding b = {0};
        const struct graph_expr *arg = c->args[i];
        const struct graph_type *want =
            loose->params[i]->type && loose->params[i]->kind != FORM_T
                ? loose->params[i]->type
                : NULL;
        str what =
            arena_printf(x->k->arena, "argument %u of %s", i + 1, loose->name);
        if (form_takes(x->k, loose->params[i], arg->type, &b))
            continue;
        if (want && want->kind == TYPE_ERROR)
            want = NULL;
        if (arg->type->kind == TYPE_ANY)
            report_untyped(x, arg, want, what.ptr);
        else
            report_optional(x, arg, want, what.ptr);
        return true;
    }
    return false;
}

static str found_types(const struct expr_context *x, const struct call *c)
{
    str all = {0};

    for (uint32_t i = 0; i < c->nargs; i++)
        all = arena_printf(x->k->arena, "%" STR_FMT "%s%" STR_FMT, STR_ARG(all),
                           i ? ", " : "",
                           STR_ARG(type_name(x, c->args[i]->type)));
    return all;
}

static const struct graph_expr *no_form(const struct expr_context *x,
                                        const struct form *f,
                                        const struct call *c)
{
    const struct form *one = NULL;
    uint32_t n = with_count(f, c->nargs, &one);

    if (!n) {
        check_report(x->k, CHECK_WRONG_ARGUMENTS, c->e->at,
                     "expected %s, found %u argument%s", usage(x, c), c->nargs,
                     c->nargs == 1 ? "" : "s");
        return expr_poison(x, c->e->at);
    }
    if (report_loose(x, f, c))
        return expr_poison(x, c->e->at);
    for (uint32_t i = 0; n == 1 && i < c->nargs; i++) {
        struct form_binding b = {0};
        str what =
            arena_printf(x->k->arena, "argument %u of %s", i + 1, one->name);
        if (form_takes(x->k, one->params[i], c->args[i]->type, &b))
            continue;
        const struct graph_type *want = form_subst(x->k, one->params[i], &b);
        if (want->kind != TYPE_NULL && want->kind != TYPE_LIST &&
            want->kind != TYPE_DICT)
            return check_fits(x, c->args[i], want, what.ptr);
        break;
    }
    check_report(x->k, CHECK_WRONG_ARGUMENTS, c->e->at,
                 "expected %s, found %s(%" STR_FMT ")", usage(x, c), f->name,
                 STR_ARG(found_types(x, c)));
    return expr_poison(x, c->e->at);
}

/* `written` is how the pattern stands in the text: "a{2}" has an expression. */
static void check_regex(const struct expr_context *x,
                        const struct ast_expr *written,
                        const struct graph_expr *arg)
{
    struct map *good = &x->k->own->patterns;
    struct buf why = BUF_MAX(256);
    size_t at = 0;

    if (!is_literal(arg) || written->kind == AST_TEXT) {
        struct diag *d = check_report(x->k, CHECK_BAD_VALUE, arg->at,
                                      "expected a pattern that is fixed text");
        if (written->kind == AST_TEXT)
            diag_help(x->k->diags, d,
                      "a brace of the pattern is written \\{");
    } else if (map_get(good, arg->text))
        return;
    else if (weir_regex_check(arg->text, &why, &at))
        *map_put(good, arg->text) = x->k->own;
    else
        check_report(x->k, CHECK_BAD_VALUE, arg->at,
                     "the pattern is wrong at its character %zu: %" STR_FMT,
                     at + 1, STR_ARG(buf_view(&why)));
    buf_free(&why);
}

static void check_zone(const struct expr_context *x,
                       const struct graph_expr *arg)
{
    struct map *good = &x->k->own->zones;

    if (map_get(good, arg->text))
        return;
    if (weir_zone_check(arg->text)) {
        *map_put(good, arg->text) = x->k->own;
        return;
    }
    struct diag *d =
        check_report(x->k, CHECK_BAD_VALUE, arg->at,
                     "unknown zone \"%" STR_FMT "\"", STR_ARG(arg->text));
    diag_help(x->k->diags, d,
              "expected a name of the IANA database, such as "
              "\"Europe/London\" or \"UTC\"");
}

static void check_form(const struct expr_context *x, const struct form *f,
                       const struct graph_expr *arg)
{
    struct buf why = BUF_MAX(256);
    bool of_date = str_ends_with(str_from(f->name), STR("_date"));

    if (!weir_form_check(arg->text, of_date, &why))
        check_report(x->k, CHECK_BAD_VALUE, arg->at,
                     "the form is wrong: %" STR_FMT, STR_ARG(buf_view(&why)));
    buf_free(&why);
}

static void check_field(const struct expr_context *x,
                        const struct graph_type *list,
                        const struct graph_expr *arg)
{
    const struct graph_type *r = list->of;
    const struct graph_field *f = record_field(r->record, arg->text);
    const struct graph_type *t = f ? type_needed(f->type) : NULL;

    if (!f)
        check_no_field(x->k, r, arg->text, arg->at);
    else if (t->kind != TYPE_ERROR && t->kind != TYPE_ENUM &&
             !type_ordered(t)) {
        check_report(x->k, CHECK_TYPE_MISMATCH, arg->at,
                     "\"%" STR_FMT "\" is %" STR_FMT ", which has no order",
                     STR_ARG(arg->text), STR_ARG(type_name(x, f->type)));
    }
}

/* Texts that are known now are looked at now. */
static void check_fixed(const struct expr_context *x, const struct call *c)
{
    const struct ast_expr *written = c->e->list;

    for (uint32_t i = 0; i < c->form->nparams; i++) {
        const struct graph_expr *arg = c->args[i];
        enum form_kind kind = c->form->params[i]->kind;
        if (kind == FORM_REGEX)
            check_regex(x, written, arg);
        written = written ? written->next : NULL;
        if (!is_literal(arg))
            continue;
        if (kind == FORM_ZONE)
            check_zone(x, arg);
        else if (kind == FORM_FORM)
            check_form(x, c->form, arg);
        else if (kind == FORM_FIELD)
            check_field(x, c->args[0]->type, arg);
        else if (kind == FORM_CURRENCY && !weir_currency_known(arg->text))
            check_report(x->k, CHECK_BAD_VALUE, arg->at,
                         "expected an ISO 4217 code, found \"%" STR_FMT "\"",
                         STR_ARG(arg->text));
    }
}

static bool takes_zone(const struct form *f)
{
    for (uint32_t i = 0; i < f->nparams; i++)
        if (f->params[i]->kind == FORM_ZONE)
            return true;
    return false;
}

/* A form without a zone, where another form of the name has one. */
static void check_missing_zone(const struct expr_context *x,
                               const struct form *first, const struct call *c)
{
    const struct form *zoned = first;

    while (zoned && !takes_zone(zoned))
        zoned = zoned->next;
    if (!zoned || takes_zone(c->form))
        return;
    // An offset in the text says where it is.
    if (c->nargs == 2 && is_literal(c->args[1]) &&
        str_find(c->args[1]->text, STR("XXX")) >= 0)
        return;
    struct diag *d = check_report(x->k, CHECK_MISSING_ZONE, c->e->at,
                                  "expected %s, found no zone", usage(x, c));
    str s = source_text(x->k->sources, c->e->at);
    if (str_ends_with(s, STR(")")))
        diag_help(x->k->diags, d,
                  "say which zone is meant: %" STR_FMT "%s\"Europe/London\")",
                  STR_ARG(str_slice(s, 0, s.len - 1)), c->nargs ? ", " : "");
}

static const struct graph_expr *build(const struct expr_context *x,
                                      const struct form *first, struct call *c)
{
    const struct form *f = c->form;
    struct form_binding b = {0};

    for (uint32_t i = 0; i < c->nargs; i++)
        form_takes(x->k, f->params[i], c->args[i]->type, &b);
    for (uint32_t i = 0; i < c->nargs; i++)
        c->args[i] =
            expr_convert(x, c->args[i], form_subst(x->k, f->params[i], &b));
    uint32_t errors = x->k->diags->errors;
    check_fixed(x, c);
    check_missing_zone(x, first, c);
    const struct graph_type *type = form_subst(x->k, f->result, &b);
    if (errors != x->k->diags->errors)
        return expr_poison(x, c->e->at);
    const struct graph_expr *folded = fold_form(x, f, c->e->at, c->args, type);
    if (folded)
        return folded;
    struct graph_expr *made =
        expr_new(x, EXPR_BUILTIN, type, c->e->at, c->nargs);
    made->index = f->index;
    made->name = str_from(f->name);
    for (uint32_t i = 0; i < c->nargs; i++)
        made->args[i] = c->args[i];
    return expr_done(made, f->fails ? WEIR_CLASS_BIT(WEIR_DATA) : 0);
}

/* round(a / b, places) rounds once: a form of its own. NULL when it is not
 * that, or its form takes other types. */
static const struct graph_expr *rounded(const struct expr_context *x,
                                        struct ast_expr *e)
{
    struct ast_expr *q = e->list;
    str name =
        arena_printf(x->k->arena, "%" STR_FMT " /", STR_ARG(e->name.sym->text));
    const struct form *forms = map_get(&forms_of(x->k)->builtins, name);

    if (!forms || !q || !q->next || q->next->next || q->kind != AST_BINARY ||
        q->op != AST_DIV)
        return NULL;
    struct call c = {.e = e, .nargs = 3};
    c.args[0] = expr_infer(x, q->a, NULL);
    c.args[1] = expr_infer(x, q->b, NULL);
    c.args[2] = expr_infer(x, q->next, NULL);
    for (int i = 0; i < 3; i++)
        if (expr_bad(c.args[i]))
            return expr_poison(x, e->at);
    c.form = find(x, forms, &c, false);
    if (c.form)
        return build(x, forms, &c);
    c.nargs = 2;
    c.args[1] = c.args[2];
    c.args[0] = expr_infer(x, q, NULL); // says what is wrong with it
    if (expr_bad(c.args[0]))
        return c.args[0];
    forms = map_get(&forms_of(x->k)->builtins, e->name.sym->text);
    c.form = find(x, forms, &c, false);
    return c.form ? build(x, forms, &c) : no_form(x, forms, &c);
}

const struct graph_expr *expr_builtin(const struct expr_context *x,
                                      struct ast_expr *e,
                                      const struct form *forms)
{
    struct call c = {.e = e};
    const struct graph_expr *made = rounded(x, e);

    if (made)
        return made;
    if (!read_args(x, &c))
        return expr_poison(x, e->at);
    if (c.nargs <= FORM_PARAMS)
        c.form = find(x, forms, &c, false);
    if (c.nargs > FORM_PARAMS || !c.form)
        return no_form(x, forms, &c);
    return build(x, forms, &c);
}
