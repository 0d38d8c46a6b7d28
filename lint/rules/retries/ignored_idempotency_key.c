/*
 * A key is given to an operation that has no place for it: it protects from
 * nothing. In a .weir text the checker reports it under this id; the rule
 * judges other graphs.
 */
#include "lint/lint.h"

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    const struct graph_setting *key = node_setting(x, SET_KEY);

    if (str_eq(g->format, STR("weir")) || !key || !x->operation ||
        lint_takes_key(x->operation))
        return;
    struct diag *d =
        lint_report(l, key->at,
                    "step \"%" STR_FMT "\" gives a key to \"%" STR_FMT
                    "\", which takes none",
                    STR_ARG(x->name), STR_ARG(x->operation->name));
    lint_help(l, d,
              "remove the key, or declare where it goes: key header "
              "\"Idempotency-Key\" remembers 1d");
}

const struct lint_rule lint_rule_ignored_idempotency_key = {
    .summary = "an idempotency key goes where it is taken",
    .level = DIAG_WARNING,
    .kinds = LINT_KIND(WRITE),
    .node = check_node,
};
