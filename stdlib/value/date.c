/*
 * The calendar and its arithmetic. A day is a number, so that months and years
 * only appear where they are asked for (days from civil and back, Howard
 * Hinnant, "chrono-compatible low-level date algorithms").
 */
#include "stdlib/value/date.h"

#include "stdlib/value/int.h"

#include <inttypes.h>

static const weir_date first_day = -719162, last_day = 2932896;

weir_date weir_date_from_civil(struct weir_civil c)
{
    int y = c.year - (c.month <= 2);
    int era = (y >= 0 ? y : y - 399) / 400;
    int year = y - era * 400;
    int day = (153 * (c.month + (c.month > 2 ? -3 : 9)) + 2) / 5 + c.day - 1;

    return era * 146097 + year * 365 + year / 4 - year / 100 + day - 719468;
}

struct weir_civil weir_date_civil(weir_date d)
{
    int z = d + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int day = z - era * 146097;
    int year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    int of_year = day - (365 * year + year / 4 - year / 100);
    int m = (5 * of_year + 2) / 153;

    return (struct weir_civil){
        .year = year + era * 400 + (m >= 10),
        .month = m + (m < 10 ? 3 : -9),
        .day = of_year - (153 * m + 2) / 5 + 1,
    };
}

int weir_days_in_month(int year, int month)
{
    static const char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return month == 2 && leap ? 29 : days[month - 1];
}

bool weir_civil_valid(struct weir_civil c)
{
    return c.year >= 1 && c.year <= 9999 && c.month >= 1 && c.month <= 12 &&
           c.day >= 1 && c.day <= weir_days_in_month(c.year, c.month);
}

bool weir_timestamp_in_range(int64_t us)
{
    return us >= first_day * WEIR_DAY && us < (last_day + 1) * WEIR_DAY;
}

weir_timestamp weir_now(struct weir_context *x)
{
    return x->now;
}

/* --- dates ------------------------------------------------------------- */

static weir_date date_or_fail(struct weir_context *x, int64_t d)
{
    if (d >= first_day && d <= last_day)
        return (weir_date)d;
    weir_fail(x, WEIR_DATA, "the date is out of 0001-01-01 to 9999-12-31");
    return 0;
}

weir_date weir_date_add_days(struct weir_context *x, weir_date d, int64_t n)
{
    int64_t r;

    if (__builtin_add_overflow((int64_t)d, n, &r))
        r = INT64_MAX;
    return date_or_fail(x, r);
}

weir_date weir_date_add_months(struct weir_context *x, weir_date d, int64_t n)
{
    struct weir_civil c = weir_date_civil(d);

    if (n < -120000 || n > 120000)
        return date_or_fail(x, INT64_MAX);
    int64_t months = (int64_t)c.year * 12 + c.month - 1 + n;
    if (months < 12 || months >= 120000)
        return date_or_fail(x, INT64_MAX);
    c.year = (int)(months / 12);
    c.month = (int)(months % 12) + 1;
    int days = weir_days_in_month(c.year, c.month);
    c.day = c.day > days ? days : c.day;
    return weir_date_from_civil(c);
}

weir_date weir_date_start_of_month(struct weir_context *x, weir_date d)
{
    struct weir_civil c = weir_date_civil(d);

    (void)x;
    c.day = 1;
    return weir_date_from_civil(c);
}

int64_t weir_days_between(struct weir_context *x, weir_date a, weir_date b)
{
    (void)x;
    return (int64_t)b - a;
}

int64_t weir_date_weekday(struct weir_context *x, weir_date d)
{
    (void)x;
    int rest = (d + 3) % 7; // 1970-01-01 was a Thursday
    return (rest < 0 ? rest + 7 : rest) + 1;
}

int64_t weir_date_year(struct weir_context *x, weir_date d)
{
    (void)x;
    return weir_date_civil(d).year;
}

int64_t weir_date_month(struct weir_context *x, weir_date d)
{
    (void)x;
    return weir_date_civil(d).month;
}

int64_t weir_date_day(struct weir_context *x, weir_date d)
{
    (void)x;
    return weir_date_civil(d).day;
}

/* --- timestamps -------------------------------------------------------- */

static weir_timestamp stamp_or_fail(struct weir_context *x, bool fits,
                                    int64_t us, int32_t offset)
{
    if (fits && weir_timestamp_in_range(us) &&
        weir_timestamp_in_range(us + offset * WEIR_SECOND))
        return (weir_timestamp){us, offset};
    weir_fail(x, WEIR_DATA, "the timestamp is out of the years 0001 to 9999");
    return (weir_timestamp){0};
}

