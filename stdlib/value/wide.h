/*
 * wide.h - unsigned numbers of 256 bits
 *
 * Just what the products and quotients of two 38 digit numbers need.
 */
#ifndef WEIR_WIDE_H
#define WEIR_WIDE_H

#include <stdbool.h>
#include <stdint.h>

__extension__ typedef unsigned __int128 weir_uint128;

typedef struct {
    weir_uint128 high, low;
} wide;

static inline wide wide_from(weir_uint128 n)
{
    return (wide){0, n};
}

wide wide_mul(weir_uint128 a, weir_uint128 b);
/* a * 10^n. False when it does not fit. */
bool wide_mul_ten(wide *a, unsigned n);
int wide_compare(wide a, wide b);
/* The quotient; the remainder goes to `rest`. b is not 0. */
wide wide_divide(wide a, wide b, wide *rest);
weir_uint128 weir_power_of_ten(unsigned n); // n up to 38

#endif
