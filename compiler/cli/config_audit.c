/*
 * The `audit:` part of weir.yaml: owners, triage times and systems of record
 * that a foreign export has no place for.
 */
#include "compiler/cli/config_read.h"

static void read_flow_owner(struct config_reader *r,
                            const struct tree_item *item, void *to)
{
    config_text(r, item->value, &((struct config_audit_flow *)to)->owner);
}

static void read_flow_entity(struct config_reader *r,
                             const struct tree_item *item, void *to)
{
    config_text(r, item->value, &((struct config_audit_flow *)to)->entity);
}

static void read_flow_critical(struct config_reader *r,
                               const struct tree_item *item, void *to)
{
    if (item->value->kind != TREE_BOOL)
        config_expected(r, item->value, "true or false");
    ((struct config_audit_flow *)to)->critical = tree_is_true(item->value);
}

static void read_flow(struct config_reader *r, const struct tree_item *item,
                      struct config_audit *audit)
{
    static const struct config_key keys[] = {{"owner", read_flow_owner},
                                             {"entity", read_flow_entity},
                                             {"critical", read_flow_critical},
                                             {NULL, NULL}};
    struct config_audit_flow flow = {.name = item->key, .at = item->key_at};

    config_map(r, item->value, "a flow", keys, &flow);
    *vec_push(r->arena, &audit->flows) = flow;
}

static void read_contact(struct config_reader *r, const struct tree_item *item,
                         void *to)
{
    config_text(r, item->value, &((struct config_audit_team *)to)->contact);
}

static void read_runbook(struct config_reader *r, const struct tree_item *item,
                         void *to)
{
    config_text(r, item->value, &((struct config_audit_team *)to)->runbook);
}

static void read_alerts(struct config_reader *r, const struct tree_item *item,
                        void *to)
{
    struct config_audit_team *team = to;

    team->alerts = config_pairs(r, item->value, &team->nalerts);
}

static void read_team(struct config_reader *r, const struct tree_item *item,
                      struct config_audit *audit)
{
    static const struct config_key keys[] = {{"contact", read_contact},
                                             {"runbook", read_runbook},
                                             {"alert", read_alerts},
                                             {NULL, NULL}};
    struct config_audit_team team = {.name = item->key, .at = item->key_at};

    config_map(r, item->value, "a team", keys, &team);
    *vec_push(r->arena, &audit->teams) = team;
}

static void read_queue_owner(struct config_reader *r,
                             const struct tree_item *item, void *to)
{
    config_text(r, item->value, &((struct config_audit_queue *)to)->owner);
}

static void read_triage(struct config_reader *r, const struct tree_item *item,
                        void *to)
{
    config_duration(r, item->value, &((struct config_audit_queue *)to)->triage);
}

static void read_retain(struct config_reader *r, const struct tree_item *item,
                        void *to)
{
    config_duration(r, item->value, &((struct config_audit_queue *)to)->retain);
}

static void read_queue(struct config_reader *r, const struct tree_item *item,
                       struct config_audit *audit)
{
    static const struct config_key keys[] = {{"owner", read_queue_owner},
                                             {"triage", read_triage},
                                             {"retain", read_retain},
                                             {NULL, NULL}};
    struct config_audit_queue queue = {
        .name = item->key, .at = item->key_at, .triage = -1, .retain = -1};

    config_map(r, item->value, "a queue", keys, &queue);
    *vec_push(r->arena, &audit->queues) = queue;
}

static void read_master(struct config_reader *r, const struct tree_item *item,
                        void *to)
{
    config_text(r, item->value, &((struct config_audit_entity *)to)->master);
}

static void read_copies(struct config_reader *r, const struct tree_item *item,
                        void *to)
{
    struct config_audit_entity *entity = to;
    struct config_names names = {0};

    config_list(r, item->value, &names);
    entity->copies = names.all.at;
    entity->ncopies = names.all.n;
}

static void read_entity(struct config_reader *r, const struct tree_item *item,
                        struct config_audit *audit)
{
    static const struct config_key keys[] = {
        {"master", read_master}, {"copies", read_copies}, {NULL, NULL}};
    struct config_audit_entity entity = {.name = item->key, .at = item->key_at};

    config_map(r, item->value, "an entity", keys, &entity);
    *vec_push(r->arena, &audit->entities) = entity;
}

typedef void read_one_fn(struct config_reader *r, const struct tree_item *item,
                         struct config_audit *audit);

/* A map of names to what is known of each. */
static void read_each(struct config_reader *r, const struct tree_item *item,
                      void *to, read_one_fn *read)
{
    const struct tree *t = item->value;

    if (t->kind == TREE_NULL || !config_is_map(r, t))
        return;
    for (uint32_t i = 0; i < t->nitems; i++)
        read(r, &t->items[i], to);
}

static void read_flows(struct config_reader *r, const struct tree_item *item,
                       void *to)
{
    read_each(r, item, to, read_flow);
}

static void read_teams(struct config_reader *r, const struct tree_item *item,
                       void *to)
{
    read_each(r, item, to, read_team);
}

static void read_queues(struct config_reader *r, const struct tree_item *item,
                        void *to)
{
    read_each(r, item, to, read_queue);
}

static void read_entities(struct config_reader *r, const struct tree_item *item,
                          void *to)
{
    read_each(r, item, to, read_entity);
}

void config_read_audit(struct config_reader *r, const struct tree_item *item,
                       void *to)
{
    static const struct config_key keys[] = {{"flows", read_flows},
                                             {"teams", read_teams},
                                             {"queues", read_queues},
                                             {"entities", read_entities},
                                             {NULL, NULL}};

    config_map(r, item->value, "audit", keys, to);
}
