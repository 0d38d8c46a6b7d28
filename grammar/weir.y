/*
 * weir.y - what is well formed, never what it means
 *
 * The EBNF of README.md: LALR(1), no conflict, no precedence. An action is one
 * constructor call. A list between braces has one more alternative, `error`:
 * resync.c says where reading goes on.
 */
%code requires {
#include "grammar/parser.h"
}

%code provides {
int weir_lex(WEIR_STYPE *value, span *at, struct parser *p);
}

%code {
#include "grammar/expected.h"

static void weir_error(const span *at, struct parser *p, const char *message);

/* A rule's place: from its first to its last token; nothing is nowhere. */
#define YYLLOC_DEFAULT(cur, rhs, n) \
    (cur) = (n) == 1 ? YYRHSLOC(rhs, 1) : ast_place_join(&YYRHSLOC(rhs, 0), (n))

#define EXPR(where, ...) \
    ast_expr_new(p, &(struct ast_expr){.at = (where), __VA_ARGS__})
#define BINARY(where, which, sign, left, right) \
    EXPR(where, .kind = AST_BINARY, .op = (which), .op_at = (sign), \
         .a = (left), .b = (right))
#define TYPE(where, ...) \
    ast_type_new(p, &(struct ast_type){.at = (where), __VA_ARGS__})
#define ASSIGN(where, ...) \
    ast_assign_new(p, &(struct ast_assign){.at = (where), __VA_ARGS__})
#define TARGET(where, ...) \
    ast_target_new(p, &(struct ast_target){.at = (where), __VA_ARGS__})
#define OPTION(where, word, ...) \
    ast_option_new(p, &(struct ast_option){.at = (where), \
                                           .word_at = (word), __VA_ARGS__})
#define STEP(where, word, ...) \
    ast_step_new(p, &(struct ast_step){.at = (where), .word_at = (word), \
                                       __VA_ARGS__})
#define ARM(where, ...) \
    ast_arm_new(p, &(struct ast_arm){.at = (where), __VA_ARGS__})
#define TRIGGER(where, ...) \
    ast_trigger_new(p, &(struct ast_trigger){.at = (where), __VA_ARGS__})
#define LINE(where, ...) \
    ast_line_new(p, &(struct ast_line){.at = (where), __VA_ARGS__})
#define MORE(...) ast_line_more_new(p, &(struct ast_line_more){__VA_ARGS__})
#define SIDE(place, name, list) \
    .has_args = (place)->has_args, .has_options = (list).there, \
    .more = MORE(.path = (place)->path, .args = (place)->args, .as = (name), \
                 .options = (list).first)
#define FIELD(where, ...) \
    ast_field_new(p, &(struct ast_field){.at = (where), __VA_ARGS__})
#define CLAUSE(where, ...) \
    ast_clause_new(p, &(struct ast_clause){.at = (where), __VA_ARGS__})
#define OPERATION(where, ...) \
    ast_operation_new(p, &(struct ast_operation){.at = (where), __VA_ARGS__})
#define ERROR_LINE(where, ...) \
    ast_error_line_new(p, &(struct ast_error_line){.at = (where), __VA_ARGS__})
#define ITEM(where, word, ...) \
    ast_item_new(p, &(struct ast_item){.at = (where), .word_at = (word), \
                                       __VA_ARGS__})
#define DOCUMENTED(what, text) ((what)->doc = (text), (what))
#define PLACE(e) .path = (e)->path, .args = (e)->args, .has_args = (e)->has_args
#define OPTIONS(list) .options = (list).first, .has_options = (list).there

/* After a mistake in a list behind the brace at `open`. */
#define RESYNC(open) \
    do { \
        if (!parser_resync(p, (open))) \
            YYABORT; \
        yyclearin; \
        yyerrok; \
    } while (0)
#define NOWHERE ((span){0, 0})
}

%define api.pure full
%define api.prefix {weir_}
%define api.token.raw
%define api.token.prefix {T_}
%define api.location.type {span}
%define parse.lac full
%define parse.error custom
%locations
%expect 0
%parse-param {struct parser *p}
%lex-param {struct parser *p}
%initial-action { @$ = (span){0, 0}; }

%union {
    struct ast_name name;
    struct ast_string string;
    struct ast_list list;
    str text;
    struct ast_expr *expr;
    struct ast_type *type;
    struct ast_endpoint_use *place;
    struct ast_body *body;
    struct ast_assign *assign;
    struct ast_param *param;
    struct ast_mark *mark;
    struct ast_field *field;
    struct ast_row *row;
    struct ast_waiver *waiver;
    struct ast_amount *amount;
    struct ast_trigger *trigger;
    struct ast_verify *verify;
    struct ast_format *format;
    struct ast_handler *handler;
    struct ast_target *target;
    struct ast_option *option;
    struct ast_step *step;
    struct ast_arm *arm;
    struct ast_line *line;
    struct ast_code *code;
    struct ast_error_line *error;
    struct ast_clause *clause;
    struct ast_operation *operation;
    struct ast_item *item;
}

/* free: 123 */
%token <name> W_ACTION "action"
%token <name> W_AFTER "after"
%token <name> W_ALERT "alert"
%token <name> W_ANSWERS "answers"
%token <name> W_ARRIVES "arrives"
%token <name> W_ASCENDING "ascending"
%token <name> W_AT "at"
%token <name> W_AUTH "auth"
%token <name> W_BACKOFF "backoff"
%token <name> W_BASE "base"
%token <name> W_BECAUSE "because"
%token <name> W_BODY "body"
%token <name> W_BRANCH "branch"
%token <name> W_BULK "bulk"
%token <name> W_BURST "burst"
%token <name> W_BY "by"
%token <name> W_CACHE "cache"
%token <name> W_CALLABLE "callable"
%token <name> W_CHOICES "choices"
%token <name> W_COMPARE "compare"
%token <name> W_CONCURRENCY "concurrency"
%token <name> W_CONNECTOR "connector"
%token <name> W_CONTACT "contact"
%token <name> W_COPIES "copies"
%token <name> W_COVERS "covers"
%token <name> W_CREATE "create"
%token <name> W_CRITICAL "critical"
%token <name> W_CRON "cron"
%token <name> W_DAILY "daily"
%token <name> W_DELETE "delete"
%token <name> W_DELETED "deleted"
%token <name> W_DEPRECATED "deprecated"
%token <name> W_DOCS "docs"
%token <name> W_DONE "done"
%token <name> W_DRIVER "driver"
%token <name> W_EMPTY "empty"
%token <name> W_ENDPOINT "endpoint"
%token <name> W_ENDS "ends"
%token <name> W_ENTITY "entity"
%token <name> W_ENUM "enum"
%token <name> W_ERRORS "errors"
%token <name> W_ESCALATE "escalate"
%token <name> W_EVERY "every"
%token <name> W_EXPECT "expect"
%token <name> W_FAILS "fails"
%token <name> W_FILE "file"
%token <name> W_FILTER "filter"
%token <name> W_FLOW "flow"
%token <name> W_FN "fn"
%token <name> W_FOR "for"
%token <name> W_FORM "form"
%token <name> W_FORMAT "format"
%token <name> W_FROM "from"
%token <name> W_GET "get"
%token <name> W_GIVEN "given"
%token <name> W_HAS "has"
%token <name> W_HEADER "header"
%token <name> W_IDEMPOTENT "idempotent"
%token <name> W_ITEM "item"
%token <name> W_ITEMS "items"
%token <name> W_KEY "key"
%token <name> W_LIMIT "limit"
%token <name> W_LIST "list"
%token <name> W_LIVES "lives"
%token <name> W_LOOKBACK "lookback"
%token <name> W_MASTER "master"
%token <name> W_MATCH "match"
%token <name> W_MAX "max"
%token <name> W_MOVE "move"
%token <name> W_NO "no"
%token <name> W_OF "of"
%token <name> W_OK "ok"
%token <name> W_ORDERED "ordered"
%token <name> W_OVERLAP "overlap"
%token <name> W_OWNER "owner"
%token <name> W_PAGE "page"
%token <name> W_PEAK "peak"
%token <name> W_PER "per"
%token <name> W_QUERY "query"
%token <name> W_QUEUE "queue"
%token <name> W_RATE "rate"
%token <name> W_RECONCILE "reconcile"
%token <name> W_RECORD "record"
%token <name> W_REFRESH "refresh"
%token <name> W_REMEMBERS "remembers"
%token <name> W_REPLAY "replay"
%token <name> W_RESULTS "results"
%token <name> W_RETAIN "retain"
%token <name> W_RETRY "retry"
%token <name> W_RUNBOOK "runbook"
%token <name> W_SCOPE "scope"
%token <name> W_SHORT "short"
%token <name> W_SINCE "since"
%token <name> W_SIZE "size"
%token <name> W_SOURCE "source"
%token <name> W_STATUS "status"
%token <name> W_STORE "store"
%token <name> W_SUPPORTED "supported"
%token <name> W_SYSTEM "system"
%token <name> W_TABLE "table"
%token <name> W_TARGET "target"
%token <name> W_TEAM "team"
%token <name> W_TEST "test"
%token <name> W_TIME "time"
%token <name> W_TIMEOUT "timeout"
%token <name> W_TIMES "times"
%token <name> W_TO "to"
%token <name> W_TOLERATE "tolerate"
%token <name> W_TOPIC "topic"
%token <name> W_TRIAGE "triage"
%token <name> W_UNDO "undo"
%token <name> W_UNTIL "until"
%token <name> W_UP "up"
%token <name> W_UPDATE "update"
%token <name> W_UPSERT "upsert"
%token <name> W_USE "use"
%token <name> W_VERIFY "verify"
%token <name> W_VERSION "version"
%token <name> W_WAIVE "waive"
%token <name> W_WEBHOOK "webhook"
%token <name> W_WHILE "while"
%token <name> W_WINDOW "window"
%token <name> W_WITHIN "within"
/* reserved: 37 */
%token <name> W_ALL "all"
%token <name> W_ASK "ask"
%token <name> W_AWAIT "await"
%token <name> W_BATCH "batch"
%token <name> W_CALL "call"
%token <name> W_CHANGED "changed"
%token <name> W_CHECK "check"
%token <name> W_CONTINUE "continue"
%token <name> W_DEDUPE "dedupe"
%token <name> W_DROP "drop"
%token <name> W_EACH "each"
%token <name> W_ENRICH "enrich"
%token <name> W_FALSE "false"
%token <name> W_FORGET "forget"
%token <name> W_HALT "halt"
%token <name> W_IF "if"
%token <name> W_KEEP "keep"
%token <name> W_LOOKUP "lookup"
%token <name> W_MAP "map"
%token <name> W_NOTIFY "notify"
%token <name> W_NULL "null"
%token <name> W_ON "on"
%token <name> W_OTHERWISE "otherwise"
%token <name> W_PARK "park"
%token <name> W_READ "read"
%token <name> W_REMEMBER "remember"
%token <name> W_REPLY "reply"
%token <name> W_ROUTE "route"
%token <name> W_SECRET "secret"
%token <name> W_SEND "send"
%token <name> W_SET "set"
%token <name> W_SETTING "setting"
%token <name> W_TRUE "true"
%token <name> W_WAIT "wait"
%token <name> W_WHEN "when"
%token <name> W_WHERE "where"
%token <name> W_WRITE "write"
/* infix: 8 */
%token <name> W_AND "and"
%token <name> W_AS "as"
%token <name> W_ELSE "else"
%token <name> W_IN "in"
%token <name> W_IS "is"
%token <name> W_NOT "not"
%token <name> W_OR "or"
%token <name> W_THEN "then"

