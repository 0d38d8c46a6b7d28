/*
 * Any bytes as weir.yaml and as weir.lock: read, or refused with a message
 * that can be printed.
 */
#include "compiler/base/diag_print.h"
#include "compiler/cli/config.h"
#include "compiler/cli/lockfile.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct fixture {
    struct arena *arena;
    struct sources sources;
    struct diags problems;
    struct source *src;
};

static void begin(struct fixture *f, str text)
{
    f->arena = arena_new();
    sources_init(&f->sources, f->arena);
    diags_init(&f->problems, f->arena, &f->sources);
    f->src = source_add(&f->sources, STR("weir.yaml"), text);
}

static void finish(struct fixture *f, bool ok)
{
    struct buf out = BUF_MAX((size_t)1 << 28);

    if (ok != (f->problems.all.n == 0))
        abort();
    diags_sort(&f->problems);
    diags_print_text(&f->problems, false, &out);
    buf_free(&out);
    arena_free(f->arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str text = {(const char *)data, size};
    struct fixture f;
    struct config config;
    struct lockfile lock;

    if (size > 1u << 20)
        return 0;
    begin(&f, text);
    finish(&f, config_read(&config, f.arena, &f.sources, f.src, &f.problems));
    begin(&f, text);
    finish(&f, lockfile_read(&lock, f.arena, &f.sources, f.src, &f.problems));
    return 0;
}
