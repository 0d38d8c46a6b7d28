/*
 * What generated code puts into a request, and reads of an answer: parameters,
 * headers, path parts, forms. Everything lives in the record's arena.
 */
#include "stdlib/runtime/weir.h"

#include <string.h>
#include <strings.h>

static void params_add(struct arena *a, struct weir_params *p, str name,
                       str value)
{
    if (p->n == p->cap) {
        size_t cap = p->cap ? p->cap * 2 : 8;
        struct weir_param *at = arena_array(a, struct weir_param, cap);

        if (p->n)
            memcpy(at, p->at, p->n * sizeof *at);
        p->at = at;
        p->cap = cap;
    }
    p->at[p->n++] = (struct weir_param){name, value};
}

void weir_query(struct weir_record *r, struct weir_request *q, str name,
                str value)
{
    params_add(r->x.arena, &q->query, name, value);
}

void weir_header(struct weir_record *r, struct weir_request *q, str name,
                 str value)
{
    params_add(r->x.arena, &q->headers, name, value);
}

static bool unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
           c == '~';
}

static char *encode(char *to, str s)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];

        if (unreserved(c)) {
            *to++ = (char)c;
            continue;
        }
        *to++ = '%';
        *to++ = hex[c >> 4];
        *to++ = hex[c & 15];
    }
    return to;
}

str weir_path_part(struct weir_context *x, str value)
{
    if (!value.len || str_eq(value, STR(".")) || str_eq(value, STR(".."))) {
        weir_fail(x, WEIR_DATA,
                  "expected a value for a part of a path, found \"%" STR_FMT
                  "\"",
                  STR_ARG(value));
        return STR("");
    }
    char *to = arena_alloc(x->arena, value.len * 3 + 1);

    return (str){to, (size_t)(encode(to, value) - to)};
}

str weir_file_part(struct weir_context *x, str value)
{
    if (value.len && value.ptr[0] != '.' &&
        !memchr(value.ptr, '/', value.len) && !memchr(value.ptr, 0, value.len))
        return value;
    weir_fail(x, WEIR_DATA,
              "expected a value for a part of a file's name, found \"%" STR_FMT
              "\"",
              STR_ARG(value));
    return STR("");
}

str weir_answer_header(const struct weir_answer *a, const char *name)
{
    size_t len = strlen(name);

    for (size_t i = 0; i < a->headers.n; i++) {
        str n = a->headers.at[i].name;

        if (n.len == len && strncasecmp(n.ptr, name, len) == 0)
            return a->headers.at[i].value;
    }
    return (str){NULL, 0};
}
