#include "stdlib/runtime/schedule.h"
#include "stdlib/value/date.h"

#include <check.h>
#include <string.h>

static int64_t at(const char *text)
{
    weir_timestamp t;

    ck_assert_msg(weir_timestamp_parse(str_from(text), &t), "%s", text);
    return t.us;
}

static void expect(const struct weir_trigger *t, const char *now,
                   const char *next)
{
    char form[WEIR_TIME_ROOM] = {0};
    int64_t us = schedule_next(t, "orders", at(now));

    weir_timestamp_format(form, (weir_timestamp){us, 0});
    ck_assert_msg(us == at(next), "after %s comes %s, not %s", now, form, next);
}

static struct weir_trigger cron(const char *line, const char *zone)
{
    return (struct weir_trigger){
        .kind = WEIR_ON_CRON, .cron = line, .zone = zone};
}

START_TEST(every_counts_from_the_epoch_with_an_offset_by_name)
{
    struct weir_trigger t = {.kind = WEIR_ON_EVERY,
                             .period = 300 * WEIR_SECOND};
    int64_t now = at("2026-11-25T10:00:00Z");
    int64_t one = schedule_next(&t, "orders", now);
    int64_t other = schedule_next(&t, "stock", now);

    ck_assert_int_gt(one, now);
    ck_assert_int_le(one - now, t.period);
    ck_assert_int_lt(one % t.period, 30 * WEIR_SECOND);
    ck_assert_int_ne(one, other);
    ck_assert_int_eq(schedule_next(&t, "orders", one), one + t.period);
}
END_TEST

START_TEST(daily_follows_the_zone)
{
    struct weir_trigger t = {.kind = WEIR_ON_DAILY,
                             .at = 6 * 3600 * WEIR_SECOND,
                             .zone = "Europe/London"};

    expect(&t, "2026-11-25T05:59:59Z", "2026-11-25T06:00:00Z");
    expect(&t, "2026-11-25T06:00:00Z", "2026-11-26T06:00:00Z");
    expect(&t, "2026-07-01T00:00:00Z", "2026-07-01T05:00:00Z");
}
END_TEST

START_TEST(cron_takes_names_ranges_and_steps)
{
    struct weir_trigger t = cron("*/20 9-17/4 * jan-mar mon,WED", "UTC");

    // 2026-01-05 is a Monday
    expect(&t, "2026-01-05T09:00:00Z", "2026-01-05T09:20:00Z");
    expect(&t, "2026-01-05T09:40:00Z", "2026-01-05T13:00:00Z");
    expect(&t, "2026-01-05T17:40:00Z", "2026-01-07T09:00:00Z");
    expect(&t, "2026-03-31T23:00:00Z", "2027-01-04T09:00:00Z");
}
END_TEST

START_TEST(both_days_restricted_means_either)
{
    struct weir_trigger t = cron("0 6 13 * 5", "UTC");

    // 2026-11-13 is a Friday, 2026-12-13 a Sunday
    expect(&t, "2026-11-13T06:00:00Z", "2026-11-20T06:00:00Z");
    expect(&t, "2026-12-11T06:00:00Z", "2026-12-13T06:00:00Z");
}
END_TEST

START_TEST(a_time_that_is_jumped_over_runs_right_after)
{
    struct weir_trigger t = cron("30 1 * * *", "Europe/London");

    // On 2026-03-29 the clock goes from 01:00 to 02:00, at 01:00 UTC.
    expect(&t, "2026-03-28T02:00:00Z", "2026-03-29T01:00:00Z");
    expect(&t, "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
}
END_TEST

START_TEST(a_time_that_comes_twice_runs_the_first_time)
{
    struct weir_trigger t = cron("30 1 * * *", "Europe/London");

    // On 2026-10-25 01:30 is at 00:30 and at 01:30 UTC.
    expect(&t, "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z");
    expect(&t, "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
}
END_TEST

START_TEST(a_star_follows_the_clock_that_is_shown)
{
    struct weir_trigger t = cron("30 * * * *", "Europe/London");

    expect(&t, "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z");
    expect(&t, "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z");
}
END_TEST

START_TEST(a_leap_day_is_found)
{
    struct weir_trigger t = cron("0 0 29 2 *", "UTC");

    expect(&t, "2026-11-25T00:00:00Z", "2028-02-29T00:00:00Z");
}
END_TEST

START_TEST(what_is_no_cron_line_is_refused)
{
    struct cron c;
    const char *bad[] = {"",           "* * * *",     "60 * * * *",
                         "* 24 * * *", "* * 0 * *",   "* * * 13 *",
                         "* * * * 8",  "5-1 * * * *", "*/0 * * * *",
                         "x * * * *",  "* * * * * *", "1, * * * *"};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!cron_parse(bad[i], &c), "\"%s\"", bad[i]);
    ck_assert(cron_parse("0 0 * * 7", &c));
    ck_assert_uint_eq(c.weekdays & 1, 1);
}
END_TEST

TCase *tcase_schedule(void);

TCase *tcase_schedule(void)
{
    TCase *t = tcase_create("schedule");

    tcase_add_test(t, every_counts_from_the_epoch_with_an_offset_by_name);
    tcase_add_test(t, daily_follows_the_zone);
    tcase_add_test(t, cron_takes_names_ranges_and_steps);
    tcase_add_test(t, both_days_restricted_means_either);
    tcase_add_test(t, a_time_that_is_jumped_over_runs_right_after);
    tcase_add_test(t, a_time_that_comes_twice_runs_the_first_time);
    tcase_add_test(t, a_star_follows_the_clock_that_is_shown);
    tcase_add_test(t, a_leap_day_is_found);
    tcase_add_test(t, what_is_no_cron_line_is_refused);
    return t;
}
