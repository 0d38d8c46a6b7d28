/*
 * documents.h - foreign exports that a command line names
 */
#ifndef WEIR_DOCUMENTS_H
#define WEIR_DOCUMENTS_H

#include "compiler/cli/compile.h"
#include "compiler/cli/project.h"
#include "compiler/import/import.h"

/* What a file turned out to be. */
enum document_state {
    DOCUMENT_READ,
    DOCUMENT_BROKEN, // no JSON or YAML, or too large: a finding says so
    DOCUMENT_OTHER   // of no format that is known
};

/* A file; one of YAML may hold several documents, each of a format. */
struct document {
    struct source *src; // NULL: it can't be read
    str name;
    enum document_state state;
    struct document_part {
        const struct import_format *format;
        const struct tree *tree;
    } * parts;
    uint32_t nparts;
};

struct documents {
    struct document *at;
    uint32_t n;
    const struct import_format *from; // --from, or NULL: recognise
};

/*
 * Reads and recognises the files. Mistakes of their texts are findings of
 * `found` (import/unreadable); what is of two formats alike is one too
 * (import/ambiguous). Linear in the texts.
 */
void documents_read(struct documents *d, struct cli *c, struct diags *found,
                    const struct project *p, const str *names, uint32_t n);

/* Gives the documents to the compiler, with what `audit:` of the project's
 * weir.yaml says of them. */
void documents_compile(const struct documents *d, struct compile *to,
                       struct cli *c, const struct project *p);

/* The format of `--from NAME`; false after a problem. NULL without a name. */
bool documents_from(struct cli *c, const struct import_format **from);

#endif
