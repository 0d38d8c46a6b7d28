/*
 * Dates, times, timestamps and durations in ISO 8601: one reader of digits
 * that never passes the end, and printing into a small room.
 */
#include "stdlib/value/date.h"

#include "stdlib/value/text.h"

#include <string.h>

struct reader {
    const char *p, *end;
};

static struct reader reader_of(str s)
{
    const char *p = s.ptr ? s.ptr : "";

    return (struct reader){p, p + s.len};
}

static bool at_digit(const struct reader *r)
{
    return r->p < r->end && *r->p >= '0' && *r->p <= '9';
}

static bool take(struct reader *r, char c)
{
    if (r->p == r->end || *r->p != c)
        return false;
    r->p++;
    return true;
}

/* Exactly n digits, -1 when they are not there. */
static int digits(struct reader *r, int n)
{
    int v = 0;

    for (; n > 0; n--) {
        if (!at_digit(r))
            return -1;
        v = v * 10 + (*r->p++ - '0');
    }
    return v;
}

static bool read_date(struct reader *r, weir_date *out)
{
    struct weir_civil c;

    c.year = digits(r, 4);
    if (c.year < 0 || !take(r, '-'))
        return false;
    c.month = digits(r, 2);
    if (c.month < 0 || !take(r, '-'))
        return false;
    c.day = digits(r, 2);
    if (!weir_civil_valid(c))
        return false;
    *out = weir_date_from_civil(c);
    return true;
}

/* The digits behind a point as microseconds; further ones are cut off. */
static bool read_fraction(struct reader *r, int64_t *us)
{
    int64_t unit = WEIR_SECOND / 10;

    if (!take(r, '.') && !take(r, ','))
        return true;
    if (!at_digit(r))
        return false;
    for (; at_digit(r); r->p++, unit /= 10)
        *us += (*r->p - '0') * unit;
    return true;
}

static bool read_time(struct reader *r, weir_time *out)
{
    int hour = digits(r, 2), second = 0;
    int64_t us = 0;

    if (hour < 0 || hour > 23 || !take(r, ':'))
        return false;
    int minute = digits(r, 2);
    if (minute < 0 || minute > 59)
        return false;
    if (take(r, ':')) {
        second = digits(r, 2);
        // A leap second is read as the second before it.
        if (second < 0 || second > 60 || !read_fraction(r, &us))
            return false;
        second = second == 60 ? 59 : second;
    }
    *out = (hour * 3600 + minute * 60 + second) * WEIR_SECOND + us;
    return true;
}

/* Z, +01:00, +0100 or +01. */
static bool read_offset(struct reader *r, int32_t *out)
{
    if (take(r, 'Z') || take(r, 'z')) {
        *out = 0;
        return true;
    }
    bool west = take(r, '-');
    if (!west && !take(r, '+'))
        return false;
    int hours = digits(r, 2), minutes = 0;
    if (hours < 0 || hours > 23)
        return false;
    if (take(r, ':') || at_digit(r))
        minutes = digits(r, 2);
    if (minutes < 0 || minutes > 59)
        return false;
    *out = (hours * 60 + minutes) * (west ? -60 : 60);
    return true;
}

bool weir_date_parse(str s, weir_date *out)
{
    struct reader r = reader_of(s);

    return read_date(&r, out) && r.p == r.end;
}

bool weir_time_parse(str s, weir_time *out)
{
    struct reader r = reader_of(s);

    return read_time(&r, out) && r.p == r.end;
}

bool weir_timestamp_parse(str s, weir_timestamp *out)
{
    struct reader r = reader_of(s);
    weir_date d;
    weir_time t;
    int32_t offset;

    if (!read_date(&r, &d) ||
        (!take(&r, 'T') && !take(&r, 't') && !take(&r, ' ')) ||
        !read_time(&r, &t) || !read_offset(&r, &offset) || r.p != r.end)
        return false;
    int64_t us = d * WEIR_DAY + t - offset * WEIR_SECOND;
    if (!weir_timestamp_in_range(us))
        return false;
    *out = (weir_timestamp){us, offset};
    return true;
}

