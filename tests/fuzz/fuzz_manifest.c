/*
 * Any bytes as a manifest: refused with messages, or a graph that every
 * rule, the print and the manifest can look at.
 */
#include "compiler/emit/manifest.h"
#include "lint/run.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look(const struct graph *g, struct diags *d)
{
    struct lint_options lint = {.today = 20000};
    struct buf out = BUF_MAX(64u << 20);

    lint_run(g, &lint, d);
    graph_print(g, &out);
    buf_clear(&out);
    manifest_write(g, NULL, MANIFEST_YAML, &out);
    for (uint32_t i = 0; i < g->flows.n; i++) {
        buf_clear(&out);
        manifest_write(g, g->flows.at[i], MANIFEST_JSON, &out);
    }
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct sources sources;
    struct diags diags;

    if (size > 1u << 20) {
        arena_free(a);
        return 0;
    }
    sources_init(&sources, a);
    diags_init(&diags, a, &sources);
    struct source *src = source_add(&sources, STR("x.manifest.json"),
                                    (str){(const char *)data, size});
    struct tree_reader r = {.arena = a,
                            .sources = &sources,
                            .diags = &diags,
                            .id = "import/bad-manifest",
                            .max_depth = 1000};
    const struct tree *t = tree_read_json(&r, src);
    const struct graph *g = NULL;

    if (t && manifest_is(t))
        g = manifest_read(a, &sources, &diags, t);
    if (t && manifest_is(t) && !g && !diags.all.n)
        abort();
    if (g)
        look(g, &diags);
    arena_free(a);
    return 0;
}
