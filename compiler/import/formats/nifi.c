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

static const struct tree *get(const struct tree *t, const char *key)
{
    return tree_get(t, str_from(key));
}

static str text_of(const struct tree *t, const char *key)
{
    return tree_text(get(t, key));
}

static bool is(str s, const char *word)
{
    return str_eq(s, str_from(word));
}

static const struct tree *root_of(const struct tree *t)
{
    const struct tree *g = get(t, "flowContents");

    return g ? g : get(t, "rootGroup");
}

static enum import_sure recognise(const struct tree *t)
{
    const struct tree *g = root_of(t);

    if (!g || g->kind != TREE_MAP)
        return IMPORT_NO;
    return get(g, "processors") || get(g, "processGroups") ? IMPORT_SURE
                                                           : IMPORT_LIKELY;
}

/* --- parts --------------------------------------------------------------- */

/* "PutDatabaseRecord" of "org.apache.nifi...PutDatabaseRecord". */
static str short_type(str type)
{
    size_t from = 0;

    for (size_t i = 0; i < type.len; i++)
        if (type.ptr[i] == '.')
            from = i + 1;
    return str_slice(type, from, type.len);
}

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
    str method = text_of(get(p->t, "properties"), "HTTP Method");

    if (is(p->type, "InvokeHTTP") && (!method.len || is(method, "GET")))
        return NODE_ENRICH;
    while (k->start && !str_starts_with(p->type, str_from(k->start)))
        k++;
    return k->kind;
}

static void add_part(struct reading *r, const struct tree *t, str type)
{
    const struct tree *name = get(t, "name"), *id = get(t, "identifier");
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
    const struct tree *ways = get(g, "connections");
    const struct tree *groups = get(g, "processGroups");

    if (r->depth++ >= MOST_NESTED)
        import_error(r->im, "import/too-deep", g->at,
                     "groups stand in one another more than 64 deep");
    for (unsigned i = 0; lists[i] && r->depth <= MOST_NESTED; i++) {
        const struct tree *all = get(g, lists[i]);
        for (uint32_t j = 0; all && all->kind == TREE_LIST && j < all->nitems;
             j++) {
            const struct tree *t = all->items[j].value;
            str type = short_type(text_of(t, "type"));
            add_part(r, t, i ? str_from(lists[i]) : type);
        }
    }
    for (uint32_t i = 0; ways && ways->kind == TREE_LIST && i < ways->nitems;
         i++)
        *vec_push(r->im->arena, &r->connections) = ways->items[i].value;
    for (uint32_t i = 0; r->depth <= MOST_NESTED && groups &&
                         groups->kind == TREE_LIST && i < groups->nitems;
         i++)
        read_group(r, groups->items[i].value);
    r->depth--;
}

/* --- relationships ------------------------------------------------------- */

static bool holds(str s, const char *part)
{
    return str_find(s, str_from(part)) >= 0;
}

static bool is_failure(str relationship)
{
    return holds(relationship, "ailure") || holds(relationship, "error") ||
           holds(relationship, "Retry") || is(relationship, "retry") ||
           is(relationship, "invalid");
}

static bool any_failure(const struct tree *list)
{
    for (uint32_t i = 0; list && list->kind == TREE_LIST && i < list->nitems;
         i++)
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
    const struct tree *t = get(way, which), *id = get(t, "id");
    struct part *p = map_get(&r->parts, tree_text(id));
    str type = text_of(t, "type");

    // What is outside of the snapshot: another instance.
    if (!p && !str_starts_with(type, STR("REMOTE_")))
        import_error(r->im, "import/dangling-target", id ? id->at : way->at,
                     "the %s of a connection is \"%" STR_FMT
                     "\", and there is no such component",
                     which, STR_ARG(text_of(t, "name")));
    return p;
}

