/*
 * model.h - an estate as tables: what generated C says about itself
 *
 * Everything here is const data that `weir build` writes: teams, queues,
 * instances of connectors, steps, reads, flows, tests. Pointers never are
 * NULL unless the comment says so; texts are UTF-8 and end in NUL. Durations
 * are microseconds; 0 is "not said".
 */
#ifndef WEIR_MODEL_H
#define WEIR_MODEL_H

#include "stdlib/value/types.h"

struct weir_record;
struct weir_request;
struct weir_answer;
struct weir_block;
struct weir_driver;
struct weir_shape;

/* --- who and where ---- */

struct weir_channel { // alert slack "#orders"
    const char *channel, *to;
};

struct weir_team {
    const char *name;
    const char *contact, *runbook; // "" without
    const struct weir_channel *channels;
    size_t nchannels;
    const struct weir_team *escalate; // or NULL
    int64_t escalate_after;
};

struct weir_queue {
    const char *name;
    const struct weir_team *owner; // or NULL
    int64_t triage, retain;        // 0: 1d, 30d
    int64_t alert_depth;           // 0: none
    int64_t alert_oldest;          // 0: none
};

/* A text that may hold settings and secrets: its parts, joined. */
enum weir_source_kind { WEIR_TEXT, WEIR_SETTING, WEIR_SECRET };

struct weir_value_part {
    enum weir_source_kind kind;
    const char *text; // itself, or the name of the setting or secret
};

struct weir_value {
    const struct weir_value_part *parts;
    size_t nparts;
};

struct weir_property { // a header, a property of auth, an option of a format
    const char *name;
    struct weir_value value;
};

struct weir_properties {
    const struct weir_property *at;
    size_t n;
};

/*
 * One line of an `errors` table. It matches when each thing said matches: the
 * status in [low, high], the driver's code, the condition. A line that says
 * nothing is `otherwise`. First match wins; WEIR_OK: the answer is good.
 */
typedef bool weir_answer_fn(struct weir_context *x,
                            const struct weir_answer *a);

struct weir_error_line {
    int low, high;         // 0: no status said
    const char *code;      // or NULL
    weir_answer_fn *when;  // or NULL
    enum weir_class class; // WEIR_OK: `ok`
};

struct weir_errors {
    const struct weir_error_line *at;
    size_t n;
};

/* One `use` of a connector. */
struct weir_instance {
    const char *alias;     // "netsuite"
    const char *connector; // "netsuite@3.2.0"
    const struct weir_driver *driver;
    struct weir_value base;           // no parts: none (file: the folder)
    const char *auth;                 // none basic bearer header oauth2
    struct weir_properties auth_with; // basic: user, password; bearer: token;
                                      // header: the header's name; oauth2:
                                      // grant token id secret scope
    struct weir_properties headers;
    const char *format;             // json form ndjson csv text bytes
    struct weir_properties options; // csv: separator quote header encoding
    int64_t limit_count, limit_per; // calls per us; 0: unlimited
    int64_t limit_burst;            // 0: as limit_count in a second, or 1
    int64_t limit_concurrency;      // 0: unlimited
    struct weir_errors errors;      // behind those of the step
};

/* --- steps ---- */

enum weir_step_kind {
    WEIR_READ,
    WEIR_KEEP,
    WEIR_DROP,
    WEIR_CHECK,
    WEIR_DEDUPE,
    WEIR_MAP,
    WEIR_SET,
    WEIR_ENRICH,
    WEIR_WRITE,
    WEIR_EACH,
    WEIR_ROUTE,
    WEIR_WHEN,
    WEIR_ALL,
    WEIR_CALL,
    WEIR_REPLY,
    WEIR_NOTIFY,
    WEIR_PARK,
    WEIR_HALT,
    WEIR_CONTINUE
};

enum weir_grade { WEIR_NATURAL, WEIR_KEYED, WEIR_UNSAFE };

struct weir_retry {
    int times;         // tries after the first
    int64_t base, cap; // backoff BASE to CAP; base 0: no wait; cap 0: 5m
    weir_class_set on; // 0: those that are retried by default
};

enum weir_paging_kind {
    WEIR_PAGE_NONE,
    WEIR_PAGE_OFFSET,
    WEIR_PAGE_NUMBER,
    WEIR_PAGE_CURSOR,
    WEIR_PAGE_LINK
};

