/*
 * file.h - the parts of the file driver
 */
#ifndef WEIR_DRIVERS_FILE_H
#define WEIR_DRIVERS_FILE_H

#include "stdlib/runtime/drivers/fail.h"
#include "stdlib/value/encoding.h"

#include <sys/types.h>

enum file_format { FILE_NDJSON, FILE_JSON, FILE_CSV, FILE_TEXT };

struct weir_connection {
    int folder; // all paths are below it
    str base;
    enum file_format format;
    char separator, quote; // of CSV
    bool header;
    enum weir_encoding encoding;
    const char *const *columns; // of CSV without a header, or NULL
    struct weir_engine *engine;
};

/* Reads pages of an open file; its functions give false with a failure. */
struct file_reader {
    struct weir_connection *c; // with the format of the operation
    int fd;
    str path;
    const struct weir_exchange *ask;
    struct weir_page *page;
    struct weir_answer *a;
};

enum {
    FILE_SLACK = 64, // readable bytes behind a block, see block.h
    FILE_BLOCK = 1 << 20
};

bool file_malformed(struct file_reader *r, const char *why);
/* Reads up to n bytes at an offset, zeros behind; -1 with a failure. */
ssize_t file_read_at(struct file_reader *r, char *to, size_t n, int64_t at);
/* There is more from this offset on. */
void file_set_next(struct file_reader *r, int64_t at);
/* A page of CSV from an offset on. */
bool file_page_csv(struct file_reader *r, int64_t at);

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