/* Before the steps are made: who has failures, and who is a source. */
static void look_at_ways(struct reading *r)
{
    for (uint32_t i = 0; i < r->connections.n; i++) {
        const struct tree *way = r->connections.at[i];
        struct part *from =
            map_get(&r->parts, text_of(get(way, "source"), "id"));
        struct part *to =
            map_get(&r->parts, text_of(get(way, "destination"), "id"));
        if (from)
            from->fails |= any_failure(get(way, "selectedRelationships"));
        if (to && to != from)
            to->comes_to = true;
    }
}

/* --- steps --------------------------------------------------------------- */

static void read_schedule(struct reading *r, const struct part *p, node_id n)
{
    const struct tree *period = get(p->t, "schedulingPeriod");
    str text = tree_text(period);

    if (is(text_of(p->t, "schedulingStrategy"), "CRON_DRIVEN")) {
        r->im->g->nodes.at[n].word = STR("cron");
        import_text(r->im, n, SET_CRON, text, period->at);
    }
}

static void read_retry(struct reading *r, const struct part *p)
{
    const struct tree *list = get(p->t, "retriedRelationships");
    int64_t count = import_read_int(get(p->t, "retryCount"));

    if (!list || list->kind != TREE_LIST || !list->nitems || count <= 0)
        return; // a failure may also be led back by a connection: unknown
    import_number(r->im, p->node, SET_RETRY, count, list->at);
    // Penalties grow from one try to the next; 30 s at first when not set.
    import_duration(r->im, p->node, SET_BACKOFF, 30000000, list->at);
}

static void read_step(struct reading *r, struct part *p)
{
    enum graph_node_kind kind = kind_of(p);
    bool processor = get(p->t, "type") != NULL;
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
    struct graph_foreign *own =
        (struct graph_foreign *)(uintptr_t)r->im->g->nodes.at[p->node].foreign;
    own->disabled = is(text_of(p->t, "scheduledState"), "DISABLED");
    if (p->fails || any_failure(get(p->t, "autoTerminatedRelationships")))
        import_raises(r->im, p->node, import_any_failure());
    const struct tree *url = get(get(p->t, "properties"), "HTTP URL");
    str host = import_host(tree_text(url));
    if (url && url->kind == TREE_TEXT)
        import_text(r->im, p->node, SET_PATH, url->text, url->at);
    if (host.len)
        import_calls(r->im, p->node, host);
    const struct tree *code = get(get(p->t, "properties"), "Script Body");
    if (code && code->kind == TREE_TEXT)
        import_code(r->im, p->node, SET_VALUE, "groovy", code->text, code->at);
    if (node_remote(r->im->g->nodes.at[p->node].kind))
        read_retry(r, p);
}

static void wire_way(struct reading *r, const struct tree *way)
{
    struct part *from = end_of(r, way, "source");
    struct part *to = end_of(r, way, "destination");
    const struct tree *by = get(way, "selectedRelationships");

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
        !is(tree_text(by->items[0].value), "unmatched"))
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
    const struct tree *list = get(p->t, "autoTerminatedRelationships");
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

static str name_of(struct import *im, const struct tree *g, span *at)
{
    const struct tree *name = get(g, "name");
    str file = im->source->name;
    size_t from = 0;

    for (size_t i = 0; i < file.len; i++)
        if (file.ptr[i] == '/')
            from = i + 1;
    *at = name ? name->at : (span){g->at.pos, 1};
    return name && name->text.len ? name->text
                                  : str_slice(file, from, file.len);
}

static void read(struct import *im, const struct tree *t)
{
    const struct tree *g = root_of(t);
    struct reading r = {.im = im};
    span at;

    if (!g) {
        import_error(im, "import/wrong-shape", t->at,
                     "a snapshot has \"flowContents\" or \"rootGroup\"");
        return;
    }
    str name = name_of(im, g, &at);
    r.flow = import_flow(im, name, at);
    r.flow->doc = text_of(g, "comments");
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
