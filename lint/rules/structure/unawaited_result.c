/*
 * A step uses what a call gives that is not waited for. Only an import can say
 * that: a `call` of the language is waited for, and a `send` gives nothing.
 */
#include "lint/lint.h"

static bool is_no(const struct graph_expr *e)
{
    e = expr_bare(e);
    return e && e->kind == EXPR_LITERAL && e->type->kind == TYPE_BOOL && !e->i;
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];

    if (!x->out || !is_no(lint_setting(x, SET_AWAITED)) ||
        !lint_var_uses(l, x->out))
        return;
    struct diag *d =
        lint_report(l, lint_step_at(x),
                    "what step \"%" STR_FMT
                    "\" gives is used, and the step does not wait for it",
                    STR_ARG(x->name));
    lint_help(l, d, "let it wait, or ask for the result where it is needed");
}

const struct lint_rule lint_rule_unawaited_result = {
    .summary = "a result that is used is waited for",
    .level = DIAG_ERROR,
    .kinds =
        LINT_REMOTE | LINT_KIND(CALL) | LINT_KIND(SCRIPT) | LINT_KIND(SEND),
    .node = check_node,
};
