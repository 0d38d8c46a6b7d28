/*
 * json_fast.h - the parts of a fast JSON reader, for reading by hand
 *
 * Every function takes the place and the end of the text and gives the place
 * behind what it read, NULL when that is not well formed; then `*bad` is where
 * and `*why` what was expected. Nothing is read at or behind `end`.
 *
 * What is passed over is checked in full: brackets and their depth, commas and
 * colons, strings (UTF-8, escapes, surrogate pairs, control characters),
 * numbers and words by the grammar of RFC 8259. Only doubled keys are not
 * looked for: the reader decides which holds.
 *
 * Text is taken 16 bytes at a time with SSE2, else 8 at a time.
 */
#ifndef WEIR_JSON_FAST_H
#define WEIR_JSON_FAST_H

#include "stdlib/value/str.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { WEIR_JSON_DEPTH = 128 };

struct weir_json {
    const char *end;
    const char *bad;
    const char *why;
};

static inline const char *weir_json_fail(struct weir_json *j, const char *at,
                                         const char *why)
{
    j->bad = at;
    j->why = why;
    return NULL;
}

/* Behind blanks. */
static inline const char *weir_json_blank(const struct weir_json *j,
                                          const char *p)
{
    while (p < j->end && (unsigned char)*p <= ' ' &&
           (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
        p++;
    return p;
}

/* The slow half of weir_json_string: from an escape, a byte that is not ASCII,
 * or the last bytes on. */
const char *weir_json_string_rest(struct weir_json *j, const char *p,
                                  bool *escaped);

/* Of a string whose first byte behind the quote is p: its closing quote.
 * `*escaped` is set when there are escapes in it, else left. */
static inline const char *weir_json_string(struct weir_json *j, const char *p,
                                           bool *escaped)
{
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\');
    const __m128i space = _mm_set1_epi8(' ');

    while (j->end - p >= 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        // Below a space as signed bytes: control characters, and not ASCII.
        __m128i stop = _mm_or_si128(
            _mm_cmplt_epi8(v, space),
            _mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, slash)));
        unsigned at = (unsigned)_mm_movemask_epi8(stop);
        if (at) {
            p += __builtin_ctz(at);
            return *p == '"' ? p : weir_json_string_rest(j, p, escaped);
        }
        p += 16;
    }
#else
    const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;

    while (j->end - p >= 8) {
        uint64_t v, q, s;
        memcpy(&v, p, 8);
        q = v ^ (ones * '"');
        s = v ^ (ones * '\\');
        if ((v | (v - ones * ' ') | (q - ones) | (s - ones)) & high)
            break;
        p += 8;
    }
#endif
    return weir_json_string_rest(j, p, escaped);
}

/* Behind a number that begins at p. */
static inline const char *weir_json_number(struct weir_json *j, const char *p)
{
    const char *end = j->end;

    if (*p == '-')
        p++;
    const char *first = p;
    while (p < end && (unsigned char)(*p - '0') < 10)
        p++;
    if (p == first || (*first == '0' && p - first > 1))
        return weir_json_fail(j, first, "a number");
    if (p < end && *p == '.') {
        const char *point = ++p;
        while (p < end && (unsigned char)(*p - '0') < 10)
            p++;
        if (p == point)
            return weir_json_fail(j, p, "a digit");
    }
    if (p < end && (*p | 0x20) == 'e') {
        p++;
        if (p < end && (*p == '+' || *p == '-'))
            p++;
        const char *exponent = p;
        while (p < end && (unsigned char)(*p - '0') < 10)
            p++;
        if (p == exponent)
            return weir_json_fail(j, p, "a digit");
    }
    return p;
}

/* Behind the word, which begins with the byte at p. */
static inline const char *weir_json_word(struct weir_json *j, const char *p,
                                         const char *word, size_t n)
{
    if ((size_t)(j->end - p) < n || memcmp(p, word, n) != 0)
        return weir_json_fail(j, p, "a value");
    return p + n;
}

/* Behind a value that begins at p and is neither an object nor an array. */
static inline const char *weir_json_plain(struct weir_json *j, const char *p)
{
    bool escaped;

    if (*p == '"') {
        p = weir_json_string(j, p + 1, &escaped);
        return p ? p + 1 : NULL;
    }
    switch (*p) {
    case 't': return weir_json_word(j, p, "true", 4);
    case 'f': return weir_json_word(j, p, "false", 5);
    case 'n': return weir_json_word(j, p, "null", 4);
    default: break;
    }
    if (*p == '-' || (unsigned char)(*p - '0') < 10)
        return weir_json_number(j, p);
    return weir_json_fail(j, p, "a value");
}

/* Reads the key of a member whose quote is at p, and the colon: gives the
 * first byte of the value. `*key` is as it stands, with its escapes. */
static inline const char *weir_json_key(struct weir_json *j, const char *p,
                                        str *key, bool *escaped)
{
    if (p >= j->end || *p != '"')
        return weir_json_fail(j, p, "a key in quotes");
    const char *close = weir_json_string(j, p + 1, escaped);
    if (!close)
        return NULL;
    *key = (str){p + 1, (size_t)(close - p) - 1};
    p = close + 1;
    if (p >= j->end || *p != ':') {
        p = weir_json_blank(j, p);
        if (p >= j->end || *p != ':')
            return weir_json_fail(j, p, "\":\"");
    }
    p = weir_json_blank(j, p + 1);
    return p < j->end ? p : weir_json_fail(j, p, "a value");
}

/* Behind the value that begins at p (no blank, before the end), whatever it
 * is. `depth` counts the brackets that are open around it. */
const char *weir_json_skip(struct weir_json *j, const char *p, unsigned depth);

/* The text of a string without its escapes, at most raw.len bytes to `to`;
 * the string is one that weir_json_string accepted. */
size_t weir_json_decode(str raw, char *to);

#endif
