/*
 * state.h - the ledger: where each record is, kept whole through any crash
 *
 * One interface; behind it SQLite in one file. All writing goes through one
 * writer thread that groups what waits into one commit; readers have their own
 * connections. The transactions are T1 (take), T2 (intent), T3 (end), T4
 * (wait) and T5 (run). Times are microseconds since 1970, UTC.
 *
 * A transaction is a struct of the caller's that starts with a state_job. It
 * and all it points to stay as they are until it is settled: for the functions
 * that wait, until they return; for those that do not, until `settled` was
 * called, on the writer's thread.
 */
#ifndef WEIR_STATE_H
#define WEIR_STATE_H

#include "stdlib/runtime/model.h"
#include "stdlib/value/buf.h"

struct weir_state;
struct state_reader;

enum state_result {
    STATE_OK,
    STATE_FULL,  // the disk: nothing of it was written
    STATE_FAILED // the state is not to be used again: exit status 5
};

/* --- opening ---- */

/*
 * Files that grow with the ledger. The writer's thread appends what the ends
 * of records bring, syncs before each commit and cuts off again what was not
 * committed; committed lengths stand in the ledger.
 */
struct state_output {
    void *file; // of who gave `outputs`
    str bytes;
    struct state_output *next;
};

struct state_outputs {
    void *context;
    /* False: errno says why; a full disk is STATE_FULL. */
    bool (*append)(void *context, struct state_output *o);
    bool (*sync)(void *context, struct weir_state *s); // state_put_output
    void (*settled)(void *context, bool committed);
};

struct state_config {
    const char *folder; // NULL: in memory, for tests
    const char *estate;
    str queues; // their names as a JSON list, for people; empty: not said
    bool quick; // tests: no sync, no ballast
    int64_t (*now)(void *clock);
    void *clock;
    /* The state failed: the process has to end (5). Called once, on any
     * thread; when it returns, everything gives STATE_FAILED. */
    void (*fatal)(void *context, const char *why);
    /* The disk became full: transactions wait, nothing more is taken; or there
     * is room again. On the writer's thread, which has no ledger to write it
     * to. May be NULL. */
    void (*full)(void *context, bool is);
    void *context;
    struct state_outputs outputs; // append NULL: there are none
};

/* NULL: `why` says it, *status is 2 (can't be used so) or 5 (is damaged). Does
 * what a start has to: lock, quick_check when the last end was not clean,
 * generation, ballast, the proofs. */
struct weir_state *state_open(const struct state_config *c, struct buf *why,
                              int *status);
/* Waits for all jobs. The ledger then says that the end was clean. */
void state_close(struct weir_state *s);
/* True when the file is older than one that was used here before. */
bool state_fell_back(const struct weir_state *s);
/* What a commit costs on this disk, us. */
int64_t state_commit_time(const struct weir_state *s);
/* True when no other process uses the state. */
bool state_alone(const struct weir_state *s);
bool state_is_full(struct weir_state *s);
const char *state_salt(const struct weir_state *s); // 16 bytes

/* Makes the flow known and takes its lock. Not taken: another process runs
 * it. */
enum state_result state_take_flow(struct weir_state *s,
                                  const struct weir_flow *f, bool *taken);

/* --- jobs ---- */

struct state_job {
    bool (*apply)(struct weir_state *s, struct state_job *j);
    void (*settled)(struct state_job *j, enum state_result result); // or NULL
    void *context;   // the caller's
    unsigned weight; // 64 is a whole transaction
    bool waits;      // someone waits for it: commit at once
    bool may_fail;   // a full disk is told, not waited for
    bool done;
    enum state_result result;
    struct state_job *next;
};

/* Commits everything that was given so far. */
enum state_result state_flush(struct weir_state *s);
/* Commit soon: somebody needs what the waiting jobs let go. */
void state_hurry(struct weir_state *s);

/* --- T1: take ---- */

#define RID_SIZE 16
#define KEY_SIZE 16
#define DIGEST_SIZE 32

struct state_item {
    uint8_t rid[RID_SIZE], key[KEY_SIZE], digest[DIGEST_SIZE];
    str shown, version; // NULL pointer: none
    str body;
    int64_t record; // out; 0: a repeat
};

struct state_take {
    struct state_job job;
    const char *flow;
    int64_t run, read_at;
    const char *step; // of the read; NULL: no page
    int64_t seq;
    str cursor, next, high; // NULL pointer: none
    bool last, ascending;   // the page ends the reading
    struct state_item *items;
    size_t nitems;
    uint64_t cheap; // items of the page that have no row
    int64_t caller; // record, 0 without
    const char *call;
    int64_t page;   // out
    size_t repeats; // out
};

