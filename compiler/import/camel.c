/*
 * Endpoints of Apache Camel: schemes, Kamelets and their parameters.
 */
#include "compiler/import/camel.h"

#include <ctype.h>

const struct tree *camel_get(const struct tree *t, const char *key)
{
    const struct tree *found = tree_get(t, str_from(key));
    char kebab[64];
    size_t n = 0;

    for (size_t i = 0; !found && key[i] && n + 2 < sizeof kebab; i++) {
        if (isupper((unsigned char)key[i]))
            kebab[n++] = '-';
        kebab[n++] = (char)tolower((unsigned char)key[i]);
    }
    return found ? found : tree_get(t, (str){kebab, n});
}

str camel_text(const struct tree *t, const char *key)
{
    return tree_text(camel_get(t, key));
}

str camel_name(struct arena *a, str key)
{
    char name[64];
    size_t n = 0;

    if (str_find(key, STR("-")) < 0 || key.len >= sizeof name)
        return key;
    for (size_t i = 0; i < key.len; i++)
        if (key.ptr[i] == '-' && i + 1 < key.len && key.ptr[i + 1] >= 'a' &&
            key.ptr[i + 1] <= 'z')
            name[n++] = (char)(key.ptr[++i] - 'a' + 'A');
        else
            name[n++] = key.ptr[i];
    return arena_printf(a, "%.*s", (int)n, name);
}

/* --- reading ------------------------------------------------------------- */

static void split_uri(struct camel_endpoint *e)
{
    str s = e->uri;
    size_t query = 0, colon = 0;

    while (query < s.len && s.ptr[query] != '?')
        query++;
    while (colon < query && s.ptr[colon] != ':')
        colon++;
    e->query = str_slice(s, query + 1, s.len);
    e->scheme = str_slice(s, 0, colon);
    e->name = str_slice(s, colon + 1, query);
    if (str_has(e->scheme, "{{"))
        e->scheme = STR("");
    while (e->name.len && e->name.ptr[0] == '/')
        e->name = str_slice(e->name, 1, e->name.len);
    if (!str_is(e->scheme, "kamelet"))
        return;
    for (size_t i = 0; i < e->name.len; i++)
        if (e->name.ptr[i] == '/')
            e->name.len = i; // the id of its route
}

struct camel_endpoint camel_endpoint_read(struct arena *a, const struct tree *t,
                                          const struct tree *defaults)
{
    const struct tree *uri = t && t->kind == TREE_TEXT ? t : NULL;
    const struct tree *ref = tree_get(t, STR("ref"));
    struct camel_endpoint e = {.defaults = defaults};

    if (!uri)
        uri = tree_get(t, STR("uri"));
    e.parameters = tree_get(t, STR("parameters"));
    if (!e.parameters)
        e.parameters = tree_get(t, STR("properties"));
    e.at = uri ? uri->at : t ? t->at : (span){0};
    e.uri = tree_text(uri);
    if (!uri && ref) {
        str name = tree_text(tree_get(ref, STR("name")));
        bool own = str_is(tree_text(tree_get(ref, STR("kind"))), "Kamelet");
        e.at = ref->at;
        e.uri = arena_printf(a, "%s:%" STR_FMT, own ? "kamelet" : "knative",
                             STR_ARG(name));
    }
    split_uri(&e);
    return e;
}

static str of_query(str query, str key)
{
    for (size_t i = 0; i < query.len;) {
        size_t end = i;
        while (end < query.len && query.ptr[end] != '&')
            end++;
        str pair = str_slice(query, i, end);
        if (pair.len > key.len && str_starts_with(pair, key) &&
            pair.ptr[key.len] == '=')
            return str_slice(pair, key.len + 1, pair.len);
        i = end + 1;
    }
    return STR("");
}

str camel_parameter(const struct camel_endpoint *e, const char *key)
{
    const struct tree *t = camel_get(e->parameters, key);
    str value = t ? tree_text(t) : of_query(e->query, str_from(key));

    if (!e->defaults || value.len < 5 || !str_starts_with(value, STR("{{")) ||
        !str_ends_with(value, STR("}}")))
        return value;
    str name = str_slice(value, 2, value.len - 2);
    if (name.ptr[0] == '?')
        name = str_slice(name, 1, name.len);
    const struct tree *set =
        tree_get(tree_get(e->defaults, name), STR("default"));
    return set ? tree_text(set) : value;
}

bool camel_is(const struct camel_endpoint *e, const char *scheme)
{
    return str_is(e->scheme, scheme);
}

/* --- kinds --------------------------------------------------------------- */

struct scheme {
    const char *name;
    enum graph_node_kind kind;
};

