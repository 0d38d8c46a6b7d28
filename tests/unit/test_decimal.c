#include "tests/unit/value_help.h"

#include "stdlib/value/wide.h"

#define ck_decimal(actual, text) ck_text(weir_decimal_text(&x, actual), text)

START_TEST(a_decimal_keeps_its_digits_and_its_scale)
{
    static const char *const same[] = {
        "0",     "1",
        "-1",    "1.50",
        "0.05",  "-0.05",
        "19.99", "12345678901234567890123456789012345678",
        "0.00",  "0.00000000000000000000000000000000000001"};
    CONTEXT;

    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        ck_decimal(dec(same[i]), same[i]);
    DONE;
}
END_TEST

START_TEST(a_lexeme_with_an_exponent_is_exact)
{
    CONTEXT;
    ck_decimal(dec("1e3"), "1000");
    ck_decimal(dec("1.5E-3"), "0.0015");
    ck_decimal(dec("-2.50e1"), "-25.0");
    ck_decimal(dec("1e37"), "10000000000000000000000000000000000000");
    ck_decimal(dec("0e999999999"), "0");
    ck_decimal(dec("100000000000000000000e-20"), "1.00000000000000000000");
    DONE;
}
END_TEST

START_TEST(what_is_no_decimal_of_38_digits_is_not_read)
{
    static const char *const wrong[] = {
        "",
        "-",
        "+",
        ".5",
        "5.",
        "1.2.3",
        "1e",
        "1e+",
        " 1",
        "1 ",
        "0x1",
        "1,5",
        "NaN",
        "--1",
        "1e38",
        "1e-39",
        "e5",
        "1_000",
        "1.e5",
        "1..2",
        "123456789012345678901234567890123456789",
        "0.000000000000000000000000000000000000001",
        "1e99999999999999999999"};
    weir_decimal d;

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        ck_assert_msg(!weir_decimal_parse(str_from(wrong[i]), &d), "%s",
                      wrong[i]);
}
END_TEST

START_TEST(zeros_that_do_not_fit_are_dropped)
{
    CONTEXT;
    ck_decimal(dec("1.00000000000000000000000000000000000000000000"),
               "1.0000000000000000000000000000000000000");
    ck_decimal(dec("0.0000000000000000000000000000000000000000000"),
               "0.00000000000000000000000000000000000000");
    DONE;
}
END_TEST

START_TEST(sums_and_products_are_exact)
{
    CONTEXT;
    ck_decimal(weir_decimal_add(&x, dec("0.1"), dec("0.2")), "0.3");
    ck_decimal(weir_decimal_sub(&x, dec("1.00"), dec("0.1")), "0.90");
    ck_decimal(weir_decimal_mul(&x, dec("19.99"), dec("3")), "59.97");
    ck_decimal(weir_decimal_mul(&x, dec("-0.5"), dec("0.5")), "-0.25");
    ck_decimal(weir_decimal_add(&x,
                                dec("99999999999999999999999999999999999"
                                    "999"),
                                dec("-1")),
               "99999999999999999999999999999999999998");
    ck_decimal(weir_decimal_neg(&x, dec("0")), "0");
    ck_decimal(weir_decimal_abs(&x, dec("-1.5")), "1.5");
    ck_good();
    DONE;
}
END_TEST

START_TEST(more_than_38_digits_is_a_data_failure)
{
    CONTEXT;
    weir_decimal most = dec("99999999999999999999999999999999999999");

    weir_decimal_add(&x, most, dec("1"));
    ck_failed(WEIR_DATA, "has more than 38 digits");
    weir_decimal_mul(&x, most, dec("10"));
    ck_failed(WEIR_DATA, "has more than 38 digits");
    weir_decimal_add(&x, most, dec("0.5"));
    ck_failed(WEIR_DATA, "has more than 38 digits");
    weir_decimal_mul(&x, most, dec("0.5"));
    ck_failed(WEIR_DATA, "has more than 38 digits");
    DONE;
}
END_TEST

START_TEST(a_division_is_exact_or_fails)
{
    CONTEXT;
    ck_decimal(weir_decimal_div(&x, dec("10.00"), dec("4")), "2.50");
    ck_decimal(weir_decimal_div(&x, dec("1"), dec("8")), "0.125");
    ck_decimal(weir_decimal_div(&x, dec("6"), dec("0.03")), "200");
    ck_decimal(weir_decimal_div(&x, dec("-7"), dec("2")), "-3.5");
    ck_good();
    weir_decimal_div(&x, dec("1"), dec("3"));
    ck_failed(WEIR_DATA, "1 / 3 has no end; say how it is rounded");
    weir_decimal_div(&x, dec("1.5"), dec("0.0"));
    ck_failed(WEIR_DATA, "1.5 / 0.0 divides by zero");
    DONE;
}
END_TEST

