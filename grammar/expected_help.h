/*
 * expected_help.h - the line below a syntax error that mends it
 */
#ifndef WEIR_EXPECTED_HELP_H
#define WEIR_EXPECTED_HELP_H

#include "grammar/expected.h"

/* Adds the first help that fits to `d`, or none. */
void expected_help(struct parser *p, const struct expected *e, struct diag *d);

#endif
