#include "tests/unit/value_help.h"

static weir_date day(const char *text)
{
    weir_date d = 0;

    ck_assert_msg(weir_date_parse(str_from(text), &d), "%s", text);
    return d;
}

static weir_timestamp stamp(const char *text)
{
    weir_timestamp t = {0};

    ck_assert_msg(weir_timestamp_parse(str_from(text), &t), "%s", text);
    return t;
}

#define ck_date(actual, text) ck_text(weir_date_text(&x, actual), text)
#define ck_stamp(actual, text) ck_text(weir_timestamp_text(&x, actual), text)

START_TEST(days_are_numbered_over_the_whole_calendar)
{
    CONTEXT;
    ck_assert_int_eq(day("1970-01-01"), 0);
    ck_assert_int_eq(day("0001-01-01"), -719162);
    ck_assert_int_eq(day("9999-12-31"), 2932896);
    for (weir_date d = -719162; d <= 2932896; d += 97) {
        struct weir_civil c = weir_date_civil(d);
        ck_assert(weir_civil_valid(c));
        ck_assert_int_eq(weir_date_from_civil(c), d);
    }
    ck_date(day("2024-02-29"), "2024-02-29");
    DONE;
}
END_TEST

START_TEST(days_that_do_not_exist_are_not_read)
{
    static const char *const wrong[] = {
        "2023-02-29", "1900-02-29", "2026-13-01", "2026-00-10",
        "2026-04-31", "2026-1-01",  "26-01-01",   "2026-01-01 ",
        "0000-01-01", "",           "2026/01/01", "2026-01"};
    weir_date d;

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        ck_assert_msg(!weir_date_parse(str_from(wrong[i]), &d), "%s", wrong[i]);
    ck_assert(weir_date_parse(STR("2000-02-29"), &d));
}
END_TEST

START_TEST(months_are_cut_to_their_last_day)
{
    CONTEXT;
    ck_date(weir_date_add_months(&x, day("2026-01-31"), 1), "2026-02-28");
    ck_date(weir_date_add_months(&x, day("2024-01-31"), 1), "2024-02-29");
    ck_date(weir_date_add_months(&x, day("2026-03-31"), -13), "2025-02-28");
    ck_date(weir_date_add_days(&x, day("2026-12-31"), 1), "2027-01-01");
    ck_date(weir_date_start_of_month(&x, day("2026-12-31")), "2026-12-01");
    ck_assert_int_eq(
        weir_days_between(&x, day("2024-02-01"), day("2024-03-01")), 29);
    ck_good();
    weir_date_add_days(&x, day("9999-12-31"), 1);
    ck_failed(WEIR_DATA, "out of 0001-01-01 to 9999-12-31");
    weir_date_add_days(&x, day("2026-01-01"), INT64_MAX);
    ck_failed(WEIR_DATA, "out of");
    weir_date_add_months(&x, day("0001-01-31"), -1);
    ck_failed(WEIR_DATA, "out of");
    weir_date_add_months(&x, day("2026-01-01"), INT64_MIN);
    ck_failed(WEIR_DATA, "out of");
    DONE;
}
END_TEST

START_TEST(a_date_has_parts)
{
    CONTEXT;
    weir_date d = day("2026-11-23");

    ck_assert_int_eq(weir_date_weekday(&x, d), 1);
    ck_assert_int_eq(weir_date_weekday(&x, day("1969-12-28")), 7);
    ck_assert_int_eq(weir_date_year(&x, d), 2026);
    ck_assert_int_eq(weir_date_month(&x, d), 11);
    ck_assert_int_eq(weir_date_day(&x, d), 23);
    DONE;
}
END_TEST

START_TEST(timestamps_keep_their_offset_and_compare_by_instant)
{
    CONTEXT;
    static const char *const same[] = {
        "2026-11-23T06:00:00Z", "2026-11-23T06:00:00+01:00",
        "2026-11-23T06:00:00.500-05:30", "1969-12-31T23:59:59.999999Z",
        "0001-01-01T00:00:00Z"};

    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        ck_stamp(stamp(same[i]), same[i]);
    ck_stamp(stamp("2026-11-23 06:00:00.1234567+0100"),
             "2026-11-23T06:00:00.123456+01:00");
    ck_stamp(stamp("2016-12-31T23:59:60Z"), "2016-12-31T23:59:59Z");
    ck_assert(weir_timestamp_equal(&x, stamp("2026-11-23T06:00:00+01:00"),
                                   stamp("2026-11-23T05:00:00Z")));
    ck_assert_int_lt(weir_timestamp_compare(&x,
                                            stamp("2026-11-23T06:00:00+01:00"),
                                            stamp("2026-11-23T05:30:00Z")),
                     0);
    DONE;
}
END_TEST

