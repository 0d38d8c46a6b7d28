/*
 * Growing text: doubling, with a maximum and one sticky failure.
 */
#include "stdlib/value/buf.h"
#include "stdlib/value/format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_free(struct buf *b)
{
    free(b->ptr);
    *b = BUF_MAX(b->max);
}

void buf_clear(struct buf *b)
{
    b->len = 0;
    b->failed = false;
    if (b->ptr)
        b->ptr[0] = 0;
}

bool buf_reserve(struct buf *b, size_t more)
{
    if (b->failed || more > b->max || b->len > b->max - more) {
        b->failed = true;
        return false;
    }
    if (b->len + more < b->cap)
        return true;
    size_t cap = b->cap ? b->cap : 64;
    while (cap <= b->len + more)
        cap *= 2;
    char *p = realloc(b->ptr, cap);
    if (!p) {
        b->failed = true;
        return false;
    }
    b->ptr = p;
    b->cap = cap;
    return true;
}

void buf_add(struct buf *b, const void *bytes, size_t n)
{
    if (!buf_reserve(b, n))
        return;
    if (n)
        memcpy(b->ptr + b->len, bytes, n);
    b->len += n;
    b->ptr[b->len] = 0;
}

void buf_str(struct buf *b, str s)
{
    buf_add(b, s.ptr, s.len);
}

void buf_text(struct buf *b, const char *text)
{
    buf_add(b, text, strlen(text));
}

void buf_char(struct buf *b, char c)
{
    buf_add(b, &c, 1);
}

void buf_fill(struct buf *b, char c, size_t n)
{
    if (!buf_reserve(b, n))
        return;
    memset(b->ptr + b->len, c, n);
    b->len += n;
    b->ptr[b->len] = 0;
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list args, again;
    char most[256];

    va_start(args, fmt);
    ptrdiff_t plain = format_plain(most, sizeof most, fmt, args);
    if (plain >= 0) {
        va_end(args);
        buf_add(b, most, (size_t)plain);
        return;
    }
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    if (n >= 0 && buf_reserve(b, (size_t)n)) {
        vsnprintf(b->ptr + b->len, (size_t)n + 1, fmt, args);
        b->len += (size_t)n;
    }
    va_end(args);
}

str buf_view(const struct buf *b)
{
    return (str){b->ptr ? b->ptr : "", b->len};
}

str buf_take(struct buf *b, struct arena *a)
{
    size_t n = b->len;

    if (!arena_fits(a, n + 1)) {
        buf_free(b);
        arena_alloc(a, n + 1); // does not come back
        return (str){"", 0};
    }
    str s = arena_str(a, buf_view(b));
    buf_free(b);
    return s;
}
