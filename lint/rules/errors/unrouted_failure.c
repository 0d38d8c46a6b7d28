/*
 * The routing proof: every error class that a step can raise has a route, its
 * own, that of an `all` around it, or the flow's. What has none would be lost.
 */
#include "lint/lint.h"

static const char *owner_text(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_flow *f = lint_flow_of(g, n);
    handler_id h = lint_handler_of(g, n);
    str s;

    if (h)
        s = arena_printf(lint_arena(l),
                         "in the block behind \"on %" STR_FMT "\"",
                         STR_ARG(g->handlers.at[h].words));
    else
        s = arena_printf(lint_arena(l), "in flow \"%" STR_FMT "\"",
                         STR_ARG(f->name));
    return s.ptr;
}

static void show_cause(struct lint *l, struct diag *d, const struct graph *g,
                       node_id n, weir_class_set lost)
{
    const struct graph_node *x = &g->nodes.at[n];
    const struct graph_flow *f = lint_flow_of(g, n);
    handler_id h = lint_handler_of(g, n);

    if (lost & WEIR_CLASS_BIT(WEIR_DATA) && x->data_at.pos)
        lint_note(l, d, x->data_at,
                  "data is raised here, when the expression fails");
    if (h && g->handlers.at[h].at.pos)
        lint_note(l, d, g->handlers.at[h].at,
                  "the block itself has no route that takes what fails in it");
    str lines = lint_route_lines(l, g, f, lost);
    if (h || x->kind == NODE_TRIGGER)
        lint_help(l, d, "add to flow \"%" STR_FMT "\": %" STR_FMT,
                  STR_ARG(f->name), STR_ARG(lines));
    else
        lint_help(l, d, "add at the end of flow \"%" STR_FMT "\": %" STR_FMT,
                  STR_ARG(f->name), STR_ARG(lines));
    if (!h && !f->format.len)
        lint_fix_routes(l, d, f, lines);
}

/* Another platform's flow: one finding, with each step as a note. What is not
 * caught there ends the run, and nothing keeps what it was at. */
static void check_flow(struct lint *l, const struct graph *g,
                       const struct graph_flow *f)
{
    enum { MOST_NOTES = 10 };
    node_id first = 0;
    uint32_t lost = 0, all = 0;
    struct diag *d = NULL;

    if (!f->format.len || lint_gap_of(l, f) != LINT_GAP_NONE)
        return;
    for (node_id n = f->first; n < f->end; n++) {
        if (!g->nodes.at[n].raises || !lint_reachable(l, n))
            continue;
        all++;
        if (lint_unrouted(g, n) && !lost++)
            first = n;
    }
    if (!lost)
        return;
    if (f->maybe_caught) {
        lint_unknown(l, lint_step_at(&g->nodes.at[first]),
                     "%u of the %u steps of flow \"%" STR_FMT
                     "\" that can fail have no error route of their own; "
                     "whether one around the flow takes them is not known",
                     lost, all, STR_ARG(f->name));
        return;
    }
    d = lint_report(
        l, lint_step_at(&g->nodes.at[first]),
        "%u of the %u steps of flow \"%" STR_FMT
        "\" that can fail have no error route, \"%" STR_FMT "\" first",
        lost, all, STR_ARG(f->name), STR_ARG(g->nodes.at[first].name));
    for (node_id n = first + 1, notes = 0; n < f->end && notes < MOST_NOTES;
         n++)
        if (g->nodes.at[n].raises && lint_reachable(l, n) &&
            lint_unrouted(g, n)) {
            lint_note(l, d, lint_step_at(&g->nodes.at[n]),
                      "nor has \"%" STR_FMT "\"", STR_ARG(g->nodes.at[n].name));
            notes++;
        }
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    weir_class_set lost = lint_unrouted(g, n);

    if (lost & WEIR_CLASS_BIT(WEIR_DATA) && lint_miss_of(l, n))
        lost &= ~WEIR_CLASS_BIT(WEIR_DATA); // mapping/lookup-miss
    if (!lost || lint_is_foreign(l) || !lint_reachable(l, n) ||
        lint_gap_of(l, lint_flow_of(g, n)) != LINT_GAP_NONE)
        return;
    str classes = lint_classes(l, lost);
    struct diag *d =
        lint_report(l, lint_step_at(x),
                    "step \"%" STR_FMT "\" can raise %" STR_FMT
                    ", and no route takes %s: the record would be lost %s",
                    STR_ARG(x->name), STR_ARG(classes),
                    lost & (lost - 1) ? "them" : "it", owner_text(l, g, n));
    show_cause(l, d, g, n, lost);
    lint_path(l, d, n);
    lint_step(l, d, lint_step_at(x),
              "fails with %" STR_FMT ", and goes nowhere: it is lost",
              STR_ARG(classes));
}

const struct lint_rule lint_rule_unrouted_failure = {
    .summary = "every error class that a step can raise has a route",
    .level = DIAG_ERROR,
    .flow = check_flow,
    .node = check_node,
};
