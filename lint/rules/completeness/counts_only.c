/*
 * A reconcile that compares nothing but whether a record is there, where both
 * sides have money or quantities that could differ.
 */
#include "lint/lint.h"

static bool is_amount(const struct graph_field *f)
{
    const struct graph_type *t = type_needed(f->type);

    return t->kind == TYPE_DECIMAL || t->kind == TYPE_MONEY ||
           (t->kind == TYPE_INT && str_find(f->name, STR("quantity")) >= 0);
}

static const struct graph_record *record_of(const struct graph_side *s)
{
    const struct graph_type *t = s->var ? type_needed(s->var->type) : NULL;

    return t && t->kind == TYPE_RECORD ? t->record : NULL;
}

static const struct graph_field *amount_of(const struct graph_record *r)
{
    for (uint32_t i = 0; r && i < r->nfields; i++)
        if (is_amount(&r->fields[i]))
            return &r->fields[i];
    return NULL;
}

static void check_reconcile(struct lint *l, const struct graph *g,
                            const struct graph_reconcile *r)
{
    const struct graph_field *a = amount_of(record_of(&r->source));
    const struct graph_field *b = amount_of(record_of(&r->target));

    (void)g;
    if (r->ncompares || !a || !b)
        return;
    struct diag *d =
        lint_report(l, r->name_at,
                    "reconcile \"%" STR_FMT
                    "\" only counts, although both sides have amounts",
                    STR_ARG(r->name));
    str line = arena_printf(lint_arena(l),
                            "compare %" STR_FMT ".%" STR_FMT " == %" STR_FMT
                            ".%" STR_FMT,
                            STR_ARG(r->source.var->name), STR_ARG(a->name),
                            STR_ARG(r->target.var->name), STR_ARG(b->name));
    lint_help(l, d, "%" STR_FMT, STR_ARG(line));
    lint_fix_inside(l, d, DIAG_SCAFFOLD, r->at, line);
}

const struct lint_rule lint_rule_counts_only = {
    .summary = "a reconcile compares amounts where there are any",
    .level = DIAG_WARNING,
    .reconcile = check_reconcile,
};
