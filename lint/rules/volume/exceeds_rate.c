/*
 * The expected records per second, times the calls that each makes of one
 * system, are more than the connector's limit. Only calls that every record
 * makes count, so the sum is the least that is needed.
 */
#include "lint/lint.h"

enum { MOST_SYSTEMS = 64 }; // of one flow; more are not looked at

struct load {
    const struct graph_instance *instance;
    double calls; // of one record
};

/* Inside a way of a choice, a list's steps or a handler: not every record. */
static bool is_always(const struct graph *g, const struct graph_flow *f,
                      block_id b)
{
    while (b && b != f->body) {
        if (g->blocks.at[b].role != BLOCK_BRANCH || g->blocks.at[b].condition)
            return false;
        b = g->blocks.at[b].owner ? g->nodes.at[g->blocks.at[b].owner].block
                                  : 0;
    }
    return b == f->body;
}

static bool calls_each(const struct graph *g, const struct graph_flow *f,
                       const struct graph_node *x)
{
    return (x->kind == NODE_WRITE || x->kind == NODE_ENRICH) && x->instance &&
           x->instance->connector && !node_setting(x, SET_CACHE) &&
           is_always(g, f, x->block);
}

static uint32_t find_loads(const struct graph *g, const struct graph_flow *f,
                           struct load *loads)
{
    uint32_t n = 0;

    for (node_id id = f->first; id < f->end; id++) {
        const struct graph_node *x = &g->nodes.at[id];
        uint32_t i = 0;
        if (!calls_each(g, f, x) || !x->instance->connector->limit_per)
            continue;
        while (i < n && loads[i].instance != x->instance)
            i++;
        if (i == MOST_SYSTEMS)
            continue;
        n += i == n;
        loads[i].instance = x->instance;
        int64_t bulk = node_number(x, SET_BULK, 1);
        loads[i].calls += 1.0 / (double)(bulk > 1 ? bulk : 1);
    }
    return n;
}

static const char *unit_of(int64_t per)
{
    return per == 1000000      ? "second"
           : per == 60000000   ? "minute"
           : per == 3600000000 ? "hour"
                               : "day";
}

static void check_amount(struct lint *l, const struct graph_amount *a,
                         const struct graph_instance *i, double calls)
{
    const struct graph_connector *c = i->connector;

    if (!a->count || !a->per)
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
        (long long)a->count, unit_of(a->per), calls,
        calls == 1 ? "call" : "calls", needed * (double)a->per,
        STR_ARG(c->name), per_unit);
    if (c->limit_at.pos)
        lint_note(l, d, c->limit_at, "%lld calls a %s are allowed",
                  (long long)c->limit_count, unit_of(c->limit_per));
}

static void check_flow(struct lint *l, const struct graph *g,
                       const struct graph_flow *f)
{
    struct load loads[MOST_SYSTEMS] = {{0}};

    if (!f->expect.count && !f->peak.count)
        return;
    uint32_t n = find_loads(g, f, loads);
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
