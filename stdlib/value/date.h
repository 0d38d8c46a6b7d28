/*
 * date.h - days, times of day, timestamps and durations
 *
 * The calendar is the Gregorian, 0001-01-01 to 9999-12-31; what leaves it
 * fails as `data`. A timestamp keeps the offset it is written with; equality
 * and order look at the instant only.
 */
#ifndef WEIR_DATE_H
#define WEIR_DATE_H

#include "stdlib/value/decimal.h"

#define WEIR_SECOND INT64_C(1000000)
#define WEIR_DAY (86400 * WEIR_SECOND)

struct weir_civil {
    int year, month, day;
};

weir_date weir_date_from_civil(struct weir_civil c);
struct weir_civil weir_date_civil(weir_date d);
int weir_days_in_month(int year, int month);
bool weir_civil_valid(struct weir_civil c);
bool weir_timestamp_in_range(int64_t us);

/* ISO 8601: 2026-11-23 · 06:00[:30[.5]] · 2026-11-23T06:00:00[.5](Z|+01:00) ·
 * PT1H30M, P7D, and as in the language 1h30m. False when it is none. */
bool weir_date_parse(str s, weir_date *out);
bool weir_time_parse(str s, weir_time *out);
bool weir_timestamp_parse(str s, weir_timestamp *out);
bool weir_duration_parse(str s, weir_duration *out);
/* Into at least WEIR_TIME_ROOM bytes, no NUL; the length. */
enum { WEIR_TIME_ROOM = 48 };
size_t weir_date_format(char *to, weir_date d);
size_t weir_time_format(char *to, weir_time t);
size_t weir_timestamp_format(char *to, weir_timestamp t);
size_t weir_duration_format(char *to, weir_duration d);

weir_timestamp weir_now(struct weir_context *x);
weir_date weir_date_add_days(struct weir_context *x, weir_date d, int64_t n);
weir_date weir_date_add_months(struct weir_context *x, weir_date d, int64_t n);
weir_date weir_date_start_of_month(struct weir_context *x, weir_date d);
int64_t weir_days_between(struct weir_context *x, weir_date a, weir_date b);
int64_t weir_date_weekday(struct weir_context *x, weir_date d);
int64_t weir_date_year(struct weir_context *x, weir_date d);
int64_t weir_date_month(struct weir_context *x, weir_date d);
int64_t weir_date_day(struct weir_context *x, weir_date d);
weir_timestamp weir_from_unix(struct weir_context *x, int64_t n);
weir_timestamp weir_from_unix_ms(struct weir_context *x, int64_t n);
int64_t weir_to_unix(struct weir_context *x, weir_timestamp t);
int64_t weir_to_unix_ms(struct weir_context *x, weir_timestamp t);

weir_timestamp weir_timestamp_add(struct weir_context *x, weir_timestamp t,
                                  weir_duration d);
weir_timestamp weir_timestamp_sub(struct weir_context *x, weir_timestamp t,
                                  weir_duration d);
weir_duration weir_timestamp_between(struct weir_context *x, weir_timestamp a,
                                     weir_timestamp b); // a - b
weir_duration weir_duration_add(struct weir_context *x, weir_duration a,
                                weir_duration b);
weir_duration weir_duration_sub(struct weir_context *x, weir_duration a,
                                weir_duration b);
weir_duration weir_duration_mul(struct weir_context *x, weir_duration a,
                                int64_t n);
weir_duration weir_duration_mul_by(struct weir_context *x, int64_t n,
                                   weir_duration a);
/* Exact to the microsecond, or fails. */
weir_duration weir_duration_div(struct weir_context *x, weir_duration a,
                                int64_t n);
weir_decimal weir_duration_ratio(struct weir_context *x, weir_duration a,
                                 weir_duration b);
weir_duration weir_duration_neg(struct weir_context *x, weir_duration a);

bool weir_date_equal(struct weir_context *x, weir_date a, weir_date b);
int weir_date_compare(struct weir_context *x, weir_date a, weir_date b);
weir_date weir_date_min(struct weir_context *x, weir_date a, weir_date b);
weir_date weir_date_max(struct weir_context *x, weir_date a, weir_date b);
bool weir_time_equal(struct weir_context *x, weir_time a, weir_time b);
int weir_time_compare(struct weir_context *x, weir_time a, weir_time b);
weir_time weir_time_min(struct weir_context *x, weir_time a, weir_time b);
weir_time weir_time_max(struct weir_context *x, weir_time a, weir_time b);
bool weir_timestamp_equal(struct weir_context *x, weir_timestamp a,
                          weir_timestamp b);
int weir_timestamp_compare(struct weir_context *x, weir_timestamp a,
                           weir_timestamp b);
weir_timestamp weir_timestamp_min(struct weir_context *x, weir_timestamp a,
                                  weir_timestamp b);
weir_timestamp weir_timestamp_max(struct weir_context *x, weir_timestamp a,
                                  weir_timestamp b);
bool weir_duration_equal(struct weir_context *x, weir_duration a,
                         weir_duration b);
int weir_duration_compare(struct weir_context *x, weir_duration a,
                          weir_duration b);
weir_duration weir_duration_min(struct weir_context *x, weir_duration a,
                                weir_duration b);
weir_duration weir_duration_max(struct weir_context *x, weir_duration a,
                                weir_duration b);

str weir_date_text(struct weir_context *x, weir_date d);
str weir_time_text(struct weir_context *x, weir_time t);
str weir_timestamp_text(struct weir_context *x, weir_timestamp t);
str weir_duration_text(struct weir_context *x, weir_duration d);
weir_date weir_text_as_date(struct weir_context *x, str s);
weir_time weir_text_as_time(struct weir_context *x, str s);
weir_timestamp weir_text_as_timestamp(struct weir_context *x, str s);
weir_duration weir_text_as_duration(struct weir_context *x, str s);

#endif
