/*
 * A small open hash table; nothing is ever taken out.
 */
#include "stdlib/value/cache.h"

#include <stdlib.h>

struct entry {
    void *value; // NULL: free
    uint64_t hash;
    str name;
    int kind;
};

struct weir_cache {
    struct arena *arena;
    struct entry *entries;
    size_t n, cap; // cap is a power of two
};

enum { FIRST_CAP = 64 };

struct weir_cache *weir_cache_new(void)
{
    struct weir_cache *c = calloc(1, sizeof *c);

    if (!c)
        return NULL;
    c->arena = arena_new();
    c->cap = FIRST_CAP;
    c->entries = arena_array(c->arena, struct entry, FIRST_CAP);
    return c;
}

void weir_cache_free(struct weir_cache *c)
{
    if (!c)
        return;
    arena_free(c->arena);
    free(c);
}

struct arena *weir_cache_arena(struct weir_cache *c)
{
    return c->arena;
}

/* The entry of that name, or the free one where it would be. */
static struct entry *place(struct entry *entries, size_t cap, uint64_t hash,
                           int kind, str name)
{
    size_t i = (size_t)hash & (cap - 1);

    while (entries[i].value &&
           !(entries[i].hash == hash && entries[i].kind == kind &&
             str_eq(entries[i].name, name)))
        i = (i + 1) & (cap - 1);
    return &entries[i];
}

static uint64_t hash_of(int kind, str name)
{
    return str_hash(name) + (uint64_t)kind;
}

void *weir_cache_get(const struct weir_cache *c, int kind, str name)
{
    return place(c->entries, c->cap, hash_of(kind, name), kind, name)->value;
}

static void grow(struct weir_cache *c)
{
    struct entry *old = c->entries;
    size_t n = c->cap;

    c->cap *= 2;
    c->entries = arena_array(c->arena, struct entry, c->cap);
    for (size_t i = 0; i < n; i++)
        if (old[i].value)
            *place(c->entries, c->cap, old[i].hash, old[i].kind, old[i].name) =
                old[i];
}

void weir_cache_put(struct weir_cache *c, int kind, str name, void *value)
{
    if (2 * ++c->n > c->cap)
        grow(c);
    uint64_t hash = hash_of(kind, name);
    struct entry *e = place(c->entries, c->cap, hash, kind, name);
    *e = (struct entry){value, hash, arena_str(c->arena, name), kind};
}
