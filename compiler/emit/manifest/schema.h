/*
 * schema.h - a document held against the published schema
 *
 * The JSON Schema of manifests is part of the program; what it refuses is
 * refused here, each mistake with its place. The words of it that are known:
 * type, enum, const, minimum, minLength, minItems, items, properties, required,
 * additionalProperties (false), oneOf (told apart by type), $ref into $defs,
 * and pattern with what matches() of schema.c knows.
 */
#ifndef WEIR_EMIT_SCHEMA_H
#define WEIR_EMIT_SCHEMA_H

#include "compiler/base/tree.h"

enum { SCHEMA_MISTAKES = 20 }; // told of one document

/* False after messages of import/bad-manifest, at most SCHEMA_MISTAKES. */
bool schema_allows(struct diags *d, const struct tree *t);

#endif
