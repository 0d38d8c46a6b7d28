/*
 * lint.h - everything a lint rule may use
 *
 * A rule is one const struct and a few functions. It reads the graph, asks for
 * shared facts, and reports. It keeps no state of its own between calls.
 */
#ifndef WEIR_LINT_H
#define WEIR_LINT_H

#include "lint/run.h"

struct lint;
struct lint_root;

/* A call of another system: a read, enrich or write, or a side of a reconcile.
 * Files are no other system. */
struct lint_call {
    const struct graph_settings *settings;
    const struct graph_operation *operation; // NULL: an import can't say
    span at;
    node_id node;                            // 0: a reconcile's
    const struct graph_reconcile *reconcile; // NULL: a node's
    bool target;                             // which side of it
};

#define LINT_KIND(name) (1u << (unsigned)NODE_##name)
#define LINT_PART(name) (1u << (unsigned)EXPR_##name)
#define LINT_STRING (1u << 31) // a literal that is a string
#define LINT_REMOTE (LINT_KIND(READ) | LINT_KIND(ENRICH) | LINT_KIND(WRITE))

struct lint_rule {
    const char *summary; // one line, shown by `weir rules`
    enum diag_level level;
    uint32_t kinds; // of nodes that `node` is called for; 0: all
    uint32_t parts; // `expr` is called for what holds one of these; 0: all

    // A rule sets those it needs; flows are gone through one after another.
    void (*graph)(struct lint *l, const struct graph *g);
    void (*team)(struct lint *l, const struct graph *g,
                 const struct graph_team *t);
    void (*queue)(struct lint *l, const struct graph *g,
                  const struct graph_queue *q);
    void (*reconcile)(struct lint *l, const struct graph *g,
                      const struct graph_reconcile *r);
    void (*flow)(struct lint *l, const struct graph *g,
                 const struct graph_flow *f);
    void (*handler)(struct lint *l, const struct graph *g, handler_id h);
    void (*node)(struct lint *l, const struct graph *g, node_id n);
    void (*call)(struct lint *l, const struct graph *g,
                 const struct lint_call *c);
    void (*edge)(struct lint *l, const struct graph *g, edge_id e);
    /* Each whole expression of the estate, with its place. */
    void (*expr)(struct lint *l, const struct graph *g,
                 const struct lint_root *r);
};

/* --- reporting ----------------------------------------------------------- */

