/*
 * A flow that writes an entity with a declared master, and no reconcile covers
 * the flow: what it never read or lost is noticed by nobody.
 */
#include "lint/lint.h"

static bool reads_from(const struct graph *g, const struct graph_flow *f,
                       const struct graph_instance *i)
{
    for (node_id n = f->first; n < f->end; n++) {
        enum graph_node_kind k = g->nodes.at[n].kind;
        if ((k == NODE_READ || k == NODE_TRIGGER) &&
            g->nodes.at[n].instance == i)
            return true;
    }
    return false;
}

/* A master that gets its own records back has nothing to be compared with. */
static const struct lint_place *mastered(struct lint *l, const struct graph *g,
                                         const struct lint_write *w)
{
    const struct lint_place *p = lint_places(l, w->instance, w->record);

    while (p && (!p->entity->nmasters ||
                 (p->master && reads_from(g, w->flow, w->instance))))
        p = p->next;
    return p;
}

static bool brings_records(const struct lint_write *w)
{
    enum graph_verb v = w->operation->verb;

    return v == VERB_CREATE || v == VERB_UPDATE || v == VERB_UPSERT;
}

static void report(struct lint *l, const struct lint_write *w,
                   const struct lint_place *p, const struct graph *g)
{
    lint_about_flow(l, w->flow);
    struct diag *d = lint_report(
        l, lint_flow_at(w->flow),
        "flow \"%" STR_FMT "\" writes \"%" STR_FMT
        "\", which entity \"%" STR_FMT "\" names, and no reconcile covers it",
        STR_ARG(w->flow->name), STR_ARG(p->place->text),
        STR_ARG(p->entity->name));
    lint_note(l, d, lint_step_at(&g->nodes.at[w->node]), "written here");
    lint_help(l, d, "add a reconcile with: covers %" STR_FMT,
              STR_ARG(w->flow->name));
}

static void check_graph(struct lint *l, const struct graph *g)
{
    uint32_t n;
    const struct lint_write *writes = lint_writes(l, &n);
    bool *done = arena_array(lint_arena(l), bool, g->flows.n + 1);

    for (uint32_t i = 0; i < n; i++) {
        const struct lint_write *w = &writes[i];
        if (done[w->flow->index] || lint_is_covered(l, w->flow) ||
            !brings_records(w) || !w->flow->enabled)
            continue;
        const struct lint_place *p = mastered(l, g, w);
        if (!p)
            continue;
        done[w->flow->index] = true;
        report(l, w, p, g);
    }
}

const struct lint_rule lint_rule_no_reconciliation = {
    .summary = "a flow that writes a mastered entity is reconciled",
    .level = DIAG_WARNING,
    .graph = check_graph,
};
