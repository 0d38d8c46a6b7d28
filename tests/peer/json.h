/*
 * json.h - JSON as slices of its text
 *
 * The peer keeps every value as the bytes it came in, so a price is never
 * turned into a number and back. It shares no code with the programs it tests:
 * what both read wrong alike, no test would see.
 */
#ifndef WEIR_PEER_JSON_H
#define WEIR_PEER_JSON_H

#include "stdlib/value/arena.h"

/* Strict RFC 8259: one value, UTF-8, no double key, 64 levels. `why` says what
 * is wrong. The other functions take only text that has passed. */
bool json_check(str text, const char **why);

struct json_iter {
    str rest;
    bool object;
};

/* Over the members of an object or the items of a list, in their order. */
struct json_iter json_iter(str container);
bool json_next(struct json_iter *it, str *key, str *value); // key still quoted

/* The member's value as it stands in the text, or false. */
bool json_get(str object, const char *name, str *value);
/* As json_get; `path` is "a.b.c". */
bool json_path(str object, const char *path, str *value);

bool json_is_string(str value);
str json_text(struct arena *a, str value); // decoded; other values as they are
bool json_int(str value, int64_t *n);

#endif