START_TEST(ties_go_where_the_rounding_says)
{
    static const struct {
        const char *from, *even, *half_up, *up, *down;
    } rows[] = {
        {"0.125", "0.12", "0.13", "0.13", "0.12"},
        {"0.135", "0.14", "0.14", "0.14", "0.13"},
        {"-0.125", "-0.12", "-0.13", "-0.13", "-0.12"},
        {"2.001", "2.00", "2.00", "2.01", "2.00"},
        {"-2.009", "-2.01", "-2.01", "-2.01", "-2.00"},
        {"5", "5.00", "5.00", "5.00", "5.00"},
    };
    CONTEXT;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        weir_decimal d = dec(rows[i].from);
        ck_decimal(weir_decimal_round(&x, d, 2), rows[i].even);
        ck_decimal(weir_decimal_round_half_up(&x, d, 2), rows[i].half_up);
        ck_decimal(weir_decimal_round_up(&x, d, 2), rows[i].up);
        ck_decimal(weir_decimal_round_down(&x, d, 2), rows[i].down);
    }
    ck_decimal(weir_decimal_round(&x, dec("1250"), -2), "1200");
    ck_decimal(weir_decimal_round_up(&x, dec("1"), -2), "100");
    ck_good();
    weir_decimal_round(&x, dec("1"), 39);
    ck_failed(WEIR_DATA, "can't round to 39 places");
    DONE;
}
END_TEST

START_TEST(a_division_inside_a_rounding_is_rounded_once)
{
    CONTEXT;
    // 0.12345 rounded twice, first to 4 places, would be 0.124.
    ck_decimal(weir_decimal_div_round_half_up(&x, dec("0.24690"), dec("2"), 3),
               "0.123");
    ck_decimal(weir_decimal_div_round(&x, dec("100"), dec("1.2"), 2), "83.33");
    ck_decimal(weir_decimal_div_round_up(&x, dec("2"), dec("3"), 0), "1");
    ck_decimal(weir_decimal_div_round_down(&x, dec("-2"), dec("3"), 2),
               "-0.66");
    ck_good();
    weir_decimal_div_round(&x, dec("1"), dec("0"), 2);
    ck_failed(WEIR_DATA, "divides by zero");
    DONE;
}
END_TEST

START_TEST(what_passes_128_bits_on_the_way_is_exact)
{
    CONTEXT;
    ck_decimal(weir_decimal_add(&x,
                                dec("34000000000000000000000000000000000000"),
                                dec("9000000000000000000000000000000000000.0")),
               "43000000000000000000000000000000000000");
    ck_good();
    // 256 bits that overflow only by the carry between their halves.
    weir_uint128 most = ~(weir_uint128)0;
    wide a = {most / 10, most}, b = {most / 10, 0};
    ck_assert(!wide_mul_ten(&a, 1));
    ck_assert(wide_mul_ten(&b, 1));
    DONE;
}
END_TEST

START_TEST(order_looks_at_the_value_only)
{
    CONTEXT;
    ck_assert(weir_decimal_equal(&x, dec("1.50"), dec("1.5")));
    ck_assert(weir_decimal_equal(&x, dec("-0.0"), dec("0")));
    ck_assert_int_lt(weir_decimal_order(dec("-2"), dec("1")), 0);
    ck_assert_int_gt(weir_decimal_order(dec("-1"), dec("-1.1")), 0);
    ck_assert_int_gt(
        weir_decimal_order(dec("99999999999999999999999999999999999999"),
                           dec("0.00000000000000000000000000000000000001")),
        0);
    ck_decimal(weir_decimal_min(&x, dec("2"), dec("1.9")), "1.9");
    ck_decimal(weir_decimal_max(&x, dec("2"), dec("1.9")), "2");
    ck_decimal(weir_decimal_mod(&x, dec("-7.5"), dec("2")), "-1.5");
    DONE;
}
END_TEST

START_TEST(a_decimal_becomes_an_int_only_when_it_is_whole)
{
    CONTEXT;
    ck_assert_int_eq(weir_decimal_as_int(&x, dec("5.00")), 5);
    ck_assert_int_eq(weir_decimal_floor(&x, dec("-1.5")), -2);
    ck_assert_int_eq(weir_decimal_floor(&x, dec("1.5")), 1);
    ck_assert_int_eq(weir_decimal_ceiling(&x, dec("1.1")), 2);
    ck_assert_int_eq(weir_decimal_ceiling(&x, dec("-1.9")), -1);
    ck_assert_int_eq(weir_decimal_as_int(&x, dec("-9223372036854775808")),
                     INT64_MIN);
    ck_good();
    weir_decimal_as_int(&x, dec("1.5"));
    ck_failed(WEIR_DATA, "expected a whole number of 64 bits, found 1.5");
    weir_decimal_floor(&x, dec("9223372036854775808"));
    ck_failed(WEIR_DATA, "does not fit into an int of 64 bits");
    weir_text_as_decimal(&x, STR("12,50"));
    ck_failed(WEIR_DATA, "found \"12,50\"");
    DONE;
}
END_TEST

TCase *tcase_decimal(void);

TCase *tcase_decimal(void)
{
    TCase *t = tcase_create("decimal");

    tcase_add_test(t, a_decimal_keeps_its_digits_and_its_scale);
    tcase_add_test(t, a_lexeme_with_an_exponent_is_exact);
    tcase_add_test(t, what_is_no_decimal_of_38_digits_is_not_read);
    tcase_add_test(t, zeros_that_do_not_fit_are_dropped);
    tcase_add_test(t, sums_and_products_are_exact);
    tcase_add_test(t, more_than_38_digits_is_a_data_failure);
    tcase_add_test(t, a_division_is_exact_or_fails);
    tcase_add_test(t, ties_go_where_the_rounding_says);
    tcase_add_test(t, a_division_inside_a_rounding_is_rounded_once);
    tcase_add_test(t, what_passes_128_bits_on_the_way_is_exact);
    tcase_add_test(t, order_looks_at_the_value_only);
    tcase_add_test(t, a_decimal_becomes_an_int_only_when_it_is_whole);
    return t;
}
