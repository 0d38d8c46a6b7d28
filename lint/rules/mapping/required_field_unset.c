/*
 * A required field of a target record that a mapping leaves out. In a .weir
 * text the checker reports it under this id; the rule judges other graphs.
 */
#include "lint/lint.h"

static bool sets(const struct graph_expr *e, str name)
{
    for (uint32_t i = 0; i < e->nargs; i++)
        if (str_eq(e->names[i], name))
            return true;
    return false;
}

static void check_write(struct lint *l, const struct graph *g,
                        const struct lint_write *w)
{
    for (uint32_t i = 0; i < w->record->nfields; i++) {
        const struct graph_field *f = &w->record->fields[i];
        if (f->type->kind == TYPE_OPTIONAL || f->preset ||
            sets(w->value, f->name))
            continue;
        lint_about_node(l, w->node);
        lint_report(l, w->value->at,
                    "step \"%" STR_FMT "\" does not set \"%" STR_FMT
                    "\", which \"%" STR_FMT "\" requires",
                    STR_ARG(g->nodes.at[w->node].name), STR_ARG(f->name),
                    STR_ARG(w->record->name));
    }
}

static void check_graph(struct lint *l, const struct graph *g)
{
    uint32_t n;

    if (str_eq(g->format, STR("weir")))
        return;
    const struct lint_write *writes = lint_writes(l, &n);
    for (uint32_t i = 0; i < n; i++)
        if (writes[i].record && writes[i].value &&
            (writes[i].operation->verb == VERB_CREATE ||
             writes[i].operation->verb == VERB_UPSERT))
            check_write(l, g, &writes[i]);
}

const struct lint_rule lint_rule_required_field_unset = {
    .summary = "every required field of a target is mapped",
    .level = DIAG_ERROR,
    .graph = check_graph,
};
