/*
 * A route of several ways without `otherwise`: a record that suits none of
 * them goes on unnoticed. A `when` is one optional way and means it. Ways that
 * name every value of an enum leave nothing out.
 */
#include "lint/lint.h"

/* `x.status == VALUE`: the enum and the bit of its value. */
static const struct graph_enum *enum_asked(const struct graph_expr *e,
                                           uint64_t *bits)
{
    if (e->kind == EXPR_BINARY && e->op == OP_OR) {
        const struct graph_enum *a = enum_asked(e->args[0], bits);
        const struct graph_enum *b = enum_asked(e->args[1], bits);
        return a == b ? a : NULL;
    }
    if (e->kind != EXPR_BINARY || e->op != OP_EQ)
        return NULL;
    const struct graph_expr *v = e->args[1];
    v = expr_bare(v);
    if (v->kind != EXPR_ENUM || v->index >= 64)
        return NULL;
    *bits |= (uint64_t)1 << v->index;
    return v->type->enumeration;
}

static bool names_every_value(const struct graph *g, const struct graph_node *x)
{
    const struct graph_enum *all = NULL;
    uint64_t bits = 0;

    for (block_id b = x->blocks; b; b = g->blocks.at[b].next) {
        const struct graph_expr *e = g->blocks.at[b].condition;
        const struct graph_enum *n = e ? enum_asked(e, &bits) : NULL;
        if (!n || (all && all != n))
            return false;
        all = n;
    }
    return all && all->nvalues <= 64 &&
           bits == UINT64_MAX >> (64 - all->nvalues);
}

static uint32_t count_arms(const struct graph *g, const struct graph_node *x,
                           bool *has_default)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < x->nout; i++) {
        const struct graph_edge *e = &g->edges.at[g->out[x->out_first + i]];
        n += e->kind == EDGE_ARM;
        *has_default = *has_default || (e->kind == EDGE_ARM && !e->condition);
    }
    return n;
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    bool has_default = false;
    uint32_t arms = count_arms(g, x, &has_default);

    if (!arms || has_default || str_eq(x->word, STR("when")) ||
        !lint_reachable(l, n) || names_every_value(g, x))
        return;
    const struct graph_queue *q = lint_queue_for(l, g, lint_flow_of(g, n));
    struct diag *d = lint_report(
        l, lint_step_at(x),
        "step \"%" STR_FMT
        "\" has no way for a record that suits none of its conditions",
        STR_ARG(x->name));
    str arm =
        arena_printf(lint_arena(l),
                     "otherwise { %s%" STR_FMT " because \"no way suits it\" }",
                     q ? "park " : "halt", STR_ARG(q ? q->name : STR("")));
    lint_help(l, d, "%" STR_FMT, STR_ARG(arm));
    lint_fix_inside(l, d, DIAG_SCAFFOLD, x->at, arm);
}

const struct lint_rule lint_rule_no_default_route = {
    .summary = "a route says what becomes of a record that suits no way",
    .level = DIAG_ERROR,
    .kinds = LINT_KIND(CHOICE),
    .node = check_node,
};