%token <name> IDENT "a name"
%token <text> INT "a whole number"
%token <text> DECIMAL "a decimal number"
%token <text> PERCENT "a percentage"
%token <text> MONEY "an amount of money"
%token <text> DURATION "a duration"
%token <text> SIZE "a size"
%token <text> DATE "a date"
%token <text> TIME "a time of day"
%token <text> TIMESTAMP "a timestamp"
%token <text> VERSION "a version"
%token <text> MARK "a mark"
%token <text> DOC "a doc comment"
%token <string> STRING "a text"
%token <text> TEXT_OPEN "a text with expressions"
%token <text> TEXT_MIDDLE "the rest of a text"
%token <text> TEXT_CLOSE "the end of a text"
%token COMMA ","
%token COLON ":"
%token LBRACE "{"
%token RBRACE "}"
%token LPAREN "("
%token RPAREN ")"
%token LBRACKET "["
%token RBRACKET "]"
%token DOT "."
%token SAFE_DOT "?."
%token QUESTION "?"
%token ASSIGNS "="
%token ARROW "->"
%token RANGE ".."
%token PLUS "+"
%token MINUS "-"
%token STAR "*"
%token SLASH "/"
%token REMAINDER "%"
%token COALESCE "??"
%token EQ "=="
%token NE "!="
%token LT "<"
%token LE "<="
%token GT ">"
%token GE ">="

%type <name> name key word reserved opt_as verb
%type <text> docs version rule
%type <expr> expr ors either ands both nots negation compared fallback or_else
%type <expr> sum added product multiplied cast converted unary negated postfix
%type <expr> literal constant cell text string list
%type <expr> object int duration size date time value number batch_size
%type <expr> opt_where opt_until opt_within opt_of opt_status opt_refresh
%type <expr> opt_header opt_max opt_times opt_after opt_key_header
%type <expr> opt_time_header opt_burst opt_string opt_from opt_while opt_lives
%type <expr> opt_remembers
%type <type> type plain_type opt_takes opt_gives
%type <place> endpoint
%type <body> record_lines rows map_lines
%type <assign> assign plain_assign pair property
%type <param> param
%type <mark> mark
%type <field> field plain_field enum_value
%type <row> row
%type <waiver> waiver
%type <amount> amount
%type <trigger> trigger schedule plain_schedule
%type <verify> verify opt_verify
%type <format> format opt_format
%type <handler> handler
%type <target> target
%type <option> option retry
%type <step> step block_line
%type <arm> arm leg
%type <line> use_line team_line queue_line entity_line store_line flow_line
%type <line> match_line test_line system_line arrival resource
%type <code> code
%type <error> error_line
%type <clause> clause
%type <operation> operation plain_operation
%type <item> item plain_item record enum
%type <list> doc_lines opt_use_lines use_lines opt_waivers waivers rule_words
%type <list> team_lines queue_lines marks constants enum_values entity_lines
%type <list> paths store_lines path opt_params params flow_lines names block
%type <list> block_lines assigns choices opt_by_words by_words arms legs
%type <list> opt_options plain retried match_lines test_lines system_lines
%type <list> opt_version values opt_properties properties pairs error_lines
%type <list> codes operations clauses opt_args args fields entries spans

%start file
%%
file: %empty { }
    | file item { ast_file_add(p, $2); }
    | file error { RESYNC(NOWHERE); }
    ;
item: plain_item
    | docs plain_item { $$ = DOCUMENTED($2, $1); }
    ;
docs: doc_lines { $$ = ast_docs_join(p, $1); }
    ;
doc_lines: DOC { $$ = LIST_ONE(ast_doc_new(p, $1)); }
    | doc_lines DOC { $$ = LIST_ADD($1, ast_doc_new(p, $2)); }
    ;
plain_item: record | enum
    | "use" name version opt_as opt_use_lines {
          $$ = ITEM(@$, @1, .kind = AST_USE, .name = $2, .version = $3,
                    .version_at = @3, .as = $4, LINES($5)); }
    | "team" name "{" team_lines "}" {
          $$ = ITEM(@$, @1, .kind = AST_TEAM, .name = $2, LINES($4)); }
    | "queue" name "{" queue_lines "}" {
          $$ = ITEM(@$, @1, .kind = AST_QUEUE, .name = $2, LINES($4)); }
    | "entity" name "{" entity_lines "}" {
          $$ = ITEM(@$, @1, .kind = AST_ENTITY, .name = $2, LINES($4)); }
    | "table" name ":" type "->" type "from" string opt_waivers {
          $$ = ITEM(@$, @1, .kind = AST_TABLE, .name = $2, .key = $4,
                    .value = $6, .from = $8, LINES($9)); }
    | "table" name ":" type "->" type "from" endpoint "by" word opt_where
      opt_refresh opt_waivers {
          $$ = ITEM(@$, @1, .kind = AST_TABLE, .name = $2, .key = $4,
                    .value = $6, PLACE($8), .as = $10, .where = $11,
                    .refresh = $12, LINES($13)); }
    | "table" name ":" type "->" type "{" rows "}" {
          $$ = ITEM(@$, @1, .kind = AST_TABLE, .name = $2, .key = $4,
                    .value = $6, BODY($8)); }
    | "store" name ":" type "->" type "{" store_lines "}" {
          $$ = ITEM(@$, @1, .kind = AST_STORE, .name = $2, .key = $4,
                    .value = $6, LINES($8)); }
    | "fn" name "(" opt_params ")" "->" type "=" expr opt_waivers {
          $$ = ITEM(@$, @1, .kind = AST_FN, .name = $2, .params = $4.first,
                    .type = $7, .expr = $9, LINES($10)); }
    | "map" name "(" opt_params ")" "->" type "{" map_lines "}" {
          $$ = ITEM(@$, @1, .kind = AST_MAP_ITEM, .name = $2,
                    .params = $4.first, .type = $7, BODY($9)); }
    | "flow" name "{" flow_lines "}" {
          $$ = ITEM(@$, @1, .kind = AST_FLOW, .name = $2, LINES($4)); }
    | "flow" name "for" name "in" names "{" flow_lines "}" {
          $$ = ITEM(@$, @1, .kind = AST_FLOW, .name = $2, .as = $4,
                    .names = $6.first, LINES($8)); }
    | "reconcile" name "{" match_lines "}" {
          $$ = ITEM(@$, @1, .kind = AST_RECONCILE, .name = $2, LINES($4)); }
    | "test" STRING "for" name "{" test_lines "}" {
          $$ = ITEM(@$, @1, .kind = AST_TEST, .title = $2.text,
                    .title_at = @2, .name = $4, LINES($6)); }
    | "connector" name version "{" system_lines "}" {
          $$ = ITEM(@$, @1, .kind = AST_CONNECTOR, .name = $2, .version = $3,
                    .version_at = @3, LINES($5)); }
    ;

