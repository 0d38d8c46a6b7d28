/*
 * ast.h - what a .weir text says, as written
 *
 * Lists are linked by `next` in the order of the text; everything lives in the
 * arena of the compilation. A slot that a construct does not use is NULL (or
 * has a NULL sym); the comment at each kind says which slots it uses. Nothing
 * here is resolved: a name is a name. The one exception is `checked`, which
 * the checker fills for the lowering behind it.
 *
 * The constructors (ast_*_new) are in ast.c; the grammar calls one per action.
 */
#ifndef WEIR_AST_H
#define WEIR_AST_H

#include "compiler/base/diag.h"
#include "grammar/ast_expr.h"

struct checked_step; // compiler/check/flow.h
struct checked_handler;
struct checked_flow;

struct ast_waiver { // waive category/rule until DATE because "..."
    struct ast_waiver *next;
    span at, rule_at, until_at, because_at;
    str rule;  // "retries/no-backoff"
    str until; // as written
    str because;
};

struct ast_value {         // text | setting NAME | secret NAME
    struct ast_expr *expr; // AST_STRING, AST_TEXT, AST_SETTING, AST_SECRET
};

struct ast_amount { // INT per unit
    span at;
    struct ast_expr *count; // AST_INT; NULL: not there
    struct ast_name unit;
};

/* --- targets, handlers, options ---------------------------------------- */

enum ast_target_kind {
    AST_TO_QUEUE, // name
    AST_TO_CONTINUE,
    AST_TO_HALT, // because may be NULL
    AST_TO_DROP, // because
    AST_TO_BLOCK // block
};

struct ast_target {
    enum ast_target_kind kind;
    span at;
    struct ast_name name;
    struct ast_expr *because;
    struct ast_step *block;
};

struct ast_handler { // on classes -> target
    struct ast_handler *next;
    span at;
    struct ast_names *classes;
    struct ast_target *target;
    struct checked_handler *checked;
};

enum ast_option_kind {
    AST_OPT_TIMEOUT,     // a: AST_DURATION
    AST_OPT_RETRY,       // a: times; b: base; c: cap; names: on classes
    AST_OPT_KEY,         // a
    AST_OPT_MATCH,       // a
    AST_OPT_BULK,        // a: count; b: within
    AST_OPT_LOOKBACK,    // a
    AST_OPT_EMPTY,       // target NULL: empty ok
    AST_OPT_CACHE,       // a
    AST_OPT_UNTIL,       // a; b: every; c: within
    AST_OPT_UNDO,        // block
    AST_OPT_CONCURRENCY, // a
    AST_OPT_RATE,        // amount
    AST_OPT_MAX,         // a: AST_SIZE
    AST_OPT_ON,          // handler
    AST_OPT_WAIVE        // waiver
};

struct ast_option {
    struct ast_option *next;
    enum ast_option_kind kind;
    span at, word_at;
    struct ast_expr *a, *b, *c;
    struct ast_names *names;
    struct ast_amount *amount;
    struct ast_target *target;
    struct ast_step *block;
    struct ast_handler *handler;
    struct ast_waiver *waiver;
};

/* --- steps --------------------------------------------------------------- */

enum ast_step_kind {
    AST_READ,         // path args as [path2 = since] [until] [where]
    AST_KEEP,         // expr
    AST_KEEP_CHANGED, // expr by [within]
    AST_DROP,         // [expr = when] because
    AST_CHECK,        // expr target
    AST_DEDUPE,       // by within
    AST_MAP,          // name args as; has_args: parentheses were there
    AST_MAP_INLINE,   // path = source, type, as, fields
    AST_SET,          // name expr
    AST_ENRICH,       // path args [by] as
    AST_WRITE, // path args name = operation, expr = what, names = by, [as]
    AST_EACH,  // name = variable, expr, block
    // expr = count (NULL: all), [what = of], [by, key_name] [within] as
    AST_BATCH,
    AST_WHEN,      // expr block
    AST_ROUTE,     // arms
    AST_ALL,       // arms
    AST_CALL_FLOW, // name args [as]
    AST_SEND,      // expr name = topic
    AST_REPLY,     // expr [status]
    AST_REMEMBER,  // name by = key, expr = value
    AST_FORGET,    // name by = key
    AST_WAIT,      // within, or until
    AST_AWAIT,     // webhook: path as; topic: name, param; where within
    AST_ASK,       // name expr = text, list = choices, as within
    AST_NOTIFY,    // name expr = text
    AST_PARK,      // name because
    AST_HALT,      // because
    AST_CONTINUE
};

