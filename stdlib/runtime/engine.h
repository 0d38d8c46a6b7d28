/*
 * engine.h - a running program: instances, clocks, runs, records
 *
 * For the files of this folder. An engine is everything a process has; nothing
 * is kept outside of it. A flow's run has a thread that reads and some that
 * work; each record is worked on by one thread.
 */
#ifndef WEIR_ENGINE_H
#define WEIR_ENGINE_H

#include "stdlib/runtime/driver.h"
#include "stdlib/runtime/state.h"
#include "stdlib/value/cache.h"

#include <pthread.h>
#include <setjmp.h>

#define SECOND ((int64_t)1000000)
#define MINUTE (60 * SECOND)
#define MESSAGE_MAX 2048
#define RECORD_MEMORY ((size_t)256 << 20)
#define CALL_DEPTH 16
#define OPEN_MAX_RECORDS 10000

#define MASKS 64

struct simulation;
struct flow_run;

struct setting {
    const char *name;
    str value;
    bool secret;
};

/* The rate of an instance or of a step: a token bucket. */
struct bucket {
    double tokens, per_us, burst, factor;
    int64_t at;           // of tokens
    int64_t closed_until; // by a 429
    int64_t slowed_at;
    const char *shared; // the name in the ledger; NULL: this process's alone
    int64_t leased, lease_ends, ask_at; // tokens of the ledger's bucket
};

struct circuit {
    uint32_t last;   // bits: the last 20 calls, 1 failed
    unsigned n, row; // calls in `last`, failures in a row
    int64_t open_until;
    int64_t opened_at; // since when it has not been closed; 0: closed
    int64_t pause;     // how long it opens next
    bool probing;
};

/* Calls and retries in two halves of five minutes. */
struct retry_share {
    int64_t half;
    unsigned calls[2], retries[2];
};

struct step_rate { // `rate N per unit` of a step
    const struct weir_step *step;
    struct bucket bucket;
    struct step_rate *next;
};

struct engine_instance {
    const struct weir_instance *of;
    struct engine_instance *limits; // whose lock, rate and circuit hold: the
                                    // first of this connector, base and auth
    struct step_rate *steps;
    struct weir_endpoint endpoint;
    struct weir_connection *connection;
    pthread_mutex_t lock;
    pthread_cond_t free;
    int64_t busy; // calls that run
    struct bucket bucket;
    struct circuit circuit;
    struct retry_share share;
};

/* Records of one key, one at a time. */
struct keys;
struct claims;

struct dedupe_window { // how long a step remembers
    const struct weir_step *step;
    int64_t within;
    struct dedupe_window *next;
};

struct engine_flow {
    struct dedupe_window *windows;
    int64_t forgot_at;
    struct weir_engine *engine;
    const struct weir_flow *of;
    bool ours; // its lock is held
    struct keys *keys;
    struct claims *claims;
    pthread_mutex_t lock; // of the call's run, of the windows
    int64_t call_run;     // the run its calls are counted in
    int64_t call_run_at;
    struct flow_run *run; // that is on, or NULL
};

struct weir_engine {
    const struct weir_estate *estate;
    struct arena *arena;
    const char *environment; // "" without
    struct setting *settings;
    size_t nsettings;
    struct weir_state *state;
    struct engine_instance *instances;
    size_t ninstances;
    struct engine_flow *flows; // as in the estate
    size_t nflows;
    struct outputs *outputs;
    struct simulation *simulation; // tests, or NULL
    int64_t house_at;              // when it was kept last
    bool failed;                   // tests: instead of the end of the process
    bool virtual_clock;
    int64_t virtual_now;
    pthread_mutex_t lock; // clock, stop, random
    pthread_cond_t changed;
    int stop;       // 1: no record starts; 2: at once
    int64_t cut_at; // when what is sent gets no more time, 0: never
    uint64_t random;
    bool quiet; // no log
    uint64_t log_last, log_same;
    int64_t log_until;
    pthread_mutex_t log_lock;
    pthread_mutex_t mask_lock; // of masks, see mask.c
    str masks[MASKS];
    size_t nmasks; // added so far
};

