/*
 * Items that are not flows: teams, queues, entities, tables, stores,
 * functions, instances, reconciles, tests, waivers.
 */
#include "compiler/emit/manifest/archive.h"

#define COUNT(list) ((int)(sizeof(list) / sizeof *(list)))

static const char *const known_words[] = {
    [GRAPH_ABSENT] = "absent",
    [GRAPH_SET] = "set",
    [GRAPH_UNKNOWN] = "unknown",
};

static void known(struct archive *a, const char *key, enum graph_known *k)
{
    int value = (int)*k;

    ar_word(a, key, &value, known_words, COUNT(known_words));
    *k = (enum graph_known)value;
}

static void head(struct archive *a, str *name, str *doc, span *at,
                 span *name_at)
{
    ar_text(a, "name", name);
    ar_text(a, "doc", doc);
    ar_place(a, "at", at);
    ar_place(a, "name_at", name_at);
}

static void team(struct archive *a, void *item)
{
    struct graph_team *t = item;
    const struct tree *saved;

    head(a, &t->name, &t->doc, &t->at, &t->name_at);
    ar_text(a, "contact", &t->contact);
    ar_text(a, "runbook", &t->runbook);
    ar_place(a, "contact_at", &t->contact_at);
    ar_place(a, "runbook_at", &t->runbook_at);
    known(a, "contact_is", &t->contact_known);
    known(a, "runbook_is", &t->runbook_known);
    known(a, "alerts_are", &t->alerts_known);
    t->nalerts = ar_list(a, "alerts", t->nalerts, &saved);
    const struct tree *list = a->at;
    t->alerts = ar_array(a, t->alerts, t->nalerts, sizeof *t->alerts);
    for (uint32_t i = 0; i < t->nalerts; i++) {
        ar_item(a, list, i);
        ar_text(a, "channel", &t->alerts[i].channel);
        ar_text(a, "to", &t->alerts[i].to);
        ar_place(a, "at", &t->alerts[i].at);
        ar_item_end(a);
    }
    if (t->nalerts)
        ar_list_end(a, saved);
    ar_ref(a, "escalate", ITEM_TEAM, &t->escalate);
    ar_int(a, "escalate_after_us", &t->escalate_after);
    ar_u32(a, "used", &t->used);
}

static void queue(struct archive *a, void *item)
{
    struct graph_queue *q = item;

    head(a, &q->name, &q->doc, &q->at, &q->name_at);
    ar_ref(a, "owner", ITEM_TEAM, &q->owner);
    known(a, "owner_is", &q->owner_known);
    ar_int(a, "triage_us", &q->triage);
    known(a, "triage_is", &q->triage_known);
    ar_int(a, "retain_us", &q->retain);
    known(a, "retain_is", &q->retain_known);
    ar_int(a, "replay_every_us", &q->replay_every);
    ar_int(a, "replay_up_to_us", &q->replay_up_to);
    ar_place(a, "triage_at", &q->triage_at);
    ar_place(a, "retain_at", &q->retain_at);
    ar_place(a, "replay_at", &q->replay_at);
    ar_place(a, "alert_at", &q->alert_at);
    ar_expr(a, "alert", &q->alert);
    known(a, "alert_is", &q->alert_known);
    ar_u32(a, "used", &q->used);
}

static void field_ref(struct archive *a, struct graph_place *p)
{
    str name = p->field ? p->field->name : STR("");

    ar_text(a, "field", &name);
    if (a->reading && name.len && p->record)
        p->field = record_field(p->record, name);
}

static void places(struct archive *a, const char *key, struct graph_place **at,
                   uint32_t *n)
{
    const struct tree *saved;

    *n = ar_list(a, key, *n, &saved);
    const struct tree *list = a->at;
    *at = ar_array(a, *at, *n, sizeof **at);
    for (uint32_t i = 0; i < *n; i++) {
        struct graph_place *p = &(*at)[i];
        ar_item(a, list, i);
        ar_text(a, "text", &p->text);
        ar_ref(a, "instance", ITEM_INSTANCE, &p->instance);
        ar_ref(a, "record", ITEM_RECORD, &p->record);
        field_ref(a, p);
        ar_place(a, "at", &p->at);
        ar_item_end(a);
    }
    if (*n)
        ar_list_end(a, saved);
}

