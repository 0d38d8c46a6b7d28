/*
 * want.h - what a case expects to be said
 */
#ifndef WEIR_TESTS_WANT_H
#define WEIR_TESTS_WANT_H

#include "compiler/base/diag.h"

struct want {
    const struct source *src;
    uint32_t line;
    str id;   // "" any
    str part; // of the message
    bool met;
};

struct wants {
    VEC(struct want) all;
    bool anywhere; // the line does not count
};

/* Reads the `// want` comments of a text, in a manifest `# want`. False, with
 * a text in `error`, when one is malformed. */
bool wants_read(struct wants *w, struct arena *a, const struct source *src,
                str *error);

/* The first want that a message meets and that is not met yet; it is met now.
 * NULL when there is none. */
struct want *wants_meet(struct wants *w, const struct diag *d, struct place at);

#endif
