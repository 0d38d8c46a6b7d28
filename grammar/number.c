/*
 * Numbers and their units are one token each; the unit touches the number.
 * The scanner's pattern finds the first digit, and here is measured from there.
 */
#include "grammar/scan.h"

#include "weir.tab.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_word(char c)
{
    return is_digit(c) || is_capital(c) || (c >= 'a' && c <= 'z') || c == '_';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The character at `i`, or NUL behind the end. */
static char at_index(str s, size_t i)
{
    return i < s.len ? s.ptr[i] : 0;
}

/* The end of digits from `i`; `_` stands only between digits. */
static size_t skip_digits(str s, size_t i)
{
    while (is_digit(at_index(s, i)) ||
           (at_index(s, i) == '_' && is_digit(at_index(s, i + 1))))
        i++;
    return i;
}

static size_t skip_word(str s, size_t i)
{
    while (is_word(at_index(s, i)))
        i++;
    return i;
}

/* True when `s` has digits at 0s and else the signs of `form`. */
static bool fits(str s, size_t i, const char *form)
{
    for (; *form; form++, i++) {
        char c = at_index(s, i);
        if (*form == '0' ? !is_digit(c) : c != *form)
            return false;
    }
    return true;
}

/* The end of a time of day at `i`, or 0. */
static size_t skip_time(str s, size_t i)
{
    if (!fits(s, i, "00:00") || is_digit(at_index(s, i + 5)))
        return 0;
    if (fits(s, i + 5, ":00") && !is_digit(at_index(s, i + 8)))
        return i + 8;
    return i + 5;
}

/* The end of a timestamp, 0 when it is none: its offset may be missing. */
static size_t skip_timestamp(str s)
{
    size_t i = skip_time(s, 11);

    if (i == 0)
        return 0;
    if (at_index(s, i) == '.' && is_digit(at_index(s, i + 1)))
        while (is_digit(at_index(s, ++i)))
            ;
    if (at_index(s, i) == 'Z')
        return is_word(at_index(s, i + 1)) ? 0 : i + 1;
    bool sign = at_index(s, i) == '+' || at_index(s, i) == '-';
    if (!sign || !fits(s, i + 1, "00:00") || is_word(at_index(s, i + 6)))
        return 0;
    return i + 6;
}

static int duration_unit(str unit)
{
    static const str units[] = {
        {"d", 1}, {"h", 1}, {"m", 1}, {"s", 1}, {"ms", 2}};

    for (int i = 0; i < 5; i++)
        if (str_eq(unit, units[i]))
            return i;
    return -1;
}

/* 1h30m: whole parts, the larger first. */
static bool is_duration(str s)
{
    int last = -1;
    size_t i = 0;

    while (i < s.len) {
        size_t digits = skip_digits(s, i), end = digits;
        while (end < s.len && !is_digit(s.ptr[end]))
            end++;
        int unit = duration_unit(str_slice(s, digits, end));
        if (digits == i || unit <= last)
            return false;
        last = unit;
        i = end;
    }
    return true;
}

static bool is_size(str s)
{
    static const char *const units[] = {"B",   "kB",  "MB",  "GB", "TB",
                                        "KiB", "MiB", "GiB", "TiB"};
    str unit = str_slice(s, skip_digits(s, 0), s.len);

    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (str_eq(unit, str_from(units[i])))
            return true;
    return false;
}

static bool is_currency(str code)
{
#define CURRENCY(code, digits) #code,
    static const char codes[][4] = {
#include "stdlib/value/currencies.def"
    };
#undef CURRENCY
    size_t low = 0, high = sizeof codes / sizeof *codes;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = memcmp(codes[middle], code.ptr, 3);
        if (c == 0)
            return true;
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* The end of the currency behind a number that ends at `i`, or 0. */
static size_t skip_currency(str s, size_t i)
{
    if (!is_blank(at_index(s, i)))
        return 0;
    while (is_blank(at_index(s, i)))
        i++;
    if (!is_capital(at_index(s, i)) || !is_capital(at_index(s, i + 1)) ||
        !is_capital(at_index(s, i + 2)) || is_word(at_index(s, i + 3)) ||
        !is_currency(str_slice(s, i, i + 3)))
        return 0;
    size_t end = i += 3;
    while (is_blank(at_index(s, i)) || at_index(s, i) == '\n' ||
           at_index(s, i) == '\r')
        i++;
    // Before these the code is the name of the next field or row.
    if (at_index(s, i) == ':' ||
        (at_index(s, i) == '=' && at_index(s, i + 1) != '='))
        return 0;
    return end;
}

static bool is_bare(str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == '_' || is_blank(s.ptr[i]))
            return false;
    return true;
}

/* The lexeme without `_`, and with one blank before a currency. */
static str lexeme(struct parser *p, str s)
{
    if (is_bare(s))
        return s;
    char *text = arena_alloc(p->arena, s.len + 1), *to = text;
    for (size_t i = 0; i < s.len; i++) {
        if (is_blank(s.ptr[i]) && to > text && to[-1] == ' ')
            continue;
        if (s.ptr[i] != '_')
            *to++ = is_blank(s.ptr[i]) ? ' ' : s.ptr[i];
    }
    return (str){text, (size_t)(to - text)};
}

static void help_unit(struct parser *p, struct diag *d, span at, str number,
                      str unit)
{
    static const struct {
        const char *written, *right;
    } known[] = {
        {"min", "m"},   {"mins", "m"},  {"minutes", "m"}, {"minute", "m"},
        {"sec", "s"},   {"secs", "s"},  {"seconds", "s"}, {"second", "s"},
        {"hour", "h"},  {"hours", "h"}, {"hr", "h"},      {"hrs", "h"},
        {"day", "d"},   {"days", "d"},  {"D", "d"},       {"H", "h"},
        {"S", "s"},     {"msec", "ms"}, {"millis", "ms"}, {"b", "B"},
        {"kb", "kB"},   {"KB", "kB"},   {"mb", "MB"},     {"Mb", "MB"},
        {"gb", "GB"},   {"M", "MB"},    {"k", "kB"},      {"K", "kB"},
        {"kib", "KiB"}, {"mib", "MiB"}, {"kiB", "KiB"},   {"gib", "GiB"},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_eq(unit, str_from(known[i].written))) {
            str right = arena_printf(p->arena, "%" STR_FMT "%s",
                                     STR_ARG(number), known[i].right);
            parser_help(p, d, "write %" STR_FMT, STR_ARG(right));
            parser_fix(p, d, DIAG_UNSAFE, at, right);
            return;
        }
    if (unit.len == 3 && is_currency(unit))
        parser_help(p, d, "write %" STR_FMT " %" STR_FMT, STR_ARG(number),
                    STR_ARG(unit));
    else
        parser_help(p, d,
                    "durations end in ms, s, m, h or d, the larger part "
                    "first; sizes in B, kB, MB, GB, TB, KiB, MiB, GiB or TiB");
}

static int say_wrong(struct parser *p, str s, size_t number, span *at)
{
    str shown = str_slice(s, 0, at->len);
    str digits = str_slice(s, 0, number);
    struct diag *d =
        parser_say(p, *at,
                   "\"%" STR_FMT "\" is neither a number nor a number "
                   "with a unit",
                   STR_ARG(shown));

    if (at_index(s, number) == '_')
        parser_help(p, d, "\"_\" stands between two digits");
    else if (memchr(digits.ptr, '.', digits.len) &&
             duration_unit(str_slice(s, number, at->len)) >= 0)
        parser_help(p, d, "a duration has whole parts, as 1h30m");
    else
        help_unit(p, d, *at, digits, str_slice(s, number, at->len));
    return T_WEIR_UNDEF;
}

static int say_timestamp(struct parser *p, str s, span *at)
{
    size_t i = 11;

    while (is_word(at_index(s, i)) || at_index(s, i) == ':' ||
           (at_index(s, i) == '.' && is_digit(at_index(s, i + 1))))
        i++;
    at->len = (uint32_t)i;
    struct diag *d = parser_say(p, *at,
                                "\"%" STR_FMT "\" is no timestamp: a time of "
                                "day and an offset follow its date",
                                STR_ARG(str_slice(s, 0, i)));
    parser_help(p, d,
                "write it as 2026-11-23T06:00:00Z or "
                "2026-11-23T06:00:00+01:00");
    return T_WEIR_UNDEF;
}

/* Dates and times, which begin as numbers do; 0 when it is none. */
static int scan_date(struct parser *p, str s, span *at)
{
    if (at_index(s, 2) != ':' && at_index(s, 4) != '-')
        return 0;
    size_t end = skip_time(s, 0);

    if (end && !is_word(at_index(s, end))) {
        at->len = (uint32_t)end;
        return T_TIME;
    }
    if (!fits(s, 0, "0000-00-00") || is_digit(at_index(s, 10)))
        return 0;
    if (at_index(s, 10) != 'T') {
        at->len = 10;
        return is_word(at_index(s, 10)) ? 0 : T_DATE;
    }
    end = skip_timestamp(s);
    if (end == 0)
        return say_timestamp(p, s, at);
    at->len = (uint32_t)end;
    return T_TIMESTAMP;
}

static int scan_unit(struct parser *p, str s, size_t number, span *at)
{
    bool whole = !memchr(s.ptr, '.', number);

    at->len = (uint32_t)skip_word(s, number);
    if (whole && is_duration(str_slice(s, 0, at->len)))
        return T_DURATION;
    if (whole && is_size(str_slice(s, 0, at->len)))
        return T_SIZE;
    return say_wrong(p, s, number, at);
}

int number_scan(struct parser *p, union WEIR_STYPE *value, span *at)
{
    str s = str_slice(p->src->text, at->pos - p->src->base, p->src->text.len);
    int token = scan_date(p, s, at);

    if (token) {
        value->text = str_slice(s, 0, at->len);
        return token;
    }
    size_t end = skip_digits(s, 0);
    token = T_INT;
    if (at_index(s, end) == '.' && is_digit(at_index(s, end + 1))) {
        end = skip_digits(s, end + 1);
        token = T_DECIMAL;
    }
    at->len = (uint32_t)end;
    if (at_index(s, end) == '%') {
        value->text = lexeme(p, str_slice(s, 0, at->len++));
        return T_PERCENT;
    }
    if (is_word(at_index(s, end)))
        token = scan_unit(p, s, end, at);
    size_t money =
        token == T_INT || token == T_DECIMAL ? skip_currency(s, end) : 0;
    if (money) {
        at->len = (uint32_t)money;
        token = T_MONEY;
    }
    value->text = lexeme(p, str_slice(s, 0, at->len));
    return token;
}
