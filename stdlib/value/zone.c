/*
 * Time zones. A zone is the list of its transitions and, behind the last one,
 * the rule of its POSIX TZ string. Version 2 and later files are read (every
 * system of today writes them); what is damaged counts as no such zone.
 */
#include "stdlib/value/zone.h"

#include "stdlib/value/cache.h"
#include "stdlib/value/text.h"
#include "stdlib/value/zone_rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ZONE_KIND = 1, FILE_MAX = 256 * 1024, HEADER = 44 };

struct weir_zone {
    size_t n;
    const int64_t *at;     // transitions, rising
    const int32_t *offset; // from each on
    int32_t before;        // before the first
    bool has_rule;
    struct zone_rule rule;
};

/* --- the file ---------------------------------------------------------- */

struct file {
    const unsigned char *p;
    size_t n;
};

static uint32_t big32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 |
           p[3];
}

static int64_t big64(const unsigned char *p)
{
    return (int64_t)((uint64_t)big32(p) << 32 | big32(p + 4));
}

struct counts {
    size_t utc, standard, leap, time, type, chars;
};

static bool read_header(struct file *f, struct counts *c)
{
    if (f->n < HEADER || memcmp(f->p, "TZif", 4) != 0 || f->p[4] < '2')
        return false;
    *c = (struct counts){big32(f->p + 20), big32(f->p + 24), big32(f->p + 28),
                         big32(f->p + 32), big32(f->p + 36), big32(f->p + 40)};
    if (c->utc > 256 || c->standard > 256 || c->leap > 10000 ||
        c->time > 10000 || c->type > 256 || c->type == 0 || c->chars > 10000)
        return false;
    f->p += HEADER;
    f->n -= HEADER;
    return true;
}

static bool skip(struct file *f, size_t n)
{
    if (f->n < n)
        return false;
    f->p += n;
    f->n -= n;
    return true;
}

static size_t body_size(struct counts c, size_t width)
{
    return c.time * width + c.time + c.type * 6 + c.chars +
           c.leap * (width + 4) + c.standard + c.utc;
}

static bool read_zone(struct file f, struct arena *a, struct weir_zone *z)
{
    struct counts c;

    if (!read_header(&f, &c) || !skip(&f, body_size(c, 4)) ||
        !read_header(&f, &c) || f.n < body_size(c, 8))
        return false;
    const unsigned char *index = f.p + c.time * 8, *types = index + c.time;
    int64_t *at = arena_array(a, int64_t, c.time + 1);
    int32_t *offset = arena_array(a, int32_t, c.time + 1);
    for (size_t i = 0; i < c.time; i++) {
        at[i] = big64(f.p + i * 8);
        if (index[i] >= c.type || (i > 0 && at[i] <= at[i - 1]))
            return false;
        offset[i] = (int32_t)big32(types + index[i] * 6);
    }
    *z = (struct weir_zone){.n = c.time,
                            .at = at,
                            .offset = offset,
                            .before = (int32_t)big32(types)};
    skip(&f, body_size(c, 8));
    if (f.n < 2 || f.p[0] != '\n')
        return false;
    const unsigned char *end = memchr(f.p + 1, '\n', f.n - 1);
    if (!end)
        return false;
    str text = {(const char *)f.p + 1, (size_t)(end - f.p) - 1};
    z->has_rule = text.len > 0;
    return !z->has_rule || zone_rule_parse(text, &z->rule);
}

/* A name of the database: no way out of its folder. */
static bool good_name(str name)
{
    if (name.len == 0 || name.len > 64 || name.ptr[0] == '/' ||
        name.ptr[0] == '.' || str_find(name, STR("..")) >= 0 ||
        str_find(name, STR("//")) >= 0)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
              (c >= '0' && c <= '9') || strchr("/_+-", c)) ||
            c == 0)
            return false;
    }
    return true;
}

static bool load(str name, struct arena *a, struct weir_zone *z)
{
    static const char *const folders[] = {"/usr/share/zoneinfo",
                                          "/usr/lib/zoneinfo", "/etc/zoneinfo"};
    FILE *in = NULL;

    if (!good_name(name))
        return false;
    for (size_t i = 0; i < 3 && !in; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%" STR_FMT, folders[i], STR_ARG(name));
        in = fopen(path, "rb");
    }
    if (!in)
        return false;
    unsigned char *bytes = malloc(FILE_MAX);
    size_t n = bytes ? fread(bytes, 1, FILE_MAX, in) : 0;
    bool good =
        n > 0 && n < FILE_MAX && read_zone((struct file){bytes, n}, a, z);
    free(bytes);
    fclose(in);
    return good;
}

bool weir_zone_check(str name)
{
    struct arena *a = arena_new();
    struct weir_zone z;
    bool good = load(name, a, &z);

    arena_free(a);
    return good;
}

const struct weir_zone *weir_zone_find(struct weir_context *x, str name)
{
    struct weir_zone *z =
        x->cache ? weir_cache_get(x->cache, ZONE_KIND, name) : NULL;

    if (z)
        return z;
    struct arena *a = x->cache ? weir_cache_arena(x->cache) : x->arena;
    struct arena_mark mark = arena_mark(a);
    z = arena_make(a, struct weir_zone);
    if (!load(name, a, z)) {
        arena_reset(a, mark);
        weir_fail(x, WEIR_DATA,
                  "expected a time zone such as \"Europe/London\", found "
                  "\"%" STR_FMT "\"",
                  STR_ARG(weir_text_excerpt(x, name)));
        return NULL;
    }
    if (x->cache)
        weir_cache_put(x->cache, ZONE_KIND, name, z);
    return z;
}

