/*
 * show_in.h - what the show files share: a reader of a folder, tables, times
 */
#ifndef WEIR_SHOW_IN_H
#define WEIR_SHOW_IN_H

#include "stdlib/runtime/show.h"
#include "stdlib/runtime/state_db.h"

struct shown {
    const struct show *show;
    struct weir_state state; // of the folder, for reading
    struct state_reader reader;
    struct arena *arena;
};

/* False: show->why says it. */
bool shown_open(struct shown *v, const struct show *s);
void shown_close(struct shown *v);
/* A statement of this file's own; NULL after a failure. */
sqlite3_stmt *shown_query(struct shown *v, const char *sql);
/* True on a row; finalizes behind the last. */
bool shown_row(struct shown *v, sqlite3_stmt *st);

/* Whether one of the names that the query gives is `name`; if not, show->why
 * says that there is no such `kind`, and show->help which was meant. */
bool shown_known(struct shown *v, const char *kind, const char *name,
                 const char *sql);

/* Without control characters. */
str shown_clean(struct arena *a, str text);
str shown_time(struct arena *a, int64_t us);                // "-" for 0
str shown_column(struct shown *v, sqlite3_stmt *st, int i); // "" for NULL

/* Rows of cells; the first row is the head. */
struct table {
    str *cells;
    size_t columns, n, cap;
};
void table_begin(struct table *t, struct arena *a, const char *const *head,
                 size_t columns);
void table_cell(struct table *t, struct arena *a, str text);
void table_write(const struct table *t, struct buf *out);

/* "name":"value" and so on, with a comma in front unless it is the first. */
void json_text(struct buf *b, bool *first, const char *name, str value);
void json_int(struct buf *b, bool *first, const char *name, int64_t value);

#endif