START_TEST(a_timestamp_needs_an_offset_and_a_real_time)
{
    static const char *const wrong[] = {
        "2026-11-23T06:00:00",       "2026-11-23",
        "2026-11-23T24:00:00Z",      "2026-11-23T06:60:00Z",
        "2026-02-29T00:00:00Z",      "2026-11-23T06:00:00.Z",
        "2026-11-23T06:00:00+24:00", "0001-01-01T00:00:00+01:00",
        "2026-11-23T06:00:00+1:00",  "2026-11-23T06:00:61Z"};
    weir_timestamp t;

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        ck_assert_msg(!weir_timestamp_parse(str_from(wrong[i]), &t), "%s",
                      wrong[i]);
}
END_TEST

START_TEST(unix_times_count_down_before_1970)
{
    CONTEXT;
    ck_stamp(weir_from_unix(&x, -1), "1969-12-31T23:59:59Z");
    ck_stamp(weir_from_unix_ms(&x, 1500), "1970-01-01T00:00:01.500Z");
    ck_assert_int_eq(weir_to_unix(&x, stamp("1969-12-31T23:59:59.500Z")), -1);
    ck_assert_int_eq(weir_to_unix_ms(&x, stamp("1970-01-01T01:00:00+01:00")),
                     0);
    ck_good();
    weir_from_unix(&x, INT64_MAX);
    ck_failed(WEIR_DATA, "out of the years 0001 to 9999");
    weir_from_unix_ms(&x, INT64_C(253402300800000));
    ck_failed(WEIR_DATA, "out of the years");
    DONE;
}
END_TEST

START_TEST(durations_are_read_in_both_forms)
{
    static const struct {
        const char *from, *to;
    } rows[] = {{"1h30m", "PT1H30M"},    {"P7D", "P7D"},
                {"500ms", "PT0.500S"},   {"PT90M", "PT1H30M"},
                {"P2W", "P14D"},         {"P1DT2H3M4.5S", "P1DT2H3M4.500S"},
                {"-PT5M", "-PT5M"},      {"0s", "PT0S"},
                {"1m30s", "PT1M30S"},    {"7d", "P7D"},
                {"1s500ms", "PT1.500S"}, {"PT0.000001S", "PT0.000001S"}};
    CONTEXT;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        weir_duration d = weir_text_as_duration(&x, str_from(rows[i].from));
        ck_text(weir_duration_text(&x, d), rows[i].to);
    }
    ck_good();
    static const char *const wrong[] = {"P",     "PT",
                                        "P1Y",   "P1M",
                                        "5",     "5x",
                                        "",      "1h1h",
                                        "P1.5D", "PT1D",
                                        "30m1h", "1h ",
                                        "P1DT",  "99999999999999999999d"};
    weir_duration d;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        ck_assert_msg(!weir_duration_parse(str_from(wrong[i]), &d), "%s",
                      wrong[i]);
    DONE;
}
END_TEST

START_TEST(time_is_added_and_taken_away)
{
    CONTEXT;
    weir_timestamp t = stamp("2026-11-23T23:59:00+01:00");
    weir_duration five = 5 * 60 * WEIR_SECOND;

    ck_stamp(weir_timestamp_add(&x, t, five), "2026-11-24T00:04:00+01:00");
    ck_stamp(weir_timestamp_sub(&x, t, five), "2026-11-23T23:54:00+01:00");
    ck_assert_int_eq(
        weir_timestamp_between(&x, t, stamp("2026-11-23T22:54:00Z")), five);
    ck_assert_int_eq(weir_duration_mul(&x, five, 3), 3 * five);
    ck_assert_int_eq(weir_duration_div(&x, five, 2), five / 2);
    ck_text(weir_decimal_text(&x, weir_duration_ratio(&x, five, 2 * five)),
            "0.5");
    ck_good();
    weir_timestamp_add(&x, t, INT64_MAX);
    ck_failed(WEIR_DATA, "out of the years");
    weir_duration_div(&x, five, 0);
    ck_failed(WEIR_DATA, "divided by zero");
    weir_duration_div(&x, 1, 2);
    ck_failed(WEIR_DATA, "no whole number of microseconds");
    weir_duration_mul(&x, INT64_MAX, 2);
    ck_failed(WEIR_DATA, "does not fit");
    weir_text_as_timestamp(&x, STR("yesterday"));
    ck_failed(WEIR_DATA, "expected a timestamp such as 2026-11-23T06:00:00Z, "
                         "found \"yesterday\"");
    DONE;
}
END_TEST

