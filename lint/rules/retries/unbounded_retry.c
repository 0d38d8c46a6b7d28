/*
 * A step that is tried again for ever, or so often that it comes to the same.
 * The runner of the language ends all tries after a quarter of an hour, so
 * only other platforms have it.
 */
#include "lint/lint.h"

#define FOR_EVER 1000 // tries

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    const struct graph_setting *endless = node_setting(x, SET_ENDLESS);
    int64_t tries = node_number(x, SET_RETRY, 0);
    bool is_endless = endless && endless->known == GRAPH_SET &&
                      endless->value->kind == EXPR_LITERAL && endless->value->i;

    if (!is_endless && (tries < FOR_EVER || !lint_is_foreign(l)))
        return;
    const struct graph_setting *s =
        is_endless ? endless : node_setting(x, SET_RETRY);
    if (is_endless)
        lint_report(l, s->at, "step \"%" STR_FMT "\" is tried again for ever",
                    STR_ARG(x->name));
    else
        lint_report(l, s->at,
                    "step \"%" STR_FMT
                    "\" is tried again %lld times, which is for ever",
                    STR_ARG(x->name), (long long)tries);
}

const struct lint_rule lint_rule_unbounded_retry = {
    .summary = "retries have an end",
    .level = DIAG_ERROR,
    .kinds = LINT_REMOTE | LINT_KIND(SCRIPT) | LINT_KIND(SEND) |
             LINT_KIND(NOTIFY) | LINT_KIND(CALL) | LINT_KIND(SPLIT) |
             LINT_KIND(PARALLEL),
    .node = check_node,
};
