/*
 * program.h - the runner's program: options, flows, status
 */
#ifndef WEIR_PROGRAM_H
#define WEIR_PROGRAM_H

#include "stdlib/runtime/engine.h"

struct program {
    const struct weir_estate *estate;
    const char *environment; // or NULL: WEIR_ENV
    const char *from;        // all now TIME, or NULL
    bool once, test, retry, help;
    const char *who;         // for events
    bool assume_done, again; // of --retry
    const char **names;      // flows, tests or entries
    size_t nnames;
};

/* False: `why` says what is wrong. */
bool program_options(struct program *p, int argc, char **argv, struct buf *why);
/* Whether the flows are known and the time is one; `why` says what is not. */
bool program_check(const struct program *p, struct arena *a, struct buf *why);

/* An engine without a state. */
void engine_init(struct weir_engine *e, const struct weir_estate *s);
void engine_done(struct weir_engine *e);
/* Flows with their tables; the state is open. */
bool engine_open_flows(struct weir_engine *e, struct buf *why);
void engine_close_flows(struct weir_engine *e);

/* --- serve.c ---- */
int program_serve(struct weir_engine *e, struct engine_flow **flows, size_t n);
/* --- files.c ---- */
/* True when the files of a flow's trigger are others than at the last call, or
 * can't be listed. */
bool files_changed(struct weir_engine *e, struct engine_flow *f,
                   uint64_t *listing);
/* --- test.c ---- */
int program_test(const struct program *p);
/* --- retry.c ---- */
int program_retry(struct weir_engine *e, const struct program *p);
/* --- alert.c ---- */
/* Tells what waits in the outbox. */
void alerts_tell(struct weir_engine *e);

#endif
