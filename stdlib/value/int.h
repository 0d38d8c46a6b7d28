/*
 * int.h - whole numbers of 64 bits, checked
 *
 * What does not fit fails as `data`.
 */
#ifndef WEIR_INT_H
#define WEIR_INT_H

#include "stdlib/value/types.h"

/* Digits with an optional sign, nothing else. False when they are not, or do
 * not fit. */
bool weir_int_parse(str s, int64_t *out);

int64_t weir_int_add(struct weir_context *x, int64_t a, int64_t b);
int64_t weir_int_sub(struct weir_context *x, int64_t a, int64_t b);
int64_t weir_int_mul(struct weir_context *x, int64_t a, int64_t b);
int64_t weir_int_mod(struct weir_context *x, int64_t a, int64_t b);
int64_t weir_int_neg(struct weir_context *x, int64_t a);
int64_t weir_int_abs(struct weir_context *x, int64_t a);
int64_t weir_int_min(struct weir_context *x, int64_t a, int64_t b);
int64_t weir_int_max(struct weir_context *x, int64_t a, int64_t b);
bool weir_int_equal(struct weir_context *x, int64_t a, int64_t b);
int weir_int_compare(struct weir_context *x, int64_t a, int64_t b);
int64_t weir_int_round(struct weir_context *x, int64_t a, int64_t places);
int64_t weir_int_round_half_up(struct weir_context *x, int64_t a,
                               int64_t places);
int64_t weir_int_round_up(struct weir_context *x, int64_t a, int64_t places);
int64_t weir_int_round_down(struct weir_context *x, int64_t a, int64_t places);
str weir_int_text(struct weir_context *x, int64_t a);
int64_t weir_text_as_int(struct weir_context *x, str s);

bool weir_bool_equal(struct weir_context *x, bool a, bool b);
str weir_bool_text(struct weir_context *x, bool a);
bool weir_text_as_bool(struct weir_context *x, str s); // "true" or "false"

#endif
