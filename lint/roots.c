/*
 * All whole expressions of an estate with their places: one list that rules
 * about expressions and copies of logic go through. While it is made, what is
 * in each and how often each variable is read is noted.
 */
#include "lint/state.h"

struct look {
    const struct graph *g;
    uint32_t *uses; // of a variable, by id
    uint32_t parts;
};

/* What is in an expression, and which variables it reads. */
static void look_at(struct look *x, const struct graph_expr *e)
{
    if (!e)
        return;
    x->parts |= 1u << e->kind;
    if (e->kind == EXPR_LITERAL && e->type->kind == TYPE_STRING)
        x->parts |= LINT_STRING;
    if (e->kind == EXPR_VAR && e->var && e->var->id <= x->g->nvars)
        x->uses[e->var->id]++;
    for (uint32_t i = 0; i < e->nargs; i++)
        look_at(x, e->args[i]);
}

static void add(struct lint *l, struct lint_root root,
                const struct graph_expr *e)
{
    struct look x = {.g = l->g, .uses = l->facts.uses};

    if (!e)
        return;
    look_at(&x, e);
    root.expr = e;
    root.parts = x.parts;
    *vec_push(l->arena, &l->facts.roots) = root;
}

static void add_all(struct lint *l, struct lint_root root,
                    const struct graph_expr *const *list, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        add(l, root, list[i]);
}

static void add_pairs(struct lint *l, struct lint_root root,
                      const struct graph_pairs *pairs)
{
    for (uint32_t i = 0; i < pairs->n; i++) {
        root.name = &pairs->at[i].name;
        add(l, root, pairs->at[i].value);
    }
}

static void add_settings(struct lint *l, struct lint_root root,
                         const struct graph_settings *s)
{
    for (uint32_t i = 0; i < s->n; i++) {
        root.key = s->at[i].key;
        if (s->at[i].known == GRAPH_SET)
            add(l, root, s->at[i].value);
    }
}

static void add_nodes(struct lint *l)
{
    const struct graph *g = l->g;

    for (node_id n = 1; n < g->nodes.n; n++) {
        const struct graph_node *x = &g->nodes.at[n];
        add_settings(l, (struct lint_root){.kind = ROOT_SETTING, .node = n},
                     &x->settings);
        add_all(l, (struct lint_root){.kind = ROOT_ARGUMENT, .node = n},
                x->args, x->nargs);
        for (block_id b = x->blocks; b; b = g->blocks.at[b].next)
            add(l, (struct lint_root){.kind = ROOT_ARM, .node = n},
                g->blocks.at[b].condition);
    }
}

static void add_tables(struct lint *l)
{
    const struct lint_root root = {.kind = ROOT_TABLE};

    for (uint32_t i = 0; i < l->g->tables.n; i++) {
        const struct graph_table *t = l->g->tables.at[i];
        for (uint32_t r = 0; r < t->nrows; r++) {
            add(l, root, t->rows[r].key);
            add(l, root, t->rows[r].value);
        }
        add_all(l, root, t->args, t->nargs);
        add(l, root, t->where);
    }
}

static void add_items(struct lint *l)
{
    const struct graph *g = l->g;

    for (uint32_t i = 0; i < g->functions.n; i++)
        add(l,
            (struct lint_root){.kind = ROOT_FUNCTION,
                               .function = g->functions.at[i]},
            g->functions.at[i]->body);
    for (uint32_t i = 0; i < g->queues.n; i++)
        add(l, (struct lint_root){.kind = ROOT_QUEUE}, g->queues.at[i]->alert);
    for (uint32_t i = 0; i < g->flows.n; i++) {
        const struct lint_root root = {.kind = ROOT_FLOW};
        add(l, root, g->flows.at[i]->alert);
        add(l, root, g->flows.at[i]->ordered_by);
    }
    for (uint32_t i = 0; i < g->instances.n; i++)
        add_pairs(l, (struct lint_root){.kind = ROOT_INSTANCE},
                  &g->instances.at[i]->settings);
}

static void add_reconciles(struct lint *l)
{
    const struct lint_root root = {.kind = ROOT_RECONCILE};

    for (uint32_t i = 0; i < l->g->reconciles.n; i++) {
        const struct graph_reconcile *r = l->g->reconciles.at[i];
        add_settings(l, root, &r->schedule);
        add_settings(l, root, &r->source.settings);
        add_settings(l, root, &r->target.settings);
        add_all(l, root, r->source.args, r->source.nargs);
        add_all(l, root, r->target.args, r->target.nargs);
        add(l, root, r->source.where);
        add(l, root, r->target.where);
        add(l, root, r->match);
        add_all(l, root, r->compares, r->ncompares);
        add(l, root, r->tolerate);
    }
}

static void add_tests(struct lint *l)
{
    const struct lint_root root = {.kind = ROOT_TEST};

    for (uint32_t i = 0; i < l->g->tests.n; i++) {
        const struct graph_test *t = l->g->tests.at[i];
        for (uint32_t j = 0; j < t->nlines; j++) {
            add(l, root, t->lines[j].value);
            add(l, root, t->lines[j].where);
        }
    }
}

static void add_operation(struct lint *l, const struct graph_operation *op)
{
    struct lint_root root = {.kind = ROOT_CONNECTOR};

    add_pairs(l, root, &op->headers);
    add_pairs(l, root, &op->query);
    add(l, root, op->target);
    add(l, root, op->body);
    add(l, root, op->form);
    add(l, root, op->deleted);
    for (uint32_t i = 0; i < op->errors.n; i++)
        add(l, root, op->errors.at[i].when);
}

/* Only the estate's own: those of the standard library are not its matter. */
static void add_connector(struct lint *l, const struct graph_connector *c)
{
    static const str base = {"base", 4}, auth = {"auth", 4};
    struct lint_root root = {.kind = ROOT_CONNECTOR};

    if (c->embedded)
        return;
    add_pairs(l, root, &c->headers);
    add_pairs(l, root, &c->auth_properties);
    root.name = &base;
    add(l, root, c->base);
    root.name = &auth;
    add_all(l, root, c->auth_args, c->nauth_args);
    for (uint32_t i = 0; i < c->nendpoints; i++)
        for (uint32_t j = 0; j < c->endpoints[i]->noperations; j++)
            add_operation(l, c->endpoints[i]->operations[j]);
}

/* Most roots are settings of nodes: room for them at once. */
static void reserve(struct lint *l)
{
    const struct graph *g = l->g;
    uint32_t n = g->flows.n + g->instances.n;

    for (node_id i = 1; i < g->nodes.n; i++)
        n += g->nodes.at[i].settings.n + g->nodes.at[i].nargs;
    vec_reserve(l->arena, &l->facts.roots, n);
    l->facts.uses = arena_array(l->arena, uint32_t, (size_t)g->nvars + 1);
}

const struct lint_root *lint_roots(struct lint *l, uint32_t *n)
{
    if (!l->facts.has_roots) {
        uint32_t was = lint_clock_fact(l, FACT_ROOTS);
        l->facts.has_roots = true;
        reserve(l);
        add_nodes(l);
        add_items(l);
        add_tables(l);
        add_reconciles(l);
        add_tests(l);
        for (uint32_t i = 0; i < l->g->connectors.n; i++)
            add_connector(l, l->g->connectors.at[i]);
        lint_clock(l, was);
    }
    *n = l->facts.roots.n;
    return l->facts.roots.at;
}

uint32_t lint_var_uses(struct lint *l, const struct graph_var *v)
{
    uint32_t n;

    lint_roots(l, &n);
    return v->id <= l->g->nvars ? l->facts.uses[v->id] : 0;
}
