/*
 * What is known of the systems that an estate calls: what is written where,
 * and which entity a record stands for.
 */
#include "lint/state.h"

bool lint_takes_key(const struct graph_operation *op)
{
    return op->key_header.len > 0;
}

bool lint_is_local(const struct graph_operation *op)
{
    return op && (op->transport == CALL_FILE || op->transport == CALL_RUN ||
                  (op->endpoint && op->endpoint->connector &&
                   op->endpoint->connector->driver == DRIVER_FILE));
}

str lint_call_name(struct lint *l, const struct lint_call *c)
{
    if (c->node)
        return arena_printf(l->arena, "step \"%" STR_FMT "\"",
                            STR_ARG(l->g->nodes.at[c->node].name));
    return arena_printf(l->arena, "the %s of reconcile \"%" STR_FMT "\"",
                        c->target ? "target" : "source",
                        STR_ARG(c->reconcile->name));
}

/* --- writes -------------------------------------------------------------- */

static const struct graph_record *record_taken(const struct graph_operation *op)
{
    const struct graph_type *t = op->takes;

    if (!t && op->endpoint)
        t = op->endpoint->type;
    t = t ? type_needed(t) : NULL;
    return t && t->kind == TYPE_RECORD ? t->record : NULL;
}

static void find_writes(struct lint *l)
{
    const struct graph *g = l->g;

    for (node_id i = 1; i < g->nodes.n; i++) {
        const struct graph_node *x = &g->nodes.at[i];
        if (x->kind != NODE_WRITE || !x->operation || !x->instance)
            continue;
        *vec_push(l->arena, &l->facts.writes) = (struct lint_write){
            .node = i,
            .flow = g->flows.at[x->flow],
            .instance = x->instance,
            .operation = x->operation,
            .record = record_taken(x->operation),
            .value = lint_record_of(l, lint_setting(x, SET_VALUE))};
    }
}

const struct lint_write *lint_writes(struct lint *l, uint32_t *n)
{
    if (!l->facts.has_writes) {
        uint32_t was = lint_clock_fact(l, FACT_WRITES);
        find_writes(l);
        lint_clock(l, was);
    }
    l->facts.has_writes = true;
    *n = l->facts.writes.n;
    return l->facts.writes.at;
}

/* --- where a flow's records come from ------------------------------------ */

static const struct graph_record *record_of(const struct graph_type *t)
{
    t = t ? type_needed(t) : NULL;
    return t && t->kind == TYPE_RECORD ? t->record : NULL;
}

const struct graph_record *lint_record_at(const struct graph_operation *op)
{
    const struct graph_record *r =
        op->endpoint ? record_of(op->endpoint->type) : NULL;

    return r ? r : record_of(op->takes);
}

static struct lint_source find_source(const struct graph *g,
                                      const struct graph_flow *f)
{
    const struct graph_node *t = lint_trigger_of(g, f);

    if (t && t->webhook && t->instance)
        return (struct lint_source){.instance = t->instance,
                                    .record = record_of(t->webhook->type),
                                    .node = f->trigger,
                                    .event = true};
    for (node_id n = f->first; t && n < f->end; n++) {
        const struct graph_node *x = &g->nodes.at[n];
        if (x->kind == NODE_READ && x->block == f->body)
            return (struct lint_source){
                .instance = x->operation ? x->instance : NULL,
                .record = x->operation ? lint_record_at(x->operation) : NULL,
                .node = n};
    }
    return (struct lint_source){0};
}

/* The writes of a flow stand in one row, so the last answer is kept. */
struct lint_source lint_source_of(struct lint *l, const struct graph_flow *f)
{
    if (l->facts.source_of != f)
        l->facts.source = find_source(l->g, f);
    l->facts.source_of = f;
    return l->facts.source;
}

static bool find_trips(struct lint *l)
{
    const struct graph *g = l->g;
    const struct graph_instance *last = NULL; // most follow one of their own
    struct map written;
    uint32_t n;
    const struct lint_write *writes = lint_writes(l, &n);

    map_init(&written, l->arena);
    for (uint32_t i = 0; i < n; i++)
        *map_put(&written, writes[i].instance->alias) = l;
    for (node_id i = 1; i < g->nodes.n; i++) {
        const struct graph_node *x = &g->nodes.at[i];
        bool reads = x->kind == NODE_READ || x->kind == NODE_ENRICH ||
                     x->kind == NODE_TRIGGER;
        if (!reads || !x->instance || x->instance == last)
            continue;
        last = x->instance;
        if (map_get(&written, last->alias))
            return true;
    }
    return false;
}

bool lint_has_round_trips(struct lint *l)
{
    if (!l->facts.has_trips) {
        uint32_t was = lint_clock_fact(l, FACT_TRIPS);
        l->facts.trips = find_trips(l);
        lint_clock(l, was);
    }
    l->facts.has_trips = true;
    return l->facts.trips;
}

/* --- entities ------------------------------------------------------------ */

struct place_key {
    const void *instance, *record;
};

static str key_of(const struct place_key *k)
{
    return (str){(const char *)k, sizeof *k};
}

static void add_place(struct lint *l, const struct graph_entity *e,
                      const struct graph_place *p, bool master)
{
    struct place_key *k = arena_make(l->arena, struct place_key);
    struct lint_place *x = arena_make(l->arena, struct lint_place);

    if (!p->record)
        return;
    *k = (struct place_key){p->instance, p->record};
    void **first = map_put(&l->facts.places, key_of(k));
    *x = (struct lint_place){
        .next = *first, .entity = e, .place = p, .master = master};
    *first = x;
}

static void find_places(struct lint *l)
{
    l->facts.has_places = true;
    map_init(&l->facts.places, l->arena);
    for (uint32_t i = 0; i < l->g->entities.n; i++) {
        const struct graph_entity *e = l->g->entities.at[i];
        for (uint32_t j = 0; j < e->nmasters; j++)
            add_place(l, e, &e->masters[j], true);
        for (uint32_t j = 0; j < e->ncopies; j++)
            add_place(l, e, &e->copies[j], false);
    }
}

const struct lint_place *lint_places(struct lint *l,
                                     const struct graph_instance *i,
                                     const struct graph_record *r)
{
    const struct place_key k = {i, r};

    if (!l->facts.has_places) {
        uint32_t was = lint_clock_fact(l, FACT_PLACES);
        find_places(l);
        lint_clock(l, was);
    }
    return map_get(&l->facts.places, key_of(&k));
}

bool lint_is_covered(struct lint *l, const struct graph_flow *f)
{
    const struct graph *g = l->g;
    bool **covered = &l->facts.covered;

    if (*covered)
        return (*covered)[f->index];
    *covered = arena_array(l->arena, bool, g->flows.n);
    for (uint32_t i = 0; i < g->reconciles.n; i++)
        for (uint32_t j = 0; j < g->reconciles.at[i]->ncovers; j++)
            if (g->reconciles.at[i]->covers[j])
                (*covered)[g->reconciles.at[i]->covers[j]->index] = true;
    return (*covered)[f->index];
}
