/*
 * What is said when a value does not go where it stands, with the remedies.
 */
#include "compiler/check/typing.h"

#include <string.h>

static str written(const struct expr_context *x, const struct graph_expr *e)
{
    str s = source_text(x->k->sources, e->at);
    const char *dots = s.len > 60 ? "..." : "";

    return arena_printf(x->k->arena, "%" STR_FMT "%s",
                        STR_ARG(str_slice(s, 0, 60)), dots);
}

/* A default of a type, for helps; NULL: none that would do. */
static const char *some_value(const struct graph_type *t)
{
    switch ((unsigned)t->kind) {
    case TYPE_STRING: return "\"\"";
    case TYPE_INT:
    case TYPE_DECIMAL: return "0";
    case TYPE_BOOL: return "false";
    case TYPE_LIST: return "[]";
    default: return NULL;
    }
}

/* Beside an operator a default stands in parentheses. */
static bool needs_parens(const char *what)
{
    return what && (what[0] == '"' || !strcmp(what, "an index"));
}

/* A default as help and fix, the question beside it as a note. */
static void offer_default(const struct expr_context *x, struct diag *d,
                          const struct graph_expr *e, const char *value,
                          bool parens)
{
    str s = source_text(x->k->sources, e->at);
    struct diags *all = x->k->diags;

    if (s.len > 60 || !value) {
        str w = written(x, e);
        diag_help(all, d, "if %" STR_FMT " is null then ... else %" STR_FMT,
                  STR_ARG(w), STR_ARG(w));
        return;
    }
    diag_help(all, d, parens ? "(%" STR_FMT " ?? %s)" : "%" STR_FMT " ?? %s",
              STR_ARG(s), value);
    diag_note(all, d, (span){0},
              "asked before, it is there: if %" STR_FMT
              " is null then ... else %" STR_FMT,
              STR_ARG(s), STR_ARG(s));
    d->safety = DIAG_UNSAFE;
    diag_edit(all, d, e->at, d->help);
}

void report_optional(const struct expr_context *x, const struct graph_expr *e,
                     const struct graph_type *want, const char *what)
{
    enum check_error id =
        x->mapping ? CHECK_NULL_INTO_REQUIRED : CHECK_OPTIONAL_VALUE;
    struct diag *d;

    if (e->type->kind == TYPE_NULL) {
        check_report(x->k, id, e->at,
                     want ? "%s needs %" STR_FMT ", found null"
                          : "%s needs a value%" STR_FMT ", found null",
                     what ? what : "this place",
                     STR_ARG(want ? type_name(x, want) : (str){0}));
        return;
    }
    if (!want)
        want = type_needed(e->type);
    d = check_report(x->k, id, e->at,
                     "%s needs %" STR_FMT ", found %" STR_FMT
                     ", which may be absent",
                     what ? what : "this place", STR_ARG(type_name(x, want)),
                     STR_ARG(type_name(x, e->type)));
    offer_default(x, d, e, some_value(want), needs_parens(what));
}

void report_untyped(const struct expr_context *x, const struct graph_expr *e,
                    const struct graph_type *want, const char *what)
{
    str type = want ? type_name(x, want) : STR("string");
    struct diag *d = check_report(
        x->k, CHECK_UNTYPED_VALUE, e->at,
        "%s needs %" STR_FMT ", found any, which may hold anything",
        what ? what : "this place", STR_ARG(want ? type : STR("a type")));

    diag_help(x->k->diags, d, "narrow it: (%" STR_FMT " as %" STR_FMT ")",
              STR_ARG(written(x, e)), STR_ARG(type));
}

