/*
 * lockfile.h - weir.lock: what connectors and programs were, by digest
 */
#ifndef WEIR_LOCKFILE_H
#define WEIR_LOCKFILE_H

#include "compiler/base/tree.h"
#include "lint/run.h"
#include "stdlib/value/buf.h"

struct lock_pin {
    str name;   // "netsuite@3.2.0", "scripts/price.py"
    str digest; // "sha256:..."
    span at;    // pos 0 when it was not read
};

struct lockfile {
    VEC(struct lock_pin) connectors, programs;
};

/* False after one or more problems. */
bool lockfile_read(struct lockfile *l, struct arena *a, struct sources *sources,
                   struct source *src, struct diags *problems);

/* What an estate has now: its connectors, and the programs behind `run` with
 * the digests of their files in `root`; a program that can't be read is a
 * problem. */
bool lockfile_of(struct lockfile *l, struct arena *a, const struct graph *g,
                 str root, struct diags *problems);

/* The text of a weir.lock: sorted, the same for the same estate. */
void lockfile_print(const struct lockfile *l, struct buf *out);

/* For the rules. */
const struct lint_lock *lockfile_for_lint(const struct lockfile *l,
                                          struct arena *a, str root);

/* "sha256:..." of a file in `root`; an empty str when it can't be read. */
str lockfile_digest(struct arena *a, str root, str program);

#endif
