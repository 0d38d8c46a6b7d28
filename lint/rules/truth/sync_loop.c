/*
 * What one flow writes another reads, and so on until the first: each change
 * goes round for ever. A flow with anything that may stop its own echo (a test
 * of a value, a comparison with what was sent, a memory of keys) is no part of
 * a loop.
 */
#include "lint/lint.h"

enum { LONGEST = 32 }; // flows of a loop

struct spot { // a record of a system
    const struct graph_instance *instance;
    const struct graph_record *record;
    struct link *first;
    bool seen, open;
};

struct spot_key {
    const void *instance, *record;
    uintptr_t new_only;
};

struct link { // a flow from one place to another
    struct link *next;
    struct spot *from, *to;
    const struct graph_flow *flow;
    node_id write;
};

struct search {
    struct lint *l;
    const struct graph *g;
    struct map index;
    VEC(struct spot *) spots;
    struct link *path[LONGEST];
};

/* --- what stops an echo -------------------------------------------------- */

static bool look_for_test(void *context, const struct graph_expr *e)
{
    bool *found = context;

    *found = *found || e->kind == EXPR_IN || e->kind == EXPR_CODE ||
             e->kind == EXPR_UNKNOWN || e->kind == EXPR_CALL ||
             e->kind == EXPR_IS_NULL ||
             (e->kind == EXPR_BINARY && (e->op == OP_EQ || e->op == OP_NE)) ||
             (e->type->kind == TYPE_BOOL &&
              (e->kind == EXPR_FIELD || e->kind == EXPR_BUILTIN));
    return !*found;
}

static bool look_for_time(void *context, const struct graph_expr *e)
{
    bool *found = context;

    *found = *found || type_needed(e->type)->kind == TYPE_TIMESTAMP;
    return !*found;
}

/* A key with a time in it lets each version pass. */
static bool remembers(const struct graph_node *x)
{
    bool timed = false;

    expr_walk(lint_setting(x, SET_BY), look_for_time, &timed);
    return x->kind == NODE_DEDUPE && !timed;
}

static bool may_stop(const struct graph *g, const struct graph_node *x)
{
    bool tests = false;

    if (x->kind == NODE_KEEP_CHANGED || x->kind == NODE_SCRIPT ||
        remembers(x) || lint_known(&x->settings, SET_WHERE) != GRAPH_ABSENT)
        return true;
    expr_walk(lint_setting(x, SET_CONDITION), look_for_test, &tests);
    for (block_id b = x->blocks; b; b = g->blocks.at[b].next)
        expr_walk(g->blocks.at[b].condition, look_for_test, &tests);
    return tests;
}

static bool is_guarded(const struct graph *g, const struct graph_flow *f)
{
    for (node_id n = f->first; n < f->end; n++)
        if (may_stop(g, &g->nodes.at[n]))
            return true;
    return false;
}

/* --- who tells of changes ------------------------------------------------ */

/* A source that tells of what is new only is woken by creations only. */
static bool is_new_only(const struct graph *g, const struct lint_source *s)
{
    const struct graph_node *x = &g->nodes.at[s->node];
    const struct graph_expr *since = lint_setting(x, SET_SINCE);
    str name = s->event                             ? x->webhook->name
               : since && since->kind == EXPR_FIELD ? since->name
                                                    : STR("");

    return str_find(name, STR("creat")) >= 0 || str_find(name, STR("new")) >= 0;
}

static bool tells(const struct graph *g, const struct lint_source *s)
{
    return s->instance && s->record &&
           (s->event ||
            lint_known(&g->nodes.at[s->node].settings, SET_SINCE) == GRAPH_SET);
}

/* What is only woken by new records is a place of its own. */
static struct spot *spot_of(struct search *s, const struct graph_instance *i,
                            const struct graph_record *r, bool new_only)
{
    const struct spot_key key = {i, r, new_only};
    struct spot_key *made = arena_make(lint_arena(s->l), struct spot_key);

    *made = key;
    void **slot = map_put(&s->index, (str){(const char *)made, sizeof *made});
    if (*slot)
        return *slot;
    struct spot *p = arena_make(lint_arena(s->l), struct spot);
    p->instance = i;
    p->record = r;
    *slot = p;
    *vec_push(lint_arena(s->l), &s->spots) = p;
    return p;
}

