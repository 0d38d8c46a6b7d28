/*
 * Signs: arithmetic by the lines of operators.def, comparisons of two values
 * of one type, `in`, `and`, `or`, `not`.
 */
#include "compiler/check/typing.h"

static const char *const signs[] = {
    [AST_ADD] = "+", [AST_SUB] = "-", [AST_MUL] = "*", [AST_DIV] = "/",
    [AST_MOD] = "%", [AST_EQ] = "==", [AST_NE] = "!=", [AST_LT] = "<",
    [AST_LE] = "<=", [AST_GT] = ">",  [AST_GE] = ">=", [AST_AND] = "and",
    [AST_OR] = "or",
};

static const char *quoted(const struct expr_context *x, const char *sign)
{
    return arena_printf(x->k->arena, "\"%s\"", sign).ptr;
}

static const struct form *find_form(const struct expr_context *x,
                                    const char *sign, uint32_t n,
                                    const struct graph_expr *const *args)
{
    const struct form *f = map_get(&forms_of(x->k)->operators, str_from(sign));

    for (; f; f = f->next) {
        struct form_binding b = {0};
        uint32_t taken = 0;
        while (f->nparams == n && taken < n &&
               form_takes(x->k, f->params[taken], args[taken]->type, &b))
            taken++;
        if (taken == n)
            return f;
    }
    return NULL;
}

/* How an operand stands inside a text: a text on one line is its words. */
static str inside_text(const struct expr_context *x, const struct ast_expr *e)
{
    str s = source_text(x->k->sources, e->at);

    if (e->kind == AST_TEXT || (e->kind == AST_STRING && !e->raw))
        return str_slice(s, 1, s.len - 1);
    return arena_printf(x->k->arena, "{%" STR_FMT "}", STR_ARG(s));
}

/* What to write instead of a sum of things that have none. */
static void help_sum(const struct expr_context *x, struct diag *d,
                     const struct ast_expr *e, const struct graph_expr *a,
                     const struct graph_expr *b)
{
    str left = source_text(x->k->sources, e->a->at);
    str right = source_text(x->k->sources, e->b->at);
    enum graph_type_kind from = a->type->kind, to = b->type->kind;

    if (a->kind == EXPR_SETTING && (to == TYPE_INT || to == TYPE_DECIMAL))
        diag_help(x->k->diags, d, "(%" STR_FMT " as %s) %s %" STR_FMT,
                  STR_ARG(left), to == TYPE_INT ? "int" : "decimal",
                  signs[e->op], STR_ARG(right));
    else if (e->op == AST_ADD && (from == TYPE_STRING || to == TYPE_STRING))
        diag_help(x->k->diags, d,
                  "values are put into a text in braces: \"%" STR_FMT
                  "%" STR_FMT "\"",
                  STR_ARG(inside_text(x, e->a)), STR_ARG(inside_text(x, e->b)));
    else if (from == TYPE_DATE && to == TYPE_INT)
        diag_help(x->k->diags, d, "add_days(%" STR_FMT ", %s%" STR_FMT ")",
                  STR_ARG(left), e->op == AST_SUB ? "-" : "", STR_ARG(right));
    else if (from == TYPE_MONEY && (to == TYPE_INT || to == TYPE_DECIMAL))
        diag_help(x->k->diags, d,
                  is_literal(b) ? "%" STR_FMT " %s %" STR_FMT " GBP"
                                : "%" STR_FMT " %s money(%" STR_FMT
                                  ", \"GBP\")",
                  STR_ARG(left), signs[e->op], STR_ARG(right));
    else if (from == TYPE_TIMESTAMP && (to == TYPE_INT || to == TYPE_DECIMAL))
        diag_help(x->k->diags, d,
                  "a time and a duration add up, as in %" STR_FMT " %s 5m",
                  STR_ARG(left), signs[e->op]);
    else if (from == TYPE_DATE && to == TYPE_DATE && e->op == AST_SUB)
        diag_help(x->k->diags, d, "days_between(%" STR_FMT ", %" STR_FMT ")",
                  STR_ARG(right), STR_ARG(left));
}

/* An operand that is optional or untyped is reported; true: it is neither. */
static bool plain_operand(const struct expr_context *x,
                          const struct graph_expr *e,
                          const struct graph_type *want, const char *sign)
{
    if (e->type->kind == TYPE_OPTIONAL || e->type->kind == TYPE_NULL)
        report_optional(x, e, NULL, quoted(x, sign));
    else if (e->type->kind == TYPE_ANY)
        report_untyped(x, e, want && want->kind != TYPE_ANY ? want : NULL,
                       quoted(x, sign));
    else
        return true;
    return false;
}

