/*
 * cache.h - what is made once and used for every record: patterns and zones
 *
 * A cache belongs to one thread; a context may point at one. Without it,
 * patterns are compiled and zones are read at every use.
 */
#ifndef WEIR_CACHE_H
#define WEIR_CACHE_H

#include "stdlib/value/types.h"

struct weir_cache;

struct weir_cache *weir_cache_new(void); // NULL when there is no memory
void weir_cache_free(struct weir_cache *c);

/* For the modules of this folder: the entry of a kind and a name, NULL when
 * there is none; and a new one, whose value lives in the cache's arena. */
void *weir_cache_get(const struct weir_cache *c, int kind, str name);
void weir_cache_put(struct weir_cache *c, int kind, str name, void *value);
struct arena *weir_cache_arena(struct weir_cache *c);

#endif
