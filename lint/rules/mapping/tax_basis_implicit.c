/*
 * A target can be told whether its prices include tax, prices are mapped, and
 * it is not told: what its default is, a setting of the target decides. Or it
 * is told the same for each record, though the source says it of each, and
 * the prices are passed on as they are.
 */
#include "lint/lint.h"

static bool says_basis(const struct graph_field *f)
{
    return type_needed(f->type)->kind == TYPE_BOOL &&
           (str_find(f->name, STR("tax")) >= 0 ||
            str_find(f->name, STR("Tax")) >= 0 ||
            str_find(f->name, STR("vat")) >= 0) &&
           str_find(f->name, STR("incl")) + str_find(f->name, STR("Incl")) > -2;
}

static const struct graph_field *basis_of(const struct graph_record *r)
{
    for (uint32_t i = 0; r && i < r->nfields; i++)
        if (says_basis(&r->fields[i]) &&
            r->fields[i].type->kind == TYPE_OPTIONAL && !r->fields[i].preset)
            return &r->fields[i];
    return NULL;
}

static bool is_price(const struct graph_expr *e, str name)
{
    enum graph_type_kind k = type_needed(e->type)->kind;

    return (k == TYPE_DECIMAL || k == TYPE_MONEY) &&
           (str_find(name, STR("price")) >= 0 ||
            str_find(name, STR("total")) >= 0 ||
            str_find(name, STR("amount")) >= 0);
}

/* What the record of a price says of its tax; NULL when it says nothing, or
 * the price is not passed on as it is. */
static const struct graph_field *source_basis(struct lint *l,
                                              const struct graph_expr *e)
{
    e = lint_value(l, e);
    e = expr_bare(e);
    if (!lint_field_of(e))
        return NULL;
    const struct graph_record *r = type_needed(e->args[0]->type)->record;
    for (uint32_t i = 0; i < r->nfields; i++)
        if (says_basis(&r->fields[i]))
            return &r->fields[i];
    return NULL;
}

static bool is_fixed(struct lint *l, const struct graph_expr *e)
{
    e = lint_value(l, e);
    e = expr_bare(e);
    return e->kind == EXPR_LITERAL && e->type->kind == TYPE_BOOL;
}

static void report_fixed(struct lint *l, const struct graph_expr *e,
                         const struct graph_field *to, uint32_t said)
{
    for (uint32_t i = 0; i < e->nargs; i++) {
        const struct graph_field *of = is_price(e->args[i], e->names[i])
                                           ? source_basis(l, e->args[i])
                                           : NULL;
        if (!of || lint_is_asked(l, of))
            continue;
        struct diag *d = lint_report(
            l, e->args[said]->at,
            "\"%" STR_FMT "\" is the same for each record, though \"%" STR_FMT
            "\" says of each whether its prices include tax",
            STR_ARG(to->name), STR_ARG(of->name));
        lint_note(l, d, e->args[i]->at, "the price comes as it is from here");
        return;
    }
}

static const struct graph_field *any_basis(const struct graph_record *r)
{
    for (uint32_t i = 0; r && i < r->nfields; i++)
        if (says_basis(&r->fields[i]))
            return &r->fields[i];
    return NULL;
}

static void report_untold(struct lint *l, const struct graph_expr *e)
{
    const struct graph_field *basis = basis_of(e->type->record);
    bool priced = false;

    for (uint32_t i = 0; basis && i < e->nargs; i++)
        priced = priced || is_price(e->args[i], e->names[i]);
    if (!priced)
        return;
    struct diag *d =
        lint_report(l, e->at,
                    "prices are mapped and \"%" STR_FMT
                    "\" is not: whether they include tax is left to the target",
                    STR_ARG(basis->name));
    lint_help(l, d, "%" STR_FMT " = true", STR_ARG(basis->name));
}

static bool visit(void *context, const struct graph_expr *e)
{
    struct lint *l = context;
    const struct graph_field *to =
        e->kind == EXPR_RECORD ? any_basis(e->type->record) : NULL;

    if (!to)
        return true;
    for (uint32_t i = 0; i < e->nargs; i++)
        if (str_eq(e->names[i], to->name)) {
            if (is_fixed(l, e->args[i]))
                report_fixed(l, e, to, i);
            return true;
        }
    report_untold(l, e);
    return true;
}

static void check_expr(struct lint *l, const struct graph *g,
                       const struct lint_root *r)
{
    (void)g;
    expr_walk(r->expr, visit, l);
}

const struct lint_rule lint_rule_tax_basis_implicit = {
    .summary = "a target is told whether its prices include tax",
    .level = DIAG_WARNING,
    .parts = LINT_PART(RECORD),
    .expr = check_expr,
};
