/*
 * `weir test`: each test has an engine of its own, with a state in memory,
 * systems in memory and a clock that only waits move.
 */
#include "stdlib/runtime/outputs.h"
#include "stdlib/runtime/program.h"
#include "stdlib/runtime/simulate.h"
#include "stdlib/runtime/state_db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLOCK_BEGINS ((int64_t)1767225600 * SECOND) // 2026-01-01
#define SHOWN 3
#define SHOWN_BYTES 200

static int64_t state_clock(void *engine)
{
    return engine_now(engine);
}

static void state_fatal(void *engine, const char *why)
{
    engine_failed(engine, why);
}

static const char *set_in(const struct weir_environment *v, const char *name)
{
    for (size_t i = 0; i < v->nsettings; i++)
        if (strcmp(v->settings[i].name, name) == 0)
            return v->settings[i].value;
    return NULL;
}

/* A setting is what weir.yaml says, of the chosen environment or of the first
 * that says it; of the rest, and of secrets, nothing depends on what it is. */
static const char *test_value(const struct weir_estate *s,
                              const char *environment, const char *name)
{
    const char *value = NULL;

    for (size_t i = 0; i < s->nenvironments; i++) {
        const char *found = set_in(&s->environments[i], name);

        if (found &&
            (!value || strcmp(s->environments[i].name, environment) == 0))
            value = found;
    }
    return value ? value : "1";
}

static void settings_of_test(struct weir_engine *e)
{
    const struct weir_estate *s = e->estate;

    e->nsettings = s->nsettings + s->nsecrets;
    e->settings = arena_array(e->arena, struct setting, e->nsettings + 1);
    for (size_t i = 0; i < e->nsettings; i++) {
        bool secret = i >= s->nsettings;
        const char *name =
            secret ? s->secrets[i - s->nsettings] : s->settings[i];

        e->settings[i] = (struct setting){
            .name = name,
            .value = str_from(secret ? "secret"
                                     : test_value(s, e->environment, name))};
    }
}

static bool open_test(struct weir_engine *e, const struct weir_test *t,
                      struct buf *why)
{
    int status;

    e->virtual_clock = true;
    e->virtual_now = CLOCK_BEGINS;
    e->random = 88172645463325252u;
    e->quiet = !getenv("WEIR_TEST_LOG");
    settings_of_test(e);
    e->simulation = simulation_new(e->arena, e, t, why);
    if (!e->simulation || !engine_open_instances(e, why))
        return false;
    struct state_config c = {.estate = e->estate->name,
                             .quick = true,
                             .now = state_clock,
                             .clock = e,
                             .fatal = state_fatal,
                             .context = e};

    e->state = state_open(&c, why, &status);
    return e->state && engine_open_flows(e, why);
}

/* --- expectations ---- */

static size_t matching(struct weir_engine *e, const struct weir_test_line *l,
                       const str *items, size_t n)
{
    struct weir_context x = {.arena = e->arena, .now = {engine_now(e), 0}};
    size_t found = 0;

    for (size_t i = 0; i < n; i++) {
        x.failed = WEIR_OK;
        found += !l->where || (l->where(&x, items[i]) && !x.failed);
    }
    return found;
}

static str *queue_records(struct weir_engine *e, const char *queue, size_t *n)
{
    struct state_reader *r = state_reader_open(e->state);
    sqlite3_stmt *st = db_get(reader_db(r), SQL_QUEUE_PAYLOADS);
    str *items = arena_array(e->arena, str, WEIR_PAGE_ITEMS);

    *n = 0;
    db_text(st, 1, queue);
    while (*n < WEIR_PAGE_ITEMS && db_row(reader_db(r), st))
        items[(*n)++] = db_column(st, 0, e->arena);
    db_end(st);
    state_reader_close(r);
    return items;
}

static void show(const str *items, size_t n)
{
    for (size_t i = 0; i < n && i < SHOWN; i++)
        printf("        %" STR_FMT "%s\n",
               STR_ARG(str_slice(items[i], 0, SHOWN_BYTES)),
               items[i].len > SHOWN_BYTES ? "..." : "");
    if (n > SHOWN)
        printf("        and %zu more\n", n - SHOWN);
}

static void fail_head(const struct weir_test_line *l, bool *head,
                      const struct weir_test *t)
{
    if (!*head)
        printf("FAIL  %s\n", t->title);
    *head = true;
    printf("      %s: %s\n", l->at, l->text);
}

