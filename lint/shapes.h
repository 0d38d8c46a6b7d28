/*
 * shapes.h - expressions that are alike but for what they read
 */
#ifndef WEIR_LINT_SHAPES_H
#define WEIR_LINT_SHAPES_H

#include "lint/lint.h"

struct shapes {
    /* Called for `e` and each part of it that does enough to be a rule. */
    void (*found)(void *context, const struct graph_expr *e, uint64_t hash);
    void *context;
};

void shapes_find(const struct shapes *s, const struct graph_expr *e);
/* The proof that two of one hash have one shape. */
bool shapes_match(const struct graph_expr *a, const struct graph_expr *b);

#endif
