/*
 * The types of Kestra's tasks: its own, and those of plugins by their words.
 */
#include "compiler/import/kestra.h"

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

static bool holds(str s, const char *part)
{
    return str_find(s, str_from(part)) >= 0;
}

str kestra_short_type(str type, bool *core)
{
    static const char *const heads[] = {"io.kestra.plugin.core.",
                                        "io.kestra.core.tasks.",
                                        "io.kestra.plugin.", NULL};

    for (unsigned i = 0; heads[i]; i++)
        if (str_starts_with(type, str_from(heads[i]))) {
            *core = i < 2;
            return str_slice(type, str_from(heads[i]).len, type.len);
        }
    *core = false;
    return type;
}

str kestra_last_part(str type)
{
    size_t from = 0;

    for (size_t i = 0; i < type.len; i++)
        if (type.ptr[i] == '.')
            from = i + 1;
    return str_slice(type, from, type.len);
}

static bool starts_one(str s, const char *const *words)
{
    while (*words && !str_starts_with(s, str_from(*words)))
        words++;
    return *words != NULL;
}

static bool holds_one(str s, const char *const *words)
{
    while (*words && !holds(s, *words))
        words++;
    return *words != NULL;
}

static bool selects(str sql)
{
    str s = str_trim(sql);

    return s.len > 6 && (s.ptr[0] | ' ') == 's' && (s.ptr[1] | ' ') == 'e' &&
           (s.ptr[2] | ' ') == 'l';
}

static enum graph_node_kind plugin_kind(const struct tree *t, str type)
{
    static const char *const tells[] = {
        "notifications.", "slack.", "telegram",  "discord", "twilio",
        "mail.",          "email.", "pagerduty", "teams.",  NULL};
    static const char *const asks[] = {"Get",   "List",    "Query", "Search",
                                       "Fetch", "Consume", "Read",  "Download",
                                       "Find",  "Count",   NULL};
    static const char *const sends[] = {"Publish", "Produce", "Send", NULL};
    static const char *const maps[] = {"serdes.", "transform.", "compress.",
                                       "crypto.", NULL};
    str name = kestra_last_part(type), method = text_of(t, "method");
    str sql = text_of(t, "sql");

    if (holds(type, "http."))
        return !method.len || is(method, "GET") || is(method, "HEAD")
                   ? NODE_ENRICH
                   : NODE_WRITE;
    if (str_starts_with(type, STR("scripts.")) || holds(name, "Script") ||
        holds(name, "Commands") || is(name, "CLI"))
        return NODE_SCRIPT;
    if (holds_one(type, tells))
        return NODE_NOTIFY;
    if (starts_one(type, maps))
        return NODE_MAP;
    if (sql.len)
        return selects(sql) ? NODE_ENRICH : NODE_WRITE;
    if (starts_one(name, sends))
        return NODE_SEND;
    return starts_one(name, asks) ? NODE_ENRICH : NODE_WRITE;
}

enum graph_node_kind kestra_kind_of(const struct tree *t, str type, bool core)
{
    if (!core)
        return str_starts_with(type, STR("io.kestra.")) ? NODE_MAP
                                                        : plugin_kind(t, type);
    if (holds(type, "http."))
        return plugin_kind(t, type);
    if (is(type, "execution.Fail") || is(type, "executions.Fail"))
        return get(t, "condition") ? NODE_CHECK : NODE_HALT;
    if (is(type, "execution.Assert"))
        return NODE_CHECK;
    if (is(type, "flow.Subflow") || is(type, "flows.Subflow") ||
        is(type, "flow.ForEachItem") || is(type, "flow.Template"))
        return NODE_CALL;
    if (is(type, "flow.Pause") || is(type, "flow.Sleep") ||
        is(type, "flows.Pause"))
        return NODE_WAIT;
    if (is(type, "kv.Set") || is(type, "kv.Delete") || is(type, "state.Set"))
        return NODE_STORE;
    return NODE_MAP;
}

str kestra_system_of(str type)
{
    size_t end = type.len - kestra_last_part(type).len;
    str s = str_slice(type, 0, end ? end - 1 : 0);

    return kestra_last_part(s);
}
