/*
 * A page of a file. NDJSON: whole lines from a byte offset; JSON: the items of
 * a list, or one value; CSV: file_csv.c. A cursor is the offset as text.
 */
#include "stdlib/runtime/drivers/file.h"
#include "stdlib/runtime/page.h"
#include "stdlib/value/csv.h"
#include "stdlib/value/json.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

bool file_malformed(struct file_reader *r, const char *why)
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
ssize_t file_read_at(struct file_reader *r, char *to, size_t n, int64_t at)
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
    memset(to + got, 0, FILE_SLACK);
    return (ssize_t)got;
}

void file_set_next(struct file_reader *r, int64_t at)
{
    r->page->next = arena_printf(r->ask->arena, "%lld", (long long)at);
}

/* Room for n bytes and some behind: the page's own when the lines are handed
 * on as they are, else the arena's. */
static char *room_for(struct file_reader *r, size_t n)
{
    if (!r->page->raw)
        return arena_raw(r->ask->arena, n + FILE_SLACK);
    buf_clear(&r->page->room);
    r->page->room.max = SIZE_MAX / 4;
    return buf_reserve(&r->page->room, n + FILE_SLACK) ? r->page->room.ptr
                                                       : NULL;
}

/* The bytes of whole lines from `at` on: at least one line, `want` bytes if
 * the lines allow. `end` is set when the file is read. */
static bool read_lines(struct file_reader *r, int64_t at, size_t want, str *out,
                       bool *end)
{
    size_t room = want < FILE_BLOCK ? FILE_BLOCK : want;

    bool first = at == 0;

    for (;;) {
        char *p = room_for(r, room);
        if (!p)
            return driver_fail(r->ask->arena, r->a, WEIR_TRANSIENT, "memory",
                               "out of memory");
        ssize_t n = file_read_at(r, p, room, at);
        if (n < 0)
            return false;
        *end = (size_t)n < room;
        size_t len = (size_t)n;
        while (!*end && len && p[len - 1] != '\n')
            len--;
        if (len || *end) {
            *out = (str){p, len};
            if (first && str_starts_with(*out, STR("\xEF\xBB\xBF")))
                memset(p, ' ', 3); // blanks stand before a value as well
            return true;
        }
        if (room > WEIR_ITEM_MAX)
            return file_malformed(r, "a line is longer than 16 MiB");
        room *= 8;
    }
}

static bool is_blank(str line)
{
    return str_trim(line).len == 0;
}

static void items_of(struct file_reader *r, str bytes, size_t *used)
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

static bool page_ndjson(struct file_reader *r, int64_t at)
{
    size_t want = r->page->raw && r->page->want ? r->page->want : FILE_BLOCK;
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
        file_set_next(r, at + (int64_t)used);
    return true;
}

/* --- JSON ----------------------------------------------------------------- */

static bool whole_file(struct file_reader *r, str *out)
{
    size_t room = WEIR_ANSWER_MAX;
    off_t size = lseek(r->fd, 0, SEEK_END);

    if (size < 0)
        return driver_errno(r->ask->arena, r->a, "read", r->path);
    if ((uint64_t)size > room)
        return file_malformed(r, "a JSON file is at most 64 MiB; write NDJSON");
    char *p = arena_raw(r->ask->arena, (size_t)size + FILE_SLACK);
    ssize_t n = file_read_at(r, p, (size_t)size, 0);
    *out = (str){p, n > 0 ? (size_t)n : 0};
    return n >= 0;
}

/* The list in the file's one value, by the path that the operation names. */
static bool list_in(struct file_reader *r, str *value)
{
    const char *path = r->ask->step->items;
    str list;

    if (!path)
        return true;
    if (!json_at(*value, path, &list) || list.ptr[0] != '[')
        return driver_fail(r->ask->arena, r->a, WEIR_MALFORMED, "format",
                           "\"%" STR_FMT "\": expected a list at \"%s\"",
                           STR_ARG(r->path), path);
    *value = list;
    return true;
}

static bool page_json(struct file_reader *r, int64_t from)
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
                           "\"%" STR_FMT "\" at byte %zu: expected %s",
                           STR_ARG(r->path), at + 1, why);
    str value = str_trim(text);
    if (!list_in(r, &value))
        return false;
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
            file_set_next(r, i - 1);
            return true;
        }
        r->page->items[r->page->nitems++] = item;
    }
    return true;
}

static bool too_long(struct file_reader *r)
{
    int64_t max = r->ask->step->max;
    off_t size = max ? lseek(r->fd, 0, SEEK_END) : 0;

    return max && size > max &&
           !driver_fail(r->ask->arena, r->a, WEIR_MALFORMED, "too long",
                        "\"%" STR_FMT "\" has %lld bytes, at most %lld are "
                        "allowed",
                        STR_ARG(r->path), (long long)size, (long long)max);
}

bool file_page(struct weir_connection *c, int fd, str path,
               const struct weir_exchange *ask, str cursor,
               struct weir_page *page, struct weir_answer *a)
{
    struct weir_connection own = *c; // with the format of the operation
    struct file_reader r = {&own, fd, path, ask, page, a};
    int64_t at = offset_of(cursor);

    file_format_set(&own, &ask->step->format);

    page->nitems = 0;
    page->next = (str){"", 0};
    if (too_long(&r))
        return false;
    switch (own.format) {
    case FILE_JSON: return page_json(&r, at);
    case FILE_CSV: return file_page_csv(&r, at);
    case FILE_NDJSON:
    case FILE_TEXT: break;
    }
    return page_ndjson(&r, at);
}
