/*
 * visible.h - text of strangers, made harmless to look at
 *
 * Names and lines of sources may hold escape sequences, other control
 * characters, marks that turn the direction of writing, and bytes that are not
 * UTF-8. A terminal never sees one of them: a control character becomes its
 * picture (U+2400 and on), everything else U+FFFD.
 */
#ifndef WEIR_VISIBLE_H
#define WEIR_VISIBLE_H

#include "stdlib/value/buf.h"

enum { VISIBLE_TAB = 4 }; // columns of a tab in a shown line

struct visible {
    size_t bytes;     // taken from the text
    uint32_t shown;   // the character to show; a tab stays a tab
    unsigned columns; // its width on a terminal: 0, 1, 2; a tab's 4
};

/* The first character of a text that is not empty. */
struct visible visible_next(str text);

/* The first character when it is not seen as it is and could be an escape
 * instead; 0 when it is seen, or is no UTF-8. */
uint32_t visible_hidden(str text);

/* Adds a text on one line: tabs and newlines become pictures too. */
void visible_add(struct buf *out, str text);

/* Adds a text of many lines: newlines stay, tabs too. */
void visible_lines(struct buf *out, str text);

/* Adds the first character of a text as it may be seen; its bytes. */
size_t visible_first(struct buf *out, str text);

/* Adds a character as UTF-8. */
void visible_char(struct buf *out, uint32_t c);

/* The text, or a copy where each byte that is not UTF-8 became U+FFFD. */
str visible_utf8(struct arena *a, str text);

#endif
