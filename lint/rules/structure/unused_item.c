/*
 * An item that nothing uses: a team, queue, table, store, `fn`, `map`, a
 * connector, or a name that a `set` or `map` step gives.
 */
#include "lint/lint.h"

static void report(struct lint *l, const char *what, str name, span at,
                   span item)
{
    lint_about(l, what, name);
    struct diag *d = lint_report(l, at, "nothing uses %s \"%" STR_FMT "\"",
                                 what, STR_ARG(name));
    lint_help(l, d, "remove it");
    lint_fix_remove(l, d, DIAG_SAFE, item);
}

static void check_owners(struct lint *l, const struct graph *g)
{
    for (uint32_t i = 0; i < g->teams.n; i++)
        if (!g->teams.at[i]->used)
            report(l, "team", g->teams.at[i]->name, g->teams.at[i]->name_at,
                   g->teams.at[i]->at);
    for (uint32_t i = 0; i < g->queues.n; i++)
        if (!g->queues.at[i]->used)
            report(l, "queue", g->queues.at[i]->name, g->queues.at[i]->name_at,
                   g->queues.at[i]->at);
    for (uint32_t i = 0; i < g->instances.n; i++) {
        const struct graph_instance *x = g->instances.at[i];
        if (!x->used && x->connector)
            report(l, "connector", x->alias,
                   x->alias_at.pos ? x->alias_at : x->at, x->at);
    }
}

static void check_data(struct lint *l, const struct graph *g)
{
    for (uint32_t i = 0; i < g->tables.n; i++)
        if (!g->tables.at[i]->used)
            report(l, "table", g->tables.at[i]->name, g->tables.at[i]->name_at,
                   g->tables.at[i]->at);
    for (uint32_t i = 0; i < g->stores.n; i++)
        if (!g->stores.at[i]->used)
            report(l, "store", g->stores.at[i]->name, g->stores.at[i]->name_at,
                   g->stores.at[i]->at);
    for (uint32_t i = 0; i < g->functions.n; i++) {
        const struct graph_function *x = g->functions.at[i];
        if (!x->used)
            report(l, x->is_map ? "map" : "fn", x->name, x->name_at, x->at);
    }
}

static void check_graph(struct lint *l, const struct graph *g)
{
    check_owners(l, g);
    check_data(l, g);
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];

    if (!x->out || !lint_reachable(l, n) || lint_var_uses(l, x->out))
        return;
    struct diag *d = lint_report(
        l, x->out->at.pos ? x->out->at : lint_step_at(x),
        "nothing uses \"%" STR_FMT "\", which step \"%" STR_FMT "\" makes",
        STR_ARG(x->out->name), STR_ARG(x->name));
    lint_help(l, d, "remove the step");
    lint_fix_remove(l, d, DIAG_SAFE, x->at);
}

const struct lint_rule lint_rule_unused_item = {
    .summary = "whatever is declared is used",
    .level = DIAG_WARNING,
    .kinds = LINT_KIND(MAP),
    .graph = check_graph,
    .node = check_node,
};
