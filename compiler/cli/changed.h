/*
 * changed.h - what a branch changed, as git says
 */
#ifndef WEIR_CHANGED_H
#define WEIR_CHANGED_H

#include "compiler/cli/estate.h"

/*
 * Takes out of the estate's findings what lies, with all its notes, where
 * nothing changed since the revision: in items (flows, maps, teams) without a
 * changed line. Files that git does not know, and renamed ones, are changed as
 * a whole; so is a weir.yaml, an export or a text that can't be read when a
 * line of it is. What stops the compilation and what has no place stays.
 * Where a branch went its own way, its changes count from where it left.
 * False after a problem: no git, no repository, no such revision.
 */
bool changed_keep(struct cli *c, struct estate *e, const char *revision);

#endif
