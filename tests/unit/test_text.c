#include "tests/unit/value_help.h"

#include <setjmp.h>

START_TEST(lengths_and_places_count_code_points)
{
    CONTEXT;
    str s = STR("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z"); // a é € smile z

    ck_assert_int_eq(weir_text_length(&x, s), 5);
    ck_assert_int_eq(weir_text_length(&x, STR("")), 0);
    ck_text(weir_text_slice(&x, s, 1, 3), "\xC3\xA9\xE2\x82\xAC");
    ck_text(weir_text_slice(&x, s, -2, -1), "\xF0\x9F\x98\x80");
    ck_text(weir_text_slice_from(&x, s, -1), "z");
    ck_text(weir_text_slice_from(&x, s, 9), "");
    ck_text(weir_text_slice(&x, s, -99, 1), "a");
    ck_text(weir_text_slice(&x, s, 3, 2), "");
    ck_text(weir_text_slice(&x, s, INT64_MIN, INT64_MAX),
            "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z");
    ck_text(weir_text_slice(&x, (str){0}, 0, 5), "");
    DONE;
}
END_TEST

START_TEST(case_is_that_of_unicode)
{
    CONTEXT;
    ck_text(weir_text_upper(&x, STR("abc-1")), "ABC-1");
    ck_text(weir_text_lower(&x, STR("ABC-1@Z")), "abc-1@z");
    ck_text(weir_text_upper(&x, STR("stra\xC3\x9F"
                                    "e")),
            "STRASSE");
    ck_text(weir_text_lower(&x, STR("\xC3\x89\xCE\xA3")), "\xC3\xA9\xCF\x82");
    ck_text(weir_text_upper(&x, (str){0}), "");
    DONE;
}
END_TEST

START_TEST(white_space_is_trimmed_at_both_ends)
{
    CONTEXT;
    ck_text(weir_text_trim(&x, STR(" \t\r\n a b \xC2\xA0\xE3\x80\x80")), "a b");
    ck_text(weir_text_trim(&x, STR("   ")), "");
    ck_text(weir_text_trim(&x, STR("")), "");
    ck_text(weir_text_trim(&x, STR("\xC3\xA9")), "\xC3\xA9");
    DONE;
}
END_TEST

START_TEST(parts_are_found_replaced_split_and_joined)
{
    CONTEXT;
    ck_assert(weir_text_contains(&x, STR("abc"), STR("bc")));
    ck_assert(!weir_text_contains(&x, STR("abc"), STR("bd")));
    ck_assert(weir_text_contains(&x, STR("abc"), STR("")));
    ck_assert(weir_text_starts_with(&x, STR("abc"), STR("ab")));
    ck_assert(!weir_text_starts_with(&x, STR("a"), STR("ab")));
    ck_assert(weir_text_ends_with(&x, STR("abc"), STR("bc")));
    ck_text(weir_text_replace(&x, STR("aXbXXc"), STR("X"), STR("--")),
            "a--b----c");
    ck_text(weir_text_replace(&x, STR("aaa"), STR("aa"), STR("")), "a");
    ck_text(weir_text_replace(&x, STR("abc"), STR("z"), STR("y")), "abc");
    struct weir_list parts = weir_text_split(&x, STR(",a,,b,"), STR(","));
    ck_assert_uint_eq(parts.n, 5);
    ck_text(WEIR_ITEM(str, parts, 0), "");
    ck_text(WEIR_ITEM(str, parts, 3), "b");
    ck_text(weir_text_join(&x, parts, STR(";")), ";a;;b;");
    ck_assert_uint_eq(weir_text_split(&x, STR(""), STR(",")).n, 1);
    ck_text(weir_text_join(&x, (struct weir_list){0}, STR(",")), "");
    ck_good();
    weir_text_replace(&x, STR("a"), STR(""), STR("b"));
    ck_failed(WEIR_DATA, "replace of an empty text");
    weir_text_split(&x, STR("a"), STR(""));
    ck_failed(WEIR_DATA, "split at an empty text");
    DONE;
}
END_TEST

