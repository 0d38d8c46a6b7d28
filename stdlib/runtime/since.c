/*
 * Timestamps are UTC with microseconds, dates as they are, integers are
 * shifted to be positive and filled to 20 digits.
 */
#include "stdlib/runtime/since.h"
#include "stdlib/value/date.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define US 1000000

static str timestamp(struct arena *a, int64_t us)
{
    int64_t sec = us / US, frac = us % US;
    char form[WEIR_TIME_ROOM];

    if (frac < 0) {
        sec--;
        frac += US;
    }
    size_t n = weir_timestamp_format(form, (weir_timestamp){sec * US, 0});

    while (n && form[n - 1] != 'Z' && form[n - 1] != '+')
        n--; // "...Z", or "...+00:00"
    n = n ? n - 1 : 0;
    return arena_printf(a, "%.*s.%06dZ", (int)n, form, (int)frac);
}

str weir_since_timestamp(struct weir_context *x, weir_timestamp t)
{
    return timestamp(x->arena, t.us);
}

str weir_since_date(struct weir_context *x, weir_date d)
{
    char form[WEIR_TIME_ROOM];
    size_t n = weir_date_format(form, d);

    return arena_str(x->arena, (str){form, n});
}

str weir_since_int(struct weir_context *x, int64_t i)
{
    uint64_t shifted = (uint64_t)i + ((uint64_t)1 << 63);

    return arena_printf(x->arena, "%020llu", (unsigned long long)shifted);
}

static int64_t int_of(str canonical)
{
    char text[24] = {0};

    memcpy(text, canonical.ptr, canonical.len < 23 ? canonical.len : 23);
    return (int64_t)(strtoull(text, NULL, 10) - ((uint64_t)1 << 63));
}

str since_ask(struct arena *a, enum weir_since_kind kind, str canonical,
              int64_t lookback)
{
    struct weir_context x = {.arena = a};
    weir_timestamp t;
    weir_date d;

    if (!canonical.len)
        return STR("");
    switch (kind) {
    case WEIR_SINCE_TIMESTAMP:
        if (!weir_timestamp_parse(canonical, &t))
            return STR("");
        if (lookback) {
            t.us -= lookback;
            t.us -= (t.us % US + US) % US;
        }
        canonical = timestamp(a, t.us);
        if (t.us % US == 0)
            return arena_printf(a, "%.*sZ", (int)canonical.len - 8,
                                canonical.ptr);
        return canonical;
    case WEIR_SINCE_DATE:
        if (!weir_date_parse(canonical, &d))
            return STR("");
        d -= (weir_date)((lookback + WEIR_DAY - 1) / WEIR_DAY);
        return weir_since_date(&x, d);
    case WEIR_SINCE_INT:
        return arena_printf(a, "%lld", (long long)int_of(canonical));
    case WEIR_SINCE_TEXT: return canonical;
    case WEIR_SINCE_NONE: break;
    }
    return STR("");
}

str since_of_time(struct arena *a, enum weir_since_kind kind, int64_t us)
{
    str t = timestamp(a, us);

    return kind == WEIR_SINCE_DATE ? str_slice(t, 0, 10) : t;
}

str since_cap(struct arena *a, enum weir_since_kind kind, str canonical,
              int64_t now, bool *capped)
{
    if (kind != WEIR_SINCE_TIMESTAMP && kind != WEIR_SINCE_DATE)
        return canonical;
    str most = since_of_time(a, kind, now);

    if (str_cmp(canonical, most) <= 0)
        return canonical;
    *capped = true;
    return (str){NULL, 0};
}

bool since_parse(struct arena *a, enum weir_since_kind kind, str text,
                 str *canonical)
{
    struct weir_context x = {.arena = a};
    weir_timestamp t;
    weir_date d;
    char *end;

    switch (kind) {
    case WEIR_SINCE_TIMESTAMP:
        if (weir_timestamp_parse(text, &t))
            *canonical = timestamp(a, t.us);
        else if (weir_date_parse(text, &d))
            *canonical = timestamp(a, (int64_t)d * WEIR_DAY);
        else
            return false;
        return true;
    case WEIR_SINCE_DATE:
        if (!weir_date_parse(text, &d) &&
            (!weir_timestamp_parse(text, &t) ||
             !weir_date_parse(str_slice(text, 0, 10), &d)))
            return false;
        *canonical = weir_since_date(&x, d);
        return true;
    case WEIR_SINCE_INT:
        errno = 0;
        *canonical = weir_since_int(&x, strtoll(text.ptr, &end, 10));
        return text.len > 0 && *end == 0 && errno == 0;
    case WEIR_SINCE_TEXT: *canonical = text; return text.len > 0;
    case WEIR_SINCE_NONE: break;
    }
    return false;
}