static const struct graph_expr *build(const struct expr_context *x,
                                      const struct ast_expr *e,
                                      const struct form *f, uint32_t n,
                                      const struct graph_expr **args)
{
    struct form_binding b = {0};

    for (uint32_t i = 0; i < n; i++)
        form_takes(x->k, f->params[i], args[i]->type, &b);
    for (uint32_t i = 0; i < n; i++)
        args[i] = expr_convert(x, args[i], form_subst(x->k, f->params[i], &b));
    const struct graph_type *type = form_subst(x->k, f->result, &b);
    const struct graph_expr *folded = fold_form(x, f, e->at, args, type);
    if (folded)
        return folded;
    struct graph_expr *made =
        expr_new(x, n == 1 ? EXPR_NEGATE : EXPR_BINARY, type, e->at, n);
    made->op = (enum graph_op)e->op;
    for (uint32_t i = 0; i < n; i++)
        made->args[i] = args[i];
    return expr_done(made, f->fails ? WEIR_CLASS_BIT(WEIR_DATA) : 0);
}

/* Whether the sign is for what the operands are when they are there; of what
 * is untyped nobody knows. */
static bool fits_when_there(const struct expr_context *x, const char *sign,
                            const struct graph_expr *const *args)
{
    struct graph_expr there[2] = {*args[0], *args[1]};
    const struct graph_expr *const both[2] = {&there[0], &there[1]};

    for (int i = 0; i < 2; i++) {
        there[i].type = type_needed(there[i].type);
        if (there[i].type->kind == TYPE_ANY || there[i].type->kind == TYPE_NULL)
            return true;
    }
    return find_form(x, sign, 2, both) != NULL;
}

static const struct graph_expr *arithmetic(const struct expr_context *x,
                                           struct ast_expr *e)
{
    const struct graph_expr *args[2] = {expr_infer(x, e->a, NULL),
                                        expr_infer(x, e->b, NULL)};
    const char *sign = signs[e->op];

    if (expr_bad(args[0]) || expr_bad(args[1]))
        return expr_poison(x, e->at);
    bool fits = fits_when_there(x, sign, args);
    bool left = !fits || plain_operand(x, args[0], args[1]->type, sign);
    bool right = !fits || plain_operand(x, args[1], args[0]->type, sign);
    if (!left || !right)
        return expr_poison(x, e->at);
    const struct form *f = find_form(x, sign, 2, args);
    if (f)
        return build(x, e, f, 2, args);
    struct diag *d =
        check_report(x->k, CHECK_TYPE_MISMATCH, e->at,
                     "\"%s\" is not for %" STR_FMT " and %" STR_FMT, sign,
                     STR_ARG(type_name(x, args[0]->type)),
                     STR_ARG(type_name(x, args[1]->type)));
    help_sum(x, d, e, args[0], args[1]);
    return expr_poison(x, e->at);
}

static const struct graph_expr *logical(const struct expr_context *x,
                                        struct ast_expr *e)
{
    const struct graph_type *boolean = plain_type(x, TYPE_BOOL);
    struct expr_context right = *x;
    const char *what = e->op == AST_AND ? "\"and\"" : "\"or\"";
    const struct graph_expr *a = expr_as(x, e->a, boolean, what);

    right.known = check_known(x->k, x->known, a, e->op == AST_AND);
    const struct graph_expr *b = expr_as(&right, e->b, boolean, what);
    if (expr_bad(a) || expr_bad(b))
        return expr_poison(x, e->at);
    if (is_literal(a) && is_literal(b))
        return expr_bool(x->k->g,
                         e->op == AST_AND ? a->i && b->i : a->i || b->i, e->at);
    struct graph_expr *made = expr_new(x, EXPR_BINARY, boolean, e->at, 2);
    made->op = (enum graph_op)e->op;
    made->args[0] = a;
    made->args[1] = b;
    return expr_done(made, 0);
}

const struct graph_expr *expr_binary(const struct expr_context *x,
                                     struct ast_expr *e)
{
    if (e->op == AST_AND || e->op == AST_OR)
        return logical(x, e);
    if (e->op >= AST_EQ)
        return expr_compared(x, e);
    return arithmetic(x, e);
}

const struct graph_expr *expr_negated(const struct expr_context *x,
                                      struct ast_expr *e)
{
    bool not = e->kind == AST_NOT;
    const struct graph_type *boolean = plain_type(x, TYPE_BOOL);
    const struct graph_expr *a =
        not ? expr_as(x, e->a, boolean, "\"not\"") : expr_infer(x, e->a, NULL);

    if (expr_bad(a))
        return expr_poison(x, e->at);
    if (not ) {
        if (is_literal(a))
            return expr_bool(x->k->g, !a->i, e->at);
        struct graph_expr *made = expr_new(x, EXPR_NOT, boolean, e->at, 1);
        made->args[0] = a;
        return expr_done(made, 0);
    }
    if (!plain_operand(x, a, NULL, "-"))
        return expr_poison(x, e->at);
    const struct form *f = find_form(x, "-x", 1, &a);
    if (f)
        return build(x, e, f, 1, &a);
    check_report(x->k, CHECK_TYPE_MISMATCH, e->at, "\"-\" is not for %" STR_FMT,
                 STR_ARG(type_name(x, a->type)));
    return expr_poison(x, e->at);
}
