/*
 * check.h - from trees to meaning
 *
 * check_estate resolves all items of an estate into the graph (types, records,
 * connectors, tables, functions, teams, queues, ...) and checks every flow,
 * reconcile and test; what it finds out about a step stays on its tree
 * (ast_step.checked), from where compiler/lower makes nodes.
 *
 * Who checks what: README.md.
 */
#ifndef WEIR_CHECK_H
#define WEIR_CHECK_H

#include "compiler/graph/build.h"
#include "grammar/parse.h"

/* Where connectors come from: `use NAME@VERSION` asks for them. */
struct catalog {
    /* The text of an exact version, or NULL text; `name` gets the name shown
     * in messages ("stdlib/connectors/netsuite/3.2.0.weir"). */
    str (*find)(const struct catalog *c, str connector, str version, str *name);
    /* The versions there are, newest first. */
    uint32_t (*versions)(const struct catalog *c, str connector,
                         const str **versions);
    /* Names of all connectors, sorted: for "did you mean". */
    uint32_t (*connectors)(const struct catalog *c, const str **names);
    const void *context;
};

/* Connectors embedded in the program (embedded.h). */
struct catalog catalog_embedded(struct arena *a);

struct check {
    struct graph *g;
    struct arena *arena;
    struct interner *names;
    struct sources *sources;
    struct diags *diags;
    const struct catalog *catalog;
    const str *pinned; // by weir.lock, "netsuite@3.2.0": what a range becomes
    uint32_t npinned;
    str project; // folder that `from "file"` is relative to; "" current
    // Items by name; one map a kind, since each kind has its own names.
    struct map uses, teams, queues, records, enums, entities, tables, stores,
        functions, flows, reconciles, connectors, topics;
    // Called for each flow that is checked while there is no error, or NULL.
    void (*flow_checked)(struct check *k, const struct ast_item *item);
    struct check_own *own; // of the checker's files: own.h
};

/*
 * A name visible at a place. Scopes are linked lists, the newest first; the
 * names of a flow's steps stand in a table at the end of the list (scope.h).
 * Names are found with scope_find only.
 */
struct scope {
    const struct scope *up;
    const struct sym *name;
    struct graph_var *var;
    bool maybe;  // not set on every way to here: reading it is an error,
    str why;     // which says why ("the way \"otherwise\" does not set it")
    span why_at; // and where
    weir_class_set read_fails; // with these, before it is set: why, too
    struct names *names;       // a table instead of a name
};

/* What is known where an expression stands: `if a is null then ... else ...`
 * knows in its else that a is there. Linked, the newest first. */
struct known {
    const struct known *up;
    bool all; // a condition is wrong, said already: nothing is absent here
    const struct graph_expr *there;  // a variable or field that is not null
    const struct graph_expr *in;     // or: a key that is
    const struct graph_table *table; // in this table
    const struct graph_store *store; // or store
};

/* What an expression may use where it stands. */
struct expr_context {
    struct check *k;
    const struct scope *scope;
    const struct graph_connector *connector; // inside its declaration
    bool constant;     // only literals: rows, marks, options
    bool secrets;      // `secret X` may stand here
    const char *place; // for messages: "a map", "the path"
    const struct known *known;
    const struct graph_var *self; // names are its fields, too (connectors,
                                  // `where` of a test), behind the scope
    bool mapping; // in a map or what is written: ids are mapping/...
    bool untyped; // an `any` narrows by itself (conditions of connectors)
    bool bound;   // parts of a text are sent apart (sql, query): they may be
                  // absent, and are then string? in the EXPR_TEXT
};

/*
 * Checks an expression against the type that is wanted there (NULL: any) and
 * returns it folded, converted to `want`. Never NULL: a mistake is reported
 * once and gives a poisoned EXPR_UNKNOWN of TYPE_ERROR. Sets e->checked.
 */
const struct graph_expr *check_expr(const struct expr_context *x,
                                    struct ast_expr *e,
                                    const struct graph_type *want);
/* A constant of options: durations, sizes, ints, strings; NULL `e` is NULL. */
const struct graph_expr *check_constant(struct check *k, struct ast_expr *e,
                                        const struct graph_type *want);
/* The record expression of `{ a = 1 }` lines against a record type: unknown,
 * missing and doubled fields, mapping/... ids. `at`: where a missing field is
 * reported. */
const struct graph_expr *check_fields(const struct expr_context *x,
                                      struct ast_assign *fields,
                                      const struct graph_type *want, span at);
/* Converts silently what the language converts; reports otherwise. `what`
 * names the place ("the record of write netsuite.sales_orders"). */
const struct graph_expr *check_fits(const struct expr_context *x,
                                    const struct graph_expr *e,
                                    const struct graph_type *want,
                                    const char *what);
/* The type a text names; TYPE_ERROR after a message. */
const struct graph_type *check_type(struct check *k,
                                    const struct graph_connector *inside,
                                    struct ast_type *t);

