/*
 * markdown.h - text of strangers in Markdown
 *
 * A word that is not plain is shown as code: it can't be markup, a link, a
 * mention or a reference there, on no platform. So "names in quotes", paths
 * and code look as they should, too.
 */
#ifndef WEIR_MARKDOWN_H
#define WEIR_MARKDOWN_H

#include "stdlib/value/buf.h"

/* Adds a text as inline code, on one line. */
void markdown_code(struct buf *out, str text);

/* Adds a sentence: what is quoted, and words that are not plain, as code. */
void markdown_add(struct buf *out, str text);

#endif
