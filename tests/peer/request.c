/*
 * Reads HTTP/1.1 requests (RFC 9112) and refuses what is not exactly right:
 * bare line feeds, folded lines, doubled lengths, chunks, a missing host.
 */
#include "tests/peer/request.h"

#include <string.h>

enum { HEAD_MAX = 16 * 1024, BODY_MAX = 8 * 1024 * 1024 };

static enum request_state bad(struct request *r, int status, const char *why)
{
    r->status = status;
    r->why = why;
    return REQUEST_BAD;
}

static bool is_token_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || (c && strchr("!#$%&'*+-.^_`|~", c));
}

static bool is_token(str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_token_char(s.ptr[i]))
            return false;
    return s.len > 0;
}

static int hex_digit(char c)
{
    const char *set = "0123456789abcdefABCDEF";
    const char *hit = c ? strchr(set, c) : NULL;
    if (!hit)
        return -1;
    return (int)(hit - set > 15 ? hit - set - 6 : hit - set);
}

static bool is_target(str s)
{
    if (!s.len || *s.ptr != '/')
        return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c <= ' ' || c >= 0x7F || strchr("\"<>\\^`{|}#", c))
            return false;
        if (c == '%' && (i + 2 >= s.len || hex_digit(s.ptr[i + 1]) < 0 ||
                         hex_digit(s.ptr[i + 2]) < 0))
            return false;
    }
    return true;
}

/* Cuts `s` at the first `sep`, which must be there. */
static bool cut(str *s, str sep, str *head)
{
    ptrdiff_t at = str_find(*s, sep);
    if (at < 0)
        return false;
    *head = str_slice(*s, 0, (size_t)at);
    *s = str_slice(*s, (size_t)at + sep.len, s->len);
    return true;
}

static enum request_state first_line(struct request *r, str line)
{
    if (!cut(&line, STR(" "), &r->method) || !cut(&line, STR(" "), &r->target))
        return bad(r, 400, "the request line has no three parts");
    if (!is_token(r->method))
        return bad(r, 400, "the method is no token");
    if (!is_target(r->target))
        return bad(r, 400, "the target is no path");
    if (!str_eq(line, STR("HTTP/1.1")))
        return bad(r, 505, "only HTTP/1.1 is spoken here");
    r->query = r->target;
    if (!cut(&r->query, STR("?"), &r->path)) {
        r->path = r->target;
        r->query = (str){0};
    }
    return REQUEST_READY;
}

static enum request_state header_line(struct request *r, str line)
{
    struct request_header *h = &r->headers[r->nheaders];
    if (r->nheaders == REQUEST_HEADERS_MAX)
        return bad(r, 431, "more than 64 headers");
    if (!cut(&line, STR(":"), &h->name) || !is_token(h->name))
        return bad(r, 400, "a header's name is no token");
    for (size_t i = 0; i < line.len; i++)
        if ((unsigned char)line.ptr[i] < ' ' && line.ptr[i] != '\t')
            return bad(r, 400, "a control character in a header");
    h->value = str_trim(line);
    r->nheaders++;
    return REQUEST_READY;
}

static int count_field(const struct request *r, const char *name)
{
    int n = 0;
    for (size_t i = 0; i < r->nheaders; i++)
        n += request_same_word(r->headers[i].name, str_from(name));
    return n;
}

static bool read_length(str text, size_t *n)
{
    *n = 0;
    if (text.len > 9)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        *n = *n * 10 + (size_t)(text.ptr[i] - '0');
    }
    return text.len > 0;
}

