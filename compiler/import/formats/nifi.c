/*
 * NiFi: flow snapshots in JSON, of the registry and of a whole instance. The
 * root group with all groups in it is a flow: data moves through them by their
 * ports. The page beside this file says what becomes of what. Source:
 * https://nifi.apache.org/docs/nifi-docs/html/user-guide.html
 */
#include "compiler/import/import.h"

enum { MOST_NESTED = 64 };

struct part { // a processor, port or funnel
    const struct tree *t;
    str name, type;
    span at;
    node_id node;
    bool comes_to, fails; // something is connected to it; it has failures
    bool leads;           // what went well goes on from it
};

struct reading {
    struct import *im;
    struct graph_flow *flow;
    struct map parts; // identifier to struct part
    VEC(const struct tree *) connections;
    node_id end;
    unsigned depth;
};

static const struct tree *root_of(const struct tree *t)
{
    const struct tree *g = tree_at(t, "flowContents");

    return g ? g : tree_at(t, "rootGroup");
}

static enum import_sure recognise(const struct tree *t)
{
    const struct tree *g = root_of(t);

    if (!g || g->kind != TREE_MAP)
        return IMPORT_NO;
    return tree_at(g, "processors") || tree_at(g, "processGroups")
               ? IMPORT_SURE
               : IMPORT_LIKELY;
}

/* --- parts --------------------------------------------------------------- */

struct kind {
    const char *start; // of the type's name
    enum graph_node_kind kind;
};

/* First match wins; what is not here changes or marks what comes by. */
static const struct kind kinds[] = {{"PutEmail", NODE_NOTIFY},
                                    {"PutSlack", NODE_NOTIFY},
                                    {"PostSlack", NODE_NOTIFY},
                                    {"Publish", NODE_SEND},
                                    {"PutSQS", NODE_SEND},
                                    {"PutSNS", NODE_SEND},
                                    {"Put", NODE_WRITE},
                                    {"Post", NODE_WRITE},
                                    {"InvokeHTTP", NODE_WRITE},
                                    {"Delete", NODE_WRITE},
                                    {"Fetch", NODE_ENRICH},
                                    {"Lookup", NODE_ENRICH},
                                    {"Execute", NODE_SCRIPT},
                                    {"Script", NODE_SCRIPT},
                                    {"InvokeScripted", NODE_SCRIPT},
                                    {"RouteOn", NODE_CHOICE},
                                    {"Route", NODE_CHOICE},
                                    {"HandleHttpResponse", NODE_REPLY},
                                    {"Wait", NODE_WAIT},
                                    {"DetectDuplicate", NODE_DEDUPE},
                                    {NULL, NODE_MAP}};

static enum graph_node_kind kind_of(const struct part *p)
{
    const struct kind *k = kinds;
    str method = tree_text_at(tree_at(p->t, "properties"), "HTTP Method");

    if (str_is(p->type, "InvokeHTTP") && (!method.len || str_is(method, "GET")))
        return NODE_ENRICH;
    while (k->start && !str_starts_with(p->type, str_from(k->start)))
        k++;
    return k->kind;
}

static void add_part(struct reading *r, const struct tree *t, str type)
{
    const struct tree *name = tree_at(t, "name"),
                      *id = tree_at(t, "identifier");
    struct part *p = arena_make(r->im->arena, struct part);

    *p = (struct part){.t = t,
                       .type = type,
                       .name = tree_text(name),
                       .at = name ? name->at : t->at};
    if (!p->name.len)
        p->name = type;
    if (!tree_text(id).len) {
        import_error(r->im, "import/wrong-shape", t->at,
                     "a component has an \"identifier\"");
        return;
    }
    *map_put(&r->parts, tree_text(id)) = p;
}

static void read_group(struct reading *r, const struct tree *g)
{
    static const char *const lists[] = {"processors", "inputPorts",
                                        "outputPorts", "funnels", NULL};
    const struct tree *ways = tree_at(g, "connections");
    const struct tree *groups = tree_at(g, "processGroups");

    if (r->depth++ >= MOST_NESTED)
        import_error(r->im, "import/too-deep", g->at,
                     "groups stand in one another more than 64 deep");
    for (unsigned i = 0; lists[i] && r->depth <= MOST_NESTED; i++) {
        const struct tree *all = tree_at(g, lists[i]);
        for (uint32_t j = 0; j < tree_list_length(all); j++) {
            const struct tree *t = all->items[j].value;
            str type = str_behind(tree_text_at(t, "type"), '.');
            add_part(r, t, i ? str_from(lists[i]) : type);
        }
    }
    for (uint32_t i = 0; i < tree_list_length(ways); i++)
        *vec_push(r->im->arena, &r->connections) = ways->items[i].value;
    for (uint32_t i = 0;
         r->depth <= MOST_NESTED && i < tree_list_length(groups); i++)
        read_group(r, groups->items[i].value);
    r->depth--;
}

