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

static bool is_workflow(const struct tree *t)
{
    const struct tree *nodes = tree_at(t, "nodes"),
                      *ways = tree_at(t, "connections");

    return nodes && nodes->kind == TREE_LIST && ways && ways->kind == TREE_MAP;
}

static enum import_sure recognise(const struct tree *t)
{
    if (is_workflow(t))
        return IMPORT_SURE;
    if (t->kind == TREE_LIST && t->nitems && is_workflow(t->items[0].value))
        return IMPORT_SURE;
    return is_workflow(tree_at(t, "data")) ? IMPORT_SURE : IMPORT_NO;
}

/* --- kinds of nodes ------------------------------------------------------ */

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

/* An operation that only asks: get, getAll, search, list, read, count ... */
static bool only_asks(str operation)
{
    static const char *const words[] = {"get",    "search",   "list",  "read",
                                        "find",   "count",    "query", "lookup",
                                        "select", "download", NULL};

    for (unsigned i = 0; words[i]; i++)
        if (str_starts_with(operation, str_from(words[i])))
            return true;
    return false;
}

static bool is_trigger(str type)
{
    return str_ends_with(type, STR("Trigger")) || str_is(type, "webhook") ||
           str_is(type, "cron") || str_is(type, "interval") ||
           str_is(type, "start") || str_is(type, "emailReadImap");
}

/* Without a method an HTTP node gets; an app's node writes unless its
 * operation says that it asks, and is unknown when it says nothing. */
static enum graph_node_kind kind_of(const struct step *s)
{
    str type = str_behind(s->type, '.');
    const struct tree *p = tree_at(s->t, "parameters");
    str method = tree_text_at(p, "method"),
        operation = tree_text_at(p, "operation");
    const struct kind *k = kinds;

    if (is_trigger(type))
        return NODE_TRIGGER;
    if (str_is(type, "httpRequest")) {
        if (!method.len)
            method = tree_text_at(p, "requestMethod");
        return !method.len || str_is(method, "GET") || str_is(method, "HEAD")
                   ? NODE_ENRICH
                   : NODE_WRITE;
    }
    if (str_is(type, "removeDuplicates") &&
        str_starts_with(operation, STR("removeItemsSeen")))
        return NODE_DEDUPE;
    while (k->type && !str_is(type, k->type))
        k++;
    if (k->type)
        return k->kind;
    if (str_starts_with(s->type, STR("@n8n/n8n-nodes-langchain.")))
        return NODE_ENRICH; // a model is asked
    if (str_is(type, "gmail") && (!operation.len || str_is(operation, "send") ||
                                  str_is(operation, "reply")))
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
    const struct tree *list = tree_at(tree_at(p, "rule"), "interval");
    const struct tree *x = list && list->nitems ? list->items[0].value : NULL;
    str field = tree_text_at(x, "field");
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
    if (str_is(field, "cronExpression")) {
        im->g->nodes.at[n].word = STR("cron");
        import_text(im, n, SET_CRON, tree_text_at(x, "expression"), x->at);
        return;
    }
    for (unsigned i = 0; units[i].field; i++)
        if (str_is(field, units[i].field)) {
            int64_t count = import_read_int(tree_at(x, units[i].count));
            import_duration(
                im, n, SET_EVERY,
                (count > 0 && count < 100000 ? count : 1) * units[i].us, x->at);
            return;
        }
    import_unknown(im, n, SET_EVERY);
}

static void set_webhook(struct import *im, node_id n, const struct tree *p)
{
    const struct tree *auth = tree_at(p, "authentication");
    str how = tree_text(auth);

    im->g->nodes.at[n].word = STR("webhook");
    import_text(im, n, SET_PATH, tree_text_at(p, "path"), p->at);
    if (how.len && !str_is(how, "none"))
        import_text(im, n, SET_VERIFY, how, auth->at);
}

static void read_trigger(struct reading *r, struct step *s)
{
    str type = str_behind(s->type, '.');
    const struct tree *p = tree_at(s->t, "parameters");
    str word = str_is(type, "manualTrigger") || str_is(type, "start") ||
                       str_is(type, "executeWorkflowTrigger") ||
                       str_is(type, "errorTrigger")
                   ? STR("callable")
                   : type;

    s->node = import_trigger(r->im, r->flow, word, s->name, s->type, s->at);
    if (str_is(type, "scheduleTrigger") || str_is(type, "interval"))
        set_schedule(r->im, s->node, p);
    else if (str_is(type, "webhook") && p)
        set_webhook(r->im, s->node, p);
}

