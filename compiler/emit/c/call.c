/*
 * Built-ins, operators and comparisons: which C function, and how its
 * arguments go. The tables are those of stdlib/value, so what the compiler
 * folds and what a runner computes is one definition.
 */
#include "compiler/emit/c/c.h"

#include <assert.h>
#include <string.h>

enum how { PLAIN, SHAPED, ITEM };

struct form {
    const char *sign; // an operator's, a built-in's name
    const char *signature;
    enum how how;
    const char *function;
};

#define FAILS 0
#define NEVER 0
static const struct form builtins[] = {
#define ABOUT(...)
#define BUILTIN(NAME, text, signature, CALL, FAIL, function) \
    {text, signature, CALL, #function},
#include "stdlib/value/builtins.def"
#undef BUILTIN
#undef ABOUT
};

static const struct form operators[] = {
#define OPERATOR(NAME, sign, signature, CALL, FAIL, function) \
    {sign, signature, CALL, #function},
#define EQUAL(...)
#define ORDER(...)
#include "stdlib/value/operators.def"
#undef OPERATOR
#undef EQUAL
#undef ORDER
};

static const struct comparison {
    const char *type, *function;
    bool order;
} comparisons[] = {
#define OPERATOR(...)
#define EQUAL(type, FAIL, function) {type, #function, false},
#define ORDER(type, FAIL, function) {type, #function, true},
#include "stdlib/value/operators.def"
#undef OPERATOR
#undef EQUAL
#undef ORDER
};
#undef FAILS
#undef NEVER

/* The parameter at *p as a text; *p moves behind it. */
static str next_parameter(const char **p)
{
    const char *from = *p;
    int depth = 0;

    while (**p && !(depth == 0 && (**p == ',' || **p == ')'))) {
        depth += (**p == '[' || **p == '{' || **p == '(');
        depth -= (**p == ']' || **p == '}' || **p == ')');
        (*p)++;
    }
    str s = {from, (size_t)(*p - from)};
    if (**p == ',')
        *p += 2;
    return str_trim(s);
}

static bool is_variable(str s)
{
    if (s.len == 2 && s.ptr[1] == '?')
        s.len = 1;
    return s.len == 1 && strchr("TONR", s.ptr[0]) != NULL;
}

/* The type that T stands for, by the parameter and its argument. */
static const struct graph_type *bound(str parameter,
                                      const struct graph_type *argument)
{
    while (parameter.len && argument) {
        if (is_variable(parameter))
            return parameter.len == 2 ? type_needed(argument) : argument;
        if (parameter.ptr[0] == '[')
            parameter = str_slice(parameter, 1, parameter.len - 1);
        else if (str_starts_with(parameter, STR("{string: ")))
            parameter = str_slice(parameter, 9, parameter.len - 1);
        else
            return NULL;
        argument = argument->of;
    }
    return NULL;
}

static const struct graph_type *find_bound(const struct form *f,
                                           const struct graph_expr *const *args,
                                           uint32_t n)
{
    const char *p = f->signature + 1;

    for (uint32_t i = 0; i < n; i++) {
        const struct graph_type *t = bound(next_parameter(&p), args[i]->type);
        if (t)
            return t;
    }
    return NULL;
}

/* The result of an ITEM function is an address; of null it is NULL. */
static const char *item_value(struct c_file *c, const char *call,
                              const struct graph_type *of,
                              const struct graph_type *result)
{
    const char *p = c_new(c), *t = c_type(c, result);

    c_line(c, "const %s *%s = %s;", c_type(c, of), p, call);
    if (result->kind == TYPE_OPTIONAL && of->kind != TYPE_OPTIONAL)
        return c_text(c, "(%s ? (%s){true, *%s} : (%s){0})", p, t, p, t);
    if (result->kind == TYPE_INT || result->kind == TYPE_BOOL ||
        result->kind == TYPE_DATE || result->kind == TYPE_TIME ||
        result->kind == TYPE_DURATION || result->kind == TYPE_ENUM)
        return c_text(c, "(%s ? *%s : 0)", p, p);
    return c_text(c, "(%s ? *%s : (%s){0})", p, p, t);
}

static const char *call_form(struct c_file *c, const struct form *f,
                             const struct graph_expr *const *args, uint32_t n,
                             const struct graph_type *result)
{
    const char *p = f->signature + 1, *list = "x";
    const struct graph_type *of = NULL;

    if (f->how != PLAIN) {
        of = find_bound(f, args, n);
        assert(of);
        list = c_text(c, "x, %s", c_shape(c, of));
    }
    for (uint32_t i = 0; i < n; i++) {
        bool by_address = f->how != PLAIN && is_variable(next_parameter(&p));
        list = c_text(c, "%s, %s", list,
                      by_address ? c_address(c, args[i]) : c_expr(c, args[i]));
    }
    const char *call = c_text(c, "%s(%s)", f->function, list);
    return f->how == ITEM ? item_value(c, call, of, result) : call;
}

/* round(a / b, n) is one function of three. */
static const struct form *rounded_division(const struct graph_expr *e)
{
    const struct form *f = &builtins[e->index];

    return strstr(f->sign, " /") ? f : NULL;
}

const char *c_builtin(struct c_file *c, const struct graph_expr *e)
{
    const struct graph_expr *three[3];

    if (rounded_division(e) && e->nargs == 2) {
        const struct graph_expr *d = e->args[0];
        d = expr_bare(d);
        three[0] = d->args[0];
        three[1] = d->args[1];
        three[2] = e->args[1];
        return call_form(c, &builtins[e->index], three, 3, e->type);
    }
    return call_form(c, &builtins[e->index], e->args, e->nargs, e->type);
}

static bool type_is(struct c_file *c, str parameter, const struct graph_type *t)
{
    if (is_variable(parameter))
        return true;
    if (parameter.ptr[0] == '[')
        return t->kind == TYPE_LIST;
    if (parameter.ptr[0] == '{')
        return t->kind == TYPE_DICT;
    return str_eq(parameter, type_text(c->arena, t));
}

static const struct form *find_operator(struct c_file *c, const char *sign,
                                        const struct graph_expr *const *args,
                                        uint32_t n)
{
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        const char *p = operators[i].signature + 1;
        bool fits = strcmp(operators[i].sign, sign) == 0;
        for (uint32_t k = 0; fits && k < n; k++)
            fits = type_is(c, next_parameter(&p), args[k]->type);
        if (fits)
            return &operators[i];
    }
    assert(0 && "the checker lets no other operands through");
    return NULL;
}

static const struct comparison *find_comparison(const struct graph_type *t,
                                                bool order)
{
    static const char *const names[] = {
        [TYPE_STRING] = "string",
        [TYPE_INT] = "int",
        [TYPE_DECIMAL] = "decimal",
        [TYPE_MONEY] = "money",
        [TYPE_BOOL] = "bool",
        [TYPE_DATE] = "date",
        [TYPE_TIME] = "time",
        [TYPE_TIMESTAMP] = "timestamp",
        [TYPE_DURATION] = "duration",
        [TYPE_BYTES] = "bytes",
        [TYPE_ANY] = NULL,
    };

    if (t->kind > TYPE_ANY || !names[t->kind])
        return NULL;
    for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++)
        if (comparisons[i].order == order &&
            strcmp(comparisons[i].type, names[t->kind]) == 0)
            return &comparisons[i];
    return NULL;
}

