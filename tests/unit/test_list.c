#include "tests/unit/value_help.h"

static const struct weir_shape *const ints = &weir_shape_int;

static struct weir_list list(int64_t *at, size_t n)
{
    return (struct weir_list){at, n};
}

#define LIST(...)                  \
    list((int64_t[]){__VA_ARGS__}, \
         sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t))

static void check_ints(struct weir_list xs, const char *wanted)
{
    struct buf b = BUF_MAX(1024);

    for (size_t i = 0; i < xs.n; i++)
        buf_printf(&b, "%s%lld", i ? " " : "",
                   (long long)WEIR_ITEM(int64_t, xs, i));
    ck_text(buf_view(&b), wanted);
    buf_free(&b);
}

START_TEST(parts_of_lists_count_from_both_ends)
{
    CONTEXT;
    struct weir_list xs = LIST(1, 2, 3, 4);

    check_ints(weir_list_slice(&x, ints, xs, 1, 3), "2 3");
    check_ints(weir_list_slice(&x, ints, xs, -2, -1), "3");
    check_ints(weir_list_slice(&x, ints, xs, -9, 9), "1 2 3 4");
    check_ints(weir_list_slice(&x, ints, xs, 3, 1), "");
    check_ints(weir_list_slice_from(&x, ints, xs, 2), "3 4");
    check_ints(weir_list_slice(&x, ints, xs, INT64_MIN, INT64_MAX), "1 2 3 4");
    ck_assert_int_eq(weir_list_count(&x, ints, xs), 4);
    DONE;
}
END_TEST

START_TEST(the_first_the_last_and_the_extremes_of_none_are_null)
{
    CONTEXT;
    struct weir_list xs = LIST(3, 1, 2), none = {0};

    ck_assert_int_eq(*(const int64_t *)weir_list_first(&x, ints, xs), 3);
    ck_assert_int_eq(*(const int64_t *)weir_list_last(&x, ints, xs), 2);
    ck_assert_int_eq(*(const int64_t *)weir_list_smallest(&x, ints, xs), 1);
    ck_assert_int_eq(*(const int64_t *)weir_list_largest(&x, ints, xs), 3);
    ck_assert_int_eq(*(const int64_t *)weir_list_item(&x, ints, xs, 1), 1);
    ck_assert_ptr_null(weir_list_first(&x, ints, none));
    ck_assert_ptr_null(weir_list_last(&x, ints, none));
    ck_assert_ptr_null(weir_list_smallest(&x, ints, none));
    ck_good();
    ck_assert_ptr_null(weir_list_item(&x, ints, xs, 3));
    ck_failed(WEIR_DATA, "there is no element 3 in a list of 3");
    ck_assert_ptr_null(weir_list_item(&x, ints, xs, -1));
    ck_failed(WEIR_DATA, "there is no element -1");
    DONE;
}
END_TEST

START_TEST(new_lists_leave_the_old_ones_alone)
{
    CONTEXT;
    struct weir_list xs = LIST(3, 1, 3, 2, 1);

    check_ints(weir_list_distinct(&x, ints, xs), "3 1 2");
    check_ints(weir_list_reverse(&x, ints, xs), "1 2 3 1 3");
    check_ints(weir_list_sort(&x, ints, xs), "1 1 2 3 3");
    check_ints(weir_list_concat(&x, ints, xs, LIST(9)), "3 1 3 2 1 9");
    check_ints(weir_list_concat(&x, ints, (struct weir_list){0}, LIST(9)), "9");
    struct weir_list lists[] = {LIST(1), {0}, LIST(2, 3)};
    check_ints(weir_list_flatten(&x, ints, (struct weir_list){lists, 3}),
               "1 2 3");
    check_ints(xs, "3 1 3 2 1");
    ck_assert(weir_list_contains(&x, ints, &(int64_t){2}, xs));
    ck_assert(!weir_list_contains(&x, ints, &(int64_t){4}, xs));
    DONE;
}
END_TEST

START_TEST(distinct_takes_linear_time)
{
    CONTEXT;
    enum { N = 200000 };
    int64_t *at = arena_array(x.arena, int64_t, N);

    for (int64_t i = 0; i < N; i++)
        at[i] = i % (N / 2);
    ck_assert_uint_eq(weir_list_distinct(&x, ints, list(at, N)).n, N / 2);
    DONE;
}
END_TEST