/* --- instants ---------------------------------------------------------- */

int32_t weir_zone_offset(const struct weir_zone *z, int64_t at)
{
    size_t low = 0, high = z->n;

    if (z->n == 0 || at < z->at[0])
        return z->n == 0 && z->has_rule ? zone_rule_offset(&z->rule, at)
                                        : z->before;
    if (at >= z->at[z->n - 1] && z->has_rule)
        return zone_rule_offset(&z->rule, at);
    while (high - low > 1) {
        size_t mid = (low + high) / 2;
        if (z->at[mid] <= at)
            low = mid;
        else
            high = mid;
    }
    return z->offset[low];
}

static int64_t seconds(int64_t us)
{
    return us / WEIR_SECOND - (us % WEIR_SECOND < 0);
}

/* The first second in (low, high] that has another offset than `low`. */
static int64_t find_change(const struct weir_zone *z, int64_t low, int64_t high)
{
    int32_t offset = weir_zone_offset(z, low);

    while (high - low > 1) {
        int64_t mid = low + (high - low) / 2;
        if (weir_zone_offset(z, mid) == offset)
            low = mid;
        else
            high = mid;
    }
    return high;
}

/* Offsets lie within 26 hours of UTC, and no two changes within a day matter:
 * the offsets a day before and a day after are the only candidates. */
enum weir_wall weir_zone_instant(const struct weir_zone *z, int64_t local,
                                 int64_t *us, int32_t *offset)
{
    int64_t s = seconds(local);
    int32_t early = weir_zone_offset(z, s - 86400);
    int32_t late = weir_zone_offset(z, s + 86400);
    bool is_early = weir_zone_offset(z, s - early) == early;
    bool is_late = weir_zone_offset(z, s - late) == late;

    if (is_early || is_late) {
        *offset = is_early ? early : late;
        *us = local - *offset * WEIR_SECOND;
        return is_early && is_late && early != late ? WEIR_WALL_TWICE
                                                    : WEIR_WALL_ONCE;
    }
    int64_t jump = find_change(z, s - 86400 - early, s + 86400 - late);
    *us = jump * WEIR_SECOND;
    *offset = weir_zone_offset(z, jump);
    return WEIR_WALL_SKIPPED;
}

/* --- built-ins --------------------------------------------------------- */

static weir_date day_at(int64_t us, int32_t offset)
{
    int64_t local = us + offset * WEIR_SECOND;

    return (weir_date)(local / WEIR_DAY - (local % WEIR_DAY < 0));
}

static weir_time time_at(int64_t us, int32_t offset)
{
    int64_t local = us + offset * WEIR_SECOND;

    return local - day_at(us, offset) * WEIR_DAY;
}

weir_date weir_date_of(struct weir_context *x, weir_timestamp t, str zone)
{
    const struct weir_zone *z = weir_zone_find(x, zone);

    if (!z)
        return 0;
    // A zone's day may lie outside the calendar where UTC's does not.
    return weir_date_add_days(
        x, day_at(t.us, weir_zone_offset(z, seconds(t.us))), 0);
}

weir_date weir_date_of_own(struct weir_context *x, weir_timestamp t)
{
    (void)x;
    return day_at(t.us, t.offset);
}

weir_date weir_today(struct weir_context *x, str zone)
{
    return weir_date_of(x, x->now, zone);
}

weir_date weir_today_utc(struct weir_context *x)
{
    return day_at(x->now.us, 0);
}

weir_time weir_time_of(struct weir_context *x, weir_timestamp t, str zone)
{
    const struct weir_zone *z = weir_zone_find(x, zone);

    return z ? time_at(t.us, weir_zone_offset(z, seconds(t.us))) : 0;
}

weir_time weir_time_of_own(struct weir_context *x, weir_timestamp t)
{
    (void)x;
    return time_at(t.us, t.offset);
}

weir_timestamp weir_start_of_day(struct weir_context *x, weir_timestamp t,
                                 str zone)
{
    const struct weir_zone *z = weir_zone_find(x, zone);
    weir_timestamp r = {0};

    if (!z)
        return r;
    weir_date d = day_at(t.us, weir_zone_offset(z, seconds(t.us)));
    // Where midnight is jumped over, the day begins at the jump.
    weir_zone_instant(z, d * WEIR_DAY, &r.us, &r.offset);
    return r;
}

weir_timestamp weir_start_of_day_own(struct weir_context *x, weir_timestamp t)
{
    (void)x;
    return (weir_timestamp){
        day_at(t.us, t.offset) * WEIR_DAY - t.offset * WEIR_SECOND, t.offset};
}

weir_timestamp weir_at_zone(struct weir_context *x, weir_date d, weir_time t,
                            str zone)
{
    const struct weir_zone *z = weir_zone_find(x, zone);
    weir_timestamp r = {0};

    if (!z || weir_zone_instant(z, d * WEIR_DAY + t, &r.us, &r.offset) !=
                  WEIR_WALL_SKIPPED)
        return r;
    weir_fail(x, WEIR_DATA,
              "%" STR_FMT " %" STR_FMT " is jumped over in \"%" STR_FMT "\"",
              STR_ARG(weir_date_text(x, d)), STR_ARG(weir_time_text(x, t)),
              STR_ARG(weir_text_excerpt(x, zone)));
    return (weir_timestamp){0};
}
