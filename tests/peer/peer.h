/*
 * peer.h - what the peer knows, and one call being answered
 *
 * One process plays the shop, the ERP and the warehouse. `world` is all its
 * state; a service is a table of routes over it.
 */
#ifndef WEIR_PEER_PEER_H
#define WEIR_PEER_PEER_H

#include "stdlib/value/buf.h"
#include "tests/peer/docs.h"
#include "tests/peer/request.h"

enum fault_kind {
    FAULT_FAIL,         // another status instead of the answer
    FAULT_SLOW,         // the answer comes late
    FAULT_HALF,         // the answer breaks off in its middle
    FAULT_CLOSE_BEFORE, // closed, nothing done
    FAULT_CLOSE_AFTER,  // done, then closed without an answer
    FAULT_MALFORMED,    // an answer that is no JSON
    FAULT_HUGE,         // an answer of many bytes
    FAULT_DRIP          // the answer comes byte by byte
};

/* A rule of the control API: what befalls the nth call of METHOD PATH. */
struct fault {
    enum fault_kind kind;
    str method, path; // empty: any; a path may end in "*"
    int64_t nth, times, seen;
    int64_t status, ms, bytes;
    str body, retry_after;
    bool after; // the call is handled before it fails
};

struct logged {
    str method, path, query, body, auth, key, type, accept, agent;
    char digest[65];  // hex SHA-256 of the body
    uint32_t handled; // how often this method and path was handled, with this
    int status;       // 0: closed without an answer
    const char *fault;
};

struct token {
    str text;
    int64_t ends; // ticks
};

struct replayed {
    str digest, body, headers;
    int status;
};

struct world {
    struct arena *arena;
    struct docs orders, levels, variants; // shop
    struct docs sales_orders, items;      // ERP
    struct docs picks, stock, skus;       // warehouse
    struct map collections;               // name to struct docs
    struct map handled;                   // "METHOD path" to a count
    struct map replays;                   // idempotency key to struct replayed
    str shop_token, client_id, client_secret, warehouse_key;
    VEC(struct token) tokens;
    int64_t token_life; // seconds
    int64_t page_max;   // items a page, whatever is asked
    VEC(struct fault) faults;
    VEC(struct logged) log;
    bool stop;
};

enum { CALL_ARGS_MAX = 4 };

struct call {
    struct world *world;
    const struct request *req;
    struct arena *arena; // until the answer is sent
    str args[CALL_ARGS_MAX];
    int status;
    struct buf *headers, *body;
};

typedef void call_fn(struct call *c);

struct route {
    const char *method, *path; // "{}" takes what stands between slashes
    call_fn *handle;
};

/* Tables of routes, each ended by a NULL method. */
extern const struct route shop_routes[], erp_routes[], warehouse_routes[],
    collection_routes[], control_routes[];

/* answer.c: what services share. */
void answer_json(struct call *c, int status, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
void answer_header(struct call *c, const char *name, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
/* Whether the body is JSON of a kind ('{' or '['); answers when it is not. */
bool call_has_json(struct call *c, char kind);
/* A number parameter between bounds, `start` when it is absent. */
bool call_number(struct call *c, const char *name, int64_t start, int64_t min,
                 int64_t max, int64_t *out);
/* Answers 400 when a parameter is not one of `allowed`. */
bool call_params(struct call *c, const char *allowed);
/* A time parameter as microseconds, `start` when it is absent. */
bool call_time(struct call *c, const char *name, int64_t start, int64_t *out);
/* Escaped, with its quotes. */
void put_json_text(struct buf *b, str text);
void hex_sha256(str text, char out[65]);

/* replay.c */
enum replay { REPLAY_NEW, REPLAY_GIVEN, REPLAY_REUSED };
enum replay replay_find(struct call *c, str key, const char *digest);
void replay_keep(struct call *c, str key, const char *digest);
/* Lowers the size of a page to the world's. */
void call_page_size(const struct call *c, int64_t *size);

/* world.c */
void world_init(struct world *w, struct arena *a);
/* Fills the world from JSON; `why` says what is wrong with it. */
bool world_seed(struct world *w, str json, const char **why);
struct docs *world_collection(struct world *w, str name);

/* dispatch.c: the answer to a request, and how it goes out. */
struct delivery {
    int64_t delay, drip; // milliseconds
    bool close, half, silent;
};
void dispatch(struct call *c, struct delivery *d);

/* control.c: the rule that befalls this call, or NULL. */
struct fault *fault_for(struct world *w, const struct request *r);
extern const char *const fault_names[];

#endif
