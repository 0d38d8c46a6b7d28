/*
 * Exact decimals. The fast way is 128 bit arithmetic where nothing can
 * overflow; what may goes through 256 bits and comes back through `settle`,
 * which drops zeros at the end until the result fits, or fails.
 */
#include "stdlib/value/decimal_inside.h"

#include "stdlib/value/text.h"

#include <inttypes.h>

weir_decimal weir_decimal_fail(struct weir_context *x, weir_decimal a,
                               const char *sign, weir_decimal b,
                               const char *why)
{
    char left[WEIR_DECIMAL_ROOM], right[WEIR_DECIMAL_ROOM];
    int l = (int)weir_decimal_format(left, a);
    int r = (int)weir_decimal_format(right, b);

    weir_fail(x, WEIR_DATA, "%.*s %s %.*s %s", l, left, sign, r, right, why);
    return WEIR_DECIMAL(0, 0);
}

/* n / 10^scale as a decimal, dropping zeros at the end of the fraction where
 * it would not fit else. */
static bool settle(wide n, unsigned scale, bool negative, weir_decimal *out)
{
    while (n.high != 0 || n.low >= decimal_limit() || scale > DIGITS) {
        wide rest;
        wide q = wide_divide(n, wide_from(10), &rest);
        if (scale == 0 || rest.low != 0)
            return false;
        n = q;
        scale--;
    }
    *out = decimal_signed(negative, n.low, scale);
    return true;
}

/* --- text -------------------------------------------------------------- */

/* What the digits of a lexeme say so far. */
struct lexeme {
    weir_uint128 n;
    int64_t scale; // digits behind the point
    int64_t zeros; // held back: they count if another digit follows
    bool any;      // a digit was there
    bool behind;   // the point was there
    bool overflow;
};

static void take_digit(struct lexeme *l, unsigned digit)
{
    l->any = true;
    if (l->behind)
        l->scale++;
    if (digit == 0 && l->n != 0) {
        l->zeros++;
        return;
    }
    if (digit == 0)
        return;
    if (l->zeros + 1 > DIGITS ||
        l->n >= decimal_limit() / weir_power_of_ten((unsigned)l->zeros + 1)) {
        l->overflow = true;
        return;
    }
    l->n = l->n * weir_power_of_ten((unsigned)l->zeros + 1) + digit;
    l->zeros = 0;
}

/* The exponent behind an e; false when it is none. Held at a million. */
static bool parse_exponent(str s, int64_t *out)
{
    bool negative = s.len && s.ptr[0] == '-';
    size_t i = s.len && (s.ptr[0] == '-' || s.ptr[0] == '+');
    int64_t e = 0;

    if (i == s.len)
        return false;
    for (; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
        if (e < 1000000)
            e = e * 10 + (s.ptr[i] - '0');
    }
    *out = negative ? -e : e;
    return true;
}

/* n * 10^zeros / 10^scale, keeping the scale where that fits. */
static bool lexeme_value(struct lexeme l, bool negative, weir_decimal *out)
{
    int64_t keep = l.scale;

    if (l.n == 0) {
        keep = keep < 0 ? 0 : keep > DIGITS ? DIGITS : keep;
        *out = WEIR_DECIMAL(0, (uint8_t)keep);
        return true;
    }
    // The zeros held back are dropped from the fraction only if they must.
    int64_t grow = keep < 0 ? l.zeros - keep : l.zeros;
    if (keep < 0)
        keep = 0;
    while (grow > 0 && keep > 0 &&
           (grow > DIGITS || keep > DIGITS ||
            l.n >= decimal_limit() / weir_power_of_ten((unsigned)grow))) {
        grow--;
        keep--;
    }
    if (grow > DIGITS || keep > DIGITS ||
        (grow > 0 &&
         l.n > (decimal_limit() - 1) / weir_power_of_ten((unsigned)grow)))
        return false;
    *out = decimal_signed(negative, l.n * weir_power_of_ten((unsigned)grow),
                          (unsigned)keep);
    return true;
}

/* The usual lexeme, up to 18 digits and no exponent. False: look closer. */
static bool parse_short(str s, weir_decimal *out)
{
    bool negative = s.len && s.ptr[0] == '-';
    size_t i = negative, point = s.len;
    int64_t n = 0;

    if (s.len > 18 || i == s.len)
        return false;
    for (; i < s.len; i++) {
        char c = s.ptr[i];
        if (c >= '0' && c <= '9')
            n = n * 10 + (c - '0');
        else if (c == '.' && point == s.len && i > negative)
            point = i;
        else
            return false;
    }
    if (point + 1 == s.len)
        return false;
    *out = WEIR_DECIMAL(negative ? -n : n,
                        (uint8_t)(point == s.len ? 0 : s.len - point - 1));
    return true;
}

