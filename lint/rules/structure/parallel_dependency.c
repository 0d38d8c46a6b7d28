/*
 * Branches of an `all` of which one reads what another writes: a store, an
 * endpoint of a system, or in an import a value. What each branch reads and
 * writes is gathered, then every read is held against the writes of others.
 */
#include "lint/lint.h"

enum { MOST_EFFECTS = 128, DEEPEST = 32 };

struct effect {
    uint32_t branch;
    node_id node;
    bool writes;
    const void *what; // a store, an endpoint or a variable
    const struct graph_instance *instance;
    const struct graph_expr *key; // NULL: any
    span at;
    str name;
};

struct gather {
    struct lint *l;
    const struct graph *g;
    struct effect all[MOST_EFFECTS];
    uint32_t n, branch;
    node_id node;
};

static struct effect *add(struct gather *x, const void *what, bool writes)
{
    static const struct effect none = {0};

    if (x->n == MOST_EFFECTS)
        return NULL;
    x->all[x->n] = none;
    x->all[x->n].branch = x->branch;
    x->all[x->n].node = x->node;
    x->all[x->n].what = what;
    x->all[x->n].writes = writes;
    return &x->all[x->n++];
}

static bool visit(void *context, const struct graph_expr *e)
{
    struct gather *x = context;
    struct effect *made = NULL;

    if (expr_has_table(e) && e->store) {
        made = add(x, e->store, false);
        if (made) {
            made->key = e->nargs ? e->args[0] : NULL;
            made->name = e->store->name;
        }
    } else if (e->kind == EXPR_VAR && e->var && e->var->kind == VAR_STEP) {
        made = add(x, e->var, false);
        if (made)
            made->name = e->var->name;
    }
    if (made)
        made->at = e->at;
    return true;
}

/* The value of the field by which a record is written. */
static const struct graph_expr *written_key(struct lint *l,
                                            const struct graph_node *x)
{
    const struct graph_expr *r = lint_record_of(l, lint_setting(x, SET_VALUE));

    for (uint32_t i = 0; r && x->nby && i < r->nargs; i++)
        if (str_eq(r->names[i], x->by[0]))
            return r->args[i];
    return r;
}

static const struct graph_expr *asked_key(const struct graph_node *x)
{
    const struct graph_expr *e = lint_setting(x, SET_BY);

    while (e && (e->kind == EXPR_CONVERT ||
                 (e->kind == EXPR_RECORD && e->nargs == 1)))
        e = e->args[0];
    return e ? e : x->nargs ? x->args[0] : NULL;
}

static void add_call(struct gather *x, const struct graph_node *n)
{
    bool writes = n->kind == NODE_WRITE;
    struct effect *made;

    if (!n->operation || !n->instance || !n->operation->endpoint)
        return;
    made = add(x, n->operation->endpoint, writes);
    if (!made)
        return;
    made->instance = n->instance;
    made->key = writes ? written_key(x->l, n) : asked_key(n);
    made->at = lint_step_at(n);
    made->name = n->operation->endpoint->name;
}

static void add_node(struct gather *x, node_id id)
{
    const struct graph_node *n = &x->g->nodes.at[id];
    struct effect *made;

    x->node = id;
    for (uint32_t i = 0; i < n->settings.n; i++)
        if (n->settings.at[i].known == GRAPH_SET)
            expr_walk(n->settings.at[i].value, visit, x);
    for (uint32_t i = 0; i < n->nargs; i++)
        expr_walk(n->args[i], visit, x);
    if (node_remote(n->kind))
        add_call(x, n);
    if (n->out && n->out->kind == VAR_STEP)
        add(x, n->out, true);
    if (n->kind != NODE_STORE || !n->store)
        return;
    made = add(x, n->store, true);
    if (made)
        made->key = lint_setting(n, SET_BY);
}

static void add_block(struct gather *x, block_id b, unsigned depth)
{
    const struct graph *g = x->g;

    for (node_id n = g->blocks.at[b].first; n && depth < DEEPEST;
         n = g->nodes.at[n].next_in_block) {
        add_node(x, n);
        for (block_id k = g->nodes.at[n].blocks; k; k = g->blocks.at[k].next)
            if (g->blocks.at[k].role != BLOCK_UNDO)
                add_block(x, k, depth + 1);
    }
}

/* --- are they about one thing --- */

enum sameness { OTHER, MAYBE, SAME };

/* Asked by a field of the record that is written. */
static bool is_field_of(const struct graph *g, const struct graph_expr *asked,
                        node_id write)
{
    const struct graph_node *w = &g->nodes.at[write];
    const struct graph_expr *value = lint_setting(w, SET_VALUE);

    return asked->kind == EXPR_FIELD && value && w->nby &&
           str_eq(asked->name, w->by[0]) &&
           lint_same_value(asked->args[0], value);
}

static enum sameness compare(const struct gather *g, const struct effect *a,
                             const struct effect *b)
{
    struct lint *l = g->l;

    if (a->what != b->what || a->instance != b->instance)
        return OTHER;
    if (!a->key || !b->key)
        return SAME;
    const struct graph_expr *x = lint_value(l, a->key);
    const struct graph_expr *y = lint_value(l, b->key);
    if (lint_same_value(x, y) || is_field_of(g->g, a->key, b->node))
        return SAME;
    return expr_is_constant(x) && expr_is_constant(y) ? OTHER : MAYBE;
}

static void report(struct gather *x, const struct effect *read,
                   const struct effect *write, bool sure)
{
    const struct graph_node *by = &x->g->nodes.at[write->node];
    const struct graph_node *of = &x->g->nodes.at[read->node];
    struct diag *d;

    if (!sure) {
        lint_unknown(x->l, read->at,
                     "whether step \"%" STR_FMT "\" reads of \"%" STR_FMT
                     "\" what another branch writes is not known",
                     STR_ARG(of->name), STR_ARG(read->name));
        return;
    }
    d = lint_report(x->l, read->at,
                    "step \"%" STR_FMT "\" reads \"%" STR_FMT
                    "\", which another branch of the same \"all\" writes",
                    STR_ARG(of->name), STR_ARG(read->name));
    lint_note(x->l, d, lint_step_at(by), "written here");
    lint_help(x->l, d,
              "put the step behind the \"all\", or into one branch "
              "with what writes it");
}

static void compare_all(struct gather *x)
{
    for (uint32_t i = 0; i < x->n; i++) {
        const struct effect *best = NULL;
        enum sameness how = OTHER;
        for (uint32_t k = 0; !x->all[i].writes && k < x->n; k++) {
            const struct effect *w = &x->all[k];
            if (!w->writes || w->branch == x->all[i].branch)
                continue;
            enum sameness found = compare(x, &x->all[i], w);
            best = found > how ? w : best;
            how = found > how ? found : how;
        }
        if (best)
            report(x, &x->all[i], best, how == SAME);
    }
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    struct gather *x = arena_make(lint_arena(l), struct gather);

    x->l = l;
    x->g = g;
    for (block_id b = g->nodes.at[n].blocks; b; b = g->blocks.at[b].next) {
        if (g->blocks.at[b].role != BLOCK_BRANCH)
            continue;
        x->branch++;
        add_block(x, b, 0);
    }
    compare_all(x);
}

const struct lint_rule lint_rule_parallel_dependency = {
    .summary = "no branch reads what another branch of one \"all\" writes",
    .level = DIAG_ERROR,
    .kinds = LINT_KIND(PARALLEL),
    .node = check_node,
};
