/*
 * Documents in a vec, found through a map from key to place. What is deleted
 * keeps its place, so a place never changes its meaning.
 */
#include "tests/peer/docs.h"
#include "tests/peer/json.h"

void docs_init(struct docs *d, struct arena *a)
{
    *d = (struct docs){.arena = a};
    map_init(&d->index, a);
}

/* The document's place, gone or not. */
static struct doc *place(const struct docs *d, str key)
{
    uintptr_t n = (uintptr_t)map_get(&d->index, key);
    return n ? &d->list.at[n - 1] : NULL;
}

struct doc *docs_find(const struct docs *d, str key)
{
    struct doc *doc = place(d, key);
    return doc && !doc->gone ? doc : NULL;
}

struct doc *docs_put(struct docs *d, str key, str body, int64_t at)
{
    struct doc *doc = place(d, key);
    if (!doc) {
        doc = vec_push(d->arena, &d->list);
        doc->key = arena_str(d->arena, key);
        if (!json_int(key, &doc->id))
            doc->id = d->list.n;
        *map_put(&d->index, doc->key) = (void *)(uintptr_t)d->list.n;
    }
    if (!str_eq(doc->body, body))
        doc->body = arena_str(d->arena, body);
    doc->at = at;
    doc->gone = false;
    doc->writes++;
    return doc;
}

void docs_remove(struct docs *d, struct doc *doc)
{
    (void)d;
    doc->gone = true;
    doc->writes++;
}

uint32_t docs_count(const struct docs *d)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < d->list.n; i++)
        n += !d->list.at[i].gone;
    return n;
}
