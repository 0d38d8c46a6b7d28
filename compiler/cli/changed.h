/*
 * changed.h - what a branch changed, as git says
 */
#ifndef WEIR_CHANGED_H
#define WEIR_CHANGED_H

#include "compiler/cli/command.h"
#include "compiler/cli/project.h"

/*
 * Takes out of `d` what lies, with all its notes, in files of the project that
 * are as they were at the revision; new files that git does not know yet
 * count as changed. What has no place stays. False after a problem: no git,
 * no repository, no such revision.
 */
bool changed_keep(struct cli *c, const struct project *p, const char *revision,
                  struct diags *d);

#endif
