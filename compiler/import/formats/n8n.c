/*
 * n8n: workflows as the editor exports them. A workflow is a flow; nodes that
 * only serve another (models, tools, memory) belong to the node they serve.
 * The page beside this file says what becomes of what, and by which source.
 */
#include "compiler/import/import.h"

enum {
    HTTP_TIMEOUT = 300,  // s, when a node's options do not say
    TRIES = 3,           // of "retry on fail" without a number
    WAIT = 1000,         // ms between them
    MOST_OUTPUTS = 1000, // of a node
    MOST_FLOWS = 10000   // of an export
};

struct step {
    const struct tree *t;
    str name, type;
    span at;
    node_id node; // 0: it serves another, or is a note
    bool serves;
    bool has_target; // something is connected behind it
    bool has_rest;   // of a choice: what suits no condition has a way
};

struct reading {
    struct import *im;
    struct graph_flow *flow;
    struct map index; // name to struct step
    node_id end;
    handler_id outside; // the error workflow, 0 without
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

static bool is_workflow(const struct tree *t)
{
    const struct tree *nodes = get(t, "nodes"), *ways = get(t, "connections");

    return nodes && nodes->kind == TREE_LIST && ways && ways->kind == TREE_MAP;
}

static enum import_sure recognise(const struct tree *t)
{
    if (is_workflow(t))
        return IMPORT_SURE;
    if (t->kind == TREE_LIST && t->nitems && is_workflow(t->items[0].value))
        return IMPORT_SURE;
    return is_workflow(get(t, "data")) ? IMPORT_SURE : IMPORT_NO;
}

/* --- kinds of nodes ------------------------------------------------------ */

/* "httpRequest" of "n8n-nodes-base.httpRequest". */
static str short_type(str type)
{
    size_t from = 0;

    for (size_t i = 0; i < type.len; i++)
        if (type.ptr[i] == '.')
            from = i + 1;
    return str_slice(type, from, type.len);
}

struct kind {
    const char *type;
    enum graph_node_kind kind;
};

static const struct kind kinds[] = {{"if", NODE_CHOICE},
                                    {"switch", NODE_CHOICE},
                                    {"filter", NODE_KEEP},
                                    {"set", NODE_MAP},
                                    {"noOp", NODE_MAP},
                                    {"merge", NODE_MAP},
                                    {"itemLists", NODE_MAP},
                                    {"splitOut", NODE_MAP},
                                    {"aggregate", NODE_MAP},
                                    {"limit", NODE_MAP},
                                    {"sort", NODE_MAP},
                                    {"removeDuplicates", NODE_MAP},
                                    {"summarize", NODE_MAP},
                                    {"renameKeys", NODE_MAP},
                                    {"dateTime", NODE_MAP},
                                    {"html", NODE_MAP},
                                    {"markdown", NODE_MAP},
                                    {"xml", NODE_MAP},
                                    {"crypto", NODE_MAP},
                                    {"compareDatasets", NODE_MAP},
                                    {"convertToFile", NODE_MAP},
                                    {"extractFromFile", NODE_MAP},
                                    {"editImage", NODE_MAP},
                                    {"executionData", NODE_MAP},
                                    {"splitInBatches", NODE_CHOICE},
                                    {"wait", NODE_WAIT},
                                    {"form", NODE_WAIT},
                                    {"code", NODE_SCRIPT},
                                    {"function", NODE_SCRIPT},
                                    {"functionItem", NODE_SCRIPT},
                                    {"executeCommand", NODE_SCRIPT},
                                    {"ssh", NODE_SCRIPT},
                                    {"stopAndError", NODE_HALT},
                                    {"executeWorkflow", NODE_CALL},
                                    {"respondToWebhook", NODE_REPLY},
                                    {"slack", NODE_NOTIFY},
                                    {"telegram", NODE_NOTIFY},
                                    {"discord", NODE_NOTIFY},
                                    {"microsoftTeams", NODE_NOTIFY},
                                    {"mattermost", NODE_NOTIFY},
                                    {"emailSend", NODE_NOTIFY},
                                    {"twilio", NODE_NOTIFY},
                                    {"pushover", NODE_NOTIFY},
                                    {"pagerDuty", NODE_NOTIFY},
                                    {"opsgenie", NODE_NOTIFY},
                                    {NULL, NODE_NONE}};

static bool starts(str s, const char *with)
{
    return str_starts_with(s, str_from(with));
}

static bool ends(str s, const char *with)
{
    return str_ends_with(s, str_from(with));
}

/* An operation that only asks: get, getAll, search, list, read, count ... */
static bool only_asks(str operation)
{
    static const char *const words[] = {"get",    "search",   "list",  "read",
                                        "find",   "count",    "query", "lookup",
                                        "select", "download", NULL};

    for (unsigned i = 0; words[i]; i++)
        if (starts(operation, words[i]))
            return true;
    return false;
}

static bool is_trigger(str type)
{
    return ends(type, "Trigger") || is(type, "webhook") || is(type, "cron") ||
           is(type, "interval") || is(type, "start") ||
           is(type, "emailReadImap");
}

/* Without a method an HTTP node gets; an app's node writes unless its
 * operation says that it asks, and is unknown when it says nothing. */
static enum graph_node_kind kind_of(const struct step *s)
{
    str type = short_type(s->type);
    const struct tree *p = get(s->t, "parameters");
    str method = text_of(p, "method"), operation = text_of(p, "operation");
    const struct kind *k = kinds;

