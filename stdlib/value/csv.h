/*
 * csv.h - comma separated values (RFC 4180), and lines
 *
 * Reading goes over a byte range. Quoted cells may hold separators, quotes
 * (doubled) and line ends; rows end in LF or CRLF; a byte-order mark is passed
 * over, as are empty lines. What does not fit fails as `malformed`, with the
 * line.
 */
#ifndef WEIR_CSV_H
#define WEIR_CSV_H

#include "stdlib/value/shape.h"

enum { WEIR_CSV_COLUMNS_MAX = 4096, WEIR_LINE_MAX = 16 * 1024 * 1024 };

struct weir_csv {
    str text;
    size_t pos;       // of the next row
    size_t line;      // of the last row read, from 1
    size_t next_line; // of the next one
    char separator;   // ','
    char quote;       // '"'; 0: none
};

struct weir_csv_row {
    str *cells; // in the arena; a cell without doubled quotes borrows
    size_t n;
    str bytes; // the row as it stands, without its line end
};

struct weir_csv weir_csv_of(str text, char separator, char quote);
/* False at the end, and after a failure. */
bool weir_csv_next(struct weir_context *x, struct weir_csv *c,
                   struct weir_csv_row *row);

/* Which cell each field of a record is in, by a header row; -1: in none. Fails
 * as `malformed` when a field that is neither optional nor has a default is in
 * none, or a column comes twice. In the arena. */
int *weir_csv_columns(struct weir_context *x, const struct weir_shape *s,
                      const struct weir_csv_row *header);
/* Without a header: the fields in their order. */
int *weir_csv_order(struct weir_context *x, const struct weir_shape *s);
/* Reads a row into a record. An empty cell is absent where the field is
 * optional or has a default, "" for a string, else it fails. */
bool weir_csv_read(struct weir_context *x, const struct weir_shape *s,
                   const int *columns, const struct weir_csv_row *row,
                   size_t line, void *to);

/* Writing: rows end in LF; a cell is quoted where it must be.
 * Lists, dictionaries and records in a cell are JSON. */
void weir_csv_write_header(struct buf *b, const struct weir_shape *s,
                           char separator, char quote);
/* The header of a value: of a dictionary its keys. */
void weir_csv_write_names(struct weir_context *x, struct buf *b,
                          const struct weir_shape *s, const void *value,
                          char separator, char quote);
/* A record or a dictionary. */
void weir_csv_write(struct weir_context *x, struct buf *b,
                    const struct weir_shape *s, const void *value,
                    char separator, char quote);

/* The next line of `text` from *pos on, without its LF or CRLF. False at the
 * end. */
bool weir_line_next(str text, size_t *pos, str *line);

#endif
