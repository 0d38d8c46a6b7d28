/*
 * graph.h - the flow graph: what an estate is, whoever wrote it
 *
 * The language and every importer build it through build.h; then it is frozen
 * and every reader takes it const. Nodes, edges, blocks and handlers are
 * arrays; their ids are indices, and 0 means none.
 *
 * The same flow is there twice: as edges, which is what rules judge (paths),
 * and as blocks with nodes in order, which is what emitters write out again.
 * A flow of a foreign format may have one block and edges only.
 */
#ifndef WEIR_GRAPH_H
#define WEIR_GRAPH_H

#include "compiler/graph/connector.h"
#include "stdlib/value/buf.h"

typedef uint32_t node_id;
typedef uint32_t edge_id;
typedef uint32_t block_id;
typedef uint32_t handler_id;

enum graph_known { GRAPH_ABSENT, GRAPH_SET, GRAPH_UNKNOWN };

enum graph_setting_key {
#define SETTING(NAME, text) SET_##NAME,
#include "compiler/graph/settings.def"
#undef SETTING
    SET_COUNT_OF
};

enum graph_node_kind {
    NODE_NONE,
#define NODE(NAME, word, remote) NODE_##NAME,
#include "compiler/graph/kinds.def"
#undef NODE
    NODE_KINDS
};

struct graph_setting {
    enum graph_setting_key key;
    enum graph_known known; // GRAPH_SET or GRAPH_UNKNOWN
    const struct graph_expr *value;
    span at;      // the whole option
    span word_at; // its word
};

struct graph_settings {
    struct graph_setting *at;
    uint32_t n, cap;
};

/* --- items --------------------------------------------------------------- */

struct graph_alert { // alert slack "#x"
    str channel, to;
    span at;
};

struct graph_team {
    str name, doc;
    span at, name_at;
    str contact, runbook; // "" absent
    span contact_at, runbook_at;
    enum graph_known contact_known, runbook_known, alerts_known;
    struct graph_alert *alerts;
    uint32_t nalerts;
    struct graph_team *escalate; // NULL without
    int64_t escalate_after;      // us
    uint32_t used;
};

struct graph_queue {
    str name, doc;
    span at, name_at;
    struct graph_team *owner; // NULL: see owner_known
    enum graph_known owner_known, triage_known, retain_known, alert_known;
    int64_t triage, retain, replay_every, replay_up_to; // us, 0 absent
    span triage_at, retain_at, replay_at, alert_at;
    const struct graph_expr *alert; // over the variables depth and oldest
    uint32_t used;
};

struct graph_place { // shopify.Order or erp.Item.price
    struct graph_instance *instance;
    const struct graph_record *record;
    const struct graph_field *field; // NULL: the whole record
    str text;                        // as written; all an import may know
    span at;
};

struct graph_entity {
    str name, doc;
    span at, name_at;
    struct graph_place *masters, *copies;
    uint32_t nmasters, ncopies;
};

struct graph_table {
    str name, doc;
    span at, name_at;
    const struct graph_type *key, *value;
    struct graph_row {
        const struct graph_expr *key, *value;
        span at;
    } * rows;
    uint32_t nrows;
    str file; // from "x.csv", relative to the project; "" otherwise
    struct graph_instance *instance; // from an endpoint, or NULL
    const struct graph_operation *operation;
    const struct graph_expr **args;
    uint32_t nargs;
    str by;
    const struct graph_expr *where;
    const struct graph_var *var; // the record, in `where`
    int64_t refresh;             // us
    uint32_t used;
};

struct graph_store {
    str name, doc;
    span at, name_at;
    const struct graph_type *key, *value;
    int64_t retain; // us, 0 absent
    uint32_t used;
};

struct graph_function { // fn and map
    str name, doc;
    span at, name_at;
    bool is_map;
    const struct graph_var **params;
    uint32_t nparams;
    const struct graph_type *result;
    const struct graph_expr *body; // of a map an EXPR_RECORD
    uint32_t used;
};

/* --- flows --------------------------------------------------------------- */

struct graph_foreign_flow { // what only imports know of a flow
    bool draft;             // what runs is a draft, or has unpublished changes
    bool default_name;      // the name is one that the editor gives
    str version;            // of what runs: a number or a digest, "" unknown
    str tested;             // of what the last test saw; "" unknown
    int64_t run_limit;      // us: the platform ends a run then; 0: not said
};

struct graph_amount { // 20_000 per day
    int64_t count;
    int64_t per; // us
    span at;
};

