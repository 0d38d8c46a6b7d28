/*
 * A loop in a flow that nothing ends: one without a way out, or one that asks
 * and waits until a system says a word, without a number of times and without
 * a limit of the run. What is looked at in turn comes from Tarjan's strongly
 * connected components, without recursion. The language has no such loops, so
 * only imports are searched; a poll's limit is looked for everywhere.
 */
#include "lint/lint.h"

struct search {
    struct lint *l;
    const struct graph *g;
    const struct graph_flow *flow;
    uint32_t *next, *number, *low; // of a node, from the flow's first on
    bool *open;
    node_id *stack, *path;
    uint32_t nstack, npath, count;
};

struct loop {
    const struct graph_node *choice; // one that is in it
    bool leaves, waits, bounded, compares, opaque;
    span at; // of the condition
};

/* --- what a condition says ----------------------------------------------- */

static bool has_any(str text, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_find(text, str_from(words[i])) >= 0)
            return true;
    return false;
}

/* A number or a time that is compared may well count the turns. */
static bool may_count(str text)
{
    static const char *const words[] = {
        "Numeric", "Timestamp", "<",     ">",      "Less",
        "Greater", "count",     "Count", "ttempt", "terat"};

    return has_any(text, words, sizeof words / sizeof *words);
}

static bool asks_for_word(str text)
{
    static const char *const words[] = {"StringEquals", "BooleanEquals",
                                        "==", " = "};

    return has_any(text, words, sizeof words / sizeof *words);
}

static void judge(struct loop *x, const struct graph_edge *e)
{
    const struct graph_expr *c = e->condition;

    if (!c)
        return;
    x->at = c->at;
    if (c->kind != EXPR_CODE || may_count(c->text))
        x->bounded = x->bounded || c->kind != EXPR_CODE || may_count(c->text);
    else if (asks_for_word(c->text))
        x->compares = true;
    else
        x->opaque = true;
}

/* --- a loop --------------------------------------------------------------- */

static bool leads_on(const struct graph_edge *e)
{
    return e->kind != EDGE_FAILURE && e->kind != EDGE_UNDO;
}

static void look_at(const struct search *s, struct loop *x, node_id n,
                    const bool *inside)
{
    const struct graph_node *node = &s->g->nodes.at[n];

    x->waits = x->waits || node->kind == NODE_WAIT;
    x->bounded = x->bounded || node->kind == NODE_SPLIT ||
                 node->kind == NODE_BATCH || node->kind == NODE_PARALLEL ||
                 (node->foreign && node->foreign->over_items);
    uint32_t arms = 0;
    for (uint32_t i = 0; i < node->nout; i++) {
        const struct graph_edge *e =
            &s->g->edges.at[s->g->out[node->out_first + i]];
        if (!leads_on(e))
            continue;
        judge(x, e);
        arms++;
        x->leaves = x->leaves || !inside[e->to - s->flow->first];
    }
    if (node->kind != NODE_CHOICE)
        return;
    x->choice = node;
    x->leaves = x->leaves || arms < 2; // an output that leads nowhere ends it
}

static void report(struct search *s, const struct loop *x,
                   const struct graph_node *n)
{
    struct diag *d;

    if (x->bounded || (x->leaves && !x->waits))
        return;
    lint_about_node(s->l, (node_id)(n - s->g->nodes.at));
    if (!x->leaves)
        d = lint_report(s->l, lint_step_at(n),
                        "step \"%" STR_FMT "\" is in a loop that has no way "
                        "out",
                        STR_ARG(n->name));
    else if (x->compares && !x->opaque)
        d = lint_report(s->l, x->at.pos ? x->at : lint_step_at(n),
                        "the loop around step \"%" STR_FMT
                        "\" ends when this is so, and nothing bounds how often "
                        "it is asked",
                        STR_ARG(n->name));
    else
        d = lint_unknown(s->l, lint_step_at(n),
                         "whether the loop around step \"%" STR_FMT
                         "\" ends is not known",
                         STR_ARG(n->name));
    if (d)
        lint_help(s->l, d,
                  "count the turns and leave after some of them, or "
                  "limit the time of a run");
}

/* The nodes on the stack from `bottom` on are one component. */
static void judge_component(struct search *s, uint32_t bottom, bool *inside)
{
    node_id first = s->flow->first;
    struct loop x = {0};

    for (uint32_t i = bottom; i < s->nstack; i++)
        inside[s->stack[i] - first] = true;
    for (uint32_t i = bottom; i < s->nstack; i++)
        look_at(s, &x, s->stack[i], inside);
    for (uint32_t i = bottom; i < s->nstack; i++)
        inside[s->stack[i] - first] = false;
    report(s, &x, x.choice ? x.choice : &s->g->nodes.at[s->stack[bottom]]);
}

