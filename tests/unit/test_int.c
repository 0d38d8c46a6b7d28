#include "tests/unit/value_help.h"

START_TEST(what_leaves_64_bits_is_a_data_failure)
{
    CONTEXT;
    ck_assert_int_eq(weir_int_add(&x, INT64_MAX - 1, 1), INT64_MAX);
    ck_assert_int_eq(weir_int_mod(&x, INT64_MIN, -1), 0);
    ck_assert_int_eq(weir_int_mod(&x, -7, 2), -1);
    ck_good();
    weir_int_add(&x, INT64_MAX, 1);
    ck_failed(WEIR_DATA, "9223372036854775807 + 1 does not fit");
    weir_int_sub(&x, INT64_MIN, 1);
    ck_failed(WEIR_DATA, "does not fit");
    weir_int_mul(&x, INT64_C(1) << 62, 2);
    ck_failed(WEIR_DATA, "does not fit");
    weir_int_abs(&x, INT64_MIN);
    ck_failed(WEIR_DATA, "does not fit");
    weir_int_mod(&x, 1, 0);
    ck_failed(WEIR_DATA, "1 % 0 divides by zero");
    DONE;
}
END_TEST

START_TEST(the_first_failure_stays)
{
    CONTEXT;
    weir_int_mod(&x, 1, 0);
    weir_int_add(&x, INT64_MAX, 1);
    ck_failed(WEIR_DATA, "divides by zero");
    DONE;
}
END_TEST

START_TEST(an_int_is_read_whole_or_not_at_all)
{
    int64_t n;

    ck_assert(weir_int_parse(STR("-9223372036854775808"), &n));
    ck_assert_int_eq(n, INT64_MIN);
    ck_assert(weir_int_parse(STR("+0007"), &n));
    ck_assert_int_eq(n, 7);
    ck_assert(!weir_int_parse(STR("9223372036854775808"), &n));
    ck_assert(!weir_int_parse(STR(""), &n));
    ck_assert(!weir_int_parse(STR("-"), &n));
    ck_assert(!weir_int_parse(STR("1.0"), &n));
    ck_assert(!weir_int_parse(STR("1 "), &n));
}
END_TEST

START_TEST(an_int_is_rounded_left_of_the_point_only)
{
    CONTEXT;
    ck_assert_int_eq(weir_int_round(&x, 1250, 2), 1250);
    ck_assert_int_eq(weir_int_round(&x, 1250, -2), 1200);
    ck_assert_int_eq(weir_int_round_half_up(&x, -1250, -2), -1300);
    ck_assert_int_eq(weir_int_round_up(&x, 1201, -2), 1300);
    ck_assert_int_eq(weir_int_round_down(&x, 1299, -2), 1200);
    ck_good();
    weir_int_round(&x, INT64_MAX, -1);
    ck_failed(WEIR_DATA, "does not fit");
    DONE;
}
END_TEST

START_TEST(texts_become_ints_and_bools_or_fail)
{
    CONTEXT;
    ck_assert_int_eq(weir_text_as_int(&x, STR("42")), 42);
    ck_assert(weir_text_as_bool(&x, STR("true")));
    ck_assert(!weir_text_as_bool(&x, STR("false")));
    ck_text(weir_int_text(&x, INT64_MIN), "-9223372036854775808");
    ck_text(weir_bool_text(&x, true), "true");
    ck_good();
    weir_text_as_int(&x, STR("4two"));
    ck_failed(WEIR_DATA, "expected an int, found \"4two\"");
    weir_text_as_bool(&x, STR("yes"));
    ck_failed(WEIR_DATA, "expected \"true\" or \"false\", found \"yes\"");
    ck_assert_int_eq(weir_int_min(&x, 2, 1), 1);
    ck_assert_int_eq(weir_int_max(&x, 2, 1), 2);
    DONE;
}
END_TEST

TCase *tcase_int(void);

TCase *tcase_int(void)
{
    TCase *t = tcase_create("int");

    tcase_add_test(t, what_leaves_64_bits_is_a_data_failure);
    tcase_add_test(t, the_first_failure_stays);
    tcase_add_test(t, an_int_is_read_whole_or_not_at_all);
    tcase_add_test(t, an_int_is_rounded_left_of_the_point_only);
    tcase_add_test(t, texts_become_ints_and_bools_or_fail);
    return t;
}
