/*
 * outputs.h - files that flows write
 *
 * A file is written aside (".NAME.weir" in its folder), synced with the ledger
 * and renamed when its run ends; a whole file with the transaction that it
 * belongs to. What the ledger does not know of is cut off again. A file that
 * is there already is continued.
 */
#ifndef WEIR_OUTPUTS_H
#define WEIR_OUTPUTS_H

#include "stdlib/runtime/engine.h"

struct outputs;

struct outputs *outputs_new(struct weir_engine *e);
void outputs_free(struct outputs *o);
struct state_outputs outputs_hooks(struct outputs *o);
/* After a kill: what was committed is brought to its place, the rest cut. */
bool outputs_recover(struct weir_engine *e, struct state_reader *r,
                     struct buf *why);
/* One record for a file; it is written with the record's end. False: the
 * failure is set. */
bool output_stage(struct weir_record *r, const struct weir_step *s,
                  const struct weir_request *q);
/* The output of a step with a fixed name, for blocks; NULL: out of memory. */
void *output_of(struct weir_engine *e, const struct weir_flow *f,
                const struct weir_step *s, str path, str head);
/* The run has ended: its growing files come to their places, and so do those
 * of flows that are called, which have no end of their own. */
void outputs_finish(struct weir_engine *e, const struct weir_flow *f);

#endif
