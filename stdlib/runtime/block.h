/*
 * block.h - cheap records: many items of a file in one call
 *
 * A flow whose source is a file that can be read again, and whose records end
 * where they begin, may have a function over a block of whole lines. What it
 * counts and what it writes become one transaction; nothing is locked and
 * nothing allocated for a record.
 *
 *   static void block(struct weir_block *b)
 *   {
 *       const char *at = b->at;
 *       while (at < b->end) {
 *           const char *next = end of this line, behind its newline
 *           b->read++;
 *           if (anything is not as the fast path wants it)
 *               weir_block_hard(b, at, next);
 *           else if (!kept)
 *               b->dropped[0]++;                 // flow.drops[0]
 *           else {
 *               char *to = weir_block_room(b, 0, n); // flow.outs[0]
 *               ... writes at most n bytes, newline too ...
 *               b->outs[0].at = to + written;
 *               b->delivered++;
 *           }
 *           at = next;
 *       }
 *   }
 *
 * An item given to weir_block_hard becomes an ordinary record, with a row: it
 * is decoded by flow.take and run by flow.run, with all its routes. The fast
 * path so needs no failure of its own: it only has to notice. Blank lines are
 * no items and are not counted.
 */
#ifndef WEIR_BLOCK_H
#define WEIR_BLOCK_H

#include "stdlib/runtime/weir.h"

struct weir_block_out { // room between at and end may be written
    char *start, *at, *end;
};

struct weir_block {
    const char *at, *end; // whole lines; the last may lack its newline. Behind
                          // `end` stand 64 readable bytes of zero or of text
    struct weir_context *x; // for expressions; x->arena is empty again at each
                            // block; reset it yourself between items
    uint64_t read, delivered;
    uint64_t *dropped;           // by index of flow.drops
    struct weir_block_out *outs; // by index of flow.outs
    struct weir_record *record;  // for weir_setting
    struct block_hard *hard;     // of the engine
};

void weir_block_hard(struct weir_block *b, const char *at, const char *end);
/* Makes room when there is none; never NULL (a block that outgrows memory
 * leaves by a jump). */
char *weir_block_grow(struct weir_block *b, size_t out, size_t n);

static inline char *weir_block_room(struct weir_block *b, size_t out, size_t n)
{
    struct weir_block_out *o = &b->outs[out];

    if ((size_t)(o->end - o->at) < n)
        return weir_block_grow(b, out, n);
    return o->at;
}

#endif
