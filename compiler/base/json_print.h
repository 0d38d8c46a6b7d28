/*
 * json_print.h - JSON that is harmless to look at
 *
 * A document may hold names of strangers. Reading it gives them back as they
 * are, to the byte; on a screen they do nothing: control characters, marks
 * that turn the direction of writing and others that are not seen stand there
 * as \u escapes.
 */
#ifndef WEIR_JSON_PRINT_H
#define WEIR_JSON_PRINT_H

#include "stdlib/value/buf.h"

#include <jansson.h>

/* Adds the document, two blanks a level, and a newline. */
void json_print(const json_t *root, struct buf *out);

/* A JSON string; bytes that are not UTF-8 become U+FFFD. */
json_t *json_print_text(struct arena *scratch, str s);

/* Puts a value that is given away into an object. */
void json_put(json_t *to, const char *key, json_t *value);

#endif
