/*
 * A division of decimals or money, or an exchange, whose result is not
 * rounded by what stands around it. What is only compared is not stored, and
 * what is given to a `fn` may be rounded there. A division by a number that
 * has no prime factor but 2 and 5 is exact.
 */
#include "lint/lint.h"

static bool rounds(const struct graph_expr *e)
{
    static const char *const names[] = {
        "round",       "round /",    "round_half_up", "round_half_up /",
        "round_up",    "round_up /", "round_down",    "round_down /",
        "round_money", "floor",      "ceiling",       "allocate"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (lint_is_builtin(e, names[i]))
            return true;
    return false;
}

static bool is_comparison(const struct graph_expr *e)
{
    return e->kind == EXPR_BINARY && e->op >= OP_EQ && e->op <= OP_GE;
}

static bool is_exact(const struct graph_expr *divisor)
{
    divisor = expr_bare(divisor);
    bool is_int = divisor->type->kind == TYPE_INT;
    if (divisor->kind != EXPR_LITERAL ||
        (!is_int && divisor->type->kind != TYPE_DECIMAL))
        return false;
    weir_int128 n = is_int ? divisor->i : divisor->value->decimal.coefficient;
    n = n < 0 ? -n : n;
    while (n && n % 2 == 0)
        n /= 2;
    while (n && n % 5 == 0)
        n /= 5;
    return n == 1;
}

static bool is_inexact(const struct graph_expr *e)
{
    enum graph_type_kind k = type_needed(e->type)->kind;

    if (lint_is_builtin(e, "exchange"))
        return true;
    return e->kind == EXPR_BINARY && e->op == OP_DIV &&
           (k == TYPE_DECIMAL || k == TYPE_MONEY) &&
           e->args[0]->type->kind != TYPE_DURATION && !is_exact(e->args[1]);
}

static void visit(struct lint *l, const struct graph_expr *e)
{
    if (!e || is_comparison(e) || e->kind == EXPR_CALL ||
        (e->kind == EXPR_BUILTIN && rounds(e)))
        return;
    if (is_inexact(e)) {
        str text = expr_text(lint_arena(l), e);
        struct diag *d = lint_report(
            l, e->at,
            "%s is not rounded: how many places the result has is "
            "left to chance",
            e->kind == EXPR_BINARY ? "this division" : "this exchange");
        lint_fix(l, d, DIAG_SCAFFOLD, (span){e->at.pos, 0}, STR("round("));
        lint_fix_behind(l, d, DIAG_SCAFFOLD, e->at, STR(", 2)"));
        if (text.len < 60)
            lint_help(l, d, "round(%" STR_FMT ", 2)", STR_ARG(text));
        return;
    }
    for (uint32_t i = 0; i < e->nargs; i++)
        visit(l, e->args[i]);
}

static void check_expr(struct lint *l, const struct graph *g,
                       const struct lint_root *r)
{
    (void)g;
    if (r->kind != ROOT_TEST && r->kind != ROOT_CONNECTOR)
        visit(l, r->expr);
}

const struct lint_rule lint_rule_implicit_rounding = {
    .summary = "a division says how its result is rounded",
    .level = DIAG_WARNING,
    .parts = LINT_PART(BINARY) | LINT_PART(BUILTIN),
    .expr = check_expr,
};
