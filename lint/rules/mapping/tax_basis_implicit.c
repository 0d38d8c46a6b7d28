/*
 * A target can be told whether its prices include tax, prices are mapped, and
 * it is not told: what its default is, a setting of the target decides.
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

static bool visit(void *context, const struct graph_expr *e)
{
    struct lint *l = context;
    const struct graph_field *basis =
        e->kind == EXPR_RECORD ? basis_of(e->type->record) : NULL;
    bool priced = false;

    for (uint32_t i = 0; basis && i < e->nargs; i++) {
        priced = priced || is_price(e->args[i], e->names[i]);
        if (str_eq(e->names[i], basis->name))
            return true;
    }
    if (!priced)
        return true;
    struct diag *d =
        lint_report(l, e->at,
                    "prices are mapped and \"%" STR_FMT
                    "\" is not: whether they include tax is left to the target",
                    STR_ARG(basis->name));
    lint_help(l, d, "%" STR_FMT " = true", STR_ARG(basis->name));
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
