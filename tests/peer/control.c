/*
 * How a test commands the peer and reads what it saw: POST /_control, GET
 * /_log, GET /_state. The README beside this file lists the commands.
 */
#include "tests/peer/json.h"
#include "tests/peer/peer.h"

#include <string.h>

const char *const fault_names[] = {
    [FAULT_FAIL] = "fail",
    [FAULT_SLOW] = "slow",
    [FAULT_HALF] = "half",
    [FAULT_CLOSE_BEFORE] = "close_before",
    [FAULT_CLOSE_AFTER] = "close_after",
    [FAULT_MALFORMED] = "malformed",
    [FAULT_HUGE] = "huge",
    [FAULT_DRIP] = "drip",
};

enum { NKINDS = sizeof fault_names / sizeof *fault_names };

static bool matches(str pattern, str text)
{
    if (!pattern.len)
        return true;
    if (str_ends_with(pattern, STR("*")))
        return str_starts_with(text, str_slice(pattern, 0, pattern.len - 1));
    return str_eq(pattern, text);
}

struct fault *fault_for(struct world *w, const struct request *r)
{
    struct fault *hit = NULL;
    for (uint32_t i = 0; i < w->faults.n; i++) {
        struct fault *f = &w->faults.at[i];
        if (!matches(f->method, r->method) ||
            (!matches(f->path, r->path) && !matches(f->path, r->target)))
            continue;
        f->seen++;
        bool due =
            f->seen >= f->nth && (f->times == 0 || f->seen < f->nth + f->times);
        if (due && !hit)
            hit = f;
    }
    return hit;
}

static str text_of(struct world *w, str rule, const char *name)
{
    str value;
    return json_get(rule, name, &value)
               ? arena_str(w->arena, json_text(w->arena, value))
               : (str){0};
}

static int64_t number_of(str rule, const char *name, int64_t start)
{
    str value;
    int64_t n;
    return json_get(rule, name, &value) && json_int(value, &n) ? n : start;
}

static void add_fault(struct world *w, str rule, enum fault_kind kind)
{
    str after;
    struct fault *f = vec_push(w->arena, &w->faults);
    f->kind = kind;
    f->method = text_of(w, rule, "method");
    f->path = text_of(w, rule, "path");
    f->nth = number_of(rule, "nth", 1);
    f->times = number_of(rule, "times", 1);
    f->status = number_of(rule, "status", 500);
    f->ms = number_of(rule, "ms", kind == FAULT_DRIP ? 10 : 1000);
    f->bytes = number_of(rule, "bytes", 1 << 20);
    f->body = text_of(w, rule, "body");
    f->retry_after = text_of(w, rule, "retry_after");
    f->after = json_get(rule, "after", &after) && str_eq(after, STR("true"));
}

/* Back to the beginning: what was seeded stays as it is now. */
static void forget(struct world *w)
{
    w->faults.n = 0;
    w->log.n = 0;
    map_init(&w->handled, w->arena);
}

static bool obey(struct call *c, str rule)
{
    struct world *w = c->world;
    str name = text_of(w, rule, "do"), data;
    const char *why = NULL;
    for (int i = 0; i < NKINDS; i++) {
        if (str_eq(name, str_from(fault_names[i]))) {
            add_fault(w, rule, (enum fault_kind)i);
            return true;
        }
    }
    if (str_eq(name, STR("expire_tokens"))) {
        w->tokens.n = 0;
    } else if (str_eq(name, STR("token_life"))) {
        w->token_life = number_of(rule, "seconds", 3600);
    } else if (str_eq(name, STR("forget"))) {
        forget(w);
    } else if (str_eq(name, STR("stop"))) {
        w->stop = true;
    } else if (str_eq(name, STR("seed"))) {
        if (!json_get(rule, "data", &data) || !world_seed(w, data, &why)) {
            answer_json(c, 400, "{\"error\":\"seed: %s\"}",
                        why ? why : "no data");
            return false;
        }
    } else {
        answer_json(c, 400, "{\"error\":\"unknown command\"}");
        return false;
    }
    return true;
}

