/*
 * A list of blocks, each twice the last up to a bound and from there on of the
 * largest size; the newest is filled. A reset keeps one block, so an arena
 * used for one record after another does not go back to malloc. The largest
 * blocks ask for huge pages: who fills hundreds of megabytes would else spend
 * half the time in page faults.
 */
#define _DEFAULT_SOURCE // madvise
#include "stdlib/value/arena.h"
#include "stdlib/value/format.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

enum {
    FIRST_BLOCK = 16 * 1024,
    LARGEST_DOUBLED = 512 * 1024,
    LARGEST_BLOCK = 4 * 1024 * 1024, // with its header
    HUGE_PAGE = 2 * 1024 * 1024,
    ALIGN = 16
};

struct arena_block {
    struct arena_block *older;
    void *memory; // that the block stands in
    size_t size;  // of the bytes behind this header
    size_t pad;
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

static void free_blocks(struct arena_block *b)
{
    while (b) {
        struct arena_block *older = b->older;
        free(b->memory);
        b = older;
    }
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    free_blocks(a->newest);
    free_blocks(a->spare);
    free(a);
}

static void *out_of_memory(struct arena *a, size_t wanted)
{
    a->full(a->context, wanted);
    abort(); // a `full` function never returns
}

static char *bytes_of(struct arena_block *b)
{
    return (char *)(b + 1);
}

/* A block of zeros. */
static struct arena_block *block_new(size_t size)
{
    size_t whole = sizeof(struct arena_block) + size;
    bool large = whole >= LARGEST_BLOCK;
    char *memory = calloc(1, large ? whole + HUGE_PAGE : whole);

    if (!memory)
        return NULL;
    size_t pad = large ? -(uintptr_t)memory & (HUGE_PAGE - 1) : 0;
    struct arena_block *b = (struct arena_block *)(void *)(memory + pad);
#ifdef MADV_HUGEPAGE
    if (large)
        (void)madvise(b, whole, MADV_HUGEPAGE); // a wish
#endif
    b->memory = memory;
    b->size = size;
    return b;
}

static size_t size_of_next(const struct arena *a, size_t n)
{
    size_t size = a->newest ? a->newest->size * 2 : FIRST_BLOCK;

    if (size > LARGEST_DOUBLED)
        size = LARGEST_BLOCK - sizeof(struct arena_block);
    return size < n ? n : size;
}

/* The bytes of a limit that are left end a block early. */
static void set_end(struct arena *a)
{
    size_t size = a->newest->size;

    if (a->limit && size > a->limit - a->older)
        size = a->limit - a->older;
    a->end = bytes_of(a->newest) + size;
}

void *arena_grow(struct arena *a, size_t n)
{
    size_t used = arena_used(a);

    if (n > SIZE_MAX / 2 || (a->limit && n > a->limit - used))
        return out_of_memory(a, n);
    struct arena_block *b = a->spare && a->spare->size >= n ? a->spare : NULL;
    bool fresh = !b;
    if (fresh)
        b = block_new(size_of_next(a, n));
    else
        a->spare = NULL;
    if (!b)
        return out_of_memory(a, n);
    b->older = a->newest;
    a->newest = b;
    a->older = used;
    set_end(a);
    a->clean = fresh ? bytes_of(b) : a->end;
    a->next = bytes_of(b) + n;
    return bytes_of(b);
}

void *arena_copy(struct arena *a, const void *from, size_t n)
{
    return n ? memcpy(arena_raw(a, n), from, n) : NULL;
}

str arena_str(struct arena *a, str s)
{
    char *p = arena_raw(a, s.len + 1);

    if (s.len)
        memcpy(p, s.ptr, s.len);
    p[s.len] = 0;
    return (str){p, s.len};
}

str arena_vprintf(struct arena *a, const char *fmt, va_list args)
{
    char most[256]; // nearly every text fits, and is made once
    va_list again;
    ptrdiff_t plain = format_plain(most, sizeof most, fmt, args);

    if (plain >= 0)
        return arena_str(a, (str){most, (size_t)plain});
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
    return (struct arena_mark){a->newest, a->next, a->older};
}

static void pop_block(struct arena *a)
{
    struct arena_block *b = a->newest;

    a->newest = b->older;
    if (!a->spare || b->size > a->spare->size) {
        struct arena_block *old = a->spare;
        a->spare = b;
        a->spare->older = NULL;
        b = old;
    }
    if (b)
        free(b->memory);
}

void arena_reset(struct arena *a, struct arena_mark m)
{
    bool same = a->newest == m.block;

    while (a->newest && a->newest != m.block)
        pop_block(a);
    a->older = m.older;
    if (!a->newest) {
        a->next = a->end = a->clean = NULL;
        return;
    }
    if (!same)
        set_end(a);
    if (!same || a->clean < a->next)
        a->clean = same ? a->next : a->end;
    a->next = m.next;
}

bool arena_fits(const struct arena *a, size_t n)
{
    return n < SIZE_MAX / 2 &&
           (!a->limit || n + ALIGN <= a->limit - arena_used(a));
}

size_t arena_used(const struct arena *a)
{
    return a->older + (a->newest ? (size_t)(a->next - bytes_of(a->newest)) : 0);
}
