/*
 * Records as forms (application/x-www-form-urlencoded). What a form has no
 * word for, a list in a record, is named as most systems read it: a[0][b].
 */
#include "stdlib/runtime/generated.h"

enum { FORM_MAX = 64 << 20 };

struct form {
    struct weir_context *x;
    struct buf body;
};

static void encode(struct buf *b, str s)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                     (c >= '0' && c <= '9') || c == '-' || c == '.' ||
                     c == '_' || c == '~';

        if (plain) {
            buf_char(b, (char)c);
            continue;
        }
        buf_char(b, '%');
        buf_char(b, hex[c >> 4]);
        buf_char(b, hex[c & 15]);
    }
}

static str inside(struct form *f, str name, str part)
{
    if (!name.len)
        return part;
    return arena_printf(f->x->arena, "%" STR_FMT "[%" STR_FMT "]",
                        STR_ARG(name), STR_ARG(part));
}

static void put(struct form *f, str name, const struct weir_shape *s,
                const void *at);

static void put_list(struct form *f, str name, const struct weir_shape *s,
                     const struct weir_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        str n = arena_printf(f->x->arena, "%zu", i);

        put(f, inside(f, name, n), s->of,
            (const char *)list->at + i * s->of->size);
    }
}

static void put_dict(struct form *f, str name, const struct weir_shape *s,
                     const struct weir_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        const char *at = (const char *)list->at + i * weir_entry_size(s->of);

        put(f, inside(f, name, *(const str *)(const void *)at), s->of,
            at + weir_entry_value_at(s->of));
    }
}

static void put_text(struct form *f, str name, str text)
{
    if (f->body.len)
        buf_char(&f->body, '&');
    encode(&f->body, name);
    buf_char(&f->body, '=');
    encode(&f->body, text);
}

/* A value that is absent is left out. */
static void put(struct form *f, str name, const struct weir_shape *s,
                const void *at)
{
    const void *value = weir_shape_value(s, at);

    if (!value)
        return;
    if (s->kind == WEIR_KIND_LIST)
        put_list(f, name, s, value);
    else if (s->kind == WEIR_KIND_DICT)
        put_dict(f, name, s, value);
    else if (s->kind != WEIR_KIND_RECORD)
        put_text(f, name, weir_shape_text(f->x, s, at));
    for (uint32_t i = 0; s->kind == WEIR_KIND_RECORD && i < s->nfields; i++) {
        const struct weir_field *field = &s->fields[i];

        put(f, inside(f, name, field->wire), field->shape,
            (const char *)value + field->at);
    }
}

str weir_form_body(struct weir_context *x, const struct weir_shape *s,
                   const void *value)
{
    struct form f = {.x = x, .body = BUF_MAX(FORM_MAX)};

    put(&f, STR(""), s, value);
    if (f.body.failed)
        weir_fail(x, WEIR_DATA, "the value is longer than %d bytes", FORM_MAX);
    return buf_take(&f.body, x->arena);
}
