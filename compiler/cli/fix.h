/*
 * fix.h - mends findings: `weir check --fix`
 *
 * A round puts the edits of findings into the texts and judges the result. It
 * stays when the estate still compiles, the findings are gone and no other
 * came; otherwise its halves are tried, so that one bad fix keeps none of the
 * others back. Rounds follow until nothing is left to do. Nothing is written
 * before fixes_write.
 */
#ifndef WEIR_FIX_H
#define WEIR_FIX_H

#include "compiler/cli/estate.h"
#include "compiler/cli/fix_edits.h"

struct fix_file { // that changed
    const struct source *was, *is;
};

struct fix_refused { // a fix that was tried and taken back
    const struct diag *d;
    str because; // "the file would not compile", "it brings volume/herd"
};

/* Takes out of the findings what is not asked for; false after a problem. */
typedef bool fix_keep_fn(struct cli *c, struct estate *e);

struct fixes {
    enum diag_safety boldest;
    fix_keep_fn *keep;
    VEC(struct fix_file) files;
    VEC(struct fix_refused) refused;
    uint32_t applied;          // findings that are mended
    uint32_t unsafe, scaffold; // fixes left in the findings, not asked for
};

/* Compiles and lints the estate, which is opened, and mends it: afterwards it
 * is the mended one with its findings. False after a problem. */
bool fixes_make(struct fixes *f, struct cli *c, struct estate *e);

/* Writes the files that changed; an exit status. A file that a link leads to
 * outside of the project is left alone, with a problem. */
int fixes_write(const struct fixes *f, struct cli *c, const struct estate *e);

/* The changes as a patch. */
void fixes_diff(const struct fixes *f, struct cli *c, struct buf *out);

/* What was done and what is left, in lines for a person. */
void fixes_summary(const struct fixes *f, struct cli *c, bool done,
                   struct buf *out);

#endif
