/*
 * How long a step may take with all its tries and waits, and how often a
 * schedule comes.
 */
#include "compiler/graph/cron.h"
#include "lint/lint.h"

#define MINUTE INT64_C(60000000) // in microseconds

int64_t lint_longest(const struct graph_node *x)
{
    int64_t timeout = node_number(x, SET_TIMEOUT, 0);
    int64_t tries = node_number(x, SET_RETRY, 0);
    int64_t wait = node_number(x, SET_BACKOFF, 0);
    int64_t cap = node_number(x, SET_BACKOFF_CAP, 300000000);
    const int64_t budget = 900000000; // the runner's, of retries
    int64_t sum = 0;

    for (int64_t i = 0; i < tries && sum < budget; i++) {
        sum += timeout + (wait < cap ? wait : cap);
        wait = wait < cap ? wait * 2 : wait;
    }
    return timeout + (sum < budget ? sum : budget);
}

int64_t lint_interval(const struct graph_node *t)
{
    const struct graph_expr *line = t ? lint_setting(t, SET_CRON) : NULL;
    struct cron c;

    if (!t)
        return 0;
    if (lint_setting(t, SET_AT))
        return 1440 * MINUTE;
    if (lint_setting(t, SET_EVERY))
        return node_number(t, SET_EVERY, 0);
    if (line && line->kind == EXPR_LITERAL && cron_read(&c, line->text))
        return cron_shortest(&c) * MINUTE;
    return 0;
}
