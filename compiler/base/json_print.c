/*
 * Escapes are possible after the fact: what is not ASCII stands in strings
 * only, so a character there may as well be its escape.
 */
#include "compiler/base/json_print.h"
#include "compiler/base/visible.h"

static int add_bytes(const char *bytes, size_t n, void *out)
{
    buf_add(out, bytes, n);
    return 0;
}

static void add_escape(struct buf *out, uint32_t c)
{
    enum { FIRST = 0x10000, HIGH = 0xD800, LOW = 0xDC00, HALF = 0x3FF };

    if (c < FIRST) {
        buf_printf(out, "\\u%04X", (unsigned)c);
        return;
    }
    c -= FIRST;
    buf_printf(out, "\\u%04X\\u%04X", (unsigned)(HIGH + (c >> 10)),
               (unsigned)(LOW + (c & HALF)));
}

/* Adds a text; characters that are not seen as they are become escapes. */
static void add_visible(struct buf *out, str text)
{
    size_t from = 0;

    for (size_t i = 0; i < text.len;) {
        unsigned char byte = (unsigned char)text.ptr[i];
        if (byte < 0x7F) {
            i++;
            continue;
        }
        str rest = str_slice(text, i, text.len);
        size_t bytes = visible_next(rest).bytes;
        uint32_t c = visible_hidden(rest);
        if (c) {
            buf_str(out, str_slice(text, from, i));
            add_escape(out, c);
            from = i + bytes;
        }
        i += bytes;
    }
    buf_str(out, str_slice(text, from, text.len));
}

void json_print(const json_t *root, struct buf *out)
{
    struct buf raw = BUF_MAX(out->max);

    json_dump_callback(root, add_bytes, &raw, JSON_INDENT(2));
    if (raw.failed)
        out->failed = true;
    add_visible(out, buf_view(&raw));
    buf_char(out, '\n');
    buf_free(&raw);
}

json_t *json_print_text(struct arena *scratch, str s)
{
    s = visible_utf8(scratch, s);
    return json_stringn(s.len ? s.ptr : "", s.len);
}

void json_put(json_t *to, const char *key, json_t *value)
{
    json_object_set_new(to, key, value);
}
