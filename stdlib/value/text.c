/*
 * Strings: plain ASCII is done here, the rest of Unicode by libunistring.
 */
#include "stdlib/value/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <unistr.h>

enum { PAD_MAX = 1000000 };

static const uint8_t *bytes(str s)
{
    return (const uint8_t *)(s.ptr ? s.ptr : "");
}

/* Whether eight bytes at a time are all ASCII, then the rest. */
static bool is_ascii(str s)
{
    size_t i = 0;

    for (; i + 8 <= s.len; i += 8) {
        uint64_t w;
        memcpy(&w, s.ptr + i, 8);
        if (w & UINT64_C(0x8080808080808080))
            return false;
    }
    for (; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80)
            return false;
    return true;
}

bool weir_utf8_valid(str s)
{
    return is_ascii(s) || u8_check(bytes(s), s.len) == NULL;
}

size_t weir_utf8_count(str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++)
        n += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
    return n;
}

int64_t weir_text_length(struct weir_context *x, str s)
{
    (void)x;
    return (int64_t)weir_utf8_count(s);
}

/* --- case and white space ---------------------------------------------- */

typedef uint8_t *mapping(const uint8_t *s, size_t n, const char *language,
                         uninorm_t form, uint8_t *out, size_t *len);

static str mapped(struct weir_context *x, str s, mapping *map)
{
    size_t len = 0;
    uint8_t *out = map(bytes(s), s.len, NULL, NULL, NULL, &len);

    if (!out) {
        weir_fail(x, WEIR_DATA, "the text is not UTF-8");
        return (str){0};
    }
    if (!arena_fits(x->arena, len + 1)) {
        free(out); // the arena does not come back
        out = NULL;
    }
    char *to = arena_alloc(x->arena, len + 1);
    if (out)
        memcpy(to, out, len);
    free(out);
    return (str){to, len};
}

static str ascii_case(struct weir_context *x, str s, char first, char last)
{
    char *p = arena_raw(x->arena, s.len + 1);

    for (size_t i = 0; i < s.len; i++)
        p[i] = s.ptr[i] >= first && s.ptr[i] <= last ? (char)(s.ptr[i] ^ 0x20)
                                                     : s.ptr[i];
    return (str){p, s.len};
}

str weir_text_lower(struct weir_context *x, str s)
{
    return is_ascii(s) ? ascii_case(x, s, 'A', 'Z') : mapped(x, s, u8_tolower);
}

str weir_text_upper(struct weir_context *x, str s)
{
    return is_ascii(s) ? ascii_case(x, s, 'a', 'z') : mapped(x, s, u8_toupper);
}

str weir_text_trim(struct weir_context *x, str s)
{
    ucs4_t c;

    (void)x;
    while (s.len) {
        int n = u8_mbtouc(&c, bytes(s), s.len);
        if (n <= 0 || !uc_is_property_white_space(c))
            break;
        s = str_slice(s, (size_t)n, s.len);
    }
    while (s.len) {
        const uint8_t *end = bytes(s) + s.len;
        const uint8_t *before = u8_prev(&c, end, bytes(s));
        if (!before || !uc_is_property_white_space(c))
            break;
        s.len = (size_t)(before - bytes(s));
    }
    return s;
}

/* --- search ------------------------------------------------------------ */

bool weir_text_contains(struct weir_context *x, str s, str part)
{
    (void)x;
    return str_find(s, part) >= 0;
}

bool weir_text_starts_with(struct weir_context *x, str s, str part)
{
    (void)x;
    return str_starts_with(s, part);
}

bool weir_text_ends_with(struct weir_context *x, str s, str part)
{
    (void)x;
    return str_ends_with(s, part);
}

/* How many places of `part` there are, none overlapping. */
static size_t count_places(str s, str part)
{
    size_t n = 0;

    for (ptrdiff_t at = str_find(s, part); at >= 0; at = str_find(s, part)) {
        n++;
        s = str_slice(s, (size_t)at + part.len, s.len);
    }
    return n;
}

str weir_text_replace(struct weir_context *x, str s, str old, str with)
{
    if (old.len == 0) {
        weir_fail(x, WEIR_DATA, "replace of an empty text");
        return (str){0};
    }
    size_t n = count_places(s, old);
    if (n == 0)
        return s;
    char *p = arena_alloc(x->arena, s.len + n * with.len - n * old.len + 1);
    str out = {p, 0};
    for (; n > 0; n--) {
        size_t at = (size_t)str_find(s, old);
        memcpy(p + out.len, s.ptr, at);
        out.len += at;
        if (with.len)
            memcpy(p + out.len, with.ptr, with.len);
        out.len += with.len;
        s = str_slice(s, at + old.len, s.len);
    }
    memcpy(p + out.len, s.ptr, s.len);
    out.len += s.len;
    return out;
}

