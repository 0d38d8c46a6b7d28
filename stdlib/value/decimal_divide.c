/*
 * Division and rounding of decimals. All rounding goes through `divide_to`:
 * rounding a number is dividing it by one.
 */
#include "stdlib/value/decimal_inside.h"

#include "stdlib/value/int.h"

#include <inttypes.h>

/* --- exact ------------------------------------------------------------- */

static weir_uint128 common_divisor(weir_uint128 a, weir_uint128 b)
{
    while (b != 0) {
        weir_uint128 r = a % b;
        a = b;
        b = r;
    }
    return a;
}

/* How often `factor` goes into *n, which it is taken out of. */
static unsigned take_out(weir_uint128 *n, unsigned factor)
{
    unsigned times = 0;

    for (; *n % factor == 0; times++)
        *n /= factor;
    return times;
}

/* m * 10^ten * factor^times, below 10^38. */
static bool multiply(weir_uint128 *m, unsigned factor, unsigned times)
{
    for (; times > 0; times--) {
        if (*m >= decimal_limit() / factor)
            return false;
        *m *= factor;
    }
    return true;
}

/* The quotient of two lowest terms m / n, where n has only the factors 2 and
 * 5: k digits behind the point make it whole. */
static bool quotient(weir_uint128 m, weir_uint128 n, int64_t scale,
                     weir_decimal *out)
{
    unsigned twos = take_out(&n, 2), fives = take_out(&n, 5);
    unsigned k = twos > fives ? twos : fives;

    if (!multiply(&m, 2, k - twos) || !multiply(&m, 5, k - fives))
        return false;
    scale += k;
    for (; scale > DIGITS && m % 10 == 0; scale--)
        m /= 10;
    if (scale > DIGITS)
        return false;
    if (scale < 0) {
        if (scale < -DIGITS || !multiply(&m, 10, (unsigned)-scale))
            return false;
        scale = 0;
    }
    *out = decimal_signed(false, m, (unsigned)scale);
    return true;
}

static bool ends(weir_uint128 n)
{
    take_out(&n, 2);
    take_out(&n, 5);
    return n == 1;
}

weir_decimal weir_decimal_div(struct weir_context *x, weir_decimal a,
                              weir_decimal b)
{
    weir_uint128 m = decimal_magnitude(a), n = decimal_magnitude(b);
    weir_decimal r;

    if (n == 0)
        return weir_decimal_fail(x, a, "/", b, "divides by zero");
    if (m == 0)
        return WEIR_DECIMAL(0, 0);
    weir_uint128 g = common_divisor(m, n);
    if (!ends(n / g))
        return weir_decimal_fail(x, a, "/", b,
                                 "has no end; say how it is rounded, as in "
                                 "round(a / b, 2)");
    if (!quotient(m / g, n / g, (int64_t)a.scale - b.scale, &r))
        return weir_decimal_fail(x, a, "/", b, "has more than 38 digits");
    if ((a.coefficient < 0) != (b.coefficient < 0))
        r.coefficient = -r.coefficient;
    return r;
}

weir_decimal weir_decimal_mod(struct weir_context *x, weir_decimal a,
                              weir_decimal b)
{
    unsigned scale = a.scale > b.scale ? a.scale : b.scale;
    wide m = wide_from(decimal_magnitude(a)),
         n = wide_from(decimal_magnitude(b)), rest;

    if (b.coefficient == 0)
        return weir_decimal_fail(x, a, "%", b, "divides by zero");
    // Up to 76 digits each, which 256 bits hold.
    if (!wide_mul_ten(&m, scale - a.scale) ||
        !wide_mul_ten(&n, scale - b.scale))
        return weir_decimal_fail(x, a, "%", b, "has more than 38 digits");
    wide_divide(m, n, &rest);
    for (; rest.high != 0 || rest.low >= decimal_limit(); scale--) {
        wide last;
        rest = wide_divide(rest, wide_from(10), &last);
        if (last.low != 0 || scale == 0)
            return weir_decimal_fail(x, a, "%", b, "has more than 38 digits");
    }
    return decimal_signed(a.coefficient < 0, rest.low, scale);
}

