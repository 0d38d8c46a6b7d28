/*
 * Rows of CSV as records: which cell is which field, and cells as values.
 */
#include "stdlib/value/csv.h"

#include "stdlib/value/any.h"
#include "stdlib/value/date.h"
#include "stdlib/value/encode.h"
#include "stdlib/value/int.h"
#include "stdlib/value/json.h"
#include "stdlib/value/money.h"
#include "stdlib/value/text.h"

#include <string.h>

/* --- columns ----------------------------------------------------------- */

int *weir_csv_order(struct weir_context *x, const struct weir_shape *s)
{
    int *columns = arena_array(x->arena, int, s->nfields + 1);

    for (uint32_t i = 0; i < s->nfields; i++)
        columns[i] = (int)i;
    return columns;
}

static int column_of(struct weir_context *x, const struct weir_csv_row *header,
                     str name)
{
    int found = -1;

    for (size_t i = 0; i < header->n; i++) {
        if (!str_eq(str_trim(header->cells[i]), name))
            continue;
        if (found >= 0)
            weir_fail(x, WEIR_MALFORMED,
                      "the column \"%" STR_FMT "\" comes twice in the header",
                      STR_ARG(name));
        found = (int)i;
    }
    return found;
}

int *weir_csv_columns(struct weir_context *x, const struct weir_shape *s,
                      const struct weir_csv_row *header)
{
    int *columns = arena_array(x->arena, int, s->nfields + 1);

    for (uint32_t i = 0; i < s->nfields; i++) {
        const struct weir_field *f = &s->fields[i];
        columns[i] = column_of(x, header, f->wire);
        if (columns[i] < 0 && !f->shape->optional && !f->otherwise.ptr)
            weir_fail(x, WEIR_MALFORMED,
                      "expected a column \"%" STR_FMT "\" in the header, "
                      "found none",
                      STR_ARG(f->wire));
    }
    return columns;
}

/* --- cells to values --------------------------------------------------- */

struct cell {
    str text;
    size_t line;
    const struct weir_field *field;
};

static bool misfit(struct weir_context *x, const struct cell *c)
{
    weir_fail(x, WEIR_MALFORMED,
              "line %zu, %" STR_FMT ": expected %s, found \"%" STR_FMT "\"",
              c->line, STR_ARG(c->field->wire),
              weir_shape_noun(c->field->shape),
              STR_ARG(weir_text_excerpt(x, c->text)));
    return false;
}

static bool read_int(str s, int64_t *to)
{
    weir_decimal d;

    return weir_int_parse(s, to) ||
           (weir_decimal_parse(s, &d) && weir_decimal_is_int(d, to));
}

static bool read_bool(str s, bool *to)
{
    *to = str_eq(s, STR("true")) || str_eq(s, STR("1"));
    return *to || str_eq(s, STR("false")) || str_eq(s, STR("0"));
}

static bool read_enum(const struct weir_shape *s, str text, int32_t *to)
{
    for (uint32_t i = 0; i < s->nvalues; i++) {
        if (str_eq(s->values[i], text)) {
            *to = (int32_t)i;
            return true;
        }
    }
    return false;
}

static bool read_bytes(struct weir_context *x, str s, weir_bytes *to)
{
    char *room = arena_alloc(x->arena, (s.len / 4 + 1) * 3);

    *to = (weir_bytes){room, 0};
    return weir_base64_decode(s, false, room, &to->len);
}

/* A flat switch over the kinds. */
static bool read_cell(struct weir_context *x, const struct cell *c, void *to)
{
    const struct weir_shape *s = c->field->shape;
    str t = s->kind == WEIR_KIND_STRING ? c->text : str_trim(c->text);

    switch (s->kind) {
    case WEIR_KIND_STRING: *(str *)to = t; return true;
    case WEIR_KIND_INT: return read_int(t, to);
    case WEIR_KIND_DECIMAL: return weir_decimal_parse(t, to);
    case WEIR_KIND_MONEY: return weir_money_parse(t, to);
    case WEIR_KIND_BOOL: return read_bool(t, to);
    case WEIR_KIND_DATE: return weir_date_parse(t, to);
    case WEIR_KIND_TIME: return weir_time_parse(t, to);
    case WEIR_KIND_TIMESTAMP: return weir_timestamp_parse(t, to);
    case WEIR_KIND_DURATION: return weir_duration_parse(t, to);
    case WEIR_KIND_BYTES: return read_bytes(x, t, to);
    case WEIR_KIND_ENUM: return read_enum(s, t, to);
    case WEIR_KIND_ANY: {
        struct buf b = BUF_MAX(SIZE_MAX / 4);
        weir_json_quote(&b, c->text);
        ((weir_any *)to)->json = buf_take(&b, x->arena);
        return true;
    }
    case WEIR_KIND_LIST:
    case WEIR_KIND_DICT:
    case WEIR_KIND_RECORD: {
        struct weir_shape plain = *s;
        plain.optional = false;
        return weir_json_read(x, &plain, t, to);
    }
    }
    return false;
}

