/*
 * The lines of a block: pieces of 128 KiB, each indexed and walked.
 */
#include "stdlib/runtime/lines.h"

#include <string.h>

enum { PIECE = 128 * 1024 };

/* The next whole lines, at least one. */
static bool next_piece(struct weir_block *b, struct weir_lines *l)
{
    const char *from = l->some ? l->end : b->at;

    if (l->some)
        arena_reset(b->x->arena, l->mark);
    if (from >= b->end)
        return false;
    const char *to = b->end - from > PIECE ? from + PIECE : b->end;
    while (to < b->end && to > from && to[-1] != '\n')
        to--;
    if (to == from) {
        const char *nl = memchr(from, '\n', (size_t)(b->end - from));
        to = nl ? nl + 1 : b->end;
    }
    l->some = true;
    l->mark = arena_mark(b->x->arena);
    l->at = from;
    l->end = to;
    l->bad =
        !weir_index_build(&l->index, b->x->arena, from, (size_t)(to - from));
    return true;
}

static enum weir_line next_bad(struct weir_lines *l)
{
    if (l->at >= l->end)
        return WEIR_LINE_NONE;
    const char *nl = memchr(l->at, '\n', (size_t)(l->end - l->at));
    const char *end = nl ? nl : l->end;
    l->line = (str){l->at, (size_t)(end - l->at)};
    l->at = nl ? nl + 1 : l->end;
    return str_trim(l->line).len ? WEIR_LINE_HARD : WEIR_LINE_BLANK;
}

enum weir_line weir_lines_next(struct weir_block *b, struct weir_lines *l,
                               const struct weir_wants *w, str *values)
{
    enum weir_line found = WEIR_LINE_NONE;

    do {
        if (l->some)
            found = l->bad ? next_bad(l)
                           : weir_index_line(&l->index, w, &l->line, values);
    } while (found == WEIR_LINE_NONE && next_piece(b, l));
    return found;
}

void weir_lines_hard(struct weir_block *b, struct weir_lines *l)
{
    b->x->failed = WEIR_OK;
    weir_block_hard(b, l->line.ptr, l->line.ptr + l->line.len);
}