bool weir_decimal_parse(str s, weir_decimal *out)
{
    if (parse_short(s, out))
        return true;
    bool negative = s.len && s.ptr[0] == '-';
    size_t i = s.len && (s.ptr[0] == '-' || s.ptr[0] == '+');
    struct lexeme l = {0};
    int64_t exponent = 0;

    for (; i < s.len; i++) {
        char c = s.ptr[i];
        if (c >= '0' && c <= '9') {
            take_digit(&l, (unsigned)(c - '0'));
        } else if (c == '.' && l.any && !l.behind && i + 1 < s.len &&
                   s.ptr[i + 1] >= '0' && s.ptr[i + 1] <= '9') {
            l.behind = true;
        } else if ((c == 'e' || c == 'E') && l.any) {
            if (!parse_exponent(str_slice(s, i + 1, s.len), &exponent))
                return false;
            break;
        } else {
            return false;
        }
    }
    if (!l.any || l.overflow)
        return false;
    l.scale -= exponent;
    return lexeme_value(l, negative, out);
}

/* The digits of n, at least `least` of them; they end at `end`. */
static char *put_digits(char *end, weir_uint128 n, unsigned least)
{
    char *p = end;

    while (n > UINT64_MAX) {
        *--p = (char)('0' + (int)(n % 10));
        n /= 10;
    }
    for (uint64_t small = (uint64_t)n; small; small /= 10)
        *--p = (char)('0' + (int)(small % 10));
    while (end - p < (ptrdiff_t)least)
        *--p = '0';
    return p;
}

size_t weir_decimal_format(char *to, weir_decimal a)
{
    char room[WEIR_DECIMAL_ROOM];
    char *end = room + sizeof room;
    char *p = put_digits(end, decimal_magnitude(a), a.scale + 1u);
    size_t n = 0;

    if (a.coefficient < 0)
        to[n++] = '-';
    while (p < end) {
        if (end - p == a.scale)
            to[n++] = '.';
        to[n++] = *p++;
    }
    return n;
}

void weir_decimal_print(struct buf *b, weir_decimal a)
{
    if (buf_reserve(b, WEIR_DECIMAL_ROOM)) {
        b->len += weir_decimal_format(b->ptr + b->len, a);
        b->ptr[b->len] = 0;
    }
}

str weir_decimal_text(struct weir_context *x, weir_decimal a)
{
    char room[WEIR_DECIMAL_ROOM];

    return arena_str(x->arena, (str){room, weir_decimal_format(room, a)});
}

weir_decimal weir_text_as_decimal(struct weir_context *x, str s)
{
    weir_decimal d = {0};

    if (!weir_decimal_parse(s, &d))
        weir_fail(x, WEIR_DATA,
                  "expected a decimal (at most 38 digits), found "
                  "\"%" STR_FMT "\"",
                  STR_ARG(weir_text_excerpt(x, s)));
    return d;
}

/* --- sums and products ------------------------------------------------- */

weir_decimal weir_decimal_normal(weir_decimal a)
{
    while (a.scale > 0 && a.coefficient % 10 == 0) {
        a.coefficient /= 10;
        a.scale--;
    }
    return a;
}

/* Whether c * 10^n stays below 10^38, so that 128 bits hold it. */
static bool scale_up(weir_int128 *c, unsigned n)
{
    weir_uint128 m = *c < 0 ? -(weir_uint128)*c : (weir_uint128)*c;

    if (n > DIGITS || m >= decimal_limit() / weir_power_of_ten(n))
        return m == 0;
    *c *= (weir_int128)weir_power_of_ten(n);
    return true;
}

/* The sum where one summand does not fit at the other's scale. */
static bool add_wide(weir_decimal a, weir_decimal b, weir_decimal *out)
{
    unsigned scale = a.scale > b.scale ? a.scale : b.scale;
    wide m = wide_from(decimal_magnitude(a)),
         n = wide_from(decimal_magnitude(b));
    bool minus = a.coefficient < 0, other = b.coefficient < 0;

    // Below 10^76 each: this can't overflow.
    if (!wide_mul_ten(&m, scale - a.scale) ||
        !wide_mul_ten(&n, scale - b.scale))
        return false;
    if (minus == other) {
        wide sum = {m.high + n.high, m.low + n.low};
        sum.high += sum.low < n.low;
        return settle(sum, scale, minus, out);
    }
    if (wide_compare(m, n) < 0) {
        wide t = m;
        m = n;
        n = t;
        minus = other;
    }
    wide rest = {m.high - n.high - (m.low < n.low), m.low - n.low};
    return settle(rest, scale, minus, out);
}

