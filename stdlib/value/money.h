/*
 * money.h - an exact amount of one ISO 4217 currency
 *
 * Sums, differences, ratios and orders of two currencies fail as `data`.
 */
#ifndef WEIR_MONEY_H
#define WEIR_MONEY_H

#include "stdlib/value/decimal.h"
#include "stdlib/value/shape.h"

bool weir_currency_known(str code);
/* The digits of its minor unit: 2 for GBP, 0 for JPY; -1 when the standard
 * gives it none (XAU) or there is no such code. */
int weir_currency_places(str code);
/* "19.99 GBP". */
bool weir_money_parse(str s, weir_money *out);

weir_money weir_money_make(struct weir_context *x, weir_decimal a,
                           str currency);
weir_decimal weir_money_amount(struct weir_context *x, weir_money m);
str weir_money_currency(struct weir_context *x, weir_money m);
weir_money weir_money_from_minor(struct weir_context *x, int64_t n,
                                 str currency);
int64_t weir_money_to_minor(struct weir_context *x, weir_money m);
weir_money weir_money_round_minor(struct weir_context *x, weir_money m);
struct weir_list weir_money_allocate(struct weir_context *x, weir_money m,
                                     struct weir_list weights);
struct weir_list weir_money_allocate_ints(struct weir_context *x, weir_money m,
                                          struct weir_list weights);
weir_money weir_money_exchange(struct weir_context *x, weir_money m,
                               weir_decimal rate, str currency);

weir_money weir_money_add(struct weir_context *x, weir_money a, weir_money b);
weir_money weir_money_sub(struct weir_context *x, weir_money a, weir_money b);
weir_money weir_money_mul(struct weir_context *x, weir_money a, weir_decimal b);
weir_money weir_money_mul_by(struct weir_context *x, weir_decimal a,
                             weir_money b);
weir_money weir_money_div(struct weir_context *x, weir_money a, weir_decimal b);
weir_decimal weir_money_ratio(struct weir_context *x, weir_money a,
                              weir_money b);
weir_money weir_money_neg(struct weir_context *x, weir_money a);
weir_money weir_money_abs(struct weir_context *x, weir_money a);
weir_money weir_money_min(struct weir_context *x, weir_money a, weir_money b);
weir_money weir_money_max(struct weir_context *x, weir_money a, weir_money b);
bool weir_money_equal(struct weir_context *x, weir_money a, weir_money b);
int weir_money_compare(struct weir_context *x, weir_money a, weir_money b);

weir_money weir_money_round(struct weir_context *x, weir_money m,
                            int64_t places);
weir_money weir_money_round_half_up(struct weir_context *x, weir_money m,
                                    int64_t places);
weir_money weir_money_round_up(struct weir_context *x, weir_money m,
                               int64_t places);
weir_money weir_money_round_down(struct weir_context *x, weir_money m,
                                 int64_t places);
weir_money weir_money_div_round(struct weir_context *x, weir_money a,
                                weir_decimal b, int64_t places);
weir_money weir_money_div_round_half_up(struct weir_context *x, weir_money a,
                                        weir_decimal b, int64_t places);
weir_money weir_money_div_round_up(struct weir_context *x, weir_money a,
                                   weir_decimal b, int64_t places);
weir_money weir_money_div_round_down(struct weir_context *x, weir_money a,
                                     weir_decimal b, int64_t places);
weir_decimal weir_money_ratio_round(struct weir_context *x, weir_money a,
                                    weir_money b, int64_t places);
weir_decimal weir_money_ratio_round_half_up(struct weir_context *x,
                                            weir_money a, weir_money b,
                                            int64_t places);
weir_decimal weir_money_ratio_round_up(struct weir_context *x, weir_money a,
                                       weir_money b, int64_t places);
weir_decimal weir_money_ratio_round_down(struct weir_context *x, weir_money a,
                                         weir_money b, int64_t places);

str weir_money_text(struct weir_context *x, weir_money m); // "19.99 GBP"
weir_money weir_text_as_money(struct weir_context *x, str s);

#endif
