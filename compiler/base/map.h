/*
 * map.h - names to pointers, in an arena
 *
 * Open addressing over the hash of the name. Walking `at` in order gives the
 * order in which names were added, so output never depends on a hash.
 */
#ifndef WEIR_MAP_H
#define WEIR_MAP_H

#include "compiler/base/vec.h"

struct map_entry {
    str key;
    void *value;
};

struct map {
    struct arena *arena;
    VEC(struct map_entry) entries; // in the order added
    uint32_t *slots;               // index + 1 into entries, 0 is free
    uint32_t nslots;
};

void map_init(struct map *m, struct arena *a);
/* The value's place for `key`, made (NULL in it) when it is new. */
void **map_put(struct map *m, str key);
/* Takes all out, in the time it took to put it in; keeps the room. */
void map_clear(struct map *m);
void *map_get(const struct map *m, str key); // NULL when it is not there

#endif
