/*
 * The second stage: from part to part of a line. Between the end of one part
 * and the next there are only blanks, so an end is found from behind.
 */
#include "stdlib/value/json_index.h"
#include "stdlib/value/decimal.h"
#include "stdlib/value/json_fast.h"

#include <stdlib.h>
#include <string.h>

#define BAD UINT32_MAX

uint64_t weir_wants_lengths(const str *keys, size_t n)
{
    uint64_t set = 0;

    for (size_t i = 0; i < n; i++)
        set |= UINT64_C(1) << (keys[i].len < 63 ? keys[i].len : 63);
    return set;
}

static inline bool is_blank(char ch)
{
    return ch == ' ' || ch == '\t' || ch == '\r';
}

/* Behind the last byte before `at` that is not blank. */
static inline const char *end_before(const char *p)
{
    while (is_blank(p[-1]))
        p--;
    return p;
}

/* The first byte of a value that is no bracket. */
static inline bool begins_scalar(unsigned char ch)
{
    return ch == '"' || (unsigned)(ch - '0') < 10 || ch == '-' || ch == 't' ||
           ch == 'f' || ch == 'n';
}

/* Behind a value with brackets whose first part is `i`; BAD when it is not
 * well formed. */
static uint32_t skip(const char *b, const uint32_t *at, uint32_t i)
{
    char close[WEIR_JSON_DEPTH];
    unsigned depth = 0;

    for (;;) { // at a value
        char ch = b[at[i]];
        if (ch == '{' || ch == '[') {
            if (depth == WEIR_JSON_DEPTH)
                return BAD;
            close[depth++] = (char)(ch + 2);
            ch = b[at[++i]];
            if (ch == close[depth - 1])
                goto closed;
            goto element;
        }
        if (!begins_scalar((unsigned char)ch))
            return BAD;
        i++;
        for (;;) { // behind a value
            ch = b[at[i]];
            if (ch == ',') {
                i++;
                goto element;
            }
            if (ch != close[depth - 1])
                return BAD;
        closed:
            i++;
            if (--depth == 0)
                return i;
        }
    element:
        if (close[depth - 1] != '}')
            continue;
        if (b[at[i]] != '"' || b[at[i + 1]] != ':')
            return BAD;
        i += 2;
    }
}

static inline size_t find_want(const struct weir_wants *w, const char *key,
                               size_t len)
{
    if (!(w->lengths >> (len < 63 ? len : 63) & 1))
        return WEIR_WANTS;
    for (size_t k = 0; k < w->n; k++)
        if (w->keys[k].len == len && memcmp(w->keys[k].ptr, key, len) == 0)
            return k;
    return WEIR_WANTS;
}

/* The parts of an object from behind its brace; the part behind it, or BAD. */
static uint32_t read_object(const struct weir_index *ix,
                            const struct weir_wants *w, uint32_t i, str *values)
{
    const char *b = ix->base;
    const uint32_t *at = ix->at;

    if (b[at[i]] == '}')
        return i + 1;
    for (;;) {
        const char *key = b + at[i] + 1, *colon = b + at[i + 1];
        if (key[-1] != '"' || *colon != ':')
            return BAD;
        size_t len = (size_t)(end_before(colon) - key) - 1;
        if (ix->backslash && memchr(key, '\\', len))
            return BAD;
        size_t k = find_want(w, key, len);
        const char *value = b + at[i += 2], *end;
        if (*value == '{' || *value == '[') {
            i = skip(b, at, i);
            if (i == BAD)
                return BAD;
            end = b + at[i - 1] + 1;
        } else {
            if (!begins_scalar((unsigned char)*value))
                return BAD;
            end = end_before(b + at[++i]);
        }
        if (k < WEIR_WANTS)
            values[k] = (str){value, (size_t)(end - value)};
        if (b[at[i]] != ',')
            return b[at[i]] == '}' ? i + 1 : BAD;
        i++;
    }
}

/* To the part that ends the line of part i. */
static uint32_t line_end(const struct weir_index *ix, uint32_t i)
{
    while (i < ix->n && ix->base[ix->at[i]] != '\n')
        i++;
    return i;
}

enum weir_line weir_index_line(struct weir_index *ix,
                               const struct weir_wants *w, str *line,
                               str *values)
{
    uint32_t i = (uint32_t)ix->next;
    size_t from = i ? ix->at[i - 1] + 1u : 0;

    if (from >= ix->at[ix->n])
        return WEIR_LINE_NONE;
    const char *first = ix->base + ix->at[i];
    enum weir_line found = WEIR_LINE_HARD;
    if (i == ix->n || *first == '\n') {
        found = WEIR_LINE_BLANK;
    } else if (*first == '{') {
        memset(values, 0, w->n * sizeof *values);
        uint32_t end = read_object(ix, w, i + 1, values);
        if (end <= ix->n && (end == ix->n || ix->base[ix->at[end]] == '\n')) {
            found = WEIR_LINE_RECORD;
            i = end;
        }
    }
    if (found == WEIR_LINE_HARD)
        i = line_end(ix, i);
    *line = (str){ix->base + from, ix->at[i] - from};
    ix->next = (size_t)i + (i < ix->n);
    return found;
}

