/*
 * case.h - one fixture: compile it, compare what is said
 */
#ifndef WEIR_TESTS_CASE_H
#define WEIR_TESTS_CASE_H

#include "stdlib/value/str.h"

struct golden_case {
    const char *path; // a file, or the folder of a project
    bool bad;         // a mistake is expected
    bool lint;        // run the rules too
    str rule;         // only its findings and the language's; "" all
};

/* True when the case holds; otherwise what is wrong was printed. */
bool case_run(const struct golden_case *g);

#endif