/* --- relationships ------------------------------------------------------- */

static bool is_failure(str relationship)
{
    return str_has(relationship, "ailure") || str_has(relationship, "error") ||
           str_has(relationship, "Retry") || str_is(relationship, "retry") ||
           str_is(relationship, "invalid");
}

static bool any_failure(const struct tree *list)
{
    for (uint32_t i = 0; i < tree_list_length(list); i++)
        if (is_failure(tree_text(list->items[i].value)))
            return true;
    return false;
}

static bool any_good(const struct tree *list)
{
    bool none = !list || list->kind != TREE_LIST || !list->nitems;

    for (uint32_t i = 0; !none && i < list->nitems; i++)
        if (!is_failure(tree_text(list->items[i].value)))
            return true;
    return none;
}

static struct part *end_of(struct reading *r, const struct tree *way,
                           const char *which)
{
    const struct tree *t = tree_at(way, which), *id = tree_at(t, "id");
    struct part *p = map_get(&r->parts, tree_text(id));
    str type = tree_text_at(t, "type");

    // What is outside of the snapshot: another instance.
    if (!p && !str_starts_with(type, STR("REMOTE_")))
        import_error(r->im, "import/dangling-target", id ? id->at : way->at,
                     "the %s of a connection is \"%" STR_FMT
                     "\", and there is no such component",
                     which, STR_ARG(tree_text_at(t, "name")));
    return p;
}

/* Before the steps are made: who has failures, and who is a source. */
static void look_at_ways(struct reading *r)
{
    for (uint32_t i = 0; i < r->connections.n; i++) {
        const struct tree *way = r->connections.at[i];
        struct part *from =
            map_get(&r->parts, tree_text_at(tree_at(way, "source"), "id"));
        struct part *to =
            map_get(&r->parts, tree_text_at(tree_at(way, "destination"), "id"));
        if (from)
            from->fails |= any_failure(tree_at(way, "selectedRelationships"));
        if (to && to != from)
            to->comes_to = true;
    }
}

/* --- steps --------------------------------------------------------------- */

static void read_schedule(struct reading *r, const struct part *p, node_id n)
{
    const struct tree *period = tree_at(p->t, "schedulingPeriod");
    str text = tree_text(period);

    if (str_is(tree_text_at(p->t, "schedulingStrategy"), "CRON_DRIVEN")) {
        r->im->g->nodes.at[n].word = STR("cron");
        import_text(r->im, n, SET_CRON, text, period->at);
    }
}

static void read_retry(struct reading *r, const struct part *p)
{
    const struct tree *list = tree_at(p->t, "retriedRelationships");
    int64_t count = import_read_int(tree_at(p->t, "retryCount"));

    if (!list || list->kind != TREE_LIST || !list->nitems || count <= 0)
        return; // a failure may also be led back by a connection: unknown
    import_number(r->im, p->node, SET_RETRY, count, list->at);
    // Penalties grow from one try to the next; 30 s at first when not set.
    import_duration(r->im, p->node, SET_BACKOFF, 30000000, list->at);
}

static void read_step(struct reading *r, struct part *p)
{
    enum graph_node_kind kind = kind_of(p);
    bool processor = tree_at(p->t, "type") != NULL;
    node_id trigger = 0;

    if (processor && !p->comes_to) {
        trigger = import_trigger(r->im, r->flow, STR("every"), p->name, p->type,
                                 p->at);
        read_schedule(r, p, trigger);
    }
    p->node = import_step(r->im, r->flow, processor ? kind : NODE_MAP, p->name,
                          p->type, p->at);
    if (trigger)
        import_next(r->im, trigger, p->node, p->at);
    import_foreign(r->im, p->node)->disabled =
        str_is(tree_text_at(p->t, "scheduledState"), "DISABLED");
    if (p->fails || any_failure(tree_at(p->t, "autoTerminatedRelationships")))
        import_raises(r->im, p->node, import_any_failure());
    const struct tree *url = tree_at(tree_at(p->t, "properties"), "HTTP URL");
    str host = import_host(tree_text(url));
    if (url && url->kind == TREE_TEXT)
        import_text(r->im, p->node, SET_PATH, url->text, url->at);
    if (host.len)
        import_calls(r->im, p->node, host);
    const struct tree *code =
        tree_at(tree_at(p->t, "properties"), "Script Body");
    if (code && code->kind == TREE_TEXT)
        import_code(r->im, p->node, SET_VALUE, "groovy", code->text, code->at);
    if (node_remote(r->im->g->nodes.at[p->node].kind))
        read_retry(r, p);
}

