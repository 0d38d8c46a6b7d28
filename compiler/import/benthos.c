/*
 * Components of Redpanda Connect: which kind of step each type is, and what
 * its settings say. Defaults are those of the components' pages.
 */
#include "compiler/import/benthos.h"

enum {
    HTTP_RETRIES = 3,
    HTTP_TIMEOUT = 5,     // s
    HTTP_RETRY = 1,       // s, the first wait
    HTTP_MOST_RETRY = 300 // s, the longest
};

const struct tree *benthos_get(const struct tree *t, const char *key)
{
    return tree_get(t, str_from(key));
}

str benthos_text(const struct tree *t, const char *key)
{
    return tree_text(benthos_get(t, key));
}

static bool is_one_of(str s, const char *const *words)
{
    for (unsigned i = 0; words[i]; i++)
        if (str_is(s, words[i]))
            return true;
    return false;
}

bool benthos_part_read(const struct tree *t, struct benthos_part *p)
{
    static const char *const others[] = {"label", "processors", "description",
                                         NULL};
    const struct tree *type = benthos_get(t, "type");

    *p = (struct benthos_part){.label = benthos_text(t, "label")};
    for (uint32_t i = 0; i < tree_map_size(t); i++) {
        const struct tree_item *x = &t->items[i];
        if (is_one_of(x->key, others) || x->value == type)
            continue;
        p->type = x->key;
        p->settings = x->value;
        p->at = x->key_at;
        return true;
    }
    // A list of processors is a processor too.
    const struct tree_item *own =
        t && t->kind == TREE_MAP ? tree_item_get(t, STR("processors")) : NULL;
    if (own) {
        p->type = own->key;
        p->settings = own->value;
        p->at = own->key_at;
    }
    return own;
}

bool benthos_is(const struct benthos_part *p, const char *type)
{
    return str_is(p->type, type);
}

bool benthos_asks_error(str code)
{
    return str_has(code, "errored()") || str_has(code, "error()");
}

/* --- kinds --------------------------------------------------------------- */

static const char *const topics[] = {"kafka",
                                     "kafka_franz",
                                     "redpanda",
                                     "redpanda_common",
                                     "amqp_0_9",
                                     "amqp_1",
                                     "mqtt",
                                     "nats",
                                     "nats_jetstream",
                                     "nats_stream",
                                     "aws_sqs",
                                     "aws_kinesis",
                                     "aws_sns",
                                     "gcp_pubsub",
                                     "nsq",
                                     "pulsar",
                                     "redis_pubsub",
                                     "redis_list",
                                     "redis_streams",
                                     "azure_queue_storage",
                                     "websocket",
                                     "socket",
                                     "zmq4",
                                     "zmq4n",
                                     "aws_kinesis_firehose",
                                     "mqtt_5",
                                     NULL};

str benthos_trigger_word(const struct benthos_part *p)
{
    static const char *const files[] = {"file",
                                        "csv",
                                        "sftp",
                                        "aws_s3",
                                        "parquet",
                                        "gcp_cloud_storage",
                                        "azure_blob_storage",
                                        NULL};

    if (str_is(p->type, "generate"))
        return benthos_text(p->settings, "interval").len ? STR("every")
                                                         : STR("callable");
    if (str_is(p->type, "http_server"))
        return STR("webhook");
    if (is_one_of(p->type, topics))
        return STR("topic");
    return is_one_of(p->type, files) ? STR("file") : p->type;
}

bool benthos_maybe_bounded(const struct benthos_part *p)
{
    static const char *const bounded[] = {"aws_sqs",
                                          "amqp_0_9",
                                          "amqp_1",
                                          "gcp_pubsub",
                                          "nats_jetstream",
                                          "nsq",
                                          "pulsar",
                                          "azure_queue_storage",
                                          NULL};

    return is_one_of(p->type, bounded);
}

enum graph_node_kind benthos_processor_kind(const struct benthos_part *p)
{
    static const char *const maps[] = {"mapping",
                                       "bloblang",
                                       "mutation",
                                       "archive",
                                       "unarchive",
                                       "compress",
                                       "decompress",
                                       "jmespath",
                                       "jq",
                                       "json_schema",
                                       "log",
                                       "metric",
                                       "noop",
                                       "select_parts",
                                       "split",
                                       "insert_part",
                                       "bounds_check",
                                       "avro",
                                       "protobuf",
                                       "msgpack",
                                       "parquet_encode",
                                       "parquet_decode",
                                       "parse_log",
                                       "grok",
                                       "group_by_value",
                                       "benchmark",
                                       "xml",
                                       "text_chunker",
                                       "parquet",
                                       "string_split",
                                       "json_documents",
                                       "processors",
                                       "sentinel",
                                       "sync_batch",
                                       NULL};
    static const char *const scripts[] = {
        "javascript", "awk", "command", "subprocess", "wasm", "ffi", NULL};
    str verb = benthos_text(p->settings, "verb");