/* --- uses, waivers, teams, queues ----------------------------------------- */
opt_use_lines: %empty { $$ = LIST_NONE; }
    | "{" use_lines "}" { $$ = LIST_THERE($2); }
    ;
use_lines: %empty { $$ = LIST_NONE; }
    | use_lines use_line { $$ = LIST_ADD($1, $2); }
    | use_lines error { $$ = $1; RESYNC(@0); }
    ;
use_line: key "=" value {
          $$ = LINE(@$, .kind = AST_LINE_SET, .name = $1, .a = $3); }
    | waiver { $$ = LINE(@$, .kind = AST_LINE_WAIVE, .waiver = $1); }
    ;
version: VERSION | MARK ;
value: text
    | "setting" name { $$ = EXPR(@$, .kind = AST_SETTING, .name = $2); }
    | "secret" name { $$ = EXPR(@$, .kind = AST_SECRET, .name = $2); }
    ;
opt_waivers: %empty { $$ = LIST_NONE; }
    | "{" waivers "}" { $$ = LIST_THERE($2); }
    ;
waivers: %empty { $$ = LIST_NONE; }
    | waivers waiver {
          $$ = LIST_ADD($1, LINE(@2, .kind = AST_LINE_WAIVE, .waiver = $2)); }
    | waivers error { $$ = $1; RESYNC(@0); }
    ;
waiver: "waive" rule "until" DATE "because" STRING {
          $$ = ast_waiver_new(p, &(struct ast_waiver){
              .at = @$, .rule_at = @2, .rule = $2, .until_at = @4,
              .until = $4, .because = $6.text, .because_at = @6}); }
    ;
rule: word "/" rule_words { $$ = ast_rule_join(p, $1, $3); }
    ;
rule_words: word { $$ = LIST_ONE(ast_names_new(p, $1)); }
    | rule_words "-" word { $$ = LIST_ADD($1, ast_names_new(p, $3)); }
    ;
team_lines: %empty { $$ = LIST_NONE; }
    | team_lines team_line { $$ = LIST_ADD($1, $2); }
    | team_lines error { $$ = $1; RESYNC(@0); }
    ;
team_line: "contact" string {
          $$ = LINE(@$, .kind = AST_LINE_CONTACT, .a = $2); }
    | "runbook" string { $$ = LINE(@$, .kind = AST_LINE_RUNBOOK, .a = $2); }
    | "alert" name string {
          $$ = LINE(@$, .kind = AST_LINE_ALERT, .name = $2, .a = $3); }
    | "escalate" name "after" duration {
          $$ = LINE(@$, .kind = AST_LINE_ESCALATE, .name = $2, .a = $4); }
    | waiver { $$ = LINE(@$, .kind = AST_LINE_WAIVE, .waiver = $1); }
    ;
queue_lines: %empty { $$ = LIST_NONE; }
    | queue_lines queue_line { $$ = LIST_ADD($1, $2); }
    | queue_lines error { $$ = $1; RESYNC(@0); }
    ;
queue_line: "owner" name { $$ = LINE(@$, .kind = AST_LINE_OWNER, .name = $2); }
    | "triage" "within" duration {
          $$ = LINE(@$, .kind = AST_LINE_TRIAGE, .a = $3); }
    | "retain" duration { $$ = LINE(@$, .kind = AST_LINE_RETAIN, .a = $2); }
    | "replay" "every" duration "up" "to" duration {
          $$ = LINE(@$, .kind = AST_LINE_REPLAY, .a = $3, .b = $6); }
    | "alert" "when" expr {
          $$ = LINE(@$, .kind = AST_LINE_ALERT_WHEN, .a = $3); }
    | waiver { $$ = LINE(@$, .kind = AST_LINE_WAIVE, .waiver = $1); }
    ;

/* --- shapes --------------------------------------------------------------- */
record: "record" name "{" record_lines "}" {
          $$ = ITEM(@$, @1, .kind = AST_RECORD_ITEM, .name = $2, BODY($4)); }
    ;
record_lines: %empty { $$ = ast_body_new(p); }
    | record_lines field { $$ = ast_body_field($1, $2); }
    | record_lines waiver { $$ = ast_body_waiver(p, $1, $2); }
    | record_lines error { $$ = $1; RESYNC(@0); }
    ;
field: plain_field
    | docs plain_field { $$ = DOCUMENTED($2, $1); }
    ;
plain_field: word ":" type marks {
          $$ = FIELD(@$, .name = $1, .type = $3, .marks = $4.first); }
    ;
marks: %empty { $$ = LIST_NONE; }
    | marks mark { $$ = LIST_ADD($1, $2); }
    ;
mark: MARK { $$ = ast_mark_new(p, @$, $1, LIST_NONE); }
    | MARK "(" constants ")" { $$ = ast_mark_new(p, @$, $1, $3); }
    ;
constants: constant { $$ = LIST_ONE($1); }
    | constants "," constant { $$ = LIST_ADD($1, $3); }
    ;
enum: "enum" name "{" enum_values "}" {
          $$ = ITEM(@$, @1, .kind = AST_ENUM, .name = $2, .has_rows = true,
                    .fields = $4.first); }
    ;
enum_values: %empty { $$ = LIST_NONE; }
    | enum_values enum_value { $$ = LIST_ADD($1, $2); }
    | enum_values docs enum_value { $$ = LIST_ADD($1, DOCUMENTED($3, $2)); }
    | enum_values error { $$ = $1; RESYNC(@0); }
    ;
enum_value: word { $$ = FIELD(@$, .name = $1); }
    | word "=" string { $$ = FIELD(@$, .name = $1, .value = $3); }
    ;
entity_lines: %empty { $$ = LIST_NONE; }
    | entity_lines entity_line { $$ = LIST_ADD($1, $2); }
    | entity_lines error { $$ = $1; RESYNC(@0); }
    ;
entity_line: "master" path {
          $$ = LINE(@$, .kind = AST_LINE_MASTER,
                    .more = MORE(.path = $2.first)); }
    | "copies" paths {
          $$ = LINE(@$, .kind = AST_LINE_COPIES,
                    .more = MORE(.paths = $2.first)); }
    | waiver { $$ = LINE(@$, .kind = AST_LINE_WAIVE, .waiver = $1); }
    ;
paths: path { $$ = LIST_ONE(ast_paths_new(p, $1)); }
    | paths "," path { $$ = LIST_ADD($1, ast_paths_new(p, $3)); }
    ;
rows: %empty { $$ = ast_body_new(p); }
    | rows row { $$ = ast_body_row($1, $2); }
    | rows waiver { $$ = ast_body_waiver(p, $1, $2); }
    | rows error { $$ = $1; RESYNC(@0); }
    ;
row: cell ":" cell { $$ = ast_row_new(p, @$, $1, $3); }
    ;
cell: constant
    | name { $$ = EXPR(@$, .kind = AST_NAME, .name = $1); }
    ;
store_lines: %empty { $$ = LIST_NONE; }
    | store_lines store_line { $$ = LIST_ADD($1, $2); }
    | store_lines error { $$ = $1; RESYNC(@0); }
    ;
store_line: "retain" duration {
          $$ = LINE(@$, .kind = AST_LINE_RETAIN, .a = $2); }
    | waiver { $$ = LINE(@$, .kind = AST_LINE_WAIVE, .waiver = $1); }
    ;
path: name { $$ = LIST_ONE(ast_path_new(p, $1)); }
    | path "." word { $$ = LIST_ADD($1, ast_path_new(p, $3)); }
    ;
type: plain_type
    | plain_type "?" { $$ = ast_type_optional($1, @$); }
    ;
plain_type: path { $$ = TYPE(@$, .kind = AST_TYPE_PATH, .path = $1.first); }
    | "[" type "]" { $$ = TYPE(@$, .kind = AST_TYPE_LIST, .of = $2); }
    | "{" name ":" type "}" {
          $$ = TYPE(@$, .kind = AST_TYPE_DICT, .key = $2, .of = $4); }
    ;
map_lines: %empty { $$ = ast_body_new(p); }
    | map_lines assign { $$ = ast_body_assign($1, $2); }
    | map_lines waiver { $$ = ast_body_waiver(p, $1, $2); }
    | map_lines error { $$ = $1; RESYNC(@0); }
    ;
assign: plain_assign
    | docs plain_assign { $$ = DOCUMENTED($2, $1); }
    ;
plain_assign: key "=" expr { $$ = ASSIGN(@$, .key = $1, .value = $3); }
    ;
opt_params: %empty { $$ = LIST_NONE; }
    | params
    ;
params: param { $$ = LIST_ONE($1); }
    | params "," param { $$ = LIST_ADD($1, $3); }
    ;
param: name ":" type { $$ = ast_param_new(p, @$, $1, $3); }
    ;

/* --- flows ---------------------------------------------------------------- */
flow_lines: %empty { $$ = LIST_NONE; }
    | flow_lines flow_line { $$ = LIST_ADD($1, $2); }
    | flow_lines error { $$ = $1; RESYNC(@0); }
    ;
