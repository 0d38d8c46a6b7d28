/*
 * One key's story: the versions that were read, what was done with each, what
 * waits, and one sentence that says where it is. Keys match as salted hashes.
 */
#include "stdlib/runtime/digest.h"
#include "stdlib/runtime/show_in.h"
#include "stdlib/value/json.h"

#include <string.h>

#define MOST 1000

static void hash(struct shown *v, str key, uint8_t out[KEY_SIZE])
{
    uint8_t full[DIGEST_BYTES];
    str parts[] = {str_of(v->state.salt, sizeof v->state.salt), key};

    digest_parts(parts, 2, full);
    memcpy(out, full, KEY_SIZE);
}

struct found {
    int64_t ids[MOST];
    size_t n;
};

static bool has(const struct found *f, int64_t id)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->ids[i] == id)
            return true;
    return false;
}

/* Records of the key itself, of a dedupe key, of a target; then all they call
 * and are called by. */
static void find(struct shown *v, const char *key, struct found *f)
{
    struct buf quoted = BUF_MAX(65536);
    uint8_t plain[KEY_SIZE], text[KEY_SIZE];
    sqlite3_stmt *st = shown_query(
        v, "WITH RECURSIVE hit(id) AS (SELECT id FROM record WHERE key IN(?1,"
           "?2) OR shown=?3 UNION SELECT record FROM dedupe WHERE key IN(?1,"
           "?2) UNION SELECT record FROM effect WHERE target=?3 UNION SELECT"
           " r.id FROM record r JOIN hit h ON r.caller=h.id UNION SELECT"
           " r.caller FROM record r JOIN hit h ON r.id=h.id WHERE r.caller IS"
           " NOT NULL) SELECT id FROM record WHERE id IN(SELECT id FROM hit)"
           " ORDER BY id LIMIT 1000");

    weir_json_quote(&quoted, str_from(key));
    hash(v, str_from(key), plain);
    hash(v, buf_view(&quoted), text);
    buf_free(&quoted);
    db_blob(st, 1, plain, KEY_SIZE);
    db_blob(st, 2, text, KEY_SIZE);
    db_text(st, 3, key);
    while (shown_row(v, st))
        if (f->n < MOST && !has(f, db_column_int(st, 0)))
            f->ids[f->n++] = db_column_int(st, 0);
}

static void lines(struct shown *v, const char *sql, int64_t record)
{
    sqlite3_stmt *st = shown_query(v, sql);

    db_int(st, 1, record);
    while (shown_row(v, st)) {
        str at = shown_time(v->arena, db_column_int(st, 0));
        str text = shown_clean(v->arena, shown_column(v, st, 1));

        buf_printf(v->show->out, "  %" STR_FMT "  %" STR_FMT "\n", STR_ARG(at),
                   STR_ARG(text));
    }
}

/* What happened to it, each kind of thing in the order of its time. */
static void story(struct shown *v, int64_t record)
{
    static const char *const queries[] = {
        "SELECT read_at,'read by run '||run||coalesce(', version '||version,"
        "'') ||CASE WHEN caller IS NOT NULL THEN ', called by record '||caller"
        "||' at '||coalesce(call,'') ELSE '' END FROM record WHERE id=?1",
        "SELECT last_at,step||CASE WHEN path<>'' THEN ' in '||path ELSE '' END"
        "||': '||state||coalesce(', target '||target,'')||CASE WHEN status<>0"
        " THEN ', status '||status ELSE '' END||CASE WHEN tries>1 THEN ', '||"
        "tries||' tries' ELSE '' END FROM effect WHERE record=?1 ORDER BY"
        " last_at,step,path",
        "SELECT 0,'part '||path||': '||state||coalesce(', '||reason,'') FROM"
        " part WHERE record=?1 ORDER BY path",
        "SELECT last_at,'entry '||id||' in '||queue||': '||state||', '||"
        "coalesce(class||', ','')||message FROM entry WHERE record=?1 ORDER BY"
        " id",
        "SELECT at,what||coalesce(' by '||who,'')||coalesce(': '||detail,'')"
        " FROM event WHERE record=?1 ORDER BY id"};

    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
        lines(v, queries[i], record);
}