START_TEST(every_ordered_type_of_time_has_its_extremes)
{
    CONTEXT;
    weir_timestamp early = stamp("2026-11-23T06:00:00+01:00");
    weir_timestamp late = stamp("2026-11-23T05:30:00Z");

    ck_assert_int_eq(weir_date_min(&x, 2, 1), 1);
    ck_assert_int_eq(weir_date_max(&x, 2, 1), 2);
    ck_assert(weir_date_equal(&x, 1, 1) && !weir_date_equal(&x, 1, 2));
    ck_assert_int_gt(weir_date_compare(&x, 2, 1), 0);
    ck_assert_int_eq(weir_time_min(&x, 2, 1), 1);
    ck_assert_int_eq(weir_time_max(&x, 2, 1), 2);
    ck_assert(weir_time_equal(&x, 1, 1) && !weir_time_equal(&x, 1, 2));
    ck_assert_int_lt(weir_time_compare(&x, 1, 2), 0);
    ck_assert_int_eq(weir_duration_min(&x, 2, 1), 1);
    ck_assert_int_eq(weir_duration_max(&x, 2, 1), 2);
    ck_assert(weir_duration_equal(&x, 1, 1) && !weir_duration_equal(&x, 1, 2));
    ck_assert_int_eq(weir_duration_compare(&x, 1, 1), 0);
    ck_stamp(weir_timestamp_min(&x, late, early), "2026-11-23T06:00:00+01:00");
    ck_stamp(weir_timestamp_max(&x, late, early), "2026-11-23T05:30:00Z");
    ck_assert_int_eq(weir_duration_add(&x, 2, 1), 3);
    ck_assert_int_eq(weir_duration_sub(&x, 2, 3), -1);
    ck_assert_int_eq(weir_duration_neg(&x, 2), -2);
    ck_assert_int_eq(weir_duration_mul_by(&x, 3, 2), 6);
    ck_text(weir_time_text(&x, weir_time_of_own(&x, early)), "06:00:00");
    ck_text(weir_time_text(&x, weir_text_as_time(&x, STR("23:59:59.5"))),
            "23:59:59.500");
    x.now = early;
    ck_stamp(weir_now(&x), "2026-11-23T06:00:00+01:00");
    ck_good();
    weir_text_as_date(&x, STR("23.11.2026"));
    ck_failed(WEIR_DATA, "expected a date such as 2026-11-23, found");
    weir_text_as_time(&x, STR("24:00"));
    ck_failed(WEIR_DATA, "expected a time such as 06:00:00, found \"24:00\"");
    weir_text_as_duration(&x, STR("5 minutes"));
    ck_failed(WEIR_DATA, "expected a duration such as PT1H30M, found");
    weir_duration_neg(&x, INT64_MIN);
    ck_failed(WEIR_DATA, "does not fit");
    DONE;
}
END_TEST

/* --- zones ------------------------------------------------------------- */

START_TEST(a_day_depends_on_the_zone)
{
    CONTEXT;
    weir_timestamp t = stamp("2026-07-01T23:30:00Z");

    x.cache = weir_cache_new();
    ck_date(weir_date_of(&x, t, STR("Europe/London")), "2026-07-02");
    ck_date(weir_date_of(&x, t, STR("America/New_York")), "2026-07-01");
    ck_date(weir_date_of_own(&x, t), "2026-07-01");
    ck_text(weir_time_text(&x, weir_time_of(&x, t, STR("Asia/Kolkata"))),
            "05:00:00");
    ck_stamp(weir_start_of_day(&x, t, STR("Europe/London")),
             "2026-07-02T00:00:00+01:00");
    ck_stamp(weir_start_of_day_own(&x, stamp("2026-07-01T23:30:00+02:00")),
             "2026-07-01T00:00:00+02:00");
    x.now = t;
    ck_date(weir_today(&x, STR("Europe/London")), "2026-07-02");
    ck_date(weir_today_utc(&x), "2026-07-01");
    ck_good();
    weir_cache_free(x.cache);
    DONE;
}
END_TEST

