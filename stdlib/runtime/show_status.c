/*
 * How the flows stand, and whether the state proves it.
 */
#include "stdlib/runtime/show_in.h"

#include <string.h>
#include <time.h>

static void flows(struct shown *v)
{
    static const char *const head[] = {"FLOW",    "STATE",   "LAST RUN",
                                       "OUTCOME", "LAST OK", "OPEN",
                                       "PARKED",  "WHY"};
    sqlite3_stmt *st = shown_query(
        v, "SELECT f.name,f.state,(SELECT max(started) FROM run WHERE"
           " flow=f.name),(SELECT coalesce(outcome,'running') FROM run WHERE"
           " flow=f.name ORDER BY id DESC LIMIT 1),f.last_ok,(SELECT count(*)"
           " FROM record WHERE flow=f.name AND state='open'),(SELECT"
           " coalesce(sum(parked),0) FROM run WHERE flow=f.name),f.why FROM"
           " flow f ORDER BY f.name");
    struct table t;

    table_begin(&t, v->arena, head, sizeof head / sizeof *head);
    while (shown_row(v, st))
        for (int i = 0; i < 8; i++)
            table_cell(&t, v->arena,
                       i == 2 || i == 4
                           ? shown_time(v->arena, db_column_int(st, i))
                           : shown_column(v, st, i));
    table_write(&t, v->show->out);
}

static void queues(struct shown *v)
{
    static const char *const head[] = {"QUEUE", "WAITING", "OLDEST", "OVERDUE"};
    sqlite3_stmt *st = shown_query(
        v, "SELECT queue,count(*),min(first_at),sum(due_at<?1 AND triaged_at"
           " IS NULL) FROM entry WHERE state IN('waiting','assigned',"
           "'retrying') GROUP BY queue ORDER BY queue");
    struct table t;

    db_int(st, 1, (int64_t)time(NULL) * 1000000);
    table_begin(&t, v->arena, head, sizeof head / sizeof *head);
    while (shown_row(v, st))
        for (int i = 0; i < 4; i++)
            table_cell(&t, v->arena,
                       i == 2 ? shown_time(v->arena, db_column_int(st, i))
                              : shown_column(v, st, i));
    if (t.n > t.columns) {
        buf_char(v->show->out, '\n');
        table_write(&t, v->show->out);
    }
}

static int64_t ill(struct shown *v)
{
    int64_t n = 0;
    sqlite3_stmt *st = shown_query(
        v, "SELECT (SELECT count(*) FROM flow WHERE state IN('halted',"
           "'paused'))+(SELECT count(*) FROM flow f WHERE (SELECT outcome FROM"
           " run WHERE flow=f.name AND ended IS NOT NULL ORDER BY id DESC LIMIT"
           " 1) IN('halted','incomplete','failed'))+(SELECT count(*) FROM entry"
           " WHERE state='waiting' AND triaged_at IS NULL AND due_at<?1)");

    db_int(st, 1, (int64_t)time(NULL) * 1000000);
    while (shown_row(v, st))
        n = db_column_int(st, 0);
    return n;
}

int show_status(const struct show *s, bool check)
{
    struct shown v;

    if (!shown_open(&v, s))
        return 2;
    flows(&v);
    queues(&v);
    bool sick = check && ill(&v) > 0;
    int status = v.reader.db.rc != SQLITE_OK ? 2 : sick;

    if (status == 1)
        buf_printf(s->why, "something is ill: a flow halted or did not read "
                           "to the end, or an entry is overdue");
    shown_close(&v);
    return status;
}

static bool whole(struct shown *v)
{
    sqlite3_stmt *st = shown_query(v, "PRAGMA quick_check(1)");
    bool good = false;

    while (shown_row(v, st))
        good = str_eq(shown_column(v, st, 0), STR("ok"));
    return good;
}

int show_verify(const struct show *s)
{
    struct shown v;
    struct buf wrong = BUF_MAX(65536);

    if (!shown_open(&v, s))
        return 2;
    bool good = whole(&v);

    if (!good)
        buf_text(&wrong, "state.db is damaged\n");
    good = state_verify(&v.reader, 0, &wrong) && good;
    if (good)
        buf_text(s->out, "V1 to V10 hold\n");
    else
        buf_str(s->out, buf_view(&wrong));
    buf_free(&wrong);
    shown_close(&v);
    return good ? 0 : 1;
}

int show_resume(const struct show *s, const char *flow, const char *who,
                bool accept_repeats)
{
    struct shown v;
    struct state_db db;
    struct buf path = BUF_MAX(4096);
    int changed = 0;

    if (!shown_open(&v, s))
        return 2;
    bool known = shown_known(&v, "flow", flow, "SELECT name FROM flow");

    shown_close(&v);
    if (!known)
        return 1;
    buf_printf(&path, "%s/state.db", s->folder);
    bool good = db_open(&db, path.ptr, SQLITE_OPEN_READWRITE, s->why);

    buf_free(&path);
    if (!good)
        return 2;
    db_exec(&db, "BEGIN IMMEDIATE");
    if (accept_repeats)
        db_exec(&db, "UPDATE meta SET value=0 WHERE name='fell_back'");
    sqlite3_stmt *st = db_get(&db, SQL_FLOW_RESUME);
    db_text(st, 1, flow);
    db_run(&db, st);
    changed = sqlite3_changes(db.sqlite);
    event_add(&db, (int64_t)time(NULL) * 1000000, 0, 0, 0, "resume", who,
              str_from(flow));
    db_exec(&db, "COMMIT");
    int status = db.rc != SQLITE_OK ? 2 : changed ? 0 : 1;

    if (status == 2)
        buf_printf(s->why, "the state can't be written: %s",
                   sqlite3_errmsg(db.sqlite));
    else if (status == 1)
        buf_printf(s->why, "\"%s\" is not halted", flow);
    else
        buf_printf(s->out, "\"%s\" runs again at its next tick\n", flow);
    db_close(&db);
    return status;
}