/* --- durations --------------------------------------------------------- */

struct unit {
    char name[3];
    int64_t us;
};

/* Whether an m is the first letter of ms. */
static bool is_ms(const struct reader *r, const char *unit)
{
    return strcmp(unit, "m") == 0 && r->end - r->p > 1 && r->p[1] == 's';
}

/* digits [. digits] unit, added to *total. Units come in falling order. */
static bool read_amount(struct reader *r, const struct unit *units, int n,
                        int *next, int64_t *total)
{
    int64_t v = 0, us;

    if (!at_digit(r))
        return false;
    for (; at_digit(r); r->p++)
        if (__builtin_mul_overflow(v, INT64_C(10), &v) ||
            __builtin_add_overflow(v, (int64_t)(*r->p - '0'), &v))
            return false;
    int64_t part = 0;
    bool fraction = r->p < r->end && (*r->p == '.' || *r->p == ',');
    if (fraction && !read_fraction(r, &part))
        return false;
    for (int i = *next; i < n; i++) {
        size_t len = strlen(units[i].name);
        if ((size_t)(r->end - r->p) < len ||
            memcmp(r->p, units[i].name, len) != 0 || is_ms(r, units[i].name))
            continue;
        if (fraction && units[i].us != WEIR_SECOND)
            return false;
        r->p += len;
        *next = i + 1;
        return !__builtin_mul_overflow(v, units[i].us, &us) &&
               !__builtin_add_overflow(us, part, &us) &&
               !__builtin_add_overflow(*total, us, total);
    }
    return false;
}

/* P7D, PT1H30M, P1DT2H, P2W; months and years have no fixed length. */
static bool read_iso(struct reader *r, int64_t *total)
{
    static const struct unit days[] = {{"W", 7 * WEIR_DAY}, {"D", WEIR_DAY}};
    static const struct unit times[] = {
        {"H", 3600 * WEIR_SECOND}, {"M", 60 * WEIR_SECOND}, {"S", WEIR_SECOND}};
    int next = 0;

    if (r->p == r->end)
        return false;
    while (at_digit(r))
        if (!read_amount(r, days, 2, &next, total))
            return false;
    if (r->p == r->end)
        return true;
    if (!take(r, 'T') || !at_digit(r))
        return false;
    next = 0;
    while (at_digit(r))
        if (!read_amount(r, times, 3, &next, total))
            return false;
    return r->p == r->end;
}

static bool read_own(struct reader *r, int64_t *total)
{
    static const struct unit units[] = {{"d", WEIR_DAY},
                                        {"h", 3600 * WEIR_SECOND},
                                        {"m", 60 * WEIR_SECOND},
                                        {"s", WEIR_SECOND},
                                        {"ms", WEIR_SECOND / 1000}};
    int next = 0;

    do {
        if (!read_amount(r, units, 5, &next, total))
            return false;
    } while (r->p < r->end);
    return true;
}

bool weir_duration_parse(str s, weir_duration *out)
{
    struct reader r = reader_of(s);
    bool minus = take(&r, '-');
    int64_t total = 0;

    if (!(take(&r, 'P') ? read_iso(&r, &total) : read_own(&r, &total)))
        return false;
    *out = minus ? -total : total;
    return true;
}

/* --- printing ---------------------------------------------------------- */

static char *put(char *p, int64_t v, int width)
{
    for (int i = width - 1; i >= 0; i--, v /= 10)
        p[i] = (char)('0' + v % 10);
    return p + width;
}

/* A point and 3 or 6 digits, nothing for a whole second. */
static char *put_fraction(char *p, int64_t us)
{
    if (us == 0)
        return p;
    *p++ = '.';
    return us % 1000 ? put(p, us, 6) : put(p, us / 1000, 3);
}

