#include "stdlib/runtime/digest.h"
#include "stdlib/runtime/state_db.h"

#include <check.h>
#include <string.h>

struct bench {
    struct weir_state *s;
    struct state_reader *r;
    struct arena *a;
    int64_t now;
    bool failed;
};

static int64_t now(void *clock)
{
    return ++*(int64_t *)clock;
}

static void fatal(void *context, const char *why)
{
    (void)why;
    *(bool *)context = true;
}

static const struct weir_step read_step = {.name = "read shop.orders.list#1",
                                           .kind = WEIR_READ};
static const struct weir_step rising_step = {.name = "read shop.orders.list#1",
                                             .kind = WEIR_READ,
                                             .paging = {.ascending = true}};
static const struct weir_read read_one = {.step = &read_step};
static const struct weir_read read_rising = {.step = &rising_step};
static const struct weir_flow flow = {
    .name = "orders", .digest = "d", .read = &read_one};
static const struct weir_flow rising = {
    .name = "rising", .digest = "d", .read = &read_rising};
static const struct weir_flow child_flow = {.name = "child", .digest = "d"};

static void open_bench(struct bench *b)
{
    struct buf why = BUF_MAX(2000);
    int status;
    bool taken;

    *b = (struct bench){.now = 1000, .a = arena_new()};
    struct state_config c = {.estate = "test",
                             .now = now,
                             .clock = &b->now,
                             .fatal = fatal,
                             .context = &b->failed};
    b->s = state_open(&c, &why, &status);
    ck_assert_msg(b->s != NULL, "%s", why.ptr);
    b->r = state_reader_open(b->s);
    ck_assert_int_eq(state_take_flow(b->s, &flow, &taken), STATE_OK);
    ck_assert(taken);
    state_take_flow(b->s, &rising, &taken);
    state_take_flow(b->s, &child_flow, &taken);
}

static void close_bench(struct bench *b)
{
    struct buf why = BUF_MAX(2000);

    state_flush(b->s);
    ck_assert_msg(state_verify(b->r, 0, &why), "%s", why.ptr);
    ck_assert(!b->failed);
    state_reader_close(b->r);
    state_close(b->s);
    arena_free(b->a);
}

static int64_t begin(struct bench *b, const struct weir_flow *f)
{
    struct state_run run = {.flow = f, .kind = "once"};

    ck_assert_int_eq(state_run_begin(b->s, &run), STATE_OK);
    return run.id;
}

static struct state_item item_of(const char *name, const char *version)
{
    struct state_item i = {
        .body = str_from(name), .version = {NULL, 0}, .shown = str_from(name)};

    if (version)
        i.version = str_from(version);
    memcpy(i.rid, name, strlen(name) < RID_SIZE ? strlen(name) : RID_SIZE);
    if (version)
        memcpy(i.rid + 8, version, strlen(version) % 8);
    memcpy(i.key, name, 1);
    digest_plain(i.body, i.digest);
    return i;
}

/* A page of items called "a", "b", ... */
static struct state_take take_page(struct bench *b, const struct weir_flow *f,
                                   int64_t run, int64_t seq, bool last,
                                   const char *high, struct state_item *items,
                                   size_t n)
{
    struct state_take t = {.flow = f->name,
                           .run = run,
                           .step = f->read ? f->read->step->name : NULL,
                           .seq = seq,
                           .next = STR("more"),
                           .high = str_from(high),
                           .last = last,
                           .items = items,
                           .nitems = n};

    ck_assert_int_eq(state_take(b->s, &t), STATE_OK);
    return t;
}

static void end(struct bench *b, int64_t record, enum record_state to,
                struct state_entry *entries, const char *reason)
{
    struct state_effect done = {
        .step = "write w#1", .state = EFFECT_DONE, .changed = true};
    struct state_end e = {.job = {.waits = true},
                          .record = record,
                          .flow = "orders",
                          .digest = "d",
                          .state = to,
                          .reason = reason,
                          .entries = entries,
                          .effects = to == RECORD_DELIVERED ? &done : NULL};

    state_end(b->s, &e);
    ck_assert_int_eq(e.job.result, STATE_OK);
}

static struct state_entry entry_of(const char *message)
{
    return (struct state_entry){.queue = "failures",
                                .kind = "record",
                                .path = STR(""),
                                .step = "write w#1",
                                .class = WEIR_REJECTED,
                                .message = str_from(message)};
}

