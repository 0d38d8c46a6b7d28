/*
 * Near-copies that differ in one number, one operator or one text that says
 * how something is computed: one was mended, the other was not. lint/copies.c
 * finds them.
 */
#include "lint/lint.h"

static const char *operator_text(enum graph_op op)
{
    static const char *const signs[] = {
        [OP_ADD] = "+", [OP_SUB] = "-", [OP_MUL] = "*", [OP_DIV] = "/",
        [OP_MOD] = "%", [OP_EQ] = "==", [OP_NE] = "!=", [OP_LT] = "<",
        [OP_LE] = "<=", [OP_GT] = ">",  [OP_GE] = ">=", [OP_AND] = "and",
        [OP_OR] = "or"};

    return signs[op];
}

static str what_differs(struct lint *l, const struct lint_copy *c,
                        const struct graph_expr *e)
{
    if (c->more)
        return expr_text(lint_arena(l), e);
    return e->kind == EXPR_BINARY ? str_from(operator_text(e->op)) : e->text;
}

static void check_graph(struct lint *l, const struct graph *g)
{
    uint32_t n;
    const struct lint_copy *copies = lint_copies(l, &n);

    (void)g;
    for (uint32_t i = 0; i < n; i++) {
        const struct lint_copy *c = &copies[i];
        if (!c->diverged)
            continue;
        str here = what_differs(l, c, c->differs_here);
        str there = what_differs(l, c, c->differs_first);
        lint_about_node(l, c->node);
        struct diag *d = lint_report(l, c->differs_here->at,
                                     "%" STR_FMT " has \"%" STR_FMT
                                     "\" where its near-copy in %" STR_FMT
                                     " has \"%" STR_FMT "\"",
                                     STR_ARG(c->place), STR_ARG(here),
                                     STR_ARG(c->first_place), STR_ARG(there));
        lint_note(l, d, c->differs_first->at, "the other one");
        lint_help(l, d, "decide which is right, and write it once, as a %s",
                  c->here->kind == EXPR_RECORD ? "map" : "fn");
    }
}

const struct lint_rule lint_rule_diverged_logic = {
    .summary = "copies of one rule have not grown apart",
    .level = DIAG_WARNING,
    .graph = check_graph,
};
