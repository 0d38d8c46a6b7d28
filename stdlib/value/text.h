/*
 * text.h - what is done with strings
 *
 * A string is valid UTF-8; lengths and places count code points.
 */
#ifndef WEIR_TEXT_H
#define WEIR_TEXT_H

#include "stdlib/value/shape.h"

bool weir_utf8_valid(str s);
size_t weir_utf8_count(str s); // code points of valid UTF-8

int64_t weir_text_length(struct weir_context *x, str s);
str weir_text_lower(struct weir_context *x, str s);
str weir_text_upper(struct weir_context *x, str s);
str weir_text_trim(struct weir_context *x, str s);
bool weir_text_contains(struct weir_context *x, str s, str part);
bool weir_text_starts_with(struct weir_context *x, str s, str part);
bool weir_text_ends_with(struct weir_context *x, str s, str part);
str weir_text_replace(struct weir_context *x, str s, str old, str with);
struct weir_list weir_text_split(struct weir_context *x, str s, str sep);
str weir_text_join(struct weir_context *x, struct weir_list parts, str sep);
str weir_text_slice_from(struct weir_context *x, str s, int64_t from);
str weir_text_slice(struct weir_context *x, str s, int64_t from, int64_t to);
str weir_text_pad_left(struct weir_context *x, str s, int64_t n, str fill);
str weir_text_pad_right(struct weir_context *x, str s, int64_t n, str fill);
str weir_text_add(struct weir_context *x, str a, str b);
/* The parts of a text with expressions, one behind the other. */
str weir_text_concat(struct weir_context *x, const str *parts, size_t n);
str weir_text_min(struct weir_context *x, str a, str b);
str weir_text_max(struct weir_context *x, str a, str b);
bool weir_text_equal(struct weir_context *x, str a, str b);
int weir_text_compare(struct weir_context *x, str a, str b); // by bytes

/* A piece of a text for a message: cut after 40 code points, control
 * characters as spaces. */
str weir_text_excerpt(struct weir_context *x, str s);

#endif
