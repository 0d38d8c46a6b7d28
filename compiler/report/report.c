/*
 * Counts what the formats show: findings by rule and by flow, systems by who
 * reads and writes them.
 */
#include "compiler/report/report.h"
#include "compiler/base/map.h"

#include <stdlib.h>

/* --- by flow ------------------------------------------------------------- */

/* The flow of "flow NAME" or "flow NAME/step"; names may hold slashes. */
static struct report_flow *flow_of(struct report *r, const struct map *flows,
                                   str anchor)
{
    struct report_flow *f = NULL;

    if (!str_starts_with(anchor, STR("flow ")))
        return NULL;
    str name = str_slice(anchor, 5, anchor.len);
    for (size_t n = name.len; n && !f; n--)
        if (n == name.len || name.ptr[n] == '/')
            f = map_get(flows, str_slice(name, 0, n));
    (void)r;
    return f;
}

static void count_finding(struct report_flow *f, const struct diag *d)
{
    if (d->verdict == DIAG_UNKNOWN)
        f->unknown++;
    else if (d->level == DIAG_ERROR)
        f->errors++;
    else if (d->level == DIAG_WARNING)
        f->warnings++;
    else
        f->infos++;
}

static void sort_to_flows(struct report *r)
{
    struct arena *a = r->arena;
    uint32_t n = r->diags->all.n, nflows = r->g ? r->g->flows.n : 0;
    struct map flows;
    struct report_flow **of = arena_array(a, struct report_flow *, n + 1);

    map_init(&flows, a);
    r->flows = arena_array(a, struct report_flow, nflows + 1);
    for (uint32_t i = 0; i < nflows; i++) {
        const struct graph_flow *f = r->g->flows.at[i];
        struct source *src = source_of(r->g->sources, f->at.pos);
        r->flows[i].flow = f;
        if (src)
            r->flows[i].file = source_shown(r->g->sources, src, a);
        *map_put(&flows, f->name) = &r->flows[i];
    }
    for (uint32_t i = 0; i < n; i++) {
        of[i] = flow_of(r, &flows, r->diags->all.at[i]->anchor);
        if (of[i])
            of[i]->nfound++;
        else
            r->nloose++;
    }
    for (uint32_t i = 0; i < nflows; i++) {
        r->flows[i].found = arena_array(a, uint32_t, r->flows[i].nfound + 1);
        r->flows[i].nfound = 0;
    }
    r->loose = arena_array(a, uint32_t, r->nloose + 1);
    r->nloose = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (!of[i]) {
            r->loose[r->nloose++] = i;
            continue;
        }
        of[i]->found[of[i]->nfound++] = i;
        count_finding(of[i], r->diags->all.at[i]);
    }
}

/* --- by rule ------------------------------------------------------------- */

/* The paragraphs below a heading of a page. */
static str section_of(str page, str heading)
{
    ptrdiff_t at = str_find(page, heading);

    if (at < 0)
        return (str){"", 0};
    str rest = str_slice(page, (size_t)at + heading.len, page.len);
    ptrdiff_t end = str_find(rest, STR("\n## "));
    rest = end < 0 ? rest : str_slice(rest, 0, (size_t)end);
    while (rest.len && rest.ptr[0] == '\n')
        rest = str_slice(rest, 1, rest.len);
    while (rest.len && rest.ptr[rest.len - 1] == '\n')
        rest.len--;
    return rest;
}

static int by_harm(const void *a, const void *b)
{
    const struct report_risk *x = a, *y = b;

    if (!x->failed != !y->failed)
        return x->failed ? -1 : 1;
    if (x->level != y->level)
        return x->level > y->level ? -1 : 1;
    if (x->flows != y->flows)
        return x->flows > y->flows ? -1 : 1;
    return str_cmp(x->rule.id, y->rule.id);
}

static void count_rule(struct report_risk *x, const struct diag *d)
{
    if (d->verdict == DIAG_UNKNOWN) {
        x->unknown++;
        return;
    }
    x->failed++;
    if (d->level > x->level)
        x->level = d->level;
}

