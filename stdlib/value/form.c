/*
 * Forms of dates. A form is read part by part, by the checker, the reader and
 * the printer alike: `next_part` is the one place that knows the letters.
 */
#include "stdlib/value/form.h"

#include "stdlib/value/text.h"

#include <string.h>

enum part {
    PART_YEAR,
    PART_YEAR_2,
    PART_MONTH,
    PART_MONTH_NAME,
    PART_DAY,
    PART_HOUR,
    PART_MINUTE,
    PART_SECOND,
    PART_MS,
    PART_OFFSET,
    PART_TEXT, // for itself
    PART_END,
    PART_WRONG
};

static const struct {
    const char *letters;
    enum part part;
} letters[] = {
    {"yyyy", PART_YEAR},  {"yy", PART_YEAR_2}, {"MMM", PART_MONTH_NAME},
    {"MM", PART_MONTH},   {"dd", PART_DAY},    {"HH", PART_HOUR},
    {"mm", PART_MINUTE},  {"ss", PART_SECOND}, {"SSS", PART_MS},
    {"XXX", PART_OFFSET},
};

static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static enum part take_letters(str *form)
{
    size_t n = 1;

    while (n < form->len && form->ptr[n] == form->ptr[0])
        n++;
    str run = str_slice(*form, 0, n);
    *form = str_slice(*form, n, form->len);
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++)
        if (str_eq(run, str_from(letters[i].letters)))
            return letters[i].part;
    return PART_WRONG;
}

/* The next part of a form, which is taken off it. Of a PART_TEXT, `text` is
 * the text. */
static enum part next_part(str *form, bool *quoted, str *text)
{
    while (form->len) {
        char c = form->ptr[0];
        bool twice = form->len > 1 && c == '\'' && form->ptr[1] == '\'';
        *text = str_slice(*form, 0, 1);
        if (c == '\'' && !twice) {
            *quoted = !*quoted;
            *form = str_slice(*form, 1, form->len);
            continue;
        }
        if (!*quoted && is_letter(c))
            return take_letters(form);
        *form = str_slice(*form, twice ? 2 : 1, form->len);
        return PART_TEXT;
    }
    return *quoted ? PART_WRONG : PART_END;
}

bool weir_form_check(str form, bool of_date, struct buf *why)
{
    bool quoted = false;
    str text, rest = form;

    for (;;) {
        str before = rest;
        enum part p = next_part(&rest, &quoted, &text);
        if (p == PART_END)
            return true;
        if (p == PART_WRONG && quoted) {
            buf_text(why, "the quote of a form is not closed");
            return false;
        }
        if (p == PART_WRONG) {
            str run = str_slice(before, 0, before.len - rest.len);
            buf_printf(why,
                       "expected yyyy yy MM MMM dd HH mm ss SSS XXX, found "
                       "\"%" STR_FMT "\"; other letters stand in '...'",
                       STR_ARG(run));
            return false;
        }
        if (of_date && p >= PART_HOUR && p <= PART_OFFSET) {
            buf_text(why, "a date has no hours, minutes, seconds or offset");
            return false;
        }
    }
}

static bool good_form(struct weir_context *x, str form, bool of_date)
{
    struct buf why = BUF_MAX(1024);
    bool good = weir_form_check(form, of_date, &why);

    str message = buf_take(&why, x->arena);
    if (!good)
        weir_fail(x, WEIR_DATA, "%" STR_FMT, STR_ARG(message));
    return good;
}

/* --- reading ----------------------------------------------------------- */

struct moment {
    struct weir_civil civil;
    int hour, minute, second, ms;
    int32_t offset;
    bool has_year, has_offset;
};

static int digits(str *s, size_t n)
{
    int v = 0;

    if (s->len < n)
        return -1;
    for (size_t i = 0; i < n; i++) {
        if (s->ptr[i] < '0' || s->ptr[i] > '9')
            return -1;
        v = v * 10 + (s->ptr[i] - '0');
    }
    *s = str_slice(*s, n, s->len);
    return v;
}