/* Helps for pairs of types that people mix up; a flat switch. */
static void help_pair(const struct expr_context *x, struct diag *d,
                      const struct graph_expr *e, const struct graph_type *want)
{
    enum graph_type_kind from = type_needed(e->type)->kind;
    enum graph_type_kind to = type_needed(want)->kind;
    str s = written(x, e);
    struct diags *all = x->k->diags;
    str cast = arena_printf(x->k->arena, "%" STR_FMT " %" STR_FMT,
                            STR_ARG(type_name(x, type_needed(e->type))),
                            STR_ARG(type_name(x, type_needed(want))));

    if (from == TYPE_TIMESTAMP && to == TYPE_DATE)
        diag_help(all, d, "date_of(%" STR_FMT ", \"Europe/London\")",
                  STR_ARG(s));
    else if (from == TYPE_MONEY && to == TYPE_DECIMAL)
        diag_help(all, d, "amount(%" STR_FMT ")", STR_ARG(s));
    else if (from == TYPE_DECIMAL && to == TYPE_MONEY)
        diag_help(all, d, "money(%" STR_FMT ", \"GBP\")", STR_ARG(s));
    else if (from == TYPE_DECIMAL && to == TYPE_INT)
        diag_help(all, d, "round(%" STR_FMT ", 0) as int", STR_ARG(s));
    else if (from == TYPE_STRING && to == TYPE_ENUM)
        diag_help(all, d, "%" STR_FMT " as %" STR_FMT, STR_ARG(s),
                  STR_ARG(type_name(x, type_needed(want))));
    else if (from == TYPE_RECORD && to == TYPE_RECORD)
        diag_help(all, d, "name its fields: { ... }, or call a map");
    else if (to == TYPE_LIST && e->type == type_needed(want)->of)
        diag_help(all, d, "[%" STR_FMT "]", STR_ARG(s));
    else if (from == TYPE_LIST && type_needed(e->type)->of == want)
        diag_help(all, d, "first(%" STR_FMT ") is the first of them",
                  STR_ARG(s));
    else if (map_get(&forms_of(x->k)->casts, cast)) {
        const struct graph_type *t = type_needed(e->type);
        if (e->type->kind == TYPE_OPTIONAL && some_value(t))
            s = arena_printf(x->k->arena, "(%" STR_FMT " ?? %s)", STR_ARG(s),
                             from == TYPE_STRING ? "\"0\"" : some_value(t));
        diag_help(all, d, "%" STR_FMT " as %" STR_FMT, STR_ARG(s),
                  STR_ARG(type_name(x, type_needed(want))));
    }
}

static void report_mismatch(const struct expr_context *x,
                            const struct graph_expr *e,
                            const struct graph_type *want, const char *what)
{
    struct diag *d = check_report(
        x->k, x->mapping ? CHECK_FIELD_MISMATCH : CHECK_TYPE_MISMATCH, e->at,
        "%s needs %" STR_FMT ", found %" STR_FMT, what ? what : "this place",
        STR_ARG(type_name(x, want)), STR_ARG(type_name(x, e->type)));

    help_pair(x, d, e, want);
}

static const struct graph_expr *cast_any(const struct expr_context *x,
                                         const struct graph_expr *e,
                                         const struct graph_type *want)
{
    struct graph_expr *made = expr_new(x, EXPR_CAST, want, e->at, 1);

    made->args[0] = e;
    return expr_done(made, WEIR_CLASS_BIT(WEIR_DATA));
}

const struct graph_expr *check_fits(const struct expr_context *x,
                                    const struct graph_expr *e,
                                    const struct graph_type *want,
                                    const char *what)
{
    if (!want)
        return e;
    if (e->kind == EXPR_LITERAL && e->type->kind == TYPE_STRING &&
        type_needed(want)->kind == TYPE_ENUM)
        e = enum_literal(x, type_needed(want), e->text, e->at);
    switch (type_fit(e->type, want)) {
    case FIT_SAME:
    case FIT_CONVERT: return expr_convert(x, e, want);
    case FIT_OPTIONAL: report_optional(x, e, want, what); break;
    case FIT_ANY:
        if (x->untyped)
            return cast_any(x, e, want);
        report_untyped(x, e, want, what);
        break;
    case FIT_NONE: report_mismatch(x, e, want, what); break;
    }
    return expr_poison(x, e->at);
}
