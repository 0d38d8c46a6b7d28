/*
 * decimal.h - exact decimals of up to 38 digits
 *
 * Every operation is exact, or says how it rounds, or fails as `data`. Nothing
 * passes through binary floating point.
 */
#ifndef WEIR_DECIMAL_H
#define WEIR_DECIMAL_H

#include "stdlib/value/buf.h"
#include "stdlib/value/types.h"

enum { WEIR_DECIMAL_DIGITS = 38 };

enum weir_rounding {
    WEIR_HALF_EVEN,
    WEIR_HALF_UP, // a tie goes away from zero
    WEIR_AWAY,    // away from zero
    WEIR_TO_ZERO
};

#define WEIR_DECIMAL(n, places) ((weir_decimal){(n), (places)})

/* [+-] digits [. digits] [e [+-] digits], nothing else; "-0" is 0. False when
 * it is none, or has more than 38 digits. */
bool weir_decimal_parse(str s, weir_decimal *out);
/* Plain digits with `scale` of them behind the point, never an exponent. */
void weir_decimal_print(struct buf *b, weir_decimal a);
/* The same into at least WEIR_DECIMAL_ROOM bytes, no NUL; its length. */
enum { WEIR_DECIMAL_ROOM = 44 };
size_t weir_decimal_format(char *to, weir_decimal a);
/* Without zeros at the end of the fraction. */
weir_decimal weir_decimal_normal(weir_decimal a);
int weir_decimal_order(weir_decimal a, weir_decimal b); // below, at, above 0
bool weir_decimal_is_int(weir_decimal a, int64_t *out);

weir_decimal weir_decimal_add(struct weir_context *x, weir_decimal a,
                              weir_decimal b);
weir_decimal weir_decimal_sub(struct weir_context *x, weir_decimal a,
                              weir_decimal b);
weir_decimal weir_decimal_mul(struct weir_context *x, weir_decimal a,
                              weir_decimal b);
/* Exact, with as few digits as that needs; 1 / 3 fails. */
weir_decimal weir_decimal_div(struct weir_context *x, weir_decimal a,
                              weir_decimal b);
/* The sign is the dividend's; exact. */
weir_decimal weir_decimal_mod(struct weir_context *x, weir_decimal a,
                              weir_decimal b);
weir_decimal weir_decimal_neg(struct weir_context *x, weir_decimal a);
weir_decimal weir_decimal_abs(struct weir_context *x, weir_decimal a);
weir_decimal weir_decimal_min(struct weir_context *x, weir_decimal a,
                              weir_decimal b);
weir_decimal weir_decimal_max(struct weir_context *x, weir_decimal a,
                              weir_decimal b);
bool weir_decimal_equal(struct weir_context *x, weir_decimal a, weir_decimal b);
int weir_decimal_compare(struct weir_context *x, weir_decimal a,
                         weir_decimal b);

/* To `places` (-38 to 38; -2 is hundreds). The result has that scale. */
weir_decimal weir_decimal_round_to(struct weir_context *x, weir_decimal a,
                                   int64_t places, enum weir_rounding how);
/* a / b, rounded once. */
weir_decimal weir_decimal_div_to(struct weir_context *x, weir_decimal a,
                                 weir_decimal b, int64_t places,
                                 enum weir_rounding how);
weir_decimal weir_decimal_round(struct weir_context *x, weir_decimal a,
                                int64_t places);
weir_decimal weir_decimal_round_half_up(struct weir_context *x, weir_decimal a,
                                        int64_t places);
weir_decimal weir_decimal_round_up(struct weir_context *x, weir_decimal a,
                                   int64_t places);
weir_decimal weir_decimal_round_down(struct weir_context *x, weir_decimal a,
                                     int64_t places);
weir_decimal weir_decimal_div_round(struct weir_context *x, weir_decimal a,
                                    weir_decimal b, int64_t places);
weir_decimal weir_decimal_div_round_half_up(struct weir_context *x,
                                            weir_decimal a, weir_decimal b,
                                            int64_t places);
weir_decimal weir_decimal_div_round_up(struct weir_context *x, weir_decimal a,
                                       weir_decimal b, int64_t places);
weir_decimal weir_decimal_div_round_down(struct weir_context *x, weir_decimal a,
                                         weir_decimal b, int64_t places);
int64_t weir_decimal_floor(struct weir_context *x, weir_decimal a);
int64_t weir_decimal_ceiling(struct weir_context *x, weir_decimal a);

weir_decimal weir_int_as_decimal(struct weir_context *x, int64_t a);
int64_t weir_decimal_as_int(struct weir_context *x, weir_decimal a);
weir_decimal weir_text_as_decimal(struct weir_context *x, str s);
str weir_decimal_text(struct weir_context *x, weir_decimal a);

#endif