struct graph_flow {
    str name, doc;
    str format; // of an import, the platform's: "asl"; "" otherwise
    span at, name_at;
    uint32_t index;           // in graph.flows
    struct graph_team *owner; // NULL: see owner_known
    enum graph_known owner_known;
    span owner_at;
    bool critical;
    enum graph_known expect_known;
    struct graph_amount expect, peak; // count 0: absent
    const struct graph_expr *alert;   // over idle and parked; NULL absent
    enum graph_known alert_known;
    span alert_at;
    const struct graph_expr *ordered_by;
    int64_t timeout; // of a caller waiting for a reply, us
    span timeout_at;
    const struct graph_var *instance_var; // for NAME in ..., or NULL
    struct graph_instance **instances;    // bound to the name in turn
    uint32_t ninstances;
    node_id trigger;                 // 0: none
    const struct graph_var **params; // callable
    uint32_t nparams;
    const struct graph_type *result;       // callable -> T, or NULL
    block_id body;                         // the top block
    node_id first, end;                    // its nodes: first <= n < end
    handler_id first_handler, end_handler; // its handlers (graph_wire)
    node_id *callers;                      // call nodes that name it (freeze)
    uint32_t ncallers;
    bool enabled;      // false: an export says that it does not run
    bool maybe_caught; // an export can't say whether something around the flow
                       // takes what no route of it takes
    uint32_t vars;     // number of variables
    const struct graph_foreign_flow *foreign; // NULL: nothing is known
};

enum graph_block_role {
    BLOCK_FLOW,
    BLOCK_EACH,
    BLOCK_ARM,    // condition; NULL: otherwise
    BLOCK_BRANCH, // of an all: name, or condition
    BLOCK_HANDLER,
    BLOCK_UNDO
};

struct graph_block {
    enum graph_block_role role;
    uint32_t flow;
    node_id owner;      // 0: of the flow
    handler_id handler; // of a handler's block
    str name;
    const struct graph_expr *condition;
    const struct graph_var *var; // each: the item; handler: failure
    span at;
    node_id first, last; // linked by node.next_in_block
    block_id next;       // the owner's next block
};

enum graph_target {
    TARGET_QUEUE,
    TARGET_CONTINUE,
    TARGET_HALT,
    TARGET_DROP,
    TARGET_BLOCK,
    TARGET_NODE /* imports */
};

struct graph_handler { // on CLASSES -> target
    uint32_t flow;
    node_id scope; // the step or the `all` it stands at; 0: the flow's
    // All it takes; 0 at a check (its else) and at a read or enrich (its
    // empty). Named ones beat those of a group, these beat those of `error`.
    weir_class_set classes;
    weir_class_set named;   // written by name
    weir_class_set grouped; // by `outage`
    bool mismatch;          // of a reconcile
    str words;              // "transient, timeout" as written; "error"
    enum graph_target target;
    node_id entry;  // the park, halt or drop made for it, or a block's first
                    // step; 0: continue, and in a reconcile
    block_id block; // TARGET_BLOCK
    struct graph_queue *queue;        // TARGET_QUEUE
    const struct graph_expr *because; // halt, drop
    span at, classes_at;
};

struct graph_foreign {  // what only imports know of a node
    str label;          // a name the user gave, "" without
    str system;         // the system called, "" unknown
    str system_type;    // the platform's own type of the node
    bool disabled;      // it is passed over when the flow runs
    bool default_name;  // the label is one that the editor gives
    bool pinned;        // it gives a fixed payload instead of its own
    bool assertion;     // it is a check for a test, not a step of the work
    bool over_items;    // it takes the items of a list in turn: the ways back
                        // to it end with the list
    str missing_kind;   // what it refers to and is not there: "credential",
    str missing;        // and its name or id; "" when all is there
    str script;         // a script that is deployed elsewhere, by its name
    str script_version; // "" when the newest is taken, whichever that is
    str runtime;        // what its code runs on: "nodejs18.x", "python3.9"
};

struct graph_node {
    enum graph_node_kind kind;
    uint32_t flow;  // index
    block_id block; // that it stands in
    node_id next_in_block;
    handler_id made_for; // the handler whose target it is (park, halt, drop)
    str name; // stable: "write netsuite.sales_orders.upsert#1", unique in the
              // flow
    str word; // as the source calls it: "set", "remember", "await", "n8n-..."
    str doc;
    span at, word_at;
    const struct graph_var *out;     // what it names, or NULL
    struct graph_instance *instance; // read, enrich, write, webhook
    const struct graph_operation *operation;
    const struct graph_webhook *webhook;
    struct graph_instance **instances; // when the instance is `for`'s variable
    const struct graph_expr **args;    // endpoint's, called flow's
    uint32_t nargs;
    str *by; // write ... by field, field
    uint32_t nby;
    struct graph_flow *callee;
    str callee_name;           // also when it is not there
    struct graph_queue *queue; // park
    struct graph_team *team;   // notify, ask
    struct graph_store *store;
    block_id blocks, last_block; // its blocks, linked by next
    struct graph_settings settings;
    weir_class_set raises;   // all it can raise, routed or not
    span data_at;            // the first expression that can raise data
    bool has_options;        // `at` ends with their braces
    weir_class_set retry_on; // classes that are retried, 0: none
    bool retry_on_written;
    uint32_t out_first, nout, in_first, nin; // after freeze, see below
    const struct graph_foreign *foreign;     // NULL: nothing is known
};

