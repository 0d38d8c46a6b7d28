/*
 * Expressions, variables and names of items.
 */
#include "compiler/emit/manifest/archive.h"
#include "stdlib/value/builtins.h"
#include "stdlib/value/decimal.h"

#include <string.h>

static const char *const kinds[] = {
    [EXPR_LITERAL] = "literal",
    [EXPR_ENUM] = "enum",
    [EXPR_TEXT] = "text",
    [EXPR_VAR] = "variable",
    [EXPR_FIELD] = "field",
    [EXPR_INDEX] = "index",
    [EXPR_BUILTIN] = "built-in",
    [EXPR_CALL] = "call",
    [EXPR_NEGATE] = "negate",
    [EXPR_NOT] = "not",
    [EXPR_BINARY] = "binary",
    [EXPR_IN] = "in",
    [EXPR_IS_NULL] = "is-null",
    [EXPR_CAST] = "cast",
    [EXPR_CONVERT] = "convert",
    [EXPR_COALESCE] = "coalesce",
    [EXPR_IF] = "if",
    [EXPR_LIST] = "list",
    [EXPR_RECORD] = "record",
    [EXPR_DICT] = "dictionary",
    [EXPR_LOOKUP] = "lookup",
    [EXPR_SETTING] = "setting",
    [EXPR_SECRET] = "secret",
    [EXPR_EACH] = "each",
    [EXPR_CODE] = "code",
    [EXPR_UNKNOWN] = "unknown",
};

static const char *const ops[] = {
    [OP_ADD] = "+", [OP_SUB] = "-", [OP_MUL] = "*", [OP_DIV] = "/",
    [OP_MOD] = "%", [OP_EQ] = "==", [OP_NE] = "!=", [OP_LT] = "<",
    [OP_LE] = "<=", [OP_GT] = ">",  [OP_GE] = ">=", [OP_AND] = "and",
    [OP_OR] = "or",
};

static const char *const var_kinds[] = {
    [VAR_RECORD] = "record",     [VAR_STEP] = "step",
    [VAR_ITEM] = "item",         [VAR_PARAM] = "parameter",
    [VAR_EACH] = "each",         [VAR_FAILURE] = "failure",
    [VAR_SELF] = "self",         [VAR_ANSWER] = "answer",
    [VAR_INSTANCE] = "instance",
};

static const char *const builtin_names[] = {
#define ABOUT(...)
#define BUILTIN(NAME, ...) #NAME,
#include "stdlib/value/builtins.def"
#undef BUILTIN
#undef ABOUT
};

enum { DEEPEST = 600 };

#define COUNT(list) ((int)(sizeof(list) / sizeof *(list)))

/* --- variables: whole where they are met first, then by number ------------ */

static void var_fields(struct archive *a, struct graph_var *v)
{
    int kind = (int)v->kind;

    ar_text(a, "name", &v->name);
    ar_word(a, "is", &kind, var_kinds, COUNT(var_kinds));
    v->kind = (enum graph_var_kind)kind;
    ar_type(a, "type", &v->type);
    ar_place(a, "at", &v->at);
    ar_id(a, "step", &v->node, a->node_base);
}

static void write_var(struct archive *a, const char *key,
                      const struct graph_var *v)
{
    const struct tree *saved;
    uint32_t *number = &a->var_numbers[v->id];
    struct graph_var copy = *v;

    if (*number) {
        sink_int(a->out, key, *number);
        return;
    }
    *number = ++a->nvars;
    ar_open(a, key, true, &saved);
    ar_u32(a, "number", number);
    var_fields(a, &copy);
    ar_close(a, saved);
}

static const struct graph_var *read_var(struct archive *a, const struct tree *t)
{
    const struct tree *saved = a->at;
    uint32_t number = 0;

    if (t->kind == TREE_NUMBER) {
        a->at = t;
        ar_u32(a, NULL, &number);
        a->at = saved;
        if (number && number <= a->vars.n)
            return a->vars.at[number - 1];
        archive_bad(a, t, "no variable has the number %u", number);
        return NULL;
    }
    struct graph_var *v = graph_add_var(
        a->g, STR(""), VAR_STEP, a->g->types.simple[TYPE_ERROR], (span){0});
    *vec_push(a->arena, &a->vars) = v;
    a->at = t;
    ar_u32(a, "number", &number);
    var_fields(a, v);
    a->at = saved;
    if (number != a->vars.n || !v->type)
        archive_bad(a, t,
                    "a variable with the number %u and a type was "
                    "expected",
                    a->vars.n);
    return v;
}

void ar_var(struct archive *a, const char *key, const struct graph_var **v)
{
    if (!a->reading) {
        if (*v)
            write_var(a, key, *v);
        return;
    }
    const struct tree *t = key ? tree_get(a->at, str_from(key)) : a->at;
    *v = t ? read_var(a, t) : NULL;
}

void ar_vars(struct archive *a, const char *key, const struct graph_var ***list,
             uint32_t *n)
{
    const struct tree *saved;

    *n = ar_list(a, key, *n, &saved);
    const struct tree *t = a->at;
    *list = ar_array(a, *list, *n, sizeof **list);
    for (uint32_t i = 0; i < *n; i++) {
        if (a->reading)
            a->at = t->items[i].value;
        ar_var(a, NULL, &(*list)[i]);
    }
    if (*n)
        ar_list_end(a, saved);
}

