/*
 * Any bytes as YAML and as JSON. What was read must lie inside the text, and
 * what was not must have said so.
 */
#include "compiler/base/tree.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool truth)
{
    if (!truth)
        abort();
}

static void walk(const struct tree *t, const struct source *src, int depth)
{
    expect(depth <= 128);
    expect(t->at.pos >= src->base);
    expect(t->at.pos + t->at.len <= src->base + src->text.len);
    for (uint32_t i = 0; i < t->nitems; i++) {
        if (t->kind == TREE_MAP)
            expect(tree_get(t, t->items[i].key) != NULL);
        walk(t->items[i].value, src, depth + 1);
    }
}

static void read_as(str text, bool json)
{
    struct arena *a = arena_new();
    struct sources sources;
    struct diags diags;

    sources_init(&sources, a);
    diags_init(&diags, a, &sources);
    struct source *src = source_add(&sources, STR("x"), text);
    struct tree_reader r = {.arena = a,
                            .sources = &sources,
                            .diags = &diags,
                            .id = "",
                            .max_nodes = 20000};
    struct tree *t = json ? tree_read_json(&r, src) : tree_read_yaml(&r, src);
    expect(diags.all.n == (t ? 0 : 1));
    if (t)
        walk(t, src, 0);
    arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str text = {(const char *)data, size};

    if (size > 1u << 20)
        return 0;
    read_as(text, true);
    read_as(text, false);
    return 0;
}
