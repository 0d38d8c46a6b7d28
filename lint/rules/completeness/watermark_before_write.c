/*
 * A flow keeps its own watermark in a store and moves it before a step that
 * delivers: a store is durable when its step ends, the delivery may fail.
 */
#include "lint/lint.h"

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    const struct lint_ask *a =
        x->store && lint_setting(x, SET_VALUE)
            ? lint_ask_of(l, x->store, lint_flow_of(g, n))
            : NULL;
    node_id behind = a && a->watermark ? lint_delivery_behind(l, n) : 0;

    if (!behind)
        return;
    const struct graph_node *w = &g->nodes.at[behind];
    struct diag *d = lint_report(
        l, lint_step_at(x),
        "store \"%" STR_FMT "\" says where the next read begins, and it moves "
        "on before step \"%" STR_FMT "\" has delivered",
        STR_ARG(x->store->name), STR_ARG(w->name));
    lint_note(l, d, lint_step_at(&g->nodes.at[a->watermark]), "asked for here");
    lint_note(l, d, lint_step_at(w), "delivered here, later");
    lint_path(l, d, n);
    lint_step(l, d, lint_step_at(x), "moves the watermark on");
    lint_step(l, d, lint_step_at(w),
              "fails here, and no later read brings the record again");
    lint_help(l, d,
              "put it behind step \"%" STR_FMT
              "\", or leave the watermark to: since",
              STR_ARG(w->name));
    lint_fix_move(l, d, DIAG_SAFE, n, behind);
}

const struct lint_rule lint_rule_watermark_before_write = {
    .summary = "a watermark moves on when the records are delivered",
    .level = DIAG_ERROR,
    .kinds = LINT_KIND(STORE),
    .node = check_node,
};
