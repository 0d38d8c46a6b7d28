/*
 * JSON as RFC 8259 has it, nothing more: no comments, no trailing commas, no
 * lone surrogates, valid UTF-8. The first mistake ends the reading. Recursion
 * is bounded by the depth limit.
 */
#include "compiler/base/tree.h"

#include <stdio.h>
#include <string.h>
#include <unistr.h>

struct reader {
    const struct tree_reader *how;
    const struct source *src;
    const char *text;
    uint32_t pos, len;
    uint32_t depth, nodes;
    uint32_t max_depth, max_nodes;
    bool failed;
};

static span at(const struct reader *r, uint32_t from)
{
    return (span){r->src->base + from, r->pos - from};
}

/* One message; what follows from it is silent. */
static struct tree *fail(struct reader *r, uint32_t from, const char *what)
{
    if (!r->failed)
        diag_add(r->how->diags, DIAG_ERROR, r->how->id, at(r, from), "%s",
                 what);
    r->failed = true;
    return NULL;
}

/* "expected X, found Y" at the next character. */
static struct tree *expected(struct reader *r, const char *what)
{
    uint32_t from = r->pos;
    char said[100];

    if (r->pos >= r->len) {
        snprintf(said, sizeof said, "expected %s, found the end of the file",
                 what);
        return fail(r, from, said);
    }
    char c = r->text[r->pos];
    if (c == '\'')
        snprintf(said, sizeof said,
                 "expected %s, found a single quote: json quotes with \"",
                 what);
    else if (c == '/')
        snprintf(said, sizeof said,
                 "expected %s, found \"/\": json has no "
                 "comments",
                 what);
    else if (c > ' ' && c < 0x7F)
        snprintf(said, sizeof said, "expected %s, found \"%c\"", what, c);
    else
        snprintf(said, sizeof said, "expected %s, found something else", what);
    r->pos++;
    return fail(r, from, said);
}

static void skip_blanks(struct reader *r)
{
    while (r->pos < r->len && strchr(" \t\r\n", r->text[r->pos]) &&
           r->text[r->pos])
        r->pos++;
}

static bool take(struct reader *r, char c)
{
    skip_blanks(r);
    if (r->pos >= r->len || r->text[r->pos] != c)
        return false;
    r->pos++;
    return true;
}

static struct tree *leaf(struct reader *r, enum tree_kind kind, uint32_t from,
                         str text)
{
    struct tree *t = arena_make(r->how->arena, struct tree);

    *t = (struct tree){
        .kind = kind, .at = at(r, from), .text = text, .weight = 1};
    return t;
}

static struct tree *word(struct reader *r)
{
    uint32_t from = r->pos;

    while (r->pos < r->len && r->text[r->pos] >= 'a' && r->text[r->pos] <= 'z')
        r->pos++;
    str s = {r->text + from, r->pos - from};
    if (str_eq(s, STR("null")))
        return leaf(r, TREE_NULL, from, s);
    if (str_eq(s, STR("true")) || str_eq(s, STR("false")))
        return leaf(r, TREE_BOOL, from, s);
    r->pos = from;
    return expected(r, "a value");
}

static bool is_digit(const struct reader *r)
{
    return r->pos < r->len && r->text[r->pos] >= '0' && r->text[r->pos] <= '9';
}

static bool digits(struct reader *r)
{
    if (!is_digit(r))
        return false;
    while (is_digit(r))
        r->pos++;
    return true;
}

static bool next_is(const struct reader *r, const char *set)
{
    return r->pos < r->len && r->text[r->pos] && strchr(set, r->text[r->pos]);
}

static struct tree *number(struct reader *r)
{
    uint32_t from = r->pos;

