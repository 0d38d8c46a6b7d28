/*
 * The names of kinds, as the language spells them.
 */
#include "grammar/ast.h"

const char *ast_step_word(enum ast_step_kind kind)
{
    static const char *const words[] = {
        [AST_READ] = "read",
        [AST_KEEP] = "keep",
        [AST_KEEP_CHANGED] = "keep changed",
        [AST_DROP] = "drop",
        [AST_CHECK] = "check",
        [AST_DEDUPE] = "dedupe",
        [AST_MAP] = "map",
        [AST_MAP_INLINE] = "map",
        [AST_SET] = "set",
        [AST_ENRICH] = "enrich",
        [AST_WRITE] = "write",
        [AST_EACH] = "each",
        [AST_BATCH] = "batch",
        [AST_WHEN] = "when",
        [AST_ROUTE] = "route",
        [AST_ALL] = "all",
        [AST_CALL_FLOW] = "call",
        [AST_SEND] = "send",
        [AST_REPLY] = "reply",
        [AST_REMEMBER] = "remember",
        [AST_FORGET] = "forget",
        [AST_WAIT] = "wait",
        [AST_AWAIT] = "await",
        [AST_ASK] = "ask",
        [AST_NOTIFY] = "notify",
        [AST_PARK] = "park",
        [AST_HALT] = "halt",
        [AST_CONTINUE] = "continue",
    };

    return words[kind];
}

const char *ast_item_word(enum ast_item_kind kind)
{
    static const char *const words[] = {
        [AST_USE] = "use",     [AST_TEAM] = "team",
        [AST_QUEUE] = "queue", [AST_RECORD_ITEM] = "record",
        [AST_ENUM] = "enum",   [AST_ENTITY] = "entity",
        [AST_TABLE] = "table", [AST_STORE] = "store",
        [AST_FN] = "fn",       [AST_MAP_ITEM] = "map",
        [AST_FLOW] = "flow",   [AST_RECONCILE] = "reconcile",
        [AST_TEST] = "test",   [AST_CONNECTOR] = "connector",
    };

    return words[kind];
}

const char *ast_op_word(enum ast_op op)
{
    static const char *const words[] = {
        [AST_ADD] = "+", [AST_SUB] = "-", [AST_MUL] = "*", [AST_DIV] = "/",
        [AST_MOD] = "%", [AST_EQ] = "==", [AST_NE] = "!=", [AST_LT] = "<",
        [AST_LE] = "<=", [AST_GT] = ">",  [AST_GE] = ">=", [AST_AND] = "and",
        [AST_OR] = "or",
    };

    return words[op];
}
