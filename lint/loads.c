/*
 * What a flow asks of the systems it calls: the calls that each record makes
 * at least, and how often a schedule comes in a day.
 */
#include "compiler/graph/cron.h"
#include "lint/state.h"

#define MINUTE INT64_C(60000000) // in microseconds
#define DAY (1440 * MINUTE)

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

uint32_t lint_loads(const struct graph *g, const struct graph_flow *f,
                    struct lint_load loads[LINT_MOST_LOADS])
{
    uint32_t n = 0;

    for (node_id id = f->first; id < f->end; id++) {
        const struct graph_node *x = &g->nodes.at[id];
        uint32_t i = 0;
        if (!calls_each(g, f, x))
            continue;
        while (i < n && loads[i].instance != x->instance)
            i++;
        if (i == LINT_MOST_LOADS)
            continue;
        if (i == n)
            loads[n++] = (struct lint_load){.instance = x->instance};
        int64_t bulk = node_number(x, SET_BULK, 1);
        loads[i].calls += 1.0 / (double)(bulk > 1 ? bulk : 1);
    }
    return n;
}

double lint_per_day(const struct graph_amount *a)
{
    return a->count && a->per ? (double)a->count * (double)DAY / (double)a->per
                              : 0;
}

static uint32_t bits_of(uint64_t set)
{
    uint32_t n = 0;

    for (; set; set &= set - 1)
        n++;
    return n;
}

/* A cron line that does not come on each day has no number for one. */
static double cron_runs(str text)
{
    struct cron c;

    if (!cron_read(&c, text) || !cron_is_daily(&c))
        return 0;
    return (double)bits_of(c.values[CRON_MINUTE]) *
           (double)bits_of(c.values[CRON_HOUR]);
}

double lint_runs_per_day(const struct graph *g, const struct graph_flow *f)
{
    const struct graph_node *t = lint_trigger_of(g, f);
    const struct graph_expr *cron = t ? lint_setting(t, SET_CRON) : NULL;
    int64_t every = t ? node_number(t, SET_EVERY, 0) : 0;

    if (every > 0)
        return (double)DAY / (double)every;
    if (cron && cron->kind == EXPR_LITERAL)
        return cron_runs(cron->text);
    return t && lint_setting(t, SET_AT) ? 1 : 0;
}

const char *lint_unit(int64_t per)
{
    return per == 1000000      ? "second"
           : per == 60000000   ? "minute"
           : per == 3600000000 ? "hour"
                               : "day";
}
