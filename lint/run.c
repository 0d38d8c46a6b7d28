/*
 * Runs the rules. Flows are the outer loop and rules the inner one, so that a
 * flow's nodes are in the cache while every rule looks at them.
 */
#include "lint/run.h"

#include "lint/state.h"

static const struct lint_entry *start(struct lint *l, uint32_t i)
{
    lint_clock(l, i);
    l->entry = &l->entries[i];
    l->level = l->levels[i];
    return l->level == DIAG_OFF ? NULL : l->entry;
}

/* A rule that is on, as the one that runs. */
static const struct lint_rule *take(struct lint *l, uint32_t i)
{
    lint_clock(l, i);
    l->entry = &l->entries[i];
    l->level = l->levels[i];
    return l->entry->rule;
}

static void about_nothing(struct lint *l)
{
    l->node = 0;
    l->flow = NULL;
    l->about_kind = NULL;
}

static void run_side(struct lint *l, const struct lint_rule *r,
                     const struct graph_reconcile *x, bool target)
{
    const struct graph_side *side = target ? &x->target : &x->source;
    const struct lint_call call = {.settings = &side->settings,
                                   .operation = side->operation,
                                   .at = side->at,
                                   .reconcile = x,
                                   .target = target};

    if (side->operation && !lint_is_local(side->operation))
        r->call(l, l->g, &call);
}

static void run_reconcile(struct lint *l, const struct lint_rule *r,
                          const struct graph_reconcile *x)
{
    lint_about(l, "reconcile", x->name);
    if (r->reconcile)
        r->reconcile(l, l->g, x);
    if (r->call) {
        run_side(l, r, x, false);
        run_side(l, r, x, true);
    }
}

static void run_items(struct lint *l, const struct lint_rule *r)
{
    const struct graph *g = l->g;

    if (r->graph)
        r->graph(l, g);
    for (uint32_t i = 0; r->team && i < g->teams.n; i++) {
        lint_about(l, "team", g->teams.at[i]->name);
        r->team(l, g, g->teams.at[i]);
    }
    for (uint32_t i = 0; r->queue && i < g->queues.n; i++) {
        lint_about(l, "queue", g->queues.at[i]->name);
        r->queue(l, g, g->queues.at[i]);
    }
    for (uint32_t i = 0; i < g->reconciles.n; i++)
        run_reconcile(l, r, g->reconciles.at[i]);
    about_nothing(l);
}

static void run_call(struct lint *l, const struct lint_rule *r,
                     const struct graph_node *x)
{
    const struct lint_call call = {.settings = &x->settings,
                                   .operation = x->operation,
                                   .at = lint_step_at(x),
                                   .node = l->node};

    r->call(l, l->g, &call);
}

/* Rules by what they want to see: numbers of entries. */
struct wanted {
    uint32_t *at;
    uint32_t n;
};

struct interest {
    struct wanted flow, call, edge, node[NODE_KINDS];
};

static void want(struct lint *l, struct wanted *w, uint32_t rule, uint32_t most)
{
    if (!w->at)
        w->at = arena_array(l->arena, uint32_t, most);
    w->at[w->n++] = rule;
}

static void find_interest(struct lint *l, struct interest *x, uint32_t nrules)
{
    for (uint32_t i = 0; i < nrules; i++) {
        const struct lint_entry *e = start(l, i);
        const struct lint_rule *r = e ? e->rule : NULL;
        if (r && r->flow)
            want(l, &x->flow, i, nrules);
        if (r && r->call)
            want(l, &x->call, i, nrules);
        if (r && r->edge)
            want(l, &x->edge, i, nrules);
        for (unsigned k = 0; r && r->node && k < NODE_KINDS; k++)
            if (!r->kinds || r->kinds & 1u << k)
                want(l, &x->node[k], i, nrules);
    }
}

static void run_node(struct lint *l, const struct interest *x, node_id n)
{
    const struct graph *g = l->g;
    const struct graph_node *node = &g->nodes.at[n];
    const struct wanted *w = &x->node[node->kind];

    l->node = n;
    for (uint32_t i = 0; i < w->n; i++)
        take(l, w->at[i])->node(l, g, n);
    if (node_remote(node->kind) && !lint_is_local(node->operation))
        for (uint32_t i = 0; i < x->call.n; i++)
            run_call(l, take(l, x->call.at[i]), node);
    for (uint32_t i = 0; i < x->edge.n; i++) {
        const struct lint_rule *r = take(l, x->edge.at[i]);
        for (uint32_t k = 0; k < node->nout; k++)
            r->edge(l, g, g->out[node->out_first + k]);
    }
}