static void headline(struct shown *v, int64_t record)
{
    sqlite3_stmt *st = shown_query(
        v, "SELECT id,flow,state,coalesce(shown,''),coalesce(reason,''),"
           "ended_at FROM record WHERE id=?1");

    db_int(st, 1, record);
    while (shown_row(v, st)) {
        str key = shown_clean(v->arena, shown_column(v, st, 3));
        str reason = shown_clean(v->arena, shown_column(v, st, 4));

        buf_printf(v->show->out,
                   "record %lld of \"%" STR_FMT "\"%s%" STR_FMT ": %" STR_FMT
                   "%s%" STR_FMT "\n",
                   (long long)record, STR_ARG(shown_column(v, st, 1)),
                   key.len ? ", key " : "", STR_ARG(key),
                   STR_ARG(shown_column(v, st, 2)), reason.len ? ", " : "",
                   STR_ARG(reason));
    }
}

static void sentence(struct shown *v, int64_t record)
{
    sqlite3_stmt *st = shown_query(
        v, "SELECT r.flow,r.state,r.reason,e.queue,e.due_at,e.expires_at,"
           "r.ended_at,r.waits,coalesce(e.who,p.owner) FROM record r LEFT JOIN"
           " entry e ON e.record=r.id AND e.state IN('waiting','assigned',"
           "'retrying') LEFT JOIN problem p ON p.id=e.problem WHERE r.id=?1"
           " ORDER BY e.id LIMIT 1");
    struct buf *out = v->show->out;

    db_int(st, 1, record);
    while (shown_row(v, st)) {
        str flow = shown_column(v, st, 0), state = shown_column(v, st, 1);
        str queue = shown_column(v, st, 3), reason = shown_column(v, st, 2);
        str at = shown_time(v->arena, db_column_int(st, 6));
        str who = shown_clean(v->arena, shown_column(v, st, 8));

        if (str_eq(state, STR("delivered")))
            buf_printf(out,
                       "its last version was delivered by \"%" STR_FMT
                       "\" at %" STR_FMT "\n",
                       STR_ARG(flow), STR_ARG(at));
        else if (queue.len)
            buf_printf(out,
                       "it waits in \"%" STR_FMT "\"%s%" STR_FMT
                       ", to be looked at by %" STR_FMT ", until %" STR_FMT
                       "\n",
                       STR_ARG(queue), who.len ? " for " : "", STR_ARG(who),
                       STR_ARG(shown_time(v->arena, db_column_int(st, 4))),
                       STR_ARG(shown_time(v->arena, db_column_int(st, 5))));
        else if (str_eq(state, STR("parked")))
            buf_printf(out, "it waits for a flow that it called\n");
        else if (str_eq(state, STR("dropped")))
            buf_printf(out,
                       "its last version was dropped at %" STR_FMT ": %" STR_FMT
                       "\n",
                       STR_ARG(at), STR_ARG(shown_clean(v->arena, reason)));
        else
            buf_printf(out, "it is in the works of \"%" STR_FMT "\"\n",
                       STR_ARG(flow));
    }
}

/* The record that says where the key is: the latest that nobody called. */
static int64_t latest(struct shown *v, const struct found *f)
{
    for (size_t i = f->n; i-- > 0;) {
        sqlite3_stmt *st =
            shown_query(v, "SELECT caller FROM record WHERE id=?1");
        bool top = false;

        db_int(st, 1, f->ids[i]);
        while (shown_row(v, st))
            top = sqlite3_column_type(st, 0) == SQLITE_NULL;
        if (top)
            return f->ids[i];
    }
    return f->ids[f->n - 1];
}

int show_trace(const struct show *s, const char *key)
{
    struct shown v;
    struct found *f;
    int status = 0;

    if (!shown_open(&v, s))
        return 2;
    f = arena_make(v.arena, struct found);
    find(&v, key, f);
    for (size_t i = 0; i < f->n; i++) {
        headline(&v, f->ids[i]);
        story(&v, f->ids[i]);
    }
    if (f->n)
        sentence(&v, latest(&v, f));
    if (v.reader.db.rc != SQLITE_OK) {
        status = 2;
    } else if (!f->n) {
        buf_printf(s->why, "no record is known by \"%s\"", key);
        status = 1;
    }
    shown_close(&v);
    return status;
}
