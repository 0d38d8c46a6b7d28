/*
 * any.h - values of an untyped source: JSON whose shape is not known
 *
 * A weir_any is the bytes of one valid JSON value; empty bytes are null.
 */
#ifndef WEIR_ANY_H
#define WEIR_ANY_H

#include "stdlib/value/shape.h"

weir_any weir_from_json(struct weir_context *x, str s); // canonical JSON in it
str weir_to_json(struct weir_context *x, const struct weir_shape *s,
                 const void *value);

bool weir_any_is_null(weir_any a);
/* A field of an object. Null when it is not there or `a` is null; fails as
 * `data` when `a` is something else. */
weir_opt_any weir_any_field(struct weir_context *x, weir_any a, str name);
weir_any weir_any_key(struct weir_context *x, weir_any a, str name);
weir_any weir_any_item(struct weir_context *x, weir_any a, int64_t i);
str weir_any_text(struct weir_context *x, weir_any a); // of a plain value
/* `a as T`: reads it into the value at `to`, which is zeroed before. Fails as
 * `data`. */
bool weir_any_as(struct weir_context *x, const struct weir_shape *s, weir_any a,
                 void *to);

#endif
