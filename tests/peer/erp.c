/*
 * The ERP: the shape of NetSuite's REST record service, with a token that ends
 * and a create that remembers its idempotency key. Its base may carry
 * "/services/rest" or not.
 */
#include "tests/peer/clock.h"
#include "tests/peer/json.h"
#include "tests/peer/order.h"

#include <openssl/evp.h>
#include <string.h>

static void fault(struct call *c, int status, const char *code,
                  const char *path, const char *detail)
{
    answer_json(c, status,
                "{\"title\":\"%s\",\"status\":%d,\"o:errorDetails\":[{"
                "\"detail\":\"%s\",\"o:errorPath\":\"%s\","
                "\"o:errorCode\":\"%s\"}]}",
                code, status, detail, path, code);
}

/* Whether "Basic …" or the form's fields name the client. */
static bool knows_client(struct call *c)
{
    str id, secret, auth = request_field(c->req, "authorization");
    if (str_starts_with(auth, STR("Basic "))) {
        unsigned char plain[512];
        str code = str_slice(auth, 6, auth.len);
        if (code.len > 600 || code.len % 4)
            return false;
        int n = EVP_DecodeBlock(plain, (const unsigned char *)code.ptr,
                                (int)code.len);
        while (n > 0 && plain[n - 1] == 0)
            n--;
        str want = arena_printf(c->arena, "%" STR_FMT ":%" STR_FMT,
                                STR_ARG(c->world->client_id),
                                STR_ARG(c->world->client_secret));
        return n > 0 && str_eq((str){(char *)plain, (size_t)n}, want);
    }
    return request_param(c->arena, c->req->body, "client_id", &id) &&
           request_param(c->arena, c->req->body, "client_secret", &secret) &&
           str_eq(id, c->world->client_id) &&
           str_eq(secret, c->world->client_secret);
}

static void give_token(struct call *c)
{
    struct world *w = c->world;
    str grant, type = request_field(c->req, "content-type");
    if (!str_starts_with(type, STR("application/x-www-form-urlencoded"))) {
        answer_json(c, 415, "{\"error\":\"invalid_request\"}");
        return;
    }
    if (!request_param(c->arena, c->req->body, "grant_type", &grant) ||
        !str_eq(grant, STR("client_credentials"))) {
        answer_json(c, 400, "{\"error\":\"unsupported_grant_type\"}");
        return;
    }
    if (!knows_client(c)) {
        answer_json(c, 401, "{\"error\":\"invalid_client\"}");
        return;
    }
    struct token *t = vec_push(w->arena, &w->tokens);
    t->text = arena_printf(w->arena, "token-%u", (unsigned)w->tokens.n);
    t->ends = clock_ticks() + w->token_life * 1000;
    answer_json(c, 200,
                "{\"access_token\":\"%" STR_FMT "\",\"expires_in\":%lld,"
                "\"token_type\":\"bearer\"}",
                STR_ARG(t->text), (long long)w->token_life);
}

static bool allowed(struct call *c)
{
    const struct world *w = c->world;
    str auth = request_field(c->req, "authorization");
    if (str_starts_with(auth, STR("Bearer "))) {
        str text = str_slice(auth, 7, auth.len);
        for (uint32_t i = 0; i < w->tokens.n; i++)
            if (str_eq(w->tokens.at[i].text, text) &&
                w->tokens.at[i].ends > clock_ticks())
                return true;
    }
    answer_header(c, "WWW-Authenticate", "Bearer");
    fault(c, 401, "INVALID_LOGIN", "", "the token is missing or has ended");
    return false;
}

static void put_item(struct call *c, const struct doc *d, bool first)
{
    size_t n = d->body.len;
    str at = clock_print(c->arena, d->at);
    if (!first)
        buf_char(c->body, ',');
    buf_str(c->body, str_slice(d->body, 0, n - 1));
    buf_printf(c->body, "%s\"lastModifiedDate\":\"%" STR_FMT "\"}",
               n > 2 ? "," : "", STR_ARG(at));
}

