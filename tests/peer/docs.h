/*
 * docs.h - JSON documents by key, in the order they came
 *
 * A document keeps its bytes, the time by which it is found and how often it
 * was written: a test that must see one write counts here.
 */
#ifndef WEIR_PEER_DOCS_H
#define WEIR_PEER_DOCS_H

#include "compiler/base/map.h"

struct doc {
    str key, body;
    int64_t at; // microseconds: what a `since` compares
    int64_t id; // the key as a number, where it is one
    uint32_t writes;
    bool gone; // deleted
};

struct docs {
    struct arena *arena;
    VEC(struct doc) list;
    struct map index;
};

void docs_init(struct docs *d, struct arena *a);
struct doc *docs_find(const struct docs *d, str key); // NULL: none, or gone
/* Adds or replaces; raises `writes`. */
struct doc *docs_put(struct docs *d, str key, str body, int64_t at);
void docs_remove(struct docs *d, struct doc *doc);
uint32_t docs_count(const struct docs *d); // of those that are there

#endif