static void count_rules(struct report *r, diag_rule_fn *rule, void *context)
{
    struct map index;
    VEC(struct report_risk) risks = {0};

    map_init(&index, r->arena);
    for (uint32_t i = 0; i < r->diags->all.n; i++) {
        const struct diag *d = r->diags->all.at[i];
        void **place = map_put(&index, d->id);
        if (!*place) {
            struct report_risk *x = vec_push(r->arena, &risks);
            x->rule = rule(context, d->id);
            x->rule.id = d->id;
            x->mend = section_of(x->rule.page, STR("\n## How to mend\n"));
            *place = (void *)(uintptr_t)risks.n;
        }
        count_rule(&risks.at[(uintptr_t)*place - 1], d);
    }
    for (uint32_t i = 0; r->g && i < r->g->flows.n; i++)
        for (uint32_t j = 0; j < r->flows[i].nfound; j++) {
            const struct diag *d = r->diags->all.at[r->flows[i].found[j]];
            uintptr_t at = (uintptr_t)map_get(&index, d->id);
            if (risks.at[at - 1].last_flow != i + 1)
                risks.at[at - 1].flows++;
            risks.at[at - 1].last_flow = i + 1;
        }
    r->risks = risks.at;
    r->nrisks = risks.n;
    if (risks.n)
        qsort(risks.at, risks.n, sizeof *risks.at, by_harm);
}

/* --- by system ----------------------------------------------------------- */

struct using
{
    struct report_system *system;
    VEC(struct report_use) uses;
};

static int by_name(const void *a, const void *b)
{
    const struct report_system *x = a, *y = b;

    return str_cmp(x->system->alias, y->system->alias);
}

static void count_systems(struct report *r)
{
    struct map index;
    VEC(struct using) all = {0};
    const struct graph *g = r->g;

    map_init(&index, r->arena);
    for (node_id n = 1; g && n < g->nodes.n; n++) {
        const struct graph_node *x = &g->nodes.at[n];
        if (!x->instance || !node_remote(x->kind))
            continue;
        void **place = map_put(&index, x->instance->alias);
        if (!*place) {
            vec_push(r->arena, &all)->system =
                arena_make(r->arena, struct report_system);
            *place = (void *)(uintptr_t)all.n;
            all.at[all.n - 1].system->system = x->instance;
        }
        struct using *u = &all.at[(uintptr_t)*place - 1];
        const struct graph_flow *f = g->flows.at[x->flow];
        if (!u->uses.n || u->uses.at[u->uses.n - 1].flow != f)
            vec_push(r->arena, &u->uses)->flow = f;
        if (x->kind == NODE_WRITE)
            u->uses.at[u->uses.n - 1].writes++;
        else
            u->uses.at[u->uses.n - 1].reads++;
    }
    r->nsystems = all.n;
    r->systems = arena_array(r->arena, struct report_system, all.n + 1);
    for (uint32_t i = 0; i < all.n; i++) {
        all.at[i].system->uses = all.at[i].uses.at;
        all.at[i].system->nuses = all.at[i].uses.n;
        r->systems[i] = *all.at[i].system;
    }
    if (all.n)
        qsort(r->systems, all.n, sizeof *r->systems, by_name);
}

void report_count(struct report *r, diag_rule_fn *rule, void *context)
{
    sort_to_flows(r);
    count_rules(r, rule, context);
    count_systems(r);
}

/* --- words --------------------------------------------------------------- */

const char *report_likelihood(const struct report *r,
                              const struct report_risk *x)
{
    uint32_t all = r->g ? r->g->flows.n : 0;

    if ((uint64_t)x->flows * 3 > all)
        return "high";
    return (uint64_t)x->flows * 10 > all ? "medium" : "low";
}

const char *report_effect(const struct report_risk *x)
{
    switch (x->level) {
    case DIAG_ERROR: return "high";
    case DIAG_WARNING: return "medium";
    case DIAG_INFO:
    case DIAG_OFF: break;
    }
    return "low";
}
