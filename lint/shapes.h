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

enum { SHAPE_MOST_LEAVES = 32 }; // of one; larger ones are not compared

struct shape_leaves { // that stand in the same places
    const struct graph_expr *a[SHAPE_MOST_LEAVES], *b[SHAPE_MOST_LEAVES];
    uint32_t n, steps;
};

/* The proof that two of one hash have one shape, and what they read. */
bool shapes_match(const struct graph_expr *a, const struct graph_expr *b,
                  struct shape_leaves *leaves);

#endif