static void entity(struct archive *a, void *item)
{
    struct graph_entity *e = item;

    head(a, &e->name, &e->doc, &e->at, &e->name_at);
    places(a, "masters", &e->masters, &e->nmasters);
    places(a, "copies", &e->copies, &e->ncopies);
}

static void rows(struct archive *a, struct graph_table *t)
{
    const struct tree *saved;

    t->nrows = ar_list(a, "rows", t->nrows, &saved);
    const struct tree *list = a->at;
    t->rows = ar_array(a, t->rows, t->nrows, sizeof *t->rows);
    for (uint32_t i = 0; i < t->nrows; i++) {
        ar_item(a, list, i);
        ar_expr(a, "key", &t->rows[i].key);
        ar_expr(a, "value", &t->rows[i].value);
        ar_place(a, "at", &t->rows[i].at);
        ar_item_end(a);
    }
    if (t->nrows)
        ar_list_end(a, saved);
}

static void table(struct archive *a, void *item)
{
    struct graph_table *t = item;

    head(a, &t->name, &t->doc, &t->at, &t->name_at);
    ar_type(a, "key", &t->key);
    ar_type(a, "value", &t->value);
    ar_text(a, "file", &t->file);
    ar_ref(a, "instance", ITEM_INSTANCE, &t->instance);
    archive_operation_ref(a, &t->operation);
    ar_exprs(a, "arguments", &t->args, &t->nargs);
    ar_text(a, "by", &t->by);
    ar_var(a, "record", &t->var);
    ar_expr(a, "where", &t->where);
    ar_int(a, "refresh_us", &t->refresh);
    rows(a, t);
    ar_u32(a, "used", &t->used);
}

static void store(struct archive *a, void *item)
{
    struct graph_store *s = item;

    head(a, &s->name, &s->doc, &s->at, &s->name_at);
    ar_type(a, "key", &s->key);
    ar_type(a, "value", &s->value);
    ar_int(a, "retain_us", &s->retain);
    ar_u32(a, "used", &s->used);
}

/* Parameters and results are read before any body that may call it. */
static void signature(struct archive *a, void *item)
{
    struct graph_function *f = item;

    head(a, &f->name, &f->doc, &f->at, &f->name_at);
    ar_bool(a, "map", &f->is_map);
    ar_vars(a, "parameters", &f->params, &f->nparams);
    ar_type(a, "result", &f->result);
    ar_u32(a, "used", &f->used);
}

static void body(struct archive *a, void *item)
{
    struct graph_function *f = item;

    ar_text(a, "name", &f->name);
    ar_expr(a, "body", &f->body);
    if (a->reading && !a->bad && (!f->body || !f->result))
        archive_bad(a, a->at, "a function without a body or a result");
}

static void instance(struct archive *a, void *item)
{
    struct graph_instance *i = item;
    const struct tree *saved;

    ar_text(a, "alias", &i->alias);
    ar_text(a, "environment", &i->environment);
    ar_text(a, "name", &i->name);
    ar_text(a, "version", &i->version);
    ar_bool(a, "exact", &i->exact);
    ar_ref(a, "connector", ITEM_CONNECTOR, &i->connector);
    ar_text(a, "doc", &i->doc);
    ar_place(a, "at", &i->at);
    ar_place(a, "alias_at", &i->alias_at);
    ar_place(a, "version_at", &i->version_at);
    ar_u32(a, "used", &i->used);
    i->settings.n = ar_list(a, "settings", i->settings.n, &saved);
    const struct tree *list = a->at;
    i->settings.at =
        ar_array(a, i->settings.at, i->settings.n, sizeof *i->settings.at);
    for (uint32_t k = 0; k < i->settings.n; k++) {
        ar_item(a, list, k);
        ar_text(a, "name", &i->settings.at[k].name);
        ar_expr(a, "value", &i->settings.at[k].value);
        ar_place(a, "at", &i->settings.at[k].at);
        ar_item_end(a);
    }
    if (i->settings.n)
        ar_list_end(a, saved);
}

/* --- reconciles and tests ------------------------------------------------- */

static void side(struct archive *a, const char *key, struct graph_side *s)
{
    const struct tree *saved;

    if (!ar_open(a, key, s->operation || s->var, &saved))
        return;
    ar_ref(a, "instance", ITEM_INSTANCE, &s->instance);
    archive_operation_ref(a, &s->operation);
    ar_exprs(a, "arguments", &s->args, &s->nargs);
    ar_var(a, "record", &s->var);
    ar_expr(a, "where", &s->where);
    archive_settings(a, "settings", &s->settings);
    ar_place(a, "at", &s->at);
    ar_close(a, saved);
}

