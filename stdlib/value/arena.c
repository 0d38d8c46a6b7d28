/*
 * A list of blocks, each twice the last up to a bound; the newest is filled.
 * A reset keeps one block, so an arena used for one record after another does
 * not go back to malloc. The largest blocks ask for huge pages: who fills
 * hundreds of megabytes would else spend half the time in page faults.
 */
#define _DEFAULT_SOURCE // madvise
#include "stdlib/value/arena.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
    FIRST_BLOCK = 16 * 1024,
    LARGEST_BLOCK = 4 * 1024 * 1024, // with its header
    HUGE_PAGE = 2 * 1024 * 1024,
    ALIGN = 16
};

struct block {
    struct block *older;
    size_t size; // of the bytes behind this header
    size_t pad[2];
};

struct arena {
    struct block *newest;
    struct block *spare;
    size_t used; // of the newest block
    size_t total;
    size_t limit;
    arena_full_fn *full;
    void *context;
};

static void end_program(void *context, size_t wanted)
{
    (void)context;
    fprintf(stderr, "weir: out of memory (%zu bytes wanted)\n", wanted);
    _Exit(2);
}

struct arena *arena_new_limited(size_t limit, arena_full_fn *full,
                                void *context)
{
    struct arena *a = calloc(1, sizeof *a);

    if (!a)
        return NULL;
    *a = (struct arena){.limit = limit, .full = full, .context = context};
    return a;
}

struct arena *arena_new(void)
{
    struct arena *a = arena_new_limited(0, end_program, NULL);

    if (!a)
        end_program(NULL, sizeof *a);
    return a;
}

static void free_blocks(struct block *b)
{
    while (b) {
        struct block *older = b->older;
        free(b);
        b = older;
    }
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    free_blocks(a->newest);
    free(a->spare);
    free(a);
}

static void *out_of_memory(struct arena *a, size_t wanted)
{
    a->full(a->context, wanted);
    abort(); // a `full` function never returns
}

static struct block *block_new(size_t size)
{
    size_t whole = sizeof(struct block) + size;
    void *p = NULL;

    if (whole < LARGEST_BLOCK)
        return malloc(whole);
    if (posix_memalign(&p, HUGE_PAGE, whole) != 0)
        return NULL;
#ifdef MADV_HUGEPAGE
    (void)madvise(p, whole, MADV_HUGEPAGE); // a wish
#endif
    return p;
}

static void grow(struct arena *a, size_t n)
{
    size_t size = a->newest ? a->newest->size * 2 : FIRST_BLOCK;

    if (size > LARGEST_BLOCK / 2)
        size = LARGEST_BLOCK - sizeof(struct block);
    if (size < n)
        size = n;
    struct block *b = a->spare && a->spare->size >= n ? a->spare : NULL;
    if (b) {
        a->spare = NULL;
    } else {
        b = block_new(size);
        if (!b)
            out_of_memory(a, n);
        b->size = size;
    }
    b->older = a->newest;
    a->newest = b;
    a->used = 0;
}

void *arena_raw(struct arena *a, size_t n)
{
    if (n > SIZE_MAX / 2)
        return out_of_memory(a, n);
    n = n ? (n + ALIGN - 1) & ~(size_t)(ALIGN - 1) : ALIGN;
    if (a->limit && a->total + n > a->limit)
        return out_of_memory(a, n);
    if (!a->newest || a->newest->size - a->used < n)
        grow(a, n);
    void *p = (char *)(a->newest + 1) + a->used;
    a->used += n;
    a->total += n;
    return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
    return memset(arena_raw(a, n), 0, n ? n : 1);
}

void *arena_copy(struct arena *a, const void *from, size_t n)
{
    return n ? memcpy(arena_raw(a, n), from, n) : NULL;
}

str arena_str(struct arena *a, str s)
{
    char *p = arena_alloc(a, s.len + 1);

    if (s.len)
        memcpy(p, s.ptr, s.len);
    return (str){p, s.len};
}

str arena_vprintf(struct arena *a, const char *fmt, va_list args)
{
    char most[256]; // nearly every text fits, and is made once
    va_list again;

    va_copy(again, args);
    int n = vsnprintf(most, sizeof most, fmt, args);
    assert(n >= 0);
    char *p = arena_raw(a, (size_t)n + 1);
    if ((size_t)n < sizeof most)
        memcpy(p, most, (size_t)n + 1);
    else
        vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return (str){p, (size_t)n};
}

str arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    str s = arena_vprintf(a, fmt, args);
    va_end(args);
    return s;
}

struct arena_mark arena_mark(struct arena *a)
{
    return (struct arena_mark){a->newest, a->used, a->total};
}

void arena_reset(struct arena *a, struct arena_mark m)
{
    while (a->newest && a->newest != m.block) {
        struct block *b = a->newest;
        a->newest = b->older;
        if (!a->spare || b->size > a->spare->size) {
            struct block *old = a->spare;
            a->spare = b;
            b = old;
        }
        free(b);
    }
    a->used = m.used;
    a->total = m.total;
}

bool arena_fits(const struct arena *a, size_t n)
{
    return n < SIZE_MAX / 2 && (!a->limit || n + ALIGN <= a->limit - a->total);
}

size_t arena_used(const struct arena *a)
{
    return a->total;
}
