/*
 * Any bytes through all passes: text to findings, and the findings in every
 * format. What is not valid must be said, what is must not crash a rule.
 */
#include "compiler/base/diag_print.h"
#include "compiler/cli/compile.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void print_all(struct diags *d)
{
    struct buf out = BUF_MAX((size_t)1 << 30);
    struct diag_summary sum = {0};

    diags_sort(d);
    diags_count(d, &sum);
    struct diag_report r = {.diags = d, .sum = &sum, .color = true};
#define FORMAT(name) diags_print_##name(&r, &out);
#include "compiler/base/diag_formats.def"
#undef FORMAT
    if (out.failed)
        abort();
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a;
    struct sources sources;
    struct diags diags;
    struct compile c;

    if (size > 1u << 16)
        return 0;
    a = arena_new();
    sources_init(&sources, a);
    diags_init(&diags, a, &sources);
    compile_init(&c, a, &sources, &diags, STR("nowhere"));
    str text = arena_str(a, (str){(const char *)data, size});
    compile_add(&c, source_add(&sources, STR("x.weir"), text));
    const struct graph *g = compile_run(&c, COMPILE_LINT);
    if (!g && !diags.errors)
        abort();
    print_all(&diags);
    arena_free(a);
    return 0;
}
