#include "stdlib/runtime/engine.h"
#include "stdlib/runtime/since.h"

#include <check.h>
#include <string.h>

static void engine_begin(struct weir_engine *e)
{
    *e = (struct weir_engine){.random = 7};
    pthread_mutex_init(&e->lock, NULL);
}

START_TEST(a_bucket_lets_its_burst_through_and_then_its_rate)
{
    struct bucket b;
    int64_t now = 1000 * SECOND;

    bucket_init(&b, 10, SECOND, 3);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(bucket_take(&b, now), 0);
    int64_t wait = bucket_take(&b, now);
    ck_assert_int_ge(wait, SECOND / 10);
    ck_assert_int_le(wait, SECOND / 10 + 2);
    ck_assert_int_eq(bucket_take(&b, now + wait), 0);
    ck_assert_int_gt(bucket_take(&b, now + wait), 0);
}
END_TEST

START_TEST(a_refusal_closes_the_bucket_or_slows_it)
{
    struct bucket b;
    int64_t now = 1000 * SECOND;

    bucket_init(&b, 10, SECOND, 1);
    bucket_refused(&b, now, now + 5 * SECOND);
    ck_assert_int_eq(bucket_take(&b, now), 5 * SECOND);
    ck_assert_int_eq(bucket_take(&b, now + 5 * SECOND), 0);
    now += 60 * SECOND;
    ck_assert_int_eq(bucket_take(&b, now), 0);
    bucket_refused(&b, now, 0);
    ck_assert_int_ge(bucket_take(&b, now), SECOND / 5);
    // A tenth of the rate comes back each half minute.
    now += 151 * SECOND;
    ck_assert_int_eq(bucket_take(&b, now), 0);
    ck_assert_int_le(bucket_take(&b, now), SECOND / 10 + 2);
}
END_TEST

START_TEST(five_failures_open_the_circuit_and_a_probe_closes_it)
{
    struct circuit c = {0};
    struct weir_engine engine, *e = &engine;
    int64_t now = 1000 * SECOND;

    engine_begin(e);
    for (int i = 0; i < 4; i++)
        circuit_told(&c, true, now, e);
    ck_assert_int_eq(circuit_wait(&c, now), 0);
    circuit_told(&c, true, now, e);
    int64_t wait = circuit_wait(&c, now);
    ck_assert_int_ge(wait, 27 * SECOND);
    ck_assert_int_le(wait, 30 * SECOND);
    ck_assert_int_eq(circuit_wait(&c, now + wait), 0); // the probe
    ck_assert_int_gt(circuit_wait(&c, now + wait), 0); // one at a time
    circuit_told(&c, false, now + wait, e);
    ck_assert_int_eq(circuit_wait(&c, now + wait), 0);
}
END_TEST

START_TEST(a_circuit_stays_open_longer_each_time)
{
    struct circuit c = {0};
    struct weir_engine engine, *e = &engine;
    int64_t now = 1000 * SECOND, last = 0;

    engine_begin(e);
    for (int i = 0; i < 5; i++)
        circuit_told(&c, true, now, e);
    for (int i = 0; i < 6; i++) {
        int64_t wait = circuit_wait(&c, now);

        ck_assert_int_gt(wait, last / 2);
        ck_assert_int_le(wait, 300 * SECOND);
        last = wait;
        now += wait;
        ck_assert_int_eq(circuit_wait(&c, now), 0);
        circuit_told(&c, true, now, e);
    }
    ck_assert_int_ge(circuit_wait(&c, now), 270 * SECOND);
}
END_TEST

START_TEST(retries_are_a_fifth_of_the_calls)
{
    struct retry_share s = {0};
    int64_t now = 1000 * SECOND;
    unsigned n = 0;

    for (int i = 0; i < 100; i++)
        share_call(&s, now);
    while (share_retry(&s, now) && n < 1000)
        n++;
    ck_assert_uint_eq(n, 20);
    ck_assert(share_retry(&s, now + 301 * SECOND));
}
END_TEST

static enum weir_class class_of(int status)
{
    static const struct weir_instance in = {.alias = "x"};
    static const struct weir_step step = {.instance = &in};
    struct weir_context x = {0};
    struct weir_answer a = {.status = status, .sent = true};

    return classify(&x, &step, &a);
}

START_TEST(a_status_has_a_class)
{
    ck_assert_int_eq(class_of(200), WEIR_OK);
    ck_assert_int_eq(class_of(204), WEIR_OK);
    ck_assert_int_eq(class_of(301), WEIR_REJECTED);
    ck_assert_int_eq(class_of(401), WEIR_AUTH);
    ck_assert_int_eq(class_of(404), WEIR_NOT_FOUND);
    ck_assert_int_eq(class_of(408), WEIR_TRANSIENT);
    ck_assert_int_eq(class_of(409), WEIR_CONFLICT);
    ck_assert_int_eq(class_of(422), WEIR_REJECTED);
    ck_assert_int_eq(class_of(429), WEIR_RATE_LIMITED);
    ck_assert_int_eq(class_of(501), WEIR_REJECTED);
    ck_assert_int_eq(class_of(503), WEIR_TRANSIENT);
    ck_assert_int_eq(class_of(511), WEIR_AUTH);
}
END_TEST