START_TEST(a_time_jumped_over_fails_and_one_that_comes_twice_is_the_first)
{
    CONTEXT;
    weir_time one_thirty = 5400 * WEIR_SECOND;

    ck_stamp(
        weir_at_zone(&x, day("2026-10-25"), one_thirty, STR("Europe/London")),
        "2026-10-25T01:30:00+01:00");
    ck_stamp(weir_at_zone(&x, day("2026-11-01"), one_thirty,
                          STR("America/New_York")),
             "2026-11-01T01:30:00-04:00");
    ck_stamp(
        weir_at_zone(&x, day("2050-07-01"), one_thirty, STR("Europe/London")),
        "2050-07-01T01:30:00+01:00");
    ck_good();
    weir_at_zone(&x, day("2026-03-29"), one_thirty, STR("Europe/London"));
    ck_failed(WEIR_DATA,
              "2026-03-29 01:30:00 is jumped over in \"Europe/London\"");
    // Samoa had no 30 December 2011.
    weir_at_zone(&x, day("2011-12-30"), one_thirty, STR("Pacific/Apia"));
    ck_failed(WEIR_DATA, "jumped over");
    DONE;
}
END_TEST

START_TEST(a_day_without_midnight_begins_at_the_jump)
{
    CONTEXT;
    // Summer time in Beirut begins at midnight.
    ck_stamp(weir_start_of_day(&x, stamp("2026-03-29T12:00:00Z"),
                               STR("Asia/Beirut")),
             "2026-03-29T01:00:00+03:00");
    ck_good();
    DONE;
}
END_TEST

START_TEST(zones_have_a_rule_behind_their_last_transition)
{
    CONTEXT;
    const struct weir_zone *z = weir_zone_find(&x, STR("Australia/Sydney"));

    ck_assert_ptr_nonnull(z);
    ck_assert_int_eq(
        weir_zone_offset(z, stamp("2090-01-01T00:00:00Z").us / WEIR_SECOND),
        11 * 3600);
    ck_assert_int_eq(
        weir_zone_offset(z, stamp("2090-07-01T00:00:00Z").us / WEIR_SECOND),
        10 * 3600);
    z = weir_zone_find(&x, STR("UTC"));
    ck_assert_int_eq(weir_zone_offset(z, 0), 0);
    DONE;
}
END_TEST

START_TEST(only_names_of_the_database_are_zones)
{
    CONTEXT;
    static const char *const wrong[] = {
        "",      "Europe",   "Europe/Londn",  "../zoneinfo/UTC", "/etc/passwd",
        "UTC\n", "zone.tab", "Europe/../UTC", "europe//london",  "tzdata.zi"};

    ck_assert(weir_zone_check(STR("Europe/London")));
    ck_assert(weir_zone_check(STR("America/Argentina/Buenos_Aires")));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        ck_assert_msg(!weir_zone_check(str_from(wrong[i])), "%s", wrong[i]);
    weir_date_of(&x, (weir_timestamp){0}, STR("Mars/Olympus"));
    ck_failed(WEIR_DATA, "expected a time zone such as \"Europe/London\", "
                         "found \"Mars/Olympus\"");
    weir_date_of(&x, stamp("9999-12-31T23:30:00Z"), STR("Asia/Tokyo"));
    ck_failed(WEIR_DATA, "out of 0001-01-01 to 9999-12-31");
    DONE;
}
END_TEST

/* --- forms ------------------------------------------------------------- */

START_TEST(dates_are_read_and_printed_in_a_form)
{
    CONTEXT;
    ck_date(weir_parse_date(&x, STR("23/11/2026"), STR("dd/MM/yyyy")),
            "2026-11-23");
    ck_date(weir_parse_date(&x, STR("NOV 23, 69"), STR("MMM dd, yy")),
            "2069-11-23");
    ck_date(weir_parse_date(&x, STR("19700203"), STR("yyyyMMdd")),
            "1970-02-03");
    ck_date(weir_parse_date(&x, STR("day 23 of 11 in 2026 'x'"),
                            STR("'day' dd 'of' MM 'in' yyyy '''x'''")),
            "2026-11-23");
    ck_text(weir_format_date(&x, day("2026-11-03"), STR("dd MMM yy")),
            "03 Nov 26");
    ck_good();
    DONE;
}
END_TEST

