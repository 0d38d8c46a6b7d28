/*
 * expected.h - what might have stood where something else stands
 */
#ifndef WEIR_EXPECTED_H
#define WEIR_EXPECTED_H

#include "grammar/parser.h"

enum { EXPECTED_TOKENS = 256 }; // more than the grammar has

struct expected {
    int found; // a token
    span at;
    bool due[EXPECTED_TOKENS]; // by token, exactly
};

/* Says "expected X or Y, found Z", with a help where one is worth having. */
void expected_report(struct parser *p, struct expected *e);

#endif
