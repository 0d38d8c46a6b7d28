/*
 * A create that is tried again where nothing tells the target that it is the
 * same one: neither a key it remembers nor an id from outside. Answers that
 * say for sure that nothing was done (rate_limited) may be retried.
 */
#include "lint/lint.h"

static bool may_be_done(const struct graph_node *x)
{
    return !x->retry_on_written ||
           x->retry_on & ~WEIR_CLASS_BIT(WEIR_RATE_LIMITED);
}

static void help(struct lint *l, struct diag *d, const struct graph_node *x)
{
    const struct graph_endpoint *e = x->operation->endpoint;
    const struct graph_operation *upsert =
        e ? endpoint_verb(e, VERB_UPSERT) : NULL;

    if (upsert)
        lint_help(l, d,
                  "endpoint \"%" STR_FMT
                  "\" has an upsert, which may be repeated",
                  STR_ARG(e->name));
    else
        lint_help(l, d, "retry %lld times backoff 2s to 5m on rate_limited",
                  (long long)node_number(x, SET_RETRY, 5));
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    const struct graph_operation *op = x->operation;

    if (!op || (op->verb != VERB_CREATE && op->verb != VERB_ACTION) ||
        operation_grade(op) != GRADE_UNSAFE || lint_takes_key(op) ||
        lint_is_local(op) || node_number(x, SET_RETRY, 0) < 1 ||
        node_setting(x, SET_MATCH) || !may_be_done(x))
        return;
    struct diag *d = lint_report(
        l, node_setting(x, SET_RETRY)->at,
        "step \"%" STR_FMT "\" retries \"%" STR_FMT
        "\", which takes no idempotency key: a repeat may do it twice",
        STR_ARG(x->name), STR_ARG(op->name));
    help(l, d, x);
}

const struct lint_rule lint_rule_non_idempotent_retry = {
    .summary = "a write that is retried is safe to repeat",
    .level = DIAG_ERROR,
    .kinds = LINT_KIND(WRITE),
    .node = check_node,
};
