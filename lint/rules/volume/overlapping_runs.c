/*
 * An interval shorter than one call of the flow may take with all its retries
 * and waits, and nothing is said of a tick that comes during a run.
 */
#include "lint/lint.h"

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

static void check_flow(struct lint *l, const struct graph *g,
                       const struct graph_flow *f)
{
    const struct graph_node *t = lint_trigger_of(g, f);
    int64_t every = t ? node_number(t, SET_EVERY, 0) : 0;
    const struct graph_node *slow = NULL;
    int64_t most = every;

    if (!every || lint_known(&t->settings, SET_NO_OVERLAP) != GRAPH_ABSENT)
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
    str interval = lint_duration(l, every), time = lint_duration(l, most);
    struct diag *d =
        lint_report(l, node_setting(t, SET_EVERY)->at,
                    "flow \"%" STR_FMT "\" runs every %" STR_FMT
                    ", but step \"%" STR_FMT "\" alone may take %" STR_FMT,
                    STR_ARG(f->name), STR_ARG(interval), STR_ARG(slow->name),
                    STR_ARG(time));
    lint_help(l, d, "every %" STR_FMT " no overlap", STR_ARG(interval));
}

const struct lint_rule lint_rule_overlapping_runs = {
    .summary = "a run may not last longer than its interval, or says so",
    .level = DIAG_WARNING,
    .flow = check_flow,
};
