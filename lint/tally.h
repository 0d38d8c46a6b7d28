/*
 * tally.h - how often numbers are met: hashes, to see which are the only ones
 */
#ifndef WEIR_LINT_TALLY_H
#define WEIR_LINT_TALLY_H

#include "stdlib/value/arena.h"

struct tally {
    struct tally_slot {
        uint64_t key;
        uint32_t n;
        bool taken;
    } * slots;
    uint32_t mask; // of their number, twice as many as keys may come
};

/* For up to `most` different keys. */
static inline struct tally tally_new(struct arena *a, uint32_t most)
{
    uint32_t n = 16;

    while (n / 2 < most)
        n *= 2;
    return (struct tally){arena_array(a, struct tally_slot, n), n - 1};
}

/* The count of a key, to be looked at and changed; 0 at first. */
static inline uint32_t *tally_of(struct tally *t, uint64_t key)
{
    uint32_t i = (uint32_t)(key >> 32) & t->mask;

    while (t->slots[i].taken && t->slots[i].key != key)
        i = (i + 1) & t->mask;
    t->slots[i].key = key;
    t->slots[i].taken = true;
    return &t->slots[i].n;
}

#endif
