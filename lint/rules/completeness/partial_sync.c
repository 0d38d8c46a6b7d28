/*
 * Two systems are written one after the other, and when the second fails the
 * record is dropped, passed over or only told of: nothing will do what is
 * missing, and nothing undoes what is done.
 */
#include "lint/lint.h"

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    weir_class_set classes = 0;
    node_id before = 0;
    handler_id h = 0;

    for (uint32_t i = 0; i < x->nout; i++) {
        edge_id e = g->out[x->out_first + i];
        node_id first = lint_splits_systems(l, e);
        if (!first)
            continue;
        before = before ? before : first;
        h = h ? h : g->edges.at[e].handler;
        classes |= g->edges.at[e].classes;
    }
    if (!before)
        return;
    str text = lint_classes(l, classes);
    const struct graph_node *first = &g->nodes.at[before];
    struct diag *d = lint_report(
        l, lint_step_at(x),
        "when step \"%" STR_FMT "\" fails with %" STR_FMT ", step \"%" STR_FMT
        "\" is done already and nothing brings the two together",
        STR_ARG(x->name), STR_ARG(text), STR_ARG(first->name));
    lint_note(l, d, lint_step_at(first), "done first");
    if (g->handlers.at[h].at.pos)
        lint_note(l, d, g->handlers.at[h].at, "the failure ends here");
    lint_path(l, d, n);
    lint_step(l, d, lint_step_at(x),
              "fails with %" STR_FMT " after \"%" STR_FMT "\" was done",
              STR_ARG(text), STR_ARG(first->name));
    lint_step(l, d, g->handlers.at[h].at,
              "ends here; the two systems stay apart");
    const struct graph_queue *q = lint_queue_for(l, g, lint_flow_of(g, n));
    lint_help(l, d, "on %" STR_FMT " -> %" STR_FMT,
              STR_ARG(g->handlers.at[h].words),
              STR_ARG(q ? q->name : STR("halt")));
}

const struct lint_rule lint_rule_partial_sync = {
    .summary = "of two systems written in turn none is left behind",
    .level = DIAG_ERROR,
    .kinds = LINT_KIND(WRITE),
    .node = check_node,
};