flow_line: "owner" name { $$ = LINE(@$, .kind = AST_LINE_OWNER, .name = $2); }
    | "critical" { $$ = LINE(@$, .kind = AST_LINE_CRITICAL); }
    | "alert" "when" expr {
          $$ = LINE(@$, .kind = AST_LINE_ALERT_WHEN, .a = $3); }
    | "expect" amount {
          $$ = LINE(@$, .kind = AST_LINE_EXPECT,
                    .more = MORE(.amount = $2)); }
    | "expect" amount "peak" amount {
          $$ = LINE(@$, .kind = AST_LINE_EXPECT,
                    .more = MORE(.amount = $2, .peak = $4)); }
    | "ordered" "by" postfix {
          $$ = LINE(@$, .kind = AST_LINE_ORDERED, .a = $3); }
    | "timeout" duration { $$ = LINE(@$, .kind = AST_LINE_TIMEOUT, .a = $2); }
    | trigger { $$ = LINE(@$, .kind = AST_LINE_TRIGGER, .trigger = $1); }
    | block_line { $$ = LINE(@$, .kind = AST_LINE_STEP, .step = $1); }
    | handler { $$ = LINE(@$, .kind = AST_LINE_HANDLER, .handler = $1); }
    | waiver { $$ = LINE(@$, .kind = AST_LINE_WAIVE, .waiver = $1); }
    ;
names: name { $$ = LIST_ONE(ast_names_new(p, $1)); }
    | names "," name { $$ = LIST_ADD($1, ast_names_new(p, $3)); }
    ;
amount: int "per" name { $$ = ast_amount_new(p, @$, $1, $3); }
    ;
trigger: schedule
    | "after" names {
          $$ = TRIGGER(@$, .kind = AST_AFTER, .names = $2.first); }
    | "webhook" path opt_max "as" name {
          $$ = TRIGGER(@$, .kind = AST_WEBHOOK_CONNECTOR, .path = $2.first,
                       .max = $3, .params = ast_param_new(p, @5, $5, NULL)); }
    | "webhook" string opt_verify opt_max "as" param {
          $$ = TRIGGER(@$, .kind = AST_WEBHOOK_PATH, .a = $2, .verify = $3,
                       .max = $4, .params = $6); }
    | "topic" name "as" param {
          $$ = TRIGGER(@$, .kind = AST_TOPIC, .name = $2, .params = $4); }
    | "file" string opt_format opt_max "as" param {
          $$ = TRIGGER(@$, .kind = AST_FILE, .a = $2, .format = $3, .max = $4,
                       .params = $6); }
    | "callable" "(" opt_params ")" opt_gives {
          $$ = TRIGGER(@$, .kind = AST_CALLABLE, .params = $3.first,
                       .type = $5); }
    ;
schedule: plain_schedule
    | plain_schedule "no" "overlap" { $$ = ast_trigger_alone($1, @$); }
    ;
plain_schedule: "every" duration {
          $$ = TRIGGER(@$, .kind = AST_EVERY, .a = $2); }
    | "cron" string "in" string {
          $$ = TRIGGER(@$, .kind = AST_CRON, .a = $2, .zone = $4); }
    | "daily" "at" time "in" string {
          $$ = TRIGGER(@$, .kind = AST_DAILY, .a = $3, .zone = $5); }
    ;
opt_verify: %empty { $$ = NULL; }
    | verify
    ;
verify: "verify" name opt_header "secret" name {
          $$ = ast_verify_new(p, &(struct ast_verify){
              .at = @$, .kind = $2, .header = $3, .secret = $5}); }
    ;
opt_header: %empty { $$ = NULL; }
    | "header" string { $$ = $2; }
    ;
opt_max: %empty { $$ = NULL; }
    | "max" size { $$ = $2; }
    ;
opt_gives: %empty { $$ = NULL; }
    | "->" type { $$ = $2; }
    ;

/* --- steps ---------------------------------------------------------------- */
block: "{" block_lines "}" { $$ = LIST_THERE($2); }
    ;
block_lines: %empty { $$ = LIST_NONE; }
    | block_lines block_line { $$ = LIST_ADD($1, $2); }
    | block_lines error { $$ = $1; RESYNC(@0); }
    ;
block_line: step
    | docs step { $$ = DOCUMENTED($2, $1); }
    ;
step: "read" endpoint "as" name opt_where opt_options {
          $$ = STEP(@$, @1, .kind = AST_READ, PLACE($2), .as = $4,
                    .where = $5, OPTIONS($6)); }
    | "read" endpoint "as" name "since" path opt_until opt_where opt_options {
          $$ = STEP(@$, @1, .kind = AST_READ, PLACE($2), .as = $4,
                    .path2 = $6.first, .until = $7, .where = $8,
                    OPTIONS($9)); }
    | "keep" expr opt_options {
          $$ = STEP(@$, @1, .kind = AST_KEEP, .expr = $2, OPTIONS($3)); }
    | "keep" "changed" expr "by" postfix opt_within opt_options {
          $$ = STEP(@$, @1, .kind = AST_KEEP_CHANGED, .expr = $3, .by = $5,
                    .within = $6, OPTIONS($7)); }
    | "drop" "because" text opt_options {
          $$ = STEP(@$, @1, .kind = AST_DROP, .because = $3, OPTIONS($4)); }
    | "drop" "when" expr "because" text opt_options {
          $$ = STEP(@$, @1, .kind = AST_DROP, .expr = $3, .because = $5,
                    OPTIONS($6)); }
    | "check" expr "else" "->" target {
          $$ = STEP(@$, @1, .kind = AST_CHECK, .expr = $2, .target = $5); }
    | "dedupe" "by" postfix "within" duration opt_options {
          $$ = STEP(@$, @1, .kind = AST_DEDUPE, .by = $3, .within = $5,
                    OPTIONS($6)); }
    | "map" name "as" name opt_options {
          $$ = STEP(@$, @1, .kind = AST_MAP, .name = $2, .as = $4,
                    OPTIONS($5)); }
    | "map" name "(" opt_args ")" "as" name opt_options {
          $$ = STEP(@$, @1, .kind = AST_MAP, .name = $2, .args = $4.first,
                    .has_args = true, .as = $7, OPTIONS($8)); }
    | "map" path "->" type "as" name "{" assigns "}" {
          $$ = STEP(@$, @1, .kind = AST_MAP_INLINE, .path = $2.first,
                    .type = $4, .as = $6, .fields = $8.first); }
    | "set" name "=" expr opt_options {
          $$ = STEP(@$, @1, .kind = AST_SET, .name = $2, .expr = $4,
                    OPTIONS($5)); }
    | "enrich" endpoint "as" name opt_options {
          $$ = STEP(@$, @1, .kind = AST_ENRICH, PLACE($2), .as = $4,
                    OPTIONS($5)); }
    | "enrich" endpoint "by" postfix "as" name opt_options {
          $$ = STEP(@$, @1, .kind = AST_ENRICH, PLACE($2), .by = $4,
                    .as = $6, OPTIONS($7)); }
    | "write" endpoint key postfix opt_by_words opt_as opt_options {
          $$ = STEP(@$, @1, .kind = AST_WRITE, PLACE($2), .name = $3,
                    .what = $4, .names = $5.first, .as = $6, OPTIONS($7)); }
    | "each" name "in" expr block {
          $$ = STEP(@$, @1, .kind = AST_EACH, .name = $2, .expr = $4,
                    .block = $5.first); }
    | "batch" batch_size opt_of opt_within "as" name opt_options {
          $$ = STEP(@$, @1, .kind = AST_BATCH, .expr = $2, .what = $3,
                    .within = $4, .as = $6, OPTIONS($7)); }
    | "batch" batch_size opt_of "by" postfix opt_within "as" name
      opt_options {
          $$ = STEP(@$, @1, .kind = AST_BATCH, .expr = $2, .what = $3,
                    .by = $5, .within = $6, .as = $8, OPTIONS($9)); }
    | "batch" batch_size opt_of "by" name "=" postfix opt_within "as" name
      opt_options {
          $$ = STEP(@$, @1, .kind = AST_BATCH, .expr = $2, .what = $3,
                    .key_name = $5, .by = $7, .within = $8, .as = $10,
                    OPTIONS($11)); }
    | "when" expr block {
          $$ = STEP(@$, @1, .kind = AST_WHEN, .expr = $2,
                    .block = $3.first); }
    | "route" "{" arms "}" {
          $$ = STEP(@$, @1, .kind = AST_ROUTE, .arms = $3.first); }
    | "all" "{" legs "}" {
          $$ = STEP(@$, @1, .kind = AST_ALL, .arms = $3.first); }
    | "call" name "(" opt_args ")" opt_as opt_options {
          $$ = STEP(@$, @1, .kind = AST_CALL_FLOW, .name = $2,
                    .args = $4.first, .has_args = true, .as = $6,
                    OPTIONS($7)); }
    | "send" expr "to" "topic" name opt_options {
          $$ = STEP(@$, @1, .kind = AST_SEND, .expr = $2, .name = $5,
                    OPTIONS($6)); }
    | "reply" expr opt_status opt_options {
          $$ = STEP(@$, @1, .kind = AST_REPLY, .expr = $2, .status = $3,
                    OPTIONS($4)); }
    | "remember" name "[" expr "]" "=" expr opt_options {
          $$ = STEP(@$, @1, .kind = AST_REMEMBER, .name = $2, .by = $4,
                    .expr = $7, OPTIONS($8)); }
    | "forget" name "[" expr "]" opt_options {
          $$ = STEP(@$, @1, .kind = AST_FORGET, .name = $2, .by = $4,
                    OPTIONS($6)); }
    | "wait" duration opt_options {
          $$ = STEP(@$, @1, .kind = AST_WAIT, .within = $2, OPTIONS($3)); }
    | "wait" "until" expr opt_options {
          $$ = STEP(@$, @1, .kind = AST_WAIT, .until = $3, OPTIONS($4)); }
    | "await" "webhook" path "as" name "where" expr "within" duration
      opt_options {
          $$ = STEP(@$, @1, .kind = AST_AWAIT, .path = $3.first, .as = $5,
                    .where = $7, .within = $9, OPTIONS($10)); }
    | "await" "topic" name "as" param "where" expr "within" duration
      opt_options {
          $$ = STEP(@$, @1, .kind = AST_AWAIT, .name = $3, .param = $5,
                    .where = $7, .within = $9, OPTIONS($10)); }
    | "ask" name text "choices" choices "as" name "within" duration
      opt_options {
          $$ = STEP(@$, @1, .kind = AST_ASK, .name = $2, .expr = $3,
                    .list = $5.first, .as = $7, .within = $9,
                    OPTIONS($10)); }
    | "notify" name text opt_options {
          $$ = STEP(@$, @1, .kind = AST_NOTIFY, .name = $2, .expr = $3,
                    OPTIONS($4)); }
    | "park" name "because" text {
          $$ = STEP(@$, @1, .kind = AST_PARK, .name = $2, .because = $4); }
    | "halt" "because" text {
          $$ = STEP(@$, @1, .kind = AST_HALT, .because = $3); }
    | "continue" { $$ = STEP(@$, @1, .kind = AST_CONTINUE); }
    ;
