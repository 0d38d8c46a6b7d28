/*
 * The side file of an audit: owners, triage times and systems of record, put
 * where an export left them unknown.
 */
#include "compiler/cli/audit_facts.h"
#include "compiler/base/map.h"

struct adding {
    struct graph *g;
    bool part;
    struct diags *problems;
    struct map teams, flows;
};

static struct graph_team *team_named(struct adding *x, str name, span at)
{
    struct graph_team *t = name.len ? map_get(&x->teams, name) : NULL;

    if (name.len && !t)
        diag_add(x->problems, DIAG_ERROR, "", at,
                 "there is no team \"%" STR_FMT "\" in \"audit: teams:\"",
                 STR_ARG(name));
    return t;
}

static void add_team(struct adding *x, const struct config_audit_team *t)
{
    struct arena *a = x->g->arena;
    struct graph_team *team = arena_make(a, struct graph_team);

    *team = (struct graph_team){.name = t->name,
                                .at = t->at,
                                .name_at = t->at,
                                .contact = t->contact,
                                .runbook = t->runbook,
                                .contact_at = t->at,
                                .runbook_at = t->at,
                                .nalerts = t->nalerts};
    team->contact_known = t->contact.len ? GRAPH_SET : GRAPH_ABSENT;
    team->runbook_known = t->runbook.len ? GRAPH_SET : GRAPH_ABSENT;
    team->alerts_known = t->nalerts ? GRAPH_SET : GRAPH_ABSENT;
    team->alerts = arena_array(a, struct graph_alert, t->nalerts + 1);
    for (uint32_t i = 0; i < t->nalerts; i++)
        team->alerts[i] = (struct graph_alert){
            t->alerts[i].key, t->alerts[i].value, t->alerts[i].at};
    team->used = 1;
    *vec_push(a, &x->g->teams) = team;
    *map_put(&x->teams, t->name) = team;
}

static void add_queue(struct adding *x, const struct config_audit_queue *q)
{
    struct graph_queue *queue = arena_make(x->g->arena, struct graph_queue);

    *queue = (struct graph_queue){.name = q->name,
                                  .at = q->at,
                                  .name_at = q->at,
                                  .owner = team_named(x, q->owner, q->at),
                                  .alert_known = GRAPH_UNKNOWN,
                                  .used = 1};
    queue->owner_known = queue->owner ? GRAPH_SET : GRAPH_UNKNOWN;
    queue->triage = q->triage > 0 ? q->triage : 0;
    queue->triage_known = q->triage > 0 ? GRAPH_SET : GRAPH_UNKNOWN;
    queue->retain = q->retain > 0 ? q->retain : 0;
    queue->retain_known = q->retain > 0 ? GRAPH_SET : GRAPH_UNKNOWN;
    queue->triage_at = queue->retain_at = q->at;
    *vec_push(x->g->arena, &x->g->queues) = queue;
}

static void add_flow(struct adding *x, const struct config_audit_flow *f)
{
    struct graph_flow *flow = map_get(&x->flows, f->name);

    if (!flow && x->part)
        return;
    if (!flow) {
        diag_add(x->problems, DIAG_ERROR, "", f->at,
                 "there is no flow \"%" STR_FMT "\" in the exports",
                 STR_ARG(f->name));
        return;
    }
    flow->critical |= f->critical;
    flow->owner = team_named(x, f->owner, f->at);
    flow->owner_at = f->at;
    if (flow->owner)
        flow->owner_known = GRAPH_SET;
}

static struct graph_place place_of(str text, span at)
{
    return (struct graph_place){.text = text, .at = at};
}

static void add_entity(struct adding *x, const struct config_audit_entity *e)
{
    struct arena *a = x->g->arena;
    struct graph_entity *entity = arena_make(a, struct graph_entity);

    *entity = (struct graph_entity){
        .name = e->name, .at = e->at, .name_at = e->at, .ncopies = e->ncopies};
    entity->masters = arena_array(a, struct graph_place, 1);
    entity->nmasters = e->master.len > 0;
    entity->masters[0] = place_of(e->master, e->at);
    entity->copies = arena_array(a, struct graph_place, e->ncopies + 1);
    for (uint32_t i = 0; i < e->ncopies; i++)
        entity->copies[i] = place_of(e->copies[i].name, e->copies[i].at);
    *vec_push(a, &x->g->entities) = entity;
}

void audit_facts(const struct config_audit *audit, struct graph *g, bool part,
                 struct diags *problems)
{
    struct adding x = {.g = g, .part = part, .problems = problems};

    map_init(&x.teams, g->arena);
    map_init(&x.flows, g->arena);
    for (uint32_t i = 0; i < g->flows.n; i++)
        *map_put(&x.flows, g->flows.at[i]->name) = g->flows.at[i];
    for (uint32_t i = 0; i < audit->teams.n; i++)
        add_team(&x, &audit->teams.at[i]);
    for (uint32_t i = 0; i < audit->queues.n; i++)
        add_queue(&x, &audit->queues.at[i]);
    for (uint32_t i = 0; i < audit->flows.n; i++)
        add_flow(&x, &audit->flows.at[i]);
    for (uint32_t i = 0; i < audit->entities.n; i++)
        add_entity(&x, &audit->entities.at[i]);
}
