/*
 * file.h - the parts of the file driver
 */
#ifndef WEIR_DRIVERS_FILE_H
#define WEIR_DRIVERS_FILE_H

#include "stdlib/runtime/drivers/fail.h"

enum file_format { FILE_NDJSON, FILE_JSON, FILE_CSV, FILE_TEXT };

struct weir_connection {
    int folder; // all paths are below it
    str base;
    enum file_format format;
    char separator, quote; // of CSV
    bool header;
    struct weir_engine *engine;
};

/*
 * Opens a file below the folder, step by step: no "..", no symbolic link, a
 * regular file. -1 with errno.
 */
int file_open(const struct weir_connection *c, str path);
/* The folder a path stands in, opened; `name` is its last part. */
int file_open_parent(const struct weir_connection *c, str path, str *name,
                     bool make);

/* Takes over what an operation says of its own format. */
void file_format_set(struct weir_connection *c, const struct weir_format *f);

/* Fills the page from an open file (see weir_driver.fetch). */
bool file_page(struct weir_connection *c, int fd, str path,
               const struct weir_exchange *ask, str cursor,
               struct weir_page *page, struct weir_answer *a);

#endif
