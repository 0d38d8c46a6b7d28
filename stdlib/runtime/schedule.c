/*
 * Ticks. A cron line is about the clock on the wall: where that clock jumps
 * over a fixed time the tick comes right after, where it comes twice the first
 * counts. With `*` in the hour or minute the shown clock is followed.
 */
#include "stdlib/runtime/schedule.h"
#include "stdlib/value/zone.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MINUTE_US ((int64_t)60 * WEIR_SECOND)
#define OFFSET_MOST (30 * WEIR_SECOND)
#define DAYS_AHEAD 1500 // four years and more: 29 February

/* --- the line ---- */

static const char *const month_names[] = {"jan", "feb", "mar", "apr",
                                          "may", "jun", "jul", "aug",
                                          "sep", "oct", "nov", "dec"};
static const char *const day_names[] = {"sun", "mon", "tue", "wed",
                                        "thu", "fri", "sat"};

struct field {
    int low, high;
    const char *const *names;
    int nnames, first; // of the names
};

static const struct field fields[] = {
    {0, 59, NULL, 0, 0},         {0, 23, NULL, 0, 0},     {1, 31, NULL, 0, 0},
    {1, 12, month_names, 12, 1}, {0, 7, day_names, 7, 0},
};

static bool parse_value(const char **p, const struct field *f, int *out)
{
    char *end;

    if (isdigit((unsigned char)**p)) {
        long n = strtol(*p, &end, 10);

        *p = end;
        *out = (int)n;
        return n >= f->low && n <= f->high;
    }
    for (int i = 0; i < f->nnames; i++) {
        if (strncasecmp(*p, f->names[i], 3) != 0)
            continue;
        *p += 3;
        *out = f->first + i;
        return true;
    }
    return false;
}

/* a, a-b, *, and each with /step */
static bool parse_range(const char **p, const struct field *f, uint64_t *bits)
{
    int from = f->low, to = f->high, step = 1;

    if (**p == '*') {
        ++*p;
    } else {
        if (!parse_value(p, f, &from))
            return false;
        to = from;
        if (**p == '-') {
            ++*p;
            if (!parse_value(p, f, &to))
                return false;
        } else if (**p == '/') {
            to = f->high;
        }
    }
    if (**p == '/') {
        char *end;

        ++*p;
        step = (int)strtol(*p, &end, 10);
        if (end == *p || step < 1)
            return false;
        *p = end;
    }
    for (int i = from; i <= to; i += step)
        *bits |= (uint64_t)1 << i;
    return from <= to;
}

static bool parse_field(const char **p, const struct field *f, uint64_t *bits)
{
    *bits = 0;
    for (;;) {
        if (!parse_range(p, f, bits))
            return false;
        if (**p != ',')
            break;
        ++*p;
    }
    if (**p && **p != ' ' && **p != '\t')
        return false;
    while (**p == ' ' || **p == '\t')
        ++*p;
    return true;
}

bool cron_parse(const char *text, struct cron *c)
{
    uint64_t bits[5];
    bool star[5];

    while (*text == ' ' || *text == '\t')
        text++;
    for (int i = 0; i < 5; i++) {
        star[i] = *text == '*';
        if (!parse_field(&text, &fields[i], &bits[i]))
            return false;
    }
    if (bits[4] & 1u << 7)
        bits[4] |= 1; // 7 is Sunday, too
    *c = (struct cron){.minutes = bits[0],
                       .hours = (uint32_t)bits[1],
                       .days = (uint32_t)bits[2],
                       .months = (uint32_t)bits[3],
                       .weekdays = (uint32_t)bits[4],
                       .any_minute = star[0],
                       .any_hour = star[1],
                       .any_day = star[2],
                       .any_weekday = star[4]};
    return *text == 0;
}

/* --- ticks ---- */

static bool day_fits(const struct cron *c, weir_date d)
{
    struct weir_civil day = weir_date_civil(d);
    int weekday = (int)(((int64_t)d % 7 + 11) % 7); // 1970-01-01: Thursday
    bool by_day = c->days >> day.day & 1;
    bool by_weekday = c->weekdays >> weekday & 1;

    if (!(c->months >> day.month & 1))
        return false;
    if (!c->any_day && !c->any_weekday)
        return by_day || by_weekday;
    return by_day && by_weekday;
}

