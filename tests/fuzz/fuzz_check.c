/*
 * Any text that parses, in part or as a whole, is checked, and what has no
 * error is lowered: nothing that a file says breaks the compiler.
 */
#include "compiler/lower/lower.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct sources sources;
    struct diags diags;
    struct interner names;
    struct catalog catalog = catalog_embedded(a);

    sources_init(&sources, a);
    diags_init(&diags, a, &sources);
    intern_init(&names, a);
    struct parse p = {a, &names, &sources, &diags};
    str text = arena_str(a, (str){(const char *)data, size});
    struct ast_file *file =
        parse_file(&p, source_add(&sources, STR("f"), text));
    struct check k = {.g = graph_new(a, &sources, STR("weir")),
                      .arena = a,
                      .names = &names,
                      .sources = &sources,
                      .diags = &diags,
                      .catalog = &catalog,
                      .project = STR("none")};
    check_estate(&k, &file, 1);
    if (file->failed && !diags.errors)
        abort();
    if (!diags.errors)
        lower_estate(&k, &file, 1);
    arena_free(a);
    return 0;
}
