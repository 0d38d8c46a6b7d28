/*
 * Growing arrays in an arena: doubling, zeroed.
 */
#include "compiler/base/vec.h"

#include <string.h>

void vec_grow_to(struct arena *a, void **at, uint32_t *cap, size_t size,
                 uint32_t bigger)
{
    char *p = arena_alloc(a, size * bigger);

    if (*cap)
        memcpy(p, *at, size * *cap);
    *at = p;
    *cap = bigger;
}

void vec_grow(struct arena *a, void **at, uint32_t *cap, size_t size)
{
    uint32_t first = size > 16 ? 4 : 8; // most small lists stay small

    vec_grow_to(a, at, cap, size, *cap ? *cap * 2 : first);
}
