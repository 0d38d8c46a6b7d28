/*
 * Cron lines, read into sets of values.
 */
#include "compiler/graph/cron.h"

const struct cron_field cron_fields[CRON_FIELDS] = {
    {"minute", 0, 59, NULL},
    {"hour", 0, 23, NULL},
    {"day of the month", 1, 31, NULL},
    {"month", 1, 12, "janfebmaraprmayjunjulaugsepoctnovdec"},
    {"day of the week", 0, 7, "sunmontuewedthufrisat"},
};

struct reader {
    str text;
    size_t pos;
    const struct cron_field *field;
    uint64_t values; // of the field, a bit each
};

static bool at_end(const struct reader *c)
{
    return c->pos >= c->text.len;
}

static char peek(const struct reader *c)
{
    return at_end(c) ? '\0' : c->text.ptr[c->pos];
}

static bool is_blank(char ch)
{
    return ch == ' ' || ch == '\t';
}

static char lower(char ch)
{
    return ch >= 'A' && ch <= 'Z' ? (char)(ch - 'A' + 'a') : ch;
}

/* Three letters of the field's names; -1: none. */
static int take_name(struct reader *c)
{
    const char *names = c->field->names;

    if (!names || c->pos + 3 > c->text.len)
        return -1;
    const char *at = c->text.ptr + c->pos;
    for (int i = 0; names[i * 3]; i++) {
        const char *n = names + i * 3;
        if (lower(at[0]) == n[0] && lower(at[1]) == n[1] &&
            lower(at[2]) == n[2]) {
            c->pos += 3;
            return c->field->from + i;
        }
    }
    return -1;
}

static int take_number(struct reader *c)
{
    int n = -1;

    while (peek(c) >= '0' && peek(c) <= '9' && n < 1000)
        n = (n < 0 ? 0 : n * 10) + (c->text.ptr[c->pos++] - '0');
    return n;
}

static bool take_value(struct reader *c, int *out)
{
    *out = take_name(c);
    if (*out < 0)
        *out = take_number(c);
    return *out >= c->field->from && *out <= c->field->to;
}

static bool take_step(struct reader *c, int from, int to)
{
    int step = 1;

    if (peek(c) == '/') {
        c->pos++;
        step = take_number(c);
    }
    if (step < 1 || step > c->field->to)
        return false;
    for (int i = from; i <= to; i += step)
        c->values |= UINT64_C(1) << i;
    return true;
}

static bool take_part(struct reader *c)
{
    int from, to;

    if (peek(c) == '*') {
        c->pos++;
        return take_step(c, c->field->from, c->field->to);
    }
    if (!take_value(c, &from))
        return false;
    c->values |= UINT64_C(1) << from;
    if (peek(c) != '-')
        return true;
    c->pos++;
    return take_value(c, &to) && from <= to && take_step(c, from, to);
}

static bool take_field(struct reader *c)
{
    c->values = 0;
    do {
        if (!take_part(c))
            return false;
        if (peek(c) != ',')
            return at_end(c) || is_blank(peek(c));
        c->pos++;
    } while (true);
}

static str word_at(const struct reader *r, size_t start)
{
    size_t end = start;

    while (end < r->text.len && !is_blank(r->text.ptr[end]))
        end++;
    return str_slice(r->text, start, end);
}

bool cron_read(struct cron *c, str text)
{
    struct reader r = {.text = text};
    uint32_t i = 0;

    *c = (struct cron){.bad = CRON_FIELDS, .found = text};
    for (;; i++) {
        while (is_blank(peek(&r)))
            r.pos++;
        if (at_end(&r) || i == CRON_FIELDS)
            break;
        size_t start = r.pos;
        r.field = &cron_fields[i];
        if (!take_field(&r)) {
            c->bad = i;
            c->found = word_at(&r, start);
            return false;
        }
        c->values[i] = r.values;
    }
    if (c->values[CRON_WEEKDAY] >> 7 & 1)
        c->values[CRON_WEEKDAY] |= 1; // 7 is Sunday, too
    return i == CRON_FIELDS && at_end(&r);
}

static bool has_all(const struct cron *c, enum cron_place p, int to)
{
    for (int i = cron_fields[p].from; i <= to; i++)
        if (!(c->values[p] >> i & 1))
            return false;
    return true;
}

bool cron_is_daily(const struct cron *c)
{
    return has_all(c, CRON_DAY, 31) && has_all(c, CRON_MONTH, 12) &&
           has_all(c, CRON_WEEKDAY, 6);
}

int cron_shortest(const struct cron *c)
{
    enum { DAY = 24 * 60 };
    int first = -1, last = -1, shortest = DAY;

    for (int m = 0; m < DAY; m++) {
        if (!(c->values[CRON_HOUR] >> m / 60 & 1) ||
            !(c->values[CRON_MINUTE] >> m % 60 & 1))
            continue;
        if (last >= 0 && m - last < shortest)
            shortest = m - last;
        first = first < 0 ? m : first;
        last = m;
    }
    if (cron_is_daily(c) && last >= 0 && first + DAY - last < shortest)
        shortest = first + DAY - last;
    return shortest;
}