static const char *watermark(struct bench *b, const struct weir_flow *f)
{
    str w = state_watermark(b->r, b->a, f->name, "read shop.orders.list#1");

    return w.ptr;
}

START_TEST(counts_follow_a_record)
{
    struct bench b;
    struct state_counts c;

    open_bench(&b);
    int64_t run = begin(&b, &flow);
    struct state_item items[] = {item_of("a", "1"), item_of("b", "2"),
                                 item_of("c", "3")};
    take_page(&b, &flow, run, 0, true, "3", items, 3);
    struct state_entry e = entry_of("status 422: no customer 4711");
    end(&b, items[0].record, RECORD_DELIVERED, NULL, NULL);
    end(&b, items[1].record, RECORD_PARKED, &e, NULL);
    ck_assert(state_run_counts(b.r, run, &c));
    ck_assert_int_eq(c.read, 3);
    ck_assert_int_eq(c.open, 1);
    ck_assert_int_eq(c.parked, 1);
    ck_assert_ptr_null(watermark(&b, &flow));
    end(&b, items[2].record, RECORD_DROPPED, NULL, "keep: paid");
    ck_assert_str_eq(watermark(&b, &flow), "3");
    close_bench(&b);
}
END_TEST

START_TEST(a_repeat_is_no_record)
{
    struct bench b;
    struct state_counts c;

    open_bench(&b);
    int64_t run = begin(&b, &flow);
    struct state_item items[] = {item_of("a", "1")};
    take_page(&b, &flow, run, 0, true, "1", items, 1);
    end(&b, items[0].record, RECORD_DELIVERED, NULL, NULL);
    int64_t again = begin(&b, &flow);
    struct state_take t = take_page(&b, &flow, again, 0, true, "1", items, 1);
    ck_assert_uint_eq(t.repeats, 1);
    ck_assert_int_eq(items[0].record, 0);
    state_run_counts(b.r, again, &c);
    ck_assert_int_eq(c.read, 0);
    ck_assert_int_eq(c.repeats, 1);
    close_bench(&b);
}
END_TEST

START_TEST(the_watermark_waits_for_the_last_page)
{
    struct bench b;

    open_bench(&b);
    int64_t run = begin(&b, &flow);
    struct state_item one[] = {item_of("a", "1")}, two[] = {item_of("b", "2")};
    take_page(&b, &flow, run, 0, false, "1", one, 1);
    end(&b, one[0].record, RECORD_DELIVERED, NULL, NULL);
    ck_assert_ptr_null(watermark(&b, &flow));
    take_page(&b, &flow, run, 1, true, "2", two, 1);
    ck_assert_ptr_null(watermark(&b, &flow));
    end(&b, two[0].record, RECORD_DELIVERED, NULL, NULL);
    ck_assert_str_eq(watermark(&b, &flow), "2");
    close_bench(&b);
}
END_TEST

START_TEST(a_sorted_source_moves_it_page_by_page_without_gaps)
{
    struct bench b;

    open_bench(&b);
    int64_t run = begin(&b, &rising);
    struct state_item one[] = {item_of("a", "1")}, two[] = {item_of("b", "2")};
    take_page(&b, &rising, run, 0, false, "1", one, 1);
    take_page(&b, &rising, run, 1, false, "2", two, 1);
    end(&b, two[0].record, RECORD_DELIVERED, NULL, NULL);
    ck_assert_ptr_null(watermark(&b, &rising));
    end(&b, one[0].record, RECORD_DELIVERED, NULL, NULL);
    ck_assert_str_eq(watermark(&b, &rising), "2");
    close_bench(&b);
}
END_TEST

START_TEST(a_newer_version_closes_what_waits)
{
    struct bench b;
    struct state_counts c;

    open_bench(&b);
    int64_t run = begin(&b, &flow);
    struct state_item items[] = {item_of("a", "1"), item_of("a", "2")};
    take_page(&b, &flow, run, 0, true, "2", items, 2);
    struct state_entry e = entry_of("no");
    end(&b, items[0].record, RECORD_PARKED, &e, NULL);
    ck_assert(!state_superseded(b.r, "orders", items[0].key, STR("1")));
    end(&b, items[1].record, RECORD_DELIVERED, NULL, NULL);
    ck_assert(state_superseded(b.r, "orders", items[0].key, STR("1")));
    state_run_counts(b.r, run, &c);
    ck_assert_int_eq(c.parked, 0);
    ck_assert_int_eq(c.dropped, 1);
    close_bench(&b);
}
END_TEST

