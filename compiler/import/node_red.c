/*
 * Nodes of Node-RED: which kind of step each type is, and what its settings
 * say. Types that are not known start runs when nothing leads to them, and
 * else hand on what they get.
 */
#include "compiler/import/node_red.h"

enum {
    HTTP_TIMEOUT = 120, // s, httpRequestTimeout of the settings file
    CALL_TIMEOUT = 30   // s, of a link call
};

const struct tree *node_red_get(const struct tree *t, const char *key)
{
    return tree_get(t, str_from(key));
}

str node_red_text(const struct tree *t, const char *key)
{
    return tree_text(node_red_get(t, key));
}

bool node_red_is(const struct node_red_node *n, const char *type)
{
    return str_is(n->type, type);
}

/* --- kinds --------------------------------------------------------------- */

struct kind {
    const char *type;
    enum graph_node_kind kind;
};

static const struct kind kinds[] = {{"switch", NODE_CHOICE},
                                    {"function", NODE_SCRIPT},
                                    {"exec", NODE_SCRIPT},
                                    {"python3-function", NODE_SCRIPT},
                                    {"change", NODE_MAP},
                                    {"template", NODE_MAP},
                                    {"range", NODE_MAP},
                                    {"split", NODE_MAP},
                                    {"join", NODE_MAP},
                                    {"sort", NODE_MAP},
                                    {"batch", NODE_MAP},
                                    {"csv", NODE_MAP},
                                    {"html", NODE_MAP},
                                    {"json", NODE_MAP},
                                    {"xml", NODE_MAP},
                                    {"yaml", NODE_MAP},
                                    {"debug", NODE_MAP},
                                    {"junction", NODE_MAP},
                                    {"trigger", NODE_MAP},
                                    {"link in", NODE_MAP},
                                    {"link out", NODE_MAP},
                                    {"link call", NODE_CALL},
                                    {"catch", NODE_MAP},
                                    {"complete", NODE_MAP},
                                    {"rbe", NODE_KEEP},
                                    {"delay", NODE_WAIT},
                                    {"ha-wait-until", NODE_WAIT},
                                    {"http response", NODE_REPLY},
                                    {"mqtt out", NODE_SEND},
                                    {"tcp out", NODE_SEND},
                                    {"udp out", NODE_SEND},
                                    {"websocket out", NODE_SEND},
                                    {"amqp-out", NODE_SEND},
                                    {"kafka-producer", NODE_SEND},
                                    {"e-mail", NODE_NOTIFY},
                                    {"twilio out", NODE_NOTIFY},
                                    {"telegram sender", NODE_NOTIFY},
                                    {"slack", NODE_NOTIFY},
                                    {"pushover", NODE_NOTIFY},
                                    {"file", NODE_STORE},
                                    {"file in", NODE_STORE},
                                    {"tcp request", NODE_ENRICH},
                                    {"api-call-service", NODE_WRITE},
                                    {"modbus-write", NODE_WRITE},
                                    {"modbus-flex-write", NODE_WRITE},
                                    {"modbus-getter", NODE_ENRICH},
                                    {"modbus-flex-getter", NODE_ENRICH},
                                    {"mysql", NODE_ENRICH},
                                    {"postgresql", NODE_ENRICH},
                                    {"MSSQL", NODE_ENRICH},
                                    {"sqlite", NODE_ENRICH},
                                    {"mongodb in", NODE_ENRICH},
                                    {"mongodb out", NODE_WRITE},
                                    {"influxdb in", NODE_ENRICH},
                                    {"influxdb out", NODE_WRITE},
                                    {"influxdb batch", NODE_WRITE},
                                    {NULL, NODE_NONE}};

static enum graph_node_kind known_kind(str type)
{
    const struct kind *k = kinds;

    while (k->type && !str_is(type, k->type))
        k++;
    return k->kind;
}

bool node_red_is_note(const struct node_red_node *n)
{
    static const char *const notes[] = {"comment", "group",         "tab",
                                        "subflow", "global-config", NULL};

    for (unsigned i = 0; notes[i]; i++)
        if (str_is(n->type, notes[i]))
            return true;
    return !node_red_get(n->t, "wires") && !node_red_get(n->t, "x");
}

static bool is_http(const struct node_red_node *n)
{
    return str_is(n->type, "http request") || str_is(n->type, "www-request");
}

static bool is_subflow(const struct node_red_node *n)
{
    return str_starts_with(n->type, STR("subflow:"));
}

