/*
 * A timestamp becomes a date or a time of day, or is parsed, without a zone.
 * In a .weir text the checker reports it under this id; the rule judges other
 * graphs.
 */
#include "lint/lint.h"

static bool visit(void *context, const struct graph_expr *e)
{
    struct lint *l = context;
    uint32_t with_zone = lint_is_builtin(e, "date_of") ||
                                 lint_is_builtin(e, "time_of") ||
                                 lint_is_builtin(e, "start_of_day")
                             ? 2
                         : lint_is_builtin(e, "parse_timestamp") ? 3
                         : lint_is_builtin(e, "today")           ? 1
                                                                 : 0;

    if (e->nargs < with_zone)
        lint_report(l, e->at,
                    "which day it is depends on a zone, and none is "
                    "named");
    return true;
}

static void check_expr(struct lint *l, const struct graph *g,
                       const struct lint_root *r)
{
    if (!str_eq(g->format, STR("weir")))
        expr_walk(r->expr, visit, l);
}

const struct lint_rule lint_rule_missing_zone = {
    .summary = "a date is taken from a timestamp in a named zone",
    .level = DIAG_ERROR,
    .parts = LINT_PART(BUILTIN),
    .expr = check_expr,
};
