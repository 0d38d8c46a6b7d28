/*
 * Checks JSON by recursive descent and then walks it as slices. Every function
 * that walks relies on the check, so it only counts quotes and brackets.
 */
#include "tests/peer/json.h"

#include <string.h>

enum { DEPTH_MAX = 64, KEYS_MAX = 256 };

struct reader {
    const char *at, *end;
    int depth;
    const char *why;
};

static bool fail(struct reader *r, const char *why)
{
    if (!r->why)
        r->why = why;
    return false;
}

static void skip_space(struct reader *r)
{
    while (r->at < r->end && memchr(" \t\r\n", *r->at, 4))
        r->at++;
}

static bool is_digit(const struct reader *r)
{
    return r->at < r->end && *r->at >= '0' && *r->at <= '9';
}

static bool digits(struct reader *r)
{
    if (!is_digit(r))
        return fail(r, "a digit is missing");
    while (is_digit(r))
        r->at++;
    return true;
}

static bool number(struct reader *r)
{
    if (*r->at == '-')
        r->at++;
    if (r->at < r->end && *r->at == '0')
        r->at++;
    else if (!digits(r))
        return false;
    if (r->at < r->end && *r->at == '.') {
        r->at++;
        if (!digits(r))
            return false;
    }
    if (r->at < r->end && (*r->at == 'e' || *r->at == 'E')) {
        r->at++;
        if (r->at < r->end && (*r->at == '+' || *r->at == '-'))
            r->at++;
        return digits(r);
    }
    return true;
}

static bool hex4(struct reader *r, unsigned *out)
{
    unsigned n = 0;
    if (r->end - r->at < 4)
        return fail(r, "four hex digits are due");
    for (int i = 0; i < 4; i++) {
        const char *set = "0123456789abcdefABCDEF";
        const char *hit = memchr(set, r->at[i], 22);
        if (!hit)
            return fail(r, "four hex digits are due");
        unsigned digit = (unsigned)(hit - set);
        n = n * 16 + (digit > 15 ? digit - 6 : digit);
    }
    r->at += 4;
    *out = n;
    return true;
}

static bool escape(struct reader *r)
{
    if (r->at >= r->end || !memchr("\"\\/bfnrtu", *r->at, 9))
        return fail(r, "unknown escape");
    if (*r->at++ != 'u')
        return true;
    unsigned high, low;
    if (!hex4(r, &high))
        return false;
    if (high >= 0xDC00 && high < 0xE000)
        return fail(r, "half a surrogate pair");
    if (high < 0xD800 || high > 0xDBFF)
        return true;
    if (r->end - r->at < 6 || r->at[0] != '\\' || r->at[1] != 'u')
        return fail(r, "half a surrogate pair");
    r->at += 2;
    return hex4(r, &low) &&
           ((low >= 0xDC00 && low < 0xE000) || fail(r, "half a pair"));
}

/* One code point of two to four bytes, shortest form, no surrogate. */
static bool utf8(struct reader *r)
{
    const unsigned char *p = (const unsigned char *)r->at;
    size_t left = (size_t)(r->end - r->at);
    size_t n = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
    if (p[0] < 0xC2 || p[0] > 0xF4 || left < n)
        return fail(r, "not UTF-8");
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xC0) != 0x80)
            return fail(r, "not UTF-8");
    if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F) ||
        (p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F))
        return fail(r, "not UTF-8");
    r->at += n;
    return true;
}

static bool string(struct reader *r)
{
    r->at++;
    while (r->at < r->end && *r->at != '"') {
        unsigned char c = (unsigned char)*r->at;
        if (c < 0x20)
            return fail(r, "a control character in a string");
        if (c >= 0x80) {
            if (!utf8(r))
                return false;
            continue;
        }
        r->at++;
        if (c == '\\' && !escape(r))
            return false;
    }
    if (r->at >= r->end)
        return fail(r, "a string has no end");
    r->at++;
    return true;
}

static bool value(struct reader *r);

static bool member(struct reader *r, str *keys, size_t nkeys)
{
    skip_space(r);
    if (r->at >= r->end || *r->at != '"')
        return fail(r, "a key is due");
    const char *from = r->at;
    if (!string(r))
        return false;
    str key = {from, (size_t)(r->at - from)};
    for (size_t i = 0; i < nkeys; i++)
        if (str_eq(keys[i], key))
            return fail(r, "a key stands twice");
    if (nkeys < KEYS_MAX)
        keys[nkeys] = key;
    skip_space(r);
    if (r->at >= r->end || *r->at != ':')
        return fail(r, "a colon is due");
    r->at++;
    return value(r);
}

/* What stands between the brackets of a list or an object. */
static bool inside(struct reader *r, char close)
{
    str keys[KEYS_MAX];
    size_t nkeys = 0;
    r->at++;
    skip_space(r);
    if (r->at < r->end && *r->at == close)
        return r->at++, true;
    for (;;) {
        if (!(close == '}' ? member(r, keys, nkeys) : value(r)))
            return false;
        nkeys += nkeys < KEYS_MAX;
        skip_space(r);
        if (r->at >= r->end)
            return fail(r, "it ends too early");
        if (*r->at == close)
            return r->at++, true;
        if (*r->at++ != ',')
            return fail(r, "a comma is due");
    }
}

