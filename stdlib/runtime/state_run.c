/*
 * T5, runs: a run begins and ends; its counts are proved at its end. Flows,
 * their locks, alerts and events.
 */
#include "stdlib/runtime/state_db.h"
#include "stdlib/runtime/state_disk.h"

#include <stdlib.h>
#include <string.h>

#define ALERT_WINDOW ((int64_t)15 * 60 * 1000000)

/* --- flows ---- */

struct put_flow {
    struct state_job job;
    const struct weir_flow *flow;
    int64_t id;
};

static bool apply_flow(struct weir_state *s, struct state_job *j)
{
    struct put_flow *p = (struct put_flow *)j;
    sqlite3_stmt *st = db_get(&s->db, SQL_FLOW_PUT);

    db_text(st, 1, p->flow->name);
    db_text(st, 2, p->flow->digest);
    if (db_row(&s->db, st))
        p->id = db_column_int(st, 0);
    db_end(st);
    return true;
}

static bool remember_flow(struct weir_state *s, const struct weir_flow *f)
{
    const struct weir_flow **at;

    pthread_mutex_lock(&s->lock);
    at = realloc(s->flows, (s->nflows + 1) * sizeof *at);
    if (at) {
        s->flows = at;
        at[s->nflows++] = f;
    }
    pthread_mutex_unlock(&s->lock);
    return at != NULL;
}

enum state_result state_take_flow(struct weir_state *s,
                                  const struct weir_flow *f, bool *taken)
{
    struct put_flow p = {.job = {.apply = apply_flow,
                                 .waits = true,
                                 .may_fail = true,
                                 .weight = 1},
                         .flow = f};
    enum state_result result = state_give(s, &p.job);

    *taken =
        result == STATE_OK && disk_lock(s, p.id, false) && remember_flow(s, f);
    return result;
}

/* --- alerts and events ---- */

void alerts_apply(struct state_db *db, const struct state_alert *a, int64_t now)
{
    for (; a; a = a->next) {
        sqlite3_stmt *st = db_get(db, SQL_ALERT_MERGE);

        db_text(st, 1, a->team);
        db_str(st, 2, a->key);
        db_int(st, 3, now - ALERT_WINDOW);
        db_run(db, st);
        if (db->rc == SQLITE_OK && sqlite3_changes(db->sqlite))
            continue;
        st = db_get(db, SQL_ALERT_INSERT);
        db_text(st, 1, a->team);
        db_str(st, 2, a->key);
        db_str(st, 3, a->body);
        db_int(st, 4, now);
        db_run(db, st);
    }
}

void event_add(struct state_db *db, int64_t at, int64_t record, int64_t entry,
               int64_t run, const char *what, const char *who, str detail)
{
    sqlite3_stmt *st = db_get(db, SQL_EVENT_ADD);

    db_int(st, 1, at);
    if (record)
        db_int(st, 2, record);
    if (entry)
        db_int(st, 3, entry);
    if (run)
        db_int(st, 4, run);
    db_text(st, 5, what);
    db_text(st, 6, who);
    db_str(st, 7, detail);
    db_run(db, st);
}

struct put_alert {
    struct state_job job;
    const struct state_alert *alert;
};

static bool apply_alert(struct weir_state *s, struct state_job *j)
{
    alerts_apply(&s->db, ((struct put_alert *)j)->alert, state_now(s));
    return true;
}

enum state_result state_alert(struct weir_state *s, const struct state_alert *a)
{
    struct put_alert p = {.job = {.apply = apply_alert,
                                  .waits = true,
                                  .may_fail = true,
                                  .weight = 1},
                          .alert = a};

    return state_give(s, &p.job);
}

struct sent_alert {
    struct state_job job;
    int64_t id;
};

static bool apply_sent(struct weir_state *s, struct state_job *j)
{
    sqlite3_stmt *st = db_get(&s->db, SQL_ALERT_SENT);

    db_int(st, 1, ((struct sent_alert *)j)->id);
    db_int(st, 2, state_now(s));
    db_run(&s->db, st);
    return true;
}

enum state_result state_alert_sent(struct weir_state *s, int64_t id)
{
    struct sent_alert p = {.job = {.apply = apply_sent,
                                   .waits = true,
                                   .may_fail = true,
                                   .weight = 1},
                           .id = id};

    return state_give(s, &p.job);
}

/* --- runs ---- */

static bool apply_begin(struct weir_state *s, struct state_job *j)
{
    struct state_run *r = (struct state_run *)j;
    struct state_db *db = &s->db;
    sqlite3_stmt *st = db_get(db, SQL_RUN_INSERT);

    db_text(st, 1, r->flow->name);
    db_text(st, 2, r->kind);
    db_text(st, 3, r->flow->digest);
    if (r->due)
        db_int(st, 4, r->due);
    db_int(st, 5, state_now(s));
    db_run(db, st);
    r->id = sqlite3_last_insert_rowid(db->sqlite);
    st = db_get(db, SQL_FLOW_RUNNING);
    db_text(st, 1, r->flow->name);
    db_run(db, st);
    return true;
}

enum state_result state_run_begin(struct weir_state *s, struct state_run *r)
{
    r->job = (struct state_job){
        .apply = apply_begin, .waits = true, .may_fail = true, .weight = 1};
    return state_give(s, &r->job);
}

static void at_end(struct state_db *db, int64_t run, struct buf *json)
{
    sqlite3_stmt *st = db_get(db, SQL_RUN_COUNTS);

    db_int(st, 1, run);
    if (!db_row(db, st))
        return;
    buf_printf(json,
               "{\"read\":%lld,\"open\":%lld,\"delivered\":%lld,"
               "\"parked\":%lld,\"dropped\":%lld,\"repeats\":%lld}",
               (long long)db_column_int(st, 0), (long long)db_column_int(st, 1),
               (long long)db_column_int(st, 2), (long long)db_column_int(st, 3),
               (long long)db_column_int(st, 4),
               (long long)db_column_int(st, 5));
    db_end(st);
}