START_TEST(timestamps_are_read_in_their_zone_or_their_own_offset)
{
    CONTEXT;
    str form = STR("yyyy-MM-dd HH:mm:ss.SSS"), zone = STR("Europe/London");

    ck_stamp(
        weir_parse_timestamp(&x, STR("2026-07-01 10:00:00.250"), form, zone),
        "2026-07-01T10:00:00.250+01:00");
    ck_stamp(weir_parse_timestamp_utc(&x, STR("2026-07-01 10:00:00.250"), form),
             "2026-07-01T10:00:00.250Z");
    ck_stamp(weir_parse_timestamp(&x, STR("01.07.2026 10:00 -05:00"),
                                  STR("dd.MM.yyyy HH:mm XXX"), zone),
             "2026-07-01T10:00:00-05:00");
    weir_timestamp t = stamp("2026-01-02T03:04:05.678-05:00");
    ck_text(weir_format_timestamp_own(&x, t, form), "2026-01-02 03:04:05.678");
    ck_text(weir_format_timestamp(&x, t, STR("dd/MM/yy HH:mm XXX"), zone),
            "02/01/26 08:04 Z");
    ck_text(weir_format_timestamp_own(&x, t, STR("ss' sec at 'XXX")),
            "05 sec at -05:00");
    ck_good();
    weir_parse_timestamp(&x, STR("2026-03-29 01:30:00.000"), form, zone);
    ck_failed(WEIR_DATA, "jumped over");
    DONE;
}
END_TEST

START_TEST(what_does_not_fit_the_form_is_a_data_failure)
{
    CONTEXT;
    weir_parse_date(&x, STR("31/04/2026"), STR("dd/MM/yyyy"));
    ck_failed(WEIR_DATA,
              "\"31/04/2026\" is no date in the form \"dd/MM/yyyy\"");
    weir_parse_date(&x, STR("23/11/2026 "), STR("dd/MM/yyyy"));
    ck_failed(WEIR_DATA, "is no date in the form");
    weir_parse_date(&x, STR("2/11/2026"), STR("dd/MM/yyyy"));
    ck_failed(WEIR_DATA, "is no date in the form");
    weir_parse_date(&x, STR("23 Foo 2026"), STR("dd MMM yyyy"));
    ck_failed(WEIR_DATA, "is no date in the form");
    weir_parse_date(&x, STR("11-23"), STR("MM-dd"));
    ck_failed(WEIR_DATA, "the form \"MM-dd\" has no year");
    weir_parse_date(&x, STR("2026"), STR("yyyy HH"));
    ck_failed(WEIR_DATA, "a date has no hours");
    weir_format_date(&x, 0, STR("YYYY-MM-dd"));
    ck_failed(WEIR_DATA, "found \"YYYY\"; other letters stand in '...'");
    weir_format_date(&x, 0, STR("yyyy 'open"));
    ck_failed(WEIR_DATA, "the quote of a form is not closed");
    DONE;
}
END_TEST

TCase *tcase_date(void);

TCase *tcase_date(void)
{
    TCase *t = tcase_create("date");

    tcase_add_test(t, days_are_numbered_over_the_whole_calendar);
    tcase_add_test(t, days_that_do_not_exist_are_not_read);
    tcase_add_test(t, months_are_cut_to_their_last_day);
    tcase_add_test(t, a_date_has_parts);
    tcase_add_test(t, timestamps_keep_their_offset_and_compare_by_instant);
    tcase_add_test(t, a_timestamp_needs_an_offset_and_a_real_time);
    tcase_add_test(t, unix_times_count_down_before_1970);
    tcase_add_test(t, durations_are_read_in_both_forms);
    tcase_add_test(t, time_is_added_and_taken_away);
    tcase_add_test(t, every_ordered_type_of_time_has_its_extremes);
    tcase_add_test(t, a_day_depends_on_the_zone);
    tcase_add_test(
        t, a_time_jumped_over_fails_and_one_that_comes_twice_is_the_first);
    tcase_add_test(t, a_day_without_midnight_begins_at_the_jump);
    tcase_add_test(t, zones_have_a_rule_behind_their_last_transition);
    tcase_add_test(t, only_names_of_the_database_are_zones);
    tcase_add_test(t, dates_are_read_and_printed_in_a_form);
    tcase_add_test(t, timestamps_are_read_in_their_zone_or_their_own_offset);
    tcase_add_test(t, what_does_not_fit_the_form_is_a_data_failure);
    return t;
}
