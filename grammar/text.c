/*
 * Texts in quotes. A text with expressions is several tokens: up to the first
 * `{`, between two expressions, behind the last; the scanner counts the braces
 * inside an expression to know which `}` goes on with the text.
 */
#include "grammar/scan.h"

#include "weir.tab.h"

#include <string.h>

struct piece {
    size_t from, end; // in the file's text, without what closes it
    char closed_by;   // '"', '{', or 0: the line ends
    bool escaped;
};

static struct piece find_end(const struct parser *p, size_t from)
{
    str s = p->src->text;
    struct piece x = {.from = from, .end = from};

    while (x.end < s.len) {
        char c = s.ptr[x.end];
        if (c == '\n' ||
            (c == '\r' && s.len > x.end + 1 && s.ptr[x.end + 1] == '\n'))
            break;
        if (c == '"' || c == '{') {
            x.closed_by = c;
            break;
        }
        if (c == '\\') {
            x.escaped = true;
            if (x.end + 1 < s.len && strchr("\"\\{", s.ptr[x.end + 1]) &&
                s.ptr[x.end + 1])
                x.end++;
            else if (str_starts_with(str_slice(s, x.end, s.len), STR("\\u{")))
                x.end += 2;
        }
        x.end++;
    }
    return x;
}

static span place(const struct parser *p, size_t from, size_t len)
{
    return (span){p->src->base + (uint32_t)from, (uint32_t)len};
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* UTF-8 of a code point, in at most four bytes. */
static char *add_code_point(char *to, uint32_t c)
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

/* \u{...} at `from`; its length, 0 when it is wrong. */
static size_t read_code_point(str s, uint32_t *code)
{
    size_t i = 3;

    *code = 0;
    while (i < s.len && i < 9 && hex_digit(s.ptr[i]) >= 0)
        *code = *code * 16 + (uint32_t)hex_digit(s.ptr[i++]);
    bool good = i > 3 && i < s.len && s.ptr[i] == '}' && *code > 0 &&
                *code <= 0x10FFFF && (*code < 0xD800 || *code > 0xDFFF);
    return good ? i + 1 : 0;
}

/* Decodes the escape at the start of `s`; its length. */
static size_t decode_escape(struct parser *p, str s, size_t pos, char **to)
{
    static const char letters[] = "\"\\{nt", means[] = "\"\\{\n\t";
    const char *hit = s.len > 1 && s.ptr[1] ? strchr(letters, s.ptr[1]) : NULL;
    uint32_t code;

    if (hit) {
        *(*to)++ = means[hit - letters];
        return 2;
    }
    if (str_starts_with(s, STR("\\u{"))) {
        size_t n = read_code_point(s, &code);
        if (n) {
            *to = add_code_point(*to, code);
            return n;
        }
        struct diag *d =
            parser_say(p, place(p, pos, 3), "this escape names no character");
        parser_help(p, d, "write it in hexadecimal, as in \\u{1F600}");
        return 3;
    }
    size_t len = 2;
    while (len < s.len && ((unsigned char)s.ptr[len] & 0xC0) == 0x80)
        len++;
    str shown = str_slice(s, 0, len);
    struct diag *d =
        parser_say(p, place(p, pos, shown.len), "\"%" STR_FMT "\" is no escape",
                   STR_ARG(shown));
    parser_help(p, d,
                "escapes are \\\" \\\\ \\n \\t \\{ and \\u{1F600}; a "
                "backslash is \\\\");
    return shown.len;
}

static str decode(struct parser *p, struct piece x)
{
    str s = str_slice(p->src->text, x.from, x.end);

    if (!x.escaped)
        return s;
    char *text = arena_alloc(p->arena, s.len + 1), *to = text;
    for (size_t i = 0; i < s.len;) {
        if (s.ptr[i] == '\\')
            i += decode_escape(p, str_slice(s, i, s.len), x.from + i, &to);
        else
            *to++ = s.ptr[i++];
    }
    return (str){text, (size_t)(to - text)};
}

static void say_open(struct parser *p, span at)
{
    struct diag *d = parser_say(p, at, "this text is not closed on its line");

    if (d)
        p->said[source_locate(p->sources, at.pos).line] = SAID_OPEN;
    if (p->ntexts) {
        parser_help(p, d,
                    "end the expression in the text around it with }, or "
                    "write \\{ for a brace");
        return;
    }
    parser_help(p, d,
                "end it with \", or write a text of several lines "
                "between \"\"\"");
}

/* Between three quotes: neither escapes nor expressions. */
static int scan_raw(struct parser *p, union WEIR_STYPE *value, span *at)
{
    size_t from = at->pos - p->src->base + 3;
    str rest = str_slice(p->src->text, from, p->src->text.len);
    ptrdiff_t end = str_find(rest, STR("\"\"\""));

    if (end < 0) {
        struct diag *d =
            parser_say(p, *at, "this text of several lines is not closed");
        parser_help(p, d, "end it with \"\"\"");
        parser_stop(p, *at);
        return 0;
    }
    str s = str_slice(rest, 0, (size_t)end);
    at->len = (uint32_t)s.len + 6;
    char *text = arena_alloc(p->arena, s.len + 1), *to = text;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != '\r' || i + 1 == s.len || s.ptr[i + 1] != '\n')
            *to++ = s.ptr[i];
    value->string.text = (str){text, (size_t)(to - text)};
    value->string.raw = true;
    return T_STRING;
}

int text_scan(struct parser *p, union WEIR_STYPE *value, span *at)
{
    size_t pos = at->pos - p->src->base;

    if (str_starts_with(str_slice(p->src->text, pos, pos + 3), STR("\"\"\"")))
        return scan_raw(p, value, at);
    struct piece x = find_end(p, pos + 1);
    str text = decode(p, x);
    at->len = (uint32_t)(x.end - pos) + (x.closed_by != 0);
    if (x.closed_by != '{') {
        if (!x.closed_by)
            say_open(p, *at);
        value->string.text = text;
        value->string.raw = false;
        return T_STRING;
    }
    value->text = text;
    if (p->ntexts == DEEPEST_TEXT) {
        parser_say(p, *at,
                   "texts in the expressions of texts nest at most %d deep",
                   DEEPEST_TEXT);
        parser_stop(p, *at);
        return 0;
    }
    p->braces[p->ntexts++] = 0;
    return T_TEXT_OPEN;
}

int text_continue(struct parser *p, union WEIR_STYPE *value, span *at)
{
    size_t pos = at->pos - p->src->base;
    struct piece x = find_end(p, pos + 1);

    value->text = decode(p, x);
    at->len = (uint32_t)(x.end - pos) + (x.closed_by != 0);
    if (x.closed_by == '{')
        return T_TEXT_MIDDLE;
    if (!x.closed_by)
        say_open(p, *at);
    p->ntexts--;
    return T_TEXT_CLOSE;
}
