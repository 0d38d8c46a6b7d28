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
    VEC(str) written; // all of them
    uint32_t changed; // of them, that were not the same before
    uint32_t removed; // that an earlier build wrote, of flows that are gone
};

/* Writes `dir`/`name` when it is not the same already. */
bool runner_write(struct runner *r, str name, str text);

/* Refuses what can't be run: CLI_NO after printing why, else CLI_DONE. */
int runner_refuse(struct estate *e, struct cli *c, const struct graph *g);

/* Writes the manifests of the estate and of each flow, as JSON and YAML. */
bool runner_manifests(struct runner *r);

/* Writes the C sources. False after a problem. */
bool runner_sources(struct runner *r);

/* After the last file: removes what an earlier build wrote to `dir` and this
 * one did not, of the kinds that this one wrote. False after a problem. */
bool runner_sweep(struct runner *r);

/* Compiles what changed and links `dir`/runner. False after a problem; what
 * the C compiler said went to standard error. */
bool runner_link(struct runner *r);

/* Where build/ and .state/ stand: beside weir.yaml, without one in the current
 * folder. */
str runner_home(const struct project *p);

struct runner_program {
    str root;  // the project's folder, where it runs
    str path;  // from there
    str state; // the folder, when it is not .state in root; else ""
};

/* Opens, checks, writes and links the project of the paths: the status,
 * CLI_DONE with `out`. */
int runner_make(struct cli *c, const str *paths, uint32_t n,
                struct runner_program *out);

/* Becomes the program; args[0] is its path. Returns only after a problem. */
int runner_exec(struct cli *c, const struct runner_program *p,
                const char *const *args);

#endif