static void control(struct call *c)
{
    str body = str_trim(c->req->body), key, rule;
    if (!call_has_json(c, body.len && *body.ptr == '[' ? '[' : '{'))
        return;
    struct json_iter it = json_iter(body);
    if (it.object && !obey(c, body))
        return;
    while (!it.object && json_next(&it, &key, &rule))
        if (!obey(c, rule))
            return;
    answer_json(c, 200, "{\"rules\":%u}", (unsigned)c->world->faults.n);
}

static void put_pair(struct buf *b, const char *name, str value)
{
    buf_printf(b, ",\"%s\":", name);
    put_json_text(b, value);
}

static void put_logged(struct buf *b, const struct logged *l, unsigned n)
{
    const char *why;
    buf_printf(b, "%s\n{\"n\":%u,\"status\":%d,\"handled\":%u", n ? "," : "",
               n + 1, l->status, (unsigned)l->handled);
    put_pair(b, "method", l->method);
    put_pair(b, "path", l->path);
    put_pair(b, "query", l->query);
    put_pair(b, "auth", l->auth);
    put_pair(b, "key", l->key);
    put_pair(b, "content_type", l->type);
    put_pair(b, "accept", l->accept);
    put_pair(b, "user_agent", l->agent);
    put_pair(b, "sha256", str_from(l->digest));
    buf_text(b, ",\"fault\":");
    if (l->fault)
        put_json_text(b, str_from(l->fault));
    else
        buf_text(b, "null");
    buf_text(b, ",\"body\":");
    buf_str(b, json_check(l->body, &why) ? l->body : STR("null"));
    buf_char(b, '}');
}

static void show_log(struct call *c)
{
    const struct world *w = c->world;
    str path;
    unsigned n = 0;
    request_param(c->arena, c->req->query, "path", &path);
    c->status = 200;
    buf_text(c->body, "{\"requests\":[");
    for (uint32_t i = 0; i < w->log.n; i++)
        if (matches(path, w->log.at[i].path))
            put_logged(c->body, &w->log.at[i], n++);
    buf_text(c->body, "]}\n");
}

static void put_docs(struct buf *b, const char *name, const struct docs *docs,
                     bool first)
{
    bool any = false;
    buf_printf(b, "%s\n  \"%s\":[", first ? "" : ",", name);
    for (uint32_t i = 0; i < docs->list.n; i++) {
        const struct doc *d = &docs->list.at[i];
        buf_text(b, any ? ",\n    {\"key\":" : "\n    {\"key\":");
        put_json_text(b, d->key);
        buf_printf(b,
                   ",\"writes\":%u,\"gone\":%s,\"body\":", (unsigned)d->writes,
                   d->gone ? "true" : "false");
        buf_str(b, d->body);
        buf_char(b, '}');
        any = true;
    }
    buf_char(b, ']');
}

static void show_state(struct call *c)
{
    const struct world *w = c->world;
    struct buf *b = c->body;
    c->status = 200;
    buf_text(b, "{\"shop\":{");
    put_docs(b, "orders", &w->orders, true);
    put_docs(b, "inventory_levels", &w->levels, false);
    put_docs(b, "variants", &w->variants, false);
    buf_text(b, "},\n\"erp\":{");
    put_docs(b, "salesOrder", &w->sales_orders, true);
    put_docs(b, "inventoryItem", &w->items, false);
    buf_text(b, "},\n\"warehouse\":{");
    put_docs(b, "sales_orders", &w->picks, true);
    put_docs(b, "stock_levels", &w->stock, false);
    buf_text(b, "},\n\"collections\":{");
    for (uint32_t i = 0; i < w->collections.entries.n; i++)
        put_docs(b, w->collections.entries.at[i].key.ptr,
                 w->collections.entries.at[i].value, i == 0);
    buf_text(b, "}}\n");
}

const struct route control_routes[] = {
    {"POST", "/_control", control},
    {"GET", "/_log", show_log},
    {"GET", "/_state", show_state},
    {NULL, NULL, NULL},
};
