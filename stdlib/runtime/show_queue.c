/*
 * The error queues: what waits, why, since when.
 */
#include "stdlib/runtime/show_in.h"

#include <stdlib.h>
#include <string.h>

#define ENTRY_COLUMNS                                                         \
    "SELECT e.id,e.queue,e.kind,e.flow,coalesce(r.shown,''),e.path,"          \
    "e.step,e.class,e.connector,e.status,e.message,e.tries,e.first_at,"       \
    "e.last_at,e.due_at,e.expires_at,e.state,p.state,e.who,e.record,"         \
    "e.closed_at,p.owner FROM entry e JOIN problem p ON p.id=e.problem LEFT " \
    "JOIN"                                                                    \
    " record r ON r.id=e.record "

/* Those that the runner knows, and those that were once. */
#define QUEUES                                                           \
    "SELECT DISTINCT queue FROM entry UNION SELECT j.value FROM meta m," \
    "json_each(m.value) j WHERE m.name='queues'"

enum {
    ID,
    QUEUE,
    KIND,
    FLOW,
    KEY,
    PATH,
    STEP,
    CLASS,
    CONNECTOR,
    STATUS,
    MESSAGE,
    TRIES,
    FIRST,
    LAST,
    DUE,
    EXPIRES,
    STATE,
    PROBLEM,
    WHO,
    RECORD,
    CLOSED,
    OWNER
};

static void write_json(struct shown *v, sqlite3_stmt *st)
{
    static const struct {
        const char *name;
        int column;
        char form; // t text, i int, d date
    } fields[] = {{"id", ID, 'i'},
                  {"queue", QUEUE, 't'},
                  {"owner", OWNER, 't'},
                  {"kind", KIND, 't'},
                  {"state", STATE, 't'},
                  {"problem", PROBLEM, 't'},
                  {"flow", FLOW, 't'},
                  {"key", KEY, 't'},
                  {"path", PATH, 't'},
                  {"step", STEP, 't'},
                  {"class", CLASS, 't'},
                  {"connector", CONNECTOR, 't'},
                  {"status", STATUS, 'i'},
                  {"message", MESSAGE, 't'},
                  {"tries", TRIES, 'i'},
                  {"first_at", FIRST, 'd'},
                  {"last_at", LAST, 'd'},
                  {"due_at", DUE, 'd'},
                  {"expires_at", EXPIRES, 'd'},
                  {"who", WHO, 't'}};
    struct buf *out = v->show->out;
    bool first = true;

    buf_char(out, '{');
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        int c = fields[i].column;

        if (fields[i].form == 'i')
            json_int(out, &first, fields[i].name, db_column_int(st, c));
        else if (fields[i].form == 'd')
            json_text(out, &first, fields[i].name,
                      shown_time(v->arena, db_column_int(st, c)));
        else
            json_text(out, &first, fields[i].name, shown_column(v, st, c));
    }
    buf_char(out, '}');
}

static void add_row(struct shown *v, struct table *t, sqlite3_stmt *st)
{
    static const int columns[] = {ID,  QUEUE, OWNER, STATE, FLOW,
                                  KEY, CLASS, STEP,  TRIES};
    struct arena *a = v->arena;

    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        table_cell(t, a, shown_column(v, st, columns[i]));
    table_cell(t, a, shown_time(a, db_column_int(st, FIRST)));
    table_cell(t, a, shown_time(a, db_column_int(st, DUE)));
    table_cell(t, a, str_slice(shown_column(v, st, MESSAGE), 0, 200));
}

static void list(struct shown *v, sqlite3_stmt *st)
{
    static const char *const head[] = {"ID",    "QUEUE", "OWNER", "STATE",
                                       "FLOW",  "KEY",   "CLASS", "STEP",
                                       "TRIES", "SINCE", "DUE",   "MESSAGE"};
    struct buf *out = v->show->out;
    struct table t;
    size_t n = 0;

    table_begin(&t, v->arena, head, sizeof head / sizeof *head);
    if (v->show->json)
        buf_text(out, "{\"version\":1,\"entries\":[");
    for (; shown_row(v, st); n++) {
        if (!v->show->json) {
            add_row(v, &t, st);
            continue;
        }
        buf_text(out, n ? "," : "");
        write_json(v, st);
    }
    if (v->show->json)
        buf_text(out, "]}\n");
    else if (n)
        table_write(&t, out);
    else
        buf_text(out, "nothing waits\n");
}

