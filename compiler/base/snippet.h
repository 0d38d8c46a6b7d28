/*
 * snippet.h - lines of a source with marks under them, as rustc draws them
 *
 * A shown line is a window of at most 110 columns around its mark, so that a
 * line of a megabyte costs what any other costs.
 */
#ifndef WEIR_SNIPPET_H
#define WEIR_SNIPPET_H

#include "compiler/base/source.h"
#include "stdlib/value/buf.h"

#define TINT_BOLD "\033[1m"
#define TINT_RED "\033[1;31m"
#define TINT_GREEN "\033[1;32m"
#define TINT_YELLOW "\033[1;33m"
#define TINT_BLUE "\033[1;34m"
#define TINT_MAGENTA "\033[1;35m"
#define TINT_CYAN "\033[1;36m"

struct snippet {
    const struct sources *sources;
    struct buf *out;
    bool color;
    int gutter;       // digits of the largest line number
    const char *tint; // of the first mark
    span secret;      // what it covers is shown as asterisks
};

struct snippet_mark {
    span at;
    str label; // "" for none
};

/* Text in a tint, or plain without colours. */
void snippet_tinted(struct snippet *s, const char *tint, const char *text);
/* From here on in a tint; back to plain. */
void snippet_start(struct snippet *s, const char *tint);
void snippet_stop(struct snippet *s);
/* "   | ", or " 12 | " with a line number; "   |" and a newline. */
void snippet_margin(struct snippet *s, uint32_t line);
void snippet_blank(struct snippet *s);

/* Makes the gutter wide enough for the lines of a place. */
void snippet_widen(struct snippet *s, span at);

/* True when a mark can stand in one snippet with the first: both are places
 * of one line that is not too long, in one file. */
bool snippet_joins(const struct snippet *s, span first, span at);

/* The place of marks[0] and the lines of all marks; the others join it. Marks
 * at most SNIPPET_MARKS. */
enum { SNIPPET_MARKS = 8 };
void snippet_print(struct snippet *s, struct snippet_mark *marks, uint32_t n);

#endif
