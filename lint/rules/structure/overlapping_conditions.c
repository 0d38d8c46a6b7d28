/*
 * An arm, or a condition, that no record makes true; and two arms that compare
 * one value and cut into each other, so that only their order decides. A
 * narrow arm before a wide one is how a route is written and no matter.
 */
#include "lint/lint.h"

static bool is_constant(const struct graph_expr *e)
{
    e = expr_bare(e);
    return e->kind == EXPR_LITERAL;
}

/* Conditions of the arms around a step, and of those before it in a row. */
static uint32_t around(const struct graph *g, block_id b,
                       struct lint_condition *list)
{
    uint32_t n = 0;

    while (b && n + 2 < LINT_MOST_CONDITIONS / 2) {
        const struct graph_block *x = &g->blocks.at[b];
        if (x->role == BLOCK_HANDLER || x->role == BLOCK_UNDO)
            break;
        if (x->condition && !is_constant(x->condition))
            list[n++] = (struct lint_condition){x->condition, true};
        b = x->owner ? g->nodes.at[x->owner].block : 0;
    }
    return n;
}

static bool never_two(const struct graph_expr *a, bool a_holds,
                      const struct graph_expr *b, bool b_holds)
{
    const struct lint_condition both[] = {{a, a_holds}, {b, b_holds}};

    return lint_never(both, 2);
}

static void check_cut(struct lint *l, const struct graph_node *x,
                      const struct graph_expr *a, const struct graph_expr *b)
{
    const struct graph_expr *value = lint_one_value(a, b);

    if (!value || never_two(a, true, b, true) || never_two(a, true, b, false) ||
        never_two(a, false, b, true))
        return;
    str text = expr_text(lint_arena(l), value);
    struct diag *d = lint_report(
        l, b->at,
        "some \"%" STR_FMT "\" suits this condition of step \"%" STR_FMT
        "\" and an earlier one: only their order decides",
        STR_ARG(text), STR_ARG(x->name));
    lint_note(l, d, a->at, "the earlier one");
    lint_help(l, d, "say where one ends and the other begins");
}

static void say_never(struct lint *l, const struct graph_node *x,
                      const struct graph_expr *e,
                      const struct graph_expr *because)
{
    struct diag *d = lint_report(
        l, e->at, "no record makes this condition of step \"%" STR_FMT "\" %s",
        STR_ARG(x->name), "true");

    if (because)
        lint_note(l, d, because->at, "what would is taken by this one");
    lint_help(l, d, "mend the condition, or remove what stands behind it");
}

static const struct graph_expr *taken_by(const struct graph_expr *e,
                                         const struct lint_condition *list,
                                         uint32_t n)
{
    for (uint32_t i = n; i-- > 0;)
        if (never_two(e, true, list[i].e, list[i].holds))
            return list[i].e;
    return NULL;
}

static void check_arms(struct lint *l, const struct graph *g,
                       const struct graph_node *x)
{
    struct lint_condition list[LINT_MOST_CONDITIONS];
    uint32_t outer = around(g, x->block, list), n = outer;

    for (block_id b = x->blocks; b && n < LINT_MOST_CONDITIONS;
         b = g->blocks.at[b].next) {
        const struct graph_expr *e = g->blocks.at[b].condition;
        if (!e || is_constant(e))
            continue;
        list[n] = (struct lint_condition){e, true};
        if (lint_never(list, n + 1)) {
            say_never(l, x, e, taken_by(e, list, n));
            continue;
        }
        for (uint32_t i = outer; i < n; i++)
            check_cut(l, x, list[i].e, e);
        list[n++].holds = false;
    }
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    struct lint_condition list[LINT_MOST_CONDITIONS];

    if (!lint_reachable(l, n))
        return;
    if (x->kind == NODE_CHOICE) {
        check_arms(l, g, x);
        return;
    }
    const struct graph_expr *e = lint_setting(x, SET_CONDITION);
    uint32_t around_it = around(g, x->block, list);
    if (!e || is_constant(e))
        return;
    list[around_it] = (struct lint_condition){e, true};
    if (lint_never(list, around_it + 1))
        say_never(l, x, e, taken_by(e, list, around_it));
}

const struct lint_rule lint_rule_overlapping_conditions = {
    .summary = "each way of a route can be taken, and no order decides",
    .level = DIAG_WARNING,
    .kinds = LINT_KIND(CHOICE) | LINT_KIND(KEEP) | LINT_KIND(CHECK) |
             LINT_KIND(DROP),
    .node = check_node,
};
