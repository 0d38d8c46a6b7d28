/*
 * The http driver: a request of the engine as a transfer, its answer back.
 * Redirects are followed for GET only, at most three, on the base's origin.
 */
#include "stdlib/runtime/drivers/http.h"
#include "stdlib/runtime/link.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { REDIRECTS = 3, URL_MAX = 64 * 1024 };

/* --- opening -------------------------------------------------------------- */

static str host_of(str url, size_t origin)
{
    size_t from = (size_t)str_find(url, STR("://")) + 3, to = origin;

    bool bracket = from < origin && url.ptr[from] == '[';

    for (size_t i = from; i < to; i++)
        if (url.ptr[i] == (bracket ? ']' : ':'))
            to = i + bracket;
    return str_slice(url, from, to);
}

/* An address of a private network that whoever runs the flow has chosen: an
 * IP address, localhost, or a name that no public zone has. */
static bool is_local(str host)
{
    bool digits = host.len > 0;

    for (size_t i = 0; i < host.len; i++)
        digits = digits && strchr("0123456789.", host.ptr[i]);
    return digits || host.ptr[0] == '[' || str_find(host, STR(".")) < 0 ||
           str_ends_with(host, STR(".localhost")) ||
           str_ends_with(host, STR(".local")) ||
           str_ends_with(host, STR(".internal")) ||
           str_ends_with(host, STR(".lan"));
}

static void warn_of_plain(const struct weir_endpoint *e, const char *what,
                          str url)
{
    size_t origin = link_origin(url);

    if (!origin || link_is_https(url))
        return;
    str host = host_of(url, origin);
    if (!is_local(host) || http_is_public(host))
        weir_driver_warn(e->engine, "tls",
                         "the %s of \"%s\", \"%" STR_FMT
                         "\", is spoken to over plain http: anyone on the way "
                         "can read and change it; write https://",
                         what, e->instance->alias,
                         STR_ARG(str_slice(url, 0, origin)));
}

static bool check_base(const struct weir_endpoint *e, struct buf *why)
{
    if (link_origin(e->base))
        return true;
    buf_printf(why,
               "the base of \"%s\" was expected to be an http or https address "
               "without a user in it",
               e->instance->alias);
    if (str_find(e->base, STR("@")) < 0) // it may be a password
        buf_printf(why, ", it is \"%" STR_FMT "\"", STR_ARG(e->base));
    else
        buf_text(why, ", found one with a user; write it behind \"auth\"");
    return false;
}

static struct weir_connection *open_http(const struct weir_endpoint *e,
                                         struct buf *why)
{
    str base = e->base;
    size_t origin = link_origin(base);

    if (!check_base(e, why))
        return NULL;
    while (base.len > origin && base.ptr[base.len - 1] == '/')
        base.len--;
    struct weir_connection *c = calloc(1, sizeof *c);
    char *copy = c ? strndup(base.ptr, base.len) : NULL;
    if (!copy || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        buf_text(why, "out of memory");
        free(copy);
        free(c);
        return NULL;
    }
    c->engine = e->engine;
    c->base = copy;
    c->origin = origin;
    c->local = is_local(host_of(base, origin));
    c->auth = e->auth;
    c->headers = e->headers;
    c->kind = e->instance->auth ? e->instance->auth : "none";
    pthread_mutex_init(&c->lock, NULL);
    http_hide(c);
    warn_of_plain(e, "base", base);
    if (strcmp(c->kind, "oauth2") == 0)
        warn_of_plain(e, "token endpoint", driver_param(&c->auth, "token", ""));
    return c;
}

static void close_http(struct weir_connection *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->nidle; i++)
        curl_easy_cleanup(c->idle[i]);
    if (c->token)
        OPENSSL_cleanse(c->token, strlen(c->token));
    free(c->token);
    free(c->base);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

/* --- the request ---------------------------------------------------------- */

static void add_query(struct buf *url, const struct weir_params *p)
{
    bool has = url->len && memchr(url->ptr, '?', url->len);

    for (size_t i = 0; i < p->n; i++) {
        buf_char(url, has ? '&' : '?');
        has = true;
        http_encode(url, p->at[i].name);
        buf_char(url, '=');
        http_encode(url, p->at[i].value);
    }
}

/* A target is behind the base; an absolute one must be on its origin. */
static bool make_url(struct weir_connection *c, const struct weir_exchange *ask,
                     str target, struct buf *url)
{
    bool absolute = str_starts_with(target, STR("http://")) ||
                    str_starts_with(target, STR("https://"));

    if (absolute && !link_same_origin(str_from(c->base), target))
        return false;
    if (!absolute)
        buf_text(url, c->base);
    if (!absolute && target.len && target.ptr[0] != '/' && target.ptr[0] != '?')
        buf_char(url, '/');
    buf_str(url, target);
    add_query(url, &ask->request->query);
    return !url->failed;
}