weir_timestamp weir_from_unix(struct weir_context *x, int64_t n)
{
    int64_t us;
    bool fits = !__builtin_mul_overflow(n, WEIR_SECOND, &us);

    return stamp_or_fail(x, fits, us, 0);
}

weir_timestamp weir_from_unix_ms(struct weir_context *x, int64_t n)
{
    int64_t us;
    bool fits = !__builtin_mul_overflow(n, INT64_C(1000), &us);

    return stamp_or_fail(x, fits, us, 0);
}

static int64_t divide_down(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int64_t weir_to_unix(struct weir_context *x, weir_timestamp t)
{
    (void)x;
    return divide_down(t.us, WEIR_SECOND);
}

int64_t weir_to_unix_ms(struct weir_context *x, weir_timestamp t)
{
    (void)x;
    return divide_down(t.us, 1000);
}

weir_timestamp weir_timestamp_add(struct weir_context *x, weir_timestamp t,
                                  weir_duration d)
{
    int64_t us;
    bool fits = !__builtin_add_overflow(t.us, d, &us);

    return stamp_or_fail(x, fits, us, t.offset);
}

weir_timestamp weir_timestamp_sub(struct weir_context *x, weir_timestamp t,
                                  weir_duration d)
{
    int64_t us;
    bool fits = !__builtin_sub_overflow(t.us, d, &us);

    return stamp_or_fail(x, fits, us, t.offset);
}

weir_duration weir_timestamp_between(struct weir_context *x, weir_timestamp a,
                                     weir_timestamp b)
{
    return weir_int_sub(x, a.us, b.us);
}

/* --- durations --------------------------------------------------------- */

weir_duration weir_duration_add(struct weir_context *x, weir_duration a,
                                weir_duration b)
{
    return weir_int_add(x, a, b);
}

weir_duration weir_duration_sub(struct weir_context *x, weir_duration a,
                                weir_duration b)
{
    return weir_int_sub(x, a, b);
}

weir_duration weir_duration_mul(struct weir_context *x, weir_duration a,
                                int64_t n)
{
    return weir_int_mul(x, a, n);
}

weir_duration weir_duration_mul_by(struct weir_context *x, int64_t n,
                                   weir_duration a)
{
    return weir_int_mul(x, n, a);
}

weir_duration weir_duration_div(struct weir_context *x, weir_duration a,
                                int64_t n)
{
    if (n == 0) {
        weir_fail(x, WEIR_DATA, "a duration is divided by zero");
        return 0;
    }
    if (n == -1)
        return weir_int_neg(x, a);
    if (a % n != 0)
        weir_fail(x, WEIR_DATA,
                  "a duration divided by %" PRId64 " is no whole number of "
                  "microseconds",
                  n);
    return a / n;
}

weir_decimal weir_duration_ratio(struct weir_context *x, weir_duration a,
                                 weir_duration b)
{
    return weir_decimal_div(x, WEIR_DECIMAL(a, 0), WEIR_DECIMAL(b, 0));
}

weir_duration weir_duration_neg(struct weir_context *x, weir_duration a)
{
    return weir_int_neg(x, a);
}

/* --- order ------------------------------------------------------------- */

#define ORDERED(T, below)                                                   \
    bool weir_##T##_equal(struct weir_context *x, weir_##T a, weir_##T b)   \
    {                                                                       \
        return weir_##T##_compare(x, a, b) == 0;                            \
    }                                                                       \
    int weir_##T##_compare(struct weir_context *x, weir_##T a, weir_##T b)  \
    {                                                                       \
        (void)x;                                                            \
        return below(a, b) ? -1 : below(b, a);                              \
    }                                                                       \
    weir_##T weir_##T##_min(struct weir_context *x, weir_##T a, weir_##T b) \
    {                                                                       \
        (void)x;                                                            \
        return below(b, a) ? b : a;                                         \
    }                                                                       \
    weir_##T weir_##T##_max(struct weir_context *x, weir_##T a, weir_##T b) \
    {                                                                       \
        (void)x;                                                            \
        return below(a, b) ? b : a;                                         \
    }

#define BELOW(a, b) ((a) < (b))
#define EARLIER(a, b) ((a).us < (b).us)

ORDERED(date, BELOW)
ORDERED(time, BELOW)
ORDERED(timestamp, EARLIER)
ORDERED(duration, BELOW)