    if (is_one_of(p->type, maps))
        return NODE_MAP;
    if (is_one_of(p->type, scripts))
        return NODE_SCRIPT;
    if (str_is(p->type, "dedupe"))
        return NODE_DEDUPE;
    if (str_is(p->type, "sleep") || str_is(p->type, "rate_limit"))
        return NODE_WAIT;
    if (str_is(p->type, "cache"))
        return NODE_STORE;
    if (str_is(p->type, "sync_response"))
        return NODE_REPLY;
    if (str_is(p->type, "http")) // POST, when it does not say
        return str_is(verb, "GET") || str_is(verb, "HEAD") ? NODE_ENRICH
                                                           : NODE_WRITE;
    return str_is(p->type, "sql_insert") || str_is(p->type, "aws_lambda")
               ? NODE_WRITE
               : NODE_ENRICH;
}

enum graph_node_kind benthos_output_kind(const struct benthos_part *p)
{
    static const char *const locals[] = {"stdout", "file",       "cache",
                                         "inproc", "subprocess", NULL};

    if (is_one_of(p->type, topics))
        return NODE_SEND;
    if (is_one_of(p->type, locals))
        return NODE_STORE;
    if (str_is(p->type, "drop"))
        return NODE_DROP;
    if (str_is(p->type, "reject"))
        return NODE_HALT;
    if (str_is(p->type, "sync_response"))
        return NODE_REPLY;
    return str_is(p->type, "slack_post") || str_is(p->type, "discord")
               ? NODE_NOTIFY
               : NODE_WRITE;
}

/* --- settings ------------------------------------------------------------ */

/* The first text of a scalar or a list. */
static const struct tree *first_text(const struct tree *t)
{
    if (t && t->kind == TREE_LIST && t->nitems)
        t = t->items[0].value;
    return t && t->kind == TREE_TEXT && t->text.len ? t : NULL;
}

static void set_topic(struct import *im, node_id n,
                      const struct benthos_part *p)
{
    static const char *const keys[] = {"topic",  "topics", "queue", "subject",
                                       "stream", "key",    NULL};

    for (unsigned i = 0; keys[i]; i++) {
        const struct tree *t = first_text(benthos_get(p->settings, keys[i]));
        if (!t)
            continue;
        import_text(im, n, SET_TOPIC, t->text, t->at);
        return;
    }
}

static void set_interval(struct import *im, node_id n, const struct tree *t)
{
    str text = tree_text(t);
    const str every = STR("@every ");

    if (str_starts_with(text, every))
        text = str_slice(text, every.len, text.len);
    int64_t us = import_read_duration(text, 1);
    if (text.len) // a stream is one run; a tick waits while all is busy
        import_flag(im, n, SET_NO_OVERLAP, true, t->at);
    if (us > 0) {
        import_duration(im, n, SET_EVERY, us, t->at);
    } else if (text.len) {
        im->g->nodes.at[n].word = STR("cron");
        import_text(im, n, SET_CRON, text, t->at);
    }
}

void benthos_input_settings(struct import *im, node_id n,
                            const struct benthos_part *p)
{
    const struct tree *path = benthos_get(p->settings, "path");

    if (str_is(p->type, "generate"))
        set_interval(im, n, benthos_get(p->settings, "interval"));
    if (str_is(p->type, "http_server") && path)
        import_text(im, n, SET_PATH, tree_text(path), path->at);
    if (is_one_of(p->type, topics))
        set_topic(im, n, p);
}

/* What is filled in from outside is no secret of the file, and an address is
 * told apart. */
static void add_texts(struct tree_builder *b, const struct tree *m)
{
    static const char *const apart[] = {"url", "dsn", "urls", NULL};

    for (uint32_t i = 0; i < tree_map_size(m); i++) {
        const struct tree_item *x = &m->items[i];
        if (!is_one_of(x->key, apart) && !str_has(tree_text(x->value), "${"))
            tree_add(b, x->key, x->key_at, x->value);
    }
}

