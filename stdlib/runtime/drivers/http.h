/*
 * http.h - the parts of the http driver
 */
#ifndef WEIR_DRIVERS_HTTP_H
#define WEIR_DRIVERS_HTTP_H

#include "stdlib/runtime/drivers/fail.h"

#include <curl/curl.h>
#include <pthread.h>

enum { HTTP_HANDLES = 16 };

struct weir_connection {
    struct weir_engine *engine;
    char *base;    // without a slash at its end
    size_t origin; // bytes of base that are scheme, host and port
    bool local;    // the base is a loopback or private address itself
    struct weir_params auth, headers; // borrowed of the endpoint
    const char *kind;                 // of auth
    pthread_mutex_t lock;             // of what follows
    CURL *idle[HTTP_HANDLES];
    size_t nidle;
    char *token; // oauth2
    int64_t token_until;
};

/* One transfer, from the engine's exchange or for a token. */
struct http_transfer {
    struct weir_connection *c;
    const struct weir_exchange *ask;
    const char *method;
    str url; // NUL behind it
    struct curl_slist *headers;
    str body;
    bool has_body;
    bool fresh;
    int64_t deadline;
    // What came. Freed by http_transfer_free.
    struct buf answer, lines; // lines: headers, one a line
    CURLcode code;
    long status;
    long sent; // bytes of the request
    bool too_long;
    bool inside; // an address was left out, it is private
    char error[CURL_ERROR_SIZE];
};

/* Whether a host, as an address has it, is a number that is not private. */
bool http_is_public(str host);

/* Performs it; blocks until the answer or the deadline. */
void http_perform(struct http_transfer *t);
void http_transfer_free(struct http_transfer *t);
void http_add_header(struct http_transfer *t, str name, str value);

/* Adds what shows who we are; a token is fetched when there is none, or when
 * `renew`. False with a failure in `a`. */
bool http_authorize(struct http_transfer *t, bool renew, struct weir_answer *a);

/* Lets no text show what is sent instead of the secrets. */
void http_hide(struct weir_connection *c);

/* The headers of a whole answer, in the arena of the exchange. */
void http_take_headers(const struct http_transfer *t, struct weir_answer *a);

/* Class and text of a transfer without a whole answer. */
void http_failure(const struct http_transfer *t, struct weir_answer *a);

/* `value` percent-encoded behind what is in the buf. */
void http_encode(struct buf *b, str value);

#endif