/* --- items by name -------------------------------------------------------- */

str archive_name_of(struct archive *a, enum archive_items kind,
                    const void *item)
{
    const struct graph_connector *c = NULL;
    str name;

    memcpy(&name, item, sizeof name); // each item begins with its name
    if (kind == ITEM_RECORD)
        c = ((const struct graph_record *)item)->connector;
    if (kind == ITEM_ENUM)
        c = ((const struct graph_enum *)item)->connector;
    if (c)
        return arena_printf(a->arena, "%" STR_FMT "@%" STR_FMT ".%" STR_FMT,
                            STR_ARG(c->name), STR_ARG(c->version),
                            STR_ARG(name));
    if (kind == ITEM_CONNECTOR) {
        c = item;
        return arena_printf(a->arena, "%" STR_FMT "@%" STR_FMT,
                            STR_ARG(c->name), STR_ARG(c->version));
    }
    return name;
}

void ar_ref(struct archive *a, const char *key, enum archive_items kind,
            void *pointer)
{
    void *item;
    str s = STR("");

    memcpy(&item, pointer, sizeof item);
    if (!a->reading) {
        if (item)
            sink_text(a->out, key, archive_name_of(a, kind, item));
        return;
    }
    ar_text(a, key, &s);
    item = s.len ? map_get(&a->items[kind], s) : NULL;
    memcpy(pointer, &item, sizeof item);
    if (s.len && !item)
        archive_bad(a, a->at,
                    "\"%s\" names \"%" STR_FMT
                    "\", which is not in this manifest",
                    key ? key : "the item", STR_ARG(s));
}

/* --- literals ------------------------------------------------------------- */

/* The canonical lexeme says it all but for the offset of a timestamp. */
static bool read_value(struct archive *a, const struct graph_expr *e,
                       union graph_value *v)
{
    struct weir_context x = {.arena = a->arena};
    enum graph_type_kind k = e->type->kind;

    if (k == TYPE_DECIMAL)
        return weir_decimal_parse(e->text, &v->decimal);
    if (k == TYPE_MONEY)
        v->money = weir_text_as_money(&x, e->text);
    if (k == TYPE_TIMESTAMP)
        v->timestamp = weir_text_as_timestamp(&x, e->text);
    return x.failed == WEIR_OK;
}

static void literal(struct archive *a, struct graph_expr *e)
{
    enum graph_type_kind k = e->type->kind;
    union graph_value v = {0};
    str bytes;

    ar_text(a, "text", &e->text);
    bytes = e->text;
    if (k == TYPE_BYTES)
        ar_text(a, "bytes", &bytes);
    if (type_is_counted(e->type)) {
        ar_int(a, "value", &e->i);
        if (a->reading && k == TYPE_BOOL)
            e->i = str_eq(e->text, STR("true"));
        return;
    }
    if (!a->reading || k == TYPE_NULL || k == TYPE_STRING || k == TYPE_BYTES)
        return;
    if (!read_value(a, e, &v))
        archive_bad(a, a->at, "\"%" STR_FMT "\" is no value of its type",
                    STR_ARG(e->text));
    e->value = arena_copy(a->arena, &v, sizeof v);
}

/* --- expressions ---------------------------------------------------------- */

static void names(struct archive *a, struct graph_expr *e)
{
    const struct tree *saved;
    uint32_t n = ar_list(a, "names", e->nargs, &saved);
    const struct tree *list = a->at;

    if (n != e->nargs)
        archive_bad(a, saved, "as many names as values were expected");
    if (!n || n != e->nargs)
        return;
    e->names = ar_array(a, e->names, n, sizeof *e->names);
    e->names_at = a->reading || e->names_at
                      ? ar_array(a, e->names_at, n, sizeof *e->names_at)
                      : NULL;
    for (uint32_t i = 0; i < n; i++) {
        ar_item(a, list, i);
        ar_text(a, "name", &e->names[i]);
        if (e->names_at)
            ar_place(a, "at", &e->names_at[i]);
        ar_item_end(a);
    }
    ar_list_end(a, saved);
}

static void language(struct archive *a, struct graph_expr *e)
{
    e->names = ar_array(a, e->names, 1, sizeof *e->names);
    ar_text(a, "name", e->names);
}

static void builtin(struct archive *a, struct graph_expr *e)
{
    int index = (int)e->index;

    if (!a->reading)
        sink_text(a->out, "built-in", str_from(builtin_names[index]));
    else
        ar_word(a, "built-in", &index, builtin_names, COUNT(builtin_names));
    e->index = (uint32_t)index;
}

static void index_of(struct archive *a, struct graph_expr *e)
{
    bool dynamic = e->index == UINT32_MAX;

    ar_bool(a, "dynamic", &dynamic);
    if (dynamic)
        e->index = UINT32_MAX;
    else
        ar_u32(a, "number", &e->index);
}