assigns: %empty { $$ = LIST_NONE; }
    | assigns assign { $$ = LIST_ADD($1, $2); }
    | assigns error { $$ = $1; RESYNC(@0); }
    ;
batch_size: int
    | "all" { $$ = NULL; }
    ;
choices: string { $$ = LIST_ONE($1); }
    | choices "," string { $$ = LIST_ADD($1, $3); }
    ;
endpoint: path { $$ = ast_endpoint_use_new(p, $1, LIST_NONE); }
    | path "(" opt_args ")" {
          $$ = ast_endpoint_use_new(p, $1, LIST_THERE($3)); }
    ;
opt_as: %empty { $$ = (struct ast_name){0}; }
    | "as" name { $$ = $2; }
    ;
opt_where: %empty { $$ = NULL; }
    | "where" expr { $$ = $2; }
    ;
opt_until: %empty { $$ = NULL; }
    | "until" expr { $$ = $2; }
    ;
opt_within: %empty { $$ = NULL; }
    | "within" duration { $$ = $2; }
    ;
opt_of: %empty { $$ = NULL; }
    | "of" postfix { $$ = $2; }
    ;
opt_by_words: %empty { $$ = LIST_NONE; }
    | "by" by_words { $$ = $2; }
    ;
by_words: word { $$ = LIST_ONE(ast_names_new(p, $1)); }
    | by_words "," word { $$ = LIST_ADD($1, ast_names_new(p, $3)); }
    ;
opt_status: %empty { $$ = NULL; }
    | "status" int { $$ = $2; }
    ;
opt_refresh: %empty { $$ = NULL; }
    | "refresh" duration { $$ = $2; }
    ;
arms: %empty { $$ = LIST_NONE; }
    | arms arm { $$ = LIST_ADD($1, $2); }
    | arms error { $$ = $1; RESYNC(@0); }
    ;
arm: "when" expr block {
          $$ = ARM(@$, .kind = AST_ARM_WHEN, .expr = $2, .block = $3.first); }
    | "otherwise" block {
          $$ = ARM(@$, .kind = AST_ARM_OTHERWISE, .block = $2.first); }
    ;
legs: %empty { $$ = LIST_NONE; }
    | legs leg { $$ = LIST_ADD($1, $2); }
    | legs error { $$ = $1; RESYNC(@0); }
    ;
leg: arm
    | "branch" name block {
          $$ = ARM(@$, .kind = AST_ARM_BRANCH, .name = $2,
                   .block = $3.first); }
    | block { $$ = ARM(@$, .kind = AST_ARM_BLOCK, .block = $1.first); }
    | handler { $$ = ARM(@$, .kind = AST_ARM_ON, .handler = $1); }
    ;
handler: "on" names "->" target { $$ = ast_handler_new(p, @$, $2, $4); }
    ;
target: name { $$ = TARGET(@$, .kind = AST_TO_QUEUE, .name = $1); }
    | "continue" { $$ = TARGET(@$, .kind = AST_TO_CONTINUE); }
    | "halt" { $$ = TARGET(@$, .kind = AST_TO_HALT); }
    | "halt" "because" text {
          $$ = TARGET(@$, .kind = AST_TO_HALT, .because = $3); }
    | "drop" "because" text {
          $$ = TARGET(@$, .kind = AST_TO_DROP, .because = $3); }
    | block { $$ = TARGET(@$, .kind = AST_TO_BLOCK, .block = $1.first); }
    ;

/* --- options -------------------------------------------------------------- */
opt_options: %empty { $$ = LIST_NONE; }
    | "{" plain "}" { $$ = LIST_THERE($2); }
    | "{" retried "}" { $$ = LIST_THERE($2); }
    ;
plain: %empty { $$ = LIST_NONE; }
    | plain option { $$ = LIST_ADD($1, $2); }
    | plain handler {
          $$ = LIST_ADD($1, OPTION(@2, @2, .kind = AST_OPT_ON,
                                   .handler = $2)); }
    | retried option { $$ = LIST_ADD($1, $2); }
    | retried "on" names { $$ = ast_retry_classes(p, $1, @2, $3); }
    | retried "on" names "->" target {
          $$ = LIST_ADD($1, ast_option_on(p, @2, $3, $5)); }
    | plain error { $$ = $1; RESYNC(@0); }
    | retried error { $$ = $1; RESYNC(@0); }
    ;
retried: plain retry { $$ = LIST_ADD($1, $2); }
    | retried retry { $$ = LIST_ADD($1, $2); }
    ;
retry: "retry" int "times" {
          $$ = OPTION(@$, @1, .kind = AST_OPT_RETRY, .a = $2); }
    | "retry" int "times" "backoff" duration {
          $$ = OPTION(@$, @1, .kind = AST_OPT_RETRY, .a = $2, .b = $5); }
    | "retry" int "times" "backoff" duration "to" duration {
          $$ = OPTION(@$, @1, .kind = AST_OPT_RETRY, .a = $2, .b = $5,
                      .c = $7); }
    ;
option: "timeout" duration {
          $$ = OPTION(@$, @1, .kind = AST_OPT_TIMEOUT, .a = $2); }
    | "key" expr { $$ = OPTION(@$, @1, .kind = AST_OPT_KEY, .a = $2); }
    | "match" expr { $$ = OPTION(@$, @1, .kind = AST_OPT_MATCH, .a = $2); }
    | "bulk" int opt_within {
          $$ = OPTION(@$, @1, .kind = AST_OPT_BULK, .a = $2, .b = $3); }
    | "lookback" duration {
          $$ = OPTION(@$, @1, .kind = AST_OPT_LOOKBACK, .a = $2); }
    | "empty" "ok" { $$ = OPTION(@$, @1, .kind = AST_OPT_EMPTY); }
    | "empty" "->" target {
          $$ = OPTION(@$, @1, .kind = AST_OPT_EMPTY, .target = $3); }
    | "cache" duration {
          $$ = OPTION(@$, @1, .kind = AST_OPT_CACHE, .a = $2); }
    | "until" expr "every" duration "within" duration {
          $$ = OPTION(@$, @1, .kind = AST_OPT_UNTIL, .a = $2, .b = $4,
                      .c = $6); }
    | "undo" block {
          $$ = OPTION(@$, @1, .kind = AST_OPT_UNDO, .block = $2.first); }
    | "concurrency" int {
          $$ = OPTION(@$, @1, .kind = AST_OPT_CONCURRENCY, .a = $2); }
    | "rate" amount {
          $$ = OPTION(@$, @1, .kind = AST_OPT_RATE, .amount = $2); }
    | "max" size { $$ = OPTION(@$, @1, .kind = AST_OPT_MAX, .a = $2); }
    | waiver { $$ = OPTION(@$, @1, .kind = AST_OPT_WAIVE, .waiver = $1); }
    ;

/* --- reconciles and tests ------------------------------------------------- */
match_lines: %empty { $$ = LIST_NONE; }
    | match_lines match_line { $$ = LIST_ADD($1, $2); }
    | match_lines error { $$ = $1; RESYNC(@0); }
    ;