/* --- components ----------------------------------------------------------- */

static void open_node(struct search *s, node_id n)
{
    node_id i = n - s->flow->first;

    s->number[i] = s->low[i] = ++s->count;
    s->open[i] = true;
    s->stack[s->nstack++] = n;
    s->path[s->npath++] = n;
}

static bool leads_to_itself(const struct search *s, node_id n)
{
    const struct graph_node *node = &s->g->nodes.at[n];

    for (uint32_t i = 0; i < node->nout; i++) {
        const struct graph_edge *e =
            &s->g->edges.at[s->g->out[node->out_first + i]];
        if (e->to == n && leads_on(e))
            return true;
    }
    return false;
}

static void close_node(struct search *s, node_id n, bool *inside)
{
    node_id first = s->flow->first, i = n - first;

    s->npath--;
    if (s->npath) {
        node_id outer = s->path[s->npath - 1] - first;
        if (s->low[i] < s->low[outer])
            s->low[outer] = s->low[i];
    }
    if (s->low[i] != s->number[i])
        return;
    uint32_t bottom = s->nstack;
    while (s->stack[bottom - 1] != n)
        bottom--;
    bottom--;
    if (s->nstack - bottom > 1 || leads_to_itself(s, n))
        judge_component(s, bottom, inside);
    while (s->nstack > bottom)
        s->open[s->stack[--s->nstack] - first] = false;
}

static void follow(struct search *s, node_id n, const struct graph_edge *e)
{
    const struct graph_flow *f = s->flow;
    node_id i = n - f->first;

    if (!leads_on(e) || e->to < f->first || e->to >= f->end)
        return;
    node_id to = e->to - f->first;
    if (!s->number[to])
        open_node(s, e->to);
    else if (s->open[to] && s->number[to] < s->low[i])
        s->low[i] = s->number[to];
}

static void search_flow(struct search *s)
{
    const struct graph_flow *f = s->flow;
    struct arena *a = lint_arena(s->l);
    size_t size = (size_t)(f->end - f->first) + 1;
    bool *inside = arena_array(a, bool, size);

    s->next = arena_array(a, uint32_t, size);
    s->number = arena_array(a, uint32_t, size);
    s->low = arena_array(a, uint32_t, size);
    s->open = arena_array(a, bool, size);
    s->stack = arena_array(a, node_id, size);
    s->path = arena_array(a, node_id, size);
    for (node_id start = f->first; start < f->end; start++) {
        if (!s->number[start - f->first])
            open_node(s, start);
        while (s->npath) {
            node_id n = s->path[s->npath - 1];
            const struct graph_node *x = &s->g->nodes.at[n];
            uint32_t *next = &s->next[n - f->first];
            if (*next == x->nout)
                close_node(s, n, inside);
            else
                follow(s, n,
                       &s->g->edges.at[s->g->out[x->out_first + (*next)++]]);
        }
    }
}

static void check_flow(struct lint *l, const struct graph *g,
                       const struct graph_flow *f)
{
    struct search s = {.l = l, .g = g, .flow = f};
    bool limited = f->foreign && f->foreign->run_limit;

    if (f->format.len && !limited)
        search_flow(&s);
    lint_about_flow(l, f);
}

/* A poll that is asked again until something is so. */
static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    enum graph_known within = lint_known(&x->settings, SET_POLL_WITHIN);

    if (lint_known(&x->settings, SET_POLL_UNTIL) == GRAPH_ABSENT ||
        within == GRAPH_SET)
        return;
    if (within == GRAPH_UNKNOWN) {
        lint_unknown(l, lint_step_at(x),
                     "how long step \"%" STR_FMT "\" asks is not known",
                     STR_ARG(x->name));
        return;
    }
    struct diag *d = lint_report(l, lint_step_at(x),
                                 "step \"%" STR_FMT
                                 "\" asks again until something is so, without "
                                 "an end",
                                 STR_ARG(x->name));
    lint_help(l, d, "limit it: until E every 10s within 15m");
}

const struct lint_rule lint_rule_unbounded_loop = {
    .summary = "a loop or a poll has an end",
    .level = DIAG_ERROR,
    .kinds = LINT_KIND(ENRICH) | LINT_KIND(READ),
    .flow = check_flow,
    .node = check_node,
};
