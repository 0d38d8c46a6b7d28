/*
 * All records of a run, gathered by `batch all`, go out in one call: its size
 * grows with the day. Operations that take many records are cut into calls,
 * and files are written as they come.
 */
#include "lint/lint.h"

enum { FARTHEST = 256 }; // steps between gathering and sending

struct search {
    const struct graph_var *list;
    bool found;
};

/* `each x in xs` gives a list as long, a count does not. */
static bool look_for(void *context, const struct graph_expr *e)
{
    struct search *s = context;

    if (e->kind == EXPR_BUILTIN && e->type->kind != TYPE_LIST)
        return false;
    s->found = s->found || (e->kind == EXPR_VAR && e->var == s->list);
    return !s->found;
}

static bool sends(struct lint *l, const struct graph_node *x,
                  const struct graph_var *list)
{
    struct search s = {.list = list};
    bool other = x->kind == NODE_SEND || x->kind == NODE_CALL;

    if (!other && (x->kind != NODE_WRITE || !x->operation ||
                   x->operation->bulk || lint_is_local(x->operation)))
        return false;
    lint_walk_sources(l, lint_setting(x, SET_VALUE), look_for, &s);
    return s.found;
}

static const struct graph_node *sender_of(struct lint *l, const struct graph *g,
                                          node_id batch)
{
    node_id end = lint_flow_of(g, batch)->end;

    for (node_id n = batch + 1; n < end && n - batch < FARTHEST; n++)
        if (sends(l, &g->nodes.at[n], g->nodes.at[batch].out))
            return &g->nodes.at[n];
    return NULL;
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];

    if (!x->out || lint_known(&x->settings, SET_COUNT) != GRAPH_ABSENT ||
        lint_known(&x->settings, SET_BY) != GRAPH_ABSENT)
        return;
    const struct graph_node *to = sender_of(l, g, n);
    if (!to)
        return;
    struct diag *d = lint_report(
        l, lint_step_at(to),
        "step \"%" STR_FMT "\" sends all records of a run in one call: nothing "
        "bounds its size",
        STR_ARG(to->name));
    lint_note(l, d, lint_step_at(x), "they are gathered here");
    ptrdiff_t all = str_find(lint_text(l, x->at), STR(" all "));
    if (all > 0)
        lint_fix(l, d, DIAG_SCAFFOLD, (span){x->at.pos + (uint32_t)all, 5},
                 STR(" 500 "));
    lint_help(l, d, "batch 500 as %" STR_FMT, STR_ARG(x->out->name));
}

const struct lint_rule lint_rule_unbounded_payload = {
    .summary = "what is sent in one call has a bound on its size",
    .level = DIAG_WARNING,
    .kinds = LINT_KIND(BATCH),
    .node = check_node,
};
