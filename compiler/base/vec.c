/*
 * Growing arrays in an arena: doubling, zeroed.
 */
#include "compiler/base/vec.h"

#include <string.h>

void vec_grow(struct arena *a, void **at, uint32_t *cap, size_t size)
{
    uint32_t bigger = *cap ? *cap * 2 : 8;
    char *p = arena_alloc(a, size * bigger);

    if (*cap)
        memcpy(p, *at, size * *cap);
    *at = p;
    *cap = bigger;
}
