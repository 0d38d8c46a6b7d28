/*
 * vec.h - growing arrays in an arena
 *
 *     struct { struct item *at; uint32_t n, cap; } items;
 *     *vec_push(arena, &items) = item;
 *
 * An old array stays in the arena when a new one is made, so a vec costs at
 * most twice its final size.
 */
#ifndef WEIR_VEC_H
#define WEIR_VEC_H

#include "stdlib/value/arena.h"

#define VEC(T)           \
    struct {             \
        T *at;           \
        uint32_t n, cap; \
    }

void vec_grow(struct arena *a, void **at, uint32_t *cap, size_t size);
void vec_grow_to(struct arena *a, void **at, uint32_t *cap, size_t size,
                 uint32_t bigger);

/* Room for `more` elements at once, for who knows how many will come. */
#define vec_reserve(a, v, more)                                            \
    ((v)->cap - (v)->n < (more)                                            \
         ? vec_grow_to((a), (void **)&(v)->at, &(v)->cap, sizeof *(v)->at, \
                       (v)->n + (more))                                    \
         : (void)0)

/* A pointer to a new, zeroed element at the end. */
#define vec_push(a, v)                                                  \
    ((v)->n == (v)->cap                                                 \
         ? vec_grow((a), (void **)&(v)->at, &(v)->cap, sizeof *(v)->at) \
         : (void)0,                                                     \
     &(v)->at[(v)->n++])

#endif