struct weir_list weir_text_split(struct weir_context *x, str s, str sep)
{
    if (sep.len == 0) {
        weir_fail(x, WEIR_DATA, "split at an empty text");
        return (struct weir_list){0};
    }
    size_t n = count_places(s, sep) + 1;
    str *parts = arena_array(x->arena, str, n);
    for (size_t i = 0; i + 1 < n; i++) {
        size_t at = (size_t)str_find(s, sep);
        parts[i] = str_slice(s, 0, at);
        s = str_slice(s, at + sep.len, s.len);
    }
    parts[n - 1] = s;
    return (struct weir_list){parts, n};
}

/* --- putting together -------------------------------------------------- */

static str joined(struct weir_context *x, const str *parts, size_t n, str sep)
{
    size_t len = n > 1 ? (n - 1) * sep.len : 0;

    for (size_t i = 0; i < n; i++)
        len += parts[i].len;
    char *p = arena_raw(x->arena, len + 1), *to = p;
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && sep.len)
            to = (char *)memcpy(to, sep.ptr, sep.len) + sep.len;
        if (parts[i].len)
            to = (char *)memcpy(to, parts[i].ptr, parts[i].len) + parts[i].len;
    }
    return (str){p, len};
}

str weir_text_join(struct weir_context *x, struct weir_list parts, str sep)
{
    return joined(x, parts.at, parts.n, sep);
}

str weir_text_concat(struct weir_context *x, const str *parts, size_t n)
{
    return joined(x, parts, n, (str){0});
}

str weir_text_add(struct weir_context *x, str a, str b)
{
    str parts[] = {a, b};

    return joined(x, parts, 2, (str){0});
}

static str padding(struct weir_context *x, str s, int64_t n, str fill)
{
    str none = {"", 0};

    if (weir_utf8_count(fill) != 1) {
        weir_fail(x, WEIR_DATA,
                  "expected one code point to pad with, found "
                  "\"%" STR_FMT "\"",
                  STR_ARG(weir_text_excerpt(x, fill)));
        return none;
    }
    if (n > PAD_MAX) {
        weir_fail(x, WEIR_DATA, "can't pad to %" PRId64 ", at most 1,000,000",
                  n);
        return none;
    }
    int64_t missing = n - (int64_t)weir_utf8_count(s);
    if (missing <= 0)
        return none;
    size_t len = (size_t)missing * fill.len;
    char *p = arena_alloc(x->arena, len);
    for (size_t i = 0; i < len; i += fill.len)
        memcpy(p + i, fill.ptr, fill.len);
    return (str){p, len};
}

str weir_text_pad_left(struct weir_context *x, str s, int64_t n, str fill)
{
    return weir_text_add(x, padding(x, s, n, fill), s);
}

str weir_text_pad_right(struct weir_context *x, str s, int64_t n, str fill)
{
    return weir_text_add(x, s, padding(x, s, n, fill));
}

/* --- parts ------------------------------------------------------------- */

/* The byte at which the code point `n` begins. */
static size_t place_of(str s, int64_t n)
{
    size_t i = 0;

    while (i < s.len && n > 0) {
        i++;
        while (i < s.len && ((unsigned char)s.ptr[i] & 0xC0) == 0x80)
            i++;
        n--;
    }
    return i;
}

static int64_t from_end(int64_t i, int64_t count)
{
    if (i >= 0)
        return i < count ? i : count;
    return i < -count ? 0 : count + i;
}

str weir_text_slice(struct weir_context *x, str s, int64_t from, int64_t to)
{
    int64_t n = from < 0 || to < 0 ? (int64_t)weir_utf8_count(s)
                                   : (int64_t)s.len; // enough to cut to

    (void)x;
    from = from_end(from, n);
    to = from_end(to, n);
    if (from >= to)
        return (str){"", 0};
    size_t at = place_of(s, from);
    str rest = str_slice(s, at, s.len);
    return str_slice(rest, 0, place_of(rest, to - from));
}

str weir_text_slice_from(struct weir_context *x, str s, int64_t from)
{
    return weir_text_slice(x, s, from, INT64_MAX);
}

/* --- order ------------------------------------------------------------- */

str weir_text_min(struct weir_context *x, str a, str b)
{
    (void)x;
    return str_cmp(a, b) <= 0 ? a : b;
}

str weir_text_max(struct weir_context *x, str a, str b)
{
    (void)x;
    return str_cmp(a, b) >= 0 ? a : b;
}

bool weir_text_equal(struct weir_context *x, str a, str b)
{
    (void)x;
    return str_eq(a, b);
}

int weir_text_compare(struct weir_context *x, str a, str b)
{
    (void)x;
    return str_cmp(a, b);
}

str weir_text_excerpt(struct weir_context *x, str s)
{
    size_t end = place_of(s, 40);
    bool cut = end < s.len;
    char *p = arena_alloc(x->arena, end + 4);

    for (size_t i = 0; i < end; i++)
        p[i] =
            (unsigned char)s.ptr[i] < 0x20 || s.ptr[i] == 0x7F ? ' ' : s.ptr[i];
    if (cut)
        memcpy(p + end, "...", 3);
    return (str){p, end + (cut ? 3 : 0)};
}
