/*
 * ast_expr.h - names, types and expressions of a tree, as written
 *
 * Part of ast.h, which says how slots are used.
 */
#ifndef WEIR_AST_EXPR_H
#define WEIR_AST_EXPR_H

#include "compiler/base/intern.h"
#include "compiler/base/source.h"

struct graph_expr; // compiler/graph/expr.h
struct graph_type;

struct ast_name {
    const struct sym *sym; // NULL: not there
    span at;               // with its backquotes
};

/* Of a name that is there: whether it is written in backquotes. */
static inline bool ast_name_quoted(struct ast_name name)
{
    return name.at.len != name.sym->text.len;
}

/* a.b.c, linked */
struct ast_path {
    struct ast_path *next;
    struct ast_name name;
};

struct ast_names { // a, b, c
    struct ast_names *next;
    struct ast_name name;
};

enum ast_type_kind { AST_TYPE_PATH, AST_TYPE_LIST, AST_TYPE_DICT };

struct ast_type {
    enum ast_type_kind kind;
    span at;
    struct ast_path *path; // path: string, netsuite.SalesOrder
    struct ast_type *of;   // list, dict: the element
    struct ast_name key;   // dict: the key's type name
    bool optional;         // ends in ?
    const struct graph_type *checked;
};

enum ast_expr_kind {
    AST_INT, // literals: `text` is the lexeme without `_` (see ast.c)
    AST_DECIMAL,
    AST_PERCENT, // text without the sign
    AST_MONEY,   // text "19.99 GBP"
    AST_DURATION,
    AST_SIZE,
    AST_DATE,
    AST_TIME,
    AST_TIMESTAMP,
    AST_BOOL, // text "true" or "false"
    AST_NULL,
    AST_STRING,     // text, decoded; raw: from """
    AST_TEXT,       // list: pieces (AST_STRING, maybe empty) and expressions
                    // in turn; a piece is first and last
    AST_NAME,       // name
    AST_CALL,       // name(list)
    AST_FIELD,      // a.name
    AST_SAFE_FIELD, // a?.name
    AST_INDEX,      // a[b]
    AST_NEGATE,     // -a
    AST_NOT,        // not a
    AST_BINARY,     // a op b, op one of enum ast_op
    AST_IN,         // a in b
    AST_NOT_IN,
    AST_IS_NULL, // a is null
    AST_IS_NOT_NULL,
    AST_CAST,         // a as type
    AST_COALESCE,     // a ?? b
    AST_IF,           // if a then b else c
    AST_LIST,         // [list]
    AST_RECORD,       // { fields }
    AST_DICT,         // { "k": v }: list holds key, value, key, value
    AST_LOOKUP,       // lookup name[a]
    AST_SETTING,      // setting name
    AST_SECRET,       // secret name
    AST_EACH_RECORDS, // each name in a where b { fields }
    AST_EACH_VALUES,  // each name in a where b { c }
    AST_ERROR         // did not parse; said already
};

enum ast_op {
    AST_ADD,
    AST_SUB,
    AST_MUL,
    AST_DIV,
    AST_MOD,
    AST_EQ,
    AST_NE,
    AST_LT,
    AST_LE,
    AST_GT,
    AST_GE,
    AST_AND,
    AST_OR
};

struct ast_expr {
    struct ast_expr *next;
    enum ast_expr_kind kind : 8;
    enum ast_op op : 8;
    bool parens : 1; // stands in parentheses of its own
    bool raw : 1;    // AST_STRING from """
    uint32_t depth;  // of the tree below, itself included
    span at;
    span op_at; // of the operator, the dot, the bracket
    union {     // no kind has two of these
        struct ast_name name;
        str text;
    };
    struct ast_expr *a, *b;
    union { // nor of these: see below for who does not know the kind
        struct ast_expr *c;
        struct ast_expr *list;
        struct ast_assign *fields;
        struct ast_type *type;
    };
    const struct graph_expr *checked; // by the checker, at roots
};

/* The slots that share a place, each NULL where the kind has another. */
static inline struct ast_expr *ast_expr_c(const struct ast_expr *e)
{
    return e->kind == AST_IF || e->kind == AST_EACH_VALUES ? e->c : NULL;
}

static inline struct ast_expr *ast_expr_list(const struct ast_expr *e)
{
    bool has = e->kind == AST_TEXT || e->kind == AST_CALL ||
               e->kind == AST_LIST || e->kind == AST_DICT;

    return has ? e->list : NULL;
}

static inline struct ast_assign *ast_expr_fields(const struct ast_expr *e)
{
    bool has = e->kind == AST_RECORD || e->kind == AST_EACH_RECORDS;

    return has ? e->fields : NULL;
}

static inline struct ast_type *ast_expr_type(const struct ast_expr *e)
{
    return e->kind == AST_CAST ? e->type : NULL;
}

/* Whether it has a text, and no name. */
static inline bool ast_expr_is_literal(const struct ast_expr *e)
{
    return e->kind <= AST_STRING;
}

struct ast_assign { // key = value
    struct ast_assign *next;
    str doc;
    span at;
    struct ast_name key;
    struct ast_expr *value;
};

#endif
