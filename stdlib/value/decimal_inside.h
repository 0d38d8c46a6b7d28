/*
 * decimal_inside.h - what decimal.c and decimal_divide.c share
 */
#ifndef WEIR_DECIMAL_INSIDE_H
#define WEIR_DECIMAL_INSIDE_H

#include "stdlib/value/decimal.h"
#include "stdlib/value/wide.h"

#include <assert.h>

enum { DIGITS = WEIR_DECIMAL_DIGITS };

/* The first number that is too large. */
static inline weir_uint128 decimal_limit(void)
{
    return weir_power_of_ten(DIGITS);
}

static inline weir_uint128 decimal_magnitude(weir_decimal a)
{
    return a.coefficient < 0 ? -(weir_uint128)a.coefficient
                             : (weir_uint128)a.coefficient;
}

static inline weir_decimal decimal_signed(bool negative, weir_uint128 n,
                                          unsigned scale)
{
    weir_int128 c = (weir_int128)n;

    assert(n < decimal_limit() && scale <= DIGITS);
    return WEIR_DECIMAL(negative ? -c : c, (uint8_t)scale);
}

/* Fails with "a sign b why" and gives 0. */
weir_decimal weir_decimal_fail(struct weir_context *x, weir_decimal a,
                               const char *sign, weir_decimal b,
                               const char *why);

#endif
