/*
 * The ledger: runs with their counts, why records were dropped.
 */
#include "stdlib/runtime/show_in.h"

static const char *const head[] = {"RUN",     "FLOW",    "KIND",    "STARTED",
                                   "OUTCOME", "READ",    "OPEN",    "DELIVERED",
                                   "PARKED",  "DROPPED", "REPEATS", "REASONS"};

#define COLUMNS (sizeof head / sizeof *head)

static void add(struct shown *v, struct table *t, sqlite3_stmt *st)
{
    for (int i = 0; i < (int)COLUMNS; i++) {
        str text = shown_column(v, st, i);

        if (i == 3)
            text = shown_time(v->arena, db_column_int(st, i));
        table_cell(t, v->arena, text);
    }
}

static void add_json(struct shown *v, sqlite3_stmt *st, bool first_row)
{
    static const char *const names[COLUMNS] = {
        "run",  "flow",      "kind",   "started", "outcome", "read",
        "open", "delivered", "parked", "dropped", "repeats", "reasons"};
    struct buf *out = v->show->out;
    bool first = true;

    buf_text(out, first_row ? "{" : ",{");
    for (int i = 0; i < (int)COLUMNS; i++) {
        if (i == 3)
            json_text(out, &first, names[i],
                      shown_time(v->arena, db_column_int(st, i)));
        else if (i == 0 || (i >= 5 && i <= 10))
            json_int(out, &first, names[i], db_column_int(st, i));
        else
            json_text(out, &first, names[i], shown_column(v, st, i));
    }
    buf_char(out, '}');
}

int show_runs(const struct show *s, const char *flow, int most)
{
    struct shown v;
    struct table t;
    size_t n = 0;

    if (!shown_open(&v, s))
        return 2;
    if (!shown_known(&v, "flow", flow, "SELECT name FROM flow")) {
        shown_close(&v);
        return 1;
    }
    sqlite3_stmt *st = shown_query(
        &v, "SELECT u.id,u.flow,u.kind,u.started,coalesce(u.outcome,"
            "'running'),u.read,u.open,u.delivered,u.parked,u.dropped,"
            "u.repeats,(SELECT group_concat(reason||' '||n,'; ') FROM (SELECT"
            " reason,n FROM drops WHERE run=u.id ORDER BY reason)) FROM run u"
            " WHERE ?1 IS NULL OR u.flow=?1 ORDER BY u.id DESC LIMIT ?2");

    db_text(st, 1, flow);
    db_int(st, 2, most);
    table_begin(&t, v.arena, head, COLUMNS);
    if (s->json)
        buf_text(s->out, "{\"version\":1,\"runs\":[");
    for (; shown_row(&v, st); n++) {
        if (s->json)
            add_json(&v, st, n == 0);
        else
            add(&v, &t, st);
    }
    if (s->json)
        buf_text(s->out, "]}\n");
    else if (n)
        table_write(&t, s->out);
    else
        buf_text(s->out, "there was no run\n");
    int status = v.reader.db.rc == SQLITE_OK ? 0 : 2;

    shown_close(&v);
    return status;
}