/* All texts of two letters, against looking at every place. */
START_TEST(long_parts_are_found_where_they_are)
{
    uint32_t seed = 1;

    for (int round = 0; round < 20000; round++) {
        char text[64], part[24];
        size_t n = 16 + (size_t)round % 8, m = 40 + (size_t)round % 24;
        for (size_t i = 0; i < m; i++) {
            seed = seed * 1664525u + 1013904223u;
            text[i] = "ab"[seed >> 16 & 1 & (seed >> 20)];
        }
        size_t at = (size_t)round % (m - n + 1);
        memcpy(part, text + at, n);
        if (round % 3 == 0)
            part[round % (int)n] = 'b';
        ptrdiff_t want = -1;
        for (size_t i = 0; i + n <= m && want < 0; i++)
            if (memcmp(text + i, part, n) == 0)
                want = (ptrdiff_t)i;
        ck_assert_int_eq(str_find((str){text, m}, (str){part, n}), want);
    }
}
END_TEST

START_TEST(a_search_takes_linear_time)
{
    CONTEXT;
    enum { N = 4000000 };
    char *text = arena_alloc(x.arena, N), *part = arena_alloc(x.arena, N / 2);

    memset(text, 'a', N);
    memset(part, 'a', N / 2);
    part[N / 2 - 1] = 'b';
    ck_assert(!weir_text_contains(&x, (str){text, N}, (str){part, N / 2}));
    part[N / 2 - 1] = 'a';
    part[0] = 'b';
    ck_assert(!weir_text_contains(&x, (str){text, N}, (str){part, N / 2}));
    DONE;
}
END_TEST

START_TEST(padding_goes_to_code_points)
{
    CONTEXT;
    ck_text(weir_text_pad_left(&x, STR("7"), 3, STR("0")), "007");
    ck_text(weir_text_pad_right(&x, STR("\xC3\xA9"), 3, STR("\xE2\x82\xAC")),
            "\xC3\xA9\xE2\x82\xAC\xE2\x82\xAC");
    ck_text(weir_text_pad_left(&x, STR("1234"), 3, STR("0")), "1234");
    ck_text(weir_text_pad_left(&x, STR("1"), -5, STR("0")), "1");
    ck_good();
    weir_text_pad_left(&x, STR("1"), 3, STR("ab"));
    ck_failed(WEIR_DATA, "expected one code point to pad with, found \"ab\"");
    weir_text_pad_right(&x, STR("1"), 3, STR(""));
    ck_failed(WEIR_DATA, "expected one code point");
    weir_text_pad_left(&x, STR("1"), INT64_MAX, STR("0"));
    ck_failed(WEIR_DATA, "at most 1,000,000");
    DONE;
}
END_TEST

START_TEST(an_excerpt_is_short_and_prints)
{
    CONTEXT;
    ck_text(weir_text_excerpt(&x, STR("a\nb\x01")), "a b ");
    str s = weir_text_excerpt(
        &x, STR("123456789 123456789 123456789 123456789 123456789"));
    ck_text(s, "123456789 123456789 123456789 123456789 ...");
    DONE;
}
END_TEST

START_TEST(only_utf8_is_valid)
{
    ck_assert(weir_utf8_valid(STR("plain ascii, longer than eight")));
    ck_assert(weir_utf8_valid(STR("\xF4\x8F\xBF\xBF")));
    ck_assert(!weir_utf8_valid(STR("\xF4\x90\x80\x80")));
    ck_assert(!weir_utf8_valid(STR("\xED\xA0\x80")));
    ck_assert(!weir_utf8_valid(STR("\xC0\x80")));
    ck_assert(!weir_utf8_valid(STR("12345678\xE2\x82")));
}
END_TEST

START_TEST(texts_have_the_order_of_their_bytes)
{
    CONTEXT;
    ck_text(weir_text_min(&x, STR("b"), STR("ab")), "ab");
    ck_text(weir_text_max(&x, STR("b"), STR("ba")), "ba");
    ck_assert_int_lt(weir_text_compare(&x, STR("Z"), STR("a")), 0);
    ck_assert(weir_text_equal(&x, STR(""), (str){0}));
    ck_text(weir_text_add(&x, STR("a"), STR("b")), "ab");
    str parts[] = {STR("x"), {0}, STR("y")};
    ck_text(weir_text_concat(&x, parts, 3), "xy");
    DONE;
}
END_TEST