/* n digits that say a number from least to most. */
static bool number(str *s, size_t n, int least, int most, int *out)
{
    *out = digits(s, n);
    return *out >= least && *out <= most;
}

static int month_named(str *s)
{
    if (s->len < 3)
        return -1;
    for (int m = 0; m < 12; m++) {
        const char *name = months + m * 3;
        if ((s->ptr[0] | 0x20) == (name[0] | 0x20) &&
            (s->ptr[1] | 0x20) == name[1] && (s->ptr[2] | 0x20) == name[2]) {
            *s = str_slice(*s, 3, s->len);
            return m + 1;
        }
    }
    return -1;
}

static bool read_offset(str *s, int32_t *out)
{
    *out = 0;
    if (str_starts_with(*s, STR("Z"))) {
        *s = str_slice(*s, 1, s->len);
        return true;
    }
    if (s->len < 6 || (s->ptr[0] != '+' && s->ptr[0] != '-') ||
        s->ptr[3] != ':')
        return false;
    int sign = s->ptr[0] == '-' ? -60 : 60;
    *s = str_slice(*s, 1, s->len);
    int hours = digits(s, 2);
    *s = str_slice(*s, 1, s->len);
    int minutes = digits(s, 2);
    *out = (hours * 60 + minutes) * sign;
    return hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60;
}

/* One part of the text into the moment; a flat switch. */
static bool read_part(enum part p, str *s, str text, struct moment *m)
{
    switch (p) {
    case PART_YEAR:
        m->has_year = true;
        return number(s, 4, 1, 9999, &m->civil.year);
    case PART_YEAR_2:
        m->has_year = true;
        if (!number(s, 2, 0, 99, &m->civil.year))
            return false;
        m->civil.year += m->civil.year < 70 ? 2000 : 1900;
        return true;
    case PART_MONTH: return number(s, 2, 1, 12, &m->civil.month);
    case PART_MONTH_NAME:
        m->civil.month = month_named(s);
        return m->civil.month > 0;
    case PART_DAY: return number(s, 2, 1, 31, &m->civil.day);
    case PART_HOUR: return number(s, 2, 0, 23, &m->hour);
    case PART_MINUTE: return number(s, 2, 0, 59, &m->minute);
    case PART_SECOND: return number(s, 2, 0, 59, &m->second);
    case PART_MS: return number(s, 3, 0, 999, &m->ms);
    case PART_OFFSET: m->has_offset = true; return read_offset(s, &m->offset);
    case PART_TEXT:
        if (!str_starts_with(*s, text))
            return false;
        *s = str_slice(*s, 1, s->len);
        return true;
    case PART_END:
    case PART_WRONG: break;
    }
    return false;
}

static bool read_moment(struct weir_context *x, str s, str form, bool of_date,
                        struct moment *m)
{
    bool quoted = false, fits = true;
    str rest = s, left = form, text;

    *m = (struct moment){.civil = {.month = 1, .day = 1}};
    if (!good_form(x, form, of_date))
        return false;
    for (;;) {
        enum part p = next_part(&left, &quoted, &text);
        if (p == PART_END)
            break;
        fits = fits && read_part(p, &rest, text, m);
    }
    if (fits && !m->has_year) {
        weir_fail(x, WEIR_DATA, "the form \"%" STR_FMT "\" has no year",
                  STR_ARG(form));
        return false;
    }
    if (fits && rest.len == 0 && weir_civil_valid(m->civil))
        return true;
    weir_fail(x, WEIR_DATA,
              "\"%" STR_FMT "\" is no date in the form \"%" STR_FMT "\"",
              STR_ARG(weir_text_excerpt(x, s)), STR_ARG(form));
    return false;
}

weir_date weir_parse_date(struct weir_context *x, str s, str form)
{
    struct moment m;

    return read_moment(x, s, form, true, &m) ? weir_date_from_civil(m.civil)
                                             : 0;
}

static weir_time time_of(const struct moment *m)
{
    return (m->hour * 3600 + m->minute * 60 + m->second) * WEIR_SECOND +
           m->ms * INT64_C(1000);
}

