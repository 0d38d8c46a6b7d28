/*
 * lower.h - checked trees to nodes, blocks, handlers and edges
 */
#ifndef WEIR_LOWER_H
#define WEIR_LOWER_H

#include "compiler/check/check.h"

/* Makes room for what the files' flows will need; arrays that grow by doubling
 * would cost three times their size. */
void lower_reserve(struct check *k, struct ast_file *const *files, uint32_t n);
/* Adds the nodes of a checked flow. Its tree is in the cache just after it was
 * checked: this is what check.flow_checked is for. */
void lower_flow(struct check *k, const struct ast_item *item);
/* Adds the nodes of every flow that has none yet and of every reconcile to
 * k->g, wires them and freezes the graph. Linear in the steps. */
void lower_estate(struct check *k, struct ast_file *const *files, uint32_t n);

#endif
