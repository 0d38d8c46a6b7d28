/*
 * Any bytes as CSV; the first byte chooses separator and quote. Every cell
 * lies in the text or in the arena, rows come in the order of their lines, and
 * what is written from a record is read again as an equal one.
 */
#include "stdlib/value/builtins.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool truth)
{
    if (!truth)
        abort();
}

struct row {
    str a;
    weir_opt_decimal b;
};

static const struct weir_field fields[] = {
    {.name = {"a", 1},
     .wire = {"a", 1},
     .at = offsetof(struct row, a),
     .shape = &weir_shape_string},
    {.name = {"b", 1},
     .wire = {"b", 1},
     .at = offsetof(struct row, b),
     .shape = &weir_shape_opt_decimal},
};

static const struct weir_shape shape = {
    WEIR_SHAPE_RECORD(struct row, "Row", fields)};

static void write_again(struct weir_context *x, const struct row *r,
                        char separator)
{
    struct buf b = BUF_MAX(1u << 26);
    struct weir_csv_row row;
    struct row again;

    weir_csv_write(x, &b, &shape, r, separator, '"');
    struct weir_csv c = weir_csv_of(buf_view(&b), separator, '"');
    expect(weir_csv_next(x, &c, &row) && row.n == 2);
    expect(
        weir_csv_read(x, &shape, weir_csv_order(x, &shape), &row, 1, &again));
    expect(weir_shape_equal(&shape, r, &again));
    expect(!weir_csv_next(x, &c, &row) && x->failed == WEIR_OK);
    buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char separators[] = {',', ';', '\t', '|'};
    static const char quotes[] = {'"', '\'', 0, '"'};
    struct weir_context x = {.arena = arena_new()};
    struct weir_csv_row row;
    size_t line = 0;

    if (size > 0 && size <= 1u << 20) {
        char separator = separators[data[0] & 3];
        str text = {(const char *)data + 1, size - 1};
        struct weir_csv c =
            weir_csv_of(text, separator, quotes[data[0] >> 2 & 3]);
        while (weir_csv_next(&x, &c, &row)) {
            struct row r;
            expect(row.n > 0 && c.line > line && c.pos <= c.text.len);
            line = c.line;
            struct weir_context own = {.arena = x.arena};
            if (weir_csv_read(&own, &shape, weir_csv_order(&own, &shape), &row,
                              line, &r))
                write_again(&own, &r, separator);
            else
                expect(own.failed == WEIR_MALFORMED);
        }
        expect(x.failed == WEIR_OK || x.failed == WEIR_MALFORMED);
    }
    arena_free(x.arena);
    return 0;
}
