/*
 * The expected records per second, times the calls that each makes of one
 * system, are more than the connector's limit. Only calls that every record
 * makes count, so the sum is the least that is needed.
 */
#include "lint/lint.h"

static void check_amount(struct lint *l, const struct graph_amount *a,
                         const struct graph_instance *i, double calls)
{
    const struct graph_connector *c = i->connector;

    if (!a->count || !a->per || !c->limit_per)
        return;
    double needed = (double)a->count * calls / (double)a->per;
    double limit = (double)c->limit_count / (double)c->limit_per;
    if (needed <= limit)
        return;
    double per_unit = limit * (double)a->per;
    struct diag *d = lint_report(
        l, a->at,
        "%lld records a %s with %.3g %s each need %.0f calls, and connector "
        "\"%" STR_FMT "\" allows %.0f",
        (long long)a->count, lint_unit(a->per), calls,
        calls == 1 ? "call" : "calls", needed * (double)a->per,
        STR_ARG(c->name), per_unit);
    if (c->limit_at.pos)
        lint_note(l, d, c->limit_at, "%lld calls a %s are allowed",
                  (long long)c->limit_count, lint_unit(c->limit_per));
}

static void check_flow(struct lint *l, const struct graph *g,
                       const struct graph_flow *f)
{
    struct lint_load loads[LINT_MOST_LOADS];

    if (!f->expect.count && !f->peak.count)
        return;
    uint32_t n = lint_loads(g, f, loads);
    for (uint32_t i = 0; i < n; i++) {
        check_amount(l, &f->expect, loads[i].instance, loads[i].calls);
        check_amount(l, &f->peak, loads[i].instance, loads[i].calls);
    }
}

const struct lint_rule lint_rule_exceeds_rate = {
    .summary = "the expected volume keeps within the connectors' limits",
    .level = DIAG_WARNING,
    .flow = check_flow,
};
