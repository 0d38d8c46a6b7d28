/*
 * A step goes on after a failure, and what it should have given is looked at
 * by nothing: whether it worked makes no difference to anyone.
 */
#include "lint/lint.h"

static void check_handler(struct lint *l, const struct graph *g, handler_id h)
{
    const struct graph_handler *x = &g->handlers.at[h];

    if (x->target != TARGET_CONTINUE || !x->scope ||
        !(lint_arriving(l, h) & lint_serious()))
        return;
    const struct graph_node *n = &g->nodes.at[x->scope];
    if (n->kind == NODE_WRITE || !n->out || lint_var_uses(l, n->out))
        return;
    struct diag *d = lint_report(
        l, x->at,
        "step \"%" STR_FMT
        "\" goes on after a failure, and nothing looks at \"%" STR_FMT "\"",
        STR_ARG(n->name), STR_ARG(n->out->name));
    lint_path_failed(l, d, h);
    lint_step(l, d, x->at, "goes on; nothing looks at what is not there");
    lint_help(l, d, "when %" STR_FMT " is null { ... }", STR_ARG(n->out->name));
}

const struct lint_rule lint_rule_unchecked_continue = {
    .summary = "what a failed step leaves empty is looked at",
    .level = DIAG_WARNING,
    .handler = check_handler,
};