struct weir_paging {
    enum weir_paging_kind kind;
    const char *parameter;      // of the offset, number or cursor
    const char *from;           // path in the body of the next cursor or link,
                                // "a.b"; NULL: the Link header, rel="next"
    const char *more;           // path in the body of a bool; or NULL
    const char *size_parameter; // or NULL
    int64_t size;               // records a page; 0: not said
    int64_t lives;              // of a cursor; 0: 15m
    bool ascending;             // the source sorts by the since value
    bool short_ends;            // a page that is not full is the last
};

/* The format of an operation, where it has one of its own. */
struct weir_format {
    const char *name;                       // NULL: the instance's
    const char *separator, *quote, *header; // csv; NULL: not said
    const char *encoding;                   // csv; NULL: utf-8
    const char *const *columns; // csv without a header: what the cells of a
                                // row are called, NULL behind the last
};

struct weir_step {
    const char *name; // "write netsuite.sales_orders.upsert#1"
    const char *at;   // "flows/orders.weir:31"
    enum weir_step_kind kind;

    /* The rest is for read, enrich and write. */
    const struct weir_instance *instance; // NULL for other steps
    const char *endpoint, *operation;     // "sales_orders", "upsert"
    enum weir_grade grade;
    const char *key_header; // keyed: the header of the key
    int64_t remembers;      // keyed: how long; 0: 24h
    int64_t timeout;        // 0: 5m
    int64_t max;            // bytes of an answer or a file; 0: 64 MiB, any
    struct weir_retry retry;
    int64_t rate_count, rate_per; // of the step alone
    struct weir_errors errors;    // the operation's, before the instance's
    const char *items;            // path of the list in the answer, NULL: the
                                  // answer is the list (or the record)
    struct weir_paging paging;    // of a list
    struct weir_format format;
    bool wants_answer; // a step behind uses the answer
    bool deletes;      // a 404 is success
};

/* --- reading ---- */

enum weir_since_kind {
    WEIR_SINCE_NONE,
    WEIR_SINCE_TIMESTAMP,
    WEIR_SINCE_DATE,
    WEIR_SINCE_INT,
    WEIR_SINCE_TEXT
};

/*
 * Who an item is. `key` is the canonical JSON of the value of its @key field
 * (several: of a list of them), empty without; `shown` is what people may see
 * of it, with a NULL pointer when @pii. `since` is the value of `since x.f` as
 * weir_since_* makes it, empty without.
 */
struct weir_identity {
    str key, shown, since;
};

/* Decodes an item (one JSON value) into the flow's variables; what does not
 * fit fails the context `malformed`. */
typedef void weir_take_fn(struct weir_record *r, void *vars, str item);
typedef void weir_identify_fn(struct weir_record *r, void *vars,
                              struct weir_identity *out);
/* The steps of a flow or of a block: true when it goes on behind it. */
typedef bool weir_run_fn(struct weir_record *r, void *vars);
/* Where a class goes: as a step's answer, see weir.h. */
typedef bool weir_route_fn(struct weir_record *r, void *vars,
                           enum weir_class class);
/* Fills the request of a read. `since` is the text to ask with (rounded,
 * lookback taken off), empty: from the beginning. */
typedef void weir_ask_fn(struct weir_record *r, void *vars, str since,
                         struct weir_request *out);

struct weir_read {
    const struct weir_step *step;
    weir_ask_fn *ask;
    enum weir_since_kind since;
    int64_t lookback;     // with since; -1: not said, 5m
    weir_run_fn *admits;  // `until`: false: not for this run; or NULL
    weir_run_fn *where;   // `where` as a predicate: an item that the source
                          // sends all the same is no record; or NULL
    weir_route_fn *route; // of what the read itself raises, and of items that
                          // do not fit
    weir_run_fn *empty;   // `empty -> target`; NULL: empty is good
    const char *done;     // file: "move" "delete" "keep"
    const char *done_to;  // move: the folder
    bool file_trigger;    // `file "pattern" as x`
};

enum weir_trigger_kind {
    WEIR_ON_CALL,  // callable
    WEIR_ON_EVERY, // period
    WEIR_ON_DAILY, // at, zone
    WEIR_ON_CRON,  // cron, zone
    WEIR_ON_FILE   // the read is of a file; looked for every 2s
};