/* --- clock.c ---- */
int64_t engine_now(struct weir_engine *e);   // since 1970
int64_t engine_ticks(struct weir_engine *e); // monotonic
/* False: a stop cut it. */
bool engine_sleep(struct weir_engine *e, int64_t us);
int engine_stopping(struct weir_engine *e);
void engine_stop(struct weir_engine *e); // once more
uint64_t engine_random(struct weir_engine *e);
/* Uniform in [0, n]. */
int64_t engine_random_to(struct weir_engine *e, int64_t n);

/* --- settings.c ---- */
/* Finds all settings and secrets; false: `why` names all that are missing. */
bool settings_load(struct weir_engine *e, struct buf *why);
void settings_wipe(struct weir_engine *e);
str settings_get(struct weir_engine *e, const char *name);
str settings_text(struct weir_engine *e, const struct weir_value *v);

/* --- mask.c ---- */
/* One more value that no text may show: a token. Copied; of many the oldest
 * is forgotten. */
void mask_add(struct weir_engine *e, str value);
void mask_wipe(struct weir_engine *e);
/* A copy without the values of secrets, in UTF-8. */
str settings_mask(struct weir_engine *e, struct arena *a, str text);
/* The same, cut to MESSAGE_MAX, and without these values. */
str mask_message(struct weir_engine *e, struct arena *a, str text,
                 const str *values, size_t n);

/* --- log.c ---- */
struct log_line {
    const char *level, *event;
    const struct weir_flow *flow;
    int64_t run, record;
    const char *step, *class, *queue, *team;
    str path, key;
    int status, try;
    int64_t wait; // us
    str message;
};
void log_write(struct weir_engine *e, const struct log_line *l);
void log_text(struct weir_engine *e, const char *level, const char *event,
              const char *fmt, ...) PRINTF_LIKE(4, 5);

/* --- engine.c ---- */
/* The state can't be used: the process is to end with 5. */
void engine_failed(struct weir_engine *e, const char *why);
struct engine_flow *engine_flow(struct weir_engine *e,
                                const struct weir_flow *f);
struct engine_instance *engine_instance(struct weir_engine *e,
                                        const struct weir_instance *i);
/* Opens what flows speak to. False: `why`. */
bool engine_open_instances(struct weir_engine *e, struct buf *why);
void engine_close_instances(struct weir_engine *e);

/* --- rate.c, circuit.c ---- */
void bucket_init(struct bucket *b, int64_t count, int64_t per, int64_t burst);
/* How long to wait for a token, 0: it was taken. */
int64_t bucket_take(struct bucket *b, int64_t now);
/* The same of a bucket that may be shared with other processes. */
int64_t bucket_take_shared(struct bucket *b, int64_t now,
                           struct weir_engine *e);
/* A 429: closed until then, or without a time slower. */
void bucket_refused(struct bucket *b, int64_t now, int64_t until);
/* Tells it to other processes. */
void bucket_tell(const struct bucket *b, int64_t now, struct weir_engine *e);
/* How long to wait before a call may be tried, 0: now. */
int64_t circuit_wait(struct circuit *c, int64_t now);
void circuit_told(struct circuit *c, bool failed, int64_t now,
                  struct weir_engine *e);
/* True when a retry is in the budget; counts it. */
bool share_retry(struct retry_share *s, int64_t now);
void share_call(struct retry_share *s, int64_t now);

/* --- classify.c ---- */
/* What an answer means. May evaluate conditions in `x`. */
enum weir_class classify(struct weir_context *x, const struct weir_step *s,
                         const struct weir_answer *a);
/* Whether it says that nothing was done. */
bool answer_says_not_done(const struct weir_answer *a);
/* When the answer says to come again: us from now; -1: it does not say. */
int64_t answer_retry_after(const struct weir_answer *a, int64_t now);
int64_t answer_date(const struct weir_answer *a); // us since 1970, 0: none

/* --- exchange.c: one call with its tries ---- */
struct pager;

struct exchange {
    struct weir_engine *engine;
    struct weir_record *record;
    const struct weir_step *step;
    struct weir_request *request;
    struct weir_params headers; // idempotency key
    enum weir_grade grade;
    bool reads;
    int64_t record_id;            // for T4; 0: it has no row
    struct state_effect *effects; // for T4
    /* fetch instead of call */
    struct weir_page *page;
    str path, cursor;
    /* a page over `call`: its answer must split into items, else the try has
     * failed `malformed` */
    const struct pager *pager;
    str *items;
    size_t nitems;
    /* out */
    struct weir_answer *answer;
    int tries;
    bool stopped; // a stop cut the tries
    bool unknown; // it may have been done
};
enum weir_class exchange_run(struct exchange *x);