static void expect_records(struct weir_engine *e, const struct weir_test *t,
                           const struct weir_test_line *l, bool *failed)
{
    size_t n;
    str *items =
        l->alias ? simulation_records(e->simulation, l->alias, l->endpoint, &n)
                 : queue_records(e, l->endpoint, &n);
    size_t found = matching(e, l, items, n);

    if ((int64_t)found == l->count)
        return;
    fail_head(l, failed, t);
    if (l->where && n)
        printf("      found %zu that fit, of these %zu:\n", found, n);
    else
        printf("      found %zu%s\n", found, n ? ":" : "");
    show(items, n);
}

static void expect_reply(struct weir_engine *e, const struct weir_test *t,
                         const struct weir_test_line *l, bool *failed)
{
    str reply = simulation_reply(e->simulation);

    if (reply.ptr && matching(e, l, &reply, 1) == 1)
        return;
    fail_head(l, failed, t);
    printf("      found %s\n", reply.ptr ? "this reply:" : "no reply");
    if (reply.ptr)
        show(&reply, 1);
}

/* --- a test ---- */

static int64_t next_after(const struct weir_test *t, int64_t now)
{
    int64_t next = 0;

    for (size_t i = 0; i < t->nlines; i++)
        if (t->lines[i].after > now && (!next || t->lines[i].after < next))
            next = t->lines[i].after;
    return next;
}

static int run_flow(struct weir_engine *e, const struct weir_test *t)
{
    struct engine_flow *f = engine_flow(e, t->flow);
    struct run_options o = {.kind = "once"};
    int status = flow_run_once(e, f, &o);
    int64_t at = 0;

    for (at = next_after(t, 0); at; at = next_after(t, at)) {
        int64_t wait = CLOCK_BEGINS + at - engine_now(e);

        engine_sleep(e, wait > 0 ? wait : 0);
        status = flow_run_once(e, f, &o);
    }
    return status;
}

static bool judge(struct weir_engine *e, const struct weir_test *t, int status)
{
    bool failed = false;

    for (size_t i = 0; i < t->nlines; i++) {
        if (t->lines[i].kind == WEIR_EXPECT)
            expect_records(e, t, &t->lines[i], &failed);
        if (t->lines[i].kind == WEIR_EXPECT_REPLY)
            expect_reply(e, t, &t->lines[i], &failed);
    }
    if (e->failed && !failed)
        printf("FAIL  %s\n", t->title);
    if (e->failed)
        printf("      the state failed\n");
    failed = failed || e->failed;
    if (failed && status == 3)
        printf("      the run halted\n");
    if (!failed)
        printf("ok    %s\n", t->title);
    return !failed;
}

/* 1 passed, 0 failed, -1 could not run. */
static int run_test(const struct program *p, const struct weir_test *t)
{
    struct weir_engine e;
    struct buf why = BUF_MAX(4096);
    int result = -1;

    engine_init(&e, p->estate);
    if (p->environment)
        e.environment = p->environment;
    if (open_test(&e, t, &why))
        result = judge(&e, t, run_flow(&e, t));
    else
        fprintf(stderr, "%s: %s: %s\n", t->at, t->title,
                why.ptr ? why.ptr : "can't run");
    engine_close_flows(&e);
    state_close(e.state);
    engine_done(&e);
    buf_free(&why);
    return result;
}

static bool chosen(const struct program *p, const struct weir_test *t)
{
    for (size_t i = 0; i < p->nnames; i++)
        if (strcmp(p->names[i], t->title) == 0 ||
            strcmp(p->names[i], t->flow->name) == 0)
            return true;
    return !p->nnames;
}

int program_test(const struct program *p)
{
    size_t passed = 0, failed = 0, broken = 0;

    for (size_t i = 0; i < p->estate->ntests; i++) {
        const struct weir_test *t = p->estate->tests[i];

        if (!chosen(p, t))
            continue;
        int result = run_test(p, t);

        passed += result == 1;
        failed += result == 0;
        broken += result < 0;
        fflush(stdout);
    }
    if (!passed && !failed && !broken) {
        fprintf(stderr, "there is no test to run\n");
        return 2;
    }
    printf("%zu passed, %zu failed\n", passed, failed + broken);
    return broken ? 2 : failed ? 1 : 0;
}
