/*
 * show.h - what a state says, for people and scripts
 *
 * Everything here only reads, but for show_resume. Text comes as aligned
 * columns in a fixed order; control characters are escaped. The results are
 * exit statuses: 0 done, 1 the answer is no, 2 can't (`why`).
 */
#ifndef WEIR_SHOW_H
#define WEIR_SHOW_H

#include "stdlib/value/buf.h"

struct show {
    const char *folder; // of the state
    bool json;
    struct buf *out, *why;
    struct buf *help; // with why: what was meant
};

/* Entries that wait, of a queue (NULL: all); with `all` closed ones too. */
int show_queue_list(const struct show *s, const char *queue, bool all);
/* One entry, with its record's payload. */
int show_queue_entry(const struct show *s, const char *id);
/* The last runs, newest first, of a flow (NULL: all). */
int show_runs(const struct show *s, const char *flow, int most);
/* All that is known of a key: of records, dedupe, targets. */
int show_trace(const struct show *s, const char *key);
/* Flows and queues. `check`: 1 when something is ill. */
int show_status(const struct show *s, bool check);
/* The proofs V1 to V10, and whether the file is whole. */
int show_verify(const struct show *s);
/* A halted flow may run again; `accept_repeats`: after a state that fell
 * back, unsafe steps may act again. */
int show_resume(const struct show *s, const char *flow, const char *who,
                bool accept_repeats);

#endif
