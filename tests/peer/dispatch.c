/*
 * From a request to the bytes of its answer: the route is found, the fault that
 * a test ordered befalls it, the log is written.
 */
#include "tests/peer/json.h"
#include "tests/peer/peer.h"

#include <string.h>

enum { LOG_BODY_MAX = 64 * 1024, LOG_MAX = 200000 };

static str segment(str *path)
{
    ptrdiff_t at = str_find(*path, STR("/"));
    size_t n = at < 0 ? path->len : (size_t)at;
    str head = str_slice(*path, 0, n);
    *path = str_slice(*path, n + 1, path->len);
    return head;
}

/* "%2F" and its like in a segment; a broken one stays as it is. */
static str decode(struct arena *a, str s)
{
    str out, query = arena_printf(a, "x=%" STR_FMT, STR_ARG(s));
    return request_param(a, query, "x", &out) ? out : s;
}

static bool segment_matches(struct call *c, str pattern, str s, int *nargs)
{
    ptrdiff_t hole = str_find(pattern, STR("{}"));
    if (hole < 0)
        return str_eq(pattern, s);
    str head = str_slice(pattern, 0, (size_t)hole);
    str tail = str_slice(pattern, (size_t)hole + 2, pattern.len);
    if (s.len <= head.len + tail.len || !str_starts_with(s, head) ||
        !str_ends_with(s, tail) || *nargs == CALL_ARGS_MAX)
        return false;
    c->args[(*nargs)++] =
        decode(c->arena, str_slice(s, head.len, s.len - tail.len));
    return true;
}

static bool path_matches(struct call *c, const char *pattern, str path)
{
    str rest = str_slice(str_from(pattern), 1, strlen(pattern));
    int nargs = 0;
    path = str_slice(path, 1, path.len);
    while (rest.len && path.len) {
        str want = segment(&rest), have = segment(&path);
        if (!segment_matches(c, want, have, &nargs))
            return false;
    }
    return !rest.len && !path.len;
}

static str without_prefix(str path)
{
    str prefix = STR("/services/rest");
    return str_starts_with(path, STR("/services/rest/"))
               ? str_slice(path, prefix.len, path.len)
               : path;
}

static void handle(struct call *c)
{
    const struct route *tables[] = {shop_routes, erp_routes, warehouse_routes,
                                    collection_routes, control_routes};
    str path = without_prefix(c->req->path);
    bool known = false;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        for (const struct route *r = tables[i]; r->method; r++) {
            if (!path_matches(c, r->path, path))
                continue;
            known = true;
            if (!str_eq(str_from(r->method), c->req->method))
                continue;
            r->handle(c);
            return;
        }
    }
    answer_json(c, known ? 405 : 404, "{\"error\":\"%s\"}",
                known ? "no such method here" : "no such address");
}

static str kept(struct world *w, str s)
{
    return s.len ? arena_str(w->arena, s) : (str){0};
}

/* How a caller showed who it is, without what it showed. */
static str auth_of(const struct request *r)
{
    str auth = request_field(r, "authorization");
    if (request_field(r, "x-shopify-access-token").len)
        return STR("x-shopify-access-token");
    if (request_field(r, "x-api-key").len)
        return STR("x-api-key");
    ptrdiff_t blank = str_find(auth, STR(" "));
    return blank < 0 ? (str){0} : str_slice(auth, 0, (size_t)blank);
}

static uint32_t count(struct world *w, const struct request *r, bool handled)
{
    str key = arena_printf(w->arena, "%" STR_FMT " %" STR_FMT,
                           STR_ARG(r->method), STR_ARG(r->target));
    void **n = map_put(&w->handled, key);
    *n = (void *)((uintptr_t)*n + handled);
    return (uint32_t)(uintptr_t)*n;
}

static void write_log(struct call *c, bool handled, const struct fault *f,
                      bool silent)
{
    struct world *w = c->world;
    const struct request *r = c->req;
    if (w->log.n >= LOG_MAX)
        return;
    struct logged *l = vec_push(w->arena, &w->log);
    str key = request_field(r, "x-netsuite-idempotency-key");
    l->method = kept(w, r->method);
    l->path = kept(w, r->path);
    l->query = kept(w, r->query);
    l->body = r->body.len <= LOG_BODY_MAX ? kept(w, r->body) : (str){0};
    l->auth = kept(w, auth_of(r));
    l->key = kept(w, key.len ? key : request_field(r, "idempotency-key"));
    l->type = kept(w, request_field(r, "content-type"));
    l->accept = kept(w, request_field(r, "accept"));
    l->agent = kept(w, request_field(r, "user-agent"));
    hex_sha256(r->body, l->digest);
    l->handled = count(w, r, handled);
    l->fault = f ? fault_names[f->kind] : NULL;
    l->status = silent ? 0 : c->status;
}

static void fail(struct call *c, const struct fault *f)
{
    const char *why;
    buf_clear(c->headers);
    if (f->body.len)
        answer_json(c, (int)f->status, "%" STR_FMT, STR_ARG(f->body));
    else
        answer_json(c, (int)f->status, "{\"error\":\"ordered by the test\"}");
    if (f->body.len && !json_check(f->body, &why))
        answer_header(c, "Content-Type", "text/plain");
    if (f->retry_after.len)
        answer_header(c, "Retry-After", "%" STR_FMT, STR_ARG(f->retry_after));
}

static void put_huge(struct call *c, int64_t bytes)
{
    buf_clear(c->body);
    buf_text(c->body, "{\"data\":\"");
    if (bytes > 11)
        buf_fill(c->body, 'x', (size_t)bytes - 11);
    buf_text(c->body, "\"}");
}

/* What a fault does to an answer that is ready. */
static void spoil(struct call *c, const struct fault *f, struct delivery *d)
{
    switch (f->kind) {
    case FAULT_FAIL: fail(c, f); break;
    case FAULT_SLOW: d->delay = f->ms; break;
    case FAULT_HALF: d->half = d->close = true; break;
    case FAULT_CLOSE_BEFORE:
    case FAULT_CLOSE_AFTER: d->silent = d->close = true; break;
    case FAULT_MALFORMED:
        buf_clear(c->body);
        buf_text(c->body, "{\"orders\":[{\"id\":1,,}]");
        if (c->status == 204)
            c->status = 200;
        break;
    case FAULT_HUGE: put_huge(c, f->bytes); break;
    case FAULT_DRIP: d->drip = f->ms; break;
    }
}

void dispatch(struct call *c, struct delivery *d)
{
    bool own = str_starts_with(c->req->path, STR("/_"));
    const struct fault *f = own ? NULL : fault_for(c->world, c->req);
    bool handled = !f || !(f->kind == FAULT_CLOSE_BEFORE ||
                           (f->kind == FAULT_FAIL && !f->after));
    if (handled)
        handle(c);
    if (f)
        spoil(c, f, d);
    if (!own)
        write_log(c, handled, f, d->silent);
}
