/*
 * hunks.h - which lines of which files a diff changes
 */
#ifndef WEIR_HUNKS_H
#define WEIR_HUNKS_H

#include "compiler/base/map.h"

struct hunk {
    uint32_t line, n; // lines of the new file; n 0: taken out behind `line`
};

struct hunks {
    VEC(struct hunk) all; // in the order of their lines
};

/* Reads what `git diff --unified=0 --dst-prefix=b/` says: names of new files
 * to struct hunks. Lines of the texts are counted, never looked at. */
void hunks_read(struct arena *a, str diff, struct map *to);

#endif
