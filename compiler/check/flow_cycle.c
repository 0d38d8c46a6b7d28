/*
 * Flows that come round to themselves, by `call` or by `after`. The walk keeps
 * its own stack, since chains of flows may be long.
 */
#include "compiler/check/flow_check.h"

enum { NEW, OPEN, DONE };

struct step_on_way {
    const struct checked_flow *flow;
    uint32_t next; // link to follow
};

struct walk {
    struct check *k;
    const struct checked_flow **flows; // by index
    uint8_t *state;
    bool calls;
    VEC(struct step_on_way) way;
};

static const struct flow_link *link_at(const struct walk *w,
                                       const struct checked_flow *f, uint32_t i)
{
    if (w->calls)
        return i < f->calls.n ? &f->calls.at[i] : NULL;
    return i < f->after.n ? &f->after.at[i] : NULL;
}

static void report(struct walk *w, const struct flow_link *closing)
{
    const char *word = w->calls ? "calls" : "waits for";
    struct diag *d =
        check_report(w->k, CHECK_CYCLE, closing->at,
                     "expected flows that end, found that \"%" STR_FMT
                     "\" %s itself in the end",
                     STR_ARG(closing->to->name), word);
    uint32_t i = w->way.n;

    while (i > 0 && w->way.at[i - 1].flow->flow != closing->to)
        i--;
    for (i = i ? i - 1 : 0; i + 1 < w->way.n; i++) {
        const struct step_on_way *s = &w->way.at[i];
        const struct flow_link *l = link_at(w, s->flow, s->next - 1);
        if (l)
            diag_note(w->k->diags, d, l->at,
                      "\"%" STR_FMT "\" %s \"%" STR_FMT "\"",
                      STR_ARG(s->flow->flow->name), word, STR_ARG(l->to->name));
    }
    diag_help(w->k->diags, d, "%s",
              w->calls ? "take this call out, or move what the flows share "
                         "into another one, which calls none of them"
                       : "take this one out of \"after\", or begin one of them "
                         "by the clock: every 5m no overlap");
}

static void enter(struct walk *w, const struct checked_flow *f)
{
    w->state[f->flow->index] = OPEN;
    *vec_push(w->k->arena, &w->way) = (struct step_on_way){.flow = f};
}

static void walk_from(struct walk *w, const struct checked_flow *f)
{
    enter(w, f);
    while (w->way.n) {
        struct step_on_way *top = &w->way.at[w->way.n - 1];
        const struct flow_link *l = link_at(w, top->flow, top->next++);
        if (!l) {
            w->state[top->flow->flow->index] = DONE;
            w->way.n--;
        } else if (w->state[l->to->index] == OPEN)
            report(w, l);
        else if (w->state[l->to->index] == NEW)
            enter(w, w->flows[l->to->index]);
    }
}

static void walk_all(struct check *k, const struct checked_flow **flows,
                     bool calls)
{
    uint32_t n = k->g->flows.n;
    struct walk w = {.k = k, .flows = flows, .calls = calls};

    w.state = arena_array(k->arena, uint8_t, n + 1);
    for (uint32_t i = 0; i < n; i++)
        if (w.state[i] == NEW && flows[i])
            walk_from(&w, flows[i]);
}

void flow_cycles(struct check *k, struct ast_file *const *files, uint32_t n)
{
    const struct checked_flow **flows =
        arena_array(k->arena, const struct checked_flow *, k->g->flows.n + 1);

    for (uint32_t i = 0; i < n; i++)
        for (const struct ast_item *it = files[i]->of_kind[AST_FLOW]; it;
             it = it->next_of_kind)
            if (it->checked)
                flows[it->checked->flow->index] = it->checked;
    walk_all(k, flows, true);
    walk_all(k, flows, false);
}