enum state_result state_take(struct weir_state *s, struct state_take *t);

/* --- effects ---- */

enum effect_state { EFFECT_INTENT, EFFECT_DONE, EFFECT_FAILED, EFFECT_UNKNOWN };

struct state_effect {
    const char *step;
    str path;
    enum effect_state state;
    str idem;         // the key, as text
    str target;       // NULL pointer: none
    str body, answer; // NULL pointer: none
    int status, tries;
    int64_t first_at, last_at;
    bool changed; // not in the state as it is here
    struct state_effect *next;
};

/* T2: writes these effects (all that are changed), waits for the commit. */
struct state_intent {
    struct state_job job;
    int64_t record;
    struct state_effect *effects;
};

enum state_result state_intent(struct weir_state *s, struct state_intent *i);

/* T4: a wait starts. Waits for the commit. */
struct state_wait {
    struct state_job job;
    int64_t record, next_at;
    struct state_effect *effects;
};

enum state_result state_wait(struct weir_state *s, struct state_wait *w);

/* A run of open records again: raises `starts`, waits for the commit. */
struct state_start {
    struct state_job job;
    const int64_t *records;
    size_t n;
};

enum state_result state_start(struct weir_state *s, struct state_start *t);

/* --- T3: end ---- */

enum record_state {
    RECORD_OPEN, // it stays open: halted, stopped, behind another
    RECORD_DELIVERED,
    RECORD_PARKED,
    RECORD_DROPPED
};

struct state_part {
    str path;
    bool parked;
    const char *reason; // dropped
    struct state_part *next;
};

struct state_entry {
    const char *queue, *kind; // record part read mismatch
    const char *owner;        // the team whose queue it is; NULL: nobody's
    str path;                 // "" of the record itself
    const char *step;
    enum weir_class class;            // WEIR_OK: none
    const char *connector, *endpoint; // NULL: none
    int status, tries;
    str message;
    int64_t triage, retain;
    struct state_entry *next;
};

struct state_claim { // of a dedupe key
    const char *step;
    uint8_t key[KEY_SIZE];
    struct state_claim *next;
};

struct state_alert {
    const char *team;
    str key, body;
    struct state_alert *next;
};

struct state_end {
    struct state_job job;
    int64_t record, run; // run: that works on it, for events
    const char *flow, *digest;
    enum record_state state;
    const char *reason; // dropped
    bool partial;
    int waits;       // parked parts and children
    bool keep_parts; // it stays open: what earlier runs said holds
    bool again;      // it ran before: it may have claims
    struct state_effect *effects;
    struct state_part *parts;
    struct state_entry *entries;
    struct state_claim *claims;
    struct state_alert *alerts;
    struct state_output *outputs;
    struct state_item *item; // a cheap record: it is taken here, too
};

/* Not waited for, unless job.waits. */
void state_end(struct weir_state *s, struct state_end *e);

/* A block of cheap records: its page, its counts, and in the same transaction
 * the ends of those that need rows. */
struct state_block {
    struct state_job job;
    struct state_take take; // the page and the records that stay open
    uint64_t read, delivered;
    const uint64_t *dropped; // by index of reasons
    const char *const *reasons;
    size_t nreasons;
    struct state_end *const *ends;
    size_t nends;
    struct state_output *outputs;
    const char *mark_step; // of the watermark that says the file is done
    str mark_value;        // NULL pointer: it is not done
};

enum state_result state_block(struct weir_state *s, struct state_block *b);

/* From `sync` only: the length is part of the transaction. -1: it is done. */
void state_put_output(struct weir_state *s, str name, int64_t length);
struct state_output_row {
    str name;
    int64_t length; // committed
    struct state_output_row *next;
};
struct state_output_row *state_output_rows(struct state_reader *r,
                                           struct arena *a);
/* Where a file of cheap records was broken off. */
bool state_broken_off(struct state_reader *r, struct arena *a, const char *flow,
                      const char *step, str *cursor, str *next);

/* --- T5: runs ---- */

struct state_run {
    struct state_job job;
    const struct weir_flow *flow;
    const char *kind; // once schedule file call retry resume
    int64_t due;      // 0: none
    int64_t id;       // out of begin
    const char *outcome;
    const char *flow_state;      // of end: ready paused halted
    str why;                     // NULL pointer: none
    int64_t next_due;            // 0: none
    uint64_t skipped;            // ticks
    struct state_entry *entries; // of the read
    bool read_well;              // closes what the read had parked
    struct state_alert *alerts;
};