/* --- rounded ----------------------------------------------------------- */

/* Whether a quotient goes up by one: `half` is the order of twice the
 * remainder and the divisor. */
static bool goes_up(enum weir_rounding how, bool rest, int half, bool odd)
{
    switch (how) {
    case WEIR_HALF_EVEN: return half > 0 || (half == 0 && odd);
    case WEIR_HALF_UP: return half >= 0;
    case WEIR_AWAY: return rest;
    case WEIR_TO_ZERO: return false;
    }
    return false;
}

static bool divide_wide(wide m, wide n, enum weir_rounding how,
                        weir_uint128 *out)
{
    wide rest, q = wide_divide(m, n, &rest);
    bool any = rest.high != 0 || rest.low != 0;
    // 2 * rest against n without overflow: rest against n - rest.
    wide other = {n.high - rest.high - (n.low < rest.low), n.low - rest.low};
    int half = any ? wide_compare(rest, other) : -1;

    if (q.high != 0 || q.low >= decimal_limit())
        return false;
    *out = q.low + goes_up(how, any, half, q.low & 1);
    return *out < decimal_limit();
}

static bool divide_small(uint64_t m, uint64_t n, enum weir_rounding how,
                         weir_uint128 *out)
{
    uint64_t q = m / n, rest = m % n;
    int half = rest < n - rest ? -1 : rest > n - rest;

    *out = (weir_uint128)q + goes_up(how, rest != 0, rest ? half : -1, q & 1);
    return true;
}

/* |a| * 10^up / (|b| * 10^down), rounded to a whole number. */
static bool divide(weir_uint128 m, weir_uint128 n, int64_t up,
                   enum weir_rounding how, weir_uint128 *out)
{
    wide a = wide_from(m), b = wide_from(n);

    if (m == 0) {
        *out = 0;
        return true;
    }
    // A dividend of more than 76 digits has a quotient of more than 38.
    if (up > 0 && !wide_mul_ten(&a, (unsigned)up))
        return false;
    // A divisor of more than 76 digits is over twice any dividend.
    if (up < 0 && !wide_mul_ten(&b, (unsigned)-up)) {
        *out = goes_up(how, true, -1, false);
        return true;
    }
    if (a.high == 0 && b.high == 0 && a.low <= UINT64_MAX &&
        b.low <= UINT64_MAX)
        return divide_small((uint64_t)a.low, (uint64_t)b.low, how, out);
    return divide_wide(a, b, how, out);
}

static bool divide_to(weir_decimal a, weir_decimal b, int64_t places,
                      enum weir_rounding how, weir_decimal *out)
{
    bool minus = (a.coefficient < 0) != (b.coefficient < 0);
    weir_uint128 q;

    if (!divide(decimal_magnitude(a), decimal_magnitude(b),
                places + (int64_t)b.scale - a.scale, how, &q))
        return false;
    if (places < 0) {
        weir_uint128 unit = weir_power_of_ten((unsigned)-places);
        if (q > (decimal_limit() - 1) / unit)
            return false;
        q *= unit;
        places = 0;
    }
    *out = decimal_signed(minus, q, (unsigned)places);
    return true;
}

static bool good_places(struct weir_context *x, int64_t places)
{
    if (places >= -DIGITS && places <= DIGITS)
        return true;
    weir_fail(x, WEIR_DATA, "can't round to %" PRId64 " places, -38 to 38 are",
              places);
    return false;
}

weir_decimal weir_decimal_div_to(struct weir_context *x, weir_decimal a,
                                 weir_decimal b, int64_t places,
                                 enum weir_rounding how)
{
    weir_decimal r = {0};

    if (!good_places(x, places))
        return r;
    if (b.coefficient == 0)
        return weir_decimal_fail(x, a, "/", b, "divides by zero");
    if (!divide_to(a, b, places, how, &r))
        return weir_decimal_fail(x, a, "/", b, "has more than 38 digits");
    return r;
}

