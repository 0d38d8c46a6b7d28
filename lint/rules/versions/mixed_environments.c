/*
 * A flow that speaks to the sandbox of one system and to the live one of
 * another: in the text, or in one of the environments of weir.yaml. What an
 * address does not say counts for live where the environment is.
 */
#include "lint/lint.h"

struct seen {
    node_id trial, live; // the first step of each
};

static str value_in(const struct graph_expr *e,
                    const struct lint_environment *env)
{
    if (e && e->kind == EXPR_LITERAL && e->type->kind == TYPE_STRING)
        return e->text;
    const str *given =
        e && env && e->kind == EXPR_SETTING ? lint_given(env, e->text) : NULL;
    return given ? *given : STR("");
}

static enum lint_stage stage_in(const struct graph_instance *i,
                                const struct lint_environment *env)
{
    const struct graph_connector *c = i->connector;
    str address = value_in(c ? lint_instance_value(i, c->base) : NULL, env);
    enum lint_stage by = lint_stage_of(i->environment);

    if (!by)
        by = lint_stage_of(address);
    if (!by)
        by = lint_stage_of(i->alias);
    if (!by && env && address.len)
        by = lint_stage_of(env->name) == LINT_STAGE_LIVE ? LINT_STAGE_LIVE
                                                         : LINT_STAGE_UNKNOWN;
    return by;
}

static void see(struct seen *s, const struct graph_instance *i,
                const struct lint_environment *env, node_id n)
{
    enum lint_stage stage = i ? stage_in(i, env) : LINT_STAGE_UNKNOWN;

    if (stage == LINT_STAGE_TRIAL && !s->trial)
        s->trial = n;
    if (stage == LINT_STAGE_LIVE && !s->live)
        s->live = n;
}

static bool check_in(struct lint *l, const struct graph *g,
                     const struct graph_flow *f,
                     const struct lint_environment *env)
{
    struct seen s = {0};

    for (node_id n = f->first; n < f->end; n++)
        if (!g->nodes.at[n].instances)
            see(&s, g->nodes.at[n].instance, env, n);
    if (!s.trial || !s.live)
        return false;
    const struct graph_node *trial = &g->nodes.at[s.trial];
    const struct graph_node *live = &g->nodes.at[s.live];
    struct diag *d =
        lint_report(l, lint_step_at(trial),
                    "step \"%" STR_FMT "\" is on trial and step \"%" STR_FMT
                    "\" is live%s%" STR_FMT "%s",
                    STR_ARG(trial->name), STR_ARG(live->name),
                    env ? ", in environment \"" : "",
                    STR_ARG(env ? env->name : STR("")), env ? "\"" : "");
    lint_note(l, d, lint_step_at(live), "the live one");
    lint_help(l, d, "give both the addresses of one environment");
    return true;
}

/* Most estates have no system on trial beside a live one. */
static bool may_mix(const struct graph *g, const struct lint_environment *env)
{
    bool trial = false, live = false;

    for (uint32_t i = 0; i < g->instances.n; i++) {
        enum lint_stage stage = stage_in(g->instances.at[i], env);
        trial = trial || stage == LINT_STAGE_TRIAL;
        live = live || stage == LINT_STAGE_LIVE;
    }
    return trial && live;
}

/* A flow is said once, for the first environment. */
static void check_graph(struct lint *l, const struct graph *g)
{
    const struct lint_options *o = lint_options(l);
    bool *said = arena_array(lint_arena(l), bool, g->flows.n);

    for (uint32_t i = 0; i <= o->nenvironments; i++) {
        const struct lint_environment *env = i ? &o->environments[i - 1] : NULL;
        if (!may_mix(g, env))
            continue;
        for (uint32_t k = 0; k < g->flows.n; k++) {
            lint_about_flow(l, g->flows.at[k]);
            said[k] = said[k] || check_in(l, g, g->flows.at[k], env);
        }
    }
}

const struct lint_rule lint_rule_mixed_environments = {
    .summary = "a flow speaks to systems of one environment",
    .level = DIAG_ERROR,
    .graph = check_graph,
};
