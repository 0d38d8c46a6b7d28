/*
 * baseline.h - findings that were there before, and are not spoken of
 *
 * A baseline is JSON with one finding a line, sorted, keyed on what a finding
 * is about (its fingerprint), not on its line. It only shrinks: it is written
 * once, and pruned of what is mended. What can't be waived (language/, import/,
 * structure/bad-waiver, locked rules) is never in it.
 */
#ifndef WEIR_BASELINE_H
#define WEIR_BASELINE_H

#include "compiler/base/diag_print.h"
#include "compiler/cli/command.h"
#include "lint/run.h"

struct baseline_line {
    str rule, about, fingerprint;
    bool met; // a finding stands for it
};

struct baseline {
    const char *path;
    VEC(struct baseline_line *) lines; // each fingerprint once
    VEC(struct diag *) taken;          // findings that it holds
};

/* False after a problem: no such file, another version, a wrong shape. */
bool baseline_read(struct baseline *b, struct cli *c, const char *path);

/* Takes the findings that it holds out of `d`, which is sorted and has all of
 * them: equal ones are told apart by their number. */
void baseline_apply(struct baseline *b, struct cli *c,
                    const struct lint_options *o, struct diags *d);

/* A new baseline of all findings that may stand in one and are `wanted`; false
 * after a problem: the file is there already. */
bool baseline_make(struct baseline *b, struct cli *c, const char *path,
                   const struct lint_options *o, const struct diags *d,
                   bool (*wanted)(const void *context, const struct diag *d),
                   const void *context);

/* How many of its lines are met by no finding; their names go to `out`. */
uint32_t baseline_gone(const struct baseline *b, struct buf *out);

/* Writes the lines to its file, with `met` only those that are. */
bool baseline_write(const struct baseline *b, struct cli *c, bool met);

#endif