    if (is_trigger(type))
        return NODE_TRIGGER;
    if (is(type, "httpRequest")) {
        if (!method.len)
            method = text_of(p, "requestMethod");
        return !method.len || is(method, "GET") || is(method, "HEAD")
                   ? NODE_ENRICH
                   : NODE_WRITE;
    }
    if (is(type, "removeDuplicates") && starts(operation, "removeItemsSeen"))
        return NODE_DEDUPE;
    while (k->type && !is(type, k->type))
        k++;
    if (k->type)
        return k->kind;
    if (starts(s->type, "@n8n/n8n-nodes-langchain."))
        return NODE_ENRICH; // a model is asked
    if (is(type, "gmail") &&
        (!operation.len || is(operation, "send") || is(operation, "reply")))
        return NODE_NOTIFY;
    return only_asks(operation) || !operation.len ? NODE_ENRICH : NODE_WRITE;
}

static bool can_fail(enum graph_node_kind kind)
{
    return node_remote(kind) || kind == NODE_SCRIPT || kind == NODE_NOTIFY ||
           kind == NODE_CALL;
}

/* --- settings of a node -------------------------------------------------- */

static void set_schedule(struct import *im, node_id n, const struct tree *p)
{
    const struct tree *list = get(get(p, "rule"), "interval");
    const struct tree *x = list && list->nitems ? list->items[0].value : NULL;
    str field = text_of(x, "field");
    static const struct {
        const char *field, *count;
        int64_t us;
    } units[] = {{"seconds", "secondsInterval", 1000000},
                 {"minutes", "minutesInterval", 60000000},
                 {"hours", "hoursInterval", 3600000000},
                 {"days", "daysInterval", 86400000000},
                 {"weeks", "weeksInterval", 604800000000},
                 {NULL, NULL, 0}};

    im->g->nodes.at[n].word = STR("every");
    if (is(field, "cronExpression")) {
        im->g->nodes.at[n].word = STR("cron");
        import_text(im, n, SET_CRON, text_of(x, "expression"), x->at);
        return;
    }
    for (unsigned i = 0; units[i].field; i++)
        if (is(field, units[i].field)) {
            int64_t count = import_read_int(get(x, units[i].count));
            import_duration(
                im, n, SET_EVERY,
                (count > 0 && count < 100000 ? count : 1) * units[i].us, x->at);
            return;
        }
    import_unknown(im, n, SET_EVERY);
}

static void set_webhook(struct import *im, node_id n, const struct tree *p)
{
    const struct tree *auth = get(p, "authentication");
    str how = tree_text(auth);

    im->g->nodes.at[n].word = STR("webhook");
    import_text(im, n, SET_PATH, text_of(p, "path"), p->at);
    if (how.len && !is(how, "none"))
        import_text(im, n, SET_VERIFY, how, auth->at);
}

static void read_trigger(struct reading *r, struct step *s)
{
    str type = short_type(s->type);
    const struct tree *p = get(s->t, "parameters");
    str word = is(type, "manualTrigger") || is(type, "start") ||
                       is(type, "executeWorkflowTrigger") ||
                       is(type, "errorTrigger")
                   ? STR("callable")
                   : type;

    s->node = import_trigger(r->im, r->flow, word, s->name, s->type, s->at);
    if (is(type, "scheduleTrigger") || is(type, "interval"))
        set_schedule(r->im, s->node, p);
    else if (is(type, "webhook") && p)
        set_webhook(r->im, s->node, p);
}

static void read_retry(struct reading *r, const struct step *s)
{
    const struct tree *on = get(s->t, "retryOnFail");
    int64_t tries = import_read_int(get(s->t, "maxTries"));

    import_absent(r->im, s->node, SET_RETRY);
    int64_t wait = import_read_int(get(s->t, "waitBetweenTries"));
    if (!tree_is_true(on))
        return;
    // It waits equally long each time.
    import_duration(r->im, s->node, SET_BACKOFF,
                    (wait >= 0 ? wait : WAIT) * 1000, on->at);
    import_duration(r->im, s->node, SET_BACKOFF_CAP,
                    (wait >= 0 ? wait : WAIT) * 1000, on->at);
    import_number(r->im, s->node, SET_RETRY, (tries > 1 ? tries : TRIES) - 1,
                  on->at);
    r->im->g->nodes.at[s->node].retry_on = import_any_failure();
}

static void read_http(struct reading *r, const struct step *s)
{
    const struct tree *p = get(s->t, "parameters"), *url = get(p, "url");
    const struct tree *t = get(get(p, "options"), "timeout");
    int64_t ms = import_read_int(t);
    str text = tree_text(url);

    // An expression begins with "=".
    if (starts(text, "="))
        text = str_slice(text, 1, text.len);
    str host = import_host(text);
    if (host.len)
        import_calls(r->im, s->node, host);
    if (url)
        import_text(r->im, s->node, SET_PATH, text, url->at);
    if (ms > 0)
        import_duration(r->im, s->node, SET_TIMEOUT, ms * 1000, t->at);
    else
        import_duration(r->im, s->node, SET_TIMEOUT,
                        (int64_t)HTTP_TIMEOUT * 1000000, s->at);
}

static void read_code(struct reading *r, const struct step *s)
{
    const struct tree *p = get(s->t, "parameters");
    static const struct {
        const char *key, *language;
    } keys[] = {{"jsCode", "javascript"},
                {"functionCode", "javascript"},
                {"pythonCode", "python"},
                {"command", "shell"},
                {NULL, NULL}};

    for (unsigned i = 0; keys[i].key; i++) {
        const struct tree *code = get(p, keys[i].key);
        if (code && code->kind == TREE_TEXT)
            import_code(r->im, s->node, SET_VALUE, keys[i].language, code->text,
                        code->at);
    }
}

static void read_step(struct reading *r, struct step *s)
{
    enum graph_node_kind kind = kind_of(s);

    if (kind == NODE_TRIGGER) {
        read_trigger(r, s);
        return;
    }
    s->node = import_step(r->im, r->flow, kind, s->name, s->type, s->at);
    struct graph_node *n = &r->im->g->nodes.at[s->node];
    struct graph_foreign *own = (struct graph_foreign *)(uintptr_t)n->foreign;
    own->disabled = tree_is_true(get(s->t, "disabled"));
    own->over_items = is(short_type(s->type), "splitInBatches");
    if (own->disabled)
        return;              // it hands on what it gets
    if (kind == NODE_DEDUPE) // it keeps a value when the item passes
        import_flag(r->im, s->node, SET_SEEN_FIRST, true, s->at);
    if (can_fail(kind))
        import_raises(r->im, s->node, import_any_failure());
    if (node_remote(kind))
        read_retry(r, s);
    if (is(short_type(s->type), "httpRequest"))
        read_http(r, s);
    else if (node_remote(kind))
        import_calls(r->im, s->node, short_type(s->type));
    read_code(r, s);
}

/* --- connections --------------------------------------------------------- */

/* What is connected by anything but "main" serves its target. */
static void mark_servants(struct reading *r, const struct tree *ways)
{
    for (uint32_t i = 0; i < ways->nitems; i++) {
        struct step *s = map_get(&r->index, ways->items[i].key);
        const struct tree *outs = ways->items[i].value;
        for (uint32_t j = 0; s && outs->kind == TREE_MAP && j < outs->nitems;
             j++)
            s->serves |= !is(outs->items[j].key, "main");
    }
}

static struct step *target_of(struct reading *r, const struct step *from,
                              const struct tree *way)
{
    const struct tree *name = get(way, "node");
    struct step *s = name ? map_get(&r->index, tree_text(name)) : NULL;

    if (!name)
        import_error(r->im, "import/wrong-shape", way->at,
                     "a connection of node \"%" STR_FMT
                     "\" is a map with \"node\", found %s",
                     STR_ARG(from->name), tree_kind_name(way->kind));
    else if (!s)
        import_error(r->im, "import/dangling-target", name->at,
                     "node \"%" STR_FMT "\" is connected to \"%" STR_FMT
                     "\", and there is no such node",
                     STR_ARG(from->name), STR_ARG(tree_text(name)));
    return s;
}

static bool is_error_output(const struct step *s, uint32_t output, uint32_t n)
{
    return is(text_of(s->t, "onError"), "continueErrorOutput") && n > 1 &&
           output == n - 1;
}

/* The output for what suits no condition: false of an If, done of a Loop, the
 * extra one of a Switch. */
static bool is_rest(const struct step *s, uint32_t output)
{
    const struct tree *p = get(s->t, "parameters");
    const struct tree *rules = get(get(p, "rules"), "values");
    const struct tree *fallback = get(get(p, "options"), "fallbackOutput");
    str type = short_type(s->type);

    if (is(type, "if"))
        return output == 1;
    if (is(type, "splitInBatches"))
        return output == 0;
    if (is(tree_text(fallback), "extra"))
        return rules && output == rules->nitems;
    return import_read_int(fallback) == output;
}

static void connect(struct reading *r, struct step *from, struct step *to,
                    uint32_t output, bool error, span at)
{
    const struct graph_node *n = &r->im->g->nodes.at[from->node];

    if (error) {
        handler_id h =
            import_handler(r->im, r->flow, from->node, import_any_failure(),
                           STR("error"), to->node, at);
        if (n->raises)
            import_failure(r->im, from->node, n->raises, h, 0, at);
        return;
    }
    from->has_target = true;
    if (n->kind != NODE_CHOICE) {
        import_next(r->im, from->node, to->node, at);
        return;
    }
    str text = arena_printf(r->im->arena, "output %u", (unsigned)output + 1);
    if (is_rest(from, output))
        text = STR("");
    from->has_rest |= !text.len;
    import_arm(r->im, from->node, to->node, text, "n8n", at);
}

static void connect_output(struct reading *r, struct step *from,
                           const struct tree *list, uint32_t output, bool error)
{
    for (uint32_t i = 0; list->kind == TREE_LIST && i < list->nitems; i++) {
        struct step *to = target_of(r, from, list->items[i].value);
        if (to && to->node && from->node)
            connect(r, from, to, output, error, list->items[i].value->at);
    }
}

static void connect_all(struct reading *r, const struct tree *ways)
{
    for (uint32_t i = 0; i < ways->nitems; i++) {
        const struct tree_item *x = &ways->items[i];
        struct step *from = map_get(&r->index, x->key);
        if (!from) {
            import_error(r->im, "import/dangling-source", x->key_at,
                         "connections of node \"%" STR_FMT
                         "\" are listed, and there is no such node",
                         STR_ARG(x->key));
            continue;
        }
        for (uint32_t j = 0; x->value->kind == TREE_MAP && j < x->value->nitems;
             j++) {
            const struct tree *outs = x->value->items[j].value;
            if (outs->kind != TREE_LIST)
                continue;
            bool main = is(x->value->items[j].key, "main");
            for (uint32_t k = 0; k < outs->nitems && k < MOST_OUTPUTS; k++)
                connect_output(r, from, outs->items[k].value, k,
                               main && is_error_output(from, k, outs->nitems));
        }
    }
}

/* What a failing node does when no output takes its failure. */
static void route_failure(struct reading *r, struct step *s)
{
    const struct graph_node *n = &r->im->g->nodes.at[s->node];
    const struct tree *on = get(s->t, "onError");
    str how = tree_text(on);

    if (!n->raises || is(how, "continueErrorOutput"))
        return;
    if (is(how, "continueRegularOutput") ||
        tree_is_true(get(s->t, "continueOnFail"))) {
        const struct tree *at = on ? on : get(s->t, "continueOnFail");
        handler_id h = import_handler(r->im, r->flow, s->node, n->raises,
                                      STR("error"), 0, at->at);
        import_failure(r->im, s->node, r->im->g->nodes.at[s->node].raises, h,
                       r->end, at->at);
        return;
    }
    if (r->outside)
        import_failure(r->im, s->node, n->raises, r->outside, 0, s->at);
}

/* The error workflow of the settings, as a call that takes every failure. */
static void read_outside(struct reading *r, const struct tree *t)
{
    const struct tree *settings = get(t, "settings");
    const struct tree *other = get(settings, "errorWorkflow");

    r->flow->maybe_caught = !settings;
    int64_t limit = import_read_int(get(settings, "executionTimeout"));
    if (limit > 0 && limit < INT64_C(1) << 40)
        import_run_limit(r->im, r->flow, limit * 1000000);
    if (!tree_text(other).len)
        return;
    node_id n = import_step(r->im, r->flow, NODE_CALL, STR("error workflow"),
                            STR("errorWorkflow"), other->at);
    r->im->g->nodes.at[n].callee_name = tree_text(other);
    r->outside = import_handler(r->im, r->flow, 0, import_any_failure(),
                                STR("errorWorkflow"), n, other->at);
    import_next(r->im, n, r->end, other->at);
}

/* --- a workflow ---------------------------------------------------------- */

static void read_nodes(struct reading *r, const struct tree *nodes)
{
    for (uint32_t i = 0; i < nodes->nitems; i++) {
        const struct tree *t = nodes->items[i].value;
        struct step *s = arena_make(r->im->arena, struct step);
        const struct tree *name = get(t, "name");
        s->t = t;
        s->name = tree_text(name);
        s->type = text_of(t, "type");
        s->at = name ? name->at : t->at;
        if (!s->name.len || !s->type.len) {
            import_error(r->im, "import/wrong-shape", t->at,
                         "a node has a \"name\" and a \"type\"");
            continue;
        }
        void **place = map_put(&r->index, s->name);
        if (*place)
            import_error(r->im, "import/duplicate-name", s->at,
                         "node \"%" STR_FMT "\" is there twice",
                         STR_ARG(s->name));
        else
            *place = s;
    }
}

static str name_of(struct import *im, const struct tree *t)
{
    str name = text_of(t, "name"), file = im->source->name;
    size_t from = 0;

    for (size_t i = 0; i < file.len; i++)
        if (file.ptr[i] == '/')
            from = i + 1;
    return name.len ? name : str_slice(file, from, file.len);
}

static void read_workflow(struct import *im, const struct tree *t)
{
    const struct tree *name = get(t, "name"), *ways = get(t, "connections");
    span at = name ? name->at : (span){t->at.pos, 1};
    struct reading r = {.im = im, .flow = import_flow(im, name_of(im, t), at)};
    const struct tree *active = get(t, "active");

    r.flow->enabled = !active || tree_is_true(active);
    r.flow->doc = text_of(t, "description");
    map_init(&r.index, im->arena);
    read_nodes(&r, get(t, "nodes"));
    mark_servants(&r, ways);
    for (uint32_t i = 0; i < r.index.entries.n; i++) {
        struct step *s = r.index.entries.at[i].value;
        if (!s->serves && !is(short_type(s->type), "stickyNote"))
            read_step(&r, s);
    }
    r.end = import_end(im, r.flow);
    read_outside(&r, t);
    connect_all(&r, ways);
    for (uint32_t i = 0; i < r.index.entries.n; i++) {
        struct step *s = r.index.entries.at[i].value;
        if (!s->node)
            continue;
        route_failure(&r, s);
        // An If whose false is connected to nothing filters, as one means it.
        if (is(short_type(s->type), "if") && s->has_target && !s->has_rest)
            import_arm(im, s->node, r.end, STR(""), "", s->at);
        if (!s->has_target && im->g->nodes.at[s->node].kind != NODE_HALT)
            import_next(im, s->node, r.end, s->at);
    }
}

static void read(struct import *im, const struct tree *t)
{
    if (t->kind == TREE_LIST) {
        for (uint32_t i = 0; i < t->nitems && i < MOST_FLOWS; i++)
            if (is_workflow(t->items[i].value))
                read_workflow(im, t->items[i].value);
    } else if (is_workflow(t)) {
        read_workflow(im, t);
    } else if (is_workflow(get(t, "data"))) {
        read_workflow(im, get(t, "data"));
    } else {
        import_error(im, "import/wrong-shape", t->at,
                     "a workflow has a list \"nodes\" and a map "
                     "\"connections\"");
    }
}

const struct import_format import_format_n8n = {
    .name = "n8n",
    .title = "n8n",
    .recognise = recognise,
    .read = read,
};