struct weir_trigger {
    enum weir_trigger_kind kind;
    int64_t period;   // every
    int64_t at;       // daily: us since midnight
    const char *cron; // five fields
    const char *zone; // "Europe/London"
    bool no_overlap;
};

/* --- flows ---- */

/*
 * Cheap records: a block of whole items of a source that can be read again.
 * See struct weir_block in block.h.
 */
typedef void weir_block_fn(struct weir_block *b);

struct weir_out {
    const struct weir_step *step;
    const char *path; // fixed, behind the instance's folder
    const char *head; // csv: the header line; or NULL
};

/* Where @pii stands: members of these names in the JSON of a record, and the
 * variables of a flow that have some. */
struct weir_personal_var {
    size_t at; // in the struct of the variables
    const struct weir_shape *shape;
};

struct weir_personal {
    const str *names;
    size_t nnames;
    const struct weir_personal_var *vars;
    size_t nvars;
};

struct weir_flow {
    const char *name;              // "orders", "orders.uk" for an instance
    const char *digest;            // hex SHA-256 of what it means
    const char *at;                // "flows/orders.weir:12"
    const struct weir_team *owner; // or NULL
    bool critical;
    struct weir_trigger trigger;
    const struct weir_step *const *steps; // all, in the order of the text
    size_t nsteps;
    size_t vars_size;             // of the struct of its variables
    const struct weir_read *read; // NULL: callable, or a schedule without read
    weir_take_fn *take;           // item, or the call's arguments (a JSON list
                                  // in the order of the parameters)
    weir_identify_fn *identify;   // NULL: no key
    weir_run_fn *run;
    weir_route_fn *route; // the flow's own handlers; what they lack waits in
                          // the queue `unrouted`
    int concurrency;      // 0: 4
    bool cheap;           // file source, and no step of a record needs a row:
                          // no dedupe, call, keyed or unsafe write, halt
    const struct weir_personal *personal; // NULL: none
    weir_block_fn *block;                 // cheap: many items at once, or NULL
    const char *const *drops;             // block: reasons, by index
    const struct weir_out *outs;          // block: its file writes, by index
    size_t ndrops, nouts;
    int64_t alert_idle, alert_parked; // 0: none
};

/* --- tests ---- */

enum weir_test_kind {
    WEIR_GIVEN,       // items of an endpoint
    WEIR_ARRIVES,     // items of the flow's own trigger, or of an endpoint,
                      // `after` a time
    WEIR_FAILS,       // an endpoint raises a class
    WEIR_ANSWERS,     // an endpoint answers with a text
    WEIR_EXPECT,      // an endpoint or queue has so many
    WEIR_EXPECT_REPLY // the reply of the call
};

/* A condition over an item of an endpoint, or over a queue's record (the
 * item it came from): one JSON value. */
typedef bool weir_item_fn(struct weir_context *x, str item);

struct weir_test_line {
    enum weir_test_kind kind;
    const char *at;       // "flows/orders.weir:90"
    const char *text;     // the line as written, for messages
    const char *alias;    // instance, NULL: a queue or the trigger
    const char *endpoint; // or the queue's name; NULL: the trigger
    const char *json;     // one value or a list, as JSON; or NULL
    const char *file;     // relative to the project (JSON, NDJSON); or NULL
    enum weir_class class;
    int64_t times; // fails: 0 is always
    int64_t after;
    int64_t count;
    weir_item_fn *where; // or NULL
};

struct weir_test {
    const char *title, *at;
    const struct weir_flow *flow;
    const struct weir_test_line *lines;
    size_t nlines;
};

/* --- the estate ---- */

struct weir_environment { // of weir.yaml; never secrets
    const char *name;
    const struct weir_named {
        const char *name, *value;
    } * settings;
    size_t nsettings;
};

struct weir_estate {
    const char *name;   // of the project, part of idempotency keys
    const char *digest; // hex
    const struct weir_flow *const *flows; // by name
    size_t nflows;
    const struct weir_queue *const *queues;
    size_t nqueues;
    const struct weir_instance *const *instances; // that flows use
    size_t ninstances;
    const struct weir_test *const *tests;
    size_t ntests;
    const struct weir_environment *environments;
    size_t nenvironments;
    const char *const *settings, *const *secrets; // names flows need, sorted
    size_t nsettings, nsecrets;
    int concurrency; // weir.yaml runner:, 0 not said
    int64_t keep, retry_budget, settle, stop;
};

#endif