match_line: "owner" name { $$ = LINE(@$, .kind = AST_LINE_OWNER, .name = $2); }
    | "covers" names {
          $$ = LINE(@$, .kind = AST_LINE_COVERS,
                    .more = MORE(.names = $2.first)); }
    | schedule { $$ = LINE(@$, .kind = AST_LINE_SCHEDULE, .trigger = $1); }
    | "source" endpoint "as" name opt_where opt_options {
          $$ = LINE(@$, .kind = AST_LINE_SOURCE, .a = $5, SIDE($2, $4, $6)); }
    | "target" endpoint "as" name opt_where opt_options {
          $$ = LINE(@$, .kind = AST_LINE_TARGET, .a = $5, SIDE($2, $4, $6)); }
    | "match" expr { $$ = LINE(@$, .kind = AST_LINE_MATCH, .a = $2); }
    | "compare" expr { $$ = LINE(@$, .kind = AST_LINE_COMPARE, .a = $2); }
    | "window" duration { $$ = LINE(@$, .kind = AST_LINE_WINDOW, .a = $2); }
    | "tolerate" number { $$ = LINE(@$, .kind = AST_LINE_TOLERATE, .a = $2); }
    | handler { $$ = LINE(@$, .kind = AST_LINE_HANDLER, .handler = $1); }
    | waiver { $$ = LINE(@$, .kind = AST_LINE_WAIVE, .waiver = $1); }
    ;
test_lines: %empty { $$ = LIST_NONE; }
    | test_lines test_line { $$ = LIST_ADD($1, $2); }
    | test_lines error { $$ = $1; RESYNC(@0); }
    ;
test_line: "given" path "from" string {
          $$ = LINE(@$, .kind = AST_LINE_GIVEN, .from_file = true, .a = $4,
                    .more = MORE(.path = $2.first)); }
    | "given" path list {
          $$ = LINE(@$, .kind = AST_LINE_GIVEN, .a = $3,
                    .more = MORE(.path = $2.first)); }
    | "given" path object {
          $$ = LINE(@$, .kind = AST_LINE_GIVEN, .a = $3,
                    .more = MORE(.path = $2.first)); }
    | "when" path "fails" name opt_times opt_after {
          $$ = LINE(@$, .kind = AST_LINE_FAILS, .name = $4, .a = $5, .b = $6,
                    .more = MORE(.path = $2.first)); }
    | "when" path "answers" string opt_after {
          $$ = LINE(@$, .kind = AST_LINE_ANSWERS, .a = $4, .b = $5,
                    .more = MORE(.path = $2.first)); }
    | "when" path "arrives" "from" string opt_after {
          $$ = LINE(@$, .kind = AST_LINE_ARRIVES, .a = $5, .b = $6,
                    .from_file = true, .more = MORE(.path = $2.first)); }
    | "when" path "arrives" list opt_after {
          $$ = LINE(@$, .kind = AST_LINE_ARRIVES, .a = $4, .b = $5,
                    .more = MORE(.path = $2.first)); }
    | "expect" path "has" int opt_where {
          $$ = LINE(@$, .kind = AST_LINE_EXPECT_COUNT, .a = $4, .b = $5,
                    .more = MORE(.path = $2.first)); }
    | "expect" "reply" "where" expr {
          $$ = LINE(@$, .kind = AST_LINE_EXPECT_REPLY, .b = $4); }
    ;
opt_times: %empty { $$ = NULL; }
    | int "times"
    ;
opt_after: %empty { $$ = NULL; }
    | "after" duration { $$ = $2; }
    ;

/* --- connectors ----------------------------------------------------------- */
system_lines: %empty { $$ = LIST_NONE; }
    | system_lines system_line { $$ = LIST_ADD($1, $2); }
    | system_lines error { $$ = $1; RESYNC(@0); }
    ;
system_line: "system" string name {
          $$ = LINE(@$, .kind = AST_LINE_SYSTEM, .a = $2, .name = $3); }
    | "docs" string { $$ = LINE(@$, .kind = AST_LINE_DOCS, .a = $2); }
    | "supported" "until" date {
          $$ = LINE(@$, .kind = AST_LINE_SUPPORTED, .a = $3); }
    | "driver" name { $$ = LINE(@$, .kind = AST_LINE_DRIVER, .name = $2); }
    | "base" value { $$ = LINE(@$, .kind = AST_LINE_BASE, .a = $2); }
    | "header" string value {
          $$ = LINE(@$, .kind = AST_LINE_HEADER, .a = $2, .b = $3); }
    | "auth" name values opt_properties {
          $$ = LINE(@$, .kind = AST_LINE_AUTH, .name = $2, .a = $3.first,
                    .has_options = $4.there,
                    .more = MORE(.fields = $4.first)); }
    | "limit" amount opt_burst {
          $$ = LINE(@$, .kind = AST_LINE_LIMIT, .a = $3,
                    .more = MORE(.amount = $2)); }
    | "limit" "concurrency" int {
          $$ = LINE(@$, .kind = AST_LINE_LIMIT_CONCURRENCY, .a = $3); }
    | format {
          $$ = LINE(@$, .kind = AST_LINE_FORMAT, .more = MORE(.format = $1)); }
    | "errors" "{" error_lines "}" {
          $$ = LINE(@$, .kind = AST_LINE_ERRORS, .errors = $3.first); }
    | record { $$ = LINE(@$, .kind = AST_LINE_RECORD, .item = $1); }
    | docs record {
          $$ = LINE(@2, .kind = AST_LINE_RECORD, .item = DOCUMENTED($2, $1)); }
    | enum { $$ = LINE(@$, .kind = AST_LINE_ENUM, .item = $1); }
    | docs enum {
          $$ = LINE(@2, .kind = AST_LINE_ENUM, .item = DOCUMENTED($2, $1)); }
    | resource
    | docs resource { $$ = DOCUMENTED($2, $1); }
    | arrival
    | docs arrival { $$ = DOCUMENTED($2, $1); }
    | waiver { $$ = LINE(@$, .kind = AST_LINE_WAIVE, .waiver = $1); }
    ;
arrival: "webhook" name ":" type {
          $$ = LINE(@$, .kind = AST_LINE_WEBHOOK, .name = $2,
                    .more = MORE(.type = $4)); }
    | "webhook" name ":" type verify opt_key_header opt_time_header
      opt_version {
          $$ = LINE(@$, .kind = AST_LINE_WEBHOOK, .name = $2, .a = $6, .b = $7,
                    .more = MORE(.type = $4, .verify = $5, .path = $8.first)); }
    ;
opt_key_header: %empty { $$ = NULL; }
    | "key" "header" string { $$ = $3; }
    ;
opt_time_header: %empty { $$ = NULL; }
    | "time" "header" string { $$ = $3; }
    ;
opt_version: %empty { $$ = LIST_NONE; }
    | "version" path { $$ = $2; }
    ;
values: %empty { $$ = LIST_NONE; }
    | values value { $$ = LIST_ADD($1, $2); }
    ;
opt_properties: %empty { $$ = LIST_NONE; }
    | "{" properties "}" { $$ = LIST_THERE($2); }
    ;
properties: %empty { $$ = LIST_NONE; }
    | properties property { $$ = LIST_ADD($1, $2); }
    | properties error { $$ = $1; RESYNC(@0); }
    ;
property: word value { $$ = ASSIGN(@$, .key = $1, .value = $2); }
    | "secret" name {
          $$ = ASSIGN(@$, .key = $1,
                      .value = EXPR(@$, .kind = AST_SECRET, .name = $2)); }
    ;
opt_burst: %empty { $$ = NULL; }
    | "burst" int { $$ = $2; }
    ;
opt_format: %empty { $$ = NULL; }
    | format
    ;
format: "format" name { $$ = ast_format_new(p, @$, $2, LIST_NONE); }
    | "format" name "(" pairs ")" { $$ = ast_format_new(p, @$, $2, $4); }
    ;
pairs: pair { $$ = LIST_ONE($1); }
    | pairs "," pair { $$ = LIST_ADD($1, $3); }
    ;
pair: word ":" constant { $$ = ASSIGN(@$, .key = $1, .value = $3); }
    ;
error_lines: %empty { $$ = LIST_NONE; }
    | error_lines error_line { $$ = LIST_ADD($1, $2); }
    | error_lines error { $$ = $1; RESYNC(@0); }
    ;
error_line: codes ":" name {
          $$ = ERROR_LINE(@$, .codes = $1.first, .klass = $3); }
    | "when" expr ":" name { $$ = ERROR_LINE(@$, .when = $2, .klass = $4); }
    | "otherwise" ":" name {
          $$ = ERROR_LINE(@$, .otherwise = true, .klass = $3); }
    | "item" "when" expr ":" name {
          $$ = ERROR_LINE(@$, .item = true, .when = $3, .klass = $5); }
    | "item" "otherwise" ":" name {
          $$ = ERROR_LINE(@$, .item = true, .otherwise = true,
                          .klass = $4); }
    ;
codes: code { $$ = LIST_ONE($1); }
    | codes "," code { $$ = LIST_ADD($1, $3); }
    ;
code: int { $$ = ast_code_new(p, @$, $1, NULL); }
    | int ".." int { $$ = ast_code_new(p, @$, $1, $3); }
    | string { $$ = ast_code_new(p, @$, $1, NULL); }
    ;
