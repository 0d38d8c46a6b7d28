/*
 * Texts that leave are scrubbed of the values of secrets, and of what was made
 * of them: tokens, the Basic of a name and a password. A server sends such a
 * value back as it is, as JSON writes it, or as an address does; a text that
 * was cut may end in a part of one; case is passed over. What is no UTF-8 is
 * written U+FFFD.
 */
#include "stdlib/runtime/engine.h"
#include "stdlib/value/text.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MASK_MIN 4 // shorter values would blank ordinary text

static int hex(str s, size_t at, size_t n)
{
    int v = 0;

    if (at + n > s.len)
        return -1;
    for (size_t i = at; i < at + n; i++) {
        const char *digits = "0123456789abcdef0123456789ABCDEF";
        const char *d = s.ptr[i] ? strchr(digits, s.ptr[i]) : NULL;

        if (!d)
            return -1;
        v = v * 16 + (int)((d - digits) & 15);
    }
    return v;
}

static size_t put_utf8(int c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 63));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 63));
        out[2] = (char)(0x80 | (c & 63));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 63));
    out[2] = (char)(0x80 | (c >> 6 & 63));
    out[3] = (char)(0x80 | (c & 63));
    return 4;
}

/* \uXXXX, one or a pair. Gives the bytes of the text, 0: it is none. */
static size_t unicode(str text, size_t i, char out[4], size_t *n)
{
    int c = hex(text, i + 2, 4);
    int low = c >= 0xD800 && c < 0xDC00 && i + 7 < text.len &&
                      text.ptr[i + 6] == '\\' && text.ptr[i + 7] == 'u'
                  ? hex(text, i + 8, 4)
                  : -1;

    if (c < 0)
        return 0;
    if (low >= 0xDC00 && low < 0xE000) {
        *n = put_utf8(0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00), out);
        return 12;
    }
    *n = put_utf8(c, out);
    return 6;
}

/* What is written at a place, as JSON or an address writes it. Gives the bytes
 * of the text; `out` has *n of what they mean. */
static size_t unit(str text, size_t i, char out[4], size_t *n)
{
    static const char plain[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    char next = i + 1 < text.len ? text.ptr[i + 1] : 0;
    const char *p = next ? strchr(plain, next) : NULL;

    *n = 1;
    out[0] = text.ptr[i];
    if (out[0] == '%' && hex(text, i + 1, 2) >= 0) {
        out[0] = (char)hex(text, i + 1, 2);
        return 3;
    }
    if (out[0] != '\\')
        return 1;
    if (p) {
        out[0] = meant[p - plain];
        return 2;
    }
    size_t used = next == 'u' ? unicode(text, i, out, n) : 0;
    return used ? used : 1;
}

/* Bytes of the text at a place that are the value, or its beginning where the
 * text ends; 0: they are not. */
static size_t plain_at(str text, size_t i, str v)
{
    size_t n = v.len < text.len - i ? v.len : text.len - i;

    return n >= MASK_MIN && strncasecmp(text.ptr + i, v.ptr, n) == 0 ? n : 0;
}

static size_t written_at(str text, size_t i, str v)
{
    size_t at = i, had = 0;

    while (had < v.len && at < text.len) {
        char out[4];
        size_t n, used = unit(text, at, out, &n);

        if (n > v.len - had || strncasecmp(out, v.ptr + had, n) != 0)
            return 0;
        had += n;
        at += used;
    }
    return had >= MASK_MIN ? at - i : 0;
}

static void longer(str text, size_t i, str v, size_t *longest)
{
    char c = text.ptr[i];

    if (v.len < MASK_MIN || ((c ^ v.ptr[0]) & ~0x20 && c != '\\' && c != '%'))
        return;
    size_t a = plain_at(text, i, v), b = written_at(text, i, v);

    if (a > *longest)
        *longest = a;
    if (b > *longest)
        *longest = b;
}

/* The secret that stands at this place of the text; 0 without one. */
static size_t secret_at(struct weir_engine *e, str text, size_t i)
{
    size_t longest = 0;

    for (size_t k = 0; k < e->nsettings; k++)
        if (e->settings[k].secret)
            longer(text, i, e->settings[k].value, &longest);
    for (size_t k = 0; k < MASKS && k < e->nmasks; k++)
        longer(text, i, e->masks[k], &longest);
    return longest;
}

/* Bytes of the character at a place; 0: there is none. */
static size_t character_at(str text, size_t i)
{
    unsigned char c = (unsigned char)text.ptr[i];
    size_t n = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;

    return weir_utf8_valid(str_slice(text, i, i + n)) ? n : 0;
}

static bool is_word(str text, size_t i)
{
    unsigned char c = i < text.len ? (unsigned char)text.ptr[i] : ' ';

    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z') || c >= 0x80;
}

/* The longest of these values at this place; a short one is a word. */
static size_t value_at(str text, size_t i, const str *values, size_t n)
{
    size_t longest = 0;

    for (size_t k = 0; k < n; k++) {
        str v = values[k];

        if (v.len >= MASK_MIN)
            longer(text, i, v, &longest);
        else if (v.len > longest && v.len <= text.len - i &&
                 memcmp(text.ptr + i, v.ptr, v.len) == 0 &&
                 !is_word(text, i - 1) && !is_word(text, i + v.len))
            longest = v.len;
    }
    return longest;
}

static str mask(struct weir_engine *e, struct arena *a, str text,
                const str *values, size_t nvalues)
{
    char *to = arena_alloc(a, text.len * 3 + 1);
    size_t n = 0;

    pthread_mutex_lock(&e->mask_lock);
    for (size_t i = 0; i < text.len;) {
        size_t len = secret_at(e, text, i);
        size_t other = value_at(text, i, values, nvalues);
        size_t whole;

        len = other > len ? other : len;
        whole = len ? 0 : character_at(text, i);
        if (whole)
            memcpy(to + n, text.ptr + i, whole);
        else
            memcpy(to + n, len ? "***" : "\xEF\xBF\xBD", 3);
        n += whole ? whole : 3;
        i += len ? len : whole ? whole : 1;
    }
    pthread_mutex_unlock(&e->mask_lock);
    to[n] = 0;
    return (str){to, n};
}

str settings_mask(struct weir_engine *e, struct arena *a, str text)
{
    return mask(e, a, text, NULL, 0);
}

str mask_message(struct weir_engine *e, struct arena *a, str text,
                 const str *values, size_t n)
{
    str s = mask(e, a, str_slice(text, 0, MESSAGE_MAX), values, n);

    if (s.len > MESSAGE_MAX) {
        s.len = MESSAGE_MAX;
        while (s.len && ((unsigned char)s.ptr[s.len] & 0xC0) == 0x80)
            s.len--;
    }
    return s;
}

static void forget(str *s)
{
    char *text = (char *)(uintptr_t)s->ptr;

    if (text)
        OPENSSL_cleanse(text, s->len);
    free(text);
    *s = (str){NULL, 0};
}

void mask_add(struct weir_engine *e, str value)
{
    char *copy = value.len >= MASK_MIN ? malloc(value.len) : NULL;

    if (!copy)
        return;
    memcpy(copy, value.ptr, value.len);
    pthread_mutex_lock(&e->mask_lock);
    str *place = &e->masks[e->nmasks++ % MASKS];
    forget(place);
    *place = (str){copy, value.len};
    pthread_mutex_unlock(&e->mask_lock);
}

void mask_wipe(struct weir_engine *e)
{
    for (size_t i = 0; i < MASKS; i++)
        forget(&e->masks[i]);
}

void weir_driver_secret(struct weir_engine *e, str value)
{
    mask_add(e, value);
}
