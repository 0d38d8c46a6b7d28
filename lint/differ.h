/*
 * differ.h - in what two expressions of one loose hash differ
 */
#ifndef WEIR_LINT_DIFFER_H
#define WEIR_LINT_DIFFER_H

#include "lint/lint.h"

struct difference {
    const struct graph_expr *a, *b; // the last one found
    uint32_t n;                     // 2: two or more
    bool other;     // in what may well be meant: a text that selects, a flag
    bool in_record; // of many fields, in which all else is the same
    bool computes;  // a text here says how something is computed
};

/* True when they differ in one number, one operator, or one text that says
 * how something is computed. */
bool differ_once(struct difference *d, const struct graph_expr *a,
                 const struct graph_expr *b);

/* A record that is the same as another but for a field, which has one
 * operation more. */
struct near_record {
    const struct graph_expr *e; // EXPR_RECORD
    uint64_t kind;              // only those of one kind are compared
    const void *place;          // those of one place are not
    // What it is near to, by number, NONE without; the two values.
    uint32_t near;
    const struct graph_expr *here, *there;
};

/* Looks for each record that has an operation more, and for those it came
 * from. Costs the size of all, and a sort. */
void near_records_find(struct arena *a, struct near_record *all, uint32_t n);

#define NEAR_NONE UINT32_MAX

#endif
