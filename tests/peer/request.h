/*
 * request.h - a request as it came over the wire
 *
 * Every text is a slice of the connection's input.
 */
#ifndef WEIR_PEER_REQUEST_H
#define WEIR_PEER_REQUEST_H

#include "stdlib/value/arena.h"

enum { REQUEST_HEADERS_MAX = 64 };

struct request_header {
    str name, value;
};

struct request {
    str method, target, path, query, body;
    struct request_header headers[REQUEST_HEADERS_MAX];
    size_t nheaders;
    size_t bytes; // of the whole request
    bool waits;   // "Expect: 100-continue" and no body yet
    int status;   // of a request that is refused
    const char *why;
};

enum request_state { REQUEST_MORE, REQUEST_READY, REQUEST_BAD };

/* Reads one request from the front of `in`. Strict HTTP/1.1: what a server
 * may refuse is refused, with `status` and `why`. */
enum request_state request_read(str in, struct request *r);

str request_field(const struct request *r, const char *name); // empty: none
/* The decoded value of a parameter of a query or a form. */
bool request_param(struct arena *a, str query, const char *name, str *value);
/* Whether every parameter's name is in `allowed`, words between blanks. */
bool request_params_known(struct arena *a, str query, const char *allowed,
                          str *unknown);
bool request_same_word(str a, str b); // ASCII letters of any case

#endif