/* --- effect.c ---- */
/* Whether the target still knows the key of an effect begun so long ago. */
bool step_remembers(const struct weir_step *s, int64_t age);

/* --- record.c ---- */
enum frame_state {
    FRAME_GOING,
    FRAME_PARKED,
    FRAME_DROPPED,
    FRAME_LEFT,   // it stays open
    FRAME_FAILED, // a branch; its `all` routes it
    FRAME_HANDLED // by a handler's block: as at the flow's end
};

struct record_frame {
    struct record_frame *up;
    str path;
    enum frame_state state;
    const char *reason;
    size_t waits;       // parked parts and children
    bool had_parts;     // an each or call with children
    bool had_none;      // an each without items
    const char *shared; // reason of all dropped children
    bool mixed;
};

/* A record to be run. One block of memory, with its payload. */
struct work {
    int64_t id, run, page, caller, read_at;
    uint8_t rid[RID_SIZE], key[KEY_SIZE];
    str version, shown, body;
    int starts;
    bool fresh;               // just taken: the state knows nothing more of it
    struct work *next;        // in a list
    struct work *key_next;    // behind it, of its key
    struct work *key_chain;   // others of the table
    struct engine_flow *flow; // its
    struct flow_run *in;      // that works on it
    bool waited_for;          // a call waits for its key
    bool has_key;
};

struct record_private {
    struct weir_engine *engine;
    struct engine_flow *flow;
    struct flow_run *run; // NULL in a call
    struct worker *worker;
    struct work *work;
    struct weir_record *caller;
    int depth;
    struct arena *keep; // for what the ledger gets, see record.c
    void *vars;
    jmp_buf full;
    struct record_frame root;
    bool reading; // a read, no record
    struct state_end end;
    struct state_effect *effects;
    struct state_part *parts, *waiting;
    struct state_entry *entries;
    struct state_claim *claims;
    struct state_alert *alerts;
    struct state_output *outputs;
    size_t done;   // effects done
    bool enriched; // answers that T2 has to keep first
    bool blind;    // it failed before its values were there
    bool behind;   // left behind another that has its dedupe key
    str reply;
    struct weir_failure halted;
    str halt_because;
    struct record_private *free_next;
};

/* One thread's things. */
struct worker {
    struct weir_engine *engine;
    struct flow_run *run;
    struct state_reader *reader;
    struct weir_cache *cache;
};

bool worker_open(struct worker *w, struct weir_engine *e);
void worker_close(struct worker *w);

/* A record with an arena; NULL without memory. */
struct weir_record *record_new(struct worker *w, struct engine_flow *f,
                               struct flow_run *run);
void record_free(struct weir_record *r);
/* Runs it to its end and gives the end to the state. */
void record_run(struct weir_record *r, struct work *w);
/* Identity of an item: decodes it in scratch memory. */
void record_identify(struct weir_record *scratch, str item,
                     struct weir_identity *id);
void record_key(struct weir_engine *e, str key, uint8_t out[KEY_SIZE]);
/* Everything stops here; the record stays open. */
void record_leave(struct weir_record *r);
void record_failure(struct weir_record *r, enum weir_class c, str message,
                    int status, int attempts);
struct state_effect *record_effect(struct weir_record *r,
                                   const struct weir_step *s);
struct state_effect *record_effect_new(struct weir_record *r,
                                       const struct weir_step *s);
void record_part(struct weir_record *r, str path, bool parked,
                 const char *reason);
bool record_waits(struct weir_record *r, str path);
str record_copy(struct weir_record *r, str s);

/* --- run.c ---- */
struct run_options {
    const char *kind;
    int64_t due;
    int64_t next_due; // of the next tick, 0: none
    uint64_t skipped; // ticks, by `no overlap`
    bool resume_only; // open records, not the source
};

/* Exit status of one run of a flow: 0 1 2 3 4 5. */
int flow_run_once(struct weir_engine *e, struct engine_flow *f,
                  const struct run_options *o);
/* Its open records only, if there are any. */
int flow_resume(struct weir_engine *e, struct engine_flow *f, const char *kind);
void run_halt(struct flow_run *run, const struct weir_failure *f, str because);

#endif
