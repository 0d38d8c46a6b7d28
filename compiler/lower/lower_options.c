/*
 * Options of a step: settings, handlers and the block of an undo.
 */
#include "compiler/lower/lowering.h"

struct place_of { // where an option's settings go
    struct lowering *l;
    struct graph_settings *to;
    const struct ast_option *o;
};

static void set_at(const struct place_of *p, enum graph_setting_key key,
                   const struct graph_expr *value)
{
    if (!value)
        return;
    struct graph_setting *s = graph_set(p->l->g, p->to, key, value, p->o->at);
    s->word_at = p->o->word_at;
}

static void set_tree(const struct place_of *p, enum graph_setting_key key,
                     const struct ast_expr *e)
{
    if (e)
        set_at(p, key, e->checked);
}

static void set_rate(const struct place_of *p)
{
    struct diags quiet = {.arena = p->l->k->arena, .sources = p->l->k->sources};
    struct check k = *p->l->k;
    struct graph_amount amount;

    k.diags = &quiet; // said by the checker already
    if (!check_amount(&k, p->o->amount, &amount))
        return;
    set_at(p, SET_RATE, expr_int(p->l->g, amount.count, p->o->at));
    set_at(p, SET_RATE_PER, expr_duration(p->l->g, amount.per, p->o->at));
}

static void set_undo(struct lowering *l, node_id n, const struct ast_option *o)
{
    lower_block(l, graph_add_block(l->g, l->f, n, BLOCK_UNDO, o->at), o->block);
}

/* One case a kind of option that is a setting: a flat switch. */
void lower_option(struct lowering *l, struct graph_settings *to,
                  const struct ast_option *o)
{
    const struct place_of p = {.l = l, .to = to, .o = o};

    switch (o->kind) {
    case AST_OPT_TIMEOUT: set_tree(&p, SET_TIMEOUT, o->a); break;
    case AST_OPT_RETRY:
        set_tree(&p, SET_RETRY, o->a);
        set_tree(&p, SET_BACKOFF, o->b);
        set_tree(&p, SET_BACKOFF_CAP, o->c);
        break;
    case AST_OPT_KEY: set_tree(&p, SET_KEY, o->a); break;
    case AST_OPT_MATCH: set_tree(&p, SET_MATCH, o->a); break;
    case AST_OPT_BULK:
        set_tree(&p, SET_BULK, o->a);
        set_tree(&p, SET_BULK_WITHIN, o->b);
        break;
    case AST_OPT_LOOKBACK: set_tree(&p, SET_LOOKBACK, o->a); break;
    case AST_OPT_EMPTY:
        if (!o->target)
            set_at(&p, SET_EMPTY, expr_bool(l->g, true, o->at));
        break;
    case AST_OPT_CACHE: set_tree(&p, SET_CACHE, o->a); break;
    case AST_OPT_UNTIL:
        set_tree(&p, SET_POLL_UNTIL, o->a);
        set_tree(&p, SET_POLL_EVERY, o->b);
        set_tree(&p, SET_POLL_WITHIN, o->c);
        break;
    case AST_OPT_CONCURRENCY: set_tree(&p, SET_CONCURRENCY, o->a); break;
    case AST_OPT_RATE: set_rate(&p); break;
    case AST_OPT_MAX: set_tree(&p, SET_MAX, o->a); break;
    case AST_OPT_UNDO:
    case AST_OPT_ON:
    case AST_OPT_WAIVE: break;
    }
}

void lower_options(struct lowering *l, node_id n, const struct ast_step *s)
{
    for (const struct ast_option *o = s->options; o; o = o->next) {
        lower_option(l, &l->g->nodes.at[n].settings, o);
        if (o->kind == AST_OPT_EMPTY && o->target)
            lower_target(l, n, "empty", o->target);
        else if (o->kind == AST_OPT_UNDO)
            set_undo(l, n, o);
        else if (o->kind == AST_OPT_ON && o->handler->checked)
            lower_handler(l, n, o->handler);
    }
}
