/*
 * A flow that states no expected volume and calls a system that limits its
 * calls: whether the limits hold can't be judged. What another flow calls has
 * the volume of its callers.
 */
#include "lint/lint.h"

static bool is_limited(const struct graph_instance *i)
{
    return i && i->connector && i->connector->limit_per > 0;
}

static const struct graph_node *find_limited(const struct graph *g,
                                             const struct graph_flow *f)
{
    for (node_id n = f->first; n < f->end; n++) {
        const struct graph_node *x = &g->nodes.at[n];
        if ((x->kind == NODE_WRITE || x->kind == NODE_ENRICH) &&
            is_limited(x->instance))
            return x;
    }
    return NULL;
}

static void check_flow(struct lint *l, const struct graph *g,
                       const struct graph_flow *f)
{
    if (f->expect_known == GRAPH_SET || f->expect.count || !f->trigger ||
        f->nparams || f->ncallers)
        return;
    const struct graph_node *x = find_limited(g, f);
    if (!x)
        return;
    const struct graph_connector *c = x->instance->connector;
    if (f->expect_known == GRAPH_UNKNOWN) {
        lint_unknown(l, lint_flow_at(f),
                     "how many records flow \"%" STR_FMT
                     "\" is expected to have is not known",
                     STR_ARG(f->name));
        return;
    }
    struct diag *d = lint_report(
        l, lint_flow_at(f),
        "flow \"%" STR_FMT "\" states no expected volume, so nobody can say "
        "whether %lld calls a %s of \"%" STR_FMT "\" are enough",
        STR_ARG(f->name), (long long)c->limit_count, lint_unit(c->limit_per),
        STR_ARG(x->instance->alias));
    if (c->limit_at.pos)
        lint_note(l, d, c->limit_at, "the limit");
    lint_fix_line(l, d, DIAG_SCAFFOLD, g->nodes.at[f->trigger].at,
                  STR("expect 1_000 per day"));
    lint_help(l, d, "expect 1_000 per day");
}

const struct lint_rule lint_rule_no_expectation = {
    .summary = "a flow that calls a limited system states its volume",
    .level = DIAG_INFO,
    .flow = check_flow,
};