    if (next_is(r, "-"))
        r->pos++;
    if (next_is(r, "0"))
        r->pos++;
    else if (!digits(r))
        return expected(r, "a digit");
    if (is_digit(r))
        return fail(r, from, "a number does not start with 0");
    if (next_is(r, ".")) {
        r->pos++;
        if (!digits(r))
            return expected(r, "a digit");
    }
    if (next_is(r, "eE")) {
        r->pos++;
        if (next_is(r, "+-"))
            r->pos++;
        if (!digits(r))
            return expected(r, "a digit");
    }
    return leaf(r, TREE_NUMBER, from, (str){r->text + from, r->pos - from});
}

static int hex_value(char c)
{
    static const char hex[] = "0123456789abcdef0123456789ABCDEF";
    const char *p = c ? strchr(hex, c) : NULL;

    return p ? (int)((p - hex) % 16) : -1;
}

/* The four digits behind \u; -1 when they are not there. */
static int32_t four_digits(struct reader *r)
{
    int32_t c = 0;

    for (int i = 0; i < 4; i++) {
        int v = r->pos < r->len ? hex_value(r->text[r->pos]) : -1;
        if (v < 0)
            return -1;
        c = c * 16 + v;
        r->pos++;
    }
    return c;
}

/* The character of a \u, of a pair of them when it needs two. */
static int32_t code_point(struct reader *r)
{
    int32_t high = four_digits(r);

    if (high < 0xD800 || high > 0xDFFF)
        return high;
    if (high > 0xDBFF || r->pos + 1 >= r->len || r->text[r->pos] != '\\' ||
        r->text[r->pos + 1] != 'u')
        return -1;
    r->pos += 2;
    int32_t low = four_digits(r);
    if (low < 0xDC00 || low > 0xDFFF)
        return -1;
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

/* Decodes the escape behind a backslash; the bytes written, 0 for none. */
static size_t escape(struct reader *r, char *to)
{
    static const char from[] = "\"\\/bfnrt", is[] = "\"\\/\b\f\n\r\t";
    uint32_t start = r->pos - 1;
    char c = r->pos < r->len ? r->text[r->pos++] : 0;
    const char *p = c ? strchr(from, c) : NULL;

    if (p) {
        *to = is[p - from];
        return 1;
    }
    if (c != 'u') {
        fail(r, start,
             "no such escape: json has \\\" \\\\ \\/ \\b \\f \\n \\r "
             "\\t \\u");
        return 0;
    }
    int32_t code = code_point(r);
    if (code < 0) {
        fail(r, start,
             "a \\u needs four hexadecimal digits that are a "
             "character or half of a pair");
        return 0;
    }
    int n = u8_uctomb((uint8_t *)to, (ucs4_t)code, 4);
    return n > 0 ? (size_t)n : 0;
}

static bool valid_utf8(struct reader *r, uint32_t from)
{
    const uint8_t *start = (const uint8_t *)r->text + from;
    const uint8_t *bad = u8_check(start, r->pos - from);

    if (!bad)
        return true;
    r->pos = from + (uint32_t)(bad - start) + 1;
    fail(r, r->pos - 1, "expected utf-8, found another byte");
    return false;
}

/* Moves to the closing quote; true when the text has escapes. */
static bool scan_text(struct reader *r, bool *escapes)
{
    while (r->pos < r->len && r->text[r->pos] != '"') {
        unsigned char c = (unsigned char)r->text[r->pos];
        if (c < 0x20) {
            r->pos++;
            fail(r, r->pos - 1,
                 c == '\n' ? "expected \" before the end of the line"
                           : "control characters are written as escapes");
            return false;
        }
        if (c == '\\') {
            *escapes = true;
            r->pos++;
        }
        r->pos += r->pos < r->len;
    }
    if (r->pos < r->len)
        return true;
    fail(r, r->pos, "expected \", found the end of the file");
    return false;
}

static str decode(struct reader *r, uint32_t from, uint32_t end)
{
    char *to = arena_alloc(r->how->arena, end - from + 1u);
    size_t len = 0;

    r->pos = from;
    while (r->pos < end && !r->failed) {
        char c = r->text[r->pos++];
        if (c == '\\')
            len += escape(r, to + len);
        else
            to[len++] = c;
    }
    return (str){to, len};
}

/* A text; the reader stands at its opening quote. */
static bool text(struct reader *r, str *out)
{
    uint32_t from = ++r->pos;
    bool escapes = false;

    if (!scan_text(r, &escapes) || !valid_utf8(r, from))
        return false;
    uint32_t end = r->pos;
    *out = escapes ? decode(r, from, end) : (str){r->text + from, end - from};
    if (r->failed)
        return false;
    r->pos = end + 1;
    return true;
}

static struct tree *value(struct reader *r);

static struct tree *list(struct reader *r)
{
    uint32_t from = r->pos++;
    struct tree_builder b;

    tree_begin(&b, r->how->arena, TREE_LIST, at(r, from));
    if (take(r, ']'))
        return tree_end(&b, at(r, from));
    do {
        struct tree *item = value(r);
        if (!item)
            return NULL;
        tree_add(&b, (str){"", 0}, (span){0, 0}, item);
    } while (take(r, ','));
    if (!take(r, ']'))
        return expected(r, "\",\" or \"]\"");
    return tree_end(&b, at(r, from));
}

static bool member(struct reader *r, struct tree_builder *b)
{
    skip_blanks(r);
    uint32_t from = r->pos;
    str key;
    if (!next_is(r, "\"")) {
        expected(r, "a key in quotes");
        return false;
    }
    if (!text(r, &key))
        return false;
    span key_at = at(r, from);
    if (!take(r, ':')) {
        expected(r, "\":\"");
        return false;
    }
    struct tree *v = value(r);
    if (v)
        tree_add(b, key, key_at, v);
    return v != NULL;
}

static struct tree *map(struct reader *r)
{
    uint32_t from = r->pos++;
    struct tree_builder b;

    tree_begin(&b, r->how->arena, TREE_MAP, at(r, from));
    if (take(r, '}'))
        return tree_end(&b, at(r, from));
    do {
        if (!member(r, &b))
            return NULL;
    } while (take(r, ','));
    if (!take(r, '}'))
        return expected(r, "\",\" or \"}\"");
    return tree_end(&b, at(r, from));
}

static struct tree *collection(struct reader *r, bool is_map)
{
    if (++r->depth > r->max_depth) {
        r->pos++;
        return fail(r, r->pos - 1,
                    arena_printf(r->how->arena, "nested deeper than %u",
                                 (unsigned)r->max_depth)
                        .ptr);
    }
    struct tree *t = is_map ? map(r) : list(r);
    r->depth--;
    return t;
}

static struct tree *value(struct reader *r)
{
    skip_blanks(r);
    if (r->pos >= r->len)
        return expected(r, "a value");
    if (++r->nodes > r->max_nodes)
        return fail(r, r->pos,
                    arena_printf(r->how->arena,
                                 "more than %u values, aliases written out",
                                 (unsigned)r->max_nodes)
                        .ptr);
    char c = r->text[r->pos];
    uint32_t from = r->pos;
    str s;
    if (c == '{' || c == '[')
        return collection(r, c == '{');
    if (c == '"')
        return text(r, &s) ? leaf(r, TREE_TEXT, from, s) : NULL;
    if (c == '-' || (c >= '0' && c <= '9'))
        return number(r);
    return word(r);
}

struct tree *tree_read_json(const struct tree_reader *how, struct source *src)
{
    struct reader r = {
        .how = how,
        .src = src,
        .text = src->text.len ? src->text.ptr : "",
        .len = (uint32_t)src->text.len,
        .max_depth = how->max_depth ? how->max_depth : 128,
        .max_nodes = how->max_nodes ? how->max_nodes : 4000000,
    };
    struct tree *t = value(&r);

    if (!t)
        return NULL;
    skip_blanks(&r);
    return r.pos < r.len ? expected(&r, "the end of the file") : t;
}
