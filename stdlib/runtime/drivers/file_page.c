/*
 * A page of a file. NDJSON: whole lines from a byte offset; CSV: rows from a
 * byte offset, each as an object of strings by the header; JSON: the items of
 * a list, or one value. A cursor is the offset as text.
 */
#include "stdlib/runtime/drivers/file.h"
#include "stdlib/value/csv.h"
#include "stdlib/value/json.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
    SLACK = 64, // readable bytes behind a block, see block.h
    BLOCK = 1 << 20,
};

struct reader {
    struct weir_connection *c;
    int fd;
    str path;
    const struct weir_exchange *ask;
    struct weir_page *page;
    struct weir_answer *a;
};

static bool malformed(struct reader *r, const char *why)
{
    return driver_fail(r->ask->arena, r->a, WEIR_MALFORMED, "format",
                       "\"%" STR_FMT "\": %s", STR_ARG(r->path), why);
}

static int64_t offset_of(str cursor)
{
    int64_t n = 0;

    for (size_t i = 0; i < cursor.len && n < INT64_MAX / 10 - 10; i++)
        if (cursor.ptr[i] >= '0' && cursor.ptr[i] <= '9')
            n = n * 10 + (cursor.ptr[i] - '0');
    return n;
}

/* Reads up to n bytes at an offset; -1 with a failure. */
static ssize_t read_at(struct reader *r, char *to, size_t n, int64_t at)
{
    size_t got = 0;

    while (got < n) {
        ssize_t k = pread(r->fd, to + got, n - got, (off_t)at + (off_t)got);
        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0) {
            driver_errno(r->ask->arena, r->a, "read", r->path);
            return -1;
        }
        if (k == 0)
            break;
        got += (size_t)k;
    }
    memset(to + got, 0, SLACK);
    return (ssize_t)got;
}

static void set_next(struct reader *r, int64_t at)
{
    r->page->next = arena_printf(r->ask->arena, "%lld", (long long)at);
}

/* Room for n bytes and some behind: the page's own when the lines are handed
 * on as they are, else the arena's. */
static char *room_for(struct reader *r, size_t n)
{
    if (!r->page->raw)
        return arena_raw(r->ask->arena, n + SLACK);
    buf_clear(&r->page->room);
    r->page->room.max = SIZE_MAX / 4;
    return buf_reserve(&r->page->room, n + SLACK) ? r->page->room.ptr : NULL;
}

/* The bytes of whole lines from `at` on: at least one line, `want` bytes if
 * the lines allow. `end` is set when the file is read. */
static bool read_lines(struct reader *r, int64_t at, size_t want, str *out,
                       bool *end)
{
    size_t room = want < BLOCK ? BLOCK : want;

    for (;;) {
        char *p = room_for(r, room);
        if (!p)
            return driver_fail(r->ask->arena, r->a, WEIR_TRANSIENT, "memory",
                               "out of memory");
        ssize_t n = read_at(r, p, room, at);
        if (n < 0)
            return false;
        *end = (size_t)n < room;
        size_t len = (size_t)n;
        while (!*end && len && p[len - 1] != '\n')
            len--;
        if (len || *end) {
            *out = (str){p, len};
            return true;
        }
        if (room > WEIR_ITEM_MAX)
            return malformed(r, "a line is longer than 16 MiB");
        room *= 8;
    }
}

static bool is_blank(str line)
{
    return str_trim(line).len == 0;
}

static void items_of(struct reader *r, str bytes, size_t *used)
{
    size_t pos = 0, want = r->page->want ? r->page->want : WEIR_PAGE_ITEMS;
    str line;

    r->page->items = arena_array(r->ask->arena, str, want);
    while (r->page->nitems < want && weir_line_next(bytes, &pos, &line)) {
        *used = pos;
        if (!is_blank(line))
            r->page->items[r->page->nitems++] = line;
    }
}

