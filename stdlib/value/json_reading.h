/*
 * json_reading.h - what json_read.c and json_expected.c share
 */
#ifndef WEIR_JSON_READING_H
#define WEIR_JSON_READING_H

#include "stdlib/value/json_fast.h"
#include "stdlib/value/shape.h"

/* Where a value stands: a chain up to the whole. */
struct frame {
    const struct frame *up;
    str name; // a key; without ptr an index
    size_t index;
};

struct reading {
    struct weir_json j;
    struct weir_context *x;
    enum weir_class class;
    unsigned depth;
};

/* Fails with the path, what was expected and what is found at p. NULL. */
const char *weir_json_expected(struct reading *r, const struct frame *at,
                               const char *p, const char *what);
/* The same where the scanner stopped: the text is no JSON. */
const char *weir_json_broken(struct reading *r, const struct frame *at);
/* Fails for a field that is not there. False. */
bool weir_json_missing(struct reading *r, const struct weir_field *f,
                       const struct frame *at);

#endif
