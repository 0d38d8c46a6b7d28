#include "stdlib/runtime/digest.h"
#include "stdlib/runtime/state_db.h"
#include "stdlib/runtime/state_disk.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DAY ((int64_t)86400 * 1000000)

/* A state with a flow, a caller's and a called flow's. */
struct life {
    struct weir_state *s;
    struct state_reader *r;
    struct arena *a;
    int64_t now;
    bool failed;
};

static const struct weir_flow flow = {.name = "orders", .digest = "d"};
static const struct weir_flow called = {.name = "ship", .digest = "d"};

static int64_t now(void *clock)
{
    return *(int64_t *)clock;
}

static void fatal(void *context, const char *why)
{
    (void)why;
    *(bool *)context = true;
}

static void begin_life(struct life *l, const char *folder, int64_t at)
{
    struct buf why = BUF_MAX(2000);
    int status;
    bool taken;

    *l = (struct life){.now = at, .a = arena_new()};
    struct state_config c = {.folder = folder,
                             .estate = "test",
                             .now = now,
                             .clock = &l->now,
                             .fatal = fatal,
                             .context = &l->failed};
    l->s = state_open(&c, &why, &status);
    ck_assert_msg(l->s != NULL, "%s", why.ptr);
    l->r = state_reader_open(l->s);
    ck_assert_int_eq(state_take_flow(l->s, &flow, &taken), STATE_OK);
    ck_assert(taken);
    state_take_flow(l->s, &called, &taken);
    buf_free(&why);
}

static void end_life(struct life *l)
{
    struct buf why = BUF_MAX(4000);

    state_flush(l->s);
    ck_assert_msg(state_verify(l->r, 0, &why), "%s", why.ptr);
    ck_assert(!l->failed);
    state_reader_close(l->r);
    state_close(l->s);
    arena_free(l->a);
    buf_free(&why);
}

static int64_t run_begin(struct life *l, const struct weir_flow *f)
{
    struct state_run run = {.flow = f, .kind = "once"};

    ck_assert_int_eq(state_run_begin(l->s, &run), STATE_OK);
    return run.id;
}

static void run_end(struct life *l, const struct weir_flow *f, int64_t id)
{
    struct state_run run = {.flow = f,
                            .kind = "once",
                            .id = id,
                            .outcome = "ok",
                            .flow_state = "ready",
                            .why = {NULL, 0}};

    ck_assert_int_eq(state_run_end(l->s, &run), STATE_OK);
}

static int64_t take_one(struct life *l, const struct weir_flow *f, int64_t run,
                        const char *name, int64_t caller)
{
    struct state_item item = {
        .body = str_from(name), .version = {NULL, 0}, .shown = str_from(name)};
    struct state_take t = {.flow = f->name,
                           .run = run,
                           .items = &item,
                           .nitems = 1,
                           .caller = caller,
                           .call = caller ? "call ship#1" : NULL};

    digest_plain(item.body, item.digest);
    memcpy(item.rid, item.digest, RID_SIZE);
    memcpy(item.key, item.digest, KEY_SIZE);
    ck_assert_int_eq(state_take(l->s, &t), STATE_OK);
    ck_assert_int_ne(item.record, 0);
    return item.record;
}

static void end_one(struct life *l, int64_t record, enum record_state to,
                    struct state_claim *claims, bool entry)
{
    struct state_effect done = {
        .step = "write w#1", .state = EFFECT_DONE, .changed = true};
    struct state_entry e = {.queue = "failures",
                            .kind = "record",
                            .path = STR(""),
                            .step = "write w#1",
                            .class = WEIR_REJECTED,
                            .message = STR("no"),
                            .retain = DAY};
    struct state_end end = {.job = {.waits = true},
                            .record = record,
                            .flow = "orders",
                            .digest = "d",
                            .state = to,
                            .reason = to == RECORD_DROPPED ? "keep: x" : NULL,
                            .claims = claims,
                            .entries = entry ? &e : NULL,
                            .effects = to == RECORD_DELIVERED ? &done : NULL};

    state_end(l->s, &end);
    ck_assert_int_eq(end.job.result, STATE_OK);
}

