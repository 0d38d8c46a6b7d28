/*
 * The state of all systems, empty or filled from JSON:
 *
 *     {"shop": {"orders": [], "inventory_levels": [], "variants": []},
 *      "erp": {"salesOrder": [], "inventoryItem": []},
 *      "warehouse": {"sales_orders": [], "stock_levels": [], "skus": []},
 *      "collections": {"name": []}}
 */
#include "tests/peer/clock.h"
#include "tests/peer/json.h"
#include "tests/peer/peer.h"

#include <string.h>

void world_init(struct world *w, struct arena *a)
{
    *w = (struct world){
        .arena = a,
        .shop_token = STR("shop-token"),
        .client_id = STR("erp-client"),
        .client_secret = STR("erp-secret"),
        .warehouse_key = STR("warehouse-key"),
        .token_life = 3600,
        .page_max = INT32_MAX,
    };
    struct docs *all[] = {&w->orders,       &w->levels, &w->variants,
                          &w->sales_orders, &w->items,  &w->picks,
                          &w->stock,        &w->skus};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        docs_init(all[i], a);
    map_init(&w->collections, a);
    map_init(&w->handled, a);
    map_init(&w->replays, a);
}

struct docs *world_collection(struct world *w, str name)
{
    struct docs *docs = map_get(&w->collections, name);
    if (!docs) {
        docs = arena_make(w->arena, struct docs);
        docs_init(docs, w->arena);
        *map_put(&w->collections, arena_str(w->arena, name)) = docs;
    }
    return docs;
}

/* A document's key: the named fields, joined by "@". A text is its own key. */
static bool key_of(struct world *w, str doc, const char *names, str *key)
{
    str rest = str_from(names), value;
    if (json_is_string(doc)) {
        *key = json_text(w->arena, doc);
        return true;
    }
    *key = (str){0};
    while (rest.len) {
        ptrdiff_t at = str_find(rest, STR("@"));
        size_t n = at < 0 ? rest.len : (size_t)at;
        str name = arena_str(w->arena, str_slice(rest, 0, n));
        if (!json_get(doc, name.ptr, &value))
            return false;
        str part = json_text(w->arena, value);
        *key = key->len ? arena_printf(w->arena, "%" STR_FMT "@%" STR_FMT,
                                       STR_ARG(*key), STR_ARG(part))
                        : part;
        rest = str_slice(rest, n + 1, rest.len);
    }
    return true;
}

static bool add(struct world *w, struct docs *docs, str list, const char *names,
                const char **why)
{
    struct json_iter it = json_iter(list);
    str none, doc, text, key;
    while (json_next(&it, &none, &doc)) {
        int64_t at = 0;
        if (!key_of(w, doc, names, &key)) {
            *why = arena_printf(w->arena, "a document has no %s", names).ptr;
            return false;
        }
        if (json_get(doc, "updated_at", &text) &&
            !clock_parse(json_text(w->arena, text), &at)) {
            *why = "updated_at is no time with an offset";
            return false;
        }
        docs_put(docs, key, doc, at)->writes = 0;
    }
    return true;
}

struct place {
    const char *path, *names;
    struct docs *docs;
};

bool world_seed(struct world *w, str json, const char **why)
{
    struct place places[] = {
        {"shop.orders", "id", &w->orders},
        {"orders", "id", &w->orders},
        {"shop.inventory_levels", "inventory_item_id@location_id", &w->levels},
        {"shop.variants", "id", &w->variants},
        {"erp.salesOrder", "externalId", &w->sales_orders},
        {"erp.inventoryItem", "itemId", &w->items},
        {"warehouse.sales_orders", "reference", &w->picks},
        {"warehouse.stock_levels", "sku", &w->stock},
        {"warehouse.skus", "sku", &w->skus},
    };
    str list, key;
    if (!json_check(json, why))
        return false;
    json = arena_str(w->arena, json);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (json_path(json, places[i].path, &list) &&
            !add(w, places[i].docs, list, places[i].names, why))
            return false;
    if (!json_path(json, "collections", &json))
        return true;
    struct json_iter it = json_iter(json);
    while (json_next(&it, &key, &list))
        if (!add(w, world_collection(w, json_text(w->arena, key)), list, "id",
                 why))
            return false;
    return true;
}
