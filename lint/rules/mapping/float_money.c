/*
 * Code of another platform reckons with money in binary floating point: a
 * conversion whose argument is named like money and whose result is added or
 * multiplied, a rounding of what is. To convert for a comparison is harmless.
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

static bool is_sign(char c)
{
    return c == '*' || c == '/' || c == '+' || c == '-';
}

/* Something is reckoned with what the text from `start` to `end` gives: a sign
 * before it, or behind it and no comment. */
static bool is_reckoned(str text, size_t start, size_t end)
{
    str before = str_trim(str_slice(text, 0, start));
    str behind = str_trim(str_slice(text, end, text.len));

    if (before.len && is_sign(before.ptr[before.len - 1]))
        return true;
    return behind.len > 1 && is_sign(behind.ptr[0]) && behind.ptr[1] != '/' &&
           behind.ptr[1] != '*';
}

static bool has_product(str inside)
{
    return str_find(inside, STR("*")) >= 0 || str_find(inside, STR("/")) >= 0;
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
            bool rounds = str_eq(call, STR("Math.round("));
            if (!touches_word(text, start) && is_money(inside) &&
                (rounds ? has_product(inside)
                        : is_reckoned(text, start, from + inside.len)))
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
