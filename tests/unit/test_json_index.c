#include "stdlib/value/json_index.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const str keys[] = {{"id", 2}, {"total", 5}, {"lines", 5}};

static struct weir_wants wants(void)
{
    return (struct weir_wants){keys, 3, weir_wants_lengths(keys, 3)};
}

/* The text with 64 zeros behind it, in the arena. */
static str room(struct arena *a, const char *text, size_t n)
{
    char *p = arena_alloc(a, n + 64);

    memcpy(p, text, n);
    return (str){p, n};
}

static enum weir_line one(struct arena *a, const char *text, str *line,
                          str *values)
{
    struct weir_wants w = wants();
    struct weir_index ix;
    str s = room(a, text, strlen(text));

    if (!weir_index_build(&ix, a, s.ptr, s.len))
        return WEIR_LINE_HARD;
    return weir_index_line(&ix, &w, line, values);
}

START_TEST(escapes_in_values_and_brackets_in_strings_are_passed_over)
{
    struct arena *a = arena_new();
    str line, v[3];
    enum weir_line k =
        one(a, "{\"lines\":[{\"a\":\"}\\\"\"}],\"total\":\"1\\\\\"}", &line, v);
    ck_assert_int_eq(k, WEIR_LINE_RECORD);
    ck_assert(str_eq(v[1], STR("\"1\\\\\"")));
    ck_assert(str_eq(v[2], STR("[{\"a\":\"}\\\"\"}]")));
    ck_assert_int_eq(one(a, "{\"i\\u0064\":1}", &line, v), WEIR_LINE_HARD);
    arena_free(a);
}
END_TEST

START_TEST(nested_keys_of_the_same_name_are_not_taken)
{
    struct arena *a = arena_new();
    str line, v[3];
    enum weir_line k =
        one(a,
            "{\"x\" : {\"id\":9, \"y\":[1,{}]} , \"id\": 12 ,"
            "\"lines\":[ {\"a\":\"}\"} ],\"total\":\"1.50\"} \r\n",
            &line, v);
    ck_assert_int_eq(k, WEIR_LINE_RECORD);
    ck_assert(str_eq(v[0], STR("12")));
    ck_assert(str_eq(v[1], STR("\"1.50\"")));
    ck_assert(str_eq(v[2], STR("[ {\"a\":\"}\"} ]")));
    arena_free(a);
}
END_TEST

START_TEST(what_is_not_well_formed_is_hard)
{
    static const char *const bad[] = {
        "{\"id\":1",          "{\"id\" 1}",
        "{\"id\":1,}",        "{id:1}",
        "{\"id\":[1,2}",      "{\"id\":{\"a\"}}",
        "{\"id\":}",          "[1]",
        "{\"id\":1} x",       "{\"id\":1}{}",
        "{\"a\":\"x\"\"y\"}", "{\"a\":1 2}",
        "{\"a\":x}",          "{\"id\":[1,]}",
        "{\"id\":[,1]}",      "{\"a\":\"x",
        "{\"a\":\"\x01\"}",   "{\"a\":\"\xff\"}",
        "{\"id\":{,}}",       "{,}",
        "{\"a\":{\"b\":1,}}",
    };
    struct arena *a = arena_new();
    str line, v[3];

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(one(a, bad[i], &line, v) == WEIR_LINE_HARD, "%s", bad[i]);
    arena_free(a);
}
END_TEST

START_TEST(lines_follow_one_another_and_blank_ones_are_said)
{
    struct arena *a = arena_new();
    struct weir_wants w = wants();
    struct weir_index ix;
    str line, v[3], s = room(a, "{\"id\":1}\n\n  \nnope\n{\"id\":2}", 26);

    ck_assert(weir_index_build(&ix, a, s.ptr, s.len));
    ck_assert_int_eq(weir_index_line(&ix, &w, &line, v), WEIR_LINE_RECORD);
    ck_assert_int_eq(weir_index_line(&ix, &w, &line, v), WEIR_LINE_BLANK);
    ck_assert_int_eq(weir_index_line(&ix, &w, &line, v), WEIR_LINE_BLANK);
    ck_assert_int_eq(weir_index_line(&ix, &w, &line, v), WEIR_LINE_HARD);
    ck_assert(str_eq(line, STR("nope")));
    ck_assert_int_eq(weir_index_line(&ix, &w, &line, v), WEIR_LINE_RECORD);
    ck_assert(str_eq(v[0], STR("2")));
    ck_assert_int_eq(weir_index_line(&ix, &w, &line, v), WEIR_LINE_NONE);
    arena_free(a);
}
END_TEST