START_TEST(one_cause_is_one_problem)
{
    struct bench b;
    sqlite3_stmt *st;

    open_bench(&b);
    int64_t run = begin(&b, &flow);
    struct state_item items[] = {item_of("a", "1"), item_of("b", "2")};
    take_page(&b, &flow, run, 0, true, "2", items, 2);
    struct state_entry e = entry_of("customer 4711 is \"blocked\"");
    struct state_entry f = entry_of("customer 12 is \"unknown\"");
    end(&b, items[0].record, RECORD_PARKED, &e, NULL);
    end(&b, items[1].record, RECORD_PARKED, &f, NULL);
    sqlite3_prepare_v2(b.s->db.sqlite, "SELECT count(*),max(open) FROM problem",
                       -1, &st, NULL);
    ck_assert_int_eq(sqlite3_step(st), SQLITE_ROW);
    ck_assert_int_eq(sqlite3_column_int(st, 0), 1);
    ck_assert_int_eq(sqlite3_column_int(st, 1), 2);
    sqlite3_finalize(st);
    close_bench(&b);
}
END_TEST

START_TEST(a_child_that_passes_opens_its_parent)
{
    struct bench b;
    struct state_counts c;

    open_bench(&b);
    int64_t run = begin(&b, &flow), other = begin(&b, &child_flow);
    struct state_item parent[] = {item_of("p", "1")};
    struct state_item child[] = {item_of("c", NULL)};
    take_page(&b, &flow, run, 0, true, "1", parent, 1);
    struct state_take t = {.flow = "child",
                           .run = other,
                           .items = child,
                           .nitems = 1,
                           .caller = parent[0].record,
                           .call = "call child#1"};
    ck_assert_int_eq(state_take(b.s, &t), STATE_OK);
    struct state_entry e = entry_of("no");
    end(&b, child[0].record, RECORD_PARKED, &e, NULL);
    end(&b, parent[0].record, RECORD_PARKED, NULL, NULL);
    state_run_counts(b.r, run, &c);
    ck_assert_int_eq(c.parked, 1);
    sqlite3_exec(b.s->db.sqlite, "BEGIN", NULL, NULL, NULL);
    ck_assert(record_reopen(b.s, child[0].record));
    sqlite3_exec(b.s->db.sqlite, "COMMIT", NULL, NULL, NULL);
    end(&b, child[0].record, RECORD_DELIVERED, NULL, NULL);
    state_run_counts(b.r, run, &c);
    ck_assert_int_eq(c.open, 1);
    ck_assert_int_eq(c.parked, 0);
    close_bench(&b);
}
END_TEST

START_TEST(a_wrong_count_is_found)
{
    struct bench b;
    struct buf why = BUF_MAX(2000);

    open_bench(&b);
    int64_t run = begin(&b, &flow);
    struct state_item items[] = {item_of("a", "1")};
    take_page(&b, &flow, run, 0, true, "1", items, 1);
    sqlite3_exec(b.s->db.sqlite, "UPDATE run SET open=2,read=2", NULL, NULL,
                 NULL);
    ck_assert(!state_verify(b.r, run, &why));
    ck_assert_ptr_nonnull(strstr(why.ptr, "V1"));
    buf_clear(&why);
    sqlite3_exec(b.s->db.sqlite, "UPDATE run SET open=1,read=1", NULL, NULL,
                 NULL);
    sqlite3_exec(b.s->db.sqlite, "UPDATE payload SET body=x'00'", NULL, NULL,
                 NULL);
    ck_assert(!state_verify(b.r, 0, &why));
    ck_assert_ptr_nonnull(strstr(why.ptr, "V4"));
    buf_free(&why);
    state_reader_close(b.r);
    state_close(b.s);
    arena_free(b.a);
}
END_TEST

TCase *tcase_state(void);

TCase *tcase_state(void)
{
    TCase *t = tcase_create("state");

    tcase_add_test(t, counts_follow_a_record);
    tcase_add_test(t, a_repeat_is_no_record);
    tcase_add_test(t, the_watermark_waits_for_the_last_page);
    tcase_add_test(t, a_sorted_source_moves_it_page_by_page_without_gaps);
    tcase_add_test(t, a_newer_version_closes_what_waits);
    tcase_add_test(t, one_cause_is_one_problem);
    tcase_add_test(t, a_child_that_passes_opens_its_parent);
    tcase_add_test(t, a_wrong_count_is_found);
    return t;
}