static bool is_machine(const struct graph_type *t)
{
    return t->kind == TYPE_INT || t->kind == TYPE_BOOL ||
           t->kind == TYPE_DATE || t->kind == TYPE_TIME ||
           t->kind == TYPE_DURATION || t->kind == TYPE_SIZE ||
           t->kind == TYPE_ENUM;
}

const char *c_equal(struct c_file *c, const struct graph_type *t, const char *a,
                    const char *b)
{
    const struct comparison *k = find_comparison(t, false);

    if (is_machine(t))
        return c_text(c, "%s == %s", a, b);
    if (t->kind == TYPE_STRING || t->kind == TYPE_BYTES)
        return c_text(c, "str_eq(%s, %s)", a, b);
    if (k)
        return c_text(c, "%s(x, %s, %s)", k->function, a, b);
    const char *shape = c_shape(c, t);
    const char *left = c_name_value(c, t, a), *right = c_name_value(c, t, b);
    return c_text(c, "weir_shape_equal(%s, &%s, &%s)", shape, left, right);
}

static const char *compare(struct c_file *c, const struct graph_expr *e)
{
    static const char *const signs[] = {
        [OP_EQ] = "==", [OP_NE] = "!=", [OP_LT] = "<",
        [OP_LE] = "<=", [OP_GT] = ">",  [OP_GE] = ">=",
    };
    const struct graph_type *t = e->args[0]->type;
    const char *a = c_expr(c, e->args[0]), *b = c_expr(c, e->args[1]);
    const struct comparison *k = find_comparison(t, true);

    if (is_machine(t))
        return c_text(c, "(%s %s %s)", a, signs[e->op], b);
    if (e->op == OP_EQ)
        return c_equal(c, t, a, b);
    if (e->op == OP_NE)
        return c_text(c, "!%s", c_equal(c, t, a, b));
    if (k)
        return c_text(c, "(%s(x, %s, %s) %s 0)", k->function, a, b,
                      signs[e->op]);
    const char *shape = c_shape(c, t);
    const char *left = c_name_value(c, t, a), *right = c_name_value(c, t, b);
    return c_text(c, "(weir_shape_compare(x, %s, &%s, &%s) %s 0)", shape, left,
                  right, signs[e->op]);
}