static bool throttled(struct weir_context *x, const struct weir_answer *a)
{
    (void)x;
    return str_find(a->body, STR("THROTTLED")) >= 0;
}

START_TEST(the_first_line_that_matches_wins)
{
    static const struct weir_error_line of_step[] = {
        {.when = throttled, .class = WEIR_RATE_LIMITED},
        {.low = 400, .high = 499, .class = WEIR_REJECTED}};
    static const struct weir_error_line of_instance[] = {
        {.low = 409, .high = 409, .class = WEIR_DUPLICATE},
        {.class = WEIR_TRANSIENT}};
    const struct weir_instance in = {.errors = {of_instance, 2}};
    const struct weir_step step = {.instance = &in, .errors = {of_step, 2}};
    struct weir_context x = {0};
    struct weir_answer a = {.status = 200, .body = STR("THROTTLED")};

    ck_assert_int_eq(classify(&x, &step, &a), WEIR_RATE_LIMITED);
    a = (struct weir_answer){.status = 409};
    ck_assert_int_eq(classify(&x, &step, &a), WEIR_REJECTED);
    a = (struct weir_answer){.status = 501};
    ck_assert_int_eq(classify(&x, &step, &a), WEIR_TRANSIENT);
    a = (struct weir_answer){.status = 200};
    ck_assert_int_eq(classify(&x, &step, &a), WEIR_OK);
}
END_TEST

START_TEST(retry_after_is_seconds_or_a_date)
{
    struct weir_param h[] = {
        {STR("retry-after"), STR("7")},
        {STR("Date"), STR("Sun, 06 Nov 1994 08:49:37 GMT")}};
    struct weir_answer a = {.headers = {h, 2, 2}};

    ck_assert_int_eq(answer_retry_after(&a, 0), 7 * SECOND);
    h[0].value = STR("Sun, 06 Nov 1994 08:50:00 GMT");
    ck_assert_int_eq(answer_retry_after(&a, 0), 23 * SECOND);
    h[0].value = STR("Sun, 06 Nov 1994 08:49:00 GMT");
    ck_assert_int_eq(answer_retry_after(&a, 0), 0);
    h[0].value = STR("soon");
    ck_assert_int_eq(answer_retry_after(&a, 0), -1);
    ck_assert_int_eq(answer_date(&a), (int64_t)784111777 * SECOND);
}
END_TEST

START_TEST(since_values_sort_as_they_are)
{
    struct arena *a = arena_new();
    struct weir_context x = {.arena = a};
    str early, late;

    ck_assert_int_lt(str_cmp(weir_since_int(&x, -5), weir_since_int(&x, 3)), 0);
    ck_assert_int_lt(str_cmp(weir_since_int(&x, 9), weir_since_int(&x, 10)), 0);
    ck_assert(since_parse(a, WEIR_SINCE_TIMESTAMP,
                          STR("2026-01-01T01:30:00+01:00"), &early));
    ck_assert(since_parse(a, WEIR_SINCE_TIMESTAMP,
                          STR("2026-01-01T00:30:00.5Z"), &late));
    ck_assert_str_eq(early.ptr, "2026-01-01T00:30:00.000000Z");
    ck_assert_int_lt(str_cmp(early, late), 0);
    ck_assert(!since_parse(a, WEIR_SINCE_INT, STR("12x"), &early));
    arena_free(a);
}
END_TEST

START_TEST(a_source_is_asked_with_the_lookback_taken_off)
{
    struct arena *a = arena_new();
    str w = STR("2026-01-01T00:30:00.500000Z");

    ck_assert_str_eq(since_ask(a, WEIR_SINCE_TIMESTAMP, w, 5 * MINUTE).ptr,
                     "2026-01-01T00:25:00Z");
    ck_assert_str_eq(since_ask(a, WEIR_SINCE_TIMESTAMP, w, 0).ptr,
                     "2026-01-01T00:30:00.500000Z");
    ck_assert_str_eq(
        since_ask(a, WEIR_SINCE_DATE, STR("2026-03-01"), MINUTE).ptr,
        "2026-02-28");
    struct weir_context x = {.arena = a};
    ck_assert_str_eq(
        since_ask(a, WEIR_SINCE_INT, weir_since_int(&x, -42), 0).ptr, "-42");
    bool capped = false;
    ck_assert_ptr_null(since_cap(a, WEIR_SINCE_TIMESTAMP, w, 0, &capped).ptr);
    ck_assert(capped);
    arena_free(a);
}
END_TEST

TCase *tcase_retry(void);

TCase *tcase_retry(void)
{
    TCase *t = tcase_create("retry");

    tcase_add_test(t, a_bucket_lets_its_burst_through_and_then_its_rate);
    tcase_add_test(t, a_refusal_closes_the_bucket_or_slows_it);
    tcase_add_test(t, five_failures_open_the_circuit_and_a_probe_closes_it);
    tcase_add_test(t, a_circuit_stays_open_longer_each_time);
    tcase_add_test(t, retries_are_a_fifth_of_the_calls);
    tcase_add_test(t, a_status_has_a_class);
    tcase_add_test(t, the_first_line_that_matches_wins);
    tcase_add_test(t, retry_after_is_seconds_or_a_date);
    tcase_add_test(t, since_values_sort_as_they_are);
    tcase_add_test(t, a_source_is_asked_with_the_lookback_taken_off);
    return t;
}
