/*
 * compile.h - text to findings and graph: the passes, in order
 *
 *     struct compile c;
 *     compile_init(&c, arena, &sources, &diags, STR("."));
 *     compile_add(&c, source);
 *     const struct graph *g = compile_run(&c, COMPILE_LINT);
 *
 * Every pass adds its messages to `diags`; `diags.errors` says whether the
 * estate may be built.
 */
#ifndef WEIR_COMPILE_H
#define WEIR_COMPILE_H

#include "compiler/base/tree.h"
#include "compiler/check/check.h"
#include "compiler/import/import.h"
#include "lint/run.h"

enum compile_pass {
    COMPILE_PARSE, // text to trees
    COMPILE_CHECK, // names, types, error classes
    COMPILE_LOWER, // to the flow graph, frozen
    COMPILE_LINT   // rules and waivers
};

struct compile_import { // one document of a foreign format
    const struct import_format *format;
    const struct source *src;
    const struct tree *tree;
};

struct compile {
    struct arena *arena;
    struct sources *sources;
    struct diags *diags;
    struct interner names;
    struct catalog catalog;
    str root; // the project's folder
    VEC(struct source *) texts;
    struct ast_file **files; // one a text, from COMPILE_PARSE on
    uint32_t nfiles;
    const struct tree *manifest;        // read instead of texts, or NULL
    VEC(struct compile_import) imports; // read instead of texts
    /* Adds to an imported graph what its exports can't say, before it is
     * frozen. May be NULL. */
    void (*complete)(void *context, struct graph *g);
    void *context;
    struct graph *graph; // NULL until COMPILE_CHECK
    bool lowered;        // the graph has its nodes and is frozen
    struct lint_options lint;
    struct lint_counts counts;
};

void compile_init(struct compile *c, struct arena *a, struct sources *sources,
                  struct diags *diags, str root);

void compile_add(struct compile *c, struct source *src);

/*
 * Runs the passes up to `last`. After a text that can't be read, or an error
 * of the checker, the passes behind it are left out. The frozen graph, or NULL
 * when it was not made.
 */
const struct graph *compile_run(struct compile *c, enum compile_pass last);

#endif
