/*
 * A schedule whose not running is noticed late or never. The runner tells when
 * no run has ended for three intervals, and of a day far below what a flow
 * expects; where three intervals are days, a flow says by itself.
 */
#include "lint/lint.h"

#define DAY INT64_C(86400000000) // in microseconds

static bool find_idle(void *context, const struct graph_expr *e)
{
    bool *found = context;

    *found =
        *found || (e->kind == EXPR_VAR && str_eq(e->var->name, STR("idle")));
    return !*found;
}

static void check_flow(struct lint *l, const struct graph *g,
                       const struct graph_flow *f)
{
    const struct graph_node *t = lint_trigger_of(g, f);
    int64_t interval = lint_interval(t);
    bool idle = false;

    expr_walk(f->alert, find_idle, &idle);
    if (!interval || idle || !f->enabled)
        return;
    if (f->alert_known == GRAPH_UNKNOWN) {
        lint_unknown(l, lint_flow_at(f),
                     "whether anybody notices that flow \"%" STR_FMT
                     "\" does not run is not known",
                     STR_ARG(f->name));
        return;
    }
    // Three intervals, or a day below a tenth of what is expected.
    if (!f->format.len && (3 * interval <= DAY || f->expect.count))
        return;
    str every = lint_duration(l, interval),
        late = lint_duration(l, 3 * interval);
    struct diag *d =
        lint_report(l, lint_step_at(t),
                    "flow \"%" STR_FMT "\" runs every %" STR_FMT
                    ", and that it does not is noticed %s%" STR_FMT,
                    STR_ARG(f->name), STR_ARG(every),
                    f->format.len ? "by nobody" : "after ",
                    STR_ARG(f->format.len ? STR("") : late));
    str soon = lint_duration(l, interval + 2 * 3600000000);
    lint_help(l, d, "alert when idle > %" STR_FMT, STR_ARG(soon));
    if (!f->format.len && !f->alert)
        lint_fix_line(l, d, DIAG_SCAFFOLD, lint_step_at(t),
                      arena_printf(lint_arena(l), "alert when idle > %" STR_FMT,
                                   STR_ARG(soon)));
}

const struct lint_rule lint_rule_no_dead_man = {
    .summary = "that a schedule does not run is noticed in time",
    .level = DIAG_WARNING,
    .flow = check_flow,
};
