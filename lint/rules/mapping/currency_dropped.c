/*
 * An amount is mapped and its currency is not: the source says it, the target
 * has a place for it, and that place stays empty, or is given a fixed currency
 * though no condition of the estate ever asked which one the source says.
 */
#include "lint/lint.h"

struct amount {
    const struct graph_expr *e;      // the amount's field
    const struct graph_field *field; // where its record says the currency
};

static bool speaks_of_currency(str name)
{
    return str_find(name, STR("currency")) >= 0 ||
           str_find(name, STR("Currency")) >= 0;
}

static const struct graph_field *currency_of(const struct graph_record *r)
{
    for (uint32_t i = 0; r && i < r->nfields; i++)
        if (speaks_of_currency(r->fields[i].name))
            return &r->fields[i];
    return NULL;
}

static bool is_amount_name(str name)
{
    static const char *const words[] = {"total", "amount", "price"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_find(name, str_from(words[i])) >= 0)
            return true;
    return false;
}

static bool find_amount(void *context, const struct graph_expr *e)
{
    struct amount *a = context;

    if (e->kind != EXPR_FIELD || a->e)
        return !a->e;
    const struct graph_type *t = type_needed(e->type);
    const struct graph_type *of = type_needed(e->args[0]->type);
    if (of->kind != TYPE_RECORD || t->kind != TYPE_DECIMAL ||
        !is_amount_name(e->name))
        return true;
    const struct graph_field *c = currency_of(of->record);
    if (c) {
        a->e = e;
        a->field = c;
    }
    return true;
}

/* What is given to the field, NULL: nothing. */
static const struct graph_expr *given(const struct graph_expr *e, str name)
{
    for (uint32_t i = 0; i < e->nargs; i++)
        if (str_eq(e->names[i], name))
            return e->args[i];
    return NULL;
}

static bool is_fixed(struct lint *l, const struct graph_expr *e)
{
    e = lint_value(l, e);
    e = expr_bare(e);
    return (e->kind == EXPR_LITERAL && e->type->kind != TYPE_NULL) ||
           e->kind == EXPR_ENUM;
}

static void report_empty(struct lint *l, const struct amount *a, str to,
                         span beside)
{
    struct diag *d = lint_report(
        l, a->e->at,
        "\"%" STR_FMT "\" is mapped and its currency is not: \"%" STR_FMT
        "\" stays empty",
        STR_ARG(a->e->name), STR_ARG(to));
    str from = expr_text(lint_arena(l), a->e->args[0]);
    str line =
        arena_printf(lint_arena(l), "%" STR_FMT " = %" STR_FMT ".%" STR_FMT,
                     STR_ARG(to), STR_ARG(from), STR_ARG(a->field->name));
    lint_help(l, d, "%" STR_FMT, STR_ARG(line));
    lint_fix_line(l, d, DIAG_SCAFFOLD, beside, line);
}

static void report_fixed(struct lint *l, const struct amount *a, str to,
                         const struct graph_expr *value)
{
    str text = expr_text(lint_arena(l), value);
    struct diag *d =
        lint_report(l, value->at,
                    "\"%" STR_FMT
                    "\" is mapped as it is and its currency is not: \"%" STR_FMT
                    "\" is %" STR_FMT " whatever \"%" STR_FMT "\" says",
                    STR_ARG(a->e->name), STR_ARG(to), STR_ARG(text),
                    STR_ARG(a->field->name));
    lint_note(l, d, a->e->at, "the amount comes from here");
    str from = expr_text(lint_arena(l), a->e->args[0]);
    lint_help(l, d, "%" STR_FMT " = %" STR_FMT ".%" STR_FMT, STR_ARG(to),
              STR_ARG(from), STR_ARG(a->field->name));
}

/* An amount that is passed on unchanged: no exchange has made it another. */
static struct amount unchanged(struct lint *l, const struct graph_expr *e)
{
    struct amount a = {0};

    e = lint_value(l, e);
    e = expr_bare(e);
    if (e->kind == EXPR_FIELD)
        find_amount(&a, e);
    return a;
}

static bool visit(void *context, const struct graph_expr *e)
{
    struct lint *l = context;
    const struct graph_field *to =
        e->kind == EXPR_RECORD ? currency_of(e->type->record) : NULL;
    const struct graph_expr *value = to ? given(e, to->name) : NULL;
    struct amount a = {0};

    if (!to || (value && !is_fixed(l, value)) ||
        (!value && (to->type->kind != TYPE_OPTIONAL || to->preset)))
        return true;
    span beside = {0};
    for (uint32_t i = 0; i < e->nargs && !a.e; i++) {
        if (!is_amount_name(e->names[i]))
            continue;
        beside = e->args[i]->at;
        if (value)
            a = unchanged(l, e->args[i]);
        else
            lint_walk_sources(l, e->args[i], find_amount, &a);
    }
    if (a.e && !value)
        report_empty(l, &a, to->name, beside);
    else if (a.e && !lint_is_asked(l, a.field))
        report_fixed(l, &a, to->name, value);
    return true;
}

static void check_expr(struct lint *l, const struct graph *g,
                       const struct lint_root *r)
{
    (void)g;
    expr_walk(r->expr, visit, l);
}

const struct lint_rule lint_rule_currency_dropped = {
    .summary = "an amount takes its currency along",
    .level = DIAG_WARNING,
    .parts = LINT_PART(RECORD),
    .expr = check_expr,
};
