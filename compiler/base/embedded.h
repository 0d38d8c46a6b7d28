/*
 * embedded.h - files that are part of the program
 *
 * Rule pages (lint/rules), connectors (stdlib/connectors) and the manifest's
 * schema. Sorted by name; the last has a NULL name.
 */
#ifndef WEIR_EMBEDDED_H
#define WEIR_EMBEDDED_H

#include "stdlib/value/str.h"

struct embedded {
    const char *name; // "stdlib/connectors/netsuite/3.2.0.weir"
    const char *text; // NUL behind it
    size_t len;
};

extern const struct embedded embedded_files[];

/* The text of a file, or an empty str with a NULL pointer. */
str embedded_text(str name);

#endif
