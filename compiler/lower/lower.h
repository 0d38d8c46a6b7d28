/*
 * lower.h - checked trees to nodes, blocks, handlers and edges
 */
#ifndef WEIR_LOWER_H
#define WEIR_LOWER_H

#include "compiler/check/check.h"

/* Adds the nodes of every flow and reconcile to k->g, wires them and freezes
 * the graph. Linear in the steps. */
void lower_estate(struct check *k, struct ast_file *const *files, uint32_t n);

#endif
