/*
 * lines.h - the lines of a block, one after the other, for generated C
 *
 *   for (found = weir_lines_next(b, &lines, &wants, value); found;
 *        found = weir_lines_next(b, &lines, &wants, value)) {
 *       if (found == WEIR_LINE_BLANK)
 *           continue;
 *       b->read++;
 *       ...
 *           weir_lines_hard(b, &lines);
 *   }
 *
 * Lines are indexed a piece of the block at a time, so that the index stays in
 * the cache. A piece that can't be indexed gives WEIR_LINE_HARD for each line.
 */
#ifndef WEIR_LINES_H
#define WEIR_LINES_H

#include "stdlib/runtime/block.h"
#include "stdlib/value/json_index.h"

struct weir_lines {
    str line; // the one that was found, without its end
    struct weir_index index;
    const char *at;  // where the next piece begins, NULL: at the block's start
    const char *end; // of the piece
    bool bad;        // the piece has no index
    bool some;       // there is a piece
    struct arena_mark mark; // before the piece's index
};

enum weir_line weir_lines_next(struct weir_block *b, struct weir_lines *l,
                               const struct weir_wants *w, str *values);

/* The line found last becomes an ordinary record; a failure of the context is
 * taken away. */
void weir_lines_hard(struct weir_block *b, struct weir_lines *l);

#endif