/* Texts of the settings and of the maps that hold credentials in one map. */
static void set_options(struct import *im, node_id n, const struct tree *t)
{
    static const char *const inner[] = {"headers",     "basic_auth", "oauth2",
                                        "credentials", "sasl",       NULL};
    struct tree_builder b;

    if (!t || t->kind != TREE_MAP)
        return;
    tree_begin(&b, im->arena, TREE_MAP, t->at);
    add_texts(&b, t);
    for (unsigned k = 0; inner[k]; k++) {
        const struct tree *m = benthos_get(t, inner[k]);
        if (m && m->kind == TREE_LIST && m->nitems)
            m = m->items[0].value;
        add_texts(&b, m);
    }
    import_options(im, n, tree_end(&b, t->at));
}

static void set_http(struct import *im, node_id n, const struct benthos_part *p)
{
    const struct tree *t = benthos_get(p->settings, "timeout");
    const struct tree *tries = benthos_get(p->settings, "retries");
    const struct tree *wait = benthos_get(p->settings, "retry_period");
    const struct tree *most = benthos_get(p->settings, "max_retry_backoff");
    int64_t us = import_read_duration(tree_text(t), 1);
    int64_t count = tries ? import_read_int(tries) : HTTP_RETRIES;
    int64_t first = import_read_duration(tree_text(wait), 1);
    int64_t last = import_read_duration(tree_text(most), 1);

    import_duration(im, n, SET_TIMEOUT,
                    us > 0 ? us : (int64_t)HTTP_TIMEOUT * 1000000,
                    t ? t->at : p->at);
    import_absent(im, n, SET_RETRY);
    if (count <= 0)
        return;
    import_number(im, n, SET_RETRY, count, tries ? tries->at : p->at);
    import_duration(im, n, SET_BACKOFF,
                    first >= 0 ? first : (int64_t)HTTP_RETRY * 1000000, p->at);
    import_duration(im, n, SET_BACKOFF_CAP,
                    last >= 0 ? last : (int64_t)HTTP_MOST_RETRY * 1000000,
                    p->at);
    im->g->nodes.at[n].retry_on = weir_class_outage();
}

static void set_address(struct import *im, node_id n,
                        const struct benthos_part *p)
{
    const struct tree *url = first_text(benthos_get(p->settings, "url"));

    if (!url)
        url = first_text(benthos_get(p->settings, "dsn"));
    if (!url)
        url = first_text(benthos_get(p->settings, "urls"));
    str host = import_host(tree_text(url));
    if (url)
        import_text(im, n, SET_URL, url->text, url->at);
    import_calls(im, n, host.len ? host : p->type);
}

static void set_code(struct import *im, node_id n, const struct benthos_part *p)
{
    const struct tree *code = p->settings;
    const char *language = "bloblang";

    if (str_is(p->type, "javascript")) {
        code = benthos_get(code, "code");
        language = "javascript";
    } else if (str_is(p->type, "awk")) {
        code = benthos_get(code, "program");
        language = "awk";
    } else if (str_is(p->type, "branch")) {
        code = benthos_get(code, "request_map");
    }
    if (code && code->kind == TREE_TEXT && code->text.len)
        import_code(im, n, SET_VALUE, language, code->text, code->at);
}

static void set_dedupe(struct import *im, node_id n,
                       const struct benthos_part *p)
{
    const struct tree *key = benthos_get(p->settings, "key");

    if (key)
        import_code(im, n, SET_BY, "bloblang", tree_text(key), key->at);
    import_flag(im, n, SET_SEEN_FIRST, true, p->at);
    import_unknown(im, n, SET_WITHIN); // the cache's
}

void benthos_settings(struct import *im, node_id n,
                      const struct benthos_part *p)
{
    enum graph_node_kind kind = im->g->nodes.at[n].kind;
    bool remote = node_remote(kind) || kind == NODE_SEND ||
                  kind == NODE_NOTIFY || kind == NODE_PARK;
    const struct tree *query = benthos_get(p->settings, "query");

    if (str_is(p->type, "http") || str_is(p->type, "http_client"))
        set_http(im, n, p);
    else if (str_is(p->type, "dedupe"))
        set_dedupe(im, n, p);
    if (remote) {
        set_address(im, n, p);
        set_options(im, n, p->settings);
    }
    if (kind == NODE_MAP || kind == NODE_SCRIPT)
        set_code(im, n, p);
    if (kind == NODE_SEND)
        set_topic(im, n, p);
    if (remote && tree_text(query).len && str_is(p->type, "sql_raw"))
        import_text(im, n, SET_STATEMENT, tree_text(query), query->at);
}
