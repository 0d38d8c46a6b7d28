/*
 * Cron expressions: five fields of numbers, names, ranges, lists and steps.
 */
#include "compiler/check/flow_check.h"

struct cron_field {
    const char *name;
    int from, to;
    const char *names; // three letters each, from `from` on
};

static const struct cron_field fields[] = {
    {"minute", 0, 59, NULL},
    {"hour", 0, 23, NULL},
    {"day of the month", 1, 31, NULL},
    {"month", 1, 12, "janfebmaraprmayjunjulaugsepoctnovdec"},
    {"day of the week", 0, 7, "sunmontuewedthufrisat"},
};

struct cron {
    str text;
    size_t pos;
    const struct cron_field *field;
    uint64_t values; // of the field, a bit each
};

static bool at_end(const struct cron *c)
{
    return c->pos >= c->text.len;
}

static char peek(const struct cron *c)
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
static int take_name(struct cron *c)
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

static int take_number(struct cron *c)
{
    int n = -1;

    while (peek(c) >= '0' && peek(c) <= '9' && n < 1000)
        n = (n < 0 ? 0 : n * 10) + (c->text.ptr[c->pos++] - '0');
    return n;
}

static bool take_value(struct cron *c, int *out)
{
    *out = take_name(c);
    if (*out < 0)
        *out = take_number(c);
    return *out >= c->field->from && *out <= c->field->to;
}

static bool take_step(struct cron *c, int from, int to)
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

static bool take_part(struct cron *c)
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

static bool take_field(struct cron *c)
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

static void bad_field(struct check *k, const struct ast_expr *e,
                      const struct cron *c, size_t start)
{
    size_t end = start;

    while (end < c->text.len && !is_blank(c->text.ptr[end]))
        end++;
    str found = str_slice(c->text, start, end);
    check_report(k, CHECK_BAD_SCHEDULE, e->at,
                 "expected the %s as %d to %d, a range, a list or *, found "
                 "\"%" STR_FMT "\"",
                 c->field->name, c->field->from, c->field->to, STR_ARG(found));
}

/* Days alone are restricted, to some that none of the months has. */
static void check_days(struct check *k, const struct ast_expr *e,
                       const uint64_t values[5])
{
    static const int longest[] = {31, 29, 31, 30, 31, 30,
                                  31, 31, 30, 31, 30, 31};

    if ((values[4] & 0x7f) != 0x7f)
        return;
    for (int m = 1; m <= 12; m++)
        if (values[3] >> m & 1 &&
            values[2] & ((UINT64_C(2) << longest[m - 1]) - 1))
            return;
    check_report(k, CHECK_BAD_SCHEDULE, e->at,
                 "expected a day that its months have, found \"%" STR_FMT
                 "\", which never comes",
                 STR_ARG(e->text));
}

void cron_check(struct check *k, const struct ast_expr *e)
{
    struct cron c = {.text = e->text};
    size_t n = sizeof fields / sizeof fields[0], i = 0;
    uint64_t values[5] = {0};

    for (;; i++) {
        while (is_blank(peek(&c)))
            c.pos++;
        if (at_end(&c) || i == n)
            break;
        size_t start = c.pos;
        c.field = &fields[i];
        if (!take_field(&c)) {
            bad_field(k, e, &c, start);
            return;
        }
        values[i] = c.values;
    }
    if (i == n && at_end(&c)) {
        check_days(k, e, values);
        return;
    }
    struct diag *d = check_report(
        k, CHECK_BAD_SCHEDULE, e->at,
        "expected five fields, minute hour day month weekday, found "
        "\"%" STR_FMT "\"",
        STR_ARG(e->text));
    diag_help(k->diags, d, "as in \"0 6 * * 1-5\", at six on working days");
}
