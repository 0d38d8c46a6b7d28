/*
 * The warehouse: takes pick orders once each, lists them and its stock by page
 * number. Its key stands in a header.
 */
#include "tests/peer/clock.h"
#include "tests/peer/json.h"
#include "tests/peer/peer.h"

static bool allowed(struct call *c)
{
    if (str_eq(request_field(c->req, "x-api-key"), c->world->warehouse_key))
        return true;
    answer_json(c, 401, "{\"error\":\"unauthorized\"}");
    return false;
}

static void list(struct call *c, const struct docs *docs)
{
    int64_t page, size, since, seen = 0, shown = 0;
    if (!allowed(c) || !call_params(c, "page per_page updated_since") ||
        !call_number(c, "page", 1, 1, INT32_MAX, &page) ||
        !call_number(c, "per_page", 50, 1, 200, &size) ||
        !call_time(c, "updated_since", INT64_MIN, &since))
        return;
    call_page_size(c, &size);
    c->status = 200;
    buf_text(c->body, "{\"data\":[");
    for (uint32_t i = 0; i < docs->list.n; i++) {
        const struct doc *d = &docs->list.at[i];
        if (d->gone || d->at < since)
            continue;
        if (seen >= (page - 1) * size && shown < size) {
            buf_text(c->body, shown++ ? "," : "");
            buf_str(c->body, d->body);
        }
        seen++;
    }
    buf_printf(c->body, "],\"page\":%lld,\"pages\":%lld,\"total\":%lld}",
               (long long)page, (long long)((seen + size - 1) / size),
               (long long)seen);
}

static void list_picks(struct call *c)
{
    list(c, &c->world->picks);
}

static void list_stock(struct call *c)
{
    list(c, &c->world->stock);
}

static bool refuse(struct call *c, const char *field, const char *why)
{
    answer_json(c, 422,
                "{\"error\":\"invalid\",\"field\":\"%s\","
                "\"message\":\"%s\"}",
                field, why);
    return false;
}

static bool takes_line(struct call *c, str line)
{
    str sku, quantity;
    int64_t n;
    if (!json_get(line, "sku", &sku) || !json_is_string(sku))
        return refuse(c, "lines.sku", "a sku is due");
    if (!json_get(line, "quantity", &quantity) || !json_int(quantity, &n) ||
        n < 1)
        return refuse(c, "lines.quantity", "a whole number above zero is due");
    const struct docs *known = &c->world->skus;
    if (known->list.n && !docs_find(known, json_text(c->arena, sku)))
        return refuse(c, "lines.sku", "the warehouse has no such sku");
    return true;
}

static bool takes_lines(struct call *c)
{
    str lines, key, line;
    uint32_t n = 0;
    if (!json_get(c->req->body, "lines", &lines) || *lines.ptr != '[')
        return refuse(c, "lines", "a list is due");
    struct json_iter it = json_iter(lines);
    for (; json_next(&it, &key, &line); n++)
        if (!takes_line(c, line))
            return false;
    return n || refuse(c, "lines", "an order of nothing");
}

static void accept(struct call *c, str reference)
{
    str key = json_text(c->arena, reference);
    if (docs_find(&c->world->picks, key)) {
        answer_json(c, 409,
                    "{\"error\":\"duplicate\",\"reference\":%" STR_FMT "}",
                    STR_ARG(reference));
        return;
    }
    docs_put(&c->world->picks, key, str_trim(c->req->body), clock_now());
    answer_json(c, 201,
                "{\"id\":%u,\"reference\":%" STR_FMT
                ",\"status\":\"accepted\"}",
                (unsigned)c->world->picks.list.n, STR_ARG(reference));
}

static void create_pick(struct call *c)
{
    char digest[65];
    str reference, key = request_field(c->req, "idempotency-key");
    if (!allowed(c) || !call_has_json(c, '{'))
        return;
    if (!json_get(c->req->body, "reference", &reference) ||
        !json_is_string(reference) || reference.len < 3) {
        refuse(c, "reference", "a reference is due");
        return;
    }
    hex_sha256(c->req->body, digest);
    switch (replay_find(c, key, digest)) {
    case REPLAY_GIVEN: return;
    case REPLAY_REUSED:
        refuse(c, "idempotency-key", "the key came with another body");
        return;
    case REPLAY_NEW: break;
    }
    if (!takes_lines(c))
        return;
    accept(c, reference);
    replay_keep(c, key, digest);
}

static void get_pick(struct call *c)
{
    if (!allowed(c))
        return;
    const struct doc *d = docs_find(&c->world->picks, c->args[0]);
    if (!d)
        answer_json(c, 404, "{\"error\":\"not found\"}");
    else
        answer_json(c, 200, "%" STR_FMT, STR_ARG(d->body));
}

const struct route warehouse_routes[] = {
    {"POST", "/sales_orders", create_pick},
    {"GET", "/sales_orders", list_picks},
    {"GET", "/sales_orders/{}", get_pick},
    {"GET", "/stock_levels", list_stock},
    {NULL, NULL, NULL},
};
