/*
 * What webhooks, topics and files bring comes more than once. From each such
 * trigger one goes along all ways, into called flows too, but not beyond a
 * dedupe; an unsafe write that is met is done once for each delivery.
 */
#include "lint/lint.h"

struct walk {
    const struct graph *g;
    node_id *stack, *origin; // origin: the trigger a node was reached from
    uint32_t depth;
};

/* A sender's delivery id is a dedupe of its own. */
static bool delivers_again(const struct graph_node *t)
{
    if (t->webhook)
        return !t->webhook->key_header.len;
    return node_setting(t, SET_PATH) || node_setting(t, SET_TOPIC);
}

static void go_to(struct walk *w, node_id n, node_id origin)
{
    if (w->origin[n] || w->g->nodes.at[n].kind == NODE_DEDUPE)
        return;
    w->origin[n] = origin;
    w->stack[w->depth++] = n;
}

static void spread(struct walk *w)
{
    const struct graph *g = w->g;

    while (w->depth) {
        node_id id = w->stack[--w->depth];
        const struct graph_node *n = &g->nodes.at[id];
        for (uint32_t i = 0; i < n->nout; i++)
            go_to(w, g->edges.at[g->out[n->out_first + i]].to, w->origin[id]);
        if (n->callee && n->callee->trigger)
            go_to(w, n->callee->trigger, w->origin[id]);
    }
}

static bool is_unsafe(const struct graph_node *x)
{
    const struct graph_operation *op = x->operation;

    return x->kind == NODE_WRITE && op &&
           operation_grade(op) != GRADE_NATURAL &&
           !(lint_takes_key(op) && node_setting(x, SET_KEY)) &&
           !node_setting(x, SET_MATCH);
}

static str key_of(const struct graph_node *t)
{
    const struct graph_type *type = t->out ? type_needed(t->out->type) : NULL;

    if (type && type->kind == TYPE_RECORD)
        for (uint32_t i = 0; i < type->record->nfields; i++)
            if (type->record->fields[i].key)
                return type->record->fields[i].name;
    return STR("id");
}

static void report(struct lint *l, const struct graph *g, node_id n,
                   node_id origin)
{
    const struct graph_node *x = &g->nodes.at[n];
    const struct graph_node *t = &g->nodes.at[origin];

    lint_about_node(l, n);
    struct diag *d = lint_report(
        l, lint_step_at(x),
        "step \"%" STR_FMT "\" is not safe to repeat, and a %" STR_FMT
        " that comes twice reaches it",
        STR_ARG(x->name), STR_ARG(t->word.len ? t->word : STR("delivery")));
    lint_note(l, d, lint_step_at(t), "the same thing may arrive here again");
    if (lint_flow_of(g, n)->trigger != origin)
        lint_step(l, d, lint_step_at(t), "comes by \"%" STR_FMT "\"",
                  STR_ARG(t->name));
    lint_path(l, d, n);
    lint_step(l, d, lint_step_at(x), "is done once for each delivery");
    str key = key_of(t);
    lint_help(l, d, "dedupe by %" STR_FMT ".%" STR_FMT " within 31d",
              STR_ARG(t->out ? t->out->name : STR("record")), STR_ARG(key));
}

static void check_graph(struct lint *l, const struct graph *g)
{
    struct walk w = {.g = g};

    w.stack = arena_array(lint_arena(l), node_id, g->nodes.n);
    w.origin = arena_array(lint_arena(l), node_id, g->nodes.n);
    for (uint32_t i = 0; i < g->flows.n; i++) {
        const struct graph_node *t = lint_trigger_of(g, g->flows.at[i]);
        if (t && delivers_again(t))
            go_to(&w, g->flows.at[i]->trigger, g->flows.at[i]->trigger);
        spread(&w);
    }
    for (node_id n = 1; n < g->nodes.n; n++)
        if (w.origin[n] && is_unsafe(&g->nodes.at[n]))
            report(l, g, n, w.origin[n]);
}

const struct lint_rule lint_rule_no_dedupe = {
    .summary = "what arrives twice is written once",
    .level = DIAG_ERROR,
    .graph = check_graph,
};
