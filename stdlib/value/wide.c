/*
 * 256 bit numbers as two halves. Division is by shift and subtract, used only
 * where a number does not fit into 128 bits.
 */
#include "stdlib/value/wide.h"

#include <assert.h>

wide wide_mul(weir_uint128 a, weir_uint128 b)
{
    uint64_t a0 = (uint64_t)a, a1 = (uint64_t)(a >> 64);
    uint64_t b0 = (uint64_t)b, b1 = (uint64_t)(b >> 64);
    weir_uint128 low = (weir_uint128)a0 * b0;
    weir_uint128 mid = (weir_uint128)a1 * b0 + (uint64_t)(low >> 64);
    weir_uint128 mid2 = (weir_uint128)a0 * b1 + (uint64_t)mid;

    return (wide){
        .high = (weir_uint128)a1 * b1 + (uint64_t)(mid >> 64) +
                (uint64_t)(mid2 >> 64),
        .low = (mid2 << 64) | (uint64_t)low,
    };
}

static bool mul_small(wide *a, uint64_t b)
{
    wide low = wide_mul(a->low, b), high = wide_mul(a->high, b);
    weir_uint128 sum = high.low + low.high;

    if (high.high != 0 || sum < high.low)
        return false;
    *a = (wide){sum, low.low};
    return true;
}

bool wide_mul_ten(wide *a, unsigned n)
{
    if (a->high == 0 && a->low == 0)
        return true;
    for (; n >= 19; n -= 19)
        if (!mul_small(a, 10000000000000000000u))
            return false;
    return n == 0 || mul_small(a, (uint64_t)weir_power_of_ten(n));
}

int wide_compare(wide a, wide b)
{
    if (a.high != b.high)
        return a.high < b.high ? -1 : 1;
    return a.low < b.low ? -1 : a.low > b.low;
}

static wide subtract(wide a, wide b)
{
    return (wide){a.high - b.high - (a.low < b.low), a.low - b.low};
}

static wide shift_in(wide a, unsigned bit)
{
    return (wide){(a.high << 1) | (a.low >> 127), (a.low << 1) | bit};
}

wide wide_divide(wide a, wide b, wide *rest)
{
    wide q = {0, 0}, r = {0, 0};

    assert(b.high != 0 || b.low != 0);
    if (a.high == 0 && b.high == 0) {
        *rest = wide_from(a.low % b.low);
        return wide_from(a.low / b.low);
    }
    for (int i = 255; i >= 0; i--) {
        weir_uint128 half = i >= 128 ? a.high : a.low;
        bool carry = r.high >> 127;
        r = shift_in(r, (unsigned)(half >> (i & 127)) & 1u);
        bool fits = carry || wide_compare(r, b) >= 0;
        if (fits)
            r = subtract(r, b);
        q = shift_in(q, fits);
    }
    *rest = r;
    return q;
}

weir_uint128 weir_power_of_ten(unsigned n)
{
    static const uint64_t small[] = {
        1u,
        10u,
        100u,
        1000u,
        10000u,
        100000u,
        1000000u,
        10000000u,
        100000000u,
        1000000000u,
        10000000000u,
        100000000000u,
        1000000000000u,
        10000000000000u,
        100000000000000u,
        1000000000000000u,
        10000000000000000u,
        100000000000000000u,
        1000000000000000000u,
        10000000000000000000u,
    };

    assert(n <= 38);
    if (n < 20)
        return small[n];
    return (weir_uint128)small[19] * small[n - 19];
}