size_t weir_date_format(char *to, weir_date d)
{
    struct weir_civil c = weir_date_civil(d);
    char *p = put(to, c.year, 4);

    *p++ = '-';
    p = put(p, c.month, 2);
    *p++ = '-';
    p = put(p, c.day, 2);
    return (size_t)(p - to);
}

size_t weir_time_format(char *to, weir_time t)
{
    int64_t s = t / WEIR_SECOND;
    char *p = put(to, s / 3600, 2);

    *p++ = ':';
    p = put(p, s / 60 % 60, 2);
    *p++ = ':';
    p = put(p, s % 60, 2);
    p = put_fraction(p, t % WEIR_SECOND);
    return (size_t)(p - to);
}

size_t weir_timestamp_format(char *to, weir_timestamp t)
{
    int64_t local = t.us + t.offset * WEIR_SECOND;
    int64_t day = local / WEIR_DAY - (local % WEIR_DAY < 0);
    char *p = to + weir_date_format(to, (weir_date)day);

    *p++ = 'T';
    p += weir_time_format(p, local - day * WEIR_DAY);
    if (t.offset == 0) {
        *p++ = 'Z';
        return (size_t)(p - to);
    }
    // Some zones of old have seconds in their offset; ISO 8601 has not.
    int32_t minutes = (t.offset < 0 ? -t.offset : t.offset) / 60;
    *p++ = t.offset < 0 ? '-' : '+';
    p = put(p, minutes / 60, 2);
    *p++ = ':';
    p = put(p, minutes % 60, 2);
    return (size_t)(p - to);
}

static char *put_unit(char *p, uint64_t n, char unit)
{
    char room[24];
    int i = sizeof room;

    if (n == 0)
        return p;
    for (; n; n /= 10)
        room[--i] = (char)('0' + (int)(n % 10));
    memcpy(p, room + i, sizeof room - (size_t)i);
    p += sizeof room - (size_t)i;
    *p++ = unit;
    return p;
}

size_t weir_duration_format(char *to, weir_duration d)
{
    uint64_t us = d < 0 ? -(uint64_t)d : (uint64_t)d;
    uint64_t s = us / (uint64_t)WEIR_SECOND, part = us % (uint64_t)WEIR_SECOND;
    char *p = to;

    if (d < 0)
        *p++ = '-';
    *p++ = 'P';
    if (us == 0)
        return (size_t)((char *)memcpy(p, "T0S", 3) + 3 - to);
    p = put_unit(p, s / 86400, 'D');
    if (s % 86400 == 0 && part == 0)
        return (size_t)(p - to);
    *p++ = 'T';
    p = put_unit(p, s / 3600 % 24, 'H');
    p = put_unit(p, s / 60 % 60, 'M');
    if (part) {
        if (s % 60 == 0)
            *p++ = '0';
        p = put_unit(p, s % 60, 'S');
        p -= s % 60 != 0;
        p = put_fraction(p, (int64_t)part);
        *p++ = 'S';
    } else {
        p = put_unit(p, s % 60, 'S');
    }
    return (size_t)(p - to);
}

/* --- built-ins --------------------------------------------------------- */

#define TEXT(T, noun, example)                                               \
    str weir_##T##_text(struct weir_context *x, weir_##T v)                  \
    {                                                                        \
        char room[WEIR_TIME_ROOM];                                           \
        return arena_str(x->arena, (str){room, weir_##T##_format(room, v)}); \
    }                                                                        \
    weir_##T weir_text_as_##T(struct weir_context *x, str s)                 \
    {                                                                        \
        weir_##T v = {0};                                                    \
        if (!weir_##T##_parse(s, &v))                                        \
            weir_fail(x, WEIR_DATA,                                          \
                      "expected " noun " such as " example                   \
                      ", found \"%" STR_FMT "\"",                            \
                      STR_ARG(weir_text_excerpt(x, s)));                     \
        return v;                                                            \
    }

TEXT(date, "a date", "2026-11-23")
TEXT(time, "a time", "06:00:00")
TEXT(timestamp, "a timestamp", "2026-11-23T06:00:00Z")
TEXT(duration, "a duration", "PT1H30M")
