/*
 * source.h - texts and the places in them
 *
 * All files of a compilation share one line of offsets: a span's `pos` is
 * global, 0 means nowhere. Line and column exist only when they are printed.
 */
#ifndef WEIR_SOURCE_H
#define WEIR_SOURCE_H

#include "compiler/base/vec.h"

typedef struct {
    uint32_t pos, len; // pos is global; 0 means nowhere
} span;

struct source {
    str name;        // as the user gave it, or relative to the project
    str text;        // without a byte order mark; NUL behind it
    uint32_t base;   // the global offset of its first byte
    uint32_t *lines; // offsets of line starts, made at the first place
    uint32_t nlines;
    uint32_t near, near_start, near_column; // the place asked for last
    str digest; // of the text it stands for, when that is not here; else ""
    uint32_t mistakes; // that the checker found in it
    bool in_project;   // the sources' prefix stands before its name when shown
};

struct sources {
    struct arena *arena;
    str prefix; // printed before names: the way to the project, "../"
    str inside; // where in the project one is: "flows/" is left out instead
    VEC(struct source *) files;
    uint32_t next; // the next free offset
};

struct place {
    const struct source *src; // NULL when nowhere
    uint32_t line, column;    // from 1; columns in code points
};

void sources_init(struct sources *s, struct arena *a);
/* Adds a text. NULL when the offsets (4 GiB in all) are used up. */
struct source *source_add(struct sources *s, str name, str text);
/* Reads a file and adds it under `name`. NULL with errno when it can't be
 * read; EFBIG above 64 MiB. */
struct source *source_open(struct sources *s, const char *path, str name);

span span_join(span a, span b); // smallest span covering both
struct source *source_of(const struct sources *s, uint32_t pos);
struct place source_locate(const struct sources *s, uint32_t pos);
/* The name with the prefix; what is shown to a person and a code host. */
str source_shown(const struct sources *s, const struct source *src,
                 struct arena *a);
/* The text of a line (from 1), without its end. */
str source_line(struct source *src, uint32_t line);
str source_text(const struct sources *s, span at);

#endif
