/*
 * An interval shorter than one call of the flow may take with all its retries
 * and waits, and nothing is said of a tick that comes during a run.
 */
#include "compiler/graph/cron.h"
#include "lint/lint.h"

#define MINUTE INT64_C(60000000) // in microseconds

/* Every try may last for the timeout, and between them are the waits. */
static int64_t longest(const struct graph_node *x)
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

struct schedule {
    const struct graph_setting *line; // `every` or `cron`, NULL: neither
    int64_t interval;                 // the shortest
};

static struct schedule schedule_of(const struct graph_node *t)
{
    const struct graph_expr *line = lint_setting(t, SET_CRON);
    struct cron c;

    if (lint_setting(t, SET_EVERY))
        return (struct schedule){node_setting(t, SET_EVERY),
                                 node_number(t, SET_EVERY, 0)};
    if (line && line->kind == EXPR_LITERAL && cron_read(&c, line->text))
        return (struct schedule){node_setting(t, SET_CRON),
                                 cron_shortest(&c) * MINUTE};
    return (struct schedule){0};
}

static void help(struct lint *l, struct diag *d, const struct graph_node *t,
                 str interval)
{
    const struct graph_expr *cron = lint_setting(t, SET_CRON);
    const struct graph_expr *zone = lint_setting(t, SET_ZONE);

    if (!cron)
        lint_help(l, d, "every %" STR_FMT " no overlap", STR_ARG(interval));
    else
        lint_help(l, d, "cron \"%" STR_FMT "\" in \"%" STR_FMT "\" no overlap",
                  STR_ARG(cron->text), STR_ARG(zone ? zone->text : STR("UTC")));
}

static void check_flow(struct lint *l, const struct graph *g,
                       const struct graph_flow *f)
{
    const struct graph_node *t = lint_trigger_of(g, f);
    struct schedule s = t ? schedule_of(t) : (struct schedule){0};
    const struct graph_node *slow = NULL;
    int64_t most = s.interval;

    if (!s.interval || lint_known(&t->settings, SET_NO_OVERLAP) != GRAPH_ABSENT)
        return;
    for (node_id n = f->first; n < f->end; n++) {
        const struct graph_node *x = &g->nodes.at[n];
        if (node_remote(x->kind) && longest(x) > most) {
            most = longest(x);
            slow = x;
        }
    }
    if (!slow)
        return;
    str interval = lint_duration(l, s.interval), time = lint_duration(l, most);
    struct diag *d = lint_report(
        l, s.line->at,
        "flow \"%" STR_FMT "\" runs %s %" STR_FMT ", but step \"%" STR_FMT
        "\" alone may take %" STR_FMT,
        STR_ARG(f->name), s.line->key == SET_CRON ? "again after" : "every",
        STR_ARG(interval), STR_ARG(slow->name), STR_ARG(time));
    help(l, d, t, interval);
}

const struct lint_rule lint_rule_overlapping_runs = {
    .summary = "a run may not last longer than its interval, or says so",
    .level = DIAG_WARNING,
    .flow = check_flow,
};
