/*
 * A value of an enum is looked up in a table that has rows for some of its
 * values only, and nothing is said for the others.
 */
#include "lint/lint.h"

static const struct graph_enum *enum_of(const struct graph_expr *e)
{
    e = expr_bare(e);
    const struct graph_type *t = type_needed(e->type);
    return t->kind == TYPE_ENUM ? t->enumeration : NULL;
}

static bool is_row(const struct graph_row *r, const struct graph_enum *n,
                   uint32_t value)
{
    const struct graph_expr *k = r->key;

    k = expr_bare(k);
    if (k->kind == EXPR_ENUM)
        return k->index == value;
    return k->kind == EXPR_LITERAL && (str_eq(k->text, n->values[value].name) ||
                                       str_eq(k->text, n->values[value].wire));
}

static uint32_t find_missing(const struct graph_table *t,
                             const struct graph_enum *n, str *missing)
{
    uint32_t found = 0;

    for (uint32_t v = 0; v < n->nvalues; v++) {
        bool there = false;
        for (uint32_t i = 0; i < t->nrows && !there; i++)
            there = is_row(&t->rows[i], n, v);
        if (!there)
            missing[found++] = n->values[v].name;
    }
    return found;
}

static void check_lookup(struct lint *l, const struct graph_expr *e)
{
    const struct graph_table *t = e->table;
    const struct graph_enum *n = t ? enum_of(e->args[0]) : NULL;

    // A table of thousands of rows is no table of an enum.
    if (!n || !t->nrows || t->nrows > 4096 || n->nvalues > 64)
        return;
    str *missing = arena_array(lint_arena(l), str, n->nvalues + 1);
    uint32_t count = find_missing(t, n, missing);
    if (!count)
        return;
    str names = lint_names(l, missing, count > 5 ? 5 : count);
    struct diag *d =
        lint_report(l, e->at,
                    "table \"%" STR_FMT "\" has no row for %" STR_FMT "%s of "
                    "\"%" STR_FMT "\"",
                    STR_ARG(t->name), STR_ARG(names),
                    count > 5 ? " and more" : "", STR_ARG(n->name));
    lint_note(l, d, t->name_at, "add a row here, or a default with ??");
}

static void visit(struct lint *l, const struct graph_expr *e, bool defaulted)
{
    if (!e)
        return;
    if (e->kind == EXPR_LOOKUP && !defaulted)
        check_lookup(l, e);
    for (uint32_t i = 0; i < e->nargs; i++)
        visit(l, e->args[i],
              (e->kind == EXPR_COALESCE && i == 0) ||
                  (defaulted && e->kind == EXPR_CONVERT));
}

static void check_expr(struct lint *l, const struct graph *g,
                       const struct lint_root *r)
{
    (void)g;
    visit(l, r->expr, false);
}

const struct lint_rule lint_rule_enum_not_total = {
    .summary = "every value of a source has a counterpart or a default",
    .level = DIAG_WARNING,
    .parts = LINT_PART(LOOKUP),
    .expr = check_expr,
};
