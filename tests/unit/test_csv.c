#include "tests/unit/value_help.h"

static void check_rows(const char *text, const char *wanted)
{
    CONTEXT;
    struct weir_csv c = weir_csv_of(str_from(text), ',', '"');
    struct weir_csv_row row;
    struct buf b = BUF_MAX(4096);

    while (weir_csv_next(&x, &c, &row)) {
        buf_printf(&b, "%zu:", c.line);
        for (size_t i = 0; i < row.n; i++)
            buf_printf(&b, "[%" STR_FMT "]", STR_ARG(row.cells[i]));
        buf_char(&b, ';');
    }
    if (x.failed)
        buf_str(&b, x.message);
    ck_text(buf_view(&b), wanted);
    buf_free(&b);
    DONE;
}

START_TEST(rows_are_read_as_rfc_4180_says)
{
    check_rows("a,b\n1,2\n", "1:[a][b];2:[1][2];");
    check_rows("a,b\r\n1,2", "1:[a][b];2:[1][2];");
    check_rows("\"a,b\",\"c\"\"d\",\"\"\n", "1:[a,b][c\"d][];");
    check_rows("\"a\nb\",c\nd,e\n", "1:[a\nb][c];3:[d][e];");
    check_rows(",\n\n\r\n,,\n", "1:[][];4:[][][];");
    check_rows("\xEF\xBB\xBF"
               "a\n",
               "1:[a];");
    check_rows("", "");
    check_rows("a\rb\n", "1:[a\rb];");
    check_rows("\"\"\"\"", "1:[\"];");
}
END_TEST

START_TEST(a_broken_row_is_malformed_with_its_line)
{
    check_rows("a\n\"b", "1:[a];line 2: expected the closing quote of a cell, "
                         "found the end");
    check_rows("\"a\"b\n", "line 1: expected a separator behind a quoted cell");
    check_rows("a\n\n\xFF\n", "1:[a];line 3: the row is not UTF-8");
}
END_TEST

START_TEST(a_row_has_a_bounded_number_of_cells)
{
    CONTEXT;
    struct buf b = BUF_MAX(1 << 20);
    struct weir_csv_row row;

    buf_fill(&b, ',', 4095);
    struct weir_csv c = weir_csv_of(buf_view(&b), ',', '"');
    ck_assert(weir_csv_next(&x, &c, &row));
    ck_assert_uint_eq(row.n, 4096);
    buf_char(&b, ',');
    c = weir_csv_of(buf_view(&b), ',', '"');
    ck_assert(!weir_csv_next(&x, &c, &row));
    ck_failed(WEIR_MALFORMED, "line 1: a row has more than 4096 cells");
    buf_free(&b);
    DONE;
}
END_TEST

START_TEST(other_separators_and_no_quotes_are_possible)
{
    CONTEXT;
    struct weir_csv c = weir_csv_of(STR("a;'b;c'\n"), ';', '\'');
    struct weir_csv_row row;

    ck_assert(weir_csv_next(&x, &c, &row));
    ck_text(row.cells[1], "b;c");
    c = weir_csv_of(STR("\"a\tb\n"), '\t', 0);
    ck_assert(weir_csv_next(&x, &c, &row));
    ck_text(row.cells[0], "\"a");
    ck_text(row.bytes, "\"a\tb");
    DONE;
}
END_TEST

struct payment {
    str id;
    weir_opt_decimal amount;
    weir_date day;
    int64_t count;
};

static const struct weir_field fields[] = {
    {.name = {"id", 2},
     .wire = {"Payment No.", 11},
     .at = offsetof(struct payment, id),
     .shape = &weir_shape_string},
    {.name = {"amount", 6},
     .wire = {"amount", 6},
     .at = offsetof(struct payment, amount),
     .shape = &weir_shape_opt_decimal},
    {.name = {"day", 3},
     .wire = {"day", 3},
     .at = offsetof(struct payment, day),
     .shape = &weir_shape_date},
    {.name = {"count", 5},
     .wire = {"count", 5},
     .at = offsetof(struct payment, count),
     .shape = &weir_shape_int,
     .otherwise = {"1", 1}},
};

static const struct weir_shape shape = {
    WEIR_SHAPE_RECORD(struct payment, "Payment", fields)};

static bool read_one(struct weir_context *x, const char *text,
                     struct payment *to)
{
    struct weir_csv c = weir_csv_of(str_from(text), ',', '"');
    struct weir_csv_row row;