static const struct scheme schemes[] = {{"log", NODE_MAP},
                                        {"mock", NODE_MAP},
                                        {"stub", NODE_MAP},
                                        {"controlbus", NODE_MAP},
                                        {"xslt", NODE_MAP},
                                        {"xslt-saxon", NODE_MAP},
                                        {"xj", NODE_MAP},
                                        {"jslt", NODE_MAP},
                                        {"jolt", NODE_MAP},
                                        {"velocity", NODE_MAP},
                                        {"freemarker", NODE_MAP},
                                        {"mustache", NODE_MAP},
                                        {"thymeleaf", NODE_MAP},
                                        {"string-template", NODE_MAP},
                                        {"dataformat", NODE_MAP},
                                        {"atlasmap", NODE_MAP},
                                        {"mvel", NODE_MAP},
                                        {"dataset", NODE_MAP},
                                        {"browse", NODE_MAP},
                                        {"validator", NODE_CHECK},
                                        {"json-validator", NODE_CHECK},
                                        {"direct", NODE_CALL},
                                        {"bean", NODE_SCRIPT},
                                        {"class", NODE_SCRIPT},
                                        {"language", NODE_SCRIPT},
                                        {"exec", NODE_SCRIPT},
                                        {"seda", NODE_SEND},
                                        {"vm", NODE_SEND},
                                        {"disruptor", NODE_SEND},
                                        {"jms", NODE_SEND},
                                        {"activemq", NODE_SEND},
                                        {"activemq6", NODE_SEND},
                                        {"amqp", NODE_SEND},
                                        {"sjms", NODE_SEND},
                                        {"sjms2", NODE_SEND},
                                        {"kafka", NODE_SEND},
                                        {"rabbitmq", NODE_SEND},
                                        {"spring-rabbitmq", NODE_SEND},
                                        {"nats", NODE_SEND},
                                        {"paho", NODE_SEND},
                                        {"paho-mqtt5", NODE_SEND},
                                        {"pulsar", NODE_SEND},
                                        {"aws2-sqs", NODE_SEND},
                                        {"aws2-sns", NODE_SEND},
                                        {"aws2-kinesis", NODE_SEND},
                                        {"aws2-eventbridge", NODE_SEND},
                                        {"google-pubsub", NODE_SEND},
                                        {"azure-eventhubs", NODE_SEND},
                                        {"azure-servicebus", NODE_SEND},
                                        {"azure-storage-queue", NODE_SEND},
                                        {"stomp", NODE_SEND},
                                        {"knative", NODE_SEND},
                                        {"slack", NODE_NOTIFY},
                                        {"telegram", NODE_NOTIFY},
                                        {"smtp", NODE_NOTIFY},
                                        {"smtps", NODE_NOTIFY},
                                        {"google-mail", NODE_NOTIFY},
                                        {"irc", NODE_NOTIFY},
                                        {"twilio", NODE_NOTIFY},
                                        {"dns", NODE_ENRICH},
                                        {"geocoder", NODE_ENRICH},
                                        {"langchain4j-chat", NODE_ENRICH},
                                        {"openai", NODE_ENRICH},
                                        {NULL, NODE_WRITE}};

static const char *const sends[] = {
    "kafka",   "jms",      "amqp",        "sqs",
    "sns",     "mqtt",     "nats",        "rabbitmq",
    "pubsub",  "eventhub", "servicebus",  "storage-queue",
    "kinesis", "pulsar",   "eventbridge", NULL};
static const char *const tells[] = {"slack", "telegram", "mail",
                                    "sms",   "twilio",   NULL};
/* Actions that call a service; all others only change the message. */
static const char *const asks[] = {
    "aws-",  "azure-", "google-", "salesforce", "nominatim",
    "dns-",  "kserve", "openai",  "langchain",  "fhir",
    "http-", "jira",   "ibm-",    NULL};

static bool holds_one(str s, const char *const *words)
{
    while (*words && !str_has(s, *words))
        words++;
    return *words != NULL;
}

static enum graph_node_kind kamelet_kind(str name)
{
    if (str_is(name, "sink") || str_is(name, "source") ||
        str_starts_with(name, STR("log-")))
        return NODE_MAP; // to who uses the Kamelet
    if (str_ends_with(name, STR("-action")))
        return holds_one(name, asks) && !str_has(name, "data-type")
                   ? NODE_ENRICH
                   : NODE_MAP;
    if (str_starts_with(name, STR("exec-")))
        return NODE_SCRIPT;
    return holds_one(name, tells)   ? NODE_NOTIFY
           : holds_one(name, sends) ? NODE_SEND
                                    : NODE_WRITE;
}

