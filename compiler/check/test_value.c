/*
 * The values of tests: lists and records written down in place of JSON files.
 */
#include "compiler/check/test.h"
#include "compiler/check/typing.h"

static void misfit(struct check *k, const struct ast_expr *e,
                   const struct graph_type *want)
{
    check_report(k, CHECK_TYPE_MISMATCH, e->at,
                 "expected %" STR_FMT " here, found %" STR_FMT,
                 STR_ARG(type_text(k->arena, want)),
                 STR_ARG(source_text(k->sources, e->at)));
}

static bool is_enum_value(const struct graph_enum *e, str text)
{
    for (uint32_t i = 0; i < e->nvalues; i++)
        if (str_eq(e->values[i].wire, text) || str_eq(e->values[i].name, text))
            return true;
    return false;
}

/* Whether JSON of a literal's type can be read as another. */
static bool reads_as(const struct graph_expr *e, const struct graph_type *want)
{
    enum graph_type_kind got = e->type->kind;

    if (e->type == want || want->kind == TYPE_ANY || want->kind == TYPE_ERROR ||
        got == TYPE_ERROR)
        return true;
    if (want->kind == TYPE_DECIMAL)
        return got == TYPE_INT || got == TYPE_STRING;
    if (want->kind == TYPE_ENUM)
        return got == TYPE_STRING && e->kind == EXPR_LITERAL &&
               is_enum_value(want->enumeration, e->text);
    return got == TYPE_STRING &&
           (want->kind == TYPE_TIMESTAMP || want->kind == TYPE_DATE ||
            want->kind == TYPE_TIME || want->kind == TYPE_DURATION ||
            want->kind == TYPE_BYTES || want->kind == TYPE_MONEY);
}

static const struct graph_expr *value_list(struct check *k, struct ast_expr *e,
                                           const struct graph_type *want)
{
    const struct graph_type *of =
        want->kind == TYPE_LIST ? want->of : simple_type(k, TYPE_ANY);
    uint32_t n = 0;

    for (const struct ast_expr *x = e->list; x; x = x->next)
        n++;
    struct graph_expr *made =
        graph_add_expr(k->g, EXPR_LIST, type_list(&k->g->types, of), e->at, n);
    n = 0;
    for (struct ast_expr *x = e->list; x; x = x->next)
        made->args[n++] = test_value(k, x, of);
    return made;
}

static void unknown_field(struct check *k, const struct graph_record *r,
                          struct ast_name key)
{
    str *names = arena_array(k->arena, str, r->nfields + 1);
    struct diag *d = check_report(k, CHECK_UNKNOWN_FIELD, key.at,
                                  "%" STR_FMT " has no field \"%" STR_FMT "\"",
                                  STR_ARG(type_text(k->arena, r->type)),
                                  STR_ARG(key.sym->text));

    for (uint32_t i = 0; i < r->nfields; i++)
        names[i] = r->fields[i].name;
    check_nearest_of(k, d, key.sym->text, names, r->nfields);
}

static const struct graph_type *
field_type(struct check *k, const struct graph_type *want, struct ast_name key)
{
    const struct graph_field *f;

    if (want->kind == TYPE_DICT)
        return want->of;
    if (want->kind != TYPE_RECORD)
        return simple_type(k, TYPE_ANY);
    f = record_field(want->record, key.sym->text);
    if (f)
        return f->type;
    unknown_field(k, want->record, key);
    return simple_type(k, TYPE_ERROR);
}

static void check_needed(struct check *k, const struct graph_expr *made,
                         const struct graph_record *r)
{
    for (uint32_t i = 0; i < r->nfields; i++) {
        const struct graph_field *f = &r->fields[i];
        uint32_t n = 0;
        while (n < made->nargs && !str_eq(made->names[n], f->name))
            n++;
        if (n < made->nargs || f->type->kind == TYPE_OPTIONAL || f->preset)
            continue;
        if (check_incomplete(k, made->at))
            return;
        check_report(k, CHECK_REQUIRED_FIELD_UNSET, made->at,
                     "expected the field \"%" STR_FMT "\" of %" STR_FMT
                     ", found none",
                     STR_ARG(f->name), STR_ARG(type_text(k->arena, r->type)));
        return;
    }
}

static const struct graph_expr *
value_record(struct check *k, struct ast_expr *e, const struct graph_type *want)
{
    uint32_t n = 0;

    for (const struct ast_assign *a = e->fields; a; a = a->next)
        n++;
    struct graph_expr *made = graph_add_expr(k->g, EXPR_RECORD, want, e->at, n);
    made->names = arena_array(k->arena, str, n + 1);
    made->names_at = arena_array(k->arena, span, n + 1);
    n = 0;
    for (const struct ast_assign *a = e->fields; a; a = a->next) {
        made->names[n] = a->key.sym->text;
        made->names_at[n] = a->key.at;
        made->args[n++] = test_value(k, a->value, field_type(k, want, a->key));
    }
    if (want->kind == TYPE_RECORD)
        check_needed(k, made, want->record);
    return made;
}

static const struct graph_expr *value_dict(struct check *k, struct ast_expr *e,
                                           const struct graph_type *want)
{
    uint32_t n = 0;
    const struct graph_type *of =
        want->kind == TYPE_DICT ? want->of : simple_type(k, TYPE_ANY);

    for (const struct ast_expr *x = e->list; x; x = x->next)
        n++;
    struct graph_expr *made =
        graph_add_expr(k->g, EXPR_DICT, type_dict(&k->g->types, of), e->at, n);
    n = 0;
    for (struct ast_expr *x = e->list; x; x = x->next, n++)
        made->args[n] = n % 2
                            ? test_value(k, x, of)
                            : check_constant(k, x, simple_type(k, TYPE_STRING));
    return made;
}

/* One of an enum's values, by its name or as a payload has it. */
static const struct graph_expr *value_enum(struct check *k,
                                           const struct graph_expr *text,
                                           const struct graph_type *want)
{
    struct graph_expr *made =
        graph_add_expr(k->g, EXPR_ENUM, want, text->at, 0);

    made->index = enum_value(want->enumeration, text->text);
    made->name = want->enumeration->values[made->index].name;
    return made;
}

const struct graph_expr *test_value(struct check *k, struct ast_expr *e,
                                    const struct graph_type *want)
{
    const struct graph_type *needed = type_needed(want);
    bool open = needed->kind == TYPE_ANY || needed->kind == TYPE_ERROR;
    const struct graph_expr *made;

    if (e->kind == AST_NULL) {
        if (want == needed && !open)
            misfit(k, e, want);
        return check_constant(k, e, NULL);
    }
    if (e->kind == AST_LIST && (open || needed->kind == TYPE_LIST))
        return value_list(k, e, needed);
    if (e->kind == AST_RECORD &&
        (open || needed->kind == TYPE_RECORD || needed->kind == TYPE_DICT))
        return value_record(k, e, needed);
    if (e->kind == AST_DICT && (open || needed->kind == TYPE_DICT))
        return value_dict(k, e, needed);
    if (e->kind == AST_LIST || e->kind == AST_RECORD || e->kind == AST_DICT) {
        misfit(k, e, want);
        return graph_add_expr(k->g, EXPR_UNKNOWN, simple_type(k, TYPE_ERROR),
                              e->at, 0);
    }
    made = check_constant(k, e, NULL);
    if (!reads_as(made, needed))
        misfit(k, e, want);
    else if (needed->kind == TYPE_ENUM && made->type->kind == TYPE_STRING)
        return value_enum(k, made, needed);
    return made;
}
