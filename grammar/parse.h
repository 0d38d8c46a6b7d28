/*
 * parse.h - text to tree, and back
 */
#ifndef WEIR_PARSE_H
#define WEIR_PARSE_H

#include "grammar/ast.h"
#include "stdlib/value/buf.h"

/* What a parse needs; the arena and the interner are the compilation's. */
struct parse {
    struct arena *arena;
    struct interner *names;
    struct sources *sources;
    struct diags *diags;
};

/*
 * Parses one source. Never NULL: what could be read is in the tree, and
 * `failed` is set when something was not (each mistake is a diag of
 * language/syntax). Limits, each reported: nesting 200, a file of 16 MiB,
 * 100 messages a file.
 */
struct ast_file *parse_file(const struct parse *p, struct source *src);

/* The canonical layout, comments kept. The file must not be `failed`. */
void print_file(const struct ast_file *file, struct buf *out);

/* The layout without comments: what a connector's digest is made from. */
void print_file_bare(const struct ast_file *file, struct buf *out);

/* One line for an expression, as in messages and names of drops. */
void print_expr(const struct ast_expr *e, struct buf *out);

#endif
