/*
 * Small things that only generated C needs.
 */
#include "stdlib/runtime/generated.h"
#include "stdlib/value/encoding.h"

#include <string.h>

bool weir_excuse(struct weir_context *x, enum weir_class before)
{
    if (before != WEIR_OK || x->failed != WEIR_DATA)
        return false;
    x->failed = WEIR_OK;
    x->message = (str){"", 0};
    return true;
}

void weir_no_row(struct weir_context *x, const char *table,
                 const struct weir_shape *s, const void *key)
{
    str text = weir_text_excerpt(x, weir_shape_text(x, s, key));

    weir_fail(x, WEIR_DATA, "table \"%s\" has no row for \"%" STR_FMT "\"",
              table, STR_ARG(text));
}

/* What a buf holds, as the arena's; a buf that is full fails. */
static str taken(struct weir_context *x, struct buf *b)
{
    str s = {"", 0};

    if (b->failed)
        weir_fail(x, WEIR_DATA, "the value is longer than %zu bytes", b->max);
    else
        s = arena_str(x->arena, buf_view(b));
    buf_free(b);
    return s;
}

enum { BODY_MAX = 64 << 20 };

str weir_body(struct weir_context *x, const struct weir_shape *s,
              const void *value)
{
    struct buf b = BUF_MAX(BODY_MAX);

    weir_json_write(&b, s, value);
    return taken(x, &b);
}

static void trim_line(struct buf *b)
{
    if (b->len && b->ptr[b->len - 1] == '\n')
        b->len--;
}

static str encoded(struct weir_context *x, str text, str encoding)
{
    enum weir_encoding e = weir_encoding_named(encoding);

    return e == WEIR_ENCODING_UTF8 || x->failed
               ? text
               : weir_encoding_encode(x, e, text);
}

str weir_csv_line(struct weir_context *x, const struct weir_shape *s,
                  const void *value, char separator, char quote, str encoding)
{
    struct buf b = BUF_MAX(BODY_MAX);

    weir_csv_write(x, &b, s, value, separator, quote);
    trim_line(&b);
    return encoded(x, taken(x, &b), encoding);
}

str weir_csv_head(struct weir_context *x, const struct weir_shape *s,
                  const void *value, char separator, char quote, str encoding)
{
    struct buf b = BUF_MAX(BODY_MAX);

    weir_csv_write_names(x, &b, s, value, separator, quote);
    trim_line(&b);
    return encoded(x, taken(x, &b), encoding);
}

void weir_limit(struct weir_context *x, str text, uint32_t max, str field)
{
    size_t n = text.len > max ? weir_utf8_count(text) : 0;

    if (n > max)
        weir_fail(x, WEIR_DATA,
                  "\"%" STR_FMT "\" takes %u characters, found %zu",
                  STR_ARG(field), (unsigned)max, n);
}

str weir_json_list(struct weir_context *x, const str *values, size_t n)
{
    struct buf b = BUF_MAX(BODY_MAX);

    buf_char(&b, '[');
    for (size_t i = 0; i < n; i++) {
        buf_text(&b, i ? "," : "");
        buf_str(&b, values[i]);
    }
    buf_char(&b, ']');
    return taken(x, &b);
}

str weir_arguments(struct weir_context *x, str item, const str *names, size_t n)
{
    struct weir_json_items it = weir_json_items(item);
    str only, more, *values = arena_array(x->arena, str, n);

    if (!weir_json_next(&it, &only) || weir_json_next(&it, &more))
        return item;
    for (size_t i = 0; i < n; i++)
        if (!weir_json_find(only, &names[i], 1, &values[i]))
            values[i] = STR("null");
    return weir_json_list(x, values, n);
}

void weir_argument(struct weir_context *x, struct weir_json_items *it,
                   const struct weir_shape *s, void *to)
{
    str item;

    if (weir_json_next(it, &item))
        weir_json_read(x, s, item, to);
    else
        weir_fail(x, WEIR_MALFORMED, "the call has too few arguments");
}

/* "data.order" as keys; at most 16. */
static size_t split_path(const char *path, str *keys)
{
    size_t n = 0;

    while (*path && n < 16) {
        size_t len = strcspn(path, ".");
        keys[n++] = (str){path, len};
        path += len;
        path += *path == '.';
    }
    return n;
}

enum weir_class weir_read_answer(struct weir_record *r,
                                 const struct weir_answer *a, const char *path,
                                 const struct weir_shape *s, void *to)
{
    str keys[16], body = a->body;
    size_t n = split_path(path, keys), at = 0;
    const char *why = "";

    if (!weir_json_check(body, &at, &why))
        return weir_raise(r, WEIR_MALFORMED,
                          "the answer is not JSON: at byte %zu expected %s",
                          at + 1, why);
    if (n && !weir_json_find(body, keys, n, &body))
        return weir_raise(r, WEIR_MALFORMED, "the answer has no \"%s\"", path);
    if (!weir_json_read(&r->x, s, body, to))
        return weir_caught(r);
    return WEIR_OK;
}

struct weir_bind weir_bind_of(struct weir_context *x,
                              const struct weir_shape *s, const void *value)
{
    const void *p = weir_shape_value(s, value);

    if (!p)
        return (struct weir_bind){.kind = WEIR_BIND_NULL};
    if (s->kind == WEIR_KIND_INT)
        return (struct weir_bind){.kind = WEIR_BIND_INT,
                                  .i = *(const int64_t *)p};
    if (s->kind == WEIR_KIND_BOOL)
        return (struct weir_bind){.kind = WEIR_BIND_INT, .i = *(const bool *)p};
    if (s->kind == WEIR_KIND_BYTES)
        return (struct weir_bind){.kind = WEIR_BIND_BYTES,
                                  .text = *(const str *)p};
    return (struct weir_bind){.kind = WEIR_BIND_TEXT,
                              .text = weir_shape_text(x, s, value)};
}