static void add_params(struct http_transfer *t, const struct weir_params *p)
{
    for (size_t i = 0; i < p->n; i++)
        http_add_header(t, p->at[i].name, p->at[i].value);
}

static void add_headers(struct http_transfer *t)
{
    const struct weir_request *q = t->ask->request;

    add_params(t, &t->c->headers);
    add_params(t, &q->headers);
    add_params(t, &t->ask->headers);
    if (q->content_type.len)
        http_add_header(t, STR("Content-Type"), q->content_type);
    http_add_header(t, STR("Accept"), STR("application/json"));
    http_add_header(t, STR("User-Agent"), STR("weir/1"));
    http_add_header(t, STR("Expect"), STR(""));
}

/* --- the answer ----------------------------------------------------------- */

void http_take_headers(const struct http_transfer *t, struct weir_answer *a)
{
    str lines = arena_str(t->ask->arena, buf_view(&t->lines));
    size_t n = 0, from = 0;

    for (size_t i = 0; i < lines.len; i++)
        n += lines.ptr[i] == '\n';
    a->headers.n = 0; // those of a redirect before it
    a->headers.at = arena_array(t->ask->arena, struct weir_param, n + 1);
    while (from < lines.len) {
        const char *end = memchr(lines.ptr + from, '\n', lines.len - from);
        size_t to = end ? (size_t)(end - lines.ptr) : lines.len;
        str line = str_slice(lines, from, to);
        const char *colon = memchr(line.ptr, ':', line.len);
        if (colon && a->headers.n < n) {
            size_t at = (size_t)(colon - line.ptr);
            a->headers.at[a->headers.n++] = (struct weir_param){
                str_trim(str_slice(line, 0, at)),
                str_trim(str_slice(line, at + 1, line.len))};
        }
        from = to + 1;
    }
}

static void take_answer(const struct http_transfer *t, struct weir_answer *a)
{
    a->status = (int)t->status;
    a->sent = t->sent > 0;
    if (t->code != CURLE_OK) {
        http_failure(t, a);
        return;
    }
    http_take_headers(t, a);
    a->body = arena_str(t->ask->arena, buf_view(&t->answer));
}

/* Where a redirect leads: an address on the origin. */
static bool next_url(const struct weir_exchange *ask, struct weir_answer *a,
                     str *url)
{
    str to = weir_answer_header(a, "Location");
    str next = link_resolve(ask->arena, *url, to);

    if (!next.len)
        return driver_fail(ask->arena, a, WEIR_MALFORMED, "redirect",
                           "expected a redirect on the origin of the base, "
                           "found \"%" STR_FMT "\"",
                           STR_ARG(str_slice(to, 0, 200)));
    *url = next;
    return true;
}

static bool is_redirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 ||
           status == 308;
}

static bool send_one(struct weir_connection *c, const struct weir_exchange *ask,
                     str url, struct weir_answer *a)
{
    const struct weir_request *q = ask->request;
    struct http_transfer t = {.c = c,
                              .ask = ask,
                              .method = q->method,
                              .url = url,
                              .body = q->body,
                              .has_body = q->content_type.len > 0,
                              .fresh = ask->fresh,
                              .deadline = ask->deadline};

    add_headers(&t);
    bool ok = http_authorize(&t, ask->renew, a);
    if (ok) {
        http_perform(&t);
        take_answer(&t, a);
    }
    http_transfer_free(&t);
    return ok && a->failed == WEIR_OK;
}

static void call(struct weir_connection *c, const struct weir_exchange *ask,
                 struct weir_answer *a)
{
    struct buf b = BUF_MAX(URL_MAX);
    bool good = make_url(c, ask, ask->request->target, &b);
    str url = buf_take(&b, ask->arena);

    if (!good) {
        driver_fail(ask->arena, a, WEIR_MALFORMED, "address",
                    "the address leads away from the base, or is too long");
        return;
    }
    for (int i = 0; i <= REDIRECTS; i++)
        if (!send_one(c, ask, url, a) || !is_redirect(a->status) ||
            strcmp(ask->request->method, "GET") != 0 || !next_url(ask, a, &url))
            return;
    driver_fail(ask->arena, a, WEIR_MALFORMED, "redirect",
                "more than %d redirects", REDIRECTS);
}

const struct weir_driver weir_driver_http = {
    .name = "http",
    .open = open_http,
    .close = close_http,
    .call = call,
};