START_TEST(a_pattern_matches_and_captures)
{
    CONTEXT;
    x.cache = weir_cache_new();
    str re = STR("^(\\w+)-(\\d+)(x)?");

    for (int i = 0; i < 3; i++) {
        ck_assert(weir_text_matches(&x, STR("SKU-42"), re));
        ck_assert(!weir_text_matches(&x, STR("42-SKU"), re));
        weir_opt_list r = weir_text_capture(&x, STR("SKU-42"), re);
        ck_assert(r.has);
        ck_assert_uint_eq(r.v.n, 4);
        ck_text(WEIR_ITEM(weir_opt_string, r.v, 0).v, "SKU-42");
        ck_text(WEIR_ITEM(weir_opt_string, r.v, 2).v, "42");
        ck_assert(!WEIR_ITEM(weir_opt_string, r.v, 3).has);
        ck_assert(!weir_text_capture(&x, STR("none"), re).has);
    }
    ck_assert(weir_text_matches(&x, STR("\xE2\x82\xAC"), STR("^.$")));
    ck_assert(weir_text_matches(&x, (str){0}, STR("^$")));
    ck_good();
    weir_cache_free(x.cache);
    x.cache = NULL;
    ck_assert(weir_text_matches(&x, STR("a1"), STR("[a-z]\\d")));
    DONE;
}
END_TEST

START_TEST(a_pattern_that_runs_wild_is_stopped)
{
    CONTEXT;
    str a = STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!");

    ck_assert(!weir_text_matches(&x, a, STR("^(a+)+$")));
    ck_failed(WEIR_DATA, "takes too many steps");
    DONE;
}
END_TEST

START_TEST(a_wrong_pattern_is_told_with_its_place)
{
    CONTEXT;
    struct buf why = BUF_MAX(256);
    size_t at = 99;

    ck_assert(weir_regex_check(STR("a(b|c)+"), &why, &at));
    ck_assert(!weir_regex_check(STR("a(b"), &why, &at));
    ck_assert_uint_eq(at, 3);
    ck_assert_uint_gt(why.len, 0);
    ck_assert(!weir_regex_check(STR("\\C"), &why, &at));
    weir_text_matches(&x, STR("a"), STR("["));
    ck_failed(WEIR_DATA, "wrong pattern");
    buf_free(&why);
    DONE;
}
END_TEST

static void jump(void *context, size_t wanted)
{
    (void)wanted;
    longjmp(*(jmp_buf *)context, 1);
}

/* A sanitizer sees it when memory is lost on the way. */
START_TEST(a_full_arena_loses_no_memory)
{
    jmp_buf full;
    volatile int jumps = 0;

    for (volatile int i = 0; i < 4; i++) {
        struct weir_context x = {.arena = arena_new_limited(3000, jump, &full)};
        weir_any any = {{"\"a text of JSON\"", 16}};
        str e = STR("\xC3\x89\xC3\x89");
        if (setjmp(full) != 0)
            jumps++;
        else
            for (int k = 0; k < 1000; k++) {
                if (i == 0)
                    weir_to_json(&x, &weir_shape_any, &any);
                if (i == 1)
                    weir_text_lower(&x, e);
                if (i == 2)
                    weir_format_date(&x, 0, STR("yyyy"));
                if (i == 3)
                    weir_digest(&x, &weir_shape_any, &any);
            }
        arena_free(x.arena);
    }
    ck_assert_int_eq(jumps, 4);
}
END_TEST

TCase *tcase_text(void);

TCase *tcase_text(void)
{
    TCase *t = tcase_create("text");

    tcase_add_test(t, lengths_and_places_count_code_points);
    tcase_add_test(t, case_is_that_of_unicode);
    tcase_add_test(t, white_space_is_trimmed_at_both_ends);
    tcase_add_test(t, parts_are_found_replaced_split_and_joined);
    tcase_add_test(t, long_parts_are_found_where_they_are);
    tcase_add_test(t, a_search_takes_linear_time);
    tcase_add_test(t, padding_goes_to_code_points);
    tcase_add_test(t, an_excerpt_is_short_and_prints);
    tcase_add_test(t, a_full_arena_loses_no_memory);
    tcase_add_test(t, only_utf8_is_valid);
    tcase_add_test(t, texts_have_the_order_of_their_bytes);
    tcase_add_test(t, a_pattern_matches_and_captures);
    tcase_add_test(t, a_pattern_that_runs_wild_is_stopped);
    tcase_add_test(t, a_wrong_pattern_is_told_with_its_place);
    return t;
}
