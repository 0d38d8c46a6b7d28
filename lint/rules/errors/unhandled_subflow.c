/*
 * A flow that others call, or that gets what they send, and that has no route
 * for any of its failures.
 */
#include "lint/lint.h"

static void check_flow(struct lint *l, const struct graph *g,
                       const struct graph_flow *f)
{
    weir_class_set lost = 0;

    if (lint_gap_of(l, f) != LINT_GAP_WHOLE)
        return;
    for (node_id n = f->first; n < f->end; n++)
        if (lint_reachable(l, n))
            lost |= lint_unrouted(g, n);
    struct diag *d = lint_report(
        l, lint_flow_at(f),
        "flow \"%" STR_FMT "\" %s and has no route for any of its failures",
        STR_ARG(f->name),
        f->ncallers ? "is called by another" : "gets what another sends");
    if (f->ncallers)
        lint_note(l, d, lint_step_at(&g->nodes.at[f->callers[0]]),
                  "called here");
    str lines = lint_route_lines(l, g, f, lost);
    lint_help(l, d, "%" STR_FMT, STR_ARG(lines));
    lint_fix_routes(l, d, f, lines);
}

const struct lint_rule lint_rule_unhandled_subflow = {
    .summary = "a called flow has routes of its own",
    .level = DIAG_ERROR,
    .flow = check_flow,
};
