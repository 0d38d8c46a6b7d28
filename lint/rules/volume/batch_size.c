/*
 * Batches of one, which are no batches, and batches above what the operation
 * takes in one call. The limit is the connector's own declaration.
 */
#include "lint/lint.h"

static void mend(struct lint *l, struct diag *d, const struct graph_expr *size,
                 const char *word, long long limit)
{
    lint_help(l, d, "%s %lld", word, limit);
    lint_fix(l, d, DIAG_SAFE, size->at,
             arena_printf(lint_arena(l), "%lld", limit));
}

static void check_size(struct lint *l, const struct graph_node *x,
                       const struct graph_operation *op,
                       const struct graph_expr *size, const char *word)
{
    long long n = size->i, limit = op->bulk;
    struct diag *d = NULL;

    if (n > limit)
        d = lint_report(l, size->at,
                        "step \"%" STR_FMT
                        "\" sends %lld records in a call, and \"%" STR_FMT
                        " %" STR_FMT "\" takes %lld",
                        STR_ARG(x->name), n, STR_ARG(op->endpoint->name),
                        STR_ARG(op->name), limit);
    else if (n == 1 && limit > 1)
        d = lint_report(l, size->at,
                        "step \"%" STR_FMT
                        "\" sends batches of one, and \"%" STR_FMT " %" STR_FMT
                        "\" takes %lld records in a call",
                        STR_ARG(x->name), STR_ARG(op->endpoint->name),
                        STR_ARG(op->name), limit);
    if (!d)
        return;
    lint_note(l, d, op->at, "the operation takes up to %lld", limit);
    mend(l, d, size, word, limit);
}

static bool is_number(const struct graph_expr *e)
{
    return e && e->kind == EXPR_LITERAL && type_is_counted(e->type);
}

/* The batch whose list is all that is sent. */
static const struct graph_node *batch_sent(const struct graph *g,
                                           const struct graph_node *x)
{
    const struct graph_expr *e = lint_setting(x, SET_VALUE);

    e = expr_bare(e);
    if (!e || e->kind != EXPR_VAR || !e->var || !e->var->node ||
        e->var->node >= g->nodes.n)
        return NULL;
    const struct graph_node *from = &g->nodes.at[e->var->node];
    return from->kind == NODE_BATCH ? from : NULL;
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    const struct graph_operation *op = x->operation;

    if (!op || !op->bulk || !op->endpoint)
        return;
    const struct graph_expr *bulk = lint_setting(x, SET_BULK);
    const struct graph_node *batch = batch_sent(g, x);
    const struct graph_expr *count =
        batch ? lint_setting(batch, SET_COUNT) : NULL;
    if (is_number(bulk))
        check_size(l, x, op, bulk, "bulk");
    else if (is_number(count))
        check_size(l, x, op, count, "batch");
}

const struct lint_rule lint_rule_batch_size = {
    .summary = "a batch has more than one record, and no more than are taken",
    .level = DIAG_WARNING,
    .kinds = LINT_KIND(WRITE),
    .node = check_node,
};
