/*
 * Flows that can run at once call a system with more records side by side than
 * it allows. Only what a flow states counts; a flow that states nothing counts
 * as one. Flows that run once a day need not run at once.
 */
#include "compiler/graph/cron.h"
#include "lint/lint.h"

enum { HALF_A_DAY = 720 }; // in minutes

struct account { // of one instance
    const struct graph_instance *instance;
    const struct graph_flow *last, *widest;
    const struct graph_setting *stated; // by the widest
    int64_t sum, most;
    uint32_t nflows;
};

struct ledger {
    struct lint *l;
    struct map index;
};

static bool runs_often(const struct graph *g, const struct graph_flow *f)
{
    const struct graph_node *t = lint_trigger_of(g, f);
    const struct graph_expr *cron = t ? lint_setting(t, SET_CRON) : NULL;
    struct cron c;

    if (!t || !f->enabled || node_setting(t, SET_AT) ||
        node_setting(t, SET_AFTER))
        return false;
    if (!cron)
        return true;
    return cron->kind == EXPR_LITERAL && cron_read(&c, cron->text) &&
           cron_shortest(&c) < HALF_A_DAY;
}

/* How many of its records are in the works at once; NULL: it doesn't say. */
static const struct graph_setting *width_of(const struct graph *g,
                                            const struct graph_flow *f)
{
    for (node_id n = f->first; n < f->end; n++) {
        const struct graph_node *x = &g->nodes.at[n];
        if (x->kind == NODE_READ && x->block == f->body)
            return node_number(x, SET_CONCURRENCY, 0) > 1
                       ? node_setting(x, SET_CONCURRENCY)
                       : NULL;
    }
    return NULL;
}

static struct account *account_of(struct ledger *b,
                                  const struct graph_instance *i)
{
    void **slot = map_put(&b->index, i->alias);

    if (!*slot) {
        struct account *a = arena_make(lint_arena(b->l), struct account);
        a->instance = i;
        *slot = a;
    }
    return *slot;
}

/* Of two that are equally wide the name decides, not their order. */
static bool is_wider(const struct account *a, int64_t counted,
                     const struct graph_flow *f)
{
    return counted > a->most || (counted == a->most && a->widest &&
                                 str_cmp(f->name, a->widest->name) < 0);
}

static void add(struct ledger *b, const struct graph_instance *i,
                const struct graph_flow *f, const struct graph_setting *width)
{
    struct account *a = account_of(b, i);
    int64_t counted = width ? width->value->i : 1;

    if (a->last == f)
        return;
    a->last = f;
    a->nflows++;
    a->sum += counted;
    if (is_wider(a, counted, f)) {
        a->most = counted;
        a->widest = f;
        a->stated = width;
    }
}

static void add_flow(struct ledger *b, const struct graph *g,
                     const struct graph_flow *f)
{
    const struct graph_setting *width = width_of(g, f);

    for (node_id n = f->first; n < f->end; n++) {
        const struct graph_node *x = &g->nodes.at[n];
        bool calls = x->kind == NODE_WRITE || x->kind == NODE_ENRICH;
        if (calls && x->instance && x->instance->connector &&
            x->instance->connector->limit_concurrency)
            add(b, x->instance, f, width);
    }
}

static void report(struct lint *l, const struct account *a)
{
    const struct graph_instance *i = a->instance;
    const struct graph_connector *c = i->connector;
    const char *many = a->nflows == 1 ? "" : "s together";

    lint_about_flow(l, a->widest);
    struct diag *d =
        lint_report(l, a->stated->at,
                    "%u flow%s may make %lld calls of \"%" STR_FMT
                    "\" at once, and it allows %lld; flow \"%" STR_FMT
                    "\" alone makes up to %lld",
                    a->nflows, many, (long long)a->sum, STR_ARG(i->alias),
                    (long long)c->limit_concurrency, STR_ARG(a->widest->name),
                    (long long)a->most);
    lint_note(l, d, c->version_at.pos ? c->version_at : c->at,
              "the connector says: limit concurrency %lld",
              (long long)c->limit_concurrency);
    lint_help(l, d, "concurrency %lld",
              (long long)(c->limit_concurrency / a->nflows > 0
                              ? c->limit_concurrency / a->nflows
                              : 1));
}

static void check_graph(struct lint *l, const struct graph *g)
{
    struct ledger b = {.l = l};

    map_init(&b.index, lint_arena(l));
    for (uint32_t i = 0; i < g->flows.n; i++)
        if (runs_often(g, g->flows.at[i]))
            add_flow(&b, g, g->flows.at[i]);
    for (uint32_t i = 0; i < b.index.entries.n; i++) {
        const struct account *a = b.index.entries.at[i].value;
        if (a->stated && a->sum > a->instance->connector->limit_concurrency)
            report(l, a);
    }
}

const struct lint_rule lint_rule_exceeds_concurrency = {
    .summary = "flows that run at once keep within a system's concurrency",
    .level = DIAG_WARNING,
    .graph = check_graph,
};
