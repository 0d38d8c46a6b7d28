/*
 * An interval shorter than one call of the flow may take with all its retries
 * and waits, and nothing is said of a tick that comes during a run.
 */
#include "lint/lint.h"

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
    int64_t every = t && !lint_setting(t, SET_AT) ? lint_interval(t) : 0;
    const struct graph_node *slow = NULL;
    int64_t most = every;

    if (!every || lint_known(&t->settings, SET_NO_OVERLAP) != GRAPH_ABSENT)
        return;
    for (node_id n = f->first; n < f->end; n++) {
        const struct graph_node *x = &g->nodes.at[n];
        if (node_remote(x->kind) && lint_longest(x) > most) {
            most = lint_longest(x);
            slow = x;
        }
    }
    if (!slow)
        return;
    const struct graph_setting *line = node_setting(t, SET_EVERY);
    line = line ? line : node_setting(t, SET_CRON);
    str interval = lint_duration(l, every), time = lint_duration(l, most);
    struct diag *d = lint_report(
        l, line->at,
        "flow \"%" STR_FMT "\" runs %s %" STR_FMT ", but step \"%" STR_FMT
        "\" alone may take %" STR_FMT,
        STR_ARG(f->name), line->key == SET_CRON ? "again after" : "every",
        STR_ARG(interval), STR_ARG(slow->name), STR_ARG(time));
    help(l, d, t, interval);
    lint_fix_behind(l, d, DIAG_SAFE, t->at, STR(" no overlap"));
}

const struct lint_rule lint_rule_overlapping_runs = {
    .summary = "a run may not last longer than its interval, or says so",
    .level = DIAG_WARNING,
    .flow = check_flow,
};
