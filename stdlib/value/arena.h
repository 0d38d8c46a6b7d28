/*
 * arena.h - memory that lives and dies together
 *
 * Everything a compilation or a record makes is taken from an arena and given
 * back at once. Nothing is freed alone. The memory is zeroed and aligned for
 * any type; fresh memory is zero already and is not written twice.
 *
 * An arena that may not grow further calls its `full` function, which must not
 * return: the compiler ends with a message, a runner jumps out of the record.
 */
#ifndef WEIR_ARENA_H
#define WEIR_ARENA_H

#include "stdlib/value/str.h"

#include <stdarg.h>
#include <string.h>

struct arena_block;

typedef void arena_full_fn(void *context, size_t wanted);

struct arena {        // for arena.c and the two functions below; see arena_mark
    char *next, *end; // of the newest block, or NULL
    char *clean;      // from here to `end` all bytes are zero
    struct arena_block *newest, *spare;
    size_t older; // bytes given out before the newest block
    size_t limit;
    arena_full_fn *full;
    void *context;
};

struct arena_mark {
    void *block;
    char *next;
    size_t older;
};

/* An arena without a limit; when memory runs out the program ends, status 2.
 * NULL never. */
struct arena *arena_new(void);
/* An arena of at most `limit` bytes (0: none). NULL when there is no memory
 * for it. `full` is called when an allocation can't be met. */
struct arena *arena_new_limited(size_t limit, arena_full_fn *full,
                                void *context);
void arena_free(struct arena *a);

void *arena_grow(struct arena *a, size_t n); // for arena_raw

/* `n` bytes that are not zeroed, for large reads. What is aligned to 16 has a
 * size that 16 divides; all else is aligned to 8. */
static inline void *arena_raw(struct arena *a, size_t n)
{
    n += !n;
    size_t pad = -(uintptr_t)a->next & (n & 15 ? 7 : 15);
    size_t room = (size_t)(a->end - a->next);

    if (n > room || pad > room - n)
        return arena_grow(a, n);
    char *p = a->next + pad;
    a->next = p + n;
    return p;
}

/* Zeroed, never NULL. */
static inline void *arena_alloc(struct arena *a, size_t n)
{
    char *p = arena_raw(a, n);

    return p < a->clean ? memset(p, 0, n) : p;
}
#define arena_make(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define arena_array(a, T, n) ((T *)arena_alloc((a), sizeof(T) * (size_t)(n)))

/* A copy in the arena, with a NUL behind it that its length does not count. */
str arena_str(struct arena *a, str s);
str arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
str arena_vprintf(struct arena *a, const char *fmt, va_list args)
    PRINTF_LIKE(2, 0);
/* A copy of `n` bytes; NULL for none. */
void *arena_copy(struct arena *a, const void *from, size_t n);

/* Scratch memory: mark, use, reset in the same function. */
struct arena_mark arena_mark(struct arena *a);
void arena_reset(struct arena *a, struct arena_mark m);
size_t arena_used(const struct arena *a); // bytes given out
/* Whether `n` bytes more are within the limit: who holds other memory looks
 * before it asks, for a full arena does not come back. */
bool arena_fits(const struct arena *a, size_t n);

#endif