START_TEST(null_comes_last_and_equals_keep_their_order)
{
    CONTEXT;
    weir_opt_decimal at[] = {{false, {0, 0}},
                             {true, WEIR_DECIMAL(20, 1)},
                             {true, WEIR_DECIMAL(1, 0)},
                             {true, WEIR_DECIMAL(2, 0)}};
    struct weir_list xs = {at, 4};
    struct weir_list out = weir_list_sort(&x, &weir_shape_opt_decimal, xs);

    ck_assert_int_eq(WEIR_ITEM(weir_opt_decimal, out, 0).v.scale, 0);
    ck_assert_int_eq(WEIR_ITEM(weir_opt_decimal, out, 1).v.scale, 1);
    ck_assert_int_eq(WEIR_ITEM(weir_opt_decimal, out, 2).v.scale, 0);
    ck_assert(!WEIR_ITEM(weir_opt_decimal, out, 3).has);
    DONE;
}
END_TEST

struct item {
    str sku;
    weir_money price;
};

static const struct weir_field item_fields[] = {
    {.name = {"sku", 3},
     .wire = {"SKU", 3},
     .at = offsetof(struct item, sku),
     .max = 5,
     .shape = &weir_shape_string},
    {.name = {"price", 5},
     .wire = {"price", 5},
     .at = offsetof(struct item, price),
     .shape = &weir_shape_money},
};

static const struct weir_shape item_shape = {
    WEIR_SHAPE_RECORD(struct item, "Item", item_fields)};

START_TEST(records_are_sorted_by_a_field)
{
    CONTEXT;
    struct item at[] = {{STR("b"), gbp("2")}, {STR("a"), gbp("3")}};
    struct weir_list xs = {at, 2};

    struct weir_list out = weir_list_sort_by(&x, &item_shape, xs, STR("sku"));
    ck_text(WEIR_ITEM(struct item, out, 0).sku, "a");
    out = weir_list_sort_by(&x, &item_shape, xs, STR("price"));
    ck_text(WEIR_ITEM(struct item, out, 0).sku, "b");
    ck_good();
    weir_list_sort_by(&x, &item_shape, xs, STR("SKU"));
    ck_failed(WEIR_DATA, "Item has no field \"SKU\" to sort by");
    memcpy(at[1].price.currency, "EUR", 4);
    weir_list_sort_by(&x, &item_shape, xs, STR("price"));
    ck_failed(WEIR_DATA, "can't compare EUR and GBP");
    DONE;
}
END_TEST

START_TEST(sums_are_checked_and_of_no_money_null)
{
    CONTEXT;
    weir_money at[] = {gbp("1.10"), gbp("2.20")};
    weir_decimal ds[] = {dec("0.1"), dec("0.2")};

    ck_assert_int_eq(weir_sum_int(&x, LIST(1, 2, 3)), 6);
    ck_text(
        weir_decimal_text(&x, weir_sum_decimal(&x, (struct weir_list){ds, 2})),
        "0.3");
    ck_text(
        weir_money_text(&x, weir_sum_money(&x, (struct weir_list){at, 2}).v),
        "3.30 GBP");
    ck_assert(!weir_sum_money(&x, (struct weir_list){0}).has);
    ck_assert_int_eq(weir_sum_int(&x, (struct weir_list){0}), 0);
    ck_good();
    weir_sum_int(&x, LIST(INT64_MAX, 1));
    ck_failed(WEIR_DATA, "does not fit");
    DONE;
}
END_TEST

START_TEST(ranges_are_bounded)
{
    CONTEXT;
    check_ints(weir_range(&x, -1, 2), "-1 0 1");
    check_ints(weir_range(&x, 2, 2), "");
    check_ints(weir_range(&x, 2, -2), "");
    ck_assert_uint_eq(weir_range(&x, 0, 10000).n, 10000);
    ck_good();
    weir_range(&x, 0, 10001);
    ck_failed(WEIR_DATA, "has more than 10,000 numbers");
    weir_range(&x, INT64_MIN, INT64_MAX);
    ck_failed(WEIR_DATA, "has more than 10,000 numbers");
    bool bools[] = {true, false};
    ck_assert(weir_any_true(&x, (struct weir_list){bools, 2}));
    ck_assert(!weir_all_true(&x, (struct weir_list){bools, 2}));
    ck_assert(!weir_any_true(&x, (struct weir_list){0}));
    ck_assert(weir_all_true(&x, (struct weir_list){0}));
    DONE;
}
END_TEST

