/*
 * CSV. A row is split in one pass; a cell is copied only when quotes are
 * doubled in it.
 */
#include "stdlib/value/csv.h"

#include "stdlib/value/text.h"

#include <string.h>

struct weir_csv weir_csv_of(str text, char separator, char quote)
{
    if (str_starts_with(text, STR("\xEF\xBB\xBF")))
        text = str_slice(text, 3, text.len);
    return (struct weir_csv){text, 0, 0, 1, separator, quote};
}

static bool fail(struct weir_context *x, struct weir_csv *c, const char *what)
{
    weir_fail(x, WEIR_MALFORMED, "line %zu: %s", c->line, what);
    c->pos = c->text.len;
    return false;
}

static bool at_end_of_row(const struct weir_csv *c, size_t pos)
{
    str t = c->text;

    return pos == t.len || t.ptr[pos] == '\n' ||
           (t.ptr[pos] == '\r' && pos + 1 < t.len && t.ptr[pos + 1] == '\n');
}

/* The place of the closing quote of the cell whose quote is at `pos`, and
 * whether quotes are doubled in it. False when it is not closed. */
static bool closing_quote(struct weir_csv *c, size_t *pos, bool *doubled)
{
    for (size_t i = *pos + 1; i < c->text.len; i++) {
        if (c->text.ptr[i] == '\n')
            c->next_line++;
        if (c->text.ptr[i] != c->quote)
            continue;
        if (i + 1 < c->text.len && c->text.ptr[i + 1] == c->quote) {
            *doubled = true;
            i++;
            continue;
        }
        *pos = i;
        return true;
    }
    return false;
}

static str undoubled(struct weir_context *x, str s, char quote)
{
    char *p = arena_alloc(x->arena, s.len);
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++) {
        p[n++] = s.ptr[i];
        if (s.ptr[i] == quote)
            i++;
    }
    return (str){p, n};
}

/* The cell at c->pos, which goes behind it. */
static bool read_cell(struct weir_context *x, struct weir_csv *c, str *cell)
{
    size_t start = c->pos;
    bool doubled = false;

    if (c->quote && start < c->text.len && c->text.ptr[start] == c->quote) {
        size_t end = start;
        if (!closing_quote(c, &end, &doubled))
            return fail(x, c,
                        "expected the closing quote of a cell, found "
                        "the end");
        *cell = str_slice(c->text, start + 1, end);
        if (doubled)
            *cell = undoubled(x, *cell, c->quote);
        c->pos = end + 1;
        if (!at_end_of_row(c, c->pos) && c->text.ptr[c->pos] != c->separator)
            return fail(x, c, "expected a separator behind a quoted cell");
        return true;
    }
    while (!at_end_of_row(c, c->pos) && c->text.ptr[c->pos] != c->separator)
        c->pos++;
    *cell = str_slice(c->text, start, c->pos);
    return true;
}

static void skip_line_end(struct weir_csv *c)
{
    if (c->pos < c->text.len && c->text.ptr[c->pos] == '\r')
        c->pos++;
    if (c->pos < c->text.len) {
        c->pos++;
        c->next_line++;
    }
}

static bool read_cells(struct weir_context *x, struct weir_csv *c,
                       struct weir_csv_row *row)
{
    size_t cap = 0;

    for (;;) {
        if (row->n == WEIR_CSV_COLUMNS_MAX)
            return fail(x, c, "a row has more than 4096 cells");
        if (row->n == cap) {
            str *old = row->cells;
            cap = cap ? 2 * cap : 16;
            row->cells = arena_array(x->arena, str, cap);
            if (old)
                memcpy(row->cells, old, row->n * sizeof *old);
        }
        if (!read_cell(x, c, &row->cells[row->n++]))
            return false;
        if (at_end_of_row(c, c->pos))
            return true;
        c->pos++; // the separator
    }
}

bool weir_csv_next(struct weir_context *x, struct weir_csv *c,
                   struct weir_csv_row *row)
{
    while (c->pos < c->text.len && at_end_of_row(c, c->pos))
        skip_line_end(c);
    if (c->pos >= c->text.len)
        return false;
    size_t start = c->pos;
    *row = (struct weir_csv_row){0};
    c->line = c->next_line;
    if (!read_cells(x, c, row))
        return false;
    row->bytes = str_slice(c->text, start, c->pos);
    if (row->bytes.len > WEIR_LINE_MAX)
        return fail(x, c, "a row is longer than 16 MiB");
    if (!weir_utf8_valid(row->bytes))
        return fail(x, c, "the row is not UTF-8");
    skip_line_end(c);
    return true;
}

bool weir_line_next(str text, size_t *pos, str *line)
{
    if (*pos >= text.len)
        return false;
    const char *p = text.ptr + *pos;
    const char *end = memchr(p, '\n', text.len - *pos);
    size_t n = end ? (size_t)(end - p) : text.len - *pos;
    *pos += n + (end != NULL);
    if (n && p[n - 1] == '\r')
        n--;
    *line = (str){p, n};
    return true;
}