static void details(struct archive *a, struct graph_expr *e)
{
    int op = (int)e->op;

    if (e->kind == EXPR_BINARY) {
        ar_word(a, "operator", &op, ops, COUNT(ops));
        e->op = (enum graph_op)op;
    }
    if (e->kind == EXPR_BUILTIN)
        builtin(a, e);
    if (e->kind == EXPR_FIELD || e->kind == EXPR_ENUM)
        index_of(a, e);
    if (e->kind == EXPR_LITERAL)
        literal(a, e);
    else if (expr_has_text(e))
        ar_text(a, "text", &e->text);
    else
        ar_text(a, "name", &e->name);
    if (e->kind == EXPR_CODE)
        language(a, e);
    ar_bool(a, "safe", &e->safe);
    ar_bool(a, "negated", &e->negated);
    ar_bool(a, "raw", &e->raw);
    if (e->kind == EXPR_VAR || e->kind == EXPR_EACH)
        ar_var(a, "variable", &e->var);
    if (e->kind == EXPR_CALL)
        ar_ref(a, "function", ITEM_FUNCTION, &e->function);
    if (expr_has_table(e)) {
        ar_ref(a, "table", ITEM_TABLE, &e->table);
        ar_ref(a, "store", ITEM_STORE, &e->store);
    }
    ar_classes(a, "raises", &e->raises);
    ar_exprs(a, "of", &e->args, &e->nargs);
    if (e->kind == EXPR_RECORD)
        names(a, e);
}

static bool shape_is_good(const struct graph_expr *e)
{
    static const uint8_t least[] = {
        [EXPR_FIELD] = 1,    [EXPR_INDEX] = 2,   [EXPR_NEGATE] = 1,
        [EXPR_NOT] = 1,      [EXPR_BINARY] = 2,  [EXPR_IN] = 1,
        [EXPR_IS_NULL] = 1,  [EXPR_CAST] = 1,    [EXPR_CONVERT] = 1,
        [EXPR_COALESCE] = 2, [EXPR_IF] = 3,      [EXPR_LOOKUP] = 1,
        [EXPR_EACH] = 3,     [EXPR_UNKNOWN] = 0,
    };

    if (!e->type || e->nargs < least[e->kind])
        return false;
    for (uint32_t i = 0; i < e->nargs; i++)
        if (!e->args[i] && !(e->kind == EXPR_EACH && i == 1))
            return false;
    if (e->kind == EXPR_FIELD && e->index != UINT32_MAX) {
        const struct graph_type *of = type_needed(e->args[0]->type);
        return of->kind == TYPE_RECORD && e->index < of->record->nfields;
    }
    if (e->kind == EXPR_ENUM)
        return e->type->kind == TYPE_ENUM &&
               e->index < e->type->enumeration->nvalues;
    if (e->kind == EXPR_CALL)
        return e->function && e->function->nparams == e->nargs;
    if (e->kind == EXPR_RECORD)
        return e->type->kind == TYPE_RECORD;
    return (e->kind != EXPR_VAR && e->kind != EXPR_EACH) || e->var;
}

static void expr(struct archive *a, struct graph_expr *e)
{
    int kind = (int)e->kind;

    if (!a->reading)
        sink_text(a->out, "is", str_from(kinds[kind]));
    else
        ar_word(a, "is", &kind, kinds, COUNT(kinds));
    e->kind = (enum graph_expr_kind)kind;
    ar_type(a, "type", &e->type);
    ar_place(a, "at", &e->at);
    if (!e->type)
        archive_bad(a, a->at, "an expression without a type");
    else
        details(a, e);
    if (a->reading && !a->bad && !shape_is_good(e))
        archive_bad(a, a->at, "an expression that lacks a part");
}

void ar_expr(struct archive *a, const char *key, const struct graph_expr **e)
{
    const struct tree *saved;

    if (!a->reading) {
        struct graph_expr copy;
        if (!*e)
            return;
        copy = **e;
        ar_open(a, key, true, &saved);
        expr(a, &copy);
        ar_close(a, saved);
        return;
    }
    *e = NULL;
    if (!ar_open(a, key, false, &saved))
        return;
    struct graph_expr *made = arena_make(a->arena, struct graph_expr);
    if (++a->depth > DEEPEST)
        archive_bad(a, a->at, "expressions are nested deeper than %d", DEEPEST);
    else
        expr(a, made);
    a->depth--;
    ar_close(a, saved);
    *e = a->bad ? NULL : made;
}

void ar_exprs(struct archive *a, const char *key,
              const struct graph_expr ***list, uint32_t *n)
{
    const struct tree *saved;

    *n = ar_list(a, key, *n, &saved);
    const struct tree *t = a->at;
    *list = ar_array(a, *list, *n, sizeof **list);
    for (uint32_t i = 0; i < *n; i++) {
        if (!a->reading && !(*list)[i]) {
            sink_text(a->out, NULL, STR("none"));
            continue;
        }
        if (a->reading)
            a->at = t->items[i].value;
        if (!a->reading || a->at->kind != TREE_TEXT)
            ar_expr(a, NULL, &(*list)[i]);
    }
    if (*n)
        ar_list_end(a, saved);
}
