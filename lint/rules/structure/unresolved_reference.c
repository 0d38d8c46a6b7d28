/*
 * A step refers to what is not there: a credential, a script, a variable, a
 * step. A flow that was not given with the others may be there all the same,
 * so of that the verdict is unknown. In the language the compiler refuses all
 * of these.
 */
#include "lint/lint.h"

static void check_after(struct lint *l, const struct graph *g,
                        const struct graph_node *x)
{
    const struct graph_expr *list = lint_setting(x, SET_AFTER);

    for (uint32_t i = 0; list && list->kind == EXPR_LIST && i < list->nargs;
         i++) {
        const struct graph_expr *e = list->args[i];
        bool found = e->kind != EXPR_LITERAL;
        for (uint32_t k = 0; k < g->flows.n && !found; k++)
            found = str_eq(g->flows.at[k]->name, e->text);
        if (!found)
            lint_unknown(l, lint_step_at(x),
                         "whether flow \"%" STR_FMT
                         "\" is there is not known: it was not given",
                         STR_ARG(e->text));
    }
}

static void check_step(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];

    lint_about_node(l, n);
    check_after(l, g, x);
    if (x->kind == NODE_CALL && !x->callee && x->callee_name.len)
        lint_unknown(l, lint_step_at(x),
                     "whether flow \"%" STR_FMT "\", which step \"%" STR_FMT
                     "\" calls, is there is not known: it was not given",
                     STR_ARG(x->callee_name), STR_ARG(x->name));
    if (!x->foreign || !x->foreign->missing.len)
        return;
    struct diag *d =
        lint_report(l, lint_step_at(x),
                    "step \"%" STR_FMT "\" refers to %" STR_FMT " \"%" STR_FMT
                    "\", which is not there",
                    STR_ARG(x->name), STR_ARG(x->foreign->missing_kind),
                    STR_ARG(x->foreign->missing));
    lint_help(l, d, "choose one that is there, or remove the step");
}

/* What the compiler has accepted is there. */
static void check_flow(struct lint *l, const struct graph *g,
                       const struct graph_flow *f)
{
    bool own = str_eq(g->format, STR("weir")) &&
               (!f->format.len || str_eq(f->format, STR("weir")));

    for (node_id n = f->first; n < f->end && !own; n++)
        check_step(l, g, n);
    lint_about_flow(l, f);
}

const struct lint_rule lint_rule_unresolved_reference = {
    .summary = "what a step refers to is there",
    .level = DIAG_ERROR,
    .flow = check_flow,
};
