/*
 * json.h - JSON into values and back, driven by shapes
 *
 * Reading decodes the fields of a shape and passes over the rest; the whole
 * text is checked (json_fast.h says for what). What does not fit fails as
 * `malformed`, with the path: `line_items[2].price: expected a decimal, found
 * "abc"`. Bounds: depth 128.
 *
 * What is read as what:
 *   decimal     a number, or a string that holds one ("409.94")
 *   int         the same, if it is whole (5.0 is 5)
 *   money       {"amount": decimal, "currency": "GBP"}, currency_code and
 *               currencyCode too; or "19.99 GBP"
 *   date, time, timestamp, duration   a string in ISO 8601 (date.h)
 *   bytes       a string in base64
 *   enum        a string, one of the texts on the wire
 *   any         any value, kept byte for byte
 *   T?          null or a missing field is absent; a field that is not there
 *               or null takes its @default if it has one
 * Unknown fields are passed over. Of a key that comes twice the last holds.
 *
 * Writing: an absent field of a record is left out, elsewhere it is null.
 * Decimals keep their scale. A record with `has_raw` is written as it was read.
 */
#ifndef WEIR_JSON_H
#define WEIR_JSON_H

#include "stdlib/value/shape.h"

/* Reads one value of shape `s` into the memory at `to`, s->size bytes, which
 * need not be zeroed. Strings borrow from `json` where they have no escapes;
 * all else is in the context's arena. False: failed. */
bool weir_json_read(struct weir_context *x, const struct weir_shape *s,
                    str json, void *to);
/* The same with another class. */
bool weir_json_read_as(struct weir_context *x, const struct weir_shape *s,
                       str json, void *to, enum weir_class class);

/* Appends the value as JSON, without blanks. */
void weir_json_write(struct buf *b, const struct weir_shape *s,
                     const void *value);
/* Canonical: keys in the order of their bytes, of equal keys the last, decimals
 * without zeros at the end or an exponent (but where that takes more than 38
 * digits), absent and null fields left out, nothing copied unread. Equal
 * values have equal bytes. */
void weir_json_canonical(struct buf *b, const struct weir_shape *s,
                         const void *value);
/* Valid JSON made canonical. */
void weir_json_canonical_text(struct buf *b, str json);
/* A string with quotes and escapes. */
void weir_json_quote(struct buf *b, str s);

/* Whether `json` is one valid JSON value. If not, `at` is the byte where and
 * `why` what was expected. */
bool weir_json_check(str json, size_t *at, const char **why);

/* The bytes of the value at a path of keys ("data", "orders") in valid JSON; a
 * key of digits is an index where an array stands. False: not there. */
bool weir_json_find(str json, const str *path, size_t n, str *out);

/* The elements of an array one by one:
 *   struct weir_json_items it = weir_json_items(json);
 *   while (weir_json_next(&it, &item)) ...
 * `failed` afterwards: no array, or not JSON; `why` and `pos` say it. */
struct weir_json_items {
    str json;
    size_t pos;
    size_t n; // elements given
    bool failed, done;
    const char *why;
};

struct weir_json_items weir_json_items(str json);
bool weir_json_next(struct weir_json_items *it, str *item);

#endif