resource: "endpoint" name ":" type "{" operations "}" {
          $$ = LINE(@$, .kind = AST_LINE_ENDPOINT,
                    .endpoint = ast_endpoint_new(p, &(struct ast_endpoint){
                        .at = @$, .name = $2, .type = $4,
                        .operations = $6.first})); }
    | "endpoint" name "(" opt_params ")" ":" type "{" operations "}" {
          $$ = LINE(@$, .kind = AST_LINE_ENDPOINT,
                    .endpoint = ast_endpoint_new(p, &(struct ast_endpoint){
                        .at = @$, .name = $2, .params = $4.first,
                        .has_params = true, .type = $7,
                        .operations = $9.first})); }
    ;
operations: %empty { $$ = LIST_NONE; }
    | operations operation { $$ = LIST_ADD($1, $2); }
    | operations error { $$ = $1; RESYNC(@0); }
    ;
operation: plain_operation
    | docs plain_operation { $$ = DOCUMENTED($2, $1); }
    ;
plain_operation: verb opt_takes opt_gives name text clauses {
          $$ = OPERATION(@$, .verb = $1, .takes = $2, .gives = $3,
                         .kind = $4, .target = $5, .clauses = $6.first); }
    | "action" key opt_takes opt_gives name text clauses {
          $$ = OPERATION(@$, .verb = $1, .action = $2, .takes = $3,
                         .gives = $4, .kind = $5, .target = $6,
                         .clauses = $7.first); }
    ;
verb: "list" | "get" | "create" | "update" | "upsert" | "delete" ;
opt_takes: %empty { $$ = NULL; }
    | "(" type ")" { $$ = $2; }
    ;
clauses: %empty { $$ = LIST_NONE; }
    | clauses clause { $$ = LIST_ADD($1, $2); }
    ;
clause: "items" string { $$ = CLAUSE(@$, .kind = AST_CLAUSE_ITEMS, .a = $2); }
    | "item" string { $$ = CLAUSE(@$, .kind = AST_CLAUSE_ITEM, .a = $2); }
    | "page" name opt_string opt_from opt_while opt_lives {
          $$ = CLAUSE(@$, .kind = AST_CLAUSE_PAGE, .name = $2, .a = $3,
                      .b = $4, .c = $5, .d = $6); }
    | "size" int { $$ = CLAUSE(@$, .kind = AST_CLAUSE_SIZE, .b = $2); }
    | "size" string int {
          $$ = CLAUSE(@$, .kind = AST_CLAUSE_SIZE, .a = $2, .b = $3); }
    | "since" string { $$ = CLAUSE(@$, .kind = AST_CLAUSE_SINCE, .a = $2); }
    | "since" "header" string {
          $$ = CLAUSE(@$, .kind = AST_CLAUSE_SINCE, .flag = true, .a = $3); }
    | "filter" word string {
          $$ = CLAUSE(@$, .kind = AST_CLAUSE_FILTER, .name = $2, .a = $3); }
    | "header" string expr {
          $$ = CLAUSE(@$, .kind = AST_CLAUSE_HEADER, .a = $2, .b = $3); }
    | "query" string expr {
          $$ = CLAUSE(@$, .kind = AST_CLAUSE_QUERY, .a = $2, .b = $3); }
    | "body" expr { $$ = CLAUSE(@$, .kind = AST_CLAUSE_BODY, .a = $2); }
    | "form" expr { $$ = CLAUSE(@$, .kind = AST_CLAUSE_FORM, .a = $2); }
    | format { $$ = CLAUSE(@$, .kind = AST_CLAUSE_FORMAT, .format = $1); }
    | "key" "header" string opt_remembers {
          $$ = CLAUSE(@$, .kind = AST_CLAUSE_KEY, .a = $3, .b = $4); }
    | "match" "header" string {
          $$ = CLAUSE(@$, .kind = AST_CLAUSE_MATCH, .a = $3); }
    | "idempotent" { $$ = CLAUSE(@$, .kind = AST_CLAUSE_IDEMPOTENT); }
    | "ascending" { $$ = CLAUSE(@$, .kind = AST_CLAUSE_ASCENDING); }
    | "short" "page" "ends" {
          $$ = CLAUSE(@$, .kind = AST_CLAUSE_SHORT_PAGE_ENDS); }
    | "deleted" "when" expr {
          $$ = CLAUSE(@$, .kind = AST_CLAUSE_DELETED, .a = $3); }
    | "bulk" int { $$ = CLAUSE(@$, .kind = AST_CLAUSE_BULK, .a = $2); }
    | "bulk" int size {
          $$ = CLAUSE(@$, .kind = AST_CLAUSE_BULK, .a = $2, .b = $3); }
    | "results" string { $$ = CLAUSE(@$, .kind = AST_CLAUSE_RESULTS, .a = $2); }
    | "results" string "by" string {
          $$ = CLAUSE(@$, .kind = AST_CLAUSE_RESULTS, .a = $2, .b = $4); }
    | "errors" "{" error_lines "}" {
          $$ = CLAUSE(@$, .kind = AST_CLAUSE_ERRORS, .errors = $3.first); }
    | "done" "move" string {
          $$ = CLAUSE(@$, .kind = AST_CLAUSE_DONE, .name = $2, .a = $3); }
    | "done" "delete" { $$ = CLAUSE(@$, .kind = AST_CLAUSE_DONE, .name = $2); }
    | "done" "keep" { $$ = CLAUSE(@$, .kind = AST_CLAUSE_DONE, .name = $2); }
    | "scope" string { $$ = CLAUSE(@$, .kind = AST_CLAUSE_SCOPE, .a = $2); }
    | "deprecated" date {
          $$ = CLAUSE(@$, .kind = AST_CLAUSE_DEPRECATED, .a = $2); }
    | "deprecated" date string {
          $$ = CLAUSE(@$, .kind = AST_CLAUSE_DEPRECATED, .a = $2, .b = $3); }
    ;
opt_string: %empty { $$ = NULL; }
    | string
    ;
opt_from: %empty { $$ = NULL; }
    | "from" string { $$ = $2; }
    ;
opt_while: %empty { $$ = NULL; }
    | "while" string { $$ = $2; }
    ;
opt_lives: %empty { $$ = NULL; }
    | "lives" duration { $$ = $2; }
    ;
opt_remembers: %empty { $$ = NULL; }
    | "remembers" duration { $$ = $2; }
    ;

/* --- expressions ---------------------------------------------------------- */
/* A rule for each kind of expression, and one for each level that lists what
 * may stand there: an operand is reduced once, not once a level. */
expr: ors | ands | nots | compared | or_else | added | multiplied | converted
    | negated | postfix
    | "if" expr "then" expr "else" expr {
          $$ = EXPR(@$, .kind = AST_IF, .op_at = @1, .a = $2, .b = $4,
                    .c = $6); }
    ;
ors: either "or" both { $$ = BINARY(@$, AST_OR, @2, $1, $3); }
    ;
either: ors | ands | nots | compared | or_else | added | multiplied | converted
    | negated | postfix
    ;
ands: both "and" negation { $$ = BINARY(@$, AST_AND, @2, $1, $3); }
    ;
both: ands | nots | compared | or_else | added | multiplied | converted
    | negated | postfix
    ;
nots: "not" negation {
          $$ = EXPR(@$, .kind = AST_NOT, .op_at = @1, .a = $2); }
    ;
negation: nots | compared | or_else | added | multiplied | converted | negated
    | postfix
    ;
compared: fallback "==" fallback { $$ = BINARY(@$, AST_EQ, @2, $1, $3); }
    | fallback "!=" fallback { $$ = BINARY(@$, AST_NE, @2, $1, $3); }
    | fallback "<" fallback { $$ = BINARY(@$, AST_LT, @2, $1, $3); }
    | fallback "<=" fallback { $$ = BINARY(@$, AST_LE, @2, $1, $3); }
    | fallback ">" fallback { $$ = BINARY(@$, AST_GT, @2, $1, $3); }
    | fallback ">=" fallback { $$ = BINARY(@$, AST_GE, @2, $1, $3); }
    | fallback "in" fallback {
          $$ = EXPR(@$, .kind = AST_IN, .op_at = @2, .a = $1, .b = $3); }
    | fallback "not" "in" fallback {
          $$ = EXPR(@$, .kind = AST_NOT_IN, .op_at = @2, .a = $1, .b = $4); }
    | fallback "is" "null" {
          $$ = EXPR(@$, .kind = AST_IS_NULL, .op_at = @2, .a = $1); }
    | fallback "is" "not" "null" {
          $$ = EXPR(@$, .kind = AST_IS_NOT_NULL, .op_at = @2, .a = $1); }
    ;
fallback: or_else | added | multiplied | converted | negated | postfix
    ;
or_else: sum "??" fallback {
          $$ = EXPR(@$, .kind = AST_COALESCE, .op_at = @2, .a = $1,
                    .b = $3); }
    ;
sum: added | multiplied | converted | negated | postfix
    ;
added: sum "+" product { $$ = BINARY(@$, AST_ADD, @2, $1, $3); }
    | sum "-" product { $$ = BINARY(@$, AST_SUB, @2, $1, $3); }
    ;
