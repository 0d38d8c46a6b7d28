#include "tests/unit/value_help.h"

#include "stdlib/value/json_fast.h"

#include <stdlib.h>

struct line {
    str sku;
    int64_t quantity;
    weir_decimal price;
};

struct order {
    int64_t id;
    str currency;
    weir_decimal total;
    weir_opt_string note;
    bool test;
    int32_t status;
    weir_opt_timestamp created;
    weir_opt_money tax;
    struct weir_list lines;
    struct weir_list rates;
    weir_any rest;
    str raw;
};

#define FIELD(T, member, s)                          \
    {                                                \
        .name = {#member, sizeof #member - 1},       \
        .wire = {#member, sizeof #member - 1},       \
        .at = offsetof(struct T, member), .shape = s \
    }

static const struct weir_field line_fields[] = {
    FIELD(line, sku, &weir_shape_string),
    FIELD(line, quantity, &weir_shape_int),
    FIELD(line, price, &weir_shape_decimal),
};
static const struct weir_shape line_shape = {
    WEIR_SHAPE_RECORD(struct line, "Line", line_fields)};
static const struct weir_shape lines_shape = {WEIR_SHAPE_LIST(&line_shape)};
static const struct weir_shape rates_shape = {
    WEIR_SHAPE_DICT(&weir_shape_decimal)};
static const str statuses[] = {{"paid", 4}, {"pending", 7}};
static const struct weir_shape status_shape = {
    WEIR_SHAPE_ENUM("Status", statuses)};

static const struct weir_field order_fields[] = {
    FIELD(order, id, &weir_shape_int),
    {.name = {"currency", 8},
     .wire = {"Currency Code", 13},
     .at = offsetof(struct order, currency),
     .shape = &weir_shape_string,
     .otherwise = {"\"GBP\"", 5}},
    FIELD(order, total, &weir_shape_decimal),
    FIELD(order, note, &weir_shape_opt_string),
    FIELD(order, test, &weir_shape_bool),
    FIELD(order, status, &status_shape),
    FIELD(order, created, &weir_shape_opt_timestamp),
    FIELD(order, tax, &weir_shape_opt_money),
    FIELD(order, lines, &lines_shape),
    FIELD(order, rates, &rates_shape),
    FIELD(order, rest, &weir_shape_any),
};
static const struct weir_shape order_shape = {
    WEIR_SHAPE_RECORD(struct order, "Order", order_fields)};

#define REQUIRED                                                            \
    "\"id\":1,\"total\":2,\"test\":false,\"status\":\"paid\",\"lines\":[]," \
    "\"rates\":{}"

START_TEST(the_fields_of_a_shape_are_read_and_the_rest_is_passed_over)
{
    CONTEXT;
    struct order o;
    str json = STR(
        " {\"id\": 450789469, \"unknown\": {\"a\": [1, {\"id\": 7}, \"]}\"]},\n"
        "\"Currency Code\": \"EUR\", \"total\": \"409.94\", \"test\": true,\n"
        "\"note\": \"caf\\u00e9 \\ud83d\\ude00\\n\", \"status\": \"pending\",\n"
        "\"created\": \"2026-11-23T06:00:00+01:00\",\n"
        "\"tax\": {\"amount\": \"11.94\", \"currency_code\": \"GBP\"},\n"
        "\"lines\": [{\"sku\": \"A\", \"quantity\": 2.0, \"price\": 1e1},\n"
        "  {\"price\": 0.50, \"quantity\": \"3\", \"sku\": \"\"}],\n"
        "\"rates\": {\"GB\": 0.20, \"IE\": \"0.23\"},\n"
        "\"rest\": [1.10, {\"x\": null}] } ");

    ck_assert(weir_json_read(&x, &order_shape, json, &o));
    ck_good();
    ck_assert_int_eq(o.id, 450789469);
    ck_text(o.currency, "EUR");
    ck_text(weir_decimal_text(&x, o.total), "409.94");
    ck_text(o.note.v, "caf\xC3\xA9 \xF0\x9F\x98\x80\n");
    ck_assert(o.test);
    ck_assert_int_eq(o.status, 1);
    ck_text(weir_timestamp_text(&x, o.created.v), "2026-11-23T06:00:00+01:00");
    ck_text(weir_money_text(&x, o.tax.v), "11.94 GBP");
    ck_assert_uint_eq(o.lines.n, 2);
    ck_assert_int_eq(WEIR_ITEM(struct line, o.lines, 0).quantity, 2);
    ck_assert_int_eq(WEIR_ITEM(struct line, o.lines, 1).quantity, 3);
    const weir_decimal *rate =
        weir_dict_item(&x, &weir_shape_decimal, o.rates, STR("IE"));
    ck_text(weir_decimal_text(&x, *rate), "0.23");
    ck_text(o.rest.json, "[1.10, {\"x\": null}]");
    // A string without escapes borrows from the text.
    ck_assert(o.currency.ptr > json.ptr &&
              o.currency.ptr < json.ptr + json.len);
    DONE;
}
END_TEST

/* Rows of CSV are texts, rows of SQL have no bool. */
START_TEST(a_bool_may_stand_in_quotes_or_be_1_or_0)
{
    static const char *const texts[] = {"true",      "false", "\"true\"",
                                        "\"false\"", "1",     "\"0\""};
    CONTEXT;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        bool b = i % 2;
        ck_assert(weir_json_read(&x, &weir_shape_bool, str_from(texts[i]), &b));
        ck_assert(b == (i % 2 == 0));
    }
    ck_good();
    bool none;
    ck_assert(!weir_json_read(&x, &weir_shape_bool, STR("2"), &none));
    DONE;
}
END_TEST

START_TEST(absent_and_null_fields_are_null_or_their_default)
{
    CONTEXT;
    struct order o;

    memset(&o, 0xAA, sizeof o);
    ck_assert(weir_json_read(&x, &order_shape, STR("{" REQUIRED "}"), &o));
    ck_text(o.currency, "GBP");
    ck_assert(!o.note.has && !o.created.has && !o.tax.has);
    ck_assert(weir_any_is_null(o.rest));
    ck_assert(weir_json_read(&x, &order_shape,
                             STR("{" REQUIRED ",\"Currency Code\":null,"
                                 "\"note\":null,\"tax\":null,\"rest\":null}"),
                             &o));
    ck_text(o.currency, "GBP");
    ck_assert(!o.note.has && !o.tax.has);
    ck_good();
    DONE;
}
END_TEST

START_TEST(of_a_doubled_key_the_last_holds)
{
    CONTEXT;
    struct order o;

    ck_assert(weir_json_read(
        &x, &order_shape,
        STR("{" REQUIRED ",\"note\":\"a\",\"i\\u0064\":9,\"note\":null}"), &o));
    ck_assert_int_eq(o.id, 9);
    ck_assert(!o.note.has);
    DONE;
}
END_TEST

START_TEST(what_does_not_fit_is_malformed_with_its_path)
{
    static const struct {
        const char *json, *message;
    } rows[] = {
        {"{" REQUIRED ",\"total\":\"abc\"}",
         "total: expected a decimal of at most 38 digits, found \"abc\""},
        {"{" REQUIRED ",\"total\":{}}",
         "total: expected a decimal, found an object"},
        {"{" REQUIRED ",\"total\":null}",
         "total: expected a decimal, found null"},
        {"{" REQUIRED ",\"id\":1.5}",
         "id: expected an int of 64 bits, found 1.5"},
        {"{" REQUIRED ",\"id\":9223372036854775808}",
         "id: expected an int of 64 bits, found 9223372036854775808"},
        {"{" REQUIRED ",\"id\":true}", "id: expected an int, found true"},
        {"{" REQUIRED ",\"note\":5}", "note: expected a string, found 5"},
        {"{" REQUIRED ",\"test\":\"yes\"}",
         "test: expected true or false, found \"yes\""},
        {"{" REQUIRED ",\"status\":\"void\"}",
         "status: expected one of the 2 values of Status, found \"void\""},
        {"{" REQUIRED ",\"created\":\"2026-11-23T06:00:00\"}",
         "created: expected a timestamp with an offset such as "
         "2026-11-23T06:00:00Z, found \"2026-11-23T06:00:00\""},
        {"{" REQUIRED ",\"tax\":{\"amount\":1,\"currency\":\"ABC\"}}",
         "tax: expected money such as"},
        {"{" REQUIRED ",\"lines\":{}}",
         "lines: expected a list, found an object"},
        {"{" REQUIRED ",\"lines\":[{\"sku\":\"A\",\"quantity\":1,\"price\":1},"
         "{\"sku\":\"A\",\"quantity\":1,\"price\":\"x\"}]}",
         "lines[1].price: expected a decimal of at most 38 digits, found "
         "\"x\""},
        {"{" REQUIRED ",\"rates\":{\"GB\":[]}}",
         "rates.GB: expected a decimal, found a list"},
        {"{\"id\":1}", "total: expected a decimal, found nothing"},
        {"[]", "expected an object, found a list"},
        {"", "expected a value, found the end"},
        {"{" REQUIRED "} x", "expected the end, found x"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CONTEXT;
        struct order o;
        ck_assert(
            !weir_json_read(&x, &order_shape, str_from(rows[i].json), &o));
        ck_failed(WEIR_MALFORMED, rows[i].message);
        DONE;
    }
}
END_TEST

static const char *const good[] = {
    "null",
    " true ",
    "0",
    "-0",
    "1.5e+10",
    "\"\"",
    "[]",
    "{}",
    "[[],{}]",
    "\"\\u0000\\ud83d\\ude00\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
    "{\"a\":{\"b\":[1,2,{\"c\":\"]\"}]},\"d\":\"}\"}",
    "\"a long text without any escapes, over several blocks of sixteen\"",
    "\"\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80 and more behind it\"",
    "[1 , 2\t,\r\n3]"};

static const char *const wrong[] = {"",
                                    " ",
                                    "tru",
                                    "nul",
                                    "True",
                                    "01",
                                    "-",
                                    "1.",
                                    ".5",
                                    "1e",
                                    "+1",
                                    "\"",
                                    "\"\\x\"",
                                    "\"\\u12g4\"",
                                    "\"\\ud83d\"",
                                    "\"\\ude00\"",
                                    "\"\\ud83d\\u0041\"",
                                    "\"a\nb\"",
                                    "\"a long text, then a tab: \t\"",
                                    "[",
                                    "]",
                                    "[1",
                                    "[1,]",
                                    "[,1]",
                                    "[1 2]",
                                    "{",
                                    "}",
                                    "{\"a\"}",
                                    "{\"a\":}",
                                    "{\"a\":1,}",
                                    "{a:1}",
                                    "{\"a\":1 \"b\":2}",
                                    "[1}",
                                    "{]",
                                    "[]]",
                                    "1 2",
                                    "\"\xC3\"",
                                    "\"\xC0\x80\"",
                                    "\"\xED\xA0\x80\"",
                                    "\"\xF4\x90\x80\x80\"",
                                    "\"\xFF\"",
                                    "\"\xE2\x28\xA1\"",
                                    "\xEF\xBB\xBF{}",
                                    "'a'",
                                    "{\"a\":1}x",
                                    "\"\\"};

START_TEST(valid_json_is_told_from_invalid)
{
    size_t at;
    const char *why;

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        ck_assert_msg(weir_json_check(str_from(good[i]), &at, &why), "%s",
                      good[i]);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        ck_assert_msg(!weir_json_check(str_from(wrong[i]), &at, &why), "%s",
                      wrong[i]);
        ck_assert_uint_le(at, strlen(wrong[i]));
    }
    ck_assert(!weir_json_check(STR("{\"a\":[1,2 3]}"), &at, &why));
    ck_assert_uint_eq(at, 10);
    ck_assert_str_eq(why, "\",\" or \"]\"");
}
END_TEST

/* A text that is cut anywhere must neither be accepted nor read past. */
START_TEST(a_text_cut_anywhere_is_refused)
{
    static const char whole[] =
        "{\"id\":1,\"a\":[true,null,-1.5e3,\"x\\u00e9\xC3\xA9 longer than "
        "sixteen bytes\"],\"total\":\"2\"}";
    size_t at;
    const char *why;

    for (size_t n = 0; n + 1 < sizeof whole; n++) {
        char *copy = malloc(n + 1); // so that a sanitizer sees a read past it
        memcpy(copy, whole, n);
        ck_assert(!weir_json_check((str){copy, n}, &at, &why));
        CONTEXT;
        struct order o;
        ck_assert(!weir_json_read(&x, &order_shape, (str){copy, n}, &o));
        ck_assert_int_eq(x.failed, WEIR_MALFORMED);
        DONE;
        free(copy);
    }
    ck_assert(weir_json_check(str_from(whole), &at, &why));
}
END_TEST

static str nested(struct buf *b, size_t depth, char open, char close)
{
    buf_clear(b);
    for (size_t i = 0; i < depth; i++)
        buf_text(b, open == '{' ? "{\"a\":" : "[");
    buf_char(b, '1');
    buf_fill(b, close, depth);
    return buf_view(b);
}

START_TEST(brackets_are_at_most_128_deep)
{
    CONTEXT;
    struct buf b = BUF_MAX(1 << 24);
    size_t at;
    const char *why;
    weir_any any;

    ck_assert(weir_json_check(nested(&b, 128, '[', ']'), &at, &why));
    ck_assert(
        weir_json_read(&x, &weir_shape_any, nested(&b, 128, '{', '}'), &any));
    str canonical = weir_to_json(&x, &weir_shape_any, &any);
    ck_assert(str_eq(canonical, buf_view(&b)));
    ck_good();
    ck_assert(!weir_json_check(nested(&b, 129, '[', ']'), &at, &why));
    ck_assert_uint_eq(at, 128);
    ck_assert(!weir_json_check(nested(&b, 1000000, '{', '}'), &at, &why));
    ck_assert(
        !weir_json_read(&x, &weir_shape_any, nested(&b, 129, '{', '}'), &any));
    ck_failed(WEIR_MALFORMED, "no more than 128 levels of brackets");
    // The levels of the shape count, too.
    struct order o;
    buf_clear(&b);
    buf_text(&b, "{" REQUIRED ",\"x\":");
    buf_fill(&b, '[', 128);
    buf_fill(&b, ']', 128);
    buf_char(&b, '}');
    ck_assert(!weir_json_read(&x, &order_shape, buf_view(&b), &o));
    ck_failed(WEIR_MALFORMED, "no more than 128 levels of brackets");
    buf_free(&b);
    DONE;
}
END_TEST

static const struct weir_shape node_shape;
static const struct weir_shape nodes_shape = {WEIR_SHAPE_LIST(&node_shape)};
static const struct weir_field node_fields[] = {{.name = {"a", 1},
                                                 .wire = {"a", 1},
                                                 .shape = &nodes_shape,
                                                 .otherwise = {"[]", 2}}};
static const struct weir_shape node_shape = {
    WEIR_SHAPE_RECORD(struct weir_list, "Node", node_fields)};

START_TEST(a_shape_that_holds_itself_is_bounded_too)
{
    CONTEXT;
    struct buf b = BUF_MAX(1 << 16);
    struct weir_list node;

    for (int depth = 63; depth <= 64; depth++) {
        buf_clear(&b);
        for (int i = 0; i < depth; i++)
            buf_text(&b, "{\"a\":[");
        buf_text(&b, "{}");
        for (int i = 0; i < depth; i++)
            buf_text(&b, "]}");
        bool read = weir_json_read(&x, &node_shape, buf_view(&b), &node);
        ck_assert_int_eq(read, depth == 63);
    }
    ck_failed(WEIR_MALFORMED, "no more than 128 levels of brackets");
    buf_free(&b);
    DONE;
}
END_TEST

START_TEST(parts_are_found_by_their_path)
{
    str json = STR(" {\"data\": {\"orders\": [ {\"id\": 1}, {\"id\":2} ], "
                   "\"n\\u0065xt\": \"c\"}, \"e\": []} ");
    str path[] = {STR("data"), STR("orders"), STR("1"), STR("id")}, out;

    ck_assert(weir_json_find(json, path, 4, &out));
    ck_text(out, "2");
    ck_assert(weir_json_find(json, path, 0, &out));
    ck_assert_int_eq(out.ptr[out.len - 1], '}');
    path[1] = STR("next");
    ck_assert(weir_json_find(json, path, 2, &out));
    ck_text(out, "\"c\"");
    ck_assert(!weir_json_find(json, path, 3, &out));
    path[0] = STR("e");
    path[1] = STR("0");
    ck_assert(!weir_json_find(json, path, 2, &out));
    ck_assert(!weir_json_find((str){0}, path, 1, &out));
}
END_TEST

static size_t count_items(const char *json, bool *failed)
{
    struct weir_json_items it = weir_json_items(str_from(json));
    str item;

    while (weir_json_next(&it, &item))
        ck_assert_uint_gt(item.len, 0);
    *failed = it.failed;
    return it.n;
}

START_TEST(the_elements_of_an_array_come_one_by_one)
{
    struct weir_json_items it = weir_json_items(STR(" [ {\"a\":1} ,2, \"]\"]"));
    bool failed;
    str item;

    ck_assert(weir_json_next(&it, &item));
    ck_text(item, "{\"a\":1}");
    ck_assert(weir_json_next(&it, &item));
    ck_text(item, "2");
    ck_assert(weir_json_next(&it, &item));
    ck_text(item, "\"]\"");
    ck_assert(!weir_json_next(&it, &item));
    ck_assert(!it.failed);
    ck_assert_uint_eq(count_items("[ ]", &failed), 0);
    ck_assert(!failed);
    ck_assert_uint_eq(count_items("[1,2", &failed), 2);
    ck_assert(failed);
    ck_assert_uint_eq(count_items("[1,,2]", &failed), 1);
    ck_assert(failed);
    ck_assert_uint_eq(count_items("[1,]", &failed), 1);
    ck_assert(failed);
    ck_assert_uint_eq(count_items("{}", &failed), 0);
    ck_assert(failed);
    ck_assert_uint_eq(count_items("", &failed), 0);
    ck_assert(failed);
}
END_TEST

START_TEST(values_are_written_with_exact_numbers)
{
    CONTEXT;
    struct order o;
    struct buf b = BUF_MAX(4096);
    str json = STR("{\"id\":7,\"total\":\"1.50\",\"test\":true,\"status\":"
                   "\"paid\",\"lines\":[{\"sku\":\"a\\\"b\\u0001\\t\","
                   "\"quantity\":1,\"price\":0.10}],\"rates\":{\"z\":1.0,"
                   "\"a\":2},\"rest\":{\"y\": 1.00, \"b\":[true ]},"
                   "\"tax\":\"2.50 GBP\"}");

    ck_assert(weir_json_read(&x, &order_shape, json, &o));
    weir_json_write(&b, &order_shape, &o);
    ck_text(buf_view(&b),
            "{\"id\":7,\"Currency Code\":\"GBP\",\"total\":1.50,\"test\":true,"
            "\"status\":\"paid\",\"tax\":{\"amount\":\"2.50\",\"currency\":"
            "\"GBP\"},\"lines\":[{\"sku\":\"a\\\"b\\u0001\\t\",\"quantity\":1,"
            "\"price\":0.10}],\"rates\":{\"z\":1.0,\"a\":2},\"rest\":{\"y\": "
            "1.00, \"b\":[true ]}}");
    buf_clear(&b);
    weir_json_canonical(&b, &order_shape, &o);
    ck_text(buf_view(&b),
            "{\"Currency Code\":\"GBP\",\"id\":7,\"lines\":[{\"price\":0.1,"
            "\"quantity\":1,\"sku\":\"a\\\"b\\u0001\\t\"}],\"rates\":{\"a\":2,"
            "\"z\":1},\"rest\":{\"b\":[true],\"y\":1},\"status\":\"paid\","
            "\"tax\":{\"amount\":\"2.5\",\"currency\":\"GBP\"},\"test\":true,"
            "\"total\":1.5}");
    buf_free(&b);
    DONE;
}
END_TEST

START_TEST(a_record_that_keeps_its_text_is_written_as_it_was_read)
{
    CONTEXT;
    struct weir_shape s = order_shape;
    struct order o;
    struct buf b = BUF_MAX(4096);

    s.has_raw = true;
    s.raw_at = offsetof(struct order, raw);
    ck_assert(
        weir_json_read(&x, &s, STR(" {" REQUIRED ", \"z\": 1.00 } "), &o));
    weir_json_write(&b, &s, &o);
    ck_text(buf_view(&b), "{" REQUIRED ", \"z\": 1.00 }");
    buf_free(&b);
    DONE;
}
END_TEST

START_TEST(canonical_numbers_have_one_form)
{
    static const struct {
        const char *from, *to;
    } rows[] = {
        {"1.500", "1.5"},
        {"-0.0", "0"},
        {"1E2", "100"},
        {"100e-2", "1"},
        {"0e999", "0"},
        {"1e400", "1e400"},
        {"-1.50e400", "-15e399"},
        {"10e399", "1e400"},
        {"0.1e401", "1e400"},
        {"[1.0 , null]", "[1,null]"},
        {"{\"b\":1,\"a\":2,\"b\":3,\"n\":null}", "{\"a\":2,\"b\":3}"},
        {"\"\\u00e9\\/\\u0007\"", "\"\xC3\xA9/\\u0007\""},
        {"{\"\\u0062\":1,\"a\":{\"d\":1,\"c\":[{\"f\":1,\"e\":1}]}}",
         "{\"a\":{\"c\":[{\"e\":1,\"f\":1}],\"d\":1},\"b\":1}"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf b = BUF_MAX(4096);
        weir_json_canonical_text(&b, str_from(rows[i].from));
        ck_text(buf_view(&b), rows[i].to);
        buf_free(&b);
    }
}
END_TEST

START_TEST(an_untyped_value_is_looked_into_and_narrowed)
{
    CONTEXT;
    weir_any a = weir_from_json(
        &x, STR(" {\"id\": 5, \"s\": \"\\u0041\", \"l\": [1,2], \"n\":null} "));
    int64_t n = 0;

    weir_opt_any f = weir_any_field(&x, a, STR("id"));
    ck_assert(f.has);
    ck_assert(weir_any_as(&x, &weir_shape_int, f.v, &n));
    ck_assert_int_eq(n, 5);
    ck_text(weir_any_text(&x, weir_any_key(&x, a, STR("s"))), "A");
    ck_text(weir_any_item(&x, weir_any_key(&x, a, STR("l")), 1).json, "2");
    ck_assert(!weir_any_field(&x, a, STR("n")).has);
    ck_assert(!weir_any_field(&x, a, STR("none")).has);
    ck_assert(!weir_any_field(&x, (weir_any){{0}}, STR("none")).has);
    ck_text(a.json, "{\"id\": 5, \"s\": \"\\u0041\", \"l\": [1,2], "
                    "\"n\":null}");
    ck_good();
    weir_any_key(&x, a, STR("none"));
    ck_failed(WEIR_DATA, "there is no key \"none\"");
    weir_any_field(&x, f.v, STR("a"));
    ck_failed(WEIR_DATA,
              "expected an object with a field \"a\", found a number");
    weir_any_item(&x, weir_any_key(&x, a, STR("l")), 2);
    ck_failed(WEIR_DATA, "there is no element 2 in a list of 2");
    weir_any_item(&x, a, 0);
    ck_failed(WEIR_DATA, "expected a list, found an object");
    ck_assert(!weir_any_as(&x, &weir_shape_int, a, &n));
    ck_failed(WEIR_DATA, "expected an int, found an object");
    weir_any_text(&x, a);
    ck_failed(WEIR_DATA, "expected a plain value, found an object");
    weir_from_json(&x, STR("{\"a\":1,}"));
    ck_failed(WEIR_DATA, "not JSON: expected a key in quotes at byte 7");
    DONE;
}
END_TEST

TCase *tcase_json(void);

TCase *tcase_json(void)
{
    TCase *t = tcase_create("json");

    tcase_add_test(t,
                   the_fields_of_a_shape_are_read_and_the_rest_is_passed_over);
    tcase_add_test(t, a_bool_may_stand_in_quotes_or_be_1_or_0);
    tcase_add_test(t, absent_and_null_fields_are_null_or_their_default);
    tcase_add_test(t, of_a_doubled_key_the_last_holds);
    tcase_add_test(t, what_does_not_fit_is_malformed_with_its_path);
    tcase_add_test(t, valid_json_is_told_from_invalid);
    tcase_add_test(t, a_text_cut_anywhere_is_refused);
    tcase_add_test(t, brackets_are_at_most_128_deep);
    tcase_add_test(t, a_shape_that_holds_itself_is_bounded_too);
    tcase_add_test(t, parts_are_found_by_their_path);
    tcase_add_test(t, the_elements_of_an_array_come_one_by_one);
    tcase_add_test(t, values_are_written_with_exact_numbers);
    tcase_add_test(t, a_record_that_keeps_its_text_is_written_as_it_was_read);
    tcase_add_test(t, canonical_numbers_have_one_form);
    tcase_add_test(t, an_untyped_value_is_looked_into_and_narrowed);
    return t;
}
