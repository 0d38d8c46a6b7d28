/*
 * buf.h - growing text with a maximum size
 *
 * A buf owns malloc'ed memory and keeps a NUL behind its text. When it would
 * pass its maximum, or memory runs out, it drops what comes and sets `failed`:
 * look once, at the end.
 */
#ifndef WEIR_BUF_H
#define WEIR_BUF_H

#include "stdlib/value/arena.h"

struct buf {
    char *ptr;
    size_t len, cap, max;
    bool failed;
};

#define BUF_MAX(bytes) ((struct buf){.max = (bytes)})

void buf_free(struct buf *b);  // back to empty, the maximum stays
void buf_clear(struct buf *b); // empty, the memory is kept
bool buf_reserve(struct buf *b, size_t more);
void buf_add(struct buf *b, const void *bytes, size_t n);
void buf_str(struct buf *b, str s);
void buf_text(struct buf *b, const char *text);
void buf_char(struct buf *b, char c);
void buf_fill(struct buf *b, char c, size_t n);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
str buf_view(const struct buf *b); // borrowed, until the next change
/* The text moved to an arena; the buffer is empty, even when that is full. */
str buf_take(struct buf *b, struct arena *a);

#endif
