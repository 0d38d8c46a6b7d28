/*
 * benthos_steps.h - a stream of Redpanda Connect that is read into a body
 */
#ifndef WEIR_IMPORT_BENTHOS_STEPS_H
#define WEIR_IMPORT_BENTHOS_STEPS_H

#include "compiler/import/benthos.h"
#include "compiler/import/ways.h"

struct benthos_stream {
    struct import *im;
    struct graph_flow *flow;
    struct import_body body;
    struct map resources;      // "output foo" to its tree
    struct import_scope *pipe; // failures that reach the outputs
    bool pipe_fails;           // there are some
    unsigned depth;
    unsigned full;            // how often there was no more room
    bool answers;             // the input tells its caller
    bool maybe_bounded;       // the broker may stop giving a message again
    bool dead;                // an output for what another could not deliver
    bool guarded;             // another output takes what this can't deliver
    bool rejects;             // it gives failed messages back
    const struct tree *retry; // of a processor or an output around
};

/* A list; NULL when it is none. */
const struct tree *benthos_list(const struct tree *t, const char *key);
/* A map that holds something. */
bool benthos_has(const struct tree *t);
bool benthos_has_resources(const struct tree *t);

/* One level in; false, and said once, when there is no more room. */
bool benthos_enter(struct benthos_stream *r, span at);
/* False, and said, when it is no component; an empty map is none. */
bool benthos_part_of(struct benthos_stream *r, const struct tree *t,
                     const char *what, struct benthos_part *p);
void benthos_read_resources(struct benthos_stream *r, const struct tree *t);
/* The resource that a part names; NULL, and said, when it is not there. */
const struct tree *benthos_resource(struct benthos_stream *r, const char *kind,
                                    const struct tree *name);

node_id benthos_step(struct benthos_stream *r, enum graph_node_kind kind,
                     const struct benthos_part *p);
/* The tries of the "retry" around, which are those of the calls in it. */
void benthos_set_retry(struct benthos_stream *r, node_id n, bool output);
void benthos_set_rate(struct benthos_stream *r, node_id n,
                      const struct benthos_part *p);
/* Reads a list of processors; anything else is an error of the document. */
void benthos_read_processors(struct benthos_stream *r, const struct tree *list);

#endif
