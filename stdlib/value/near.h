/*
 * near.h - the name that was meant
 */
#ifndef WEIR_NEAR_H
#define WEIR_NEAR_H

#include "stdlib/value/arena.h"

/* The nearest of `names` to `name` by edit distance, for "did you mean"; an
 * empty str when none is near. */
str name_nearest(struct arena *scratch, str name, const str *names, size_t n);

#endif
