/*
 * A way on which a record comes to the flow's end and nothing was done with
 * it: not delivered, not parked, not dropped. It would be counted as dropped
 * without a reason anyone gave. A list without items is no such way.
 */
#include "lint/lint.h"

static bool does_something(const struct graph_node *x)
{
    const uint32_t kinds = LINT_KIND(WRITE) | LINT_KIND(SEND) |
                           LINT_KIND(CALL) | LINT_KIND(REPLY) |
                           LINT_KIND(STORE) | LINT_KIND(NOTIFY) |
                           LINT_KIND(SCRIPT) | LINT_KIND(PARALLEL);

    return kinds & 1u << (unsigned)x->kind;
}

static bool leads_on(const struct graph_node *x, const struct graph_edge *e)
{
    if (e->kind == EDGE_FAILURE || e->kind == EDGE_UNDO ||
        e->kind == EDGE_EMPTY || e->kind == EDGE_ELSE)
        return false;
    return x->kind != NODE_SPLIT || e->kind != EDGE_NEXT;
}

/* The step from which the end is reached with nothing done, or 0. */
static node_id find_end(const struct graph *g, const struct graph_flow *f,
                        node_id *queue, bool *seen)
{
    uint32_t n = 0;
    node_id entry = f->trigger ? f->trigger : f->first;

    queue[n++] = entry;
    seen[entry - f->first] = true;
    for (uint32_t i = 0; i < n; i++) {
        const struct graph_node *x = &g->nodes.at[queue[i]];
        if (does_something(x))
            continue;
        for (uint32_t j = 0; j < x->nout; j++) {
            const struct graph_edge *e = &g->edges.at[g->out[x->out_first + j]];
            if (!leads_on(x, e) || seen[e->to - f->first])
                continue;
            if (g->nodes.at[e->to].kind == NODE_END)
                return queue[i];
            seen[e->to - f->first] = true;
            queue[n++] = e->to;
        }
    }
    return 0;
}

static void check_flow(struct lint *l, const struct graph *g,
                       const struct graph_flow *f)
{
    struct arena_mark mark = arena_mark(lint_arena(l));
    uint32_t n = f->end - f->first;

    // What another platform's flow is for is not known: its script may deliver.
    if (!n || f->format.len)
        return;
    node_id *queue = arena_array(lint_arena(l), node_id, n);
    bool *seen = arena_array(lint_arena(l), bool, n);
    node_id last = find_end(g, f, queue, seen);
    arena_reset(lint_arena(l), mark);
    if (!last || last == f->trigger)
        return;
    const struct graph_node *x = &g->nodes.at[last];
    lint_about_node(l, last);
    struct diag *d = lint_report(
        l, lint_step_at(x),
        "behind step \"%" STR_FMT "\" a record may come to the end of flow "
        "\"%" STR_FMT "\" without being delivered, parked or dropped",
        STR_ARG(x->name), STR_ARG(f->name));
    lint_path(l, d, last);
    lint_step(l, d, lint_step_at(x), "ends behind this, with nothing done");
    if (x->kind == NODE_CHOICE)
        lint_help(l, d, "end that way on purpose: drop because \"...\"");
    lint_about_flow(l, f);
}

const struct lint_rule lint_rule_dead_end = {
    .summary = "every way delivers, parks or drops the record",
    .level = DIAG_WARNING,
    .flow = check_flow,
};