bool node_red_starts(const struct node_red_node *n)
{
    if (str_is(n->type, "link in"))
        return n->called || !n->input;
    if (str_is(n->type, "status") || str_is(n->type, "inject") ||
        str_is(n->type, "http in"))
        return true;
    if (is_http(n) || is_subflow(n) || known_kind(n->type))
        return false;
    return !n->input;
}

static enum graph_node_kind http_kind(const struct node_red_node *n)
{
    str method = node_red_text(n->t, "method");
    bool asks = !method.len || str_is(method, "GET") ||
                str_is(method, "HEAD") || str_is(method, "use");

    return asks ? NODE_ENRICH : NODE_WRITE;
}

enum graph_node_kind node_red_kind(const struct node_red_node *n)
{
    enum graph_node_kind kind = known_kind(n->type);

    if (node_red_starts(n))
        return NODE_TRIGGER;
    if (is_http(n))
        return http_kind(n);
    if (is_subflow(n))
        return NODE_CALL;
    return kind ? kind : NODE_MAP;
}

str node_red_trigger_word(const struct node_red_node *n)
{
    str every = node_red_text(n->t, "repeat");

    if (str_is(n->type, "http in"))
        return STR("webhook");
    if (str_is(n->type, "link in"))
        return STR("callable");
    if (str_is(n->type, "mqtt in"))
        return STR("topic");
    if (str_is(n->type, "watch"))
        return STR("file");
    if (!str_is(n->type, "inject"))
        return n->type;
    if (every.len && !str_is(every, "0"))
        return STR("every");
    return node_red_text(n->t, "crontab").len ? STR("cron") : STR("callable");
}

/* --- settings ------------------------------------------------------------ */

/* "5" of seconds, "0.5" of minutes: us; -1 when it is neither. */
static int64_t span_of(str count, str unit)
{
    int64_t us = 1000000;
    if (!count.len)
        return -1;
    if (str_is(unit, "milliseconds") || str_is(unit, "millisecond") ||
        str_is(unit, "ms"))
        us = 1000;
    else if (str_is(unit, "minutes") || str_is(unit, "minute") ||
             str_is(unit, "min"))
        us = 60000000;
    else if (str_is(unit, "hours") || str_is(unit, "hour") ||
             str_is(unit, "hr"))
        us = 3600000000;
    else if (str_is(unit, "days") || str_is(unit, "day"))
        us = 86400000000;
    int64_t whole = 0, part = 0, scale = 1;
    bool behind = false;
    for (size_t i = 0; i < count.len; i++) {
        char c = count.ptr[i];
        if (c == '.' && !behind) {
            behind = true;
        } else if (c < '0' || c > '9') {
            return -1;
        } else if (!behind) {
            whole = whole * 10 + (c - '0');
            if (whole > 10000000)
                return -1;
        } else if (scale < 1000) {
            part = part * 10 + (c - '0');
            scale *= 10;
        }
    }
    return whole * us + part * (us / scale);
}

static void set_inject(struct import *im, const struct node_red_node *n)
{
    const struct tree *cron = node_red_get(n->t, "crontab");
    const struct tree *repeat = node_red_get(n->t, "repeat");
    int64_t us = span_of(tree_text(repeat), STR("seconds"));

    if (us > 0) {
        import_duration(im, n->node, SET_EVERY, us, repeat->at);
    } else if (tree_text(cron).len) {
        import_text(im, n->node, SET_CRON, tree_text(cron), cron->at);
        import_unknown(im, n->node, SET_ZONE);
    }
}

/* Who may call is said in the settings file, which no export holds. */
static void set_webhook(struct import *im, const struct node_red_node *n)
{
    const struct tree *url = node_red_get(n->t, "url");

    if (url)
        import_text(im, n->node, SET_PATH, tree_text(url), url->at);
    import_unknown(im, n->node, SET_VERIFY);
}

/* Pairs of a list as a map, so that secrets in them are seen. */
static void set_pairs(struct import *im, node_id n, const struct tree *list,
                      const char *key, const char *value)
{
    struct tree_builder b;

    if (!list || list->kind != TREE_LIST || !list->nitems)
        return;
    tree_begin(&b, im->arena, TREE_MAP, list->at);
    for (uint32_t i = 0; i < list->nitems; i++) {
        const struct tree *x = list->items[i].value;
        const struct tree *k = node_red_get(x, key);
        const struct tree *v = node_red_get(x, value);
        if (k && v)
            tree_add(&b, tree_text(k), k->at, (struct tree *)(uintptr_t)v);
    }
    import_options(im, n, tree_end(&b, list->at));
}