product: multiplied | converted | negated | postfix
    ;
multiplied: product "*" cast { $$ = BINARY(@$, AST_MUL, @2, $1, $3); }
    | product "/" cast { $$ = BINARY(@$, AST_DIV, @2, $1, $3); }
    | product "%" cast { $$ = BINARY(@$, AST_MOD, @2, $1, $3); }
    ;
cast: converted | negated | postfix
    ;
converted: cast "as" type {
          $$ = EXPR(@$, .kind = AST_CAST, .op_at = @2, .a = $1,
                    .type = $3); }
    ;
negated: "-" unary {
          $$ = EXPR(@$, .kind = AST_NEGATE, .op_at = @1, .a = $2); }
    ;
unary: negated | postfix
    ;
postfix: postfix "." word {
          $$ = EXPR(@$, .kind = AST_FIELD, .op_at = @2, .a = $1,
                    .name = $3); }
    | postfix "?." word {
          $$ = EXPR(@$, .kind = AST_SAFE_FIELD, .op_at = @2, .a = $1,
                    .name = $3); }
    | postfix "[" expr "]" {
          $$ = EXPR(@$, .kind = AST_INDEX, .op_at = @2, .a = $1, .b = $3); }
    | name { $$ = EXPR(@$, .kind = AST_NAME, .name = $1); }
    | name "(" opt_args ")" {
          $$ = EXPR(@$, .kind = AST_CALL, .name = $1, .list = $3.first); }
    | literal
    | text
    | list
    | object
    | "(" expr ")" { $$ = ast_expr_parens($2, @$); }
    | "lookup" name "[" expr "]" {
          $$ = EXPR(@$, .kind = AST_LOOKUP, .name = $2, .a = $4); }
    | "setting" name { $$ = EXPR(@$, .kind = AST_SETTING, .name = $2); }
    | "secret" name { $$ = EXPR(@$, .kind = AST_SECRET, .name = $2); }
    | "each" name "in" expr opt_where "{" expr "}" {
          $$ = EXPR(@$, .kind = AST_EACH_VALUES, .name = $2, .a = $4, .b = $5,
                    .c = $7); }
    | "each" name "in" expr opt_where "{" "}" {
          $$ = EXPR(@$, .kind = AST_EACH_RECORDS, .name = $2, .a = $4,
                    .b = $5); }
    | "each" name "in" expr opt_where "{" fields "}" {
          $$ = EXPR(@$, .kind = AST_EACH_RECORDS, .name = $2, .a = $4,
                    .b = $5, .fields = $7.first); }
    ;
opt_args: %empty { $$ = LIST_NONE; }
    | args
    ;
args: expr { $$ = LIST_ONE($1); }
    | args "," expr { $$ = LIST_ADD($1, $3); }
    ;
list: "[" "]" { $$ = EXPR(@$, .kind = AST_LIST); }
    | "[" args "]" { $$ = EXPR(@$, .kind = AST_LIST, .list = $2.first); }
    | "[" args "," "]" { $$ = EXPR(@$, .kind = AST_LIST, .list = $2.first); }
    ;
object: "{" "}" { $$ = EXPR(@$, .kind = AST_RECORD); }
    | "{" fields "}" {
          $$ = EXPR(@$, .kind = AST_RECORD, .fields = $2.first); }
    | "{" entries "}" { $$ = EXPR(@$, .kind = AST_DICT, .list = $2.first); }
    | "{" entries "," "}" {
          $$ = EXPR(@$, .kind = AST_DICT, .list = $2.first); }
    ;
fields: assign { $$ = LIST_ONE($1); }
    | fields assign { $$ = LIST_ADD($1, $2); }
    | error { $$ = LIST_NONE; RESYNC(@0); }
    | fields error { $$ = $1; RESYNC(@0); }
    ;
entries: text ":" expr { $$ = LIST_ADD(LIST_ONE($1), $3); }
    | entries "," text ":" expr { $$ = LIST_ADD(LIST_ADD($1, $3), $5); }
    ;
text: string
    | TEXT_OPEN spans TEXT_CLOSE {
          $$ = EXPR(@$, .kind = AST_TEXT,
                    .list = ast_text_parts(p, @1, $1, $2, @3, $3)); }
    ;
spans: expr { $$ = LIST_ONE($1); }
    | spans TEXT_MIDDLE expr {
          $$ = LIST_ADD(LIST_ADD($1, EXPR(@2, .kind = AST_STRING,
                                          .text = $2)), $3); }
    ;
string: STRING {
          $$ = EXPR(@$, .kind = AST_STRING, .text = $1.text, .raw = $1.raw); }
    ;
literal: number | duration | size | date | time
    | TIMESTAMP { $$ = EXPR(@$, .kind = AST_TIMESTAMP, .text = $1); }
    | "true" { $$ = EXPR(@$, .kind = AST_BOOL, .text = STR("true")); }
    | "false" { $$ = EXPR(@$, .kind = AST_BOOL, .text = STR("false")); }
    | "null" { $$ = EXPR(@$, .kind = AST_NULL); }
    ;
number: int
    | DECIMAL { $$ = EXPR(@$, .kind = AST_DECIMAL, .text = $1); }
    | PERCENT { $$ = EXPR(@$, .kind = AST_PERCENT, .text = $1); }
    | MONEY { $$ = EXPR(@$, .kind = AST_MONEY, .text = $1); }
    ;
int: INT { $$ = EXPR(@$, .kind = AST_INT, .text = $1); } ;
duration: DURATION { $$ = EXPR(@$, .kind = AST_DURATION, .text = $1); } ;
size: SIZE { $$ = EXPR(@$, .kind = AST_SIZE, .text = $1); } ;
date: DATE { $$ = EXPR(@$, .kind = AST_DATE, .text = $1); } ;
time: TIME { $$ = EXPR(@$, .kind = AST_TIME, .text = $1); } ;
constant: string
    | literal
    | "-" number {
          $$ = EXPR(@$, .kind = AST_NEGATE, .op_at = @1, .a = $2); }
    ;

/* --- words ---------------------------------------------------------------- */
name: IDENT
      | "action" | "after" | "alert" | "answers" | "arrives" | "ascending"
      | "at" | "auth" | "backoff" | "base" | "because" | "body" | "branch"
      | "bulk" | "burst" | "by" | "cache" | "callable" | "choices"
      | "compare" | "concurrency" | "connector" | "contact" | "copies"
      | "covers" | "create" | "critical" | "cron" | "daily" | "delete"
      | "deleted" | "deprecated" | "docs" | "done" | "driver" | "empty"
      | "endpoint" | "ends" | "entity" | "enum" | "errors" | "escalate"
      | "every" | "expect" | "fails" | "file" | "filter" | "flow" | "fn"
      | "for" | "form" | "format" | "from" | "get" | "given" | "has"
      | "header" | "idempotent" | "item" | "items" | "key" | "limit" | "list"
      | "lives" | "lookback" | "master" | "match" | "max" | "move" | "no"
      | "of" | "ok" | "ordered" | "overlap" | "owner" | "page" | "peak"
      | "per" | "query" | "queue" | "rate" | "reconcile" | "record"
      | "refresh" | "remembers" | "replay" | "results" | "retain" | "retry"
      | "runbook" | "scope" | "short" | "since" | "size" | "source"
      | "status" | "store" | "supported" | "system" | "table" | "target"
      | "team" | "test" | "time" | "timeout" | "times" | "to" | "tolerate"
      | "topic" | "triage" | "undo" | "until" | "up" | "update" | "upsert"
      | "use" | "verify" | "version" | "waive" | "webhook" | "while"
      | "window" | "within"
      ;
key: name | reserved
      ;
reserved: "all" | "ask" | "await" | "batch" | "call" | "changed" | "check"
      | "continue" | "dedupe" | "drop" | "each" | "enrich" | "false"
      | "forget" | "halt" | "if" | "keep" | "lookup" | "map" | "notify"
      | "null" | "on" | "otherwise" | "park" | "read" | "remember" | "reply"
      | "route" | "secret" | "send" | "set" | "setting" | "true" | "wait"
      | "when" | "where" | "write"
      ;
word: name | reserved
      | "and" | "as" | "else" | "in" | "is" | "not" | "or" | "then"
      ;
%%

const char *weir_token_text(int token)
{
    return yysymbol_name((yysymbol_kind_t)token);
}

static int yyreport_syntax_error(const yypcontext_t *context, struct parser *p)
{
    struct expected e = {.found = (int)yypcontext_token(context),
                         .at = *yypcontext_location(context)};
    yysymbol_kind_t due[YYNTOKENS];
    int n = p->careful ? yypcontext_expected_tokens(context, due, YYNTOKENS)
                       : 0;

    for (int i = 0; i < n; i++)
        e.due[due[i]] = true;
    expected_report(p, &e);
    return 0;
}

/* Only when the parser's own stack is full. */
static void weir_error(const span *at, struct parser *p, const char *message)
{
    (void)message;
    parser_say(p, *at, "this is nested too deep, at most %d parts may be open",
               YYMAXDEPTH);
    parser_stop(p, *at);
}
