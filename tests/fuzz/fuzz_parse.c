/*
 * Any bytes are parsed; what parses is printed, read again and compared: the
 * formatter keeps what a file says and leaves its own work alone.
 */
#include "grammar/parse.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct world {
    struct arena *arena;
    struct sources sources;
    struct diags diags;
    struct interner names;
    struct parse parse;
};

static void require(bool good)
{
    if (!good)
        abort();
}

static struct ast_file *parse_text(struct world *w, str text)
{
    return parse_file(&w->parse, source_add(&w->sources, STR("fuzz"), text));
}

static void check_printed(struct world *w, const struct ast_file *file)
{
    struct buf once = BUF_MAX(1 << 28), twice = BUF_MAX(1 << 28);

    print_file(file, &once);
    struct ast_file *again =
        parse_text(w, arena_str(w->arena, buf_view(&once)));
    require(!once.failed && !again->failed && ast_same(file, again));
    print_file(again, &twice);
    require(str_eq(buf_view(&once), buf_view(&twice)));
    buf_clear(&twice);
    print_file_bare(file, &twice);
    require(!parse_text(w, buf_view(&twice))->failed);
    buf_free(&once);
    buf_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct world w = {.arena = arena_new()};

    sources_init(&w.sources, w.arena);
    diags_init(&w.diags, w.arena, &w.sources);
    intern_init(&w.names, w.arena);
    w.parse = (struct parse){w.arena, &w.names, &w.sources, &w.diags};
    struct ast_file *file =
        parse_text(&w, arena_str(w.arena, (str){(const char *)data, size}));
    require(file->failed == (w.diags.errors > 0));
    if (!file->failed)
        check_printed(&w, file);
    arena_free(w.arena);
    return 0;
}