/* The same for an update that sets some fields only: `{ a = 1 }` becomes a
 * record of just those fields of `want`, any other expression is checked as
 * check_expr does. */
const struct graph_expr *check_part(const struct expr_context *x,
                                    struct ast_expr *e,
                                    const struct graph_type *want);

/* What is known behind a condition that came out as `truth`. */
const struct known *check_known(struct check *k, const struct known *up,
                                const struct graph_expr *condition, bool truth);
/* The type of `failure` in a handler. */
const struct graph_type *check_failure_type(struct check *k);

const struct scope *scope_add(struct check *k, const struct scope *up,
                              const struct sym *name, struct graph_var *var);
/* The newest of a name, NULL when there is none. Look at `maybe`. */
const struct scope *scope_find(const struct scope *s, const struct sym *name);
/* All names that can be read, for "did you mean"; in the arena. */
uint32_t scope_names(struct check *k, const struct scope *s, const str **names);
/* Reports language/unset-name for a name that is `maybe`. */
void scope_report(struct check *k, const struct scope *s, span at);
/* Enters an item under its name; a name that is taken is reported with a note
 * at the first, and false. `kind` is "flow", "queue", ... */
bool check_declare(struct check *k, struct map *items, const char *kind,
                   struct ast_name name, void *item);
/* Reports a variable that is called like a plain type. */
void check_variable(struct check *k, struct ast_name name, bool of_step);
/* Adds a waiver to the graph; its date is checked. `scope`: the item or step
 * that it stands in. */
void check_waiver(struct check *k, const struct ast_waiver *w, span scope);
/* Help with the nearest name of a map or array, if one is near (of an array:
 * returned). */
void check_nearest(struct check *k, struct diag *d, str name,
                   const struct map *names);
str check_nearest_of(struct check *k, struct diag *d, str name,
                     const str *names, size_t n);
/* Reports a field that a record type does not have, with the nearest, which is
 * returned. */
str check_no_field(struct check *k, const struct graph_type *record, str name,
                   span at);
/* Whether something may be missing here only because it did not parse: in this
 * place's file, or anywhere (span of pos 0). */
bool check_incomplete(const struct check *k, span at);

/* Words that are no keywords, each list a .def file that may grow. An index
 * into the list, -1 after a message: `unknown channel "slak"`. */
enum check_words {
    WORDS_DRIVER,
    WORDS_OPERATION,
    WORDS_FORMAT,
    WORDS_PAGE,
    WORDS_AUTH,
    WORDS_VERIFY,
    WORDS_UNIT,
    WORDS_CHANNEL,
    WORDS_MARK
};
int check_word(struct check *k, enum check_words list, struct ast_name name);
const char *check_word_text(enum check_words list, int i);

/* 20_000 per day; false after a message. */
bool check_amount(struct check *k, const struct ast_amount *a,
                  struct graph_amount *out);
/* format csv (separator: ";"). */
struct graph_format check_format(struct check *k, const struct ast_format *f);
/* The kind of a `verify`; "" when it is unknown. */
str check_verify(struct check *k, const struct ast_verify *v);

/* Finds an item by name, reports language/unknown-name with the nearest, and
 * counts the use. `kind` is "queue", "team" ... NULL when it is not there. */
void *check_find(struct check *k, const struct map *items, const char *kind,
                 struct ast_name name);
/* alias.endpoint: reports what is unknown. `instance` is set when found. */
const struct graph_endpoint *check_endpoint(struct check *k,
                                            const struct ast_path *path,
                                            struct graph_instance **instance);
/* Literal duration in us; -1 after a message. */
int64_t check_duration(struct check *k, struct ast_expr *e);

/* Reports with an id of errors.def: CHECK_ERROR(k, UNKNOWN_NAME, at, ...) is
 * diag_add(k->diags, DIAG_ERROR, "language/unknown-name", ...). */
enum check_error {
#define ERROR(NAME, id) CHECK_##NAME,
#include "compiler/check/errors.def"
#undef ERROR
    CHECK_NERRORS
};
struct diag *check_report(struct check *k, enum check_error e, span at,
                          const char *fmt, ...) PRINTF_LIKE(4, 5);

/* The passes over items and flows, in the order check_estate calls them. */
void check_init(struct check *k, struct ast_file *const *files, uint32_t n);
void check_items(struct check *k, struct ast_file *const *files, uint32_t n);
void check_flows(struct check *k, struct ast_file *const *files, uint32_t n);
void check_reconciles(struct check *k, struct ast_file *const *files,
                      uint32_t n);
void check_tests(struct check *k, struct ast_file *const *files, uint32_t n);

/* All of it. The graph's items are filled; flows are in graph.flows in the
 * order of the text, without nodes. Files that failed to parse may be among
 * them: what is there is checked, and nothing is said of what is missing. */
void check_estate(struct check *k, struct ast_file *const *files, uint32_t n);

#endif