static bool is_http(const struct camel_endpoint *e)
{
    return str_is(e->scheme, "http") || str_is(e->scheme, "https") ||
           str_is(e->scheme, "vertx-http") || str_is(e->scheme, "netty-http") ||
           str_is(e->scheme, "undertow") || str_is(e->scheme, "rest");
}

static bool only_asks(const struct camel_endpoint *e)
{
    str operation = camel_parameter(e, "operation");
    str query = camel_parameter(e, "query");
    static const char *const words[] = {"get",   "list", "find",
                                        "query", "read", NULL};

    if (str_is(e->scheme, "sql"))
        query = e->name;
    if (query.len >= 6)
        return (query.ptr[0] | ' ') == 's' && (query.ptr[1] | ' ') == 'e' &&
               (query.ptr[2] | ' ') == 'l';
    for (unsigned i = 0; words[i]; i++)
        if (str_starts_with(operation, str_from(words[i])))
            return true;
    return false;
}

enum graph_node_kind camel_sink_kind(const struct camel_endpoint *e, str method)
{
    const struct scheme *s = schemes;

    if (str_is(e->scheme, "kamelet"))
        return kamelet_kind(e->name);
    while (s->name && !str_is(e->scheme, s->name))
        s++;
    if (s->name)
        return s->kind;
    if (is_http(e)) {
        str own = camel_parameter(e, "httpMethod");
        if (!own.len)
            own = method;
        return str_is(own, "GET") || str_is(own, "HEAD") ? NODE_ENRICH
                                                         : NODE_WRITE;
    }
    return only_asks(e) ? NODE_ENRICH : NODE_WRITE;
}

bool camel_is_log(const struct camel_endpoint *e)
{
    return str_is(e->scheme, "log") || str_is(e->scheme, "mock") ||
           str_is(e->scheme, "stub") ||
           (str_is(e->scheme, "kamelet") &&
            str_starts_with(e->name, STR("log-")));
}

/* --- systems and triggers ------------------------------------------------ */

static str without(str s, const char *tail)
{
    str t = str_from(tail);

    return str_ends_with(s, t) ? str_slice(s, 0, s.len - t.len) : s;
}

str camel_system(const struct camel_endpoint *e)
{
    str host = import_host(e->uri);

    if (str_is(e->scheme, "kamelet"))
        return without(
            without(without(without(e->name, "-action"), "-sink"), "-source"),
            "-not-secured");
    if (str_is(e->scheme, "http") || str_is(e->scheme, "https"))
        return host;
    return e->scheme;
}

struct trigger {
    const char *scheme, *word;
};

static const struct trigger triggers[] = {
    {"timer", "every"},
    {"scheduler", "every"},
    {"timer-source", "every"},
    {"quartz", "cron"},
    {"cron", "cron"},
    {"cron-source", "cron"},
    {"platform-http", "webhook"},
    {"servlet", "webhook"},
    {"netty-http", "webhook"},
    {"jetty", "webhook"},
    {"undertow", "webhook"},
    {"rest", "webhook"},
    {"rest-openapi", "webhook"},
    {"webhook-source", "webhook"},
    {"http-secured-source", "webhook"},
    {"direct", "callable"},
    {"source", "callable"}, // kamelet:source
    {"file", "file"},
    {"ftp", "file"},
    {"ftps", "file"},
    {"sftp", "file"},
    {NULL, NULL}};

str camel_trigger_word(const struct camel_endpoint *e)
{
    str word = str_is(e->scheme, "kamelet") ? e->name : e->scheme;
    const struct trigger *t = triggers;
    struct camel_endpoint plain = *e;

    while (t->scheme && !str_is(word, t->scheme))
        t++;
    if (t->scheme)
        return str_from(t->word);
    if (str_is(e->scheme, "kamelet")
            ? holds_one(word, sends)
            : camel_sink_kind(&plain, STR("")) == NODE_SEND)
        return STR("topic");
    return word.len ? word : STR("unknown");
}

/* A web server answers with the failure, a broker hands the message out
 * again; Kafka's consumer goes on with the next record. */
bool camel_gives_back(const struct camel_endpoint *e)
{
    str word = camel_trigger_word(e);
    str name = str_is(e->scheme, "kamelet") ? e->name : e->scheme;

    if (str_is(word, "callable") || str_is(word, "webhook"))
        return true;
    return str_is(word, "topic") && !str_has(name, "kafka") &&
           !str_has(name, "mqtt") && !str_has(name, "nats") &&
           !str_is(name, "seda") && !str_is(name, "vm");
}
