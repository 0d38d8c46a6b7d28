/*
 * Flows that lead back to themselves: by calls, by topics that one sends to
 * and the other listens to, or by starting one after the other. Tarjan's
 * strongly connected components over the flows, without recursion.
 */
#include "lint/lint.h"

struct link { // from one flow to another
    uint32_t to, next;
    node_id by;
};

struct search {
    const struct graph *g;
    struct arena *arena;
    VEC(struct link) links; // [0] unused
    uint32_t *first;        // of a flow: its links
    uint32_t *next;         // of a flow: the link to follow
    uint32_t *number, *low; // 0: not seen
    bool *open, *told;
    uint32_t *stack, *path;
    uint32_t nstack, npath, count;
};

static void add_link(struct search *s, uint32_t from, uint32_t to, node_id by)
{
    struct link *x = vec_push(s->arena, &s->links);

    *x = (struct link){.to = to, .next = s->first[from], .by = by};
    s->first[from] = s->links.n - 1;
}

static str topic_of(const struct graph_node *n)
{
    const struct graph_expr *e = lint_setting(n, SET_TOPIC);

    return e && e->kind == EXPR_LITERAL ? e->text : STR("");
}

struct listener {
    const struct listener *next;
    uint32_t flow;
};

static void find_listeners(struct search *s, struct map *topics)
{
    for (uint32_t i = 0; i < s->g->flows.n; i++) {
        const struct graph_node *t = lint_trigger_of(s->g, s->g->flows.at[i]);
        str topic = t ? topic_of(t) : STR("");
        if (!topic.len)
            continue;
        void **slot = map_put(topics, topic);
        struct listener *x = arena_make(s->arena, struct listener);
        *x = (struct listener){.next = *slot, .flow = i};
        *slot = x;
    }
}

static void find_links(struct search *s)
{
    struct map topics;

    map_init(&topics, s->arena);
    find_listeners(s, &topics);
    for (node_id n = 1; n < s->g->nodes.n; n++) {
        const struct graph_node *x = &s->g->nodes.at[n];
        if (x->kind == NODE_CALL && x->callee)
            add_link(s, x->flow, x->callee->index, n);
        if (x->kind != NODE_SEND)
            continue;
        const struct listener *to = map_get(&topics, topic_of(x));
        for (; to; to = to->next)
            add_link(s, x->flow, to->flow, n);
    }
}

static void report(struct lint *l, const struct graph *g, const struct link *k)
{
    const struct graph_node *x = &g->nodes.at[k->by];

    lint_about_node(l, k->by);
    struct diag *d =
        lint_report(l, lint_step_at(x),
                    "step \"%" STR_FMT "\" closes a loop: flow \"%" STR_FMT
                    "\" leads back to flow \"%" STR_FMT "\"",
                    STR_ARG(x->name), STR_ARG(g->flows.at[k->to]->name),
                    STR_ARG(lint_flow_of(g, k->by)->name));
    lint_note(l, d, lint_flow_at(g->flows.at[k->to]),
              "the way back begins here");
    lint_help(l, d, "take this step out, or %s",
              x->kind == NODE_SEND
                  ? "send to a topic that no flow on the way back listens to"
                  : "move what the flows share into another one, which calls "
                    "none of them");
}

static void open_flow(struct search *s, uint32_t f)
{
    s->number[f] = s->low[f] = ++s->count;
    s->next[f] = s->first[f];
    s->open[f] = true;
    s->stack[s->nstack++] = f;
    s->path[s->npath++] = f;
}

static void close_flow(struct search *s, uint32_t f)
{
    s->npath--;
    if (s->npath && s->low[f] < s->low[s->path[s->npath - 1]])
        s->low[s->path[s->npath - 1]] = s->low[f];
    if (s->low[f] != s->number[f])
        return;
    uint32_t top;
    do {
        top = s->stack[--s->nstack];
        s->open[top] = false;
    } while (top != f);
}

/* A link to a flow that is open closes a loop; the first of each flow is
 * reported. */
static void follow(struct lint *l, struct search *s, uint32_t f)
{
    const struct link *k = &s->links.at[s->next[f]];

    s->next[f] = k->next;
    if (!s->number[k->to]) {
        open_flow(s, k->to);
    } else if (s->open[k->to]) {
        if (!s->told[f])
            report(l, s->g, k);
        s->told[f] = true;
        if (s->number[k->to] < s->low[f])
            s->low[f] = s->number[k->to];
    }
}

static void check_graph(struct lint *l, const struct graph *g)
{
    struct search s = {.g = g, .arena = lint_arena(l)};
    size_t n = (size_t)g->flows.n + 1;

    vec_push(s.arena, &s.links);
    s.first = arena_array(s.arena, uint32_t, n);
    find_links(&s);
    if (s.links.n == 1)
        return;
    s.next = arena_array(s.arena, uint32_t, n);
    s.number = arena_array(s.arena, uint32_t, n);
    s.low = arena_array(s.arena, uint32_t, n);
    s.open = arena_array(s.arena, bool, n);
    s.told = arena_array(s.arena, bool, n);
    s.stack = arena_array(s.arena, uint32_t, n);
    s.path = arena_array(s.arena, uint32_t, n);
    for (uint32_t i = 0; i < g->flows.n; i++) {
        if (s.number[i])
            continue;
        open_flow(&s, i);
        while (s.npath) {
            uint32_t f = s.path[s.npath - 1];
            if (s.next[f])
                follow(l, &s, f);
            else
                close_flow(&s, f);
        }
    }
}

const struct lint_rule lint_rule_cycle = {
    .summary = "no flow leads back to itself",
    .level = DIAG_ERROR,
    .graph = check_graph,
};
