/*
 * POSIX TZ strings (POSIX.1-2017 section 8.3, with the hours to 167 that
 * RFC 8536 adds).
 */
#include "stdlib/value/zone_rule.h"

struct reader {
    const char *p, *end;
};

static bool take(struct reader *r, char c)
{
    if (r->p == r->end || *r->p != c)
        return false;
    r->p++;
    return true;
}

static bool number(struct reader *r, int most, int *out)
{
    const char *start = r->p;
    int v = 0;

    for (; r->p < r->end && *r->p >= '0' && *r->p <= '9' && v <= most; r->p++)
        v = v * 10 + (*r->p - '0');
    *out = v;
    return r->p > start && v <= most;
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* GMT or <+03>. */
static bool skip_name(struct reader *r)
{
    const char *start = r->p;

    if (take(r, '<')) {
        while (r->p < r->end && *r->p != '>')
            r->p++;
        return take(r, '>');
    }
    while (r->p < r->end && is_letter(*r->p))
        r->p++;
    return r->p - start >= 3;
}

/* [+-] hours [: minutes [: seconds]] in seconds. */
static bool clock_time(struct reader *r, int32_t *out)
{
    bool minus = take(r, '-');
    int h = 0, m = 0, s = 0;

    if (!minus)
        take(r, '+');
    if (!number(r, 167, &h) || (take(r, ':') && !number(r, 59, &m)) ||
        (take(r, ':') && !number(r, 59, &s)))
        return false;
    *out = (h * 3600 + m * 60 + s) * (minus ? -1 : 1);
    return true;
}

static bool change(struct reader *r, struct zone_change *c)
{
    c->time = 7200;
    if (take(r, 'M')) {
        c->kind = CHANGE_MONTH;
        if (!number(r, 12, &c->month) || c->month < 1 || !take(r, '.') ||
            !number(r, 5, &c->week) || c->week < 1 || !take(r, '.') ||
            !number(r, 6, &c->day))
            return false;
    } else {
        c->kind = take(r, 'J') ? CHANGE_JULIAN : CHANGE_DAY;
        if (!number(r, 365, &c->day) ||
            (c->kind == CHANGE_JULIAN && c->day < 1))
            return false;
    }
    return !take(r, '/') || clock_time(r, &c->time);
}

bool zone_rule_parse(str text, struct zone_rule *out)
{
    struct reader r = {text.ptr, text.ptr + text.len};
    int32_t west;

    *out = (struct zone_rule){0};
    if (!skip_name(&r) || !clock_time(&r, &west))
        return false;
    out->standard = -west;
    if (r.p == r.end)
        return true;
    out->has_summer = true;
    out->summer = out->standard + 3600;
    if (!skip_name(&r))
        return false;
    if (r.p < r.end && *r.p != ',') {
        if (!clock_time(&r, &west))
            return false;
        out->summer = -west;
    }
    return take(&r, ',') && change(&r, &out->begin) && take(&r, ',') &&
           change(&r, &out->end) && r.p == r.end;
}

/* The day of a change in a year. */
static weir_date change_day(const struct zone_change *c, int year)
{
    struct weir_civil first = {year, c->kind == CHANGE_MONTH ? c->month : 1, 1};
    weir_date d = weir_date_from_civil(first);

    if (c->kind == CHANGE_DAY)
        return d + c->day;
    if (c->kind == CHANGE_JULIAN) // February 29 is not counted
        return d + c->day - 1 +
               (c->day >= 60 && weir_days_in_month(year, 2) == 29);
    int weekday = (d + 4) % 7; // 1970-01-01 was a Thursday, Sunday is 0
    weekday = weekday < 0 ? weekday + 7 : weekday;
    int day = (c->day - weekday + 7) % 7 + (c->week - 1) * 7;
    if (day >= weir_days_in_month(year, c->month))
        day -= 7;
    return d + day;
}

int32_t zone_rule_offset(const struct zone_rule *r, int64_t at)
{
    if (!r->has_summer)
        return r->standard;
    int64_t local = at + r->standard;
    int64_t day = local / 86400 - (local % 86400 < 0);
    int year = weir_date_civil((weir_date)day).year;
    int64_t begin = change_day(&r->begin, year) * INT64_C(86400) +
                    r->begin.time - r->standard;
    int64_t end =
        change_day(&r->end, year) * INT64_C(86400) + r->end.time - r->summer;
    bool summer =
        begin < end ? at >= begin && at < end : at >= begin || at < end;

    return summer ? r->summer : r->standard;
}
