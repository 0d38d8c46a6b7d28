/*
 * All flows together need more calls of a system in a day than it allows. What
 * counts is sure: the expected records with the calls that each makes, and a
 * read at each tick of a schedule. A flow that is too much alone is the matter
 * of volume/exceeds-rate.
 */
#include "lint/lint.h"

#define DAY 86400000000.0 // in microseconds

struct share { // of a flow in the calls of a day
    const struct graph_flow *flow;
    double calls;
};

struct account { // of one instance
    const struct graph_instance *instance;
    VEC(struct share) shares;
    double calls;
    bool told; // by another rule
};

struct ledger {
    struct lint *l;
    struct map index; // by instance: struct account
};

static double allowed(const struct graph_connector *c)
{
    return (double)c->limit_count * DAY / (double)c->limit_per;
}

static bool has_limit(const struct graph_instance *i)
{
    return i && i->connector && i->connector->limit_per > 0 &&
           i->connector->limit_count > 0;
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

static void add(struct ledger *b, const struct graph_instance *i,
                const struct graph_flow *f, double calls)
{
    struct account *a = account_of(b, i);
    struct share *last = a->shares.n ? &a->shares.at[a->shares.n - 1] : NULL;

    if (calls <= 0)
        return;
    a->calls += calls;
    if (last && last->flow == f)
        last->calls += calls;
    else
        *vec_push(lint_arena(b->l), &a->shares) = (struct share){f, calls};
}

/* A read at each tick, and more where its pages hold less than is expected. */
static void add_reads(struct ledger *b, const struct graph *g,
                      const struct graph_flow *f)
{
    double runs = lint_runs_per_day(g, f), records = lint_per_day(&f->expect);

    for (node_id n = f->first; runs > 0 && n < f->end; n++) {
        const struct graph_node *x = &g->nodes.at[n];
        if (x->kind != NODE_READ || x->block != f->body ||
            !has_limit(x->instance))
            continue;
        int64_t size = x->operation ? x->operation->page.size : 0;
        double pages = size ? records / (double)size : 0;
        add(b, x->instance, f, pages > runs ? pages : runs);
        return;
    }
}

static void add_flow(struct ledger *b, const struct graph *g,
                     const struct graph_flow *f)
{
    struct lint_load loads[LINT_MOST_LOADS];
    double records = lint_per_day(&f->expect);
    uint32_t n = records > 0 ? lint_loads(g, f, loads) : 0;

    if (!f->enabled)
        return;
    for (uint32_t i = 0; i < n; i++) {
        double calls = records * loads[i].calls;
        if (!has_limit(loads[i].instance))
            continue;
        add(b, loads[i].instance, f, calls);
        if (calls > allowed(loads[i].instance->connector))
            account_of(b, loads[i].instance)->told = true;
    }
    add_reads(b, g, f);
}

/* 3000 of flow "a" + 200 of flow "b" and 4 more */
static str sum_of(struct lint *l, const struct account *a)
{
    enum { SHOWN = 3 };
    uint32_t n = a->shares.n > SHOWN ? SHOWN : a->shares.n;
    double rest = a->calls;
    str s = {0};

    for (uint32_t i = 0; i < n; i++) {
        const struct share *x = &a->shares.at[i];
        s = arena_printf(
            lint_arena(l), "%" STR_FMT "%s%.0f of flow \"%" STR_FMT "\"",
            STR_ARG(s), i ? " + " : "", x->calls, STR_ARG(x->flow->name));
        rest -= x->calls;
    }
    if (n < a->shares.n)
        s = arena_printf(lint_arena(l), "%" STR_FMT " + %.0f of %u more",
                         STR_ARG(s), rest, a->shares.n - n);
    return s;
}

/* Where the finding stands. */
static const struct graph_flow *largest(const struct account *a)
{
    const struct share *most = &a->shares.at[0];

    for (uint32_t i = 1; i < a->shares.n; i++)
        if (a->shares.at[i].calls > most->calls)
            most = &a->shares.at[i];
    return most->flow;
}

static void report(struct lint *l, const struct account *a)
{
    const struct graph_instance *i = a->instance;
    const struct graph_connector *c = i->connector;
    const struct graph_flow *f = largest(a);
    str sum = sum_of(l, a);

    lint_about_flow(l, f);
    struct diag *d = lint_report(
        l, f->expect.count ? f->expect.at : lint_flow_at(f),
        "%u flow%s %.0f calls of \"%" STR_FMT
        "\" a day, and it allows %.0f: %" STR_FMT,
        a->shares.n, a->shares.n == 1 ? " needs" : "s together need", a->calls,
        STR_ARG(i->alias), allowed(c), STR_ARG(sum));
    if (c->limit_at.pos)
        lint_note(l, d, c->limit_at, "%lld calls a %s are allowed",
                  (long long)c->limit_count, lint_unit(c->limit_per));
    lint_help(l, d,
              "send many records in one call (bulk N), look up less "
              "often (cache D), or read at longer intervals");
}

static void check_graph(struct lint *l, const struct graph *g)
{
    struct ledger b = {.l = l};

    map_init(&b.index, lint_arena(l));
    for (uint32_t i = 0; i < g->flows.n; i++)
        add_flow(&b, g, g->flows.at[i]);
    for (uint32_t i = 0; i < b.index.entries.n; i++) {
        const struct account *a = b.index.entries.at[i].value;
        if (!a->told && a->calls > allowed(a->instance->connector))
            report(l, a);
    }
}

const struct lint_rule lint_rule_exceeds_quota = {
    .summary = "all flows together keep within a system's calls a day",
    .level = DIAG_WARNING,
    .graph = check_graph,
};