static void covers(struct archive *a, struct graph_reconcile *r)
{
    const struct tree *saved;

    r->ncovers = ar_list(a, "covers", r->ncovers, &saved);
    const struct tree *list = a->at;
    r->covers = ar_array(a, r->covers, r->ncovers, sizeof *r->covers);
    for (uint32_t i = 0; i < r->ncovers; i++) {
        if (a->reading)
            a->at = list->items[i].value;
        ar_ref(a, NULL, ITEM_FLOW, &r->covers[i]);
    }
    if (r->ncovers)
        ar_list_end(a, saved);
}

static void reconcile_handlers(struct archive *a, struct graph_reconcile *r)
{
    const struct tree *saved;
    uint32_t n = ar_list(a, "handlers", r->nhandlers, &saved);
    const struct tree *list = a->at;

    r->nhandlers = n;
    if (a->reading)
        r->first_handler = a->g->handlers.n;
    for (uint32_t i = 0; i < n; i++) {
        if (a->reading)
            graph_add_handler(a->g, NULL, 0, 0, (span){0});
        struct graph_handler *h = &a->g->handlers.at[r->first_handler + i];
        ar_item(a, list, i);
        ar_classes(a, "classes", &h->classes);
        ar_classes(a, "named", &h->named);
        ar_classes(a, "grouped", &h->grouped);
        ar_bool(a, "mismatch", &h->mismatch);
        ar_text(a, "words", &h->words);
        int target = (int)h->target;
        static const char *const targets[] = {"queue", "continue", "halt",
                                              "drop",  "block",    "node"};
        ar_word(a, "target", &target, targets, COUNT(targets));
        h->target = (enum graph_target)target;
        ar_ref(a, "queue", ITEM_QUEUE, &h->queue);
        ar_expr(a, "because", &h->because);
        ar_place(a, "at", &h->at);
        ar_place(a, "classes_at", &h->classes_at);
        ar_item_end(a);
    }
    if (n)
        ar_list_end(a, saved);
}

static void reconcile(struct archive *a, void *item)
{
    struct graph_reconcile *r = item;

    head(a, &r->name, &r->doc, &r->at, &r->name_at);
    ar_ref(a, "owner", ITEM_TEAM, &r->owner);
    known(a, "owner_is", &r->owner_known);
    covers(a, r);
    archive_settings(a, "schedule", &r->schedule);
    side(a, "source", &r->source);
    side(a, "target", &r->target);
    ar_expr(a, "match", &r->match);
    ar_exprs(a, "compares", &r->compares, &r->ncompares);
    ar_int(a, "window_us", &r->window);
    ar_expr(a, "tolerate", &r->tolerate);
    reconcile_handlers(a, r);
    ar_place(a, "window_at", &r->window_at);
    ar_place(a, "tolerate_at", &r->tolerate_at);
    ar_place(a, "match_at", &r->match_at);
}

static const char *const test_kinds[] = {
    [TEST_GIVEN] = "given",
    [TEST_GIVEN_STORE] = "given-store",
    [TEST_FAILS] = "fails",
    [TEST_ANSWERS] = "answers",
    [TEST_ARRIVES] = "arrives",
    [TEST_EXPECT] = "expect",
    [TEST_EXPECT_REPLY] = "expect-reply",
};

static void endpoint_ref(struct archive *a, struct graph_test_line *l)
{
    str name = l->endpoint  ? l->endpoint->name
               : l->webhook ? l->webhook->name
                            : STR("");

    ar_text(a, "endpoint", &name);
    if (!a->reading || !name.len || !l->instance || !l->instance->connector)
        return;
    const struct graph_connector *c = l->instance->connector;
    l->endpoint = connector_endpoint(c, name);
    for (uint32_t i = 0; i < c->nwebhooks && !l->endpoint; i++)
        if (str_eq(c->webhooks[i]->name, name))
            l->webhook = c->webhooks[i];
}

