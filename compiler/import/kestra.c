/*
 * The types of Kestra's tasks: its own, and those of plugins by their words.
 */
#include "compiler/import/kestra.h"

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

static bool starts_one(str s, const char *const *words)
{
    while (*words && !str_starts_with(s, str_from(*words)))
        words++;
    return *words != NULL;
}

static bool holds_one(str s, const char *const *words)
{
    while (*words && !str_has(s, *words))
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
    str name = str_behind(type, '.'), method = tree_text_at(t, "method");
    str sql = tree_text_at(t, "sql");

    if (str_has(type, "http."))
        return !method.len || str_is(method, "GET") || str_is(method, "HEAD")
                   ? NODE_ENRICH
                   : NODE_WRITE;
    if (str_starts_with(type, STR("scripts.")) || str_has(name, "Script") ||
        str_has(name, "Commands") || str_is(name, "CLI"))
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
    if (str_has(type, "http."))
        return plugin_kind(t, type);
    if (str_is(type, "execution.Fail") || str_is(type, "executions.Fail"))
        return tree_at(t, "condition") ? NODE_CHECK : NODE_HALT;
    if (str_is(type, "execution.Assert"))
        return NODE_CHECK;
    if (str_is(type, "flow.Subflow") || str_is(type, "flows.Subflow") ||
        str_is(type, "flow.ForEachItem") || str_is(type, "flow.Template"))
        return NODE_CALL;
    if (str_is(type, "flow.Pause") || str_is(type, "flow.Sleep") ||
        str_is(type, "flows.Pause"))
        return NODE_WAIT;
    if (str_is(type, "kv.Set") || str_is(type, "kv.Delete") ||
        str_is(type, "state.Set"))
        return NODE_STORE;
    return NODE_MAP;
}

str kestra_system_of(str type)
{
    size_t end = type.len - str_behind(type, '.').len;
    str s = str_slice(type, 0, end ? end - 1 : 0);

    return str_behind(s, '.');
}