static void set_http(struct import *im, const struct node_red_node *n)
{
    const struct tree *url = node_red_get(n->t, "url");
    str host = import_host(tree_text(url));

    if (host.len)
        import_calls(im, n->node, host);
    if (tree_text(url).len)
        import_text(im, n->node, SET_URL, tree_text(url), url->at);
    import_duration(im, n->node, SET_TIMEOUT, (int64_t)HTTP_TIMEOUT * 1000000,
                    n->at);
    import_absent(im, n->node, SET_RETRY);
    set_pairs(im, n->node, node_red_get(n->t, "headers"), "keyValue",
              "valueValue");
}

static void set_broker(struct import *im, const struct map *index,
                       const struct node_red_node *n)
{
    const struct tree *topic = node_red_get(n->t, "topic");
    const struct tree *ref = node_red_get(n->t, "broker");
    const struct node_red_node *config =
        tree_text(ref).len ? map_get(index, tree_text(ref)) : NULL;
    const struct tree *host = config ? node_red_get(config->t, "broker") : NULL;

    if (tree_text(topic).len)
        import_text(im, n->node, SET_TOPIC, tree_text(topic), topic->at);
    if (tree_text(ref).len && !config) {
        struct graph_foreign *own = import_foreign(im, n->node);
        own->missing_kind = STR("broker");
        own->missing = tree_text(ref);
    }
    if (tree_text(host).len)
        import_calls(im, n->node, tree_text(host));
}

static void set_code(struct import *im, const struct node_red_node *n)
{
    static const struct {
        const char *type, *key, *language;
    } codes[] = {{"function", "func", "javascript"},
                 {"exec", "command", "shell"},
                 {"python3-function", "func", "python"},
                 {"template", "template", "mustache"},
                 {NULL, NULL, NULL}};

    for (unsigned i = 0; codes[i].type; i++) {
        const struct tree *code = node_red_get(n->t, codes[i].key);
        if (str_is(n->type, codes[i].type) && code && code->kind == TREE_TEXT &&
            code->text.len)
            import_code(im, n->node, SET_VALUE, codes[i].language, code->text,
                        code->at);
    }
}

static void set_wait(struct import *im, const struct node_red_node *n)
{
    const struct tree *count = node_red_get(n->t, "timeout");
    int64_t us = span_of(tree_text(count), node_red_text(n->t, "timeoutUnits"));

    if (us >= 0 && str_is(node_red_text(n->t, "pauseType"), "delay"))
        import_duration(im, n->node, SET_FOR, us, count->at);
}

static void set_call(struct import *im, const struct node_red_node *n)
{
    const struct tree *t = node_red_get(n->t, "timeout");
    int64_t us = span_of(tree_text(t), STR("seconds"));

    if (us <= 0)
        us = (int64_t)CALL_TIMEOUT * 1000000;
    import_duration(im, n->node, SET_TIMEOUT, us, t ? t->at : n->at);
}

static void set_database(struct import *im, const struct node_red_node *n)
{
    const struct tree *sql = node_red_get(n->t, "query");

    if (!sql || !tree_text(sql).len)
        sql = node_red_get(n->t, "sql");
    if (tree_text(sql).len)
        import_text(im, n->node, SET_STATEMENT, tree_text(sql), sql->at);
}

void node_red_settings(struct import *im, const struct map *index,
                       const struct node_red_node *n)
{
    enum graph_node_kind kind = im->g->nodes.at[n->node].kind;

    if (str_is(n->type, "inject"))
        set_inject(im, n);
    else if (str_is(n->type, "http in"))
        set_webhook(im, n);
    else if (str_is(n->type, "mqtt in") || str_is(n->type, "mqtt out"))
        set_broker(im, index, n);
    else if (is_http(n))
        set_http(im, n);
    else if (str_is(n->type, "delay"))
        set_wait(im, n);
    else if (str_is(n->type, "link call"))
        set_call(im, n);
    else if (str_is(n->type, "change"))
        set_pairs(im, n->node, node_red_get(n->t, "rules"), "p", "to");
    else
        set_code(im, n);
    if (node_remote(kind) && !is_http(n)) {
        import_absent(im, n->node, SET_RETRY);
        import_calls(im, n->node, n->type);
        set_database(im, n);
    }
}