enum graph_edge_kind {
    EDGE_NEXT,
    EDGE_ARM,     // of a choice: condition (NULL: otherwise)
    EDGE_BRANCH,  // of a parallel
    EDGE_ITEM,    // into an each
    EDGE_FAILURE, // classes
    EDGE_EMPTY,   // empty -> target
    EDGE_ELSE,    // check ... else -> target
    EDGE_UNDO
};

struct graph_edge {
    enum graph_edge_kind kind;
    node_id from, to;
    weir_class_set classes;
    handler_id handler;
    const struct graph_expr *condition;
    str label;
    span at;
};

struct graph_reconcile {
    str name, doc;
    span at, name_at;
    struct graph_team *owner;
    enum graph_known owner_known;
    struct graph_flow **covers;
    uint32_t ncovers;
    struct graph_settings schedule; // EVERY, CRON, AT, ZONE, NO_OVERLAP
    struct graph_side {
        struct graph_instance *instance;
        const struct graph_operation *operation;
        const struct graph_expr **args;
        uint32_t nargs;
        const struct graph_var *var;
        const struct graph_expr *where;
        struct graph_settings settings;
        span at;
        bool has_options; // `at` ends with their braces
    } source, target;
    const struct graph_expr *match;
    const struct graph_expr **compares;
    uint32_t ncompares;
    int64_t window; // us, 0 absent
    const struct graph_expr *tolerate;
    handler_id first_handler, nhandlers;
    span window_at, tolerate_at, match_at;
};

enum graph_test_kind {
    TEST_GIVEN,       // endpoint; file or value
    TEST_GIVEN_STORE, // store; value: a dict
    TEST_FAILS,       // endpoint; klass, times (0: always)
    TEST_ANSWERS,     // endpoint; file
    TEST_ARRIVES,     // endpoint, topic or webhook; file or value
    TEST_EXPECT,      // endpoint or queue has count where
    TEST_EXPECT_REPLY // where
};

struct graph_test {
    str title, doc;
    span at, title_at;
    struct graph_flow *flow;
    struct graph_test_line {
        enum graph_test_kind kind;
        span at;
        str path_text; // as written
        struct graph_instance *instance;
        const struct graph_endpoint *endpoint;
        const struct graph_webhook *webhook;
        struct graph_queue *queue;
        struct graph_store *store;
        str topic;
        bool trigger; // `given` or `arrives` for the flow's own trigger
        str file;
        const struct graph_expr *value;
        enum weir_class klass;
        int64_t times, count, after; // after: us
        const struct graph_var *var; // of where: the record's fields are
                                     // EXPR_FIELD of this variable
        const struct graph_expr *where;
    } * lines;
    uint32_t nlines;
};

struct graph_waiver {
    str rule, because;
    weir_date until;
    bool date_good; // false: malformed, said already
    span at, rule_at, until_at;
    span scope; // what it silences: the item or the step around it
};

struct graph {
    struct arena *arena;
    struct sources *sources;
    struct graph_types types;
    str format; // "weir", "manifest"; of an import its name
    bool frozen;
    VEC(struct graph_connector *) connectors; // that are used or local
    VEC(struct graph_instance *) instances;
    VEC(struct graph_team *) teams;
    VEC(struct graph_queue *) queues;
    VEC(struct graph_record *) records; // of the estate
    VEC(struct graph_enum *) enums;
    VEC(struct graph_entity *) entities;
    VEC(struct graph_table *) tables;
    VEC(struct graph_store *) stores;
    VEC(struct graph_function *) functions;
    VEC(struct graph_flow *) flows;
    VEC(struct graph_reconcile *) reconciles;
    VEC(struct graph_test *) tests;
    VEC(struct graph_waiver *) waivers;
    VEC(struct graph_node) nodes; // [0] unused, as in the next three
    VEC(struct graph_edge) edges;
    VEC(struct graph_block) blocks;
    VEC(struct graph_handler) handlers;
    uint32_t nvars;
    // after freeze: the edges of a node, by id, in the order made
    edge_id *out; // out[node.out_first] ...
    edge_id *in;
};

const char *node_word(enum graph_node_kind k);
bool node_remote(enum graph_node_kind k);
const char *setting_word(enum graph_setting_key k);
/* NULL when it is absent; look at `known`. */
const struct graph_setting *settings_get(const struct graph_settings *s,
                                         enum graph_setting_key k);
const struct graph_setting *node_setting(const struct graph_node *n,
                                         enum graph_setting_key k);
/* The value of a setting that is a literal duration, int, size or bool;
 * `otherwise` when it is absent, unknown or no literal. */
int64_t node_number(const struct graph_node *n, enum graph_setting_key k,
                    int64_t otherwise);
/* Ends a record: park, halt, drop without a condition, end. */
bool node_is_final(const struct graph_node *n);

/* The canonical print, one line a node and edge; for tests and --dump. */
void graph_print(const struct graph *g, struct buf *out);

#endif
