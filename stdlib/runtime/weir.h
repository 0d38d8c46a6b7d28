/*
 * weir.h - all that generated C includes
 *
 * A flow is a struct of its variables, a function per step, a route per step
 * that can fail, and tables (model.h). A step's function returns true when
 * the record (or the part it is in) goes on, false when it has ended:
 *
 *   static bool map_1(struct weir_record *r, struct vars *v)
 *   {
 *       weir_at(r, &step_map_1);
 *       v->pick = to_pick(&r->x, v->order);
 *       if (r->x.failed)
 *           return route_map_1(r, v, weir_caught(r));
 *       return true;
 *   }
 *
 *   static bool write_1(struct weir_record *r, struct vars *v)
 *   {
 *       struct weir_request q = {.method = "PUT"};
 *       struct weir_answer a;
 *       weir_at(r, &step_write_1);
 *       ... fills q with expressions over r->x ...
 *       if (r->x.failed)
 *           return route_write_1(r, v, weir_caught(r));
 *       enum weir_class c = weir_write(r, &step_write_1, &q, &a);
 *       if (c)
 *           return route_write_1(r, v, c);
 *       if (!weir_going(r))
 *           return false; // it stays open: stopped, or the disk is full
 *       ... decodes a.body where a step behind uses it ...
 *       return true;
 *   }
 *
 * A route is a switch over the class whose every leg returns one of the
 * functions under "ends" below (all give false), weir_continue (true), or a
 * handler block's result. The last leg is the flow's own: flow.route.
 *
 * Memory comes from r->x.arena and dies with the record. A record that needs
 * too much leaves by a jump: generated code holds nothing to give back.
 * `const` parameters are borrowed; what is returned lives in the arena.
 */
#ifndef WEIR_WEIR_H
#define WEIR_WEIR_H

#include "stdlib/runtime/model.h"
#include "stdlib/value/buf.h"

/* What failed, for handlers: the `failure` of the language. */
struct weir_failure {
    enum weir_class class;
    str message; // at most 2 KiB, secrets masked
    str step;    // its stable name
    int status;  // of the answer, 0 without
    int attempts;
};

struct record_frame; // the record or the part that runs
struct record_private;

struct weir_record {
    struct weir_context x; // what expressions take
    const struct weir_flow *flow;
    const struct weir_step *step; // that runs, set by weir_at
    struct weir_failure failure;  // the last
    struct record_frame *frame;
    struct record_private *own;
};

static inline void weir_at(struct weir_record *r, const struct weir_step *s)
{
    r->step = s;
}

/* An expression of the step failed: moves the context's failure into
 * r->failure, clears the context, gives the class. */
enum weir_class weir_caught(struct weir_record *r);
/* Fails the running step with a class and a message of the generated code:
 * an answer that does not fit (malformed). Gives the class. */
enum weir_class weir_raise(struct weir_record *r, enum weir_class class,
                           const char *fmt, ...) PRINTF_LIKE(3, 4);
/* True while the record (or the part) has not ended and nothing stops it. */
bool weir_going(const struct weir_record *r);

/* --- ends: each ends the record or the part that runs; false ---- */

/* A failure goes to a queue: r->failure says which. In a read: an entry of the
 * read. */
bool weir_park(struct weir_record *r, const struct weir_queue *q);
/* `park Q because`, `check ... else -> Q`: no class, the text says why. */
bool weir_park_because(struct weir_record *r, const struct weir_queue *q,
                       str because);
/* `reason` is the text of `because` unexpanded, or "keep: <source text>". */
bool weir_drop(struct weir_record *r, const char *reason);
/* The run stops, the record stays open. By a class (r->failure), or because. */
bool weir_halt(struct weir_record *r);
bool weir_halt_because(struct weir_record *r, str because);
/* Inside a branch of an `all`: the branch failed; the `all` routes it. */
bool weir_branch_failed(struct weir_record *r);

/* A failure that no route takes: it waits in the queue `unrouted`. */
bool weir_unrouted(struct weir_record *r);
/* Begins a handler's block. False: the record has no values that its steps
 * could use, so it was parked as unrouted. */
bool weir_handles(struct weir_record *r);
/* A handler's block is through: the record (or the part) ends there as it
 * would at the end of the flow; false. */
bool weir_handled(struct weir_record *r);

/* The step is skipped, what it names is absent: true. A write that was
 * `duplicate` counts as done. */
bool weir_continue(struct weir_record *r);

/* --- steps that are not calls ---- */

/* `key` is the canonical JSON of the typed value. False: the record (part) is
 * dropped as `duplicate`, or stays open behind the one that has the key. */
bool weir_dedupe(struct weir_record *r, const struct weir_step *s, str key,
                 int64_t within);
/* Tells a team; done once a record. */
void weir_notify(struct weir_record *r, const struct weir_step *s,
                 const struct weir_team *team, str text);
/* Answers the call that made this record; `json` is the value. */
void weir_reply(struct weir_record *r, const struct weir_step *s, str json);

/* --- calls of systems ---- */

struct weir_param {
    str name, value;
};

struct weir_params {
    struct weir_param *at;
    size_t n, cap;
};

enum weir_bind_kind {
    WEIR_BIND_NULL,
    WEIR_BIND_INT,
    WEIR_BIND_TEXT,
    WEIR_BIND_BYTES
};

struct weir_bind { // a decimal is text
    enum weir_bind_kind kind;
    int64_t i;
    str text;
};

