/*
 * driver.h - what a driver implements: how a system is spoken to
 *
 * A driver is a const struct named weir_driver_<name>, in
 * stdlib/runtime/drivers/<name>*.c; generated tables point to it, so that only
 * what an estate uses is linked. It does input and output and nothing else:
 * tries, waits, rates, circuits, classes by table, paging and the ledger are
 * the engine's.
 *
 * Rules for every function: called by several threads at once on one
 * connection. Blocks at most until `deadline`. Never allocates in an arena
 * while it holds a lock or is inside a library's callback (an arena that is
 * full leaves by a jump): collect in a `struct buf`, copy at the end. Bounds:
 * an answer is at most WEIR_ANSWER_MAX decoded bytes, longer is `malformed`.
 * No secret may come into `code` or `message`.
 */
#ifndef WEIR_DRIVER_H
#define WEIR_DRIVER_H

#include "stdlib/runtime/weir.h"

#define WEIR_ANSWER_MAX ((size_t)64 << 20)
#define WEIR_ITEM_MAX ((size_t)16 << 20)
#define WEIR_PAGE_ITEMS 10000

struct weir_engine;
struct weir_connection; // the driver's own

/* The instance with its settings and secrets put in. */
struct weir_endpoint {
    const struct weir_instance *instance;
    str base;                            // empty: none
    struct weir_params auth;             // names as in the instance
    struct weir_params headers, options; // of the instance
    struct weir_engine *engine;          // for weir_driver_* below
};

/* One exchange. */
struct weir_exchange {
    const struct weir_step *step;
    const struct weir_request *request;
    struct weir_params headers; // added by the engine: the idempotency key
    bool fresh;          // unsafe: a new connection, see CURLOPT_FRESH_CONNECT
    bool renew;          // auth failed: get a new token first
    int64_t deadline;    // weir_driver_clock of the latest answer
    struct arena *arena; // for the answer
};

/*
 * Items of one page or block of a source that the driver pages itself (file,
 * sql). Each is one JSON value: a row of CSV is an object of strings, of SQL an
 * object of null, numbers and strings. Items live in the exchange's arena,
 * `bytes` in `room` until the next call with this page.
 */
struct weir_page {
    str *items;
    size_t nitems;
    str next;  // where the next page begins, the driver's own text; empty: this
               // was the last, and there is no other
    str bytes; // file, ndjson: the whole lines of the block, items not filled
    bool raw;  // in: NDJSON may come as `bytes`, up to `want` bytes
    size_t want;     // in: at most so many items (bytes, when raw)
    struct buf room; // memory that the driver keeps from one call to the next
};

/* A source of a file step: one file that is there and at rest. */
struct weir_file {
    str path; // as in messages, behind the base
    int64_t size;
    int64_t mtime; // ns
};

struct weir_files {
    struct weir_file *at;
    size_t n;
};

struct weir_driver {
    const char *name; // "http"
    /* NULL and a message in `why` (a buf with room) when the declaration can't
     * be used: the runner ends with status 2. Makes no connection yet. */
    struct weir_connection *(*open)(const struct weir_endpoint *e,
                                    struct buf *why);
    void (*close)(struct weir_connection *c);
    /* One request and its answer; always fills the answer. */
    void (*call)(struct weir_connection *c, const struct weir_exchange *ask,
                 struct weir_answer *a);
    /*
     * file and sql; NULL: the engine pages by `call`. Fills the page from
     * `cursor` on (empty: the start; of a file `path` says which). False: a
     * failure in `a`.
     */
    bool (*fetch)(struct weir_connection *c, const struct weir_exchange *ask,
                  str path, str cursor, struct weir_page *page,
                  struct weir_answer *a);
    /* file only: the files of a pattern that have not changed for `rest` us,
     * sorted by name. Symbolic links and what is behind ".." are left out. */
    bool (*files)(struct weir_connection *c, const struct weir_exchange *ask,
                  int64_t rest, struct weir_files *out, struct weir_answer *a);
    /* file only: 32 hex digits, XXH3 of 128 bits over the content. */
    bool (*digest)(struct weir_connection *c, str path, char out[33],
                   struct weir_answer *a);
    /* file only, when all of it is in the ledger: `done` is "move" (to the
     * folder `to`), "delete" or "keep". */
    bool (*finish)(struct weir_connection *c, str path, const char *done,
                   const char *to, struct weir_answer *a);
    /* file only: the folder that its outputs stand in; the engine writes them
     * (aside, synced, renamed with the ledger). Borrowed. */
    int (*folder)(struct weir_connection *c); // a file descriptor, or -1
};

/* --- what a driver may ask the engine ---- */

int64_t weir_driver_clock(struct weir_engine *e); // monotonic, us
int64_t weir_driver_time(struct weir_engine *e);  // since 1970, us
/* True when the run is told to stop at once: give up, class `transient`. */
bool weir_driver_cut(struct weir_engine *e);
/* One more value that no text may show: what a secret was made into. */
void weir_driver_secret(struct weir_engine *e, str value);
/* Tells whoever starts the run of a danger that the run itself does not see. */
void weir_driver_warn(struct weir_engine *e, const char *event, const char *fmt,
                      ...) PRINTF_LIKE(3, 4);

extern const struct weir_driver weir_driver_http; // drivers/http.c
extern const struct weir_driver weir_driver_file; // drivers/file.c
extern const struct weir_driver weir_driver_sql;  // drivers/sql.c

#endif