/* Letters that matter, in any order: both ways find the same parts. */
START_TEST(both_ways_of_indexing_agree)
{
    static const char letters[] = "{}[]:,\"\\ \t\n1a-tfn\x80\x05";
    struct arena *a = arena_new();
    unsigned seed = 1;

    for (int round = 0; round < 3000; round++) {
        struct arena_mark m = arena_mark(a);
        size_t n = (size_t)(round % 300);
        char *p = arena_alloc(a, n + 64);
        for (size_t i = 0; i < n; i++) {
            seed = seed * 1103515245u + 12345u;
            p[i] = letters[(seed >> 16) % (sizeof letters - 1)];
        }
        struct weir_index x, y;
        bool good = weir_index_build(&x, a, p, n);
        ck_assert_int_eq(good, weir_index_build_plain(&y, a, p, n));
        ck_assert_uint_eq(x.n, y.n);
        ck_assert_int_eq(memcmp(x.at, y.at, (x.n + 1) * sizeof *x.at), 0);
        arena_reset(a, m);
    }
    arena_free(a);
}
END_TEST

START_TEST(plain_values_are_read_and_others_refused)
{
    weir_decimal d;
    int64_t i;
    str s;

    ck_assert(weir_plain_decimal(STR("\"-409.940\""), &d));
    ck_assert(d.coefficient == -409940 && d.scale == 3);
    ck_assert(!weir_plain_decimal(STR("1e3"), &d));
    ck_assert(!weir_plain_decimal(STR("01"), &d));
    ck_assert(!weir_plain_decimal(STR("1."), &d));
    ck_assert(!weir_plain_decimal(STR("1.2.3"), &d));
    ck_assert(weir_plain_int(STR("-7"), &i) && i == -7);
    ck_assert(!weir_plain_int(STR("7.0"), &i));
    ck_assert(!weir_plain_int(STR("1234567890123456789"), &i));
    ck_assert(!weir_plain_string(STR("\"a\\n\""), &s));
    ck_assert(weir_plain_is_null((str){NULL, 0}));
    ck_assert(!weir_plain_is_null(STR("0")));
}
END_TEST

START_TEST(values_are_written_as_json_writes_them)
{
    char text[200];
    weir_decimal d = {-5, 3}, big = {1, 0};

    *weir_put_decimal(text, d) = 0;
    ck_assert_str_eq(text, "-0.005");
    for (int k = 0; k < 37; k++)
        big.coefficient *= 10;
    *weir_put_decimal(text, big) = 0;
    ck_assert_str_eq(text, "10000000000000000000000000000000000000");
    *weir_put_int(text, INT64_MIN) = 0;
    ck_assert_str_eq(text, "-9223372036854775808");
    *weir_put_string(text, STR("a\"\\\n\x01")) = 0;
    ck_assert_str_eq(text, "\"a\\\"\\\\\\n\\u0001\"");
}
END_TEST

TCase *tcase_json_index(void);

TCase *tcase_json_index(void)
{
    TCase *t = tcase_create("json_index");

    tcase_add_test(t,
                   escapes_in_values_and_brackets_in_strings_are_passed_over);
    tcase_add_test(t, nested_keys_of_the_same_name_are_not_taken);
    tcase_add_test(t, what_is_not_well_formed_is_hard);
    tcase_add_test(t, lines_follow_one_another_and_blank_ones_are_said);
    tcase_add_test(t, both_ways_of_indexing_agree);
    tcase_add_test(t, plain_values_are_read_and_others_refused);
    tcase_add_test(t, values_are_written_as_json_writes_them);
    return t;
}
