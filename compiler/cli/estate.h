/*
 * estate.h - a project's files, compiled as a command wants them
 */
#ifndef WEIR_ESTATE_H
#define WEIR_ESTATE_H

#include "compiler/cli/compile.h"
#include "compiler/cli/documents.h"
#include "compiler/cli/lockfile.h"
#include "compiler/cli/project.h"

struct estate {
    struct project project;
    struct diags diags; // findings
    struct compile compile;
    struct source *document;    // a manifest that was given, or NULL
    struct documents documents; // foreign exports that were given
    struct lockfile lock;
    bool has_lock;
};

/*
 * Opens the project of the arguments and reads its texts; nothing is parsed
 * yet. False after a problem: a file that can't be read, a wrong weir.yaml or
 * weir.lock, or nothing at all to do ("nothing to WORD").
 */
bool estate_open(struct estate *e, struct cli *c, const str *paths, uint32_t n,
                 const char *word);

/* The same for one text that is no file. */
bool estate_open_text(struct estate *e, struct cli *c, str name, str text);

/* Prints the findings to standard error; the result is CLI_NO. */
int estate_refused(struct estate *e, struct cli *c);

/* False after a problem when a manifest was given: it is judged, not built. */
bool estate_is_source(const struct estate *e, struct cli *c);

/* The frozen graph of an estate without errors, for commands that build on it.
 * Otherwise NULL, and the findings are printed to standard error; after a
 * problem they are not. */
const struct graph *estate_build(struct estate *e, struct cli *c);

#endif
