/*
 * A step that retries at once hammers the service that just failed. More than
 * two attempts need waits between them that grow up to a cap; a `backoff`
 * without `to` has the runner's cap of 5m.
 */
#include "lint/lint.h"

static void check(struct lint *l, const struct graph_settings *s, str what,
                  int64_t times)
{
    const struct graph_setting *retry = settings_get(s, SET_RETRY);

    switch (lint_known(s, SET_BACKOFF)) {
    case GRAPH_SET: return;
    case GRAPH_UNKNOWN:
        lint_unknown(l, retry->at,
                     "whether \"%" STR_FMT "\" waits between its retries is "
                     "not known",
                     STR_ARG(what));
        return;
    case GRAPH_ABSENT: break;
    }
    struct diag *d = lint_report(
        l, retry->at,
        "\"%" STR_FMT "\" retries %lld times without waiting in between",
        STR_ARG(what), (long long)times);
    lint_help(l, d, "retry %lld times backoff 2s to 5m", (long long)times);
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    int64_t times = node_number(x, SET_RETRY, 0);

    if (times >= 2)
        check(l, &x->settings, x->name, times);
}

const struct lint_rule lint_rule_no_backoff = {
    .summary = "a step that retries waits between its attempts",
    .level = DIAG_WARNING,
    .kinds = LINT_REMOTE,
    .node = check_node,
};
