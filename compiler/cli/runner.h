/*
 * runner.h - from a graph to a program: files, the C compiler, and exec
 *
 * `weir build`, `weir run` and `weir test` share it.
 */
#ifndef WEIR_RUNNER_H
#define WEIR_RUNNER_H

#include "compiler/cli/estate.h"

struct runner {
    struct cli *cli;
    struct estate *estate;
    const struct graph *graph;
    str dir;          // where files go, on disk
    VEC(str) files;   // C files written, relative to dir
    uint32_t changed; // of them, that were not the same before
    bool failed;
};

/* Writes `dir`/`name` when it is not the same already. */
bool runner_write(struct runner *r, str name, str text);

/* Refuses what can't be run: CLI_NO after printing why, else CLI_DONE. */
int runner_refuse(struct estate *e, struct cli *c, const struct graph *g);

/* Writes the manifests of the estate and of each flow, as JSON and YAML. */
bool runner_manifests(struct runner *r);

/* Writes the C sources. False after a problem. */
bool runner_sources(struct runner *r);

/* Compiles what changed and links `dir`/runner. False after a problem; what
 * the C compiler said went to standard error. */
bool runner_link(struct runner *r);

/* Opens, checks, writes and links the project of the paths into `build/`
 * beside weir.yaml: the status, CLI_DONE with `path` the program. */
int runner_make(struct cli *c, const str *paths, uint32_t n, str *path,
                str *root);

/* Becomes the program, in the project's folder. Returns only after a
 * problem. */
int runner_exec(struct cli *c, str root, str path, const char *const *args);

#endif
