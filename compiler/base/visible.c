/*
 * Decides character by character what a terminal may see. Widths come from
 * libunistring, so that carets stand under CJK text and emoji.
 */
#include "compiler/base/visible.h"

#include <string.h>
#include <unistr.h>
#include <uniwidth.h>

enum { REPLACEMENT = 0xFFFD, PICTURES = 0x2400, DELETE_PICTURE = 0x2421 };

/* Marks that are not seen and change how what is around them is seen, blanks
 * that are none, and what no text may hold. The joiners of emoji and of Indic
 * and Persian writing (U+200C, U+200D) stay. */
static bool is_deceptive(ucs4_t c)
{
    return (c >= 0x80 && c < 0xA0) || c == 0xAD || c == 0x061C || c == 0x200B ||
           c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c & 0xFFFE) == 0xFFFE ||
           (c >= 0xE0000 && c <= 0xE0FFF);
}

static uint32_t seen_as(ucs4_t c)
{
    if (c < 0x20 && c != '\t')
        return PICTURES + c;
    if (c == 0x7F)
        return DELETE_PICTURE;
    return is_deceptive(c) ? REPLACEMENT : c;
}

static struct visible decode(str text)
{
    const uint8_t *p = (const uint8_t *)text.ptr;
    ucs4_t c;
    int n = u8_mbtoucr(&c, p, text.len);

    if (n <= 0)
        return (struct visible){1, REPLACEMENT, 1};
    uint32_t shown = seen_as(c);
    int width = uc_width(shown, "UTF-8");
    return (struct visible){(size_t)n, shown, width < 0 ? 1u : (unsigned)width};
}

struct visible visible_next(str text)
{
    unsigned char c = (unsigned char)text.ptr[0];

    if (c >= 0x20 && c < 0x7F)
        return (struct visible){1, c, 1};
    if (c == '\t')
        return (struct visible){1, c, VISIBLE_TAB};
    return decode(text);
}

uint32_t visible_hidden(str text)
{
    unsigned char byte = (unsigned char)text.ptr[0];
    ucs4_t c;

    if (byte < 0x80)
        return byte < 0x20 || byte == 0x7F ? byte : 0;
    int n = u8_mbtoucr(&c, (const uint8_t *)text.ptr, text.len);
    return n > 0 && seen_as(c) != c ? c : 0;
}

void visible_char(struct buf *out, uint32_t c)
{
    uint8_t bytes[6];
    int n = u8_uctomb(bytes, c, sizeof bytes);

    if (n > 0)
        buf_add(out, bytes, (size_t)n);
}

void visible_add(struct buf *out, str text)
{
    size_t from = 0;

    for (size_t i = 0; i < text.len;) {
        struct visible v = visible_next(str_slice(text, i, text.len));
        if (v.shown >= 0x20 && v.shown < 0x7F) {
            i += v.bytes;
            continue;
        }
        buf_str(out, str_slice(text, from, i));
        visible_char(out, v.shown == '\t' ? PICTURES + '\t' : v.shown);
        i += v.bytes;
        from = i;
    }
    buf_str(out, str_slice(text, from, text.len));
}

size_t visible_first(struct buf *out, str text)
{
    struct visible v = visible_next(text);

    visible_char(out, v.shown);
    return v.bytes;
}

void visible_lines(struct buf *out, str text)
{
    for (size_t i = 0; i < text.len;) {
        str rest = str_slice(text, i, text.len);
        if (rest.ptr[0] == '\n')
            buf_char(out, '\n');
        i += rest.ptr[0] == '\n' ? 1 : visible_first(out, rest);
    }
}

str visible_utf8(struct arena *a, str text)
{
    if (!text.len || !u8_check((const uint8_t *)text.ptr, text.len))
        return text;
    char *to = arena_alloc(a, text.len * 3 + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len;) {
        str rest = str_slice(text, i, text.len);
        ucs4_t c;
        int n = u8_mbtoucr(&c, (const uint8_t *)rest.ptr, rest.len);
        str add = n > 0 ? str_slice(rest, 0, (size_t)n) : STR("\xEF\xBF\xBD");
        memcpy(to + len, add.ptr, add.len);
        len += add.len;
        i += n > 0 ? (size_t)n : 1;
    }
    return (str){to, len};
}
