/*
 * A map step takes over the lines of a document and its total as they are, and
 * no check of the flow adds them up: a difference is found in the books.
 */
#include "lint/lint.h"

static bool is_copied(const struct graph_expr *e)
{
    e = expr_bare(e);
    return e->kind == EXPR_FIELD;
}

static bool is_money(const struct graph_expr *e)
{
    enum graph_type_kind k = type_needed(e->type)->kind;

    return k == TYPE_DECIMAL || k == TYPE_MONEY;
}

/* Lines whose price is taken over as it is, with a quantity beside it. */
static bool is_lines(const struct graph_expr *e)
{
    bool price = false, quantity = false;

    e = expr_bare(e);
    if (e->kind != EXPR_EACH || e->args[2]->kind != EXPR_RECORD)
        return false;
    const struct graph_expr *line = e->args[2];
    for (uint32_t i = 0; i < line->nargs; i++) {
        price = price || (is_money(line->args[i]) && is_copied(line->args[i]));
        quantity = quantity || str_find(line->names[i], STR("quantity")) >= 0;
    }
    return price && quantity;
}

static const struct graph_expr *find_total(const struct graph_expr *e)
{
    const struct graph_expr *total = NULL;
    bool lines = false;

    for (uint32_t i = 0; e && i < e->nargs; i++) {
        if (str_find(e->names[i], STR("total")) >= 0 && is_money(e->args[i]) &&
            is_copied(e->args[i]))
            total = e->args[i];
        lines = lines || is_lines(e->args[i]);
    }
    return lines ? total : NULL;
}

static bool find_sum(void *context, const struct graph_expr *e)
{
    bool *found = context;

    *found = *found || lint_is_builtin(e, "sum");
    return !*found;
}

static bool adds_up(struct lint *l, const struct graph *g,
                    const struct graph_flow *f)
{
    bool found = false;

    for (node_id n = f->first; n < f->end && !found; n++)
        if (g->nodes.at[n].kind == NODE_CHECK ||
            g->nodes.at[n].kind == NODE_CHOICE ||
            g->nodes.at[n].kind == NODE_KEEP)
            lint_walk_sources(l, lint_setting(&g->nodes.at[n], SET_CONDITION),
                              find_sum, &found);
    return found;
}

static void check_flow(struct lint *l, const struct graph *g,
                       const struct graph_flow *f)
{
    for (node_id n = f->first; n < f->end; n++) {
        const struct graph_node *x = &g->nodes.at[n];
        if (x->kind != NODE_MAP)
            continue;
        const struct graph_expr *total =
            find_total(lint_record_of(l, lint_setting(x, SET_VALUE)));
        if (!total)
            continue;
        if (adds_up(l, g, f))
            return;
        lint_about_node(l, n);
        struct diag *d = lint_report(
            l, lint_step_at(x),
            "step \"%" STR_FMT
            "\" maps lines and their total, and nothing checks that they add "
            "up",
            STR_ARG(x->name));
        lint_note(l, d, total->at, "the total is taken over as it is");
        lint_help(l, d,
                  "check sum(each x in LINES { x.price * x.quantity }) "
                  "== TOTAL else -> QUEUE");
        return;
    }
}

const struct lint_rule lint_rule_unchecked_total = {
    .summary = "lines that are mapped add up to their total",
    .level = DIAG_INFO,
    .flow = check_flow,
};
