/*
 * What every service needs to read a call and to write its answer.
 */
#include "tests/peer/clock.h"
#include "tests/peer/json.h"
#include "tests/peer/peer.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

void answer_json(struct call *c, int status, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    c->status = status;
    buf_clear(c->body);
    buf_str(c->body, arena_vprintf(c->arena, fmt, args));
    va_end(args);
}

void answer_header(struct call *c, const char *name, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    str value = arena_vprintf(c->arena, fmt, args);
    va_end(args);
    buf_printf(c->headers, "%s: %" STR_FMT "\r\n", name, STR_ARG(value));
}

bool call_has_json(struct call *c, char kind)
{
    str type = request_field(c->req, "content-type"), head = type;
    const char *why;
    ptrdiff_t semicolon = str_find(type, STR(";"));
    if (semicolon >= 0)
        head = str_trim(str_slice(type, 0, (size_t)semicolon));
    if (!request_same_word(head, STR("application/json"))) {
        answer_json(c, 415, "{\"error\":\"application/json is due\"}");
        return false;
    }
    if (!json_check(c->req->body, &why)) {
        answer_json(c, 400, "{\"error\":\"not JSON: %s\"}", why);
        return false;
    }
    if (*str_trim(c->req->body).ptr != kind) {
        answer_json(c, 400, "{\"error\":\"the body is no %s\"}",
                    kind == '{' ? "object" : "list");
        return false;
    }
    return true;
}

bool call_number(struct call *c, const char *name, int64_t start, int64_t min,
                 int64_t max, int64_t *out)
{
    str text;
    *out = start;
    if (!request_param(c->arena, c->req->query, name, &text))
        return true;
    if (json_int(text, out) && *out >= min && *out <= max)
        return true;
    answer_json(c, 400, "{\"errors\":{\"%s\":\"a number from %lld to %lld\"}}",
                name, (long long)min, (long long)max);
    return false;
}

void call_page_size(const struct call *c, int64_t *size)
{
    if (*size > c->world->page_max)
        *size = c->world->page_max;
}

bool call_params(struct call *c, const char *allowed)
{
    str unknown;
    if (request_params_known(c->arena, c->req->query, allowed, &unknown))
        return true;
    c->status = 400;
    buf_clear(c->body);
    buf_text(c->body, "{\"errors\":{");
    put_json_text(c->body, unknown);
    buf_text(c->body, ":\"unknown parameter\"}}");
    return false;
}

bool call_time(struct call *c, const char *name, int64_t start, int64_t *out)
{
    str text;
    *out = start;
    if (!request_param(c->arena, c->req->query, name, &text) ||
        clock_parse(text, out))
        return true;
    answer_json(c, 400, "{\"errors\":{\"%s\":\"not a time with an offset\"}}",
                name);
    return false;
}

void put_json_text(struct buf *b, str text)
{
    buf_char(b, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '"' || c == '\\')
            buf_char(b, '\\');
        if (c < 0x20 || c >= 0x7F)
            buf_printf(b, "\\u%04x", (unsigned)c);
        else
            buf_char(b, (char)c);
    }
    buf_char(b, '"');
}

void hex_sha256(str text, char out[65])
{
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    EVP_Digest(text.ptr ? text.ptr : "", text.len, sum, &n, EVP_sha256(), NULL);
    for (unsigned i = 0; i < 32; i++)
        snprintf(out + 2 * i, 3, "%02x", (unsigned)sum[i]);
}
