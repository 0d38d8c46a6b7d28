/*
 * manifest.h - a graph as a document, and back
 *
 * The document is JSON or YAML, canonical: the same graph gives the same
 * bytes. It holds no secret, no path of a machine, no time. Reading it back
 * gives a graph that prints and judges the same. compiler/emit/
 * manifest.schema.json says its shape.
 */
#ifndef WEIR_MANIFEST_H
#define WEIR_MANIFEST_H

#include "compiler/base/tree.h"
#include "compiler/graph/build.h"

enum manifest_form { MANIFEST_JSON, MANIFEST_YAML };

/* Writes an estate, or one flow of it and every item the flow reaches
 * (`flow` not NULL). False when memory ran out. */
bool manifest_write(const struct graph *g, const struct graph_flow *flow,
                    enum manifest_form form, struct buf *out);

/* True when a document says that it is one. */
bool manifest_is(const struct tree *t);

/*
 * The graph of a document, frozen. Names of sources are those of the
 * manifest; their texts are blank, so places keep their lines and columns.
 * What the schema refuses, and what does not fit together, is messages of
 * import/bad-manifest, and the result NULL.
 */
struct graph *manifest_read(struct arena *a, struct sources *s, struct diags *d,
                            const struct tree *t);

#endif
