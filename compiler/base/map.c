/*
 * Names to pointers: linear probing, at most half full.
 */
#include "compiler/base/map.h"

void map_init(struct map *m, struct arena *a)
{
    *m = (struct map){.arena = a};
}

static uint32_t find_slot(const struct map *m, str key)
{
    uint32_t i = (uint32_t)str_hash(key) & (m->nslots - 1);

    while (m->slots[i] && !str_eq(m->entries.at[m->slots[i] - 1].key, key))
        i = (i + 1) & (m->nslots - 1);
    return i;
}

static void rehash(struct map *m)
{
    m->nslots = m->nslots ? m->nslots * 2 : 16;
    m->slots = arena_array(m->arena, uint32_t, m->nslots);
    for (uint32_t i = 0; i < m->entries.n; i++)
        m->slots[find_slot(m, m->entries.at[i].key)] = i + 1;
}

void **map_put(struct map *m, str key)
{
    if (m->entries.n * 2 >= m->nslots)
        rehash(m);
    uint32_t slot = find_slot(m, key);
    if (!m->slots[slot]) {
        struct map_entry *e = vec_push(m->arena, &m->entries);
        *e = (struct map_entry){.key = key};
        m->slots[slot] = m->entries.n;
    }
    return &m->entries.at[m->slots[slot] - 1].value;
}

void map_clear(struct map *m)
{
    for (uint32_t i = 0; i < m->entries.n; i++) {
        uint32_t slot = (uint32_t)str_hash(m->entries.at[i].key);
        while (m->slots[slot & (m->nslots - 1)] != i + 1)
            slot++;
        m->slots[slot & (m->nslots - 1)] = 0;
    }
    m->entries.n = 0;
}

void *map_get(const struct map *m, str key)
{
    if (!m->nslots)
        return NULL;
    uint32_t slot = find_slot(m, key);
    return m->slots[slot] ? m->entries.at[m->slots[slot] - 1].value : NULL;
}