weir_decimal weir_decimal_round_to(struct weir_context *x, weir_decimal a,
                                   int64_t places, enum weir_rounding how)
{
    weir_decimal r = {0};

    if (!good_places(x, places))
        return r;
    if (divide_to(a, WEIR_DECIMAL(1, 0), places, how, &r))
        return r;
    if (places >= a.scale)
        return a; // is round already, there is no room for more zeros
    char room[WEIR_DECIMAL_ROOM];
    weir_fail(x, WEIR_DATA, "%.*s rounded has more than 38 digits",
              (int)weir_decimal_format(room, a), room);
    return r;
}

#define ROUND(name, how)                                                     \
    weir_decimal weir_decimal_##name(struct weir_context *x, weir_decimal a, \
                                     int64_t places)                         \
    {                                                                        \
        return weir_decimal_round_to(x, a, places, how);                     \
    }                                                                        \
    weir_decimal weir_decimal_div_##name(struct weir_context *x,             \
                                         weir_decimal a, weir_decimal b,     \
                                         int64_t places)                     \
    {                                                                        \
        return weir_decimal_div_to(x, a, b, places, how);                    \
    }

ROUND(round, WEIR_HALF_EVEN)
ROUND(round_half_up, WEIR_HALF_UP)
ROUND(round_up, WEIR_AWAY)
ROUND(round_down, WEIR_TO_ZERO)

/* --- whole numbers ----------------------------------------------------- */

bool weir_decimal_is_int(weir_decimal a, int64_t *out)
{
    a = weir_decimal_normal(a);
    if (a.scale != 0 || a.coefficient < INT64_MIN || a.coefficient > INT64_MAX)
        return false;
    *out = (int64_t)a.coefficient;
    return true;
}

static int64_t whole(struct weir_context *x, weir_decimal a, weir_decimal r)
{
    char room[WEIR_DECIMAL_ROOM];
    int64_t n = 0;

    if (!weir_decimal_is_int(r, &n))
        weir_fail(x, WEIR_DATA, "%.*s does not fit into an int of 64 bits",
                  (int)weir_decimal_format(room, a), room);
    return n;
}

int64_t weir_decimal_floor(struct weir_context *x, weir_decimal a)
{
    return whole(x, a,
                 weir_decimal_round_to(
                     x, a, 0, a.coefficient < 0 ? WEIR_AWAY : WEIR_TO_ZERO));
}

int64_t weir_decimal_ceiling(struct weir_context *x, weir_decimal a)
{
    return whole(x, a,
                 weir_decimal_round_to(
                     x, a, 0, a.coefficient < 0 ? WEIR_TO_ZERO : WEIR_AWAY));
}

weir_decimal weir_int_as_decimal(struct weir_context *x, int64_t a)
{
    (void)x;
    return WEIR_DECIMAL(a, 0);
}

int64_t weir_decimal_as_int(struct weir_context *x, weir_decimal a)
{
    char room[WEIR_DECIMAL_ROOM];
    int64_t n = 0;

    if (!weir_decimal_is_int(a, &n))
        weir_fail(x, WEIR_DATA,
                  "expected a whole number of 64 bits, found %.*s; round it "
                  "first, as in round(x, 0)",
                  (int)weir_decimal_format(room, a), room);
    return n;
}

/* An int rounded, which only does something left of the point. */
static int64_t round_int(struct weir_context *x, int64_t a, int64_t places,
                         enum weir_rounding how)
{
    if (places >= 0)
        return good_places(x, places) ? a : 0;
    weir_decimal d = WEIR_DECIMAL(a, 0);
    return whole(x, d, weir_decimal_round_to(x, d, places, how));
}

#define ROUND_INT(name, how)                                                   \
    int64_t weir_int_##name(struct weir_context *x, int64_t a, int64_t places) \
    {                                                                          \
        return round_int(x, a, places, how);                                   \
    }

ROUND_INT(round, WEIR_HALF_EVEN)
ROUND_INT(round_half_up, WEIR_HALF_UP)
ROUND_INT(round_up, WEIR_AWAY)
ROUND_INT(round_down, WEIR_TO_ZERO)
