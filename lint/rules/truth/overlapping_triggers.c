/*
 * A webhook in one flow and a schedule in another bring the same records of a
 * system, and both create the same record elsewhere: each comes twice. A
 * memory of keys belongs to its flow, so one in each does not help; an upsert,
 * and a create with an idempotency key, do no harm.
 */
#include "lint/lint.h"

struct key {
    const void *source, *record, *target, *operation;
};

struct meeting { // of the flows that write one thing from one source
    const struct lint_write *event, *schedule;
};

/* The sum of what the flow keeps and drops; flows that keep other records do
 * not meet. */
static uint64_t filters_of(const struct graph *g, const struct graph_flow *f)
{
    uint64_t sum = 0;

    for (node_id n = f->first; n < f->end; n++) {
        const struct graph_node *x = &g->nodes.at[n];
        const struct graph_expr *c = lint_setting(x, SET_CONDITION);
        const struct graph_expr *w = lint_setting(x, SET_WHERE);
        sum += c ? expr_hash(c, false) : 0;
        sum += w ? expr_hash(w, false) : 0;
        sum += x->kind == NODE_CHOICE || x->kind == NODE_SCRIPT ? n : 0;
    }
    return sum;
}

static bool meet(const struct graph *g, const struct meeting *m)
{
    uint64_t a = filters_of(g, m->event->flow);
    uint64_t b = filters_of(g, m->schedule->flow);

    return !a || !b || a == b;
}

static void report(struct lint *l, const struct graph *g,
                   const struct meeting *m)
{
    const struct lint_write *w = m->schedule;
    const struct lint_source s = lint_source_of(l, w->flow);

    lint_about_node(l, w->node);
    struct diag *d = lint_report(
        l, lint_step_at(&g->nodes.at[w->node]),
        "flow \"%" STR_FMT "\" creates \"%" STR_FMT ".%" STR_FMT
        "\" from \"%" STR_FMT "\" on a schedule, and flow \"%" STR_FMT
        "\" does so on a webhook: "
        "each record comes twice",
        STR_ARG(w->flow->name), STR_ARG(w->instance->alias),
        STR_ARG(w->operation->endpoint->name), STR_ARG(s.instance->alias),
        STR_ARG(m->event->flow->name));
    lint_note(l, d, lint_step_at(&g->nodes.at[m->event->node]),
              "it is created here, too");
    lint_help(l, d,
              "let both call one flow that holds the dedupe, or write "
              "with upsert");
}

static bool is_scheduled(const struct graph *g, const struct graph_flow *f)
{
    const struct graph_node *t = lint_trigger_of(g, f);

    return t && (node_setting(t, SET_EVERY) || node_setting(t, SET_CRON) ||
                 node_setting(t, SET_AT));
}

static struct meeting *meeting_of(struct lint *l, struct map *index,
                                  const struct lint_write *w,
                                  const struct lint_source *s)
{
    struct key *k = arena_make(lint_arena(l), struct key);

    *k = (struct key){s->instance, s->record, w->instance, w->operation};
    void **slot = map_put(index, (str){(const char *)k, sizeof *k});
    if (!*slot)
        *slot = arena_make(lint_arena(l), struct meeting);
    return *slot;
}

static void check_write(struct lint *l, const struct graph *g,
                        struct map *index, const struct lint_write *w)
{
    const struct graph_node *x = &g->nodes.at[w->node];
    bool repeats = w->operation->verb == VERB_CREATE &&
                   operation_grade(w->operation) == GRADE_UNSAFE &&
                   lint_known(&x->settings, SET_KEY) == GRAPH_ABSENT;

    if (!repeats || !w->flow->enabled || !w->operation->endpoint)
        return;
    const struct lint_source s = lint_source_of(l, w->flow);
    if (!s.instance || !s.record || (!s.event && !is_scheduled(g, w->flow)))
        return;
    struct meeting *m = meeting_of(l, index, w, &s);
    bool met = m->event && m->schedule;
    if (s.event)
        m->event = m->event ? m->event : w;
    else
        m->schedule = m->schedule ? m->schedule : w;
    if (!met && m->event && m->schedule && meet(g, m))
        report(l, g, m);
}

static void check_graph(struct lint *l, const struct graph *g)
{
    uint32_t n;
    const struct lint_write *writes = lint_writes(l, &n);
    struct map index;

    map_init(&index, lint_arena(l));
    for (uint32_t i = 0; i < n; i++)
        check_write(l, g, &index, &writes[i]);
}

const struct lint_rule lint_rule_overlapping_triggers = {
    .summary = "a webhook and a schedule do not bring the same record twice",
    .level = DIAG_WARNING,
    .graph = check_graph,
};