/* One page by offset: limit, offset (a multiple of limit), lastModifiedDate. */
static void list(struct call *c, const struct docs *docs)
{
    int64_t limit, offset, since, seen = 0, shown = 0;
    if (!allowed(c) || !call_params(c, "limit offset lastModifiedDate") ||
        !call_number(c, "limit", 1000, 1, 1000, &limit) ||
        !call_number(c, "offset", 0, 0, INT32_MAX, &offset) ||
        !call_time(c, "lastModifiedDate", INT64_MIN, &since))
        return;
    if (offset % limit) {
        fault(c, 400, "INVALID_OFFSET", "offset", "no multiple of limit");
        return;
    }
    c->status = 200;
    buf_text(c->body, "{\"items\":[");
    for (uint32_t i = 0; i < docs->list.n; i++) {
        const struct doc *d = &docs->list.at[i];
        if (d->gone || d->at < since)
            continue;
        if (seen >= offset && shown < limit)
            put_item(c, d, shown++ == 0);
        seen++;
    }
    buf_printf(c->body,
               "],\"offset\":%lld,\"count\":%lld,\"totalResults\":%lld,"
               "\"hasMore\":%s}",
               (long long)offset, (long long)shown, (long long)seen,
               offset + shown < seen ? "true" : "false");
}

static void list_orders(struct call *c)
{
    list(c, &c->world->sales_orders);
}

static void list_items(struct call *c)
{
    list(c, &c->world->items);
}

static void get_order(struct call *c)
{
    if (!allowed(c))
        return;
    const struct doc *d = docs_find(&c->world->sales_orders, c->args[0]);
    if (!d) {
        fault(c, 404, "NONEXISTENT_ID", "externalId", "no such record");
        return;
    }
    c->status = 200;
    put_item(c, d, true);
}

/* Whether the body is an order that the ERP takes; answers when not. */
static bool takes(struct call *c, str eid)
{
    if (!call_has_json(c, '{'))
        return false;
    struct refusal r = order_judge(c, str_trim(c->req->body), eid);
    if (r.detail)
        fault(c, r.status, "INVALID_CONTENT", r.path, r.detail);
    return !r.detail;
}

static void stored(struct call *c, str eid)
{
    docs_put(&c->world->sales_orders, eid, str_trim(c->req->body), clock_now());
    c->status = 204;
    answer_header(c, "Location", "/record/v1/salesOrder/eid:%" STR_FMT,
                  STR_ARG(eid));
}

static void upsert_order(struct call *c)
{
    if (allowed(c) && takes(c, c->args[0]))
        stored(c, c->args[0]);
}

static void create_order(struct call *c)
{
    char digest[65];
    str key = request_field(c->req, "x-netsuite-idempotency-key"), eid;
    if (!allowed(c))
        return;
    hex_sha256(c->req->body, digest);
    switch (replay_find(c, key, digest)) {
    case REPLAY_GIVEN: return;
    case REPLAY_REUSED:
        fault(c, 409, "KEY_REUSED", "", "the key came with another body");
        return;
    case REPLAY_NEW: break;
    }
    if (!takes(c, (str){0}))
        return;
    json_get(c->req->body, "externalId", &eid);
    eid = json_text(c->arena, eid);
    if (docs_find(&c->world->sales_orders, eid))
        fault(c, 409, "DUP_RCRD", "externalId", "the id is there already");
    else
        stored(c, eid);
    replay_keep(c, key, digest);
}

static void delete_order(struct call *c)
{
    if (!allowed(c))
        return;
    struct doc *d = docs_find(&c->world->sales_orders, c->args[0]);
    if (!d) {
        fault(c, 404, "NONEXISTENT_ID", "externalId", "no such record");
        return;
    }
    docs_remove(&c->world->sales_orders, d);
    c->status = 204;
}

const struct route erp_routes[] = {
    {"POST", "/auth/oauth2/v1/token", give_token},
    {"GET", "/record/v1/salesOrder", list_orders},
    {"POST", "/record/v1/salesOrder", create_order},
    {"GET", "/record/v1/salesOrder/eid:{}", get_order},
    {"PUT", "/record/v1/salesOrder/eid:{}", upsert_order},
    {"DELETE", "/record/v1/salesOrder/eid:{}", delete_order},
    {"GET", "/record/v1/inventoryItem", list_items},
    {NULL, NULL, NULL},
};
