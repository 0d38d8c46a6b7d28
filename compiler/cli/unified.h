/*
 * unified.h - what differs between two texts, as patch(1) and git read it
 */
#ifndef WEIR_UNIFIED_H
#define WEIR_UNIFIED_H

#include "stdlib/value/buf.h"

/* Adds the hunks, with three lines around each; the caller writes the names. */
void unified_diff(struct buf *out, struct arena *a, str was, str is);

#endif
