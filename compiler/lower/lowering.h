/*
 * lowering.h - what the files of this folder share: where nodes are added
 */
#ifndef WEIR_LOWERING_H
#define WEIR_LOWERING_H

#include "compiler/check/flow.h"
#include "compiler/lower/lower.h"

struct lowering {
    struct check *k;
    struct graph *g;
    struct graph_flow *f; // NULL: in a reconcile
};

/* Sets what is there; NULL values are left out. */
void lower_set(struct lowering *l, node_id n, enum graph_setting_key key,
               const struct graph_expr *value, span at);
/* The same for the checked form of a tree, NULL allowed. */
void lower_tree(struct lowering *l, node_id n, enum graph_setting_key key,
                const struct ast_expr *e);
node_id lower_step(struct lowering *l, block_id block,
                   const struct ast_step *s);
void lower_block(struct lowering *l, block_id block,
                 const struct ast_step *steps);
/* The settings of an option, for a step or a reconcile's side. */
void lower_option(struct lowering *l, struct graph_settings *to,
                  const struct ast_option *o);
void lower_options(struct lowering *l, node_id n, const struct ast_step *s);
/* A handler at a step, an `all` or (0) the flow. */
void lower_handler(struct lowering *l, node_id scope,
                   const struct ast_handler *h);
/* `else -> target` and `empty -> target`: a handler of no class. */
void lower_target(struct lowering *l, node_id scope, const char *word,
                  const struct ast_target *t);
void lower_trigger(struct lowering *l, const struct checked_flow *cf);
void lower_reconcile(struct check *k, const struct ast_item *item);

#endif