enum ast_arm_kind {
    AST_ARM_WHEN,      // expr block (route, all)
    AST_ARM_OTHERWISE, // block
    AST_ARM_BRANCH,    // name block
    AST_ARM_BLOCK,     // block: an unnamed branch of an `all`
    AST_ARM_ON         // handler: in an `all`
};

struct ast_arm {
    struct ast_arm *next;
    enum ast_arm_kind kind;
    span at;
    struct ast_name name;
    struct ast_expr *expr;
    struct ast_step *block;
    struct ast_handler *handler;
};

struct ast_step {
    struct ast_step *next;
    enum ast_step_kind kind;
    bool has_args;
    bool has_options; // braces were there
    span at, word_at; // the whole; its first word
    str doc;
    struct ast_path *path;
    struct ast_path *path2; // read: since
    struct ast_expr *args;
    struct ast_name name;
    struct ast_name key_name; // batch: by NAME = key
    struct ast_name as;
    struct ast_names *names; // write: by fields
    struct ast_param *param; // await topic
    struct ast_type *type;   // map x -> type
    struct ast_expr *expr;
    struct ast_expr *what;
    struct ast_expr *by;
    struct ast_expr *within;
    struct ast_expr *where;
    struct ast_expr *until;
    struct ast_expr *because;
    struct ast_expr *status;
    struct ast_expr *list;
    struct ast_assign *fields;
    struct ast_step *block;
    struct ast_arm *arms;
    struct ast_target *target;
    struct ast_option *options;
    struct checked_step *checked;
};

/* --- items --------------------------------------------------------------- */

struct ast_param { // name: type
    struct ast_param *next;
    span at;
    struct ast_name name;
    struct ast_type *type;
};

struct ast_mark { // @key, @max(30)
    struct ast_mark *next;
    span at;
    str name;              // without the @
    struct ast_expr *args; // constants
};

struct ast_field { // of a record; value of an enum has no type
    struct ast_field *next;
    str doc;
    span at;
    struct ast_name name;
    struct ast_type *type;
    struct ast_mark *marks;
    struct ast_expr *value; // enum: = "..."
};

struct ast_format { // format name (pairs); also of a file trigger
    span at;
    struct ast_name name;
    struct ast_assign *pairs; // key: constant
};

struct ast_verify { // verify KIND [header "H"] secret S
    span at;
    struct ast_name kind;
    struct ast_expr *header;
    struct ast_name secret;
};

enum ast_trigger_kind {
    AST_EVERY,             // a: duration
    AST_CRON,              // a: text, zone
    AST_DAILY,             // a: AST_TIME, zone
    AST_AFTER,             // names
    AST_WEBHOOK_CONNECTOR, // path, [max], param.name (as)
    AST_WEBHOOK_PATH,      // a: text, [verify], [max], param
    AST_TOPIC,             // name, param
    AST_FILE,              // a: text, [format], [max], param
    AST_CALLABLE           // params, [type]
};

struct ast_trigger {
    struct ast_trigger *next; // a second one is the checker's error
    enum ast_trigger_kind kind;
    span at;
    struct ast_expr *a, *zone, *max;
    bool no_overlap;
    struct ast_names *names;
    struct ast_name name;
    struct ast_path *path;
    struct ast_verify *verify;
    struct ast_format *format;
    struct ast_param *params; // webhook, topic, file: exactly one
    struct ast_type *type;
};