/* --- values --------------------------------------------------------------- */

bool weir_plain_string(str json, str *to)
{
    if (json.len < 2 || json.ptr[0] != '"' || memchr(json.ptr, '\\', json.len))
        return false;
    *to = (str){json.ptr + 1, json.len - 2};
    return true;
}

bool weir_plain_int(str json, int64_t *to)
{
    bool negative = json.len && json.ptr[0] == '-';
    size_t i = negative;
    int64_t n = 0;

    if (json.len - i == 0 || json.len - i > 18 ||
        (json.ptr[i] == '0' && json.len - i > 1))
        return false;
    for (; i < json.len; i++) {
        unsigned digit = (unsigned)(unsigned char)json.ptr[i] - '0';
        if (digit > 9)
            return false;
        n = n * 10 + digit;
    }
    *to = negative ? -n : n;
    return true;
}

bool weir_plain_decimal(str json, weir_decimal *to)
{
    if (json.len >= 2 && json.ptr[0] == '"')
        json = (str){json.ptr + 1, json.len - 2};
    bool negative = json.len && json.ptr[0] == '-';
    size_t i = negative, point = json.len;
    int64_t n = 0;

    if (json.len - i == 0 || json.len - i > 18 || json.ptr[i] == '.' ||
        (json.ptr[i] == '0' && json.len - i > 1 && json.ptr[i + 1] != '.') ||
        json.ptr[json.len - 1] == '.')
        return false;
    for (; i < json.len; i++) {
        unsigned digit = (unsigned)(unsigned char)json.ptr[i] - '0';
        if (digit <= 9)
            n = n * 10 + digit;
        else if (json.ptr[i] == '.' && point == json.len)
            point = i;
        else
            return false;
    }
    to->coefficient = negative ? -n : n;
    to->scale = (uint8_t)(point < json.len ? json.len - point - 1 : 0);
    return true;
}

bool weir_plain_bool(str json, bool *to)
{
    *to = str_eq(json, STR("true"));
    return *to || str_eq(json, STR("false"));
}

bool weir_plain_is_null(str json)
{
    return !json.ptr || (json.len == 4 && memcmp(json.ptr, "null", 4) == 0);
}

/* --- writing -------------------------------------------------------------- */

char *weir_put_text(char *to, const char *text, size_t n)
{
    memcpy(to, text, n);
    return to + n;
}

static char *put_escaped(char *to, unsigned char ch)
{
    static const char hex[] = "0123456789abcdef";
    static const char letters[] = "btn\0fr";

    *to++ = '\\';
    if (ch == '"' || ch == '\\') {
        *to++ = (char)ch;
    } else if (ch >= 8 && ch <= 13 && ch != 11) {
        *to++ = letters[ch - 8];
    } else {
        memcpy(to, "u00", 3);
        to[3] = hex[ch >> 4];
        to[4] = hex[ch & 15];
        to += 5;
    }
    return to;
}

char *weir_put_string(char *to, str s)
{
    *to++ = '"';
    for (size_t i = 0; i < s.len; i++) {
        unsigned char ch = (unsigned char)s.ptr[i];
        if (ch < 0x20 || ch == '"' || ch == '\\')
            to = put_escaped(to, ch);
        else
            *to++ = (char)ch;
    }
    *to++ = '"';
    return to;
}

char *weir_put_int(char *to, int64_t i)
{
    char digits[24];
    uint64_t n = i < 0 ? (uint64_t)0 - (uint64_t)i : (uint64_t)i;
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n);
    if (i < 0)
        digits[--at] = '-';
    return weir_put_text(to, digits + at, sizeof digits - at);
}

/* All digits first, then the point is put between them. */
char *weir_put_decimal(char *to, weir_decimal d)
{
    char digits[48];
    bool negative = d.coefficient < 0;
    size_t at = sizeof digits, least = d.scale + 1u;
    weir_int128 rest = negative ? -d.coefficient : d.coefficient;

    while (rest > INT64_MAX) {
        digits[--at] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    }
    uint64_t n = (uint64_t)rest; // one register from here
    while (n || sizeof digits - at < least) {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    }
    if (negative)
        *to++ = '-';
    size_t whole = sizeof digits - at - d.scale;
    to = weir_put_text(to, digits + at, whole);
    if (d.scale) {
        *to++ = '.';
        to = weir_put_text(to, digits + at + whole, d.scale);
    }
    return to;
}