static bool add(weir_decimal a, weir_decimal b, weir_decimal *out)
{
    weir_int128 m = a.coefficient, n = b.coefficient;
    unsigned scale = a.scale > b.scale ? a.scale : b.scale;

    if (!scale_up(&m, scale - a.scale) || !scale_up(&n, scale - b.scale))
        return add_wide(a, b, out);
    m += n; // below 2 * 10^38, which 128 bits hold
    *out = WEIR_DECIMAL(m, (uint8_t)scale);
    if (decimal_magnitude(*out) < decimal_limit())
        return true;
    return add_wide(a, b, out);
}

static weir_decimal negated(weir_decimal a)
{
    return WEIR_DECIMAL(-a.coefficient, a.scale);
}

weir_decimal weir_decimal_add(struct weir_context *x, weir_decimal a,
                              weir_decimal b)
{
    weir_decimal r;

    return add(a, b, &r)
               ? r
               : weir_decimal_fail(x, a, "+", b, "has more than 38 digits");
}

weir_decimal weir_decimal_sub(struct weir_context *x, weir_decimal a,
                              weir_decimal b)
{
    weir_decimal r;

    return add(a, negated(b), &r)
               ? r
               : weir_decimal_fail(x, a, "-", b, "has more than 38 digits");
}

weir_decimal weir_decimal_mul(struct weir_context *x, weir_decimal a,
                              weir_decimal b)
{
    weir_uint128 m = decimal_magnitude(a), n = decimal_magnitude(b);
    bool minus = (a.coefficient < 0) != (b.coefficient < 0);
    unsigned scale = (unsigned)a.scale + b.scale;
    weir_decimal r;

    if (m >> 62 == 0 && n >> 62 == 0 && scale <= DIGITS)
        return decimal_signed(minus, m * n, scale); // below 2^124 < 10^38
    if (settle(wide_mul(m, n), scale, minus, &r))
        return r;
    return weir_decimal_fail(x, a, "*", b, "has more than 38 digits");
}

weir_decimal weir_decimal_neg(struct weir_context *x, weir_decimal a)
{
    (void)x;
    return negated(a);
}

weir_decimal weir_decimal_abs(struct weir_context *x, weir_decimal a)
{
    (void)x;
    return a.coefficient < 0 ? negated(a) : a;
}

/* --- order ------------------------------------------------------------- */

static int order_wide(weir_decimal a, weir_decimal b)
{
    wide m = wide_from(decimal_magnitude(a)),
         n = wide_from(decimal_magnitude(b));
    bool minus = a.coefficient < 0;
    bool fits = a.scale < b.scale
                    ? wide_mul_ten(&m, (unsigned)(b.scale - a.scale))
                    : wide_mul_ten(&n, (unsigned)(a.scale - b.scale));

    assert(fits); // 76 digits are below 2^256
    (void)fits;
    return minus ? wide_compare(n, m) : wide_compare(m, n);
}

int weir_decimal_order(weir_decimal a, weir_decimal b)
{
    weir_int128 m = a.coefficient, n = b.coefficient;

    if ((m < 0) != (n < 0))
        return m < 0 ? -1 : 1;
    bool fits = a.scale < b.scale ? scale_up(&m, (unsigned)(b.scale - a.scale))
                                  : scale_up(&n, (unsigned)(a.scale - b.scale));
    if (!fits)
        return order_wide(a, b);
    return m < n ? -1 : m > n;
}

int weir_decimal_compare(struct weir_context *x, weir_decimal a, weir_decimal b)
{
    (void)x;
    return weir_decimal_order(a, b);
}

bool weir_decimal_equal(struct weir_context *x, weir_decimal a, weir_decimal b)
{
    (void)x;
    return weir_decimal_order(a, b) == 0;
}

weir_decimal weir_decimal_min(struct weir_context *x, weir_decimal a,
                              weir_decimal b)
{
    (void)x;
    return weir_decimal_order(a, b) <= 0 ? a : b;
}

weir_decimal weir_decimal_max(struct weir_context *x, weir_decimal a,
                              weir_decimal b)
{
    (void)x;
    return weir_decimal_order(a, b) >= 0 ? a : b;
}
