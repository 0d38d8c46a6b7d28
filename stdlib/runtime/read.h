/*
 * read.h - a reading of a source in a run
 */
#ifndef WEIR_READ_H
#define WEIR_READ_H

#include "stdlib/runtime/page.h"
#include "stdlib/runtime/since.h"

struct reading {
    struct flow_run *run;
    struct arena *arena;         // of a page
    struct weir_record *r;       // what the read's expressions take
    struct weir_record *scratch; // decodes items
    struct weir_request request;
    str since;     // canonical: the watermark
    str asked;     // canonical: what the request asks from
    str newest;    // canonical: the highest seen
    str carry;     // the highest of the reading that this one goes on with
    str page_high; // of the page, capped
    str place;     // of the page
    str file, file_digest;
    int64_t seq;
    size_t items; // of the source (of the file) so far
    size_t taken;
    bool whole;  // read to the end
    bool failed; // routed
    bool ill;    // what failed is what came, not the source
    bool future;
};

/* Fills the request. `since` is canonical. False: it failed and is routed. */
bool reading_ask(struct reading *g, str since, int64_t lookback);
struct exchange reading_exchange(struct reading *g, struct weir_request *q,
                                 struct weir_answer *a);
void reading_exchange_failed(struct reading *g, struct exchange *x,
                             enum weir_class c);
/* What T1 needs to know of an item. False: it is not for this run. */
bool reading_item(struct reading *g, str bytes, size_t number,
                  struct state_item *item);
/* Gives what was taken to the workers. */
void reading_give(struct reading *g, const struct state_take *t);
/* T1 of a page. `place`: where the next one is. False: the run stops. */
bool reading_take(struct reading *g, const str *items, size_t n, str place,
                  bool last, int64_t now);
void reading_failed(struct reading *g, enum weir_class c, str message,
                    int status, int tries);

/* --- files.c ---- */
void read_files(struct reading *g);

/* --- block.c: cheap records ---- */
/* Reads a file from `cursor` on; `mark` is what the ledger says of it when it
 * is whole. False: reading stops. */
bool read_blocks(struct reading *g, const struct weir_file *file,
                 str mark_step);

#endif