static bool page_ndjson(struct reader *r, int64_t at)
{
    size_t want = r->page->raw && r->page->want ? r->page->want : BLOCK;
    size_t used = 0;
    bool end = false;
    str bytes;

    if (!read_lines(r, at, want, &bytes, &end))
        return false;
    if (r->page->raw) {
        r->page->bytes = bytes;
        used = bytes.len;
    } else {
        items_of(r, bytes, &used);
    }
    if (used < bytes.len || !end)
        set_next(r, at + (int64_t)used);
    return true;
}

/* --- JSON ----------------------------------------------------------------- */

static bool whole_file(struct reader *r, str *out)
{
    size_t room = WEIR_ANSWER_MAX;
    off_t size = lseek(r->fd, 0, SEEK_END);

    if (size < 0)
        return driver_errno(r->ask->arena, r->a, "read", r->path);
    if ((uint64_t)size > room)
        return malformed(r, "a JSON file is at most 64 MiB; write NDJSON");
    char *p = arena_raw(r->ask->arena, (size_t)size + SLACK);
    ssize_t n = read_at(r, p, (size_t)size, 0);
    *out = (str){p, n > 0 ? (size_t)n : 0};
    return n >= 0;
}

static bool page_json(struct reader *r, int64_t from)
{
    size_t want = r->page->want ? r->page->want : WEIR_PAGE_ITEMS, at = 0;
    const char *why = "";
    int64_t i = 0;
    str text, item;

    if (!whole_file(r, &text))
        return false;
    if (str_starts_with(text, STR("\xEF\xBB\xBF")))
        text = str_slice(text, 3, text.len);
    if (!weir_json_check(text, &at, &why))
        return driver_fail(r->ask->arena, r->a, WEIR_MALFORMED, "format",
                           "\"%" STR_FMT "\" at byte %zu: %s", STR_ARG(r->path),
                           at + 1, why);
    str value = str_trim(text);
    r->page->items = arena_array(r->ask->arena, str, want);
    if (value.ptr[0] != '[') {
        r->page->items[r->page->nitems++] = value;
        return true;
    }
    struct weir_json_items it = weir_json_items(value);
    while (weir_json_next(&it, &item)) {
        if (i++ < from)
            continue;
        if (r->page->nitems == want) {
            set_next(r, i - 1);
            return true;
        }
        r->page->items[r->page->nitems++] = item;
    }
    return true;
}

/* --- CSV ------------------------------------------------------------------ */

/* A row as an object of strings; an empty cell is left out. */
static str row_object(struct reader *r, const struct weir_csv_row *names,
                      const struct weir_csv_row *row)
{
    struct buf b = BUF_MAX(WEIR_ITEM_MAX);
    bool first = true;

    buf_char(&b, '{');
    for (size_t i = 0; i < row->n; i++) {
        str name = i < names->n
                       ? names->cells[i]
                       : arena_printf(r->ask->arena, "column_%zu", i + 1);
        if (!row->cells[i].len)
            continue;
        buf_text(&b, first ? "" : ",");
        first = false;
        weir_json_quote(&b, name);
        buf_char(&b, ':');
        weir_json_quote(&b, row->cells[i]);
    }
    buf_char(&b, '}');
    return driver_take(r->ask->arena, &b);
}

static bool csv_failed(struct reader *r, struct weir_context *x)
{
    if (x->failed == WEIR_OK)
        return false;
    driver_fail(r->ask->arena, r->a, WEIR_MALFORMED, "format",
                "\"%" STR_FMT "\": %" STR_FMT, STR_ARG(r->path),
                STR_ARG(x->message));
    return true;
}

/* The header is the first row; it is read again for each page. */
static bool read_header(struct reader *r, struct weir_context *x,
                        struct weir_csv_row *names, int64_t *behind)
{
    size_t room = BLOCK;
    char *p = arena_raw(x->arena, room + SLACK);
    ssize_t n = read_at(r, p, room, 0);