    ck_assert(weir_csv_next(x, &c, &row));
    int *columns = weir_csv_columns(x, &shape, &row);
    if (x->failed)
        return false;
    ck_assert(weir_csv_next(x, &c, &row));
    return weir_csv_read(x, &shape, columns, &row, c.line, to);
}

START_TEST(rows_become_records_by_their_header)
{
    CONTEXT;
    struct payment p;

    ck_assert(read_one(
        &x, "day, Payment No. ,amount,extra\n2026-11-23,\"P,1\", 12.50 ,x\n",
        &p));
    ck_text(p.id, "P,1");
    ck_text(weir_decimal_text(&x, p.amount.v), "12.50");
    ck_text(weir_date_text(&x, p.day), "2026-11-23");
    ck_assert_int_eq(p.count, 1);
    ck_assert(
        read_one(&x, "Payment No.,day,amount,count\n,2026-11-23,,3\n", &p));
    ck_text(p.id, "");
    ck_assert(!p.amount.has);
    ck_assert_int_eq(p.count, 3);
    ck_good();
    DONE;
}
END_TEST

START_TEST(cells_that_do_not_fit_are_malformed)
{
    CONTEXT;
    struct payment p;

    ck_assert(!read_one(&x, "Payment No.,day\nP,23/11/2026\n", &p));
    ck_failed(WEIR_MALFORMED,
              "line 2, day: expected a date, found \"23/11/2026\"");
    ck_assert(!read_one(&x, "Payment No.,day\nP,\n", &p));
    ck_failed(WEIR_MALFORMED, "line 2, day: expected a date, found \"\"");
    ck_assert(!read_one(&x, "Payment No.,day\nP\n", &p));
    ck_failed(WEIR_MALFORMED, "line 2: expected at least 2 cells, found 1");
    ck_assert(!read_one(&x, "Payment No.,amount\nP,1\n", &p));
    ck_failed(WEIR_MALFORMED,
              "expected a column \"day\" in the header, found none");
    ck_assert(!read_one(&x, "Payment No.,day,day\nP,1,2\n", &p));
    ck_failed(WEIR_MALFORMED, "\"day\" comes twice");
    DONE;
}
END_TEST

START_TEST(what_is_written_is_read_again)
{
    CONTEXT;
    struct payment p = {STR("a \"b\",\nc"), {true, dec("1.50")}, 0, 2}, q;
    struct buf b = BUF_MAX(4096);

    weir_csv_write_header(&b, &shape, ',', '"');
    weir_csv_write(&x, &b, &shape, &p, ',', '"');
    ck_text(buf_view(&b), "Payment No.,amount,day,count\n"
                          "\"a \"\"b\"\",\nc\",1.50,1970-01-01,2\n");
    ck_assert(read_one(&x, b.ptr, &q));
    ck_assert(weir_shape_equal(&shape, &p, &q));
    // A text that begins like a byte-order mark is not lost.
    buf_clear(&b);
    p.id = STR("\xEF\xBB\xBFx");
    weir_csv_write(&x, &b, &shape, &p, ',', '"');
    struct weir_csv c = weir_csv_of(buf_view(&b), ',', '"');
    struct weir_csv_row row;
    ck_assert(weir_csv_next(&x, &c, &row));
    ck_text(row.cells[0], "\xEF\xBB\xBFx");
    buf_free(&b);
    DONE;
}
END_TEST

START_TEST(lines_end_in_lf_or_crlf)
{
    size_t pos = 0;
    str line, text = STR("a\r\n\nb\rc");

    ck_assert(weir_line_next(text, &pos, &line));
    ck_text(line, "a");
    ck_assert(weir_line_next(text, &pos, &line));
    ck_text(line, "");
    ck_assert(weir_line_next(text, &pos, &line));
    ck_text(line, "b\rc");
    ck_assert(!weir_line_next(text, &pos, &line));
}
END_TEST

TCase *tcase_csv(void);

TCase *tcase_csv(void)
{
    TCase *t = tcase_create("csv");

    tcase_add_test(t, rows_are_read_as_rfc_4180_says);
    tcase_add_test(t, a_broken_row_is_malformed_with_its_line);
    tcase_add_test(t, a_row_has_a_bounded_number_of_cells);
    tcase_add_test(t, other_separators_and_no_quotes_are_possible);
    tcase_add_test(t, rows_become_records_by_their_header);
    tcase_add_test(t, cells_that_do_not_fit_are_malformed);
    tcase_add_test(t, what_is_written_is_read_again);
    tcase_add_test(t, lines_end_in_lf_or_crlf);
    return t;
}