static void read_entries(struct weir_state *s, const struct state_run *r)
{
    uint8_t id[DIGEST_SIZE];

    for (;;) {
        sqlite3_stmt *st = db_get(&s->db, SQL_ENTRY_CLOSE_READ);

        if (!r->read_well && !r->entries)
            return;
        db_text(st, 1, r->flow->name);
        db_int(st, 2, state_now(s));
        if (!db_row(&s->db, st))
            break;
        memcpy(id, sqlite3_column_blob(st, 0), sizeof id);
        db_end(st);
        problem_settle(&s->db, id, -1);
    }
    for (const struct state_entry *e = r->entries; e; e = e->next)
        entry_insert(s, e, 0, r->id, r->flow->name, r->flow->digest);
}

static bool apply_run_end(struct weir_state *s, struct state_job *j)
{
    struct state_run *r = (struct state_run *)j;
    struct state_db *db = &s->db;
    struct buf json = BUF_MAX(400);
    int64_t now = state_now(s);

    at_end(db, r->id, &json);
    sqlite3_stmt *st = db_get(db, SQL_RUN_END);
    db_int(st, 1, r->id);
    db_int(st, 2, now);
    db_text(st, 3, r->outcome);
    db_str(st, 4, buf_view(&json));
    db_run(db, st);
    buf_free(&json);
    st = db_get(db, SQL_FLOW_REST);
    db_text(st, 1, r->flow->name);
    db_text(st, 2, r->flow_state);
    db_str(st, 3, r->why);
    if (r->next_due)
        db_int(st, 4, r->next_due);
    if (strcmp(r->outcome, "ok") == 0)
        db_int(st, 5, now);
    db_int(st, 6, (int64_t)r->skipped);
    db_run(db, st);
    read_entries(s, r);
    alerts_apply(db, r->alerts, now);
    return true;
}

enum state_result state_run_end(struct weir_state *s, struct state_run *r)
{
    r->job =
        (struct state_job){.apply = apply_run_end, .waits = true, .weight = 1};
    return state_give(s, &r->job);
}

/* --- retention ---- */

struct prune {
    struct state_job job;
    int64_t before;
    int64_t runs;
};

/* A run goes as a whole: its rows, never its counts. */
static bool apply_prune(struct weir_state *s, struct state_job *j)
{
    static const enum state_sql steps[] = {SQL_PRUNE_EFFECTS, SQL_PRUNE_PARTS,
                                           SQL_PRUNE_ENTRIES, SQL_PRUNE_RECORDS,
                                           SQL_PRUNE_PAGES};
    struct prune *p = (struct prune *)j;
    struct state_db *db = &s->db;
    int64_t runs[16];
    size_t n = 0;
    sqlite3_stmt *st = db_get(db, SQL_PRUNE_RUNS);

    db_int(st, 1, p->before);
    while (n < 16 && db_row(db, st))
        runs[n++] = db_column_int(st, 0);
    db_end(st);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) {
            st = db_get(db, steps[k]);
            db_int(st, 1, runs[i]);
            db_run(db, st);
        }
    p->runs = (int64_t)n;
    return true;
}

enum state_result state_prune(struct weir_state *s, int64_t before)
{
    for (;;) {
        struct prune p = {.job = {.apply = apply_prune,
                                  .waits = true,
                                  .may_fail = true,
                                  .weight = 64},
                          .before = before};
        enum state_result result = state_give(s, &p.job);

        if (result != STATE_OK || p.runs < 16)
            return result;
    }
}

struct forget {
    struct state_job job;
    const char *flow, *step;
    int64_t before;
};

static bool apply_forget(struct weir_state *s, struct state_job *j)
{
    struct forget *f = (struct forget *)j;
    sqlite3_stmt *st = db_get(&s->db, SQL_DEDUPE_FORGET);

    db_text(st, 1, f->flow);
    db_text(st, 2, f->step);
    db_int(st, 3, f->before);
    db_run(&s->db, st);
    return true;
}

enum state_result state_dedupe_forget(struct weir_state *s, const char *flow,
                                      const char *step, int64_t before)
{
    struct forget f = {.job = {.apply = apply_forget,
                               .waits = true,
                               .may_fail = true,
                               .weight = 64},
                       .flow = flow,
                       .step = step,
                       .before = before};

    return state_give(s, &f.job);
}

/* --- outputs ---- */

void state_put_output(struct weir_state *s, str name, int64_t length)
{
    struct buf key = BUF_MAX(8192);
    sqlite3_stmt *st =
        db_get(&s->db, length < 0 ? SQL_META_DROP : SQL_META_SET);

    buf_printf(&key, "out:%" STR_FMT, STR_ARG(name));
    db_str(st, 1, buf_view(&key));
    if (length >= 0)
        db_int(st, 2, length);
    db_run(&s->db, st);
    buf_free(&key);
}

struct state_output_row *state_output_rows(struct state_reader *r,
                                           struct arena *a)
{
    struct state_db *db = reader_db(r);
    sqlite3_stmt *st = db_get(db, SQL_META_OUTPUTS);
    struct state_output_row *first = NULL;

    while (db_row(db, st)) {
        struct state_output_row *o = arena_make(a, struct state_output_row);

        o->name = db_column(st, 0, a);
        o->length = db_column_int(st, 1);
        o->next = first;
        first = o;
    }
    return first;
}
