#include "tests/unit/value_help.h"

#define ck_money(actual, text) ck_text(weir_money_text(&x, actual), text)

START_TEST(every_currency_of_the_table_is_found)
{
    static const char *const codes[] = {
#define CURRENCY(CODE, places) #CODE,
#include "stdlib/value/currencies.def"
#undef CURRENCY
    };

    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        ck_assert_msg(weir_currency_known(str_from(codes[i])), "%s", codes[i]);
        ck_assert(i == 0 || strcmp(codes[i - 1], codes[i]) < 0);
    }
    ck_assert_int_eq(weir_currency_places(STR("JPY")), 0);
    ck_assert_int_eq(weir_currency_places(STR("GBP")), 2);
    ck_assert_int_eq(weir_currency_places(STR("KWD")), 3);
    ck_assert_int_eq(weir_currency_places(STR("CLF")), 4);
    ck_assert_int_eq(weir_currency_places(STR("XAU")), -1);
    ck_assert(!weir_currency_known(STR("gbp")));
    ck_assert(!weir_currency_known(STR("ZZZ")));
    ck_assert(!weir_currency_known(STR("GBPX")));
    ck_assert(!weir_currency_known(STR("")));
}
END_TEST

START_TEST(money_is_made_and_opened)
{
    CONTEXT;
    weir_money m = weir_money_make(&x, dec("19.99"), STR("GBP"));

    ck_money(m, "19.99 GBP");
    ck_text(weir_money_currency(&x, m), "GBP");
    ck_text(weir_decimal_text(&x, weir_money_amount(&x, m)), "19.99");
    ck_money(weir_text_as_money(&x, STR("-5 JPY")), "-5 JPY");
    ck_good();
    weir_money_make(&x, dec("1"), STR("POUND"));
    ck_failed(WEIR_DATA, "expected an ISO 4217 code, found \"POUND\"");
    weir_text_as_money(&x, STR("19.99GBP"));
    ck_failed(WEIR_DATA, "expected money such as \"19.99 GBP\"");
    DONE;
}
END_TEST

START_TEST(two_currencies_do_not_mix)
{
    CONTEXT;
    weir_money p = gbp("1.10"), e = {dec("1.10"), "EUR"};

    ck_money(weir_money_add(&x, p, gbp("2")), "3.10 GBP");
    ck_money(weir_money_sub(&x, p, gbp("2")), "-0.90 GBP");
    ck_money(weir_money_mul(&x, p, dec("3")), "3.30 GBP");
    ck_money(weir_money_div(&x, p, dec("2")), "0.55 GBP");
    ck_money(weir_money_max(&x, p, gbp("2")), "2 GBP");
    ck_text(weir_decimal_text(&x, weir_money_ratio(&x, p, gbp("2.2"))), "0.5");
    ck_assert(weir_money_equal(&x, p, gbp("1.1")));
    ck_assert(!weir_money_equal(&x, p, e));
    ck_good();
    weir_money_add(&x, p, e);
    ck_failed(WEIR_DATA, "can't add GBP and EUR; use exchange first");
    weir_money_compare(&x, p, e);
    ck_failed(WEIR_DATA, "can't compare GBP and EUR");
    weir_money_ratio_round(&x, p, e, 2);
    ck_failed(WEIR_DATA, "can't divide GBP and EUR");
    DONE;
}
END_TEST

START_TEST(minor_units_follow_the_currency)
{
    CONTEXT;
    ck_money(weir_money_from_minor(&x, 1999, STR("GBP")), "19.99 GBP");
    ck_money(weir_money_from_minor(&x, 1999, STR("JPY")), "1999 JPY");
    ck_money(weir_money_from_minor(&x, -1, STR("KWD")), "-0.001 KWD");
    ck_assert_int_eq(weir_money_to_minor(&x, gbp("19.990")), 1999);
    ck_assert_int_eq(weir_money_to_minor(&x, gbp("20")), 2000);
    ck_money(weir_money_round_minor(&x, gbp("0.125")), "0.12 GBP");
    ck_good();
    weir_money_to_minor(&x, gbp("19.999"));
    ck_failed(WEIR_DATA, "19.999 GBP is no whole number of minor units");
    weir_money_from_minor(&x, 1, STR("XAU"));
    ck_failed(WEIR_DATA, "\"XAU\" has no minor unit");
    DONE;
}
END_TEST

static void check_shares(const char *amount, const int64_t *weights, size_t n,
                         const char *wanted)
{
    CONTEXT;
    int64_t room[8];
    struct buf b = BUF_MAX(1024);

    memcpy(room, weights, n * sizeof *room);
    struct weir_list shares =
        weir_money_allocate_ints(&x, gbp(amount), (struct weir_list){room, n});
    ck_good();
    for (size_t i = 0; i < shares.n; i++) {
        weir_decimal d = WEIR_ITEM(weir_money, shares, i).amount;
        buf_printf(&b, "%s%" STR_FMT, i ? " " : "",
                   STR_ARG(weir_decimal_text(&x, d)));
    }
    ck_text(buf_view(&b), wanted);
    buf_free(&b);
    DONE;
}