static void run_flow(struct lint *l, const struct interest *x,
                     const struct graph_flow *f)
{
    l->node = 0;
    l->flow = f;
    for (uint32_t i = 0; i < x->flow.n; i++)
        take(l, x->flow.at[i])->flow(l, l->g, f);
    for (node_id n = f->first; n < f->end; n++)
        run_node(l, x, n);
}

static void run_handlers(struct lint *l, const struct lint_rule *r)
{
    const struct graph *g = l->g;

    for (handler_id h = 1; r->handler && h < g->handlers.n; h++) {
        uint32_t flow = g->handlers.at[h].flow;
        l->node = g->handlers.at[h].scope;
        l->flow = flow < g->flows.n ? g->flows.at[flow] : NULL;
        r->handler(l, g, h);
    }
    about_nothing(l);
}

static uint32_t parts_of(const struct lint_rule *r)
{
    return r->parts ? r->parts : UINT32_MAX;
}

static void run_roots(struct lint *l)
{
    uint32_t nrules, nroots, *want = NULL, n = 0, any = 0;
    const struct lint_root *roots = lint_roots(l, &nroots);

    lint_entries(&nrules);
    want = arena_array(l->arena, uint32_t, nrules);
    for (uint32_t i = 0; i < nrules; i++) {
        const struct lint_entry *e = start(l, i);
        if (!e || !e->rule->expr)
            continue;
        want[n++] = i;
        any |= parts_of(e->rule);
    }
    for (uint32_t i = 0; i < nroots; i++) {
        if (!(roots[i].parts & any))
            continue;
        lint_about_node(l, roots[i].node);
        for (uint32_t k = 0; k < n; k++) {
            const struct lint_rule *r = take(l, want[k]);
            if (roots[i].parts & parts_of(r))
                r->expr(l, l->g, &roots[i]);
        }
    }
}

static void run_rules(struct lint *l)
{
    uint32_t nrules;

    l->entries = lint_entries(&nrules);
    for (uint32_t i = 0; i < nrules; i++) {
        const struct lint_entry *e = start(l, i);
        about_nothing(l);
        if (!e)
            continue;
        run_items(l, e->rule);
        run_handlers(l, e->rule);
    }
    struct interest interest = {0};
    find_interest(l, &interest, nrules);
    for (uint32_t f = 0; f < l->g->flows.n; f++)
        run_flow(l, &interest, l->g->flows.at[f]);
    run_roots(l);
    lint_clock_fact(l, FACT_WAIVERS);
}

/* Warnings that the compiler gives under a rule's id are findings of that
 * rule: levels and waivers hold for them. What stops the compilation stays. */
static void take_over(struct lint *l, struct diags *out)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < out->all.n; i++) {
        struct diag *d = out->all.at[i];
        const struct lint_entry *e =
            d->level < DIAG_ERROR ? lint_entry_find(d->id) : NULL;
        if (!e) {
            out->all.at[kept++] = d;
            continue;
        }
        enum diag_level own = d->level;
        d->level = lint_level_of(l, e, own);
        if (d->level == DIAG_OFF && lint_level_on_paths(l->options, e))
            d->level = own; // paths say where it is on
        if (d->level == DIAG_OFF || !lint_selected(l->options, e))
            continue;
        l->found.errors += d->level == DIAG_ERROR;
        *vec_push(l->arena, &l->found.all) = d;
    }
    out->all.n = kept;
}

struct lint_counts lint_run(const struct graph *g, const struct lint_options *o,
                            struct diags *out)
{
    struct lint l = {.g = g, .options = o, .arena = out->arena};
    struct lint_counts counts = {0};
    bool whole = out->errors == 0;

    if (!g->frozen)
        return counts;
    diags_init(&l.found, out->arena, out->sources);
    lint_select(&l);
    take_over(&l, out);
    run_rules(&l);
    lint_by_path(&l);
    out->pathless = l.found.pathless;
    lint_suppress(&l, whole);
    counts.waived = l.silenced.n;
    counts.silenced = l.silenced.at;
    lint_clock(&l, l.timed);
    for (uint32_t i = 0; i < l.found.all.n; i++) {
        struct diag *d = l.found.all.at[i];
        counts.unknown += d->verdict == DIAG_UNKNOWN;
        out->errors += d->level == DIAG_ERROR;
        *vec_push(out->arena, &out->all) = d;
    }
    return counts;
}
