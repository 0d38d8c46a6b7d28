/*
 * Two flows turn records away by one store and both write it. They run side by
 * side: both may ask before either has written, and a key of one silences the
 * other. The first such flow of a store is held against the later ones.
 */
#include "lint/lint.h"

/* "order/{id}": what stands first keeps the keys of two flows apart. */
static str prefix_of(const struct graph_node *x)
{
    const struct graph_expr *by = lint_setting(x, SET_BY);

    if (by && by->kind == EXPR_TEXT && by->nargs &&
        by->args[0]->kind == EXPR_LITERAL)
        return by->args[0]->text;
    return STR("");
}

static void report(struct lint *l, const struct graph *g, node_id n,
                   node_id first)
{
    const struct graph_node *x = &g->nodes.at[n];
    const struct graph_node *y = &g->nodes.at[first];

    lint_about_node(l, n);
    struct diag *d = lint_report(
        l, lint_step_at(x),
        "flows \"%" STR_FMT "\" and \"%" STR_FMT
        "\" may run at once and both turn records away by store \"%" STR_FMT
        "\"",
        STR_ARG(lint_flow_of(g, first)->name),
        STR_ARG(lint_flow_of(g, n)->name), STR_ARG(x->store->name));
    lint_note(l, d, lint_step_at(y), "written by the first one here");
    lint_help(l, d,
              "let a flow that both call say it: dedupe by ... within 31d");
}

static void check_graph(struct lint *l, const struct graph *g)
{
    struct map first;

    map_init(&first, lint_arena(l));
    for (node_id n = 1; n < g->nodes.n; n++) {
        const struct graph_node *x = &g->nodes.at[n];
        const struct lint_ask *a =
            x->kind == NODE_STORE && x->store && lint_setting(x, SET_VALUE)
                ? lint_ask_of(l, x->store, lint_flow_of(g, n))
                : NULL;
        if (!a || !a->gate || !a->flow->enabled)
            continue;
        void **at = map_put(&first, x->store->name);
        if (!*at) {
            *at = arena_copy(lint_arena(l), &n, sizeof n);
            continue;
        }
        node_id other = *(node_id *)*at;
        if (g->nodes.at[other].flow != x->flow &&
            str_eq(prefix_of(x), prefix_of(&g->nodes.at[other])))
            report(l, g, n, other);
    }
}

const struct lint_rule lint_rule_shared_dedupe_store = {
    .summary = "flows that run at once do not share a memory of what was seen",
    .level = DIAG_WARNING,
    .graph = check_graph,
};