int show_queue_list(const struct show *s, const char *queue, bool all)
{
    struct shown v;

    if (!shown_open(&v, s))
        return 2;
    if (!shown_known(&v, "queue", queue, QUEUES)) {
        shown_close(&v);
        return 1;
    }
    sqlite3_stmt *st = shown_query(
        &v, ENTRY_COLUMNS "WHERE (?1 IS NULL OR e.queue=?1) AND (?2 OR e.state"
                          " IN('waiting','assigned','retrying')) ORDER BY"
                          " e.queue,e.id");

    db_text(st, 1, queue);
    db_int(st, 2, all);
    list(&v, st);
    int status = v.reader.db.rc == SQLITE_OK ? 0 : 2;

    shown_close(&v);
    return status;
}

static void line(struct buf *out, const char *name, str value)
{
    if (value.len)
        buf_printf(out, "%-10s %" STR_FMT "\n", name, STR_ARG(value));
}

static void write_entry(struct shown *v, sqlite3_stmt *st)
{
    static const struct {
        const char *name;
        int column;
    } texts[] = {{"queue", QUEUE},
                 {"owner", OWNER},
                 {"state", STATE},
                 {"problem", PROBLEM},
                 {"who", WHO},
                 {"flow", FLOW},
                 {"key", KEY},
                 {"part", PATH},
                 {"step", STEP},
                 {"class", CLASS},
                 {"connector", CONNECTOR},
                 {"tries", TRIES},
                 {"message", MESSAGE}};
    static const struct {
        const char *name;
        int column;
    } times[] = {{"first", FIRST},
                 {"last", LAST},
                 {"due", DUE},
                 {"expires", EXPIRES},
                 {"closed", CLOSED}};
    struct buf *out = v->show->out;
    struct arena *a = v->arena;

    buf_printf(out, "%-10s %lld\n", "entry", (long long)db_column_int(st, ID));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        line(out, texts[i].name,
             shown_clean(a, shown_column(v, st, texts[i].column)));
    if (db_column_int(st, STATUS))
        buf_printf(out, "%-10s %lld\n", "status",
                   (long long)db_column_int(st, STATUS));
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        if (db_column_int(st, times[i].column))
            line(out, times[i].name,
                 shown_time(a, db_column_int(st, times[i].column)));
}

static void write_payload(struct shown *v, int64_t record)
{
    sqlite3_stmt *st =
        shown_query(v, "SELECT body FROM payload WHERE record=?1");

    db_int(st, 1, record);
    while (shown_row(v, st)) {
        str body = shown_column(v, st, 0);

        buf_printf(v->show->out, "payload\n%" STR_FMT "\n",
                   STR_ARG(shown_clean(v->arena, body)));
    }
}

int show_queue_entry(const struct show *s, const char *id)
{
    struct shown v;
    int64_t record = 0;
    bool found = false;
    char *end;
    long long n = strtoll(id, &end, 10);

    if (end == id || *end) {
        buf_printf(s->why, "expected the number of an entry, found \"%s\"", id);
        return 2;
    }
    if (!shown_open(&v, s))
        return 2;
    sqlite3_stmt *st = shown_query(&v, ENTRY_COLUMNS "WHERE e.id=?1");

    db_int(st, 1, n);
    while (shown_row(&v, st)) {
        found = true;
        record = db_column_int(st, RECORD);
        if (s->json)
            write_json(&v, st);
        else
            write_entry(&v, st);
    }
    if (s->json)
        buf_char(s->out, '\n');
    else if (found)
        write_payload(&v, record);
    if (!found && !s->why->len)
        buf_printf(s->why, "there is no entry %lld", n);
    int status = v.reader.db.rc != SQLITE_OK ? 2 : found ? 0 : 1;

    shown_close(&v);
    return status;
}
