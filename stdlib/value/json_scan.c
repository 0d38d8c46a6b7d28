/*
 * Passing over JSON. Open brackets are bits, one for each level, so that there
 * is no recursion and the depth has a bound.
 */
#include "stdlib/value/json_fast.h"

#include "stdlib/value/json.h"

/* --- strings ----------------------------------------------------------- */

/* Four hexadecimal digits, or -1. */
static int hex4(const struct weir_json *j, const char *p)
{
    int v = 0;

    if (j->end - p < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        char c = p[i], low = (char)(c | 0x20);
        if (c >= '0' && c <= '9')
            v = v * 16 + (c - '0');
        else if (low >= 'a' && low <= 'f')
            v = v * 16 + (low - 'a' + 10);
        else
            return -1;
    }
    return v;
}

/* Behind the escape whose backslash is at p. */
static const char *escape(struct weir_json *j, const char *p)
{
    const char *why = "an escape such as \\n or \\u00e9";

    if (j->end - p < 2)
        return weir_json_fail(j, p, why);
    if (p[1] != 'u')
        return p[1] != 0 && strchr("\"\\/bfnrt", p[1])
                   ? p + 2
                   : weir_json_fail(j, p, why);
    int unit = hex4(j, p + 2);
    if (unit < 0)
        return weir_json_fail(j, p, why);
    if (unit < 0xD800 || unit > 0xDFFF)
        return p + 6;
    // The first half of a pair needs its second.
    bool pair =
        unit < 0xDC00 && j->end - p >= 12 && p[6] == '\\' && p[7] == 'u';
    int second = pair ? hex4(j, p + 8) : -1;
    if (second < 0xDC00 || second > 0xDFFF)
        return weir_json_fail(j, p, "a pair of surrogates");
    return p + 12;
}

/* Behind the UTF-8 sequence at p, whose first byte is not ASCII. The bounds of
 * the second byte rule out what is overlong, a surrogate or too large. */
static const char *sequence(struct weir_json *j, const char *p)
{
    const unsigned char *s = (const unsigned char *)p;
    unsigned char low = 0x80, high = 0xBF;
    ptrdiff_t n = s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;

    if (s[0] < 0xC2 || s[0] > 0xF4 || j->end - p < n)
        return weir_json_fail(j, p, "UTF-8");
    if (s[0] == 0xE0)
        low = 0xA0;
    else if (s[0] == 0xED)
        high = 0x9F;
    else if (s[0] == 0xF0)
        low = 0x90;
    else if (s[0] == 0xF4)
        high = 0x8F;
    if (s[1] < low || s[1] > high)
        return weir_json_fail(j, p, "UTF-8");
    for (ptrdiff_t i = 2; i < n; i++)
        if ((s[i] & 0xC0) != 0x80)
            return weir_json_fail(j, p, "UTF-8");
    return p + n;
}

const char *weir_json_string_rest(struct weir_json *j, const char *p,
                                  bool *escaped)
{
    while (p && p < j->end) {
        unsigned char c = (unsigned char)*p;
        if (c == '"')
            return p;
        if (c == '\\') {
            *escaped = true;
            p = escape(j, p);
        } else if (c >= 0x80) {
            p = sequence(j, p);
        } else if (c < 0x20) {
            return weir_json_fail(j, p, "no control character in a string");
        } else {
            p++;
        }
    }
    return p ? weir_json_fail(j, p, "the end of a string") : NULL;
}

static char *put_code_point(char *to, unsigned c)
{
    if (c < 0x80) {
        *to++ = (char)c;
        return to;
    }
    if (c < 0x800) {
        *to++ = (char)(0xC0 | c >> 6);
    } else {
        if (c < 0x10000) {
            *to++ = (char)(0xE0 | c >> 12);
        } else {
            *to++ = (char)(0xF0 | c >> 18);
            *to++ = (char)(0x80 | (c >> 12 & 0x3F));
        }
        *to++ = (char)(0x80 | (c >> 6 & 0x3F));
    }
    *to++ = (char)(0x80 | (c & 0x3F));
    return to;
}