    *names = (struct weir_csv_row){0};
    *behind = 0;
    if (n < 0 || !r->c->header)
        return n >= 0;
    struct weir_csv csv =
        weir_csv_of((str){p, (size_t)n}, r->c->separator, r->c->quote);
    bool any = weir_csv_next(x, &csv, names);
    if (csv_failed(r, x))
        return false;
    if (any && csv.pos == (size_t)n && (size_t)n == room)
        return malformed(r, "the header is longer than 1 MiB");
    *behind = (int64_t)csv.pos;
    return true;
}

struct rows { // a block of rows
    char *p;
    size_t n;
    bool end; // of the file
};

static bool first_row_is_whole(struct reader *r, const struct rows *b)
{
    struct weir_csv csv =
        weir_csv_of((str){b->p, b->n}, r->c->separator, r->c->quote);
    struct weir_context x = {.arena = r->ask->arena};
    struct weir_csv_row row;

    return weir_csv_next(&x, &csv, &row) && csv.pos < b->n;
}

/* Rows may hold newlines, so a block that ends inside the first row is read
 * again with more room. */
static bool read_rows(struct reader *r, int64_t at, struct rows *b)
{
    for (size_t room = BLOCK;; room *= 8) {
        b->p = arena_raw(r->ask->arena, room + SLACK);
        ssize_t n = read_at(r, b->p, room, at);
        if (n < 0)
            return false;
        b->n = (size_t)n;
        b->end = b->n < room;
        if (b->end || first_row_is_whole(r, b))
            return true;
        if (room > WEIR_ITEM_MAX)
            return malformed(r, "a row is longer than 16 MiB");
    }
}

/* Takes whole rows; `good` is where the first that was not taken begins. A row
 * that touches the end of a block may be cut. */
static bool take_rows(struct reader *r, const struct rows *b,
                      const struct weir_csv_row *names, size_t want,
                      size_t *good)
{
    struct weir_csv csv =
        weir_csv_of((str){b->p, b->n}, r->c->separator, r->c->quote);
    struct weir_context x = {.arena = r->ask->arena};
    struct weir_csv_row row;

    while (r->page->nitems < want) {
        bool any = weir_csv_next(&x, &csv, &row);
        if (!b->end && (!any || csv.pos == b->n))
            return true;
        if (csv_failed(r, &x))
            return false;
        *good = csv.pos;
        if (!any)
            return true;
        r->page->items[r->page->nitems++] = row_object(r, names, &row);
    }
    return true;
}

static bool page_csv(struct reader *r, int64_t at)
{
    struct weir_context x = {.arena = r->ask->arena};
    size_t want = r->page->want ? r->page->want : WEIR_PAGE_ITEMS, good = 0;
    struct weir_csv_row names;
    struct rows block;
    int64_t behind;

    if (!read_header(r, &x, &names, &behind))
        return false;
    at = at < behind ? behind : at;
    r->page->items = arena_array(x.arena, str, want);
    if (!read_rows(r, at, &block) || !take_rows(r, &block, &names, want, &good))
        return false;
    if (good < block.n || !block.end)
        set_next(r, at + (int64_t)good);
    return true;
}

bool file_page(struct weir_connection *c, int fd, str path,
               const struct weir_exchange *ask, str cursor,
               struct weir_page *page, struct weir_answer *a)
{
    struct weir_connection own = *c; // with the format of the operation
    struct reader r = {&own, fd, path, ask, page, a};
    int64_t at = offset_of(cursor);

    file_format_set(&own, &ask->step->format);

    page->nitems = 0;
    page->next = (str){"", 0};
    switch (own.format) {
    case FILE_JSON: return page_json(&r, at);
    case FILE_CSV: return page_csv(&r, at);
    case FILE_NDJSON:
    case FILE_TEXT: break;
    }
    return page_ndjson(&r, at);
}