static weir_timestamp at_offset(struct weir_context *x, const struct moment *m)
{
    int64_t us = weir_date_from_civil(m->civil) * WEIR_DAY + time_of(m) -
                 m->offset * WEIR_SECOND;

    // Adding nothing looks at the range.
    return weir_timestamp_add(x, (weir_timestamp){us, m->offset}, 0);
}

weir_timestamp weir_parse_timestamp(struct weir_context *x, str s, str form,
                                    str zone)
{
    struct moment m;

    if (!read_moment(x, s, form, false, &m))
        return (weir_timestamp){0};
    if (m.has_offset)
        return at_offset(x, &m);
    return weir_at_zone(x, weir_date_from_civil(m.civil), time_of(&m), zone);
}

weir_timestamp weir_parse_timestamp_utc(struct weir_context *x, str s, str form)
{
    struct moment m;

    return read_moment(x, s, form, false, &m) ? at_offset(x, &m)
                                              : (weir_timestamp){0};
}

/* --- printing ---------------------------------------------------------- */

/* One part of a moment as text; a flat switch. */
static void print_part(struct buf *b, enum part p, str text,
                       const struct moment *m)
{
    int minutes = (m->offset < 0 ? -m->offset : m->offset) / 60;

    switch (p) {
    case PART_YEAR: buf_printf(b, "%04d", m->civil.year); break;
    case PART_YEAR_2: buf_printf(b, "%02d", m->civil.year % 100); break;
    case PART_MONTH: buf_printf(b, "%02d", m->civil.month); break;
    case PART_MONTH_NAME:
        buf_add(b, months + (m->civil.month - 1) * 3, 3);
        break;
    case PART_DAY: buf_printf(b, "%02d", m->civil.day); break;
    case PART_HOUR: buf_printf(b, "%02d", m->hour); break;
    case PART_MINUTE: buf_printf(b, "%02d", m->minute); break;
    case PART_SECOND: buf_printf(b, "%02d", m->second); break;
    case PART_MS: buf_printf(b, "%03d", m->ms); break;
    case PART_OFFSET:
        if (m->offset == 0)
            buf_char(b, 'Z');
        else
            buf_printf(b, "%c%02d:%02d", m->offset < 0 ? '-' : '+',
                       minutes / 60, minutes % 60);
        break;
    case PART_TEXT: buf_str(b, text); break;
    case PART_END:
    case PART_WRONG: break;
    }
}

static str print_moment(struct weir_context *x, const struct moment *m,
                        str form, bool of_date)
{
    struct buf b = BUF_MAX(1 << 16);
    bool quoted = false;
    str text, rest = form;

    if (!good_form(x, form, of_date))
        return (str){0};
    for (enum part p = next_part(&rest, &quoted, &text); p != PART_END;
         p = next_part(&rest, &quoted, &text))
        print_part(&b, p, text, m);
    return buf_take(&b, x->arena);
}

str weir_format_date(struct weir_context *x, weir_date d, str form)
{
    struct moment m = {.civil = weir_date_civil(d)};

    return print_moment(x, &m, form, true);
}

str weir_format_timestamp_own(struct weir_context *x, weir_timestamp t,
                              str form)
{
    weir_time time = weir_time_of_own(x, t);
    int s = (int)(time / WEIR_SECOND);
    struct moment m = {
        .civil = weir_date_civil(weir_date_of_own(x, t)),
        .hour = s / 3600,
        .minute = s / 60 % 60,
        .second = s % 60,
        .ms = (int)(time % WEIR_SECOND / 1000),
        .offset = t.offset,
    };

    return print_moment(x, &m, form, false);
}

str weir_format_timestamp(struct weir_context *x, weir_timestamp t, str form,
                          str zone)
{
    const struct weir_zone *z = weir_zone_find(x, zone);

    if (!z)
        return (str){0};
    t.offset = weir_zone_offset(z, weir_to_unix(x, t));
    return weir_format_timestamp_own(x, t, form);
}