enum ast_line_kind { // lines of items that are not steps
    AST_LINE_OWNER,  // name
    AST_LINE_CRITICAL,
    AST_LINE_ALERT_WHEN, // a
    AST_LINE_EXPECT,     // amount, [peak]
    AST_LINE_ORDERED,    // a
    AST_LINE_TIMEOUT,    // a
    AST_LINE_CONTACT,    // a
    AST_LINE_RUNBOOK,    // a
    AST_LINE_ALERT,      // name = channel, a
    AST_LINE_ESCALATE,   // name, a
    AST_LINE_TRIAGE,     // a
    AST_LINE_RETAIN,     // a
    AST_LINE_REPLAY,     // a = every, b = up to
    AST_LINE_MASTER,     // path
    AST_LINE_COPIES,     // paths (linked by next_line, see below)
    AST_LINE_COVERS,     // names
    AST_LINE_SCHEDULE,   // trigger
    AST_LINE_SOURCE,     // path args as [where] options
    AST_LINE_TARGET,
    AST_LINE_MATCH,        // a
    AST_LINE_COMPARE,      // a
    AST_LINE_WINDOW,       // a
    AST_LINE_TOLERATE,     // a: number
    AST_LINE_GIVEN,        // path, a: text, list, object; from_file: from "..."
    AST_LINE_FAILS,        // path, name = class, [a = times], [b = after]
    AST_LINE_ANSWERS,      // path, a = file, [b = after]
    AST_LINE_ARRIVES,      // path, a = file or list, [b = after]
    AST_LINE_EXPECT_COUNT, // path, a = count, [b = where]
    AST_LINE_EXPECT_REPLY, // b = where
    AST_LINE_SET,          // use: name = key, a = value
    AST_LINE_SYSTEM,       // a, name = kind
    AST_LINE_DOCS,         // a
    AST_LINE_SUPPORTED,    // a: AST_DATE
    AST_LINE_DRIVER,       // name
    AST_LINE_BASE,         // a
    AST_LINE_HEADER,       // a = name, b = value
    AST_LINE_AUTH,  // name = kind, values = list in a, fields = properties
    AST_LINE_LIMIT, // amount, [a = burst]
    AST_LINE_LIMIT_CONCURRENCY, // a
    AST_LINE_FORMAT,            // format
    AST_LINE_ERRORS,            // errors
    AST_LINE_RECORD,            // item
    AST_LINE_ENUM,              // item
    AST_LINE_ENDPOINT,          // endpoint
    AST_LINE_WEBHOOK, // name type verify, a = key, b = time, path = version
    AST_LINE_STEP,    // step
    AST_LINE_TRIGGER, // trigger
    AST_LINE_HANDLER, // handler
    AST_LINE_WAIVE    // waiver
};

struct ast_line_more { // slots that few lines use
    struct ast_name as;
    struct ast_names *names;
    struct ast_path *path;
    struct ast_paths *paths;
    struct ast_expr *args;
    struct ast_assign *fields;
    struct ast_amount *amount, *peak;
    struct ast_type *type;
    struct ast_verify *verify;
    struct ast_format *format;
    struct ast_option *options;
};

struct ast_line {
    struct ast_line *next;
    enum ast_line_kind kind;
    bool has_options, has_args, from_file;
    span at;
    str doc;
    struct ast_name name;
    struct ast_expr *a, *b;
    const struct ast_line_more *more; // never NULL
    union {                           // by the kind
        struct ast_trigger *trigger;
        struct ast_handler *handler;
        struct ast_waiver *waiver;
        struct ast_step *step;
        struct ast_error_line *errors;
        struct ast_item *item;
        struct ast_endpoint *endpoint;
        void *part; // any of them, or NULL
    };
};

struct ast_paths {
    struct ast_paths *next;
    struct ast_path *path;
};

/* --- connectors --- */

struct ast_code { // 401 or 500..599 or "TEXT"
    struct ast_code *next;
    span at;
    struct ast_expr *from, *to; // AST_INT; or from: AST_STRING
};

struct ast_error_line {
    struct ast_error_line *next;
    span at;
    struct ast_code *codes; // or
    bool item;              // of an item of a bulk answer
    bool otherwise;
    struct ast_expr *when;
    struct ast_name klass;
};

enum ast_clause_kind {
    AST_CLAUSE_ITEMS,  // a
    AST_CLAUSE_ITEM,   // a
    AST_CLAUSE_PAGE,   // name, [a] [b = from] [c = while] [d = lives]
    AST_CLAUSE_SIZE,   // [a = parameter] b = number
    AST_CLAUSE_SINCE,  // a, flag: in a header
    AST_CLAUSE_FILTER, // name = field, a
    AST_CLAUSE_HEADER, // a = name, b = value
    AST_CLAUSE_QUERY,  // a = name, b = value
    AST_CLAUSE_BODY,   // a
    AST_CLAUSE_FORM,   // a
    AST_CLAUSE_FORMAT, // format
    AST_CLAUSE_KEY,    // a = header, [b = remembers]
    AST_CLAUSE_MATCH,  // a = header
    AST_CLAUSE_IDEMPOTENT,
    AST_CLAUSE_ASCENDING,
    AST_CLAUSE_SHORT_PAGE_ENDS,
    AST_CLAUSE_DELETED,   // a
    AST_CLAUSE_BULK,      // a, [b = size]
    AST_CLAUSE_RESULTS,   // a, [b = by]
    AST_CLAUSE_ERRORS,    // errors
    AST_CLAUSE_DONE,      // name: move (a), delete, keep
    AST_CLAUSE_SCOPE,     // a
    AST_CLAUSE_DEPRECATED // a: date, [b = text]
};