static void add_link(struct search *s, struct spot *from, struct spot *to,
                     const struct graph_flow *f, node_id write)
{
    struct link *k = arena_make(lint_arena(s->l), struct link);

    *k = (struct link){
        .next = from->first, .from = from, .to = to, .flow = f, .write = write};
    from->first = k;
}

static void add_write(struct search *s, struct spot *from,
                      const struct lint_write *w)
{
    const struct graph_record *r = lint_record_at(w->operation);
    enum graph_verb verb = w->operation->verb;
    bool makes = verb == VERB_CREATE || verb == VERB_UPSERT;

    if (!r || w->instance == from->instance ||
        !lint_on_good_path(s->l, w->node))
        return;
    if (verb == VERB_CREATE)
        add_link(s, from, spot_of(s, w->instance, r, true), w->flow, w->node);
    if (makes || verb == VERB_UPDATE)
        add_link(s, from, spot_of(s, w->instance, r, false), w->flow, w->node);
}

/* Writes stand in the order of their flows, so each flow is judged once. */
static void find_links(struct search *s)
{
    uint32_t n;
    const struct lint_write *writes = lint_writes(s->l, &n);
    const struct graph_flow *flow = NULL;
    struct spot *from = NULL;

    for (uint32_t i = 0; i < n; i++) {
        if (writes[i].flow != flow) {
            flow = writes[i].flow;
            struct lint_source source = lint_source_of(s->l, flow);
            bool joins = flow->enabled && tells(s->g, &source);
            from = joins ? spot_of(s, source.instance, source.record,
                                   is_new_only(s->g, &source))
                         : NULL;
        }
        if (from)
            add_write(s, from, &writes[i]);
    }
}

/* --- loops --------------------------------------------------------------- */

static void report(struct search *s, struct link *const *path, uint32_t n)
{
    const struct link *last = path[n - 1];
    const struct graph_node *x = &s->g->nodes.at[last->write];

    lint_about_node(s->l, last->write);
    struct diag *d = lint_report(
        s->l, lint_step_at(x),
        "step \"%" STR_FMT "\" of flow \"%" STR_FMT
        "\" writes what flow \"%" STR_FMT
        "\" reads, and so closes a loop: each change goes round for ever",
        STR_ARG(x->name), STR_ARG(last->flow->name),
        STR_ARG(path[0]->flow->name));
    for (uint32_t i = 0; i + 1 < n; i++)
        lint_note(s->l, d, lint_step_at(&s->g->nodes.at[path[i]->write]),
                  "flow \"%" STR_FMT "\" writes to \"%" STR_FMT "\"",
                  STR_ARG(path[i]->flow->name),
                  STR_ARG(path[i]->to->instance->alias));
    for (uint32_t i = 0; i < n; i++)
        lint_step(s->l, d, lint_step_at(&s->g->nodes.at[path[i]->write]),
                  "flow \"%" STR_FMT "\" writes to \"%" STR_FMT "\"",
                  STR_ARG(path[i]->flow->name),
                  STR_ARG(path[i]->to->instance->alias));
    lint_step(s->l, d, lint_flow_at(path[0]->flow),
              "flow \"%" STR_FMT "\" reads it, and all begins again",
              STR_ARG(path[0]->flow->name));
    lint_help(s->l, d,
              "pass over what the other flow wrote: keep changed what "
              "is sent, or test a field that says who wrote last");
}

static void follow(struct search *s, struct spot *p, uint32_t depth)
{
    p->seen = p->open = true;
    for (struct link *k = p->first; k && depth < LONGEST; k = k->next) {
        if (!k->to->first || is_guarded(s->g, k->flow))
            continue; // nearly all lead nowhere, so the flow is looked at last
        s->path[depth] = k;
        if (k->to->open) {
            uint32_t from = depth;
            while (from && s->path[from]->from != k->to)
                from--;
            report(s, s->path + from, depth - from + 1);
        } else if (!k->to->seen) {
            follow(s, k->to, depth + 1);
        }
    }
    p->open = false;
}

static void check_graph(struct lint *l, const struct graph *g)
{
    struct search s = {.l = l, .g = g};

    if (!lint_has_round_trips(l))
        return;
    map_init(&s.index, lint_arena(l));
    find_links(&s);
    for (uint32_t i = 0; i < s.spots.n; i++)
        if (!s.spots.at[i]->seen)
            follow(&s, s.spots.at[i], 0);
}

const struct lint_rule lint_rule_sync_loop = {
    .summary = "a change does not come back to the system it came from",
    .level = DIAG_ERROR,
    .graph = check_graph,
};
