/*
 * expr.h - checked expressions: trees with a type on every node
 *
 * All children stand in `args` in a fixed order, so walking, hashing and
 * printing need no case per kind. Conversions that the language makes by
 * itself (int to decimal, T to T?, enum to string) are nodes of their own:
 * who reads a tree never converts silently. Constants are folded already.
 */
#ifndef WEIR_GRAPH_EXPR_H
#define WEIR_GRAPH_EXPR_H

#include "compiler/graph/type.h"

struct graph_function;
struct graph_table;
struct graph_store;

enum graph_expr_kind {
    EXPR_LITERAL, // i or value, by the type; text is its canonical lexeme
    EXPR_ENUM,    // index: a value of type->enumeration
    EXPR_TEXT,    // args: strings in turn, joined; string? where an operation
                  // binds them (sql)
    EXPR_VAR,     // var
    EXPR_FIELD,   // args[0].name; index: its number in the record (of args[0]
                  // without ?); safe: ?. on an optional; of any: index is
                  // UINT32_MAX and the type any
    EXPR_INDEX,   // args[0][args[1]] of a list, a dict or any
    EXPR_BUILTIN, // index: line of builtins.def (from 0); args
    EXPR_CALL,    // function, args
    EXPR_NEGATE,
    EXPR_NOT,
    EXPR_BINARY,   // op; both sides have one type after conversions
    EXPR_IN,       // args[0] in args[1] (list, dict's keys) or in `table` or
                   // `store` (one argument); negated
    EXPR_IS_NULL,  // negated
    EXPR_CAST,     // args[0] as type, written by the user; may raise data
    EXPR_CONVERT,  // args[0] to type, made by the checker; never raises: int
                   // to decimal, enum to string, T to T?, T? to T where it is
                   // known to be there, to any, an anonymous record to a named
                   // one, plain values to string in a text; and these inside a
                   // T? or a list
    EXPR_COALESCE, // args[0] ?? args[1]; what args[0] raises as data is taken
                   // by args[1] too
    EXPR_IF,       // condition, then, else
    EXPR_LIST,     // args
    EXPR_RECORD,   // names[i] = args[i], all fields of type->record in its
                   // order are not required: a missing optional is null
    EXPR_DICT,     // key, value, key, value
    EXPR_LOOKUP,   // table or store; args[0]
    EXPR_SETTING,  // text: the name
    EXPR_SECRET,   // text: the name
    EXPR_EACH,     // var in args[0] where args[1] (may be NULL): args[2]
    EXPR_CODE,     // foreign text; names[0]: its language; not interpreted
    EXPR_UNKNOWN   // poisoned, or an import can't say
};

enum graph_op {
    OP_ADD,
    OP_SUB,
    OP_MUL,
    OP_DIV,
    OP_MOD,
    OP_EQ,
    OP_NE,
    OP_LT,
    OP_LE,
    OP_GT,
    OP_GE,
    OP_AND,
    OP_OR
};

enum graph_var_kind {
    VAR_RECORD,  // what a trigger or a read admits
    VAR_STEP,    // named by a step: as y, set y
    VAR_ITEM,    // each x in ... { steps }
    VAR_PARAM,   // of a fn, map, callable flow or endpoint
    VAR_EACH,    // each x in ... of an expression
    VAR_FAILURE, // failure, in a handler
    VAR_SELF,    // in a connector: the record an operation takes or gives
    VAR_ANSWER,  // in a connector's errors: the answer; item: one of its items
    VAR_INSTANCE // for NAME in a, b: the name of the instance, a string
};

struct graph_var {
    str name;
    uint32_t id; // unique in the graph, from 1, in the order made
    enum graph_var_kind kind;
    const struct graph_type *type;
    span at;
    uint32_t node; // node_id of the step that names it, 0 without
};

union graph_value { // of a literal, by the type's kind
    int64_t i;      // int, bool, size (bytes), duration and time (us), date
    weir_decimal decimal;
    weir_money money;
    weir_timestamp timestamp;
    str text; // string, bytes
};

