/*
 * A setting that some environments of weir.yaml give a value and some do not.
 * What none of them gives comes from the process's environment, and so does
 * everything of an environment that gives nothing.
 */
#include "lint/lint.h"

struct gap {
    struct lint *l;
    struct map said;                       // settings that were looked at
    const struct graph_instance *instance; // whose connector is walked
};

static void check_setting(struct gap *x, str name, span at)
{
    const struct lint_options *o = lint_options(x->l);
    const struct lint_environment *has = NULL, *lacks = NULL;
    void **first = map_put(&x->said, name);

    if (*first)
        return;
    *first = x;
    for (uint32_t i = 0; i < o->nenvironments; i++) {
        const struct lint_environment *e = &o->environments[i];
        if (!e->nsettings)
            continue;
        if (lint_given(e, name))
            has = has ? has : e;
        else
            lacks = lacks ? lacks : e;
    }
    if (!has || !lacks)
        return;
    lint_about(x->l, "setting", name);
    struct diag *d = lint_report(
        x->l, at,
        "setting \"%" STR_FMT "\" has a value in environment \"%" STR_FMT
        "\" and none in \"%" STR_FMT "\"",
        STR_ARG(name), STR_ARG(has->name), STR_ARG(lacks->name));
    lint_help(x->l, d, "%" STR_FMT ": { settings: { %" STR_FMT ": \"...\" } }",
              STR_ARG(lacks->name), STR_ARG(name));
}

static bool visit(void *context, const struct graph_expr *e)
{
    struct gap *x = context;
    const struct graph_instance *i = x->instance;
    const struct graph_expr *v = i ? lint_instance_value(i, e) : e;

    if (v && v->kind == EXPR_SETTING && e->kind == EXPR_SETTING)
        check_setting(x, v->text, i && i->connector->embedded ? i->at : v->at);
    return true;
}

static void walk_pairs(struct gap *x, const struct graph_pairs *p)
{
    for (uint32_t i = 0; i < p->n; i++)
        expr_walk(p->at[i].value, visit, x);
}

static void walk_operation(struct gap *x, const struct graph_operation *op)
{
    expr_walk(op->target, visit, x);
    walk_pairs(x, &op->headers);
    walk_pairs(x, &op->query);
    expr_walk(op->body, visit, x);
    expr_walk(op->form, visit, x);
}

static void walk_connector(struct gap *x, const struct graph_connector *c)
{
    expr_walk(c->base, visit, x);
    walk_pairs(x, &c->headers);
    walk_pairs(x, &c->auth_properties);
    for (uint32_t i = 0; i < c->nauth_args; i++)
        expr_walk(c->auth_args[i], visit, x);
    for (uint32_t i = 0; i < c->nendpoints; i++)
        for (uint32_t k = 0; k < c->endpoints[i]->noperations; k++)
            walk_operation(x, c->endpoints[i]->operations[k]);
}

static void check_graph(struct lint *l, const struct graph *g)
{
    struct gap x = {.l = l};
    uint32_t n;

    if (lint_options(l)->nenvironments < 2)
        return;
    map_init(&x.said, lint_arena(l));
    for (uint32_t i = 0; i < g->instances.n; i++) {
        x.instance = g->instances.at[i];
        if (x.instance->connector)
            walk_connector(&x, x.instance->connector);
    }
    x.instance = NULL;
    const struct lint_root *roots = lint_roots(l, &n);
    for (uint32_t i = 0; i < n; i++)
        if (roots[i].parts & LINT_PART(SETTING) &&
            roots[i].kind != ROOT_CONNECTOR && roots[i].kind != ROOT_INSTANCE)
            expr_walk(roots[i].expr, visit, &x);
}

const struct lint_rule lint_rule_environment_gap = {
    .summary = "what one environment gives a value, all do",
    .level = DIAG_ERROR,
    .graph = check_graph,
};