START_TEST(shares_add_up_to_the_whole)
{
    check_shares("100.00", (int64_t[]){1, 1, 1}, 3, "33.34 33.33 33.33");
    check_shares("-0.05", (int64_t[]){1, 1}, 2, "-0.03 -0.02");
    check_shares("10", (int64_t[]){0, 2, 1}, 3, "0.00 6.67 3.33");
    check_shares("0.01", (int64_t[]){1, 5, 1}, 3, "0.00 0.01 0.00");
    check_shares("0", (int64_t[]){1, 2}, 2, "0.00 0.00");
}
END_TEST

START_TEST(wrong_weights_are_a_data_failure)
{
    CONTEXT;
    int64_t zero[] = {0, 0}, minus[] = {1, -1};
    struct weir_list none = {0};

    weir_money_allocate_ints(&x, gbp("1"), none);
    ck_failed(WEIR_DATA, "all 0");
    weir_money_allocate_ints(&x, gbp("1"), (struct weir_list){zero, 2});
    ck_failed(WEIR_DATA, "all 0");
    weir_money_allocate_ints(&x, gbp("1"), (struct weir_list){minus, 2});
    ck_failed(WEIR_DATA, "negative");
    int64_t one[] = {1};
    weir_money_allocate_ints(&x, gbp("0.001"), (struct weir_list){one, 1});
    ck_failed(WEIR_DATA, "no whole number of minor units");
    weir_decimal halves[] = {dec("0.5"), dec("1.5")};
    struct weir_list r =
        weir_money_allocate(&x, gbp("1"), (struct weir_list){halves, 2});
    ck_money(WEIR_ITEM(weir_money, r, 1), "0.75 GBP");
    DONE;
}
END_TEST

START_TEST(only_what_says_so_is_rounded)
{
    CONTEXT;
    ck_money(weir_money_exchange(&x, gbp("19.99"), dec("1.17345"), STR("EUR")),
             "23.4572655 EUR");
    ck_money(weir_money_div_round(&x, gbp("10"), dec("3"), 2), "3.33 GBP");
    ck_money(weir_money_round_half_up(&x, gbp("-0.125"), 2), "-0.13 GBP");
    ck_money(weir_money_round(&x, gbp("0.125"), 2), "0.12 GBP");
    ck_money(weir_money_round_up(&x, gbp("0.121"), 2), "0.13 GBP");
    ck_money(weir_money_round_down(&x, gbp("-0.129"), 2), "-0.12 GBP");
    ck_money(weir_money_div_round_half_up(&x, gbp("1"), dec("8"), 2),
             "0.13 GBP");
    ck_money(weir_money_div_round_up(&x, gbp("10"), dec("3"), 2), "3.34 GBP");
    ck_money(weir_money_div_round_down(&x, gbp("-10"), dec("3"), 2),
             "-3.33 GBP");
    weir_money ten = gbp("10"), eight = gbp("8"), three = gbp("3");
    ck_text(weir_decimal_text(&x, weir_money_ratio_round(&x, ten, eight, 1)),
            "1.2");
    ck_text(weir_decimal_text(
                &x, weir_money_ratio_round_half_up(&x, ten, eight, 1)),
            "1.3");
    ck_text(weir_decimal_text(&x, weir_money_ratio_round_up(&x, ten, three, 1)),
            "3.4");
    ck_text(
        weir_decimal_text(&x, weir_money_ratio_round_down(&x, ten, three, 1)),
        "3.3");
    ck_money(weir_money_neg(&x, three), "-3 GBP");
    ck_money(weir_money_abs(&x, gbp("-3")), "3 GBP");
    ck_money(weir_money_mul_by(&x, dec("2"), three), "6 GBP");
    ck_money(weir_money_min(&x, ten, three), "3 GBP");
    ck_good();
    DONE;
}
END_TEST

TCase *tcase_money(void);

TCase *tcase_money(void)
{
    TCase *t = tcase_create("money");

    tcase_add_test(t, every_currency_of_the_table_is_found);
    tcase_add_test(t, money_is_made_and_opened);
    tcase_add_test(t, two_currencies_do_not_mix);
    tcase_add_test(t, minor_units_follow_the_currency);
    tcase_add_test(t, shares_add_up_to_the_whole);
    tcase_add_test(t, wrong_weights_are_a_data_failure);
    tcase_add_test(t, only_what_says_so_is_rounded);
    return t;
}
