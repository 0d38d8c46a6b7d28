/*
 * intern.h - names that compare with ==
 */
#ifndef WEIR_INTERN_H
#define WEIR_INTERN_H

#include "compiler/base/map.h"

struct sym {
    str text;
    uint16_t word; // what the grammar's scanner takes it for; 0: not met yet
};

struct interner {
    struct arena *arena;
    struct map map;
};

void intern_init(struct interner *in, struct arena *a);
/* The one sym of this text; never NULL. The text is copied. */
const struct sym *intern(struct interner *in, str text);
/* The same, to be marked by the scanner. */
struct sym *intern_word(struct interner *in, str text);

#endif
