/*
 * Options of a step: settings, handlers and the block of an undo.
 */
#include "compiler/lower/lowering.h"

static void set_at(struct lowering *l, node_id n, enum graph_setting_key key,
                   const struct graph_expr *value, const struct ast_option *o)
{
    if (!value)
        return;
    struct graph_setting *s =
        graph_set(l->g, &l->g->nodes.at[n].settings, key, value, o->at);
    s->word_at = o->word_at;
}

static void set_tree(struct lowering *l, node_id n, enum graph_setting_key key,
                     const struct ast_expr *e, const struct ast_option *o)
{
    if (e)
        set_at(l, n, key, e->checked, o);
}

static void set_rate(struct lowering *l, node_id n, const struct ast_option *o)
{
    struct graph_amount amount;
    struct diags quiet = {.arena = l->k->arena, .sources = l->k->sources};
    struct check k = *l->k;

    k.diags = &quiet; // said by the checker already
    if (!check_amount(&k, &o->amount, &amount))
        return;
    set_at(l, n, SET_RATE, expr_int(l->g, amount.count, o->at), o);
    set_at(l, n, SET_RATE_PER, expr_duration(l->g, amount.per, o->at), o);
}

static void set_empty(struct lowering *l, node_id n, const struct ast_option *o)
{
    if (o->target)
        lower_target(l, n, "empty", o->target);
    else
        set_at(l, n, SET_EMPTY, expr_bool(l->g, true, o->at), o);
}

static void set_undo(struct lowering *l, node_id n, const struct ast_option *o)
{
    lower_block(l, graph_add_block(l->g, l->f, n, BLOCK_UNDO, o->at), o->block);
}

/* One case a kind of option: a flat switch. */
static void set_option(struct lowering *l, node_id n,
                       const struct ast_option *o)
{
    switch (o->kind) {
    case AST_OPT_TIMEOUT: set_tree(l, n, SET_TIMEOUT, o->a, o); break;
    case AST_OPT_RETRY:
        set_tree(l, n, SET_RETRY, o->a, o);
        set_tree(l, n, SET_BACKOFF, o->b, o);
        set_tree(l, n, SET_BACKOFF_CAP, o->c, o);
        break;
    case AST_OPT_KEY: set_tree(l, n, SET_KEY, o->a, o); break;
    case AST_OPT_MATCH: set_tree(l, n, SET_MATCH, o->a, o); break;
    case AST_OPT_BULK:
        set_tree(l, n, SET_BULK, o->a, o);
        set_tree(l, n, SET_BULK_WITHIN, o->b, o);
        break;
    case AST_OPT_LOOKBACK: set_tree(l, n, SET_LOOKBACK, o->a, o); break;
    case AST_OPT_EMPTY: set_empty(l, n, o); break;
    case AST_OPT_CACHE: set_tree(l, n, SET_CACHE, o->a, o); break;
    case AST_OPT_UNTIL:
        set_tree(l, n, SET_POLL_UNTIL, o->a, o);
        set_tree(l, n, SET_POLL_EVERY, o->b, o);
        set_tree(l, n, SET_POLL_WITHIN, o->c, o);
        break;
    case AST_OPT_UNDO: set_undo(l, n, o); break;
    case AST_OPT_CONCURRENCY: set_tree(l, n, SET_CONCURRENCY, o->a, o); break;
    case AST_OPT_RATE: set_rate(l, n, o); break;
    case AST_OPT_MAX: set_tree(l, n, SET_MAX, o->a, o); break;
    case AST_OPT_ON:
        if (o->handler->checked)
            lower_handler(l, n, o->handler);
        break;
    case AST_OPT_WAIVE: break;
    }
}

void lower_options(struct lowering *l, node_id n, const struct ast_step *s)
{
    for (const struct ast_option *o = s->options; o; o = o->next)
        set_option(l, n, o);
}