/* The character of a one letter escape. */
static char unescaped(char c)
{
    switch (c) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return c;
    }
}

size_t weir_json_decode(str raw, char *to)
{
    const struct weir_json j = {.end = raw.ptr + raw.len};
    const char *p = raw.ptr;
    char *out = to;

    while (p < j.end) {
        const char *slash = memchr(p, '\\', (size_t)(j.end - p));
        size_t n = (size_t)((slash ? slash : j.end) - p);
        memcpy(out, p, n);
        out += n;
        p += n;
        if (!slash)
            break;
        if (p[1] != 'u') {
            *out++ = unescaped(p[1]);
            p += 2;
            continue;
        }
        unsigned c = (unsigned)hex4(&j, p + 2);
        p += 6;
        if (c >= 0xD800 && c < 0xDC00) {
            unsigned second = (unsigned)hex4(&j, p + 2);
            c = 0x10000 + ((c - 0xD800) << 10) + (second - 0xDC00);
            p += 6;
        }
        out = put_code_point(out, c);
    }
    return (size_t)(out - to);
}

/* --- values ------------------------------------------------------------ */

/* The brackets that are open within the value: bit 1 for an object. */
struct open {
    uint64_t bits[WEIR_JSON_DEPTH / 64];
    unsigned n;
};

static inline void push(struct open *o, bool object)
{
    uint64_t bit = UINT64_C(1) << (o->n & 63);

    if (object)
        o->bits[o->n >> 6] |= bit;
    else
        o->bits[o->n >> 6] &= ~bit;
    o->n++;
}

static inline bool in_object(const struct open *o)
{
    return o->bits[(o->n - 1) >> 6] >> ((o->n - 1) & 63) & 1;
}

/* The first byte of the next value behind a comma or an opening bracket. */
static inline const char *member(struct weir_json *j, const char *p,
                                 bool object)
{
    bool escaped;
    str key;

    if (object)
        return weir_json_key(j, p, &key, &escaped);
    return p < j->end ? p : weir_json_fail(j, p, "a value");
}

/* Behind a value: closes what closes there and goes on behind a comma. Gives
 * the next value, or with no bracket open the end of the whole. */
static inline const char *after(struct weir_json *j, const char *p,
                                struct open *o)
{
    while (o->n > 0) {
        bool object = in_object(o);
        if (p >= j->end || (*p != ',' && *p != ']' && *p != '}'))
            p = weir_json_blank(j, p);
        if (p < j->end && *p == ',')
            return member(j, weir_json_blank(j, p + 1), object);
        if (p >= j->end || *p != (object ? '}' : ']'))
            return weir_json_fail(j, p,
                                  object ? "\",\" or \"}\"" : "\",\" or \"]\"");
        o->n--;
        p++;
    }
    return p;
}

const char *weir_json_skip(struct weir_json *j, const char *p, unsigned depth)
{
    struct open o = {{0}, 0};

    do {
        bool object = *p == '{';
        if (!object && *p != '[') {
            p = weir_json_plain(j, p);
        } else if (depth + o.n >= WEIR_JSON_DEPTH) {
            return weir_json_fail(j, p, "no more than 128 levels of brackets");
        } else {
            p = weir_json_blank(j, p + 1);
            if (p >= j->end || *p != (object ? '}' : ']')) {
                push(&o, object);
                p = member(j, p, object);
                continue;
            }
            p++;
        }
        if (p)
            p = after(j, p, &o);
    } while (p && o.n > 0);
    return p;
}

bool weir_json_check(str json, size_t *at, const char **why)
{
    const char *start = json.ptr ? json.ptr : "";
    struct weir_json j = {.end = start + json.len};
    const char *p = weir_json_blank(&j, start);

    if (p < j.end)
        p = weir_json_skip(&j, p, 0);
    else
        p = weir_json_fail(&j, p, "a value");
    if (p)
        p = weir_json_blank(&j, p);
    if (p && p < j.end)
        p = weir_json_fail(&j, p, "the end");
    if (p)
        return true;
    *at = (size_t)(j.bad - start);
    *why = j.why;
    return false;
}

/* --- parts ------------------------------------------------------------- */

