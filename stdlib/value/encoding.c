/*
 * Encodings of one byte a character through a table of what differs from
 * Latin 1 (Unicode's CP1252.TXT), and UTF-16 by its rules.
 */
#include "stdlib/value/encoding.h"

#include "stdlib/value/text.h"

#include <string.h>
#include <unistr.h>

static const char *const names[] = {
#define ENCODING(NAME, name) name,
#include "stdlib/value/encodings.def"
#undef ENCODING
};

/* Bytes 0x80 to 0x9F of windows-1252; 0: none. */
static const uint16_t high[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

const char *weir_encoding_name(enum weir_encoding e)
{
    return names[e];
}

enum weir_encoding weir_encoding_named(str name)
{
    unsigned i = 0;

    while (i < WEIR_NENCODINGS && !str_eq(name, str_from(names[i])))
        i++;
    return (enum weir_encoding)i;
}

/* --- to UTF-8 ---------------------------------------------------------- */

/* The character at bytes[*i], which goes behind it; 0xFFFFFFFF: none. */
static ucs4_t take_unit(enum weir_encoding e, weir_bytes b, size_t *i)
{
    const unsigned char *p = (const unsigned char *)b.ptr + *i;
    bool little = e == WEIR_ENCODING_UTF16LE;

    if (e == WEIR_ENCODING_LATIN1 || e == WEIR_ENCODING_WINDOWS_1252) {
        bool mapped = e == WEIR_ENCODING_WINDOWS_1252 && (*p & 0xE0) == 0x80;
        ucs4_t c = mapped ? high[*p & 0x1F] : *p;
        *i += 1;
        return mapped && c == 0 ? UINT32_MAX : c;
    }
    if (b.len - *i < 2)
        return UINT32_MAX;
    *i += 2;
    return little ? p[0] | (ucs4_t)p[1] << 8 : p[1] | (ucs4_t)p[0] << 8;
}

static ucs4_t take_character(enum weir_encoding e, weir_bytes b, size_t *i)
{
    ucs4_t c = take_unit(e, b, i);

    if (c < 0xD800 || c > 0xDFFF)
        return c;
    ucs4_t second = c < 0xDC00 && *i < b.len ? take_unit(e, b, i) : 0;
    if (second < 0xDC00 || second > 0xDFFF)
        return UINT32_MAX;
    return 0x10000 + ((c - 0xD800) << 10) + (second - 0xDC00);
}

static str misfit(struct weir_context *x, enum weir_encoding e, size_t at)
{
    weir_fail(x, WEIR_MALFORMED, "byte %zu is no text in %s", at, names[e]);
    return (str){"", 0};
}

str weir_encoding_decode(struct weir_context *x, enum weir_encoding e,
                         weir_bytes b)
{
    if (e == WEIR_ENCODING_UTF8) {
        if (str_starts_with(b, STR("\xEF\xBB\xBF")))
            b = str_slice(b, 3, b.len);
        const uint8_t *p = (const uint8_t *)(b.ptr ? b.ptr : "");
        const uint8_t *bad = weir_utf8_valid(b) ? NULL : u8_check(p, b.len);
        return bad ? misfit(x, e, (size_t)(bad - p)) : b;
    }
    // One byte becomes three at most, two become three or four become four.
    char *out = arena_alloc(x->arena, 3 * b.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < b.len;) {
        size_t at = i;
        ucs4_t c = take_character(e, b, &i);
        if (c == 0xFEFF && at == 0)
            continue;
        int len = c == UINT32_MAX ? -1 : u8_uctomb((uint8_t *)out + n, c, 4);
        if (len < 0)
            return misfit(x, e, at);
        n += (size_t)len;
    }
    return (str){out, n};
}

/* --- from UTF-8 -------------------------------------------------------- */

/* The byte of a character, -1 when there is none. */
static int byte_of(enum weir_encoding e, ucs4_t c)
{
    if (e == WEIR_ENCODING_LATIN1 || c < 0x80 || (c >= 0xA0 && c <= 0xFF))
        return c <= 0xFF ? (int)c : -1;
    for (int i = 0; i < 32; i++)
        if (high[i] == c)
            return 0x80 + i;
    return -1;
}

static size_t put_unit(enum weir_encoding e, unsigned char *to, ucs4_t unit)
{
    bool little = e == WEIR_ENCODING_UTF16LE;

    to[little ? 0 : 1] = (unsigned char)(unit & 0xFF);
    to[little ? 1 : 0] = (unsigned char)(unit >> 8);
    return 2;
}

/* The bytes of a character, up to four; 0 when it has none. */
static size_t put_character(enum weir_encoding e, unsigned char *to, ucs4_t c)
{
    if (e == WEIR_ENCODING_LATIN1 || e == WEIR_ENCODING_WINDOWS_1252) {
        int byte = byte_of(e, c);
        to[0] = (unsigned char)byte;
        return byte >= 0;
    }
    if (c < 0x10000)
        return put_unit(e, to, c);
    c -= 0x10000;
    return put_unit(e, to, 0xD800 + (c >> 10)) +
           put_unit(e, to + 2, 0xDC00 + (c & 0x3FF));
}

weir_bytes weir_encoding_encode(struct weir_context *x, enum weir_encoding e,
                                str text)
{
    if (e == WEIR_ENCODING_UTF8)
        return text;
    unsigned char *out = arena_alloc(x->arena, 2 * text.len + 4);
    size_t n = 0;
    while (text.len) {
        ucs4_t c;
        int len = u8_mbtouc(&c, (const uint8_t *)text.ptr, text.len);
        size_t put = put_character(e, out + n, c);
        if (put == 0) {
            weir_fail(x, WEIR_DATA, "\"%" STR_FMT "\" can't be written in %s",
                      STR_ARG(str_slice(text, 0, (size_t)len)), names[e]);
            return (weir_bytes){0};
        }
        n += put;
        text = str_slice(text, (size_t)len, text.len);
    }
    return (weir_bytes){(const char *)out, n};
}