static bool read_field(struct weir_context *x, const struct cell *c,
                       char *record)
{
    const struct weir_field *f = c->field;
    char *to = record + f->at;

    if (c->text.len == 0) {
        if (f->otherwise.ptr)
            return weir_json_read(x, f->shape, f->otherwise, to);
        if (f->shape->optional)
            return true;
        if (f->shape->kind != WEIR_KIND_STRING)
            return misfit(x, c);
    }
    if (f->shape->optional) {
        *(bool *)to = true;
        to += f->shape->align;
    }
    return read_cell(x, c, to) || misfit(x, c);
}

bool weir_csv_read(struct weir_context *x, const struct weir_shape *s,
                   const int *columns, const struct weir_csv_row *row,
                   size_t line, void *to)
{
    memset(to, 0, s->size);
    for (uint32_t i = 0; i < s->nfields; i++) {
        struct cell c = {.line = line, .field = &s->fields[i]};
        if (columns[i] >= 0 && (size_t)columns[i] >= row->n) {
            weir_fail(x, WEIR_MALFORMED,
                      "line %zu: expected at least %d cells, found %zu", line,
                      columns[i] + 1, row->n);
            return false;
        }
        if (columns[i] >= 0)
            c.text = row->cells[columns[i]];
        if (!read_field(x, &c, to))
            return false;
    }
    return true;
}

/* --- writing ----------------------------------------------------------- */

/* Whether a cell reads the same without quotes. What begins like a byte-order
 * mark would be taken for one at the top of a file. */
static bool is_plain(str s, char separator, char quote)
{
    const char *p = s.ptr ? s.ptr : "";

    if (s.len == 0)
        return true;
    return p[0] != ' ' && p[s.len - 1] != ' ' &&
           !str_starts_with(s, STR("\xEF\xBB\xBF")) &&
           !memchr(p, separator, s.len) && !memchr(p, quote, s.len) &&
           !memchr(p, '\n', s.len) && !memchr(p, '\r', s.len);
}

static void write_cell(struct buf *b, str s, char separator, char quote)
{
    if (!quote || is_plain(s, separator, quote)) {
        buf_str(b, s);
        return;
    }
    buf_char(b, quote);
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == quote)
            buf_char(b, quote);
        buf_char(b, s.ptr[i]);
    }
    buf_char(b, quote);
}

void weir_csv_write_header(struct buf *b, const struct weir_shape *s,
                           char separator, char quote)
{
    for (uint32_t i = 0; i < s->nfields; i++) {
        if (i > 0)
            buf_char(b, separator);
        write_cell(b, s->fields[i].wire, separator, quote);
    }
    buf_char(b, '\n');
}

static str cell_text(struct weir_context *x, const struct weir_shape *s,
                     const void *value)
{
    const void *p = weir_shape_value(s, value);

    if (p && s->kind == WEIR_KIND_BYTES)
        return weir_base64(x, *(const str *)p);
    if (p && s->kind == WEIR_KIND_ANY && ((const weir_any *)p)->json.len &&
        ((const weir_any *)p)->json.ptr[0] == '"')
        return weir_any_text(x, *(const weir_any *)p);
    return weir_shape_text(x, s, value);
}

static void write_entries(struct weir_context *x, struct buf *b,
                          const struct weir_shape *s,
                          const struct weir_list *entries, char separator,
                          char quote, bool names)
{
    size_t step = weir_entry_size(s->of), at = weir_entry_value_at(s->of);

    for (size_t i = 0; i < entries->n; i++) {
        const char *entry = (const char *)entries->at + i * step;
        if (i > 0)
            buf_char(b, separator);
        write_cell(b,
                   names ? *(const str *)(const void *)entry
                         : cell_text(x, s->of, entry + at),
                   separator, quote);
    }
    buf_char(b, '\n');
}

void weir_csv_write_names(struct weir_context *x, struct buf *b,
                          const struct weir_shape *s, const void *value,
                          char separator, char quote)
{
    if (s->kind == WEIR_KIND_DICT)
        write_entries(x, b, s, value, separator, quote, true);
    else
        weir_csv_write_header(b, s, separator, quote);
}

void weir_csv_write(struct weir_context *x, struct buf *b,
                    const struct weir_shape *s, const void *value,
                    char separator, char quote)
{
    if (s->kind == WEIR_KIND_DICT) {
        write_entries(x, b, s, value, separator, quote, false);
        return;
    }
    for (uint32_t i = 0; i < s->nfields; i++) {
        const struct weir_field *f = &s->fields[i];
        if (i > 0)
            buf_char(b, separator);
        str text = cell_text(x, f->shape, (const char *)value + f->at);
        if (text.len == 0 && s->nfields == 1 && quote)
            buf_fill(b, quote, 2); // an empty line is no row
        else
            write_cell(b, text, separator, quote);
    }
    buf_char(b, '\n');
}
