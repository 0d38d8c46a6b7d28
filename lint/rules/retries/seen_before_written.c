/*
 * A record is marked as seen before it is delivered: in a store that a keep or
 * drop of the flow asks, or by another platform's step that marks what comes.
 * When the delivery fails, each later try finds it seen and does nothing.
 */
#include "lint/lint.h"

static bool marks_first(const struct graph_node *x)
{
    const struct graph_expr *e = lint_setting(x, SET_SEEN_FIRST);

    return x->kind == NODE_DEDUPE && e && e->kind == EXPR_LITERAL && e->i;
}

static void show_way(struct lint *l, struct diag *d, const struct graph *g,
                     node_id n, node_id behind)
{
    lint_path(l, d, n);
    lint_step(l, d, lint_step_at(&g->nodes.at[n]), "is marked as seen");
    lint_step(l, d, lint_step_at(&g->nodes.at[behind]),
              "fails here, and each later try finds it seen");
}

static void check_dedupe(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    node_id behind = marks_first(x) ? lint_delivery_behind(l, n) : 0;

    if (!behind)
        return;
    const struct graph_node *w = &g->nodes.at[behind];
    struct diag *d = lint_report(
        l, lint_step_at(x),
        "step \"%" STR_FMT "\" marks a record as seen before step \"%" STR_FMT
        "\" has delivered it: what fails there is never done",
        STR_ARG(x->name), STR_ARG(w->name));
    lint_note(l, d, lint_step_at(w), "delivered here, later");
    show_way(l, d, g, n, behind);
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    const struct lint_ask *a =
        x->store && lint_setting(x, SET_VALUE)
            ? lint_ask_of(l, x->store, lint_flow_of(g, n))
            : NULL;
    node_id behind = a && a->gate ? lint_delivery_behind(l, n) : 0;

    if (x->kind == NODE_DEDUPE)
        check_dedupe(l, g, n);
    if (!behind)
        return;
    const struct graph_node *w = &g->nodes.at[behind];
    struct diag *d = lint_report(
        l, lint_step_at(x),
        "a record is in store \"%" STR_FMT "\" before step \"%" STR_FMT
        "\" has delivered it: when that fails, no later try passes",
        STR_ARG(x->store->name), STR_ARG(w->name));
    lint_note(l, d, lint_step_at(&g->nodes.at[a->gate]), "turned away here");
    lint_note(l, d, lint_step_at(w), "delivered here, later");
    show_way(l, d, g, n, behind);
    lint_help(l, d,
              "let a step mark it when it is delivered: dedupe by ... within "
              "31d");
    lint_fix_move(l, d, DIAG_SAFE, n, behind);
}

const struct lint_rule lint_rule_seen_before_written = {
    .summary = "a record is marked as seen when it is delivered",
    .level = DIAG_ERROR,
    .kinds = LINT_KIND(STORE) | LINT_KIND(DEDUPE),
    .node = check_node,
};