static void wire_way(struct reading *r, const struct tree *way)
{
    struct part *from = end_of(r, way, "source");
    struct part *to = end_of(r, way, "destination");
    const struct tree *by = tree_at(way, "selectedRelationships");

    if (!from || !to)
        return;
    weir_class_set raised = r->im->g->nodes.at[from->node].raises;
    if (any_failure(by) && raised && from != to) {
        handler_id h = import_handler(r->im, r->flow, from->node, raised,
                                      STR("failure"), to->node, by->at);
        import_failure(r->im, from->node, raised, h, 0, by->at);
    } else if (any_failure(by) && raised) {
        // Led back to itself: it is tried again until it goes well.
        handler_id h = import_handler(r->im, r->flow, from->node, raised,
                                      STR("failure"), from->node, by->at);
        r->im->g->handlers.at[h].target = TARGET_HALT;
        import_failure(r->im, from->node, raised, h, r->end, by->at);
    }
    if (!any_good(by))
        return;
    from->leads = true;
    bool named = by && by->kind == TREE_LIST && by->nitems;
    if (r->im->g->nodes.at[from->node].kind == NODE_CHOICE && named &&
        !str_is(tree_text(by->items[0].value), "unmatched"))
        import_arm(r->im, from->node, to->node, tree_text(by->items[0].value),
                   "nifi", way->at);
    else if (r->im->g->nodes.at[from->node].kind == NODE_CHOICE)
        import_arm(r->im, from->node, to->node, STR(""), "", way->at);
    else
        import_next(r->im, from->node, to->node, way->at);
}

/* A relationship that ends by itself drops what comes over it. */
static void wire_ends(struct reading *r, struct part *p)
{
    const struct tree *list = tree_at(p->t, "autoTerminatedRelationships");
    weir_class_set raised = r->im->g->nodes.at[p->node].raises;
    bool choice = r->im->g->nodes.at[p->node].kind == NODE_CHOICE;

    if (raised && any_failure(list)) {
        handler_id h = import_handler(r->im, r->flow, p->node, raised,
                                      STR("failure"), 0, list->at);
        r->im->g->handlers.at[h].target = TARGET_DROP;
        import_failure(r->im, p->node, raised, h, r->end, list->at);
    }
    // What goes well ends here, too, where a relationship of it does.
    bool ends =
        list && list->kind == TREE_LIST && list->nitems && any_good(list);
    if (p->leads && !ends)
        return;
    if (choice)
        import_arm(r->im, p->node, r->end, STR(""), "", p->at);
    else
        import_next(r->im, p->node, r->end, p->at);
}

static void read(struct import *im, const struct tree *t)
{
    const struct tree *g = root_of(t);
    struct reading r = {.im = im};

    if (!g) {
        import_error(im, "import/wrong-shape", t->at,
                     "a snapshot has \"flowContents\" or \"rootGroup\"");
        return;
    }
    const struct tree *name = tree_at(g, "name");
    r.flow = import_flow(im, tree_text(name).len ? name->text : import_stem(im),
                         name ? name->at : (span){g->at.pos, 1});
    r.flow->doc = tree_text_at(g, "comments");
    map_init(&r.parts, im->arena);
    read_group(&r, g);
    look_at_ways(&r);
    for (uint32_t i = 0; i < r.parts.entries.n; i++)
        read_step(&r, r.parts.entries.at[i].value);
    r.end = import_end(im, r.flow);
    for (uint32_t i = 0; i < r.connections.n; i++)
        wire_way(&r, r.connections.at[i]);
    for (uint32_t i = 0; i < r.parts.entries.n; i++)
        wire_ends(&r, r.parts.entries.at[i].value);
}

const struct import_format import_format_nifi = {
    .name = "nifi",
    .title = "NiFi",
    .recognise = recognise,
    .read = read,
};