static enum request_state body(struct request *r, str in, size_t head)
{
    size_t len = 0;
    if (count_field(r, "host") != 1)
        return bad(r, 400, "one Host header is due");
    if (count_field(r, "transfer-encoding"))
        return bad(r, 501, "chunks are not read here, send a length");
    if (count_field(r, "content-length") > 1)
        return bad(r, 400, "two lengths");
    bool sized = count_field(r, "content-length") == 1;
    if (sized && !read_length(request_field(r, "content-length"), &len))
        return bad(r, 400, "the length is no number");
    if (len > BODY_MAX)
        return bad(r, 413, "a body of more than 8 MiB");
    if (len &&
        (str_eq(r->method, STR("GET")) || str_eq(r->method, STR("HEAD"))))
        return bad(r, 400, "a read with a body");
    if (!sized &&
        (str_eq(r->method, STR("POST")) || str_eq(r->method, STR("PUT"))))
        return bad(r, 411, "a length is due");
    r->bytes = head + len;
    if (in.len < r->bytes) {
        str expect = request_field(r, "expect");
        r->waits =
            in.len == head && request_same_word(expect, STR("100-continue"));
        return REQUEST_MORE;
    }
    r->body = str_slice(in, head, r->bytes);
    return REQUEST_READY;
}

enum request_state request_read(str in, struct request *r)
{
    *r = (struct request){0};
    ptrdiff_t end = str_find(in, STR("\r\n\r\n"));
    if (end < 0)
        return in.len > HEAD_MAX ? bad(r, 431, "headers of more than 16 KiB")
                                 : REQUEST_MORE;
    if (end > HEAD_MAX)
        return bad(r, 431, "headers of more than 16 KiB");
    str head = str_slice(in, 0, (size_t)end + 2), line;
    if (!cut(&head, STR("\r\n"), &line) || first_line(r, line) != REQUEST_READY)
        return REQUEST_BAD;
    while (cut(&head, STR("\r\n"), &line))
        if (header_line(r, line) != REQUEST_READY)
            return REQUEST_BAD;
    return body(r, in, (size_t)end + 4);
}

bool request_same_word(str a, str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        char x = a.ptr[i], y = b.ptr[i];
        x = x >= 'A' && x <= 'Z' ? (char)(x + 32) : x;
        y = y >= 'A' && y <= 'Z' ? (char)(y + 32) : y;
        if (x != y)
            return false;
    }
    return true;
}

str request_field(const struct request *r, const char *name)
{
    for (size_t i = 0; i < r->nheaders; i++)
        if (request_same_word(r->headers[i].name, str_from(name)))
            return r->headers[i].value;
    return (str){0};
}

static str decode(struct arena *a, str s)
{
    char *out = arena_alloc(a, s.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        int high = i + 2 < s.len ? hex_digit(s.ptr[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(s.ptr[i + 2]) : -1;
        if (c == '%' && low >= 0) {
            out[n++] = (char)(high * 16 + low);
            i += 2;
        } else {
            out[n++] = c == '+' ? ' ' : c;
        }
    }
    return (str){out, n};
}

/* The next `name=value` of a query, decoded. */
static bool next_param(struct arena *a, str *query, str *name, str *value)
{
    if (!query->len)
        return false;
    str pair, rest = *query;
    if (!cut(&rest, STR("&"), &pair)) {
        pair = *query;
        rest = (str){0};
    }
    *query = rest;
    str head;
    if (!cut(&pair, STR("="), &head)) {
        head = pair;
        pair = (str){0};
    }
    *name = decode(a, head);
    *value = decode(a, pair);
    return true;
}

bool request_param(struct arena *a, str query, const char *name, str *value)
{
    str found;
    while (next_param(a, &query, &found, value))
        if (str_eq(found, str_from(name)))
            return true;
    *value = (str){0};
    return false;
}

bool request_params_known(struct arena *a, str query, const char *allowed,
                          str *unknown)
{
    str value;
    while (next_param(a, &query, unknown, &value)) {
        str name = arena_printf(a, " %" STR_FMT " ", STR_ARG(*unknown));
        str list = arena_printf(a, " %s ", allowed);
        if (str_find(list, name) < 0)
            return false;
    }
    return true;
}
