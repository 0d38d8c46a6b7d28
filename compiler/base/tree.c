/*
 * Trees are put together by a builder that the readers share. Small maps are
 * searched item by item, large ones have an index, so that repeated keys are
 * noticed without comparing every key with every other.
 */
#include "compiler/base/tree.h"

#include "compiler/base/map.h"

enum { SMALL_MAP = 8 };

void tree_begin(struct tree_builder *b, struct arena *a, enum tree_kind kind,
                span at)
{
    *b = (struct tree_builder){.arena = a, .node = arena_make(a, struct tree)};
    b->node->kind = kind;
    b->node->at = at;
    b->node->weight = 1;
}

static const struct tree_item *find_small(const struct tree_item *items,
                                          uint32_t n, str key)
{
    for (uint32_t i = n; i-- > 0;)
        if (str_eq(items[i].key, key))
            return &items[i];
    return NULL;
}

/* The items' places move while they are added, so the index holds numbers
 * until the end: an index's value is the last item with its key, as a count. */
static bool note_key(struct tree_builder *b, str key)
{
    if (b->items.n < SMALL_MAP)
        return find_small(b->items.at, b->items.n, key) != NULL;
    if (!b->index) {
        b->index = arena_make(b->arena, struct map);
        map_init(b->index, b->arena);
        for (uint32_t i = 0; i < b->items.n; i++)
            *map_put(b->index, b->items.at[i].key) = b->node;
    }
    void **slot = map_put(b->index, key);
    bool again = *slot != NULL;
    *slot = b->node;
    return again;
}

void tree_add(struct tree_builder *b, str key, span key_at, struct tree *value)
{
    bool again = b->node->kind == TREE_MAP && note_key(b, key);

    *vec_push(b->arena, &b->items) =
        (struct tree_item){key, key_at, again, value};
    b->node->weight += value->weight;
}

struct tree *tree_end(struct tree_builder *b, span at)
{
    struct tree *t = b->node;

    t->at = at;
    t->items = b->items.at;
    t->nitems = b->items.n;
    if (!b->index)
        return t;
    for (uint32_t i = 0; i < b->items.n; i++)
        *map_put(b->index, b->items.at[i].key) = &b->items.at[i];
    t->index = b->index;
    return t;
}

const struct tree_item *tree_item_get(const struct tree *t, str key)
{
    if (!t || t->kind != TREE_MAP)
        return NULL;
    if (t->index)
        return map_get(t->index, key);
    return find_small(t->items, t->nitems, key);
}

const struct tree *tree_get(const struct tree *t, str key)
{
    const struct tree_item *item = tree_item_get(t, key);

    return item ? item->value : NULL;
}

str tree_text(const struct tree *t)
{
    if (!t || t->kind == TREE_NULL || t->kind == TREE_LIST ||
        t->kind == TREE_MAP)
        return (str){"", 0};
    return t->text;
}

const struct tree *tree_at(const struct tree *t, const char *key)
{
    return tree_get(t, str_from(key));
}

str tree_text_at(const struct tree *t, const char *key)
{
    return tree_text(tree_get(t, str_from(key)));
}

uint32_t tree_list_length(const struct tree *t)
{
    return t && t->kind == TREE_LIST ? t->nitems : 0;
}

uint32_t tree_map_size(const struct tree *t)
{
    return t && t->kind == TREE_MAP ? t->nitems : 0;
}

bool tree_is_true(const struct tree *t)
{
    return t && t->kind == TREE_BOOL && str_eq(t->text, STR("true"));
}

const char *tree_kind_name(enum tree_kind kind)
{
    static const char *const names[] = {"null",   "true or false", "a number",
                                        "a text", "a list",        "a map"};

    return names[kind];
}

/* JSON is recognised by its first character: a YAML flow collection that
 * starts a text is read by the JSON reader only when its name says so. */
struct tree *tree_read(const struct tree_reader *r, struct source *src)
{
    str start = str_trim(str_slice(src->text, 0, 4096));
    bool json =
        str_starts_with(start, STR("{")) || str_starts_with(start, STR("["));

    if (str_ends_with(src->name, STR(".yaml")) ||
        str_ends_with(src->name, STR(".yml")))
        json = false;
    if (str_ends_with(src->name, STR(".json")))
        json = true;
    return json ? tree_read_json(r, src) : tree_read_yaml(r, src);
}
