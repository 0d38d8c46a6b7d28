/*
 * The checker's entry, in the order of what needs what: names of items, items,
 * flows, reconciles, tests.
 */
#include "compiler/check/own.h"

static void init_maps(struct check *k)
{
    struct map *const maps[] = {
        &k->uses,          &k->teams,        &k->queues,       &k->records,
        &k->enums,         &k->entities,     &k->tables,       &k->stores,
        &k->functions,     &k->flows,        &k->topics,       &k->reconciles,
        &k->own->declared, &k->connectors,   &k->own->entries, &k->own->zones,
        &k->own->versions, &k->own->missing, &k->own->patterns};

    for (size_t i = 0; i < COUNT(maps); i++)
        map_init(maps[i], k->arena);
}

void check_init(struct check *k, struct ast_file *const *files, uint32_t n)
{
    k->own = arena_make(k->arena, struct check_own);
    k->own->nearest_left = 2000000;
    init_maps(k);
    for (uint32_t i = 0; i < n; i++)
        if (files[i]->failed)
            *vec_push(k->arena, &k->own->failed) = files[i]->src;
}

void check_estate(struct check *k, struct ast_file *const *files, uint32_t n)
{
    check_init(k, files, n);
    check_items(k, files, n);
    check_flows(k, files, n);
    check_reconciles(k, files, n);
    check_tests(k, files, n);
}
