/*
 * Reads and prints RFC 3339 times. Days are counted with the civil calendar's
 * closed form: an era is 400 years, a year begins in March.
 */
#include "tests/peer/clock.h"

#include <time.h>

enum { DAY = 86400 };

static int64_t days_of(int64_t y, int64_t m, int64_t d)
{
    y -= m <= 2;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t of_era = y - era * 400;
    int64_t of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
           719468;
}

/* `n` digits at `*at`. */
static bool take_int(str s, size_t *at, size_t n, int64_t *out)
{
    *out = 0;
    if (*at + n > s.len)
        return false;
    for (size_t end = *at + n; *at < end; ++*at) {
        char c = s.ptr[*at];
        if (c < '0' || c > '9')
            return false;
        *out = *out * 10 + (c - '0');
    }
    return true;
}

static bool take_char(str s, size_t *at, char c)
{
    if (*at >= s.len || s.ptr[*at] != c)
        return false;
    ++*at;
    return true;
}

static int64_t take_fraction(str s, size_t *at)
{
    int64_t micros = 0, unit = 100000;
    if (!take_char(s, at, '.'))
        return 0;
    for (; *at < s.len && s.ptr[*at] >= '0' && s.ptr[*at] <= '9'; ++*at) {
        micros += (s.ptr[*at] - '0') * unit;
        unit /= 10;
    }
    return micros;
}

static bool take_offset(str s, size_t *at, int64_t *seconds)
{
    int64_t h, m;
    *seconds = 0;
    if (take_char(s, at, 'Z'))
        return true;
    int sign = take_char(s, at, '+') ? 1 : take_char(s, at, '-') ? -1 : 0;
    if (!sign || !take_int(s, at, 2, &h) || !take_char(s, at, ':') ||
        !take_int(s, at, 2, &m))
        return false;
    *seconds = sign * (h * 3600 + m * 60);
    return true;
}

bool clock_parse(str s, int64_t *out)
{
    int64_t y, mo, d, h, mi, se, offset;
    size_t at = 0;
    if (!take_int(s, &at, 4, &y) || !take_char(s, &at, '-') ||
        !take_int(s, &at, 2, &mo) || !take_char(s, &at, '-') ||
        !take_int(s, &at, 2, &d) || mo < 1 || mo > 12 || d < 1 || d > 31)
        return false;
    int64_t seconds = days_of(y, mo, d) * DAY;
    *out = seconds * 1000000;
    if (at == s.len)
        return true;
    if (!take_char(s, &at, 'T') || !take_int(s, &at, 2, &h) ||
        !take_char(s, &at, ':') || !take_int(s, &at, 2, &mi) ||
        !take_char(s, &at, ':') || !take_int(s, &at, 2, &se))
        return false;
    int64_t micros = take_fraction(s, &at);
    if (!take_offset(s, &at, &offset) || at != s.len)
        return false;
    seconds += h * 3600 + mi * 60 + se - offset;
    *out = seconds * 1000000 + micros;
    return true;
}

static int64_t clock_read(clockid_t which, int64_t per_second)
{
    struct timespec t;
    clock_gettime(which, &t);
    return (int64_t)t.tv_sec * per_second +
           (int64_t)t.tv_nsec * per_second / 1000000000;
}

int64_t clock_now(void)
{
    return clock_read(CLOCK_REALTIME, 1000000);
}

int64_t clock_ticks(void)
{
    return clock_read(CLOCK_MONOTONIC, 1000);
}

str clock_print(struct arena *a, int64_t at)
{
    time_t seconds = (time_t)(at / 1000000);
    struct tm t;
    gmtime_r(&seconds, &t);
    return arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ",
                        t.tm_year + 1900, t.tm_mon + 1, t.tm_mday, t.tm_hour,
                        t.tm_min, t.tm_sec, (int)(at % 1000000));
}
