/*
 * A page of CSV: rows from a byte offset, each as an object of strings by the
 * header, or by the names the flow gives its cells. A block is decoded before
 * it is split; how many bytes its rows took is counted back.
 */
#include "stdlib/runtime/drivers/file.h"
#include "stdlib/value/csv.h"
#include "stdlib/value/json.h"
#include "stdlib/value/text.h"

#include <string.h>

struct rows {    // a block
    str text;    // as UTF-8
    size_t skip; // bytes of a byte-order mark before it
    bool end;    // of the file
};

/* A row as an object of strings; an empty cell is left out. */
static str row_object(struct file_reader *r, const struct weir_csv_row *names,
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

static bool csv_failed(struct file_reader *r, struct weir_context *x)
{
    if (x->failed == WEIR_OK)
        return false;
    driver_fail(r->ask->arena, r->a, WEIR_MALFORMED, "format",
                "\"%" STR_FMT "\": %" STR_FMT, STR_ARG(r->path),
                STR_ARG(x->message));
    return true;
}

/* --- encodings ------------------------------------------------------------ */

static bool is_utf16(enum weir_encoding e)
{
    return e == WEIR_ENCODING_UTF16LE || e == WEIR_ENCODING_UTF16BE;
}

static size_t mark_bytes(enum weir_encoding e, str bytes)
{
    switch (e) {
    case WEIR_ENCODING_UTF8:
        return str_starts_with(bytes, STR("\xEF\xBB\xBF")) ? 3 : 0;
    case WEIR_ENCODING_UTF16LE:
        return str_starts_with(bytes, STR("\xFF\xFE")) ? 2 : 0;
    case WEIR_ENCODING_UTF16BE:
        return str_starts_with(bytes, STR("\xFE\xFF")) ? 2 : 0;
    case WEIR_ENCODING_LATIN1:
    case WEIR_ENCODING_WINDOWS_1252:
    case WEIR_NENCODINGS: break;
    }
    return 0;
}

/* What a text takes in the file. */
static size_t bytes_in_file(enum weir_encoding e, str text)
{
    size_t n = weir_utf8_count(text);

    if (e == WEIR_ENCODING_UTF8)
        return text.len;
    if (!is_utf16(e))
        return n;
    for (size_t i = 0; i < text.len; i++) // four bytes are a pair
        n += ((unsigned char)text.ptr[i] & 0xF8) == 0xF0;
    return 2 * n;
}

/* A block that ends inside a character ends before it. */
static size_t whole_characters(enum weir_encoding e, str b)
{
    size_t n = b.len;

    if (!is_utf16(e))
        return n;
    n -= n % 2;
    if (n < 2)
        return n;
    unsigned char high =
        (unsigned char)b.ptr[e == WEIR_ENCODING_UTF16LE ? n - 1 : n - 2];
    return high >= 0xD8 && high <= 0xDB ? n - 2 : n;
}

/* Reads a block of up to `room` bytes; false with a failure. */
static bool read_block(struct file_reader *r, size_t room, int64_t at,
                       struct rows *b)
{
    enum weir_encoding e = r->c->encoding;
    struct weir_context x = {.arena = r->ask->arena};
    char *p = arena_raw(r->ask->arena, room + FILE_SLACK);
    ssize_t n = file_read_at(r, p, room, at);

    if (n < 0)
        return false;
    str bytes = {p, (size_t)n};
    b->end = bytes.len < room;
    if (!b->end)
        bytes.len = whole_characters(e, bytes);
    b->skip = mark_bytes(e, bytes);
    b->text = str_slice(bytes, b->skip, bytes.len);
    if (e != WEIR_ENCODING_UTF8) // of UTF-8 each row is looked at
        b->text = weir_encoding_decode(&x, e, b->text);
    return !csv_failed(r, &x);
}

static int64_t behind(const struct file_reader *r, const struct rows *b,
                      size_t n)
{
    return (int64_t)(b->skip +
                     bytes_in_file(r->c->encoding, str_slice(b->text, 0, n)));
}

/* --- rows ----------------------------------------------------------------- */

static struct weir_csv csv_of(const struct file_reader *r, const struct rows *b)
{
    return weir_csv_of(b->text, r->c->separator, r->c->quote);
}

static void take_columns(const struct file_reader *r, struct weir_context *x,
                         struct weir_csv_row *names)
{
    while (r->c->columns && r->c->columns[names->n])
        names->n++;
    names->cells = arena_array(x->arena, str, names->n + 1);
    for (size_t i = 0; i < names->n; i++)
        names->cells[i] = str_from(r->c->columns[i]);
}

/* The header is the first row; it is read again for each page. */
static bool read_header(struct file_reader *r, struct weir_context *x,
                        struct weir_csv_row *names, int64_t *at)
{
    struct rows b;

    *names = (struct weir_csv_row){0};
    if (!r->c->header) {
        take_columns(r, x, names);
        return true;
    }
    if (!read_block(r, FILE_BLOCK, 0, &b))
        return false;
    struct weir_csv csv = csv_of(r, &b);
    bool any = weir_csv_next(x, &csv, names);
    if (csv_failed(r, x))
        return false;
    if (any && csv.pos == b.text.len && !b.end)
        return file_malformed(r, "the header is longer than 1 MiB");
    int64_t first = behind(r, &b, csv.pos);
    *at = *at < first ? first : *at;
    return true;
}

static bool first_row_is_whole(struct file_reader *r, const struct rows *b)
{
    struct weir_csv csv = csv_of(r, b);
    struct weir_context x = {.arena = r->ask->arena};
    struct weir_csv_row row;

    return weir_csv_next(&x, &csv, &row) && csv.pos < b->text.len;
}

/* Rows may hold newlines, so a block that ends inside the first row is read
 * again with more room. */
static bool read_rows(struct file_reader *r, int64_t at, struct rows *b)
{
    for (size_t room = FILE_BLOCK;; room *= 8) {
        if (!read_block(r, room, at, b))
            return false;
        if (b->end || first_row_is_whole(r, b))
            return true;
        if (room > WEIR_ITEM_MAX)
            return file_malformed(r, "a row is longer than 16 MiB");
    }
}

/* Takes whole rows; `good` is where the first that was not taken begins. A row
 * that touches the end of a block may be cut. */
static bool take_rows(struct file_reader *r, const struct rows *b,
                      const struct weir_csv_row *names, size_t want,
                      size_t *good)
{
    struct weir_csv csv = csv_of(r, b);
    struct weir_context x = {.arena = r->ask->arena};
    struct weir_csv_row row;

    while (r->page->nitems < want) {
        bool any = weir_csv_next(&x, &csv, &row);
        if (!b->end && (!any || csv.pos == b->text.len))
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

bool file_page_csv(struct file_reader *r, int64_t at)
{
    struct weir_context x = {.arena = r->ask->arena};
    size_t want = r->page->want ? r->page->want : WEIR_PAGE_ITEMS, good = 0;
    struct weir_csv_row names;
    struct rows block;

    if (!read_header(r, &x, &names, &at))
        return false;
    r->page->items = arena_array(x.arena, str, want);
    if (!read_rows(r, at, &block) || !take_rows(r, &block, &names, want, &good))
        return false;
    if (good < block.text.len || !block.end)
        file_set_next(r, at + behind(r, &block, good));
    return true;
}