static void test_line(struct archive *a, struct graph_test_line *l)
{
    int kind = (int)l->kind;

    ar_word(a, "is", &kind, test_kinds, COUNT(test_kinds));
    l->kind = (enum graph_test_kind)kind;
    ar_place(a, "at", &l->at);
    ar_text(a, "path", &l->path_text);
    ar_ref(a, "instance", ITEM_INSTANCE, &l->instance);
    endpoint_ref(a, l);
    ar_ref(a, "queue", ITEM_QUEUE, &l->queue);
    ar_ref(a, "store", ITEM_STORE, &l->store);
    ar_text(a, "topic", &l->topic);
    ar_bool(a, "trigger", &l->trigger);
    ar_text(a, "file", &l->file);
    ar_expr(a, "value", &l->value);
    ar_class(a, "class", &l->klass);
    ar_int(a, "times", &l->times);
    ar_int(a, "count", &l->count);
    ar_int(a, "after_us", &l->after);
    ar_var(a, "record", &l->var);
    ar_expr(a, "where", &l->where);
}

static void test(struct archive *a, void *item)
{
    struct graph_test *t = item;
    const struct tree *saved;

    ar_text(a, "title", &t->title);
    ar_text(a, "doc", &t->doc);
    ar_place(a, "at", &t->at);
    ar_place(a, "title_at", &t->title_at);
    ar_ref(a, "flow", ITEM_FLOW, &t->flow);
    t->nlines = ar_list(a, "lines", t->nlines, &saved);
    const struct tree *list = a->at;
    t->lines = ar_array(a, t->lines, t->nlines, sizeof *t->lines);
    for (uint32_t i = 0; i < t->nlines; i++) {
        ar_item(a, list, i);
        test_line(a, &t->lines[i]);
        ar_item_end(a);
    }
    if (t->nlines)
        ar_list_end(a, saved);
}

static void waiver(struct archive *a, void *item)
{
    struct graph_waiver *w = item;

    ar_text(a, "rule", &w->rule);
    ar_text(a, "because", &w->because);
    ar_bool(a, "date_good", &w->date_good);
    if (w->date_good)
        ar_date(a, "until", &w->until);
    ar_place(a, "at", &w->at);
    ar_place(a, "rule_at", &w->rule_at);
    ar_place(a, "until_at", &w->until_at);
    ar_place(a, "scope", &w->scope);
}

/* --- lists of items ------------------------------------------------------- */

struct items {
    void **at;
    uint32_t n;
};

static void connector_item(struct archive *a, void *item)
{
    archive_connector(a, item);
}

static void record_item(struct archive *a, void *item)
{
    archive_record(a, item);
}

static void enum_item(struct archive *a, void *item)
{
    archive_enum(a, item);
}

static void flow_item(struct archive *a, void *item)
{
    archive_flow(a, item);
}

/* Items that are wanted, each described by `describe`. When reading, the
 * shells were made before (see read.c) in the same order. */
static void write_items(struct archive *a, const char *key, struct items l,
                        void (*describe)(struct archive *a, void *item))
{
    const struct tree *saved;
    uint32_t n = a->reading ? l.n : 0, i = 0;

    for (uint32_t k = 0; k < l.n && !a->reading; k++)
        n += archive_wants(a, l.at[k]);
    n = ar_list(a, key, n, &saved);
    const struct tree *items = a->at;
    for (uint32_t k = 0; k < l.n && n && !a->bad; k++) {
        if (!a->reading && !archive_wants(a, l.at[k]))
            continue;
        ar_item(a, items, i++);
        describe(a, l.at[k]);
        ar_item_end(a);
    }
    if (n)
        ar_list_end(a, saved);
}

#define ITEMS(key, list, describe) \
    write_items(a, key, (struct items){(void **)(list).at, (list).n}, describe)

void archive_items(struct archive *a)
{
    struct graph *g = a->g;

    ITEMS("records", g->records, record_item);
    ITEMS("enums", g->enums, enum_item);
    ITEMS("connectors", g->connectors, connector_item);
    ITEMS("instances", g->instances, instance);
    ITEMS("teams", g->teams, team);
    ITEMS("queues", g->queues, queue);
    ITEMS("entities", g->entities, entity);
    ITEMS("functions", g->functions, signature);
    ITEMS("tables", g->tables, table);
    ITEMS("stores", g->stores, store);
    ITEMS("bodies", g->functions, body);
    ITEMS("flows", g->flows, flow_item);
    ITEMS("reconciles", g->reconciles, reconcile);
    ITEMS("tests", g->tests, test);
    ITEMS("waivers", g->waivers, waiver);
}