struct ast_clause {
    struct ast_clause *next;
    enum ast_clause_kind kind;
    span at;
    struct ast_name name;
    struct ast_expr *a, *b, *c, *d;
    bool flag;
    struct ast_format *format;
    struct ast_error_line *errors;
};

struct ast_operation {
    struct ast_operation *next;
    str doc;
    span at;
    struct ast_name verb;   // list get create update upsert delete, or action
    struct ast_name action; // action: its name
    struct ast_type *takes, *gives;
    struct ast_name kind;    // GET POST ... file sql run
    struct ast_expr *target; // "/path/{x}", "statement"
    struct ast_clause *clauses;
};

struct ast_endpoint {
    span at;
    struct ast_name name;
    struct ast_param *params;
    bool has_params;
    struct ast_type *type;
    struct ast_operation *operations;
};

/* --- items and files --- */

enum ast_item_kind {
    AST_USE,         // name version [as] lines (SET, WAIVE)
    AST_TEAM,        // name lines
    AST_QUEUE,       // name lines
    AST_RECORD_ITEM, // name fields lines (WAIVE)
    AST_ENUM,        // name fields
    AST_ENTITY,      // name lines
    AST_TABLE,     // name key value; text = from file; or path, as = by, where,
                   // refresh; or rows
    AST_STORE,     // name key value lines
    AST_FN,        // name params type expr lines
    AST_MAP_ITEM,  // name params type assigns lines
    AST_FLOW,      // name [as = variable, names = instances] lines
    AST_RECONCILE, // name lines
    AST_TEST,      // title name = flow, lines
    AST_CONNECTOR  // name version lines
};

enum { AST_ITEM_KINDS = AST_CONNECTOR + 1 };

struct ast_row { // cell: cell, each a constant or a name (AST_NAME)
    struct ast_row *next;
    span at;
    struct ast_expr *key, *value;
};

struct ast_item {
    struct ast_item *next, *next_of_kind;
    enum ast_item_kind kind;
    bool has_args;
    bool has_rows; // braces were there
    span at, word_at;
    str doc;
    struct ast_name name, as;
    str version; // without the @
    span version_at;
    str title; // test
    span title_at;
    struct ast_names *names;
    struct ast_param *params;
    struct ast_type *type;        // fn, map: result
    struct ast_type *key, *value; // table, store
    struct ast_expr *expr;
    struct ast_expr *from; // table: AST_STRING
    struct ast_path *path; // table: from endpoint
    struct ast_expr *args;
    struct ast_expr *where, *refresh;
    struct ast_row *rows;
    struct ast_assign *assigns;
    struct ast_field *fields;
    struct ast_line *lines;
    struct ast_line *trigger, *timeout; // of a flow: the first of its lines
    uint32_t ntriggers;
    struct checked_flow *checked; // of a flow
};

struct ast_comment {
    span at;       // from // or /* to its end
    bool own_line; // nothing before it on its line
};

struct ast_file {
    struct source *src;
    struct ast_item *items;
    struct ast_item *of_kind[AST_ITEM_KINDS]; // the same, linked by kind
    struct ast_comment *comments; // by position; docs are not among them
    uint32_t ncomments;
    uint32_t nflows, nsteps, ntargets; // at any depth, tried ones too
    bool failed;                       // something did not parse
};

/* Names of kinds, for dumps and messages: "read", "keep changed", "flow". */
const char *ast_step_word(enum ast_step_kind kind);
const char *ast_item_word(enum ast_item_kind kind);
const char *ast_op_word(enum ast_op op);

/* True when two files say the same: all but places, comments and layout. */
bool ast_same(const struct ast_file *a, const struct ast_file *b);

#endif
