/*
 * test.h - what the files that check tests share
 */
#ifndef WEIR_CHECK_TEST_H
#define WEIR_CHECK_TEST_H

#include "compiler/check/flow_check.h"

struct testing {
    struct check *k;
    struct checked_flow *flow; // NULL: not there, said already
    bool ill; // flows have mistakes: what they use is not all known
    VEC(const struct checked_step *) uses; // of it and of those it calls
    struct map flows;                      // whose uses are in
    struct map files;                      // looked at, by name
    struct map titles;                     // of all tests
};

/*
 * A value of a test is JSON that stands for a record: a text is a date or an
 * enum's value where one is wanted. Literals keep their own types in it. What
 * does not fit is reported.
 */
const struct graph_expr *test_value(struct check *k, struct ast_expr *e,
                                    const struct graph_type *want);

#endif
