/*
 * Text as a pointer and a length. Nothing here allocates.
 */
#include "stdlib/value/str.h"

#include <stdio.h>
#include <string.h>

str str_from(const char *text)
{
    return (str){text, text ? strlen(text) : 0};
}

bool str_eq(str a, str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool str_is(str s, const char *word)
{
    return str_eq(s, str_from(word));
}

bool str_has(str s, const char *part)
{
    return str_find(s, str_from(part)) >= 0;
}

int str_cmp(str a, str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.ptr, b.ptr, n) : 0;

    if (c != 0)
        return c;
    return a.len < b.len ? -1 : a.len > b.len;
}

bool str_starts_with(str s, str head)
{
    return s.len >= head.len && str_eq((str){s.ptr, head.len}, head);
}

bool str_ends_with(str s, str tail)
{
    return s.len >= tail.len &&
           str_eq(str_slice(s, s.len - tail.len, s.len), tail);
}

/* Short parts, where looking at each place again costs little. */
static ptrdiff_t find_short(str s, str part)
{
    for (size_t i = 0; i + part.len <= s.len; i++) {
        const char *hit =
            memchr(s.ptr + i, part.ptr[0], s.len - part.len - i + 1);
        if (!hit)
            return -1;
        i = (size_t)(hit - s.ptr);
        if (memcmp(hit, part.ptr, part.len) == 0)
            return (ptrdiff_t)i;
    }
    return -1;
}

/* Where the largest suffix of `part` begins, by one order of bytes or the
 * other, and its period. */
static size_t largest_suffix(str part, bool reverse, size_t *period)
{
    size_t start = 0, next = 1, k = 0;

    *period = 1;
    while (next + k < part.len) {
        unsigned char a = (unsigned char)part.ptr[start + k];
        unsigned char b = (unsigned char)part.ptr[next + k];
        if (a == b) {
            if (++k == *period) {
                next += *period;
                k = 0;
            }
        } else if (reverse ? a < b : a > b) {
            next += k + 1;
            k = 0;
            *period = next - start;
        } else {
            start = next++;
            k = 0;
            *period = 1;
        }
    }
    return start;
}

/* Two-way search (Crochemore and Perrin, JACM 38(3), 1991): linear whatever
 * the texts are. */
static ptrdiff_t find_long(str s, str part)
{
    size_t period, other, memory = 0;
    size_t cut = largest_suffix(part, false, &period);
    size_t cut2 = largest_suffix(part, true, &other);

    if (cut2 > cut) {
        cut = cut2;
        period = other;
    }
    bool repeats = memcmp(part.ptr, part.ptr + period, cut) == 0;
    if (!repeats)
        period = (cut > part.len - cut ? cut : part.len - cut) + 1;
    for (size_t at = 0; at + part.len <= s.len;) {
        const char *p = s.ptr + at;
        size_t k = cut > memory ? cut : memory;
        while (k < part.len && part.ptr[k] == p[k])
            k++;
        if (k < part.len) {
            at += k - cut + 1;
            memory = 0;
            continue;
        }
        k = cut;
        while (k > memory && part.ptr[k - 1] == p[k - 1])
            k--;
        if (k <= memory)
            return (ptrdiff_t)at;
        at += period;
        memory = repeats ? part.len - period : 0;
    }
    return -1;
}

ptrdiff_t str_find(str s, str part)
{
    enum { SHORT = 16 };

    if (part.len == 0)
        return 0;
    if (s.len < part.len)
        return -1;
    return part.len < SHORT ? find_short(s, part) : find_long(s, part);
}

str str_slice(str s, size_t from, size_t to)
{
    if (to > s.len)
        to = s.len;
    if (from >= to)
        return (str){s.ptr, 0};
    return (str){s.ptr + from, to - from};
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

str str_behind(str s, char last)
{
    size_t at = s.len;

    while (at && s.ptr[at - 1] != last)
        at--;
    return str_slice(s, at, s.len);
}

str str_trim(str s)
{
    while (s.len && is_blank(s.ptr[0]))
        s = str_slice(s, 1, s.len);
    while (s.len && is_blank(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

static uint64_t hash_step(uint64_t h, uint64_t x)
{
    h = (h ^ x) * 0x9e3779b97f4a7c15u;
    return h ^ h >> 32;
}

static uint64_t load(const char *from, size_t n)
{
    uint64_t x = 0;

    memcpy(&x, from, n);
    return x;
}

/* Fewer than eight bytes as one number. */
static uint64_t few(str s)
{
    if (s.len >= 4)
        return load(s.ptr, 4) << 32 | load(s.ptr + s.len - 4, 4);
    if (s.len == 0)
        return 0;
    return load(s.ptr, 1) << 16 | load(s.ptr + s.len / 2, 1) << 8 |
           load(s.ptr + s.len - 1, 1);
}

/* Eight bytes at a time; the last eight may overlap those before. */
uint64_t str_hash(str s)
{
    uint64_t h = 1469598103934665603u ^ s.len;

    if (s.len < 8)
        return hash_step(hash_step(h, few(s)), h);
    for (size_t i = 0; i + 8 < s.len; i += 8)
        h = hash_step(h, load(s.ptr + i, 8));
    return hash_step(hash_step(h, load(s.ptr + s.len - 8, 8)), h);
}

const char *error_text(char *room, int error)
{
    snprintf(room, ERROR_ROOM, "%s", strerror(error));
    if (room[0] >= 'A' && room[0] <= 'Z' && !(room[1] >= 'A' && room[1] <= 'Z'))
        room[0] = (char)(room[0] - 'A' + 'a');
    return room;
}