static int64_t floor_to(int64_t us, int64_t unit)
{
    int64_t rest = us % unit;

    return us - (rest < 0 ? rest + unit : rest);
}

/* The shown clock, minute by minute: what `*` follows. */
static int64_t next_shown(const struct cron *c, const struct weir_zone *z,
                          int64_t now)
{
    int64_t at = floor_to(now, MINUTE_US) + MINUTE_US;
    int64_t end = now + DAYS_AHEAD * WEIR_DAY;

    while (at < end) {
        int64_t offset = weir_zone_offset(z, at / WEIR_SECOND);
        int64_t wall = at + offset * WEIR_SECOND;
        int64_t day = floor_to(wall, WEIR_DAY);
        int64_t minute = (wall - day) / MINUTE_US;

        if (!day_fits(c, (weir_date)(day / WEIR_DAY))) {
            int64_t left = (1440 - minute) * MINUTE_US;
            at += left > 180 * MINUTE_US ? left - 120 * MINUTE_US : MINUTE_US;
            continue;
        }
        if ((c->hours >> (minute / 60) & 1) &&
            (c->minutes >> (minute % 60) & 1))
            return at;
        at += MINUTE_US;
    }
    return 0;
}

/* Fixed times: each of a day once. */
static int64_t next_fixed(const struct cron *c, const struct weir_zone *z,
                          int64_t now)
{
    int64_t offset = weir_zone_offset(z, now / WEIR_SECOND);
    int64_t day = floor_to(now + offset * WEIR_SECOND, WEIR_DAY) - WEIR_DAY;

    for (int i = 0; i < DAYS_AHEAD; i++, day += WEIR_DAY) {
        int64_t best = 0;

        if (!day_fits(c, (weir_date)(day / WEIR_DAY)))
            continue;
        for (int m = 0; m < 1440; m++) {
            int64_t us;
            int32_t at;

            if (!(c->hours >> (m / 60) & 1) || !(c->minutes >> (m % 60) & 1))
                continue;
            weir_zone_instant(z, day + m * MINUTE_US, &us, &at);
            if (us > now && (!best || us < best))
                best = us;
        }
        if (best)
            return best;
    }
    return 0;
}

static int64_t next_cron(const struct weir_trigger *t, int64_t now)
{
    struct arena *a = arena_new();
    struct weir_context x = {.arena = a};
    const struct weir_zone *z = weir_zone_find(&x, str_from(t->zone));
    struct cron c;
    int64_t next = 0;

    if (z && cron_parse(t->cron, &c))
        next = c.any_hour || c.any_minute ? next_shown(&c, z, now)
                                          : next_fixed(&c, z, now);
    arena_free(a);
    return next;
}

static int64_t next_daily(const struct weir_trigger *t, int64_t now)
{
    struct arena *a = arena_new();
    struct weir_context x = {.arena = a};
    const struct weir_zone *z = weir_zone_find(&x, str_from(t->zone));
    int64_t next = 0;

    if (z) {
        int64_t offset = weir_zone_offset(z, now / WEIR_SECOND);
        int64_t day = floor_to(now + offset * WEIR_SECOND, WEIR_DAY) - WEIR_DAY;
        int32_t at;

        for (; next <= now; day += WEIR_DAY)
            weir_zone_instant(z, day + t->at, &next, &at);
    }
    arena_free(a);
    return next;
}

/* From the epoch, and a little later for each name. */
static int64_t next_every(const struct weir_trigger *t, const char *name,
                          int64_t now)
{
    int64_t most = t->period / 10 < OFFSET_MOST ? t->period / 10 : OFFSET_MOST;
    int64_t offset =
        most > 0 ? (int64_t)(str_hash(str_from(name)) % (uint64_t)most) : 0;

    return floor_to(now - offset, t->period) + t->period + offset;
}

int64_t schedule_next(const struct weir_trigger *t, const char *name,
                      int64_t now)
{
    switch (t->kind) {
    case WEIR_ON_EVERY: return t->period > 0 ? next_every(t, name, now) : 0;
    case WEIR_ON_DAILY: return next_daily(t, now);
    case WEIR_ON_CRON: return next_cron(t, now);
    case WEIR_ON_FILE: return now + 2 * WEIR_SECOND;
    case WEIR_ON_CALL: break;
    }
    return 0;
}
