/*
 * Collections of anything, paged by a cursor: for flows that need a source or
 * a target and no vendor. `id` is a document's key, `updated_at` its time.
 */
#include "tests/peer/clock.h"
#include "tests/peer/json.h"
#include "tests/peer/peer.h"

/* GET ?cursor&limit&since: in the order written; `next_cursor` is null at the
 * end. */
static void list(struct call *c)
{
    const struct docs *docs = world_collection(c->world, c->args[0]);
    int64_t from, limit, since, shown = 0;
    if (!call_params(c, "cursor limit since") ||
        !call_number(c, "cursor", 0, 0, INT32_MAX, &from) ||
        !call_number(c, "limit", 100, 1, 1000, &limit) ||
        !call_time(c, "since", INT64_MIN, &since))
        return;
    call_page_size(c, &limit);
    c->status = 200;
    buf_text(c->body, "{\"data\":[");
    uint32_t i = (uint32_t)from;
    for (; i < docs->list.n && shown < limit; i++) {
        const struct doc *d = &docs->list.at[i];
        if (d->gone || d->at < since)
            continue;
        buf_text(c->body, shown++ ? "," : "");
        buf_str(c->body, d->body);
    }
    if (i < docs->list.n)
        buf_printf(c->body, "],\"next_cursor\":\"%u\",\"has_more\":true}",
                   (unsigned)i);
    else
        buf_text(c->body, "],\"next_cursor\":null,\"has_more\":false}");
}

static int64_t time_of(struct call *c, str body)
{
    str text;
    int64_t at;
    if (json_get(body, "updated_at", &text) &&
        clock_parse(json_text(c->arena, text), &at))
        return at;
    return clock_now();
}

static void create(struct call *c)
{
    struct docs *docs = world_collection(c->world, c->args[0]);
    str id, body = str_trim(c->req->body);
    if (!call_has_json(c, '{'))
        return;
    if (!json_get(body, "id", &id)) {
        answer_json(c, 422, "{\"error\":\"an id is due\"}");
        return;
    }
    str key = json_text(c->arena, id);
    if (docs_find(docs, key)) {
        answer_json(c, 409, "{\"error\":\"duplicate\"}");
        return;
    }
    docs_put(docs, key, body, time_of(c, body));
    answer_json(c, 201, "%" STR_FMT, STR_ARG(body));
}

static void upsert(struct call *c)
{
    struct docs *docs = world_collection(c->world, c->args[0]);
    if (!call_has_json(c, '{'))
        return;
    str body = str_trim(c->req->body);
    docs_put(docs, c->args[1], body, time_of(c, body));
    answer_json(c, 200, "%" STR_FMT, STR_ARG(body));
}

static void get(struct call *c)
{
    struct docs *docs = world_collection(c->world, c->args[0]);
    const struct doc *d = docs_find(docs, c->args[1]);
    if (!d)
        answer_json(c, 404, "{\"error\":\"not found\"}");
    else
        answer_json(c, 200, "%" STR_FMT, STR_ARG(d->body));
}

static void delete (struct call *c)
{
    struct docs *docs = world_collection(c->world, c->args[0]);
    struct doc *d = docs_find(docs, c->args[1]);
    if (!d) {
        answer_json(c, 404, "{\"error\":\"not found\"}");
        return;
    }
    docs_remove(docs, d);
    c->status = 204;
}

const struct route collection_routes[] = {
    {"GET", "/collections/{}", list},
    {"POST", "/collections/{}", create},
    {"GET", "/collections/{}/{}", get},
    {"PUT", "/collections/{}/{}", upsert},
    {"DELETE", "/collections/{}/{}", delete},
    {NULL, NULL, NULL},
};