/* Reports the running rule's finding. Returns it, to hang notes on. */
struct diag *lint_report(struct lint *l, span at, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
/* The verdict "unknown": the source does not say what the rule needs. */
struct diag *lint_unknown(struct lint *l, span at, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
void lint_note(struct lint *l, struct diag *to, span at, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
/* The running call is about a flow of another platform. */
bool lint_is_foreign(const struct lint *l);
/* One line that mends it and compiles when pasted; nothing for a flow of
 * another platform. */
void lint_help(struct lint *l, struct diag *to, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
/* Shows the way of a record from the trigger to a step: the fewest steps, and
 * of more than 24 the first and the last. SARIF has it as a code flow. When
 * 20,000 stops are shown in all, further findings have no way. */
void lint_path(struct lint *l, struct diag *d, node_id n);
/* The way to the nearest step whose failure comes to the handler, and on to
 * the handler. */
void lint_path_failed(struct lint *l, struct diag *d, handler_id h);
/* One more stop on the way: what goes wrong at its end. */
void lint_step(struct lint *l, struct diag *to, span at, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
/* Says what the next reports of a `graph` call are about; other calls know. */
void lint_about_node(struct lint *l, node_id n);
void lint_about_flow(struct lint *l, const struct graph_flow *f);
void lint_about(struct lint *l, const char *kind, str name);

const struct lint_options *lint_options(const struct lint *l);
struct arena *lint_arena(struct lint *l); // for texts and lists of a call

/* --- fixes --------------------------------------------------------------- */

/* Each adds an edit to a finding; of several the boldest says how safe it is.
 * Nothing is added for what is no text of the estate (a manifest, an export, a
 * connector of the library), nor where a comment would be lost. */
void lint_fix(struct lint *l, struct diag *to, enum diag_safety safety, span at,
              str replacement);
/* Right behind a place. */
void lint_fix_behind(struct lint *l, struct diag *to, enum diag_safety safety,
                     span at, str text);
/* Last lines in the braces with which a place ends, in their layout. */
void lint_fix_inside(struct lint *l, struct diag *to, enum diag_safety safety,
                     span at, str line);
/* The lines of lint_route_lines at the end of a flow. */
void lint_fix_routes(struct lint *l, struct diag *to,
                     const struct graph_flow *f, str lines);
/* An option of a step or of a reconcile's side; makes braces. */
void lint_fix_option(struct lint *l, struct diag *to, enum diag_safety safety,
                     const struct lint_call *c, str option);
/* A line behind the one that a place is in, indented like it. */
void lint_fix_line(struct lint *l, struct diag *to, enum diag_safety safety,
                   span at, str line);
/* Takes out a step, a line or an item, with its documentation. */
void lint_fix_remove(struct lint *l, struct diag *to, enum diag_safety safety,
                     span at);
/* Moves a step behind another one of its block, or behind what that is in. */
void lint_fix_move(struct lint *l, struct diag *to, enum diag_safety safety,
                   node_id n, node_id behind);
/* What stands at a place; "" when it is no text of the estate. */
str lint_text(const struct lint *l, span at);
/* Its whole lines with the documentation; "" when it shares them. */
str lint_text_lines(const struct lint *l, span at);

/* --- facts, computed on first use and shared by all rules ---------------- */

/* From the trigger of its flow, over every edge. */
bool lint_reachable(struct lint *l, node_id n);
/* The same without failures: what a good record comes by. */
bool lint_on_good_path(struct lint *l, node_id n);
/* Classes that a step can raise and no route takes. */
weir_class_set lint_unrouted(const struct graph *g, node_id n);
/* Classes that come to a handler, from any step. */
weir_class_set lint_arriving(struct lint *l, handler_id h);
/* The same, but for failures that leave two systems apart: those are the
 * matter of completeness/partial-sync alone. */
weir_class_set lint_arriving_alone(struct lint *l, handler_id h);
/* How many of a flow's handlers something comes to. */
uint32_t lint_handlers_in_use(struct lint *l, const struct graph_flow *f);
/* Classes that some step of the flow raises, routed or not. */
weir_class_set lint_raised(struct lint *l, const struct graph_flow *f);
/* Classes whose record asks for a person: all but duplicate, not_found and
 * expired, where dropping can be what is meant. */
weir_class_set lint_serious(void);
/* How often something reads the variable. */
uint32_t lint_var_uses(struct lint *l, const struct graph_var *v);
/* The flow of a node; of its trigger the node, or NULL. */
const struct graph_flow *lint_flow_of(const struct graph *g, node_id n);
const struct graph_node *lint_trigger_of(const struct graph *g,
                                         const struct graph_flow *f);
/* The handler in whose block a node stands, 0 without. */
handler_id lint_handler_of(const struct graph *g, node_id n);

/* Of a flow whose steps have failures that no route takes. */
enum lint_gap {
    LINT_GAP_NONE,  // there are none, or the step itself is what to look at
    LINT_GAP_READS, // all else has routes: the fetch stands outside
    LINT_GAP_WHOLE  // it is called or gets what another sends, and has none
};
enum lint_gap lint_gap_of(struct lint *l, const struct graph_flow *f);
/* What fetches: a read, of another platform an enrich too. */
bool lint_fetches(const struct graph_flow *f, const struct graph_node *x);
/* A lookup of the step misses, that raises data, and no route takes it. */
const struct graph_expr *lint_miss_of(struct lint *l, node_id n);

/* --- what is tried again as a whole ------------------------------------- */

/* The nearest step around this one (a list's, a parallel's) that is tried
 * again with all that stands in it; 0 without. The language has none. */
node_id lint_retried_around(struct lint *l, node_id n);

/* What becomes of a failed record behind a handler, on its worst path. */
enum lint_fate {
    LINT_KEPT,   // parked, halted, or handed to another place
    LINT_TOLD,   // somebody is told, but it is kept nowhere
    LINT_LOST,   // neither
    LINT_NOTHING // a block whose steps do nothing at all, or only log
};
enum lint_fate lint_fate_of(struct lint *l, handler_id h);

/* True when a write to another system than that of `n` may be done before. */
node_id lint_write_before(struct lint *l, node_id n);
/* The failure edge leaves two systems apart: an earlier write is done and
 * nothing will do this one. The earlier write, or 0. */
node_id lint_splits_systems(struct lint *l, edge_id e);

/* A reconcile covers the flow. */
bool lint_is_covered(struct lint *l, const struct graph_flow *f);

/* --- writes -------------------------------------------------------------- */

struct lint_write {
    node_id node;
    const struct graph_flow *flow;
    const struct graph_instance *instance;
    const struct graph_operation *operation;
    const struct graph_record *record; // what the operation takes, or NULL
    const struct graph_expr *value;    // EXPR_RECORD of what is sent, or NULL
};

const struct lint_write *lint_writes(struct lint *l, uint32_t *n);

/* What a flow's records are: those of its webhook or of its first read. */
struct lint_source {
    const struct graph_instance *instance; // NULL: neither, or not known
    const struct graph_record *record;     // or NULL
    node_id node;
    bool event; // a webhook's
};
struct lint_source lint_source_of(struct lint *l, const struct graph_flow *f);
/* Some system is both written to and read from: without one no value and no
 * change comes back to another flow. */
bool lint_has_round_trips(struct lint *l);
/* What an endpoint is about, whatever its operation takes, or NULL. */
const struct graph_record *lint_record_at(const struct graph_operation *op);

/* A call in words: step "write erp.sales.upsert#1", the source of reconcile
 * "orders_in_erp". */
str lint_call_name(struct lint *l, const struct lint_call *c);
/* The system remembers calls by a key and does none twice. */
bool lint_takes_key(const struct graph_operation *op);
/* A file is read or written: nothing that can be down or slow. */
bool lint_is_local(const struct graph_operation *op);

/* What a record of an instance is to the estate's entities. */
struct lint_place {
    const struct lint_place *next;
    const struct graph_entity *entity;
    const struct graph_place *place;
    bool master;
};
const struct lint_place *lint_places(struct lint *l,
                                     const struct graph_instance *i,
                                     const struct graph_record *r);

/* --- expressions --------------------------------------------------------- */

enum lint_root_kind {
    ROOT_SETTING, // of a node: node, key
    ROOT_ARGUMENT,
    ROOT_ARM, // condition of a block of node
    ROOT_FUNCTION,
    ROOT_TABLE,
    ROOT_QUEUE,
    ROOT_FLOW,
    ROOT_RECONCILE,
    ROOT_TEST,
    ROOT_CONNECTOR,
    ROOT_INSTANCE
};

struct lint_root {
    enum lint_root_kind kind : 8;
    enum graph_setting_key key : 8;
    node_id node;
    const struct graph_expr *expr; // never NULL
    uint32_t parts;                // what is in it: LINT_PART bits
    union {
        const struct graph_function *function; // ROOT_FUNCTION
        const str *name; // of a header, a property: ROOT_CONNECTOR, _INSTANCE;
                         // NULL without
    };
};

const struct lint_root *lint_roots(struct lint *l, uint32_t *n);
/* What a variable that a step sets stands for, through one `set` or `map`
 * after another; the expression itself when it is something else. */
const struct graph_expr *lint_value(struct lint *l, const struct graph_expr *e);
/* The record literal that a value is made by: of a map step, a `map` item or
 * `{ ... }`; NULL when it is not known. */
const struct graph_expr *lint_record_of(struct lint *l,
                                        const struct graph_expr *e);
/* Calls `visit` for the expression and all that flows into it: the values of
 * its variables too, each once. */
void lint_walk_sources(struct lint *l, const struct graph_expr *e,
                       expr_visit_fn *visit, void *context);
/* The expression of a setting that is set, or NULL. */
const struct graph_expr *lint_setting(const struct graph_node *n,
                                      enum graph_setting_key k);
enum graph_known lint_known(const struct graph_settings *s,
                            enum graph_setting_key k);
/* The C name of a built-in's line in builtins.def is this one's. */
bool lint_is_builtin(const struct graph_expr *e, const char *name);

/* The field that an expression is, itself or through a conversion; NULL when
 * it is something else, or of no known record. */
const struct graph_field *lint_field_of(const struct graph_expr *e);
/* A condition of the estate compares or looks up the field. */
bool lint_is_asked(struct lint *l, const struct graph_field *f);

/* --- volumes ------------------------------------------------------------- */

enum { LINT_MOST_LOADS = 64 }; // systems of one flow; more are not looked at

struct lint_load { // of a flow on a system
    const struct graph_instance *instance;
    double calls; // that each record makes; in bulk a part of one
};

/* Only calls that every record makes count, so it is the least. */
uint32_t lint_loads(const struct graph *g, const struct graph_flow *f,
                    struct lint_load loads[LINT_MOST_LOADS]);
double lint_per_day(const struct graph_amount *a); // 0: not said
/* How often its schedule comes; 0: it has none, or not on each day. */
double lint_runs_per_day(const struct graph *g, const struct graph_flow *f);
const char *lint_unit(int64_t per); // "day" of a day in microseconds

/* --- times --------------------------------------------------------------- */

/* What a step may take in us, all its tries and the waits between them; 0 when
 * it has no timeout that is known. */
int64_t lint_longest(const struct graph_node *x);
/* The shortest time between two ticks of a trigger's schedule in us; 0: it has
 * none, or one that is not known. */
int64_t lint_interval(const struct graph_node *trigger);

/* --- memories that a flow keeps by itself -------------------------------- */

/* What a flow asks a store for: where its read begins, or whether a record is
 * to go on. */
struct lint_ask {
    const struct graph_store *store;
    const struct graph_flow *flow;
    node_id watermark, gate; // a step that asks, the first; 0: none does
};

/* NULL when no read, keep or drop of the flow asks the store. */
const struct lint_ask *lint_ask_of(struct lint *l, const struct graph_store *s,
                                   const struct graph_flow *f);
/* A step that delivers and comes behind this one on a good way, or 0. */
node_id lint_delivery_behind(struct lint *l, node_id n);
/* The clock (`now`, `today`) is in what flows into the expression. */
bool lint_uses_clock(struct lint *l, const struct graph_expr *e);

/* --- environments -------------------------------------------------------- */

enum lint_stage { LINT_STAGE_UNKNOWN, LINT_STAGE_TRIAL, LINT_STAGE_LIVE };

/* By the words of an address's host, or of a name: sandbox, staging, live. */
enum lint_stage lint_stage_of(str address);
/* The value of a setting in an environment, or NULL. */
const str *lint_given(const struct lint_environment *e, str setting);
/* What a setting of a connector is for one of its instances: a literal, a
 * setting of the environment, or itself. */
const struct graph_expr *lint_instance_value(const struct graph_instance *i,
                                             const struct graph_expr *e);

/* --- personal and secret data ------------------------------------------- */

struct lint_taint {
    span at;     // where the marked field is read
    str name;    // of the field; "" a whole payload
    bool secret; // @secret or a secret, else @pii
    bool away;   // `at` is in another function, flow or item
};

/* The first @pii or @secret field that a value is made from, through names,
 * maps, functions, stores and called flows. */
bool lint_find_taint(struct lint *l, const struct graph_expr *e,
                     struct lint_taint *found);
/* A marked field of the type, or of a record in it; NULL without. */
const struct graph_field *lint_marked_field(const struct graph_type *t);

/* --- conditions ---------------------------------------------------------- */

enum { LINT_MOST_CONDITIONS = 32 };

struct lint_condition {
    const struct graph_expr *e;
    bool holds; // false: that it does not hold
};

/* No record makes all of them true. False when that can't be decided. */
bool lint_never(const struct lint_condition *list, uint32_t n);
/* The one value that both compare with constants; NULL when there are more. */
const struct graph_expr *lint_one_value(const struct graph_expr *a,
                                        const struct graph_expr *b);
/* Two expressions give the same, of the same variables. */
bool lint_same_value(const struct graph_expr *a, const struct graph_expr *b);

/* --- the same logic twice ------------------------------------------------ */

struct lint_copy {
    const struct graph_expr *here, *first;
    node_id node;           // of `here`, 0 in a `fn` or `map`
    node_id first_node;     // of `first`
    bool whole;             // `here` is all of its place
    bool first_whole;       // and so is `first`
    str place, first_place; // map "to_order", a part of step "set x#1" of ...
    const struct graph_function *first_function; // all of it is the first
    bool diverged; // they differ in one number, text or operator
    bool more;     // and one does one operation more
    const struct graph_expr *differs_here, *differs_first;
};

const struct lint_copy *lint_copies(struct lint *l, uint32_t *n);
/* The call of `first_function` that can stand in its place: net(o.total, 0.2);
 * "" when the copy does not say what an argument would be. */
str lint_copy_call(struct lint *l, const struct lint_copy *c);
/* Puts that call in its place; where no function is the first, one is made of
 * it, and both places call that. Nothing where the types are not the same. */
void lint_copy_fix(struct lint *l, struct diag *d, const struct lint_copy *c);

/* --- words for messages -------------------------------------------------- */

/* "rejected, conflict and data" */
str lint_classes(struct lint *l, weir_class_set set);
/* As a handler says it: "outage, rejected", "error". */
str lint_classes_code(struct lint *l, weir_class_set set);
/* "5m", "1h30m" */
str lint_duration(struct lint *l, int64_t us);
/* Names with commas, the last with `and`, each in double quotes. */
str lint_names(struct lint *l, const str *names, uint32_t n);
/* A queue that the flow's failures may go to: one it uses, one of its owner,
 * any; NULL when the estate has none. */
const struct graph_queue *lint_queue_for(struct lint *l, const struct graph *g,
                                         const struct graph_flow *f);
/* The route lines that take these classes: "on outage -> halt  on error ->
 * order_failures". */
str lint_route_lines(struct lint *l, const struct graph *g,
                     const struct graph_flow *f, weir_class_set set);
/* Where to point for a step or a flow that says nothing. */
span lint_step_at(const struct graph_node *n);
span lint_flow_at(const struct graph_flow *f);

#endif
