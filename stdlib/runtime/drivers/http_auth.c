/*
 * Who we are: basic, bearer, a header, or a token of OAuth 2.0 client
 * credentials (RFC 6749, 4.4), which is kept until shortly before it ends.
 */
#include "stdlib/runtime/drivers/http.h"
#include "stdlib/value/encode.h"
#include "stdlib/value/json.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

enum {
    EARLY_S = 30, // a token is renewed so long before it ends
    SECOND = 1000000
};

static void put_basic(struct buf *to, str user, str password)
{
    struct buf plain = BUF_MAX(8192);

    buf_printf(&plain, "%" STR_FMT ":%" STR_FMT, STR_ARG(user),
               STR_ARG(password));
    weir_base64_print(to, buf_view(&plain));
    if (plain.ptr)
        OPENSSL_cleanse(plain.ptr, plain.len);
    buf_free(&plain);
}

static void add_basic(struct http_transfer *t, str user, str password)
{
    struct buf text = BUF_MAX(16384);

    buf_text(&text, "Basic ");
    put_basic(&text, user, password);
    http_add_header(t, STR("Authorization"), buf_view(&text));
    buf_free(&text);
}

void http_hide(struct weir_connection *c)
{
    bool oauth = strcmp(c->kind, "oauth2") == 0;
    struct buf text = BUF_MAX(16384);

    if (!oauth && strcmp(c->kind, "basic") != 0)
        return;
    put_basic(&text, driver_param(&c->auth, oauth ? "id" : "user", ""),
              driver_param(&c->auth, oauth ? "secret" : "password", ""));
    weir_driver_secret(c->engine, buf_view(&text));
    buf_free(&text);
}

static void add_bearer(struct http_transfer *t, str token)
{
    struct buf text = BUF_MAX(16384);

    buf_printf(&text, "Bearer %" STR_FMT, STR_ARG(token));
    http_add_header(t, STR("Authorization"), buf_view(&text));
    buf_free(&text);
}

static void add_field(struct buf *b, const char *name, str value)
{
    if (!value.len)
        return;
    buf_printf(b, "%s%s=", b->len ? "&" : "", name);
    http_encode(b, value);
}

/* A whole number in JSON, or a string that holds one. */
static int64_t seconds_of(str json)
{
    int64_t n = 0;

    for (size_t i = 0; i < json.len && n < 100000000; i++)
        if (json.ptr[i] >= '0' && json.ptr[i] <= '9')
            n = n * 10 + (json.ptr[i] - '0');
        else if (json.ptr[i] == '.')
            break;
    return n;
}

/* The token in an answer, as the connection's; false when there is none. */
static bool keep_token(struct weir_connection *c, str json, int64_t now)
{
    static const str token_key = {"access_token", 12};
    static const str expires_key = {"expires_in", 10};
    size_t at;
    const char *why;
    str token, expires;

    if (!weir_json_check(json, &at, &why) ||
        !weir_json_find(json, &token_key, 1, &token) || token.len < 3 ||
        token.ptr[0] != '"' || memchr(token.ptr, '\\', token.len))
        return false;
    int64_t life = weir_json_find(json, &expires_key, 1, &expires)
                       ? seconds_of(expires)
                       : 3600;
    char *copy = strndup(token.ptr + 1, token.len - 2);
    if (!copy)
        return false;
    weir_driver_secret(c->engine, str_from(copy));
    if (c->token)
        OPENSSL_cleanse(c->token, strlen(c->token));
    free(c->token);
    c->token = copy;
    c->token_until =
        now + (life > 2 * EARLY_S ? life - EARLY_S : life / 2) * SECOND;
    return true;
}

static bool refused(struct http_transfer *t, struct weir_answer *a,
                    const struct http_transfer *got)
{
    if (got->code != CURLE_OK) {
        http_failure(got, a);
        a->cut = false; // of the token, not of what was to be sent
        if (a->failed == WEIR_MALFORMED)
            a->failed = WEIR_TRANSIENT;
        return false;
    }
    enum weir_class class = WEIR_AUTH;
    if (got->status >= 500)
        class = WEIR_TRANSIENT;
    if (got->status == 429)
        class = WEIR_RATE_LIMITED;
    http_take_headers(got, a); // Retry-After
    return driver_fail(t->ask->arena, a, class, "token",
                       "the token endpoint answered %ld without a token",
                       got->status);
}

static bool fetch_token(struct http_transfer *t, struct weir_answer *a)
{
    struct weir_connection *c = t->c;
    struct http_transfer ask = {.c = c,
                                .ask = t->ask,
                                .method = "POST",
                                .url = driver_param(&c->auth, "token", ""),
                                .has_body = true,
                                .deadline = t->deadline};
    struct buf form = BUF_MAX(16384);

    add_field(&form, "grant_type",
              driver_param(&c->auth, "grant", "client_credentials"));
    add_field(&form, "scope", driver_param(&c->auth, "scope", ""));
    ask.body = buf_view(&form);
    add_basic(&ask, driver_param(&c->auth, "id", ""),
              driver_param(&c->auth, "secret", ""));
    http_add_header(&ask, STR("Content-Type"),
                    STR("application/x-www-form-urlencoded"));
    http_add_header(&ask, STR("Accept"), STR("application/json"));
    http_perform(&ask);
    bool ok = ask.code == CURLE_OK && ask.status == 200;
    if (ok) {
        int64_t now = weir_driver_clock(c->engine);
        pthread_mutex_lock(&c->lock);
        ok = keep_token(c, buf_view(&ask.answer), now);
        pthread_mutex_unlock(&c->lock);
    }
    buf_free(&form);
    if (!ok)
        refused(t, a, &ask);
    http_transfer_free(&ask);
    return ok;
}

static bool add_token(struct http_transfer *t, bool renew,
                      struct weir_answer *a)
{
    struct weir_connection *c = t->c;
    int64_t now = weir_driver_clock(c->engine);

    pthread_mutex_lock(&c->lock);
    bool good = c->token && !renew && now < c->token_until;
    pthread_mutex_unlock(&c->lock);
    if (!good && !fetch_token(t, a))
        return false;
    pthread_mutex_lock(&c->lock);
    if (c->token)
        add_bearer(t, str_from(c->token));
    pthread_mutex_unlock(&c->lock);
    return true;
}

bool http_authorize(struct http_transfer *t, bool renew, struct weir_answer *a)
{
    struct weir_connection *c = t->c;

    if (strcmp(c->kind, "basic") == 0)
        add_basic(t, driver_param(&c->auth, "user", ""),
                  driver_param(&c->auth, "password", ""));
    else if (strcmp(c->kind, "bearer") == 0)
        add_bearer(t, driver_param(&c->auth, "token", ""));
    else if (strcmp(c->kind, "header") == 0 && c->auth.n)
        http_add_header(t, c->auth.at[0].name, c->auth.at[0].value);
    else if (strcmp(c->kind, "oauth2") == 0)
        return add_token(t, renew, a);
    return true;
}