/* What a step asks of a system, by the connector's declaration. */
struct weir_request {
    const char *method; // "GET" ... "DELETE"; "file"; "sql"
    str target;         // http: the path, arguments encoded, behind the base;
                        // a next link is absolute, on the base's origin
                        // file: the path or pattern, behind the base
                        // sql: the statement with ?1 ?2 ...
    struct weir_params query, headers; // values as they are, not encoded
    str content_type;                  // of the body; empty: no body
    str body;   // exact bytes; file: one record in the file's format
                // (csv: its line), without the newline
    str head;   // csv file: the header line of a new file
    bool whole; // file: the body is the whole file, not one more line
    struct weir_bind *binds;
    size_t nbinds;
    str key_value; // `key E` as text; empty: from the record's id
    str by;        // what the target knows it by: the values of `by` or of
                   // @key as text, several joined with "/"; empty: unknown
    str by_fields; // their names, joined with ","
    str record;    // what is sent, one JSON value; empty: none
    bool pii;      // `by` may not be shown
    struct weir_request *lookup; // unsafe: asks whether it is there; or NULL
    const char *lookup_items;    // path of the list in its answer, NULL: a
                                 // record, or 404
};

void weir_query(struct weir_record *r, struct weir_request *q, str name,
                str value);
void weir_header(struct weir_record *r, struct weir_request *q, str name,
                 str value);
/* A value as a part of a path: everything but unreserved characters encoded;
 * "." and ".." and the empty text fail `data`. */
str weir_path_part(struct weir_context *x, str value);
/* The same of a file's name: "/", NUL, a leading "." and the empty text fail
 * `data`; nothing is encoded. */
str weir_file_part(struct weir_context *x, str value);

struct weir_answer {
    enum weir_class failed; // no whole answer: what the driver says; else OK
    bool sent;              // a byte of the request may have left
    bool cut;               // the status came, the body not whole
    int status;             // http; 0 without
    str code;               // the driver's own: "curl 28", "SQLITE_BUSY"
    str message;            // why, for people; no secrets
    struct weir_params headers;
    str body;     // decoded content; sql: the rows as a JSON list
    int64_t rows; // sql: rows changed
};

/* The value of a header, case ignored; a NULL pointer when it is not there. */
str weir_answer_header(const struct weir_answer *a, const char *name);

/*
 * One effect, whatever it takes: nothing when it is done already (the answer
 * is the stored one), else intent, rate, tries, classification. OK: done.
 * Another class: r->failure is set and it is to be routed.
 */
enum weir_class weir_write(struct weir_record *r, const struct weir_step *s,
                           struct weir_request *q, struct weir_answer *a);
/* Reads one record, or a list: then the body is one JSON list of all pages.
 * The body of a single record is that record (items taken). */
enum weir_class weir_enrich(struct weir_record *r, const struct weir_step *s,
                            struct weir_request *q, struct weir_answer *a);
/*
 * Another flow, waited for. `args` is the JSON list of its arguments, `reply`
 * the JSON it replied (a NULL pointer without one). The caller goes on when
 * OK and weir_going: false then says that it waits for the child's entry, or
 * that the child halted.
 */
enum weir_class weir_call(struct weir_record *r, const struct weir_step *s,
                          const struct weir_flow *callee, str args, str *reply);

/* --- parts ---- */

/*
 *   struct weir_each e;
 *   weir_each_begin(r, &step_each_1, &e);
 *   for (size_t i = 0; i < v->lines.n; i++) {
 *       v->line = lines[i];
 *       if (weir_part_begin(r, &e, key_or_empty))
 *           weir_part_end(r, &e, block_1(r, v));
 *   }
 *   return weir_each_end(r, &e);
 *
 * weir_part_begin is false for a part that ended before, waits in a queue, or
 * may not start because the record stops.
 */
struct weir_each {
    const struct weir_step *step;
    size_t n, parked, dropped, delivered;
};

void weir_each_begin(struct weir_record *r, const struct weir_step *s,
                     struct weir_each *e);
bool weir_part_begin(struct weir_record *r, struct weir_each *e, str key);
void weir_part_end(struct weir_record *r, struct weir_each *e, bool going);
bool weir_each_end(struct weir_record *r, struct weir_each *e);

/*
 *   struct weir_all a;
 *   weir_all_begin(r, &step_all_1, &a);
 *   if (weir_branch_begin(r, &a, "erp"))
 *       weir_branch_end(r, &a, branch_erp(r, v));
 *   ... all branches, in the order written ...
 *   enum weir_class c = weir_all_end(r, &a);
 *   if (c)
 *       return route_all_1(r, v, c);
 *   return weir_going(r);
 */
struct weir_all {
    const struct weir_step *step;
    size_t done, parked, dropped;
    bool failed;
    struct weir_failure failure; // of the branch that failed
    str done_names, failed_names, open_names;
    const char *name; // of the branch that runs
    size_t effects;   // done before it
};

void weir_all_begin(struct weir_record *r, const struct weir_step *s,
                    struct weir_all *a);
bool weir_branch_begin(struct weir_record *r, struct weir_all *a,
                       const char *name);
void weir_branch_end(struct weir_record *r, struct weir_all *a, bool going);
enum weir_class weir_all_end(struct weir_record *r, struct weir_all *a);

/* --- the since value of an identity: text whose order is the value's ---- */

str weir_since_timestamp(struct weir_context *x, weir_timestamp t);
str weir_since_date(struct weir_context *x, weir_date d);
str weir_since_int(struct weir_context *x, int64_t i);

/* `setting X`: a text that lives as long as the run. Never a secret. */
str weir_setting(struct weir_record *r, const char *name);

/*
 * The runner's main: the options of `weir run`. `--test [TITLE...]` runs the
 * tests, `--retry ENTRY...` queue entries. Gives the exit status.
 */
int weir_main(const struct weir_estate *e, int argc, char **argv);

#endif