START_TEST(a_dictionary_is_read_by_key)
{
    CONTEXT;
    struct entry {
        str key;
        weir_decimal v;
    } at[] = {{STR("GB"), dec("0.20")}, {STR("IE"), dec("0.23")}};
    const struct weir_shape *of = &weir_shape_decimal;
    struct weir_list d = {at, 2};

    struct entry turned[] = {{STR("IE"), dec("9")},
                             {STR("IE"), dec("0.230")},
                             {STR("GB"), dec("0.2")}};
    const struct weir_shape s = {WEIR_SHAPE_DICT(of)};
    struct weir_list e = {turned, 3};

    ck_assert(weir_shape_equal(&s, &d, &e));
    ck_assert_uint_eq(weir_shape_hash(&s, &d), weir_shape_hash(&s, &e));
    e.n = 2;
    ck_assert(!weir_shape_equal(&s, &d, &e));
    ck_assert_uint_eq(weir_entry_size(of), sizeof(struct entry));
    ck_assert_uint_eq(weir_entry_value_at(of), offsetof(struct entry, v));
    ck_text(weir_decimal_text(&x, *(const weir_decimal *)weir_dict_item(
                                      &x, of, d, STR("IE"))),
            "0.23");
    ck_assert(weir_dict_has(&x, of, STR("GB"), d));
    ck_assert(!weir_dict_has(&x, of, STR("DE"), d));
    ck_text(WEIR_ITEM(str, weir_dict_keys(&x, of, d), 1), "IE");
    ck_text(weir_decimal_text(
                &x, WEIR_ITEM(weir_decimal, weir_dict_values(&x, of, d), 0)),
            "0.20");
    ck_good();
    ck_assert_ptr_null(weir_dict_item(&x, of, d, STR("DE")));
    ck_failed(WEIR_DATA, "there is no key \"DE\"");
    DONE;
}
END_TEST

START_TEST(values_are_equal_by_what_they_mean)
{
    CONTEXT;
    struct item a = {STR("x"), gbp("1.50")}, b = {STR("x"), gbp("1.5")};
    weir_any p = {STR("{\"a\":1.0,\"b\":[2]}")};
    weir_any q = {STR("{ \"b\": [2.00], \"a\": 1e0 }")};

    ck_assert(weir_shape_equal(&item_shape, &a, &b));
    ck_assert_uint_eq(weir_shape_hash(&item_shape, &a),
                      weir_shape_hash(&item_shape, &b));
    b.sku = STR("y");
    ck_assert(!weir_shape_equal(&item_shape, &a, &b));
    ck_assert(weir_shape_equal(&weir_shape_any, &p, &q));
    ck_assert_uint_eq(weir_shape_hash(&weir_shape_any, &p),
                      weir_shape_hash(&weir_shape_any, &q));
    q.json = STR("{}");
    ck_assert(!weir_shape_equal(&weir_shape_any, &p, &q));
    weir_opt_int none = {false, 0}, zero = {true, 0};
    ck_assert(weir_shape_equal(&weir_shape_opt_int, &none, &none));
    ck_assert(!weir_shape_equal(&weir_shape_opt_int, &none, &zero));
    DONE;
}
END_TEST

START_TEST(a_text_longer_than_its_limit_is_a_data_failure)
{
    CONTEXT;
    struct item at[] = {{STR("12345"), gbp("1")}, {STR("123456"), gbp("1")}};
    struct weir_shape items = {WEIR_SHAPE_LIST(&item_shape)};
    struct weir_list xs = {at, 2};

    ck_assert(weir_shape_check(&x, &item_shape, &at[0]));
    ck_good();
    ck_assert(!weir_shape_check(&x, &items, &xs));
    ck_failed(WEIR_DATA, "sku is 6 characters long, at most 5 are allowed");
    DONE;
}
END_TEST

START_TEST(an_enum_is_known_by_its_text)
{
    CONTEXT;
    static const str values[] = {{"paid", 4}, {"on-hold", 7}};
    const struct weir_shape s = {WEIR_SHAPE_ENUM("Status", values)};

    ck_assert_int_eq(weir_enum_from_text(&x, &s, STR("on-hold")), 1);
    ck_text(weir_enum_text(&x, &s, 0), "paid");
    ck_good();
    weir_enum_from_text(&x, &s, STR("void"));
    ck_failed(WEIR_DATA, "Status has no value \"void\"");
    DONE;
}
END_TEST

TCase *tcase_list(void);

TCase *tcase_list(void)
{
    TCase *t = tcase_create("list");

    tcase_add_test(t, parts_of_lists_count_from_both_ends);
    tcase_add_test(t, the_first_the_last_and_the_extremes_of_none_are_null);
    tcase_add_test(t, new_lists_leave_the_old_ones_alone);
    tcase_add_test(t, distinct_takes_linear_time);
    tcase_add_test(t, null_comes_last_and_equals_keep_their_order);
    tcase_add_test(t, records_are_sorted_by_a_field);
    tcase_add_test(t, sums_are_checked_and_of_no_money_null);
    tcase_add_test(t, ranges_are_bounded);
    tcase_add_test(t, a_dictionary_is_read_by_key);
    tcase_add_test(t, values_are_equal_by_what_they_mean);
    tcase_add_test(t, a_text_longer_than_its_limit_is_a_data_failure);
    tcase_add_test(t, an_enum_is_known_by_its_text);
    return t;
}
