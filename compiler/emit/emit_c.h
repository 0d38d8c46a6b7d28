/*
 * emit_c.h - flows as C that reads as if written by hand
 *
 * One file per flow, estate.c with what they share, estate.h between them. The
 * C includes <weir.h> only, compiles under the project's own warnings, and
 * holds no text of a flow that is not escaped.
 */
#ifndef WEIR_EMIT_C_H
#define WEIR_EMIT_C_H

#include "compiler/graph/graph.h"

struct emit_setting {
    str name, value;
};

struct emit_environment {
    str name;
    const struct emit_setting *settings;
    uint32_t nsettings;
};

struct emit_options { // what weir.yaml says; zeros are the runner's defaults
    str project;      // the estate's name
    const struct emit_environment *environments;
    uint32_t nenvironments;
    int64_t concurrency, keep, retry_budget, settle, stop;
};

/* One file of the output: `name` as in "flows/orders.c". False stops. */
typedef bool emit_file_fn(void *context, str name, str text);

/*
 * Reports language/not-runnable, at its place, for everything of the flows
 * that a runner does not do; true when there is nothing. Says nothing of a
 * reconcile: it is not part of a runner.
 */
bool emit_c_supported(const struct graph *g, struct diags *d);

/* Writes all files. The graph is frozen, without findings that stop a build,
 * and supported. False when `write` was. */
bool emit_c(const struct graph *g, const struct emit_options *o,
            emit_file_fn *write, void *context);

#endif