static bool word(struct reader *r, const char *text)
{
    size_t n = strlen(text);
    if ((size_t)(r->end - r->at) < n || memcmp(r->at, text, n) != 0)
        return fail(r, "a value is due");
    r->at += n;
    return true;
}

static bool value(struct reader *r)
{
    skip_space(r);
    if (r->at >= r->end)
        return fail(r, "it ends too early");
    if (r->depth >= DEPTH_MAX)
        return fail(r, "nested too deep");
    bool ok;
    r->depth++;
    switch (*r->at) {
    case '{': ok = inside(r, '}'); break;
    case '[': ok = inside(r, ']'); break;
    case '"': ok = string(r); break;
    case 't': ok = word(r, "true"); break;
    case 'f': ok = word(r, "false"); break;
    case 'n': ok = word(r, "null"); break;
    default: ok = number(r); break;
    }
    r->depth--;
    return ok;
}

bool json_check(str text, const char **why)
{
    struct reader r = {.at = text.ptr, .end = text.ptr + text.len};
    bool ok = text.len && value(&r);
    if (ok) {
        skip_space(&r);
        ok = r.at == r.end || fail(&r, "something follows the value");
    }
    *why = ok ? NULL : r.why ? r.why : "it is empty";
    return ok;
}

/* The length of the value that `s` begins with. */
static size_t value_len(str s)
{
    size_t i = 0;
    int depth = 0;
    bool quoted = false;
    for (; i < s.len; i++) {
        char c = s.ptr[i];
        if (quoted) {
            if (c == '\\')
                i++;
            quoted = c != '"';
            if (!quoted && depth == 0)
                return i + 1;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            if (depth == 0)
                return i;
            if (--depth == 0)
                return i + 1;
        } else if (depth == 0 && memchr(",: \t\r\n", c, 6)) {
            return i;
        }
    }
    return i;
}

static str after_space(str s, const char *set, size_t nset)
{
    while (s.len && memchr(set, *s.ptr, nset))
        s = str_slice(s, 1, s.len);
    return s;
}

static str take(struct json_iter *it)
{
    it->rest = after_space(it->rest, " \t\r\n,:", 6);
    size_t n = value_len(it->rest);
    str v = str_slice(it->rest, 0, n);
    it->rest = str_slice(it->rest, n, it->rest.len);
    return v;
}

struct json_iter json_iter(str container)
{
    container = str_trim(container);
    bool object = container.len && *container.ptr == '{';
    if (!object && !(container.len && *container.ptr == '['))
        return (struct json_iter){0};
    return (struct json_iter){str_slice(container, 1, container.len - 1),
                              object};
}

bool json_next(struct json_iter *it, str *key, str *value)
{
    it->rest = after_space(it->rest, " \t\r\n,", 5);
    if (!it->rest.len)
        return false;
    *key = it->object ? take(it) : (str){0};
    *value = take(it);
    return true;
}

static bool get(str object, str name, str *out)
{
    struct json_iter it = json_iter(object);
    str key, found;
    while (it.object && json_next(&it, &key, &found)) {
        if (str_eq(str_slice(key, 1, key.len - 1), name)) {
            *out = found;
            return true;
        }
    }
    return false;
}

bool json_get(str object, const char *name, str *value)
{
    return get(object, str_from(name), value);
}

bool json_path(str object, const char *path, str *value)
{
    str rest = str_from(path);
    *value = object;
    while (rest.len) {
        ptrdiff_t dot = str_find(rest, STR("."));
        size_t n = dot < 0 ? rest.len : (size_t)dot;
        if (!get(*value, str_slice(rest, 0, n), value))
            return false;
        rest = str_slice(rest, n + 1, rest.len);
    }
    return true;
}

bool json_is_string(str value)
{
    return value.len && *value.ptr == '"';
}

static size_t put_utf8(char *out, unsigned c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3F));
    out[0] = (char)((n == 2 ? 0xC0 : n == 3 ? 0xE0 : 0xF0) | c);
    return n;
}

static unsigned code_point(struct reader *r)
{
    unsigned high = 0, low = 0;
    hex4(r, &high);
    if (high < 0xD800 || high > 0xDBFF)
        return high;
    r->at += 2;
    hex4(r, &low);
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

str json_text(struct arena *a, str value)
{
    if (!json_is_string(value))
        return value;
    char *out = arena_alloc(a, value.len);
    size_t n = 0;
    struct reader r = {.at = value.ptr + 1, .end = value.ptr + value.len - 1};
    while (r.at < r.end) {
        if (*r.at != '\\') {
            out[n++] = *r.at++;
            continue;
        }
        char c = r.at[1];
        r.at += 2;
        const char *from = "bfnrt", *to = "\b\f\n\r\t";
        const char *hit = strchr(from, c);
        if (c == 'u')
            n += put_utf8(out + n, code_point(&r));
        else
            out[n++] = hit ? to[hit - from] : c;
    }
    return (str){out, n};
}

bool json_int(str value, int64_t *n)
{
    bool negative = value.len && *value.ptr == '-';
    size_t i = negative;
    int64_t sum = 0;
    if (i == value.len || value.len - i > 18)
        return false;
    for (; i < value.len; i++) {
        if (value.ptr[i] < '0' || value.ptr[i] > '9')
            return false;
        sum = sum * 10 + (value.ptr[i] - '0');
    }
    *n = negative ? -sum : sum;
    return true;
}