enum state_result state_run_begin(struct weir_state *s, struct state_run *r);
/* Ends it and proves it: false when V1 to V10 do not hold for the run. */
enum state_result state_run_end(struct weir_state *s, struct state_run *r);

enum state_result state_alert(struct weir_state *s,
                              const struct state_alert *a);
enum state_result state_alert_sent(struct weir_state *s, int64_t id);

/* --- rates ---- */

/* Up to `most` tokens of an instance's bucket, shared by all processes on this
 * state. None: `wait` says for how long. Waits for the commit. */
struct state_lease {
    struct state_job job;
    const char *instance;
    double per_us, burst; // the rate
    int64_t most;
    int64_t close_until; // by a 429, us since 1970; 0: none
    int64_t got, wait;   // out
};

enum state_result state_lease(struct weir_state *s, struct state_lease *l);

/* Parked entries at the end of their `retain`. */
enum state_result state_expire(struct weir_state *s, size_t *expired);
/* Rows of runs that ended before then; their counts stay. */
enum state_result state_prune(struct weir_state *s, int64_t before);
enum state_result state_dedupe_forget(struct weir_state *s, const char *flow,
                                      const char *step, int64_t before);

/* --- reading ---- */

struct state_reader *state_reader_open(struct weir_state *s);
void state_reader_close(struct state_reader *r);
/* A read failed: what it gave is not to be believed. */
bool state_reader_failed(struct state_reader *r);

struct state_open_record {
    int64_t id, run, page, caller, read_at;
    uint8_t rid[RID_SIZE], key[KEY_SIZE];
    str version, body, shown;
    const char *call;
    int starts;
    struct state_open_record *next;
};

/* The open records of a flow in their order, at most `n`, ids above `after`. */
struct state_open_record *state_open_records(struct state_reader *r,
                                             struct arena *a, const char *flow,
                                             int64_t after, size_t n);
struct state_effect *state_effects(struct state_reader *r, struct arena *a,
                                   int64_t record);
/* Paths of the record's parts that wait in a queue and are not retried. */
struct state_part *state_waiting_parts(struct state_reader *r, struct arena *a,
                                       int64_t record);

enum dedupe_found { DEDUPE_FREE, DEDUPE_DONE, DEDUPE_CLAIMED };
enum dedupe_found state_dedupe(struct state_reader *r, const char *flow,
                               const char *step, const uint8_t *key,
                               int64_t since, int64_t *record);
/* True when this flow has delivered a newer version of the key. */
bool state_superseded(struct state_reader *r, const char *flow,
                      const uint8_t *key, str version);

struct state_child {
    int64_t id, run, read_at;
    int starts;
    enum record_state state;
    const char *reason;
    str reply; // NULL pointer: none
};
bool state_child_by_rid(struct state_reader *r, struct arena *a,
                        const uint8_t *rid, struct state_child *c);

/* The watermark; a NULL pointer when the read never finished a page. */
str state_watermark(struct state_reader *r, struct arena *a, const char *flow,
                    const char *step);
enum state_result state_set_watermark(struct weir_state *s, const char *flow,
                                      const char *step, str value);
/* Where a reading that was broken off can go on: its next cursor, the highest
 * since value so far. False: it can't, or it was whole. */
bool state_unfinished(struct state_reader *r, struct arena *a, const char *flow,
                      const char *step, int64_t younger_than, str *next,
                      str *high);

struct state_flow {
    const char *state, *why;
    int64_t due, last_ok, skipped;
};
bool state_flow_row(struct state_reader *r, struct arena *a, const char *flow,
                    struct state_flow *f);
struct state_counts {
    int64_t read, open, delivered, parked, dropped, repeats;
};
bool state_run_counts(struct state_reader *r, int64_t run,
                      struct state_counts *c);
/* meta: small facts, outputs that grow. */
str state_meta(struct state_reader *r, struct arena *a, const char *name);

/* Each hour: raises the generation, and makes a copy of the state when the
 * last is a day old; two are kept. False: there could be none. */
bool state_look_after(struct weir_state *s);

/* --- proofs ---- */

/* V1 to V10. `run` 0: all. Adds a line for each that does not hold. */
bool state_verify(struct state_reader *r, int64_t run, struct buf *why);

#endif
