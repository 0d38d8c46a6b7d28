/*
 * A value that may be absent goes into a field that needs one. In a .weir text
 * the checker reports it under this id; the rule judges other graphs.
 */
#include "lint/lint.h"

static bool visit(void *context, const struct graph_expr *e)
{
    struct lint *l = context;
    const struct graph_record *r =
        e->kind == EXPR_RECORD ? e->type->record : NULL;

    for (uint32_t i = 0; r && i < e->nargs; i++) {
        const struct graph_field *f = record_field(r, e->names[i]);
        enum graph_type_kind given = e->args[i]->type->kind;
        if (f && f->type->kind != TYPE_OPTIONAL &&
            (given == TYPE_OPTIONAL || given == TYPE_NULL))
            lint_report(l, e->args[i]->at,
                        "\"%" STR_FMT "\" needs a value, and this may be "
                        "absent",
                        STR_ARG(f->name));
    }
    return true;
}

static void check_expr(struct lint *l, const struct graph *g,
                       const struct lint_root *r)
{
    if (!str_eq(g->format, STR("weir")))
        expr_walk(r->expr, visit, l);
}

const struct lint_rule lint_rule_null_into_required = {
    .summary = "where a value is needed, none may be absent",
    .level = DIAG_ERROR,
    .parts = LINT_PART(RECORD),
    .expr = check_expr,
};
