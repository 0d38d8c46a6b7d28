/*
 * Valid JSON made canonical, without decoding it into values: members are
 * spans, sorted by their decoded keys.
 */
#include "stdlib/value/decimal.h"
#include "stdlib/value/json.h"
#include "stdlib/value/json_fast.h"

#include <inttypes.h>
#include <stdlib.h>

struct member {
    size_t key_at, key_len; // in the text of decoded keys
    const char *keys;
    str value;
    size_t index;
};

static const char *write_value(struct buf *b, struct weir_json *j,
                               const char *p, unsigned depth);

/* --- numbers ----------------------------------------------------------- */

/* A number of more than 38 digits: its digits without zeros at either end,
 * and an exponent. */
static void write_long(struct buf *b, str s)
{
    struct buf digits = BUF_MAX(SIZE_MAX / 4);
    bool minus = s.ptr[0] == '-', behind = false;
    int64_t exponent = 0;
    size_t i = minus;

    for (; i < s.len && (s.ptr[i] | 0x20) != 'e'; i++) {
        if (s.ptr[i] == '.') {
            behind = true;
            continue;
        }
        exponent -= behind;
        if (digits.len || s.ptr[i] != '0')
            buf_char(&digits, s.ptr[i]);
    }
    if (i < s.len) {
        bool negative = s.ptr[i + 1] == '-';
        int64_t e = 0;
        for (i++; i < s.len; i++)
            if (s.ptr[i] >= '0' && s.ptr[i] <= '9' && e < INT64_MAX / 100)
                e = e * 10 + (s.ptr[i] - '0');
        exponent += negative ? -e : e;
    }
    while (digits.len && digits.ptr[digits.len - 1] == '0') {
        digits.len--;
        exponent++;
    }
    b->failed = b->failed || digits.failed;
    if (digits.len)
        buf_printf(b, "%s%.*se%" PRId64, minus ? "-" : "", (int)digits.len,
                   digits.ptr, exponent);
    else
        buf_char(b, '0');
    buf_free(&digits);
}

static void write_number(struct buf *b, str s)
{
    weir_decimal d;

    if (weir_decimal_parse(s, &d))
        weir_decimal_print(b, weir_decimal_normal(d));
    else
        write_long(b, s);
}

/* --- strings ----------------------------------------------------------- */

/* Appends a string's content without its escapes. */
static void add_decoded(struct buf *b, str raw, bool escaped)
{
    if (!escaped) {
        buf_str(b, raw);
    } else if (buf_reserve(b, raw.len)) {
        b->len += weir_json_decode(raw, b->ptr + b->len);
        b->ptr[b->len] = 0;
    }
}

static const char *write_string(struct buf *b, struct weir_json *j,
                                const char *p)
{
    bool escaped = false;
    const char *end = weir_json_string(j, p + 1, &escaped);

    if (!end)
        return NULL;
    str raw = {p + 1, (size_t)(end - p) - 1};
    if (escaped) {
        struct buf text = BUF_MAX(SIZE_MAX / 4);
        add_decoded(&text, raw, true);
        weir_json_quote(b, buf_view(&text));
        b->failed = b->failed || text.failed;
        buf_free(&text);
    } else {
        weir_json_quote(b, raw);
    }
    return end + 1;
}

/* --- containers -------------------------------------------------------- */

static const char *behind_comma(const struct weir_json *j, const char *p)
{
    p = weir_json_blank(j, p);
    return p < j->end && *p == ',' ? weir_json_blank(j, p + 1) : p;
}

static const char *write_list(struct buf *b, struct weir_json *j, const char *p,
                              unsigned depth)
{
    bool first = true;

    buf_char(b, '[');
    p = weir_json_blank(j, p + 1);
    while (p && p < j->end && *p != ']') {
        if (!first)
            buf_char(b, ',');
        first = false;
        p = write_value(b, j, p, depth + 1);
        if (p)
            p = behind_comma(j, p);
    }
    buf_char(b, ']');
    return p && p < j->end ? p + 1 : NULL;
}

static str key_of(const struct member *m)
{
    return (str){m->keys + m->key_at, m->key_len};
}

static int by_key(const void *a, const void *b)
{
    const struct member *p = a, *q = b;
    int c = str_cmp(key_of(p), key_of(q));

    return c ? c : p->index < q->index ? -1 : 1;
}

/* The members of the object at p into a buffer of struct member, their keys
 * into another. */
static const char *collect(struct weir_json *j, const char *p,
                           struct buf *members, struct buf *keys)
{
    p = weir_json_blank(j, p + 1);
    while (p && p < j->end && *p != '}') {
        struct member m = {.key_at = keys->len,
                           .index = members->len / sizeof m};
        bool escaped = false;
        str key;
        p = weir_json_key(j, p, &key, &escaped);
        const char *end = p ? weir_json_skip(j, p, 1) : NULL;
        if (!end)
            return NULL;
        add_decoded(keys, key, escaped);
        m.key_len = keys->len - m.key_at;
        m.value = (str){p, (size_t)(end - p)};
        buf_add(members, &m, sizeof m);
        p = behind_comma(j, end);
    }
    return p && p < j->end ? p + 1 : NULL;
}

static void write_members(struct buf *b, struct member *m, size_t n,
                          unsigned depth)
{
    bool first = true;

    qsort(m, n, sizeof *m, by_key);
    for (size_t i = 0; i < n; i++) {
        if ((i + 1 < n && str_eq(key_of(&m[i]), key_of(&m[i + 1]))) ||
            str_eq(m[i].value, STR("null")))
            continue;
        if (!first)
            buf_char(b, ',');
        first = false;
        weir_json_quote(b, key_of(&m[i]));
        buf_char(b, ':');
        struct weir_json j = {.end = m[i].value.ptr + m[i].value.len};
        write_value(b, &j, m[i].value.ptr, depth + 1);
    }
}

static const char *write_object(struct buf *b, struct weir_json *j,
                                const char *p, unsigned depth)
{
    struct buf members = BUF_MAX(SIZE_MAX / 4), keys = BUF_MAX(SIZE_MAX / 4);

    p = collect(j, p, &members, &keys);
    b->failed = b->failed || members.failed || keys.failed;
    size_t n = b->failed ? 0 : members.len / sizeof(struct member);
    struct member *m = (struct member *)(void *)members.ptr;
    for (size_t i = 0; i < n; i++)
        m[i].keys = keys.ptr;
    buf_char(b, '{');
    if (n)
        write_members(b, m, n, depth);
    buf_char(b, '}');
    buf_free(&members);
    buf_free(&keys);
    return p;
}

static const char *write_value(struct buf *b, struct weir_json *j,
                               const char *p, unsigned depth)
{
    if (depth > WEIR_JSON_DEPTH)
        return weir_json_fail(j, p, "no more than 128 levels of brackets");
    if (*p == '{')
        return write_object(b, j, p, depth);
    if (*p == '[')
        return write_list(b, j, p, depth);
    if (*p == '"')
        return write_string(b, j, p);
    const char *end = weir_json_plain(j, p);
    str s = {p, end ? (size_t)(end - p) : 0};
    if (s.len && (*p == '-' || (*p >= '0' && *p <= '9')))
        write_number(b, s);
    else
        buf_str(b, s);
    return end;
}

void weir_json_canonical_text(struct buf *b, str json)
{
    const char *start = json.ptr ? json.ptr : "";
    struct weir_json j = {.end = start + json.len};
    const char *p = weir_json_blank(&j, start);

    if (p == j.end)
        buf_text(b, "null"); // an empty `any`
    else
        write_value(b, &j, p, 0);
}