static int64_t count(struct life *l, const char *sql)
{
    sqlite3_stmt *st = NULL;

    state_flush(l->s);
    ck_assert_int_eq(sqlite3_prepare_v2(l->s->db.sqlite, sql, -1, &st, NULL),
                     SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(st), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return n;
}

START_TEST(an_entry_that_nobody_looked_at_expires_and_is_counted)
{
    struct life l;
    struct state_counts c;
    size_t expired;

    begin_life(&l, NULL, DAY);
    int64_t run = run_begin(&l, &flow), sub = run_begin(&l, &called);
    int64_t parent = take_one(&l, &flow, run, "p", 0);
    int64_t child = take_one(&l, &called, sub, "c", parent);
    end_one(&l, child, RECORD_PARKED, NULL, true);
    end_one(&l, parent, RECORD_PARKED, NULL, false);
    state_expire(l.s, &expired);
    ck_assert_uint_eq(expired, 0);
    l.now += 2 * DAY;
    ck_assert_int_eq(state_expire(l.s, &expired), STATE_OK);
    ck_assert_uint_eq(expired, 1);
    state_run_counts(l.r, run, &c);
    ck_assert_int_eq(c.dropped, 1);
    ck_assert_int_eq(c.parked, 0);
    ck_assert_int_eq(count(&l, "SELECT count(*) FROM payload"), 0);
    ck_assert_int_eq(
        count(&l, "SELECT count(*) FROM entry WHERE state='expired'"), 1);
    ck_assert_int_eq(
        count(&l, "SELECT count(*) FROM record WHERE reason='expired'"), 2);
    end_life(&l);
}
END_TEST

START_TEST(old_runs_lose_their_rows_and_keep_their_counts)
{
    struct life l;
    struct state_counts c;

    begin_life(&l, NULL, DAY);
    int64_t run = run_begin(&l, &flow), sub = run_begin(&l, &called);
    int64_t parent = take_one(&l, &flow, run, "p", 0);
    int64_t child = take_one(&l, &called, sub, "c", parent);
    end_one(&l, child, RECORD_DELIVERED, NULL, false);
    end_one(&l, parent, RECORD_DELIVERED, NULL, false);
    run_end(&l, &called, sub);
    run_end(&l, &flow, run);
    l.now += 10 * DAY;
    int64_t young = run_begin(&l, &flow);
    int64_t waits = take_one(&l, &flow, young, "w", 0);
    end_one(&l, waits, RECORD_PARKED, NULL, true);
    run_end(&l, &flow, young);
    // The caller's rows go when nothing refers to them any more.
    ck_assert_int_eq(state_prune(l.s, 5 * DAY), STATE_OK);
    ck_assert_int_eq(state_prune(l.s, 5 * DAY), STATE_OK);
    ck_assert_int_eq(count(&l, "SELECT count(*) FROM record"), 1);
    ck_assert_int_eq(count(&l, "SELECT count(*) FROM effect"), 0);
    state_run_counts(l.r, run, &c);
    ck_assert_int_eq(c.delivered, 1);
    l.now += 100 * DAY;
    ck_assert_int_eq(state_prune(l.s, l.now), STATE_OK);
    ck_assert_int_eq(count(&l, "SELECT count(*) FROM record"), 1);
    end_life(&l);
}
END_TEST

START_TEST(a_claim_is_done_with_its_record_and_else_let_go)
{
    struct life l;
    struct state_claim claim = {.step = "dedupe#1", .key = {7}};
    int64_t holder;

    begin_life(&l, NULL, DAY);
    int64_t run = run_begin(&l, &flow);
    int64_t one = take_one(&l, &flow, run, "1", 0);
    int64_t two = take_one(&l, &flow, run, "2", 0);
    end_one(&l, one, RECORD_OPEN, &claim, false);
    ck_assert_int_eq(
        state_dedupe(l.r, "orders", "dedupe#1", claim.key, 0, &holder),
        DEDUPE_CLAIMED);
    ck_assert_int_eq(holder, one);
    end_one(&l, one, RECORD_DELIVERED, &claim, false);
    ck_assert_int_eq(
        state_dedupe(l.r, "orders", "dedupe#1", claim.key, 0, &holder),
        DEDUPE_DONE);
    ck_assert_int_eq(
        state_dedupe(l.r, "orders", "dedupe#1", claim.key, 2 * DAY, &holder),
        DEDUPE_FREE);
    claim.key[0] = 8;
    end_one(&l, two, RECORD_PARKED, &claim, true);
    ck_assert_int_eq(
        state_dedupe(l.r, "orders", "dedupe#1", claim.key, 0, &holder),
        DEDUPE_FREE);
    state_dedupe_forget(l.s, "orders", "dedupe#1", 2 * DAY);
    ck_assert_int_eq(count(&l, "SELECT count(*) FROM dedupe"), 0);
    end_life(&l);
}
END_TEST

START_TEST(a_retry_that_fails_again_is_the_same_entry)
{
    struct life l;

    begin_life(&l, NULL, DAY);
    int64_t run = run_begin(&l, &flow);
    int64_t one = take_one(&l, &flow, run, "1", 0);
    end_one(&l, one, RECORD_PARKED, NULL, true);
    sqlite3_exec(l.s->db.sqlite, "BEGIN", NULL, NULL, NULL);
    ck_assert(record_reopen(l.s, one));
    sqlite3_exec(l.s->db.sqlite, "COMMIT", NULL, NULL, NULL);
    end_one(&l, one, RECORD_PARKED, NULL, true);
    ck_assert_int_eq(count(&l, "SELECT count(*) FROM entry"), 1);
    ck_assert_int_eq(count(&l, "SELECT open FROM problem"), 1);
    sqlite3_exec(l.s->db.sqlite, "BEGIN", NULL, NULL, NULL);
    record_reopen(l.s, one);
    sqlite3_exec(l.s->db.sqlite, "COMMIT", NULL, NULL, NULL);
    end_one(&l, one, RECORD_DELIVERED, NULL, false);
    ck_assert_int_eq(
        count(&l, "SELECT count(*) FROM entry WHERE state='resolved'"), 1);
    ck_assert_int_eq(
        count(&l, "SELECT count(*) FROM problem WHERE state='resolved'"), 1);
    end_life(&l);
}
END_TEST

static void copy_file(const char *from, const char *to)
{
    char text[65536];
    FILE *a = fopen(from, "rb"), *b = fopen(to, "wb");

    ck_assert(a && b);
    for (size_t n; (n = fread(text, 1, sizeof text, a)) > 0;)
        ck_assert_uint_eq(fwrite(text, 1, n, b), n);
    fclose(a);
    fclose(b);
}

static void remove_folder(const char *folder)
{
    const char *names[] = {"state.db",          "state.lock",
                           "state.generation",  "state.ballast",
                           "state.backup.1.db", "old"};
    char path[300];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

START_TEST(a_state_that_fell_back_is_noticed)
{
    char folder[] = "/tmp/weir-state-XXXXXX", db[300], old[300];
    struct life l;

    ck_assert(mkdtemp(folder));
    snprintf(db, sizeof db, "%s/state.db", folder);
    snprintf(old, sizeof old, "%s/old", folder);
    begin_life(&l, folder, DAY);
    ck_assert(!state_fell_back(l.s));
    ck_assert(state_look_after(l.s));
    end_life(&l);
    copy_file(db, old);
    begin_life(&l, folder, DAY);
    ck_assert(!state_fell_back(l.s));
    end_life(&l);
    copy_file(old, db);
    begin_life(&l, folder, DAY);
    ck_assert(state_fell_back(l.s));
    ck_assert_int_eq(count(&l, "SELECT value FROM meta WHERE name='fell_back'"),
                     1);
    end_life(&l);
    remove_folder(folder);
}
END_TEST

START_TEST(a_file_that_is_no_state_is_left_alone)
{
    char folder[] = "/tmp/weir-state-XXXXXX", db[300];
    struct buf why = BUF_MAX(2000);
    int64_t clock = DAY;
    int status;

    ck_assert(mkdtemp(folder));
    snprintf(db, sizeof db, "%s/state.db", folder);
    FILE *f = fopen(db, "wb");
    fputs("this is a letter, and it is long enough to be looked at twice", f);
    fclose(f);
    struct state_config c = {
        .folder = folder, .estate = "t", .now = now, .clock = &clock};
    ck_assert_ptr_null(state_open(&c, &why, &status));
    ck_assert_int_eq(status, 5);
    ck_assert_uint_gt(why.len, 0);
    buf_free(&why);
    remove_folder(folder);
}
END_TEST

START_TEST(processes_on_one_state_share_a_rate)
{
    struct life l;
    struct state_lease a = {
        .instance = "shop@1 https://a", .per_us = 4e-6, .burst = 10, .most = 4};

    begin_life(&l, NULL, 1000 * DAY);
    for (int i = 0; i < 2; i++) { // the burst, a second's tokens at a time
        ck_assert_int_eq(state_lease(l.s, &a), STATE_OK);
        ck_assert_int_eq(a.got, 4);
    }
    state_lease(l.s, &a);
    ck_assert_int_eq(a.got, 2);
    state_lease(l.s, &a);
    ck_assert_int_eq(a.got, 0);
    ck_assert_int_ge(a.wait, 250000);
    ck_assert_int_le(a.wait, 250002);
    l.now += 500000;
    state_lease(l.s, &a);
    ck_assert_int_eq(a.got, 2);
    // Another system's bucket is another.
    struct state_lease b = a;

    b.instance = "shop@1 https://b";
    state_lease(l.s, &b);
    ck_assert_int_eq(b.got, 4);
    // One that was told to wait tells all, and none shortens it.
    b.most = 0;
    b.close_until = l.now + 5000000;
    state_lease(l.s, &b);
    b.close_until = l.now + 1000000;
    b.most = 4;
    state_lease(l.s, &b);
    ck_assert_int_eq(b.got, 0);
    ck_assert_int_eq(b.wait, 5000000);
    b.close_until = 0;
    l.now += 5000000;
    state_lease(l.s, &b);
    ck_assert_int_eq(b.got, 4);
    end_life(&l);
}
END_TEST

TCase *tcase_state_life(void);

TCase *tcase_state_life(void)
{
    TCase *t = tcase_create("state_life");

    tcase_add_test(t, an_entry_that_nobody_looked_at_expires_and_is_counted);
    tcase_add_test(t, old_runs_lose_their_rows_and_keep_their_counts);
    tcase_add_test(t, a_claim_is_done_with_its_record_and_else_let_go);
    tcase_add_test(t, a_retry_that_fails_again_is_the_same_entry);
    tcase_add_test(t, a_state_that_fell_back_is_noticed);
    tcase_add_test(t, a_file_that_is_no_state_is_left_alone);
    tcase_add_test(t, processes_on_one_state_share_a_rate);
    return t;
}
