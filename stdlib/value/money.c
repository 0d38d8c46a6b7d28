/*
 * Money: decimals with a currency that is looked at before every operation.
 */
#include "stdlib/value/money.h"

#include "stdlib/value/decimal_inside.h"
#include "stdlib/value/text.h"

#include <stdlib.h>
#include <string.h>

static const struct currency {
    char code[4];
    int8_t places;
} currencies[] = {
#define CURRENCY(CODE, places) {#CODE, places},
#include "stdlib/value/currencies.def"
#undef CURRENCY
};

enum { NCURRENCIES = sizeof currencies / sizeof currencies[0] };

static const struct currency *find(str code)
{
    size_t low = 0, high = NCURRENCIES;

    if (code.len != 3)
        return NULL;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int c = memcmp(code.ptr, currencies[mid].code, 3);
        if (c == 0)
            return &currencies[mid];
        if (c < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return NULL;
}

bool weir_currency_known(str code)
{
    return find(code) != NULL;
}

int weir_currency_places(str code)
{
    const struct currency *c = find(code);

    return c ? c->places : -1;
}

static weir_money of(weir_decimal amount, const char *currency)
{
    weir_money m = {.amount = amount};

    memcpy(m.currency, currency, 3);
    return m;
}

bool weir_money_parse(str s, weir_money *out)
{
    weir_decimal d;

    if (s.len < 5 || s.ptr[s.len - 4] != ' ' ||
        !weir_currency_known(str_slice(s, s.len - 3, s.len)) ||
        !weir_decimal_parse(str_slice(s, 0, s.len - 4), &d))
        return false;
    *out = of(d, s.ptr + s.len - 3);
    return true;
}

/* --- making and opening ------------------------------------------------ */

static const struct currency *find_or_fail(struct weir_context *x, str code)
{
    const struct currency *c = find(code);

    if (!c)
        weir_fail(x, WEIR_DATA,
                  "expected an ISO 4217 code, found \"%" STR_FMT "\"",
                  STR_ARG(weir_text_excerpt(x, code)));
    return c;
}

/* The digits of the minor unit of a currency that must have one. */
static bool minor_places(struct weir_context *x, const char *code, int *out)
{
    *out = weir_currency_places((str){code, strlen(code)});
    if (*out >= 0)
        return true;
    weir_fail(x, WEIR_DATA, "the currency \"%s\" has no minor unit", code);
    return false;
}

weir_money weir_money_make(struct weir_context *x, weir_decimal a, str currency)
{
    const struct currency *c = find_or_fail(x, currency);

    return c ? of(a, c->code) : (weir_money){0};
}

weir_decimal weir_money_amount(struct weir_context *x, weir_money m)
{
    (void)x;
    return m.amount;
}

str weir_money_currency(struct weir_context *x, weir_money m)
{
    return arena_str(x->arena, str_from(m.currency));
}

weir_money weir_money_from_minor(struct weir_context *x, int64_t n,
                                 str currency)
{
    const struct currency *c = find_or_fail(x, currency);
    int places;

    if (!c || !minor_places(x, c->code, &places))
        return (weir_money){0};
    return of(WEIR_DECIMAL(n, (uint8_t)places), c->code);
}

/* The amount as a whole number of minor units. */
static bool minor_units(struct weir_context *x, weir_money m, weir_decimal *out)
{
    int places;

    if (!minor_places(x, m.currency, &places))
        return false;
    weir_decimal d = weir_decimal_normal(m.amount);
    if (d.scale > places) {
        weir_fail(x, WEIR_DATA,
                  "%" STR_FMT " is no whole number of minor units; use "
                  "round_money first",
                  STR_ARG(weir_money_text(x, m)));
        return false;
    }
    *out = weir_decimal_mul(
        x, d,
        WEIR_DECIMAL((weir_int128)weir_power_of_ten((unsigned)places), 0));
    *out = weir_decimal_normal(*out);
    return x->failed == WEIR_OK;
}

int64_t weir_money_to_minor(struct weir_context *x, weir_money m)
{
    weir_decimal d;

    return minor_units(x, m, &d) ? weir_decimal_as_int(x, d) : 0;
}

weir_money weir_money_round_minor(struct weir_context *x, weir_money m)
{
    int places;

    if (!minor_places(x, m.currency, &places))
        return (weir_money){0};
    return weir_money_round(x, m, places);
}

weir_money weir_money_exchange(struct weir_context *x, weir_money m,
                               weir_decimal rate, str currency)
{
    const struct currency *c = find_or_fail(x, currency);

    return c ? of(weir_decimal_mul(x, m.amount, rate), c->code)
             : (weir_money){0};
}

/* --- shares ------------------------------------------------------------ */

struct share {
    weir_uint128 units;
    weir_uint128 rest; // of the division, over the sum of weights
};

/* The weights as whole numbers in one scale, and their sum. */
static weir_uint128 *whole_weights(struct weir_context *x,
                                   struct weir_list weights, weir_uint128 *sum)
{
    weir_uint128 *w = arena_array(x->arena, weir_uint128, weights.n + 1);
    weir_decimal total = {0};
    uint8_t scale = 0;

    for (size_t i = 0; i < weights.n; i++) {
        weir_decimal d =
            weir_decimal_normal(WEIR_ITEM(weir_decimal, weights, i));
        if (d.coefficient < 0)
            weir_fail(x, WEIR_DATA, "a weight of an allocation is negative");
        scale = d.scale > scale ? d.scale : scale;
        total = weir_decimal_add(x, total, d);
    }
    if (x->failed == WEIR_OK && total.coefficient == 0)
        weir_fail(x, WEIR_DATA, "the weights of an allocation are all 0");
    weir_decimal unit = WEIR_DECIMAL((weir_int128)weir_power_of_ten(scale), 0);
    for (size_t i = 0; i < weights.n && x->failed == WEIR_OK; i++) {
        weir_decimal d = weir_decimal_normal(
            weir_decimal_mul(x, WEIR_ITEM(weir_decimal, weights, i), unit));
        w[i] = decimal_magnitude(d);
        *sum += w[i];
    }
    return w;
}

static int by_rest(const void *a, const void *b)
{
    const struct share *const *p = a, *const *q = b;

    if ((*p)->rest != (*q)->rest)
        return (*p)->rest > (*q)->rest ? -1 : 1;
    return *p < *q ? -1 : *p > *q; // the same array: the first of equals
}

/* One unit more for the `left` shares of largest remainder. */
static void give_rest(struct weir_context *x, struct share *shares, size_t n,
                      weir_uint128 left)
{
    struct share **order = arena_array(x->arena, struct share *, n);

    for (size_t i = 0; i < n; i++)
        order[i] = &shares[i];
    qsort(order, n, sizeof *order, by_rest);
    for (size_t i = 0; i < n && left > 0; i++, left--)
        order[i]->units++;
}

struct weir_list weir_money_allocate(struct weir_context *x, weir_money m,
                                     struct weir_list weights)
{
    struct weir_list none = {0};
    weir_decimal units = {0};
    weir_uint128 sum = 0;
    int places;

    if (!minor_places(x, m.currency, &places) || !minor_units(x, m, &units))
        return none;
    weir_uint128 *w = whole_weights(x, weights, &sum);
    if (x->failed != WEIR_OK)
        return none;
    struct share *shares = arena_array(x->arena, struct share, weights.n);
    weir_uint128 left = decimal_magnitude(units);
    for (size_t i = 0; i < weights.n; i++) {
        wide rest;
        wide q = wide_divide(wide_mul(decimal_magnitude(units), w[i]),
                             wide_from(sum), &rest);
        shares[i] = (struct share){q.low, rest.low};
        left -= q.low;
    }
    give_rest(x, shares, weights.n, left);
    weir_money *out = arena_array(x->arena, weir_money, weights.n);
    for (size_t i = 0; i < weights.n; i++)
        out[i] = of(decimal_signed(units.coefficient < 0, shares[i].units,
                                   (unsigned)places),
                    m.currency);
    return (struct weir_list){out, weights.n};
}

struct weir_list weir_money_allocate_ints(struct weir_context *x, weir_money m,
                                          struct weir_list weights)
{
    weir_decimal *w = arena_array(x->arena, weir_decimal, weights.n);

    for (size_t i = 0; i < weights.n; i++)
        w[i] = WEIR_DECIMAL(WEIR_ITEM(int64_t, weights, i), 0);
    return weir_money_allocate(x, m, (struct weir_list){w, weights.n});
}

/* --- arithmetic -------------------------------------------------------- */

static bool same(struct weir_context *x, weir_money a, const char *verb,
                 weir_money b)
{
    if (memcmp(a.currency, b.currency, 4) == 0)
        return true;
    weir_fail(x, WEIR_DATA, "can't %s %s and %s; use exchange first", verb,
              a.currency, b.currency);
    return false;
}

weir_money weir_money_add(struct weir_context *x, weir_money a, weir_money b)
{
    if (!same(x, a, "add", b))
        return (weir_money){0};
    return of(weir_decimal_add(x, a.amount, b.amount), a.currency);
}

weir_money weir_money_sub(struct weir_context *x, weir_money a, weir_money b)
{
    if (!same(x, a, "subtract", b))
        return (weir_money){0};
    return of(weir_decimal_sub(x, a.amount, b.amount), a.currency);
}

weir_money weir_money_mul(struct weir_context *x, weir_money a, weir_decimal b)
{
    return of(weir_decimal_mul(x, a.amount, b), a.currency);
}

weir_money weir_money_mul_by(struct weir_context *x, weir_decimal a,
                             weir_money b)
{
    return weir_money_mul(x, b, a);
}

weir_money weir_money_div(struct weir_context *x, weir_money a, weir_decimal b)
{
    return of(weir_decimal_div(x, a.amount, b), a.currency);
}

weir_decimal weir_money_ratio(struct weir_context *x, weir_money a,
                              weir_money b)
{
    if (!same(x, a, "divide", b))
        return (weir_decimal){0};
    return weir_decimal_div(x, a.amount, b.amount);
}

weir_money weir_money_neg(struct weir_context *x, weir_money a)
{
    return of(weir_decimal_neg(x, a.amount), a.currency);
}

weir_money weir_money_abs(struct weir_context *x, weir_money a)
{
    return of(weir_decimal_abs(x, a.amount), a.currency);
}

bool weir_money_equal(struct weir_context *x, weir_money a, weir_money b)
{
    (void)x;
    return memcmp(a.currency, b.currency, 4) == 0 &&
           weir_decimal_order(a.amount, b.amount) == 0;
}

int weir_money_compare(struct weir_context *x, weir_money a, weir_money b)
{
    if (!same(x, a, "compare", b))
        return 0;
    return weir_decimal_order(a.amount, b.amount);
}

weir_money weir_money_min(struct weir_context *x, weir_money a, weir_money b)
{
    return weir_money_compare(x, a, b) <= 0 ? a : b;
}

weir_money weir_money_max(struct weir_context *x, weir_money a, weir_money b)
{
    return weir_money_compare(x, a, b) >= 0 ? a : b;
}

#define ROUND(name)                                                            \
    weir_money weir_money_##name(struct weir_context *x, weir_money m,         \
                                 int64_t places)                               \
    {                                                                          \
        return of(weir_decimal_##name(x, m.amount, places), m.currency);       \
    }                                                                          \
    weir_money weir_money_div_##name(struct weir_context *x, weir_money a,     \
                                     weir_decimal b, int64_t places)           \
    {                                                                          \
        return of(weir_decimal_div_##name(x, a.amount, b, places),             \
                  a.currency);                                                 \
    }                                                                          \
    weir_decimal weir_money_ratio_##name(struct weir_context *x, weir_money a, \
                                         weir_money b, int64_t places)         \
    {                                                                          \
        if (!same(x, a, "divide", b))                                          \
            return (weir_decimal){0};                                          \
        return weir_decimal_div_##name(x, a.amount, b.amount, places);         \
    }

ROUND(round)
ROUND(round_half_up)
ROUND(round_up)
ROUND(round_down)

/* --- text -------------------------------------------------------------- */

str weir_money_text(struct weir_context *x, weir_money m)
{
    char room[WEIR_DECIMAL_ROOM];

    return arena_printf(x->arena, "%.*s %s",
                        (int)weir_decimal_format(room, m.amount), room,
                        m.currency);
}

weir_money weir_text_as_money(struct weir_context *x, str s)
{
    weir_money m = {0};

    if (!weir_money_parse(s, &m))
        weir_fail(x, WEIR_DATA,
                  "expected money such as \"19.99 GBP\", found "
                  "\"%" STR_FMT "\"",
                  STR_ARG(weir_text_excerpt(x, s)));
    return m;
}
