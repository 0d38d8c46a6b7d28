/*
 * Code of another platform takes an amount of money through binary floating
 * point: a conversion or a rounding whose argument is named like money.
 */
#include "lint/lint.h"

static bool is_money(str text)
{
    static const char *const words[] = {
        "price", "Price", "amount", "Amount", "total",    "Total",  "cost",
        "Cost",  "tax",   "Tax",    "vat",    "discount", "refund", "salary"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_find(text, str_from(words[i])) >= 0)
            return true;
    return false;
}

/* What stands in the parentheses that open before `from`; on one line. */
static str argument(str text, size_t from)
{
    size_t end = from, depth = 1;

    while (end < text.len && depth && text.ptr[end] != '\n') {
        depth += text.ptr[end] == '(';
        depth -= text.ptr[end] == ')';
        end++;
    }
    return str_slice(text, from, end);
}

static bool touches_word(str text, size_t at)
{
    char c = at ? text.ptr[at - 1] : ' ';

    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* The call that makes a float of money, "" without. */
static str float_of(str text)
{
    static const char *const calls[] = {"parseFloat(", "Number(", "float(",
                                        "Double.parseDouble(", "Math.round("};

    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        str call = str_from(calls[i]);
        size_t from = 0;
        for (;;) {
            ptrdiff_t at = str_find(str_slice(text, from, text.len), call);
            if (at < 0)
                break;
            size_t start = from + (size_t)at;
            from = start + call.len;
            str inside = argument(text, from);
            if (!touches_word(text, start) && is_money(inside))
                return str_slice(text, start, from + inside.len);
        }
    }
    return STR("");
}

static bool visit(void *context, const struct graph_expr *e)
{
    struct lint *l = context;

    if (e->kind != EXPR_CODE)
        return true;
    str found = float_of(e->text);
    if (found.len > 60)
        found = str_slice(found, 0, 60);
    if (found.len)
        lint_report(l, e->at,
                    "money goes through binary floating point: %" STR_FMT,
                    STR_ARG(found));
    return false;
}

static void check_expr(struct lint *l, const struct graph *g,
                       const struct lint_root *r)
{
    (void)g;
    expr_walk(r->expr, visit, l);
}

const struct lint_rule lint_rule_float_money = {
    .summary = "money never goes through binary floating point",
    .level = DIAG_ERROR,
    .parts = LINT_PART(CODE),
    .expr = check_expr,
};