struct graph_expr {
    enum graph_expr_kind kind : 8;
    enum graph_op op : 8;
    bool safe;             // ?.
    bool negated;          // not in, is not null
    bool raw;              // a literal from """
    weir_class_set raises; // of this node and all below it (0 or data)
    uint32_t index;
    uint32_t nargs;
    span at;
    const struct graph_type *type;  // never NULL
    const struct graph_expr **args; // NULL only where the kind says so
    union {                         // no kind has both
        str name;
        str text; // LITERAL, SETTING, SECRET, CODE
    };
    union {                             // by the kind
        const union graph_value *value; // LITERAL: decimal, money, timestamp
        const struct graph_var *var;    // VAR, EACH
        const struct graph_function *function; // CALL
        const struct graph_table *table;       // IN, LOOKUP
        str *names;                            // RECORD: nargs of them; CODE
        const void *of;                        // any of these, or NULL
    };
    union {
        const struct graph_store *store; // IN, LOOKUP
        span *names_at;                  // RECORD
        int64_t i; // LITERAL: int, bool, size, duration, time, date
    };
};

/* Whether literals of a type have their value in `i`. */
static inline bool type_is_counted(const struct graph_type *t)
{
    const uint32_t kinds = 1u << TYPE_INT | 1u << TYPE_BOOL | 1u << TYPE_SIZE |
                           1u << TYPE_DURATION | 1u << TYPE_TIME |
                           1u << TYPE_DATE;

    return kinds & 1u << t->kind;
}

static inline bool expr_has_text(const struct graph_expr *e)
{
    return e->kind == EXPR_LITERAL || e->kind == EXPR_SETTING ||
           e->kind == EXPR_SECRET || e->kind == EXPR_CODE;
}

static inline bool expr_has_var(const struct graph_expr *e)
{
    return (e->kind == EXPR_VAR || e->kind == EXPR_EACH) && e->var;
}

static inline bool expr_has_table(const struct graph_expr *e)
{
    return e->kind == EXPR_IN || e->kind == EXPR_LOOKUP;
}

/* Without the conversions that the checker made around it. `e` may be NULL. */
const struct graph_expr *expr_bare(const struct graph_expr *e);

/* Calls `visit` for the expression and everything below it, parents first;
 * stops going down where it returns false. `e` may be NULL. */
typedef bool expr_visit_fn(void *context, const struct graph_expr *e);
void expr_walk(const struct graph_expr *e, expr_visit_fn *visit, void *context);

/*
 * A hash of what the expression computes: variables by the order in which
 * they are met, commutative operands in an order of their own, record fields
 * by name. Equal structure gives equal hashes. `expr_same` is the proof of it.
 * With `loose` set, literals and operators count as one: what a diverged copy
 * has in common with its origin.
 */
uint64_t expr_hash(const struct graph_expr *e, bool loose);
/* The same two hashes with all variables for one, in a tenth of the time: what
 * differs here differs there too. */
struct expr_sketch {
    uint64_t exact, loose;
};
struct expr_sketch expr_sketch(const struct graph_expr *e);
/* The first `cap` of its variables in the order in which an exact hash meets
 * them: what is the same but for names has its variables in the same order. */
uint32_t expr_vars(const struct graph_expr *e, const struct graph_var **vars,
                   uint32_t cap);
/* The operator of a binary expression as an exact hash takes it: `a > b` and
 * `a >= b` are `b < a` and `b <= a`. */
enum graph_op expr_taken_op(const struct graph_expr *e);
/* A literal's text; of a number without zeros at its end: 1.20 is 1.2. */
/* Whether a text has at most `max` characters by how it is made: a fixed one,
 * a slice, nothing. What a source declares of a field is no proof. */
bool expr_text_fits(const struct graph_expr *e, uint32_t max);
str expr_literal_text(const struct graph_expr *e);
/* The sides of a binary expression in the order in which a loose hash takes
 * them; true when they are swapped. */
bool expr_operands(const struct graph_expr *e, const struct graph_expr *two[2]);
bool expr_same(const struct graph_expr *a, const struct graph_expr *b);
uint32_t expr_size(const struct graph_expr *e); // nodes; 0 for NULL
/* The source form on one line, canonical, in the arena. */
str expr_text(struct arena *a, const struct graph_expr *e);
/* "1h30m", "500ms": a duration of us microseconds as the language writes it. */
str duration_text(struct arena *a, int64_t us);
/* True when it is made of literals only (folded). */
bool expr_is_constant(const struct graph_expr *e);

#endif