struct weir_json_items weir_json_items(str json)
{
    struct weir_json_items it = {.json = {json.ptr ? json.ptr : "", json.len}};
    struct weir_json j = {.end = it.json.ptr + json.len};
    const char *p = weir_json_blank(&j, it.json.ptr);

    it.failed = it.done = p == j.end || *p != '[';
    it.why = it.failed ? "a list" : NULL;
    if (!it.failed)
        it.pos = (size_t)(weir_json_blank(&j, p + 1) - it.json.ptr);
    return it;
}

static bool items_end(struct weir_json_items *it, const char *why,
                      const char *at)
{
    it->done = true;
    it->failed = why != NULL;
    it->why = why;
    it->pos = (size_t)(at - it->json.ptr);
    return false;
}

bool weir_json_next(struct weir_json_items *it, str *item)
{
    if (it->done)
        return false;
    struct weir_json j = {.end = it->json.ptr + it->json.len};
    const char *p = it->json.ptr + it->pos;
    bool closes = p < j.end && *p == ']';
    if (closes && it->n == 0)
        return items_end(it, NULL, p + 1);
    if (it->n > 0) {
        if (closes)
            return items_end(it, NULL, p + 1);
        if (p == j.end || *p != ',')
            return items_end(it, "\",\" or \"]\"", p);
        p = weir_json_blank(&j, p + 1);
    }
    const char *end = p < j.end ? weir_json_skip(&j, p, 1) : NULL;
    if (!end)
        return items_end(it, p < j.end ? j.why : "a value",
                         p < j.end ? j.bad : p);
    *item = (str){p, (size_t)(end - p)};
    it->pos = (size_t)(weir_json_blank(&j, end) - it->json.ptr);
    it->n++;
    return true;
}

/* Whether a key as it stands is the name. */
static bool key_is(str key, bool escaped, str name)
{
    char room[512];

    if (!escaped)
        return str_eq(key, name);
    if (key.len > sizeof room)
        return false;
    return str_eq((str){room, weir_json_decode(key, room)}, name);
}

/* The member of the object at p, the last of equal keys. */
static bool find_member(struct weir_json *j, const char *p, str name, str *out)
{
    bool found = false;

    p = weir_json_blank(j, p + 1);
    while (p && p < j->end && *p != '}') {
        bool escaped = false;
        str key;
        const char *value = weir_json_key(j, p, &key, &escaped);
        const char *end = value ? weir_json_skip(j, value, 1) : NULL;
        if (!end)
            return false;
        if (key_is(key, escaped, name)) {
            *out = (str){value, (size_t)(end - value)};
            found = true;
        }
        p = weir_json_blank(j, end);
        if (p < j->end && *p == ',')
            p = weir_json_blank(j, p + 1);
    }
    return found;
}

static bool find_item(str json, str index, str *out)
{
    struct weir_json_items it = weir_json_items(json);
    size_t n = 0;

    if (index.len == 0 || index.len > 9)
        return false;
    for (size_t i = 0; i < index.len; i++) {
        if (index.ptr[i] < '0' || index.ptr[i] > '9')
            return false;
        n = n * 10 + (size_t)(index.ptr[i] - '0');
    }
    while (weir_json_next(&it, out))
        if (it.n == n + 1)
            return true;
    return false;
}

bool weir_json_find(str json, const str *path, size_t n, str *out)
{
    const char *start = json.ptr ? json.ptr : "";
    struct weir_json j = {.end = start + json.len};
    const char *p = weir_json_blank(&j, start);

    if (p == j.end)
        return false;
    *out = (str){p, (size_t)(j.end - p)};
    while (out->len && out->ptr[out->len - 1] <= ' ' &&
           out->ptr[out->len - 1] >= 0)
        out->len--;
    for (size_t i = 0; i < n; i++) {
        str part = *out;
        j.end = part.ptr + part.len;
        bool found = *part.ptr == '{' ? find_member(&j, part.ptr, path[i], out)
                     : *part.ptr == '[' ? find_item(part, path[i], out)
                                        : false;
        if (!found)
            return false;
    }
    return true;
}
