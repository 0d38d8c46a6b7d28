/*
 * baseline.h - findings that were there before, and are not spoken of
 *
 * A baseline is JSON with one finding a line, keyed on what a finding is about
 * (its fingerprint), not on its line. It only shrinks: it is written once, and
 * pruned of what is mended. What can't be waived (language/, import/, locked
 * rules) is never in it.
 */
#ifndef WEIR_BASELINE_H
#define WEIR_BASELINE_H

#include "compiler/base/diag_print.h"
#include "compiler/cli/command.h"
#include "lint/run.h"

struct baseline_result {
    uint32_t taken; // findings that the baseline holds, taken out
    uint32_t gone;  // lines whose finding is mended
};

/*
 * Takes the findings that stand in the file out of the sorted `d`. With
 * `prune` the lines of what is mended are taken out of the file. False after a
 * problem: no such file, another version, a wrong shape.
 */
bool baseline_apply(struct cli *c, const char *path,
                    const struct lint_options *o, struct diags *d, bool prune,
                    struct baseline_result *result);

/* Writes all findings that may stand in one to a new file; false after a
 * problem: it is there already. */
bool baseline_write(struct cli *c, const char *path,
                    const struct lint_options *o, const struct diags *d,
                    uint32_t *written);

#endif