const char *c_binary(struct c_file *c, const struct graph_expr *e)
{
    static const char *const signs[] = {
        [OP_ADD] = "+", [OP_SUB] = "-", [OP_MUL] = "*",
        [OP_DIV] = "/", [OP_MOD] = "%",
    };

    if (e->op >= OP_EQ && e->op <= OP_GE)
        return compare(c, e);
    return call_form(c, find_operator(c, signs[e->op], e->args, 2), e->args, 2,
                     e->type);
}

const char *c_negate(struct c_file *c, const struct graph_expr *e)
{
    return call_form(c, find_operator(c, "-x", e->args, 1), e->args, 1,
                     e->type);
}

const char *c_index(struct c_file *c, const struct graph_expr *e)
{
    return call_form(c, find_operator(c, "x[i]", e->args, 2), e->args, 2,
                     e->type);
}

/* x in ["GB", "IE"]: one comparison an item. */
static const char *in_few(struct c_file *c, const struct graph_expr *e)
{
    const struct graph_expr *list = e->args[1];
    const char *a = c_temp(c, e->args[0]), *s = "";

    for (uint32_t i = 0; i < list->nargs; i++)
        s = c_text(
            c, "%s%s%s", s, i ? " || " : "",
            c_equal(c, list->args[i]->type, a, c_expr(c, list->args[i])));
    return c_text(c, "%s(%s)", e->negated ? "!" : "", s);
}

const char *c_in(struct c_file *c, const struct graph_expr *e)
{
    enum { FEW = 8 };
    const char *found;

    if (e->nargs == 1)
        found = c_text(c, "%s != NULL", c_lookup(c, e));
    else if (e->args[1]->kind == EXPR_LIST && e->args[1]->nargs &&
             e->args[1]->nargs <= FEW && expr_is_constant(e->args[1]) &&
             e->args[1]->args[0]->type == e->args[0]->type)
        return in_few(c, e);
    else
        found = call_form(c, find_operator(c, "in", e->args, 2), e->args, 2,
                          e->type);
    return e->negated ? c_text(c, "!(%s)", found) : found;
}