static void read_retry(struct reading *r, const struct step *s)
{
    const struct tree *on = tree_at(s->t, "retryOnFail");
    int64_t tries = import_read_int(tree_at(s->t, "maxTries"));

    import_absent(r->im, s->node, SET_RETRY);
    int64_t wait = import_read_int(tree_at(s->t, "waitBetweenTries"));
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
    const struct tree *p = tree_at(s->t, "parameters"),
                      *url = tree_at(p, "url");
    const struct tree *t = tree_at(tree_at(p, "options"), "timeout");
    int64_t ms = import_read_int(t);
    str text = tree_text(url);

    // An expression begins with "=".
    if (str_starts_with(text, STR("=")))
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
    const struct tree *p = tree_at(s->t, "parameters");
    static const struct {
        const char *key, *language;
    } keys[] = {{"jsCode", "javascript"},
                {"functionCode", "javascript"},
                {"pythonCode", "python"},
                {"command", "shell"},
                {NULL, NULL}};

    for (unsigned i = 0; keys[i].key; i++) {
        const struct tree *code = tree_at(p, keys[i].key);
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
    struct graph_foreign *own = import_foreign(r->im, s->node);
    own->disabled = tree_is_true(tree_at(s->t, "disabled"));
    own->over_items = str_is(str_behind(s->type, '.'), "splitInBatches");
    if (own->disabled)
        return;              // it hands on what it gets
    if (kind == NODE_DEDUPE) // it keeps a value when the item passes
        import_flag(r->im, s->node, SET_SEEN_FIRST, true, s->at);
    if (can_fail(kind))
        import_raises(r->im, s->node, import_any_failure());
    if (node_remote(kind))
        read_retry(r, s);
    if (str_is(str_behind(s->type, '.'), "httpRequest"))
        read_http(r, s);
    else if (node_remote(kind))
        import_calls(r->im, s->node, str_behind(s->type, '.'));
    read_code(r, s);
}

/* --- connections --------------------------------------------------------- */

/* What is connected by anything but "main" serves its target. */
static void mark_servants(struct reading *r, const struct tree *ways)
{
    for (uint32_t i = 0; i < ways->nitems; i++) {
        struct step *s = map_get(&r->index, ways->items[i].key);
        const struct tree *outs = ways->items[i].value;
        for (uint32_t j = 0; s && j < tree_map_size(outs); j++)
            s->serves |= !str_is(outs->items[j].key, "main");
    }
}

static struct step *target_of(struct reading *r, const struct step *from,
                              const struct tree *way)
{
    const struct tree *name = tree_at(way, "node");
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
    return str_is(tree_text_at(s->t, "onError"), "continueErrorOutput") &&
           n > 1 && output == n - 1;
}

/* The output for what suits no condition: false of an If, done of a Loop, the
 * extra one of a Switch. */
static bool is_rest(const struct step *s, uint32_t output)
{
    const struct tree *p = tree_at(s->t, "parameters");
    const struct tree *rules = tree_at(tree_at(p, "rules"), "values");
    const struct tree *fallback =
        tree_at(tree_at(p, "options"), "fallbackOutput");
    str type = str_behind(s->type, '.');

    if (str_is(type, "if"))
        return output == 1;
    if (str_is(type, "splitInBatches"))
        return output == 0;
    if (str_is(tree_text(fallback), "extra"))
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
    for (uint32_t i = 0; i < tree_list_length(list); i++) {
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
        for (uint32_t j = 0; j < tree_map_size(x->value); j++) {
            const struct tree *outs = x->value->items[j].value;
            if (outs->kind != TREE_LIST)
                continue;
            bool main = str_is(x->value->items[j].key, "main");
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
    const struct tree *on = tree_at(s->t, "onError");
    str how = tree_text(on);

    if (!n->raises || str_is(how, "continueErrorOutput"))
        return;
    if (str_is(how, "continueRegularOutput") ||
        tree_is_true(tree_at(s->t, "continueOnFail"))) {
        const struct tree *at = on ? on : tree_at(s->t, "continueOnFail");
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
    const struct tree *settings = tree_at(t, "settings");
    const struct tree *other = tree_at(settings, "errorWorkflow");

    r->flow->maybe_caught = !settings;
    int64_t limit = import_read_int(tree_at(settings, "executionTimeout"));
    if (limit > 0 && limit < INT64_C(1) << 40)
        import_run_limit(r->im, r->flow, limit * 1000000);
    r->outside = import_outside(r->im, r->flow, other, "errorWorkflow");
}

/* --- a workflow ---------------------------------------------------------- */

static void read_nodes(struct reading *r, const struct tree *nodes)
{
    for (uint32_t i = 0; i < nodes->nitems; i++) {
        const struct tree *t = nodes->items[i].value;
        struct step *s = arena_make(r->im->arena, struct step);
        const struct tree *name = tree_at(t, "name");
        s->t = t;
        s->name = tree_text(name);
        s->type = tree_text_at(t, "type");
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

static void read_workflow(struct import *im, const struct tree *t)
{
    const struct tree *name = tree_at(t, "name"),
                      *ways = tree_at(t, "connections");
    span at = name ? name->at : (span){t->at.pos, 1};
    str own = tree_text(name);
    struct reading r = {
        .im = im, .flow = import_flow(im, own.len ? own : import_stem(im), at)};
    const struct tree *active = tree_at(t, "active");

    r.flow->enabled = !active || tree_is_true(active);
    r.flow->doc = tree_text_at(t, "description");
    map_init(&r.index, im->arena);
    read_nodes(&r, tree_at(t, "nodes"));
    mark_servants(&r, ways);
    for (uint32_t i = 0; i < r.index.entries.n; i++) {
        struct step *s = r.index.entries.at[i].value;
        if (!s->serves && !str_is(str_behind(s->type, '.'), "stickyNote"))
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
        if (str_is(str_behind(s->type, '.'), "if") && s->has_target &&
            !s->has_rest)
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
    } else if (is_workflow(tree_at(t, "data"))) {
        read_workflow(im, tree_at(t, "data"));
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
