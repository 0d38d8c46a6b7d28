/*
 * Versions: their order, and the ranges that are read so that they can be
 * refused by name.
 */
#include "compiler/check/own.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The next part between dots (or a minus), off the front of `s`. */
static str next_part(str *s)
{
    size_t n = 0;

    while (n < s->len && s->ptr[n] != '.' && s->ptr[n] != '-')
        n++;
    str part = str_slice(*s, 0, n);
    *s = str_slice(*s, n < s->len ? n + 1 : n, s->len);
    return part;
}

static bool is_number(str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_digit(s.ptr[i]))
            return false;
    return s.len > 0;
}

static int part_order(str a, str b)
{
    if (!is_number(a) || !is_number(b))
        return str_cmp(a, b);
    while (a.len && a.ptr[0] == '0')
        a = str_slice(a, 1, a.len);
    while (b.len && b.ptr[0] == '0')
        b = str_slice(b, 1, b.len);
    if (a.len != b.len)
        return a.len < b.len ? -1 : 1;
    return str_cmp(a, b);
}

int version_order(str a, str b)
{
    while (a.len || b.len) {
        str p = next_part(&a), q = next_part(&b);
        int order = part_order(p, q);
        // 2.0.0 is behind 2.0.0-rc1
        if (!p.len || !q.len)
            return p.len == q.len                            ? 0
                   : is_number(p.len ? p : q) == (p.len > 0) ? 1
                                                             : -1;
        if (order)
            return order < 0 ? -1 : 1;
    }
    return 0;
}

static bool is_wild(str part)
{
    return str_eq(part, STR("x")) || str_eq(part, STR("X")) ||
           str_eq(part, STR("*"));
}

bool version_exact(str v)
{
    if (!v.len || !is_digit(v.ptr[0]))
        return false;
    while (v.len)
        if (is_wild(next_part(&v)))
            return false;
    return true;
}

/* Whether the first `n` parts of a version are those of the range. */
static bool same_parts(str v, str range, int n)
{
    while (n-- && range.len) {
        str part = next_part(&range);
        if (is_wild(part))
            return true;
        if (part_order(next_part(&v), part))
            return false;
    }
    return true;
}

bool version_fits(str v, str range)
{
    char sign = range.len ? range.ptr[0] : 0;
    size_t skip = 1;

    if (str_eq(range, STR("latest")) || is_wild(range))
        return true;
    if (is_digit(sign))
        return same_parts(v, range, 99);
    if (range.len > 1 && range.ptr[1] == '=')
        skip = 2;
    str bound = str_slice(range, skip, range.len);
    int order = version_order(v, bound);
    switch (sign) {
    case '^':
        return order >= 0 &&
               same_parts(v, bound, str_starts_with(bound, STR("0.")) ? 2 : 1);
    case '~': return order >= 0 && same_parts(v, bound, 2);
    case '>': return skip == 2 ? order >= 0 : order > 0;
    case '<': return skip == 2 ? order <= 0 : order < 0;
    case '=': return order == 0;
    default: return false;
    }
}
