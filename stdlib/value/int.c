/*
 * Whole numbers: the compiler's checked arithmetic, and a failure with both
 * operands when the result does not fit.
 */
#include "stdlib/value/int.h"

#include "stdlib/value/text.h"

#include <inttypes.h>

static int64_t overflow(struct weir_context *x, int64_t a, const char *sign,
                        int64_t b)
{
    weir_fail(x, WEIR_DATA,
              "%" PRId64 " %s %" PRId64 " does not fit into an int of 64 bits",
              a, sign, b);
    return 0;
}

bool weir_int_parse(str s, int64_t *out)
{
    bool negative = s.len && s.ptr[0] == '-';
    size_t i = s.len && (s.ptr[0] == '-' || s.ptr[0] == '+');
    int64_t n = 0;

    if (i == s.len)
        return false;
    for (; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
        int digit = s.ptr[i] - '0';
        if (__builtin_mul_overflow(n, INT64_C(10), &n) ||
            __builtin_sub_overflow(n, (int64_t)digit, &n))
            return false;
    }
    if (!negative && n == INT64_MIN)
        return false;
    *out = negative ? n : -n;
    return true;
}

int64_t weir_int_add(struct weir_context *x, int64_t a, int64_t b)
{
    int64_t r;

    return __builtin_add_overflow(a, b, &r) ? overflow(x, a, "+", b) : r;
}

int64_t weir_int_sub(struct weir_context *x, int64_t a, int64_t b)
{
    int64_t r;

    return __builtin_sub_overflow(a, b, &r) ? overflow(x, a, "-", b) : r;
}

int64_t weir_int_mul(struct weir_context *x, int64_t a, int64_t b)
{
    int64_t r;

    return __builtin_mul_overflow(a, b, &r) ? overflow(x, a, "*", b) : r;
}

int64_t weir_int_mod(struct weir_context *x, int64_t a, int64_t b)
{
    if (b == 0) {
        weir_fail(x, WEIR_DATA, "%" PRId64 " %% 0 divides by zero", a);
        return 0;
    }
    return b == -1 ? 0 : a % b;
}

int64_t weir_int_neg(struct weir_context *x, int64_t a)
{
    return weir_int_sub(x, 0, a);
}

int64_t weir_int_abs(struct weir_context *x, int64_t a)
{
    return a < 0 ? weir_int_neg(x, a) : a;
}

int64_t weir_int_min(struct weir_context *x, int64_t a, int64_t b)
{
    (void)x;
    return a < b ? a : b;
}

int64_t weir_int_max(struct weir_context *x, int64_t a, int64_t b)
{
    (void)x;
    return a > b ? a : b;
}

bool weir_int_equal(struct weir_context *x, int64_t a, int64_t b)
{
    (void)x;
    return a == b;
}

int weir_int_compare(struct weir_context *x, int64_t a, int64_t b)
{
    (void)x;
    return a < b ? -1 : a > b;
}

str weir_int_text(struct weir_context *x, int64_t a)
{
    char text[20], *end = text + sizeof text, *p = end;
    uint64_t n = a < 0 ? -(uint64_t)a : (uint64_t)a;

    do
        *--p = (char)('0' + n % 10);
    while (n /= 10);
    if (a < 0)
        *--p = '-';
    return arena_str(x->arena, (str){p, (size_t)(end - p)});
}

int64_t weir_text_as_int(struct weir_context *x, str s)
{
    int64_t n = 0;

    if (!weir_int_parse(s, &n))
        weir_fail(x, WEIR_DATA, "expected an int, found \"%" STR_FMT "\"",
                  STR_ARG(weir_text_excerpt(x, s)));
    return n;
}

bool weir_bool_equal(struct weir_context *x, bool a, bool b)
{
    (void)x;
    return a == b;
}

str weir_bool_text(struct weir_context *x, bool a)
{
    (void)x;
    return a ? STR("true") : STR("false");
}

bool weir_text_as_bool(struct weir_context *x, str s)
{
    if (str_eq(s, STR("true")))
        return true;
    if (!str_eq(s, STR("false")))
        weir_fail(x, WEIR_DATA,
                  "expected \"true\" or \"false\", found \"%" STR_FMT "\"",
                  STR_ARG(weir_text_excerpt(x, s)));
    return false;
}
