/*
 * What an answer means: the operation's table of errors, the connector's, then
 * what every system means by it. The first line that matches wins.
 */
#include "stdlib/runtime/engine.h"
#include "stdlib/value/date.h"

#include <stdlib.h>
#include <string.h>

static bool is_otherwise(const struct weir_error_line *l)
{
    return !l->low && !l->code && !l->when;
}

static bool line_matches(struct weir_context *x,
                         const struct weir_error_line *l,
                         const struct weir_answer *a)
{
    if (l->low && (a->status < l->low || a->status > l->high))
        return false;
    if (l->code && !str_eq(a->code, str_from(l->code)))
        return false;
    if (!l->when)
        return true;
    struct weir_context own = *x; // a condition that fails does not hold

    own.failed = WEIR_OK;
    return l->when(&own, a) && !own.failed;
}

/* Where a table says what is `ok`, a good status alone is not. */
static bool says_ok(const struct weir_errors *t)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->at[i].class == WEIR_OK)
            return true;
    return false;
}

/* What no line names. An answer that never came, or no whole one, is none of
 * the system's words: the driver knows what it is. */
static bool is_left(const struct weir_errors *t, const struct weir_answer *a,
                    bool failed)
{
    weir_class_set silent =
        weir_class_outage() | WEIR_CLASS_BIT(WEIR_MALFORMED);

    if (a->failed)
        return !(silent & WEIR_CLASS_BIT(a->failed));
    return failed || says_ok(t);
}

/* True when a line of the table says it. */
static bool by_table(struct weir_context *x, const struct weir_errors *t,
                     const struct weir_answer *a, bool failed,
                     enum weir_class *class)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct weir_error_line *l = &t->at[i];

        if (is_otherwise(l) ? !is_left(t, a, failed) : !line_matches(x, l, a))
            continue;
        *class = l->class;
        return true;
    }
    return false;
}

static bool is_good(int status)
{
    return status >= 200 && status < 300;
}

static enum weir_class by_status(int s)
{
    if (is_good(s))
        return WEIR_OK;
    if (s == 408 || s == 425 || (s >= 500 && s != 501 && s != 505 && s != 511))
        return WEIR_TRANSIENT;
    if (s == 429)
        return WEIR_RATE_LIMITED;
    if (s == 401 || s == 403 || s == 407 || s == 511)
        return WEIR_AUTH;
    if (s == 404 || s == 410)
        return WEIR_NOT_FOUND;
    if (s == 409 || s == 412 || s == 423)
        return WEIR_CONFLICT;
    return s ? WEIR_REJECTED : WEIR_OK;
}

enum weir_class classify(struct weir_context *x, const struct weir_step *s,
                         const struct weir_answer *a)
{
    bool failed = a->failed || (a->status && !is_good(a->status));
    bool tells = a->status || a->code.len;
    enum weir_class class;

    for (int t = 0; t < 2 && tells; t++) {
        const struct weir_errors *table = t ? &s->instance->errors : &s->errors;

        if (!by_table(x, table, a, failed, &class))
            continue;
        if (class != WEIR_OK || !a->failed)
            return class;
    }
    // The body was cut; what the status said stands.
    if (a->cut && !is_good(a->status))
        return by_status(a->status);
    if (a->failed)
        return a->failed;
    class = failed ? by_status(a->status) : WEIR_OK;
    if (class == WEIR_NOT_FOUND && s->deletes)
        return WEIR_OK;
    return class;
}

bool answer_says_not_done(const struct weir_answer *a)
{
    if (!a->sent)
        return true;
    return a->status >= 300 && a->status < 500 && a->status != 408;
}

static int month_of(const char *s)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

    for (int i = 0; i < 12; i++)
        if (memcmp(names + i * 3, s, 3) == 0)
            return i + 1;
    return 0;
}

static int64_t number(const char *s, size_t n)
{
    int64_t v = 0;

    for (size_t i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9')
            return -1;
        v = v * 10 + (s[i] - '0');
    }
    return v;
}

/* "Sun, 06 Nov 1994 08:49:37 GMT"; 0: it is none. */
static int64_t http_date(str s)
{
    if (s.len < 29 || s.ptr[3] != ',')
        return 0;
    int64_t d = number(s.ptr + 5, 2), y = number(s.ptr + 12, 4);
    int64_t h = number(s.ptr + 17, 2), mi = number(s.ptr + 20, 2);
    int64_t sec = number(s.ptr + 23, 2);
    int m = month_of(s.ptr + 8);

    if (d < 1 || d > 31 || y < 1970 || h < 0 || mi < 0 || sec < 0 || !m)
        return 0;
    int64_t day = weir_date_from_civil(
        (struct weir_civil){.year = (int)y, .month = m, .day = (int)d});

    return (((day * 24 + h) * 60 + mi) * 60 + sec) * SECOND;
}

int64_t answer_date(const struct weir_answer *a)
{
    return http_date(weir_answer_header(a, "Date"));
}

int64_t answer_retry_after(const struct weir_answer *a, int64_t now)
{
    str v = str_trim(weir_answer_header(a, "Retry-After"));
    int64_t at;

    if (!v.len)
        return -1;
    if (v.len <= 9 && number(v.ptr, v.len) >= 0)
        return number(v.ptr, v.len) * SECOND;
    at = http_date(v);
    if (!at)
        return -1;
    if (answer_date(a))
        now = answer_date(a);
    return at > now ? at - now : 0;
}
