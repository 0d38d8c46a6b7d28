/*
 * The proofs V1 to V10: the state says the same in its counts and in its rows.
 * Each is a query for what contradicts it; none found is the proof. "$RUN" in
 * it becomes a condition on one run, or on all.
 */
#include "stdlib/runtime/digest.h"
#include "stdlib/runtime/state_db.h"

#include <string.h>

#define CHEAP(field)                                                      \
    "coalesce((SELECT sum(json_extract(cursor,'$." field "')) FROM page " \
    "WHERE run=u.id AND cursor LIKE '{\"cheap\":%'),0)"
#define ROWS(state) \
    "(SELECT count(*) FROM record WHERE run=u.id AND state='" state "')"

struct proof {
    const char *column; // that $RUN compares, NULL: $RUN is not in it
    const char *sql;
};

static const struct proof proofs[] = {
    {"u.id",
     "SELECT 'V1: the counts of run '||u.id||' of \"'||u.flow||'\" "
     "are not "
     "those of its records' FROM run u WHERE $RUN AND (u.ended IS "
     "NULL OR "
     "EXISTS(SELECT 1 FROM record WHERE run=u.id) OR "
     "EXISTS(SELECT 1 FROM page WHERE run=u.id)) AND "
     "(u.open<>" ROWS("open") " OR u.parked<>" ROWS(
         "parked") " OR "
                   "u.delivered<"
                   ">" ROWS(
                       "deliver"
                       "ed") "+" CHEAP("delivered") " OR "
                                                    "u.dropped<"
                                                    ">" ROWS(
                                                        "dropp"
                                                        "ed") "+" CHEAP("droppe"
                                                                        "d") ")"},
    {"u.id",
     "SELECT 'V2: run '||u.id||' of \"'||u.flow||'\" dropped '||u.dropped||"
     "', its reasons add up to another number' FROM run u WHERE $RUN AND "
     "u.dropped<>coalesce((SELECT sum(n) FROM drops WHERE run=u.id),0)"},
    {"r.run", "SELECT 'V3: record '||r.id||' is parked and nothing waits "
              "for it' FROM "
              "record r WHERE $RUN AND r.state='parked' AND NOT "
              "EXISTS(SELECT 1 FROM "
              "entry WHERE record=r.id AND state "
              "IN('waiting','assigned','retrying')) "
              "AND NOT EXISTS(SELECT 1 FROM record c WHERE c.caller=r.id "
              "AND c.state "
              "IN('parked','open'))"},
    {"r.run", "SELECT 'V4: record '||r.id||' is '||r.state||' and has no "
              "payload' FROM "
              "record r WHERE $RUN AND r.state IN('open','parked') AND NOT "
              "EXISTS(SELECT 1 FROM payload WHERE record=r.id)"},
    {"r.run",
     "SELECT 'V4: the payload of record '||r.id||' is not what was read' "
     "FROM "
     "payload p JOIN record r ON r.id=p.record WHERE $RUN AND "
     "(r.state NOT IN('open','parked') OR weir_digest(p.body)<>r.digest)"},
    {"r.run",
     "SELECT 'V5: record '||r.id||' is open on a page that the watermark "
     "of "
     "\"'||r.flow||'\" has passed' FROM record r JOIN watermark w ON "
     "w.flow=r.flow WHERE $RUN AND r.state='open' AND r.page<=w.page"},
    {"p.run", "SELECT 'V6: page '||p.id||' says '||p.open||' open records' "
              "FROM page p "
              "WHERE $RUN AND p.open<>(SELECT count(*) FROM record WHERE "
              "page=p.id AND "
              "state='open')"},
    {NULL, "SELECT 'V7: record '||r.id||' has ended and has an intent' "
           "FROM effect "
           "e JOIN record r ON r.id=e.record WHERE e.state='intent' AND "
           "r.state<>'open'"},
    {"r.run",
     "SELECT 'V8: record '||r.id||' is delivered, without an effect or "
     "with a "
     "parked part' FROM record r WHERE $RUN AND r.state='delivered' AND "
     "(NOT EXISTS(SELECT 1 FROM effect WHERE record=r.id AND state='done' "
     "AND "
     "step NOT LIKE 'enrich %') OR EXISTS(SELECT 1 FROM part WHERE "
     "record=r.id AND state='parked'))"},
    {NULL,
     "SELECT 'V9: a dedupe key is claimed by record '||d.record||', which "
     "is "
     "not open' FROM dedupe d LEFT JOIN record r ON r.id=d.record WHERE "
     "d.done_at IS NULL AND r.state IS NOT 'open'"},
    {NULL,
     "SELECT 'V10: a problem of \"'||p.flow||'\" says '||p.open||' waiting "
     "entries' FROM problem p WHERE p.open<>(SELECT count(*) FROM entry "
     "WHERE "
     "problem=p.id AND state IN('waiting','assigned','retrying'))"},
};

static void digest_function(sqlite3_context *c, int n, sqlite3_value **args)
{
    uint8_t out[DIGEST_BYTES];
    const void *p = sqlite3_value_blob(args[0]);
    int len = sqlite3_value_bytes(args[0]);

    (void)n;
    digest_plain(str_of(p, (size_t)len), out);
    sqlite3_result_blob(c, out, sizeof out, SQLITE_TRANSIENT);
}

static void add_run(struct buf *sql, const struct proof *p, int64_t run)
{
    const char *at = p->column ? strstr(p->sql, "$RUN") : NULL;

    if (!at) {
        buf_text(sql, p->sql);
    } else {
        buf_add(sql, p->sql, (size_t)(at - p->sql));
        if (run)
            buf_printf(sql, "%s=%lld", p->column, (long long)run);
        else
            buf_text(sql, "1");
        buf_text(sql, at + 4);
    }
    buf_text(sql, " LIMIT 3");
}

static bool prove(sqlite3 *db, const struct proof *p, int64_t run,
                  struct buf *why)
{
    struct buf sql = BUF_MAX(8192);
    sqlite3_stmt *st = NULL;
    bool good = true;

    add_run(&sql, p, run);
    int rc = sqlite3_prepare_v2(db, sql.ptr, -1, &st, NULL);

    while (rc == SQLITE_OK || rc == SQLITE_ROW) {
        rc = sqlite3_step(st);
        if (rc != SQLITE_ROW)
            break;
        buf_printf(why, "%s\n", (const char *)sqlite3_column_text(st, 0));
        good = false;
    }
    if (rc != SQLITE_DONE) {
        buf_printf(why, "the state can't be read: %s\n", sqlite3_errmsg(db));
        good = false;
    }
    sqlite3_finalize(st);
    buf_free(&sql);
    return good;
}

bool state_verify(struct state_reader *r, int64_t run, struct buf *why)
{
    sqlite3 *db = reader_db(r)->sqlite;
    bool good = sqlite3_create_function(
                    db, "weir_digest", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                    NULL, digest_function, NULL, NULL) == SQLITE_OK;

    for (size_t i = 0; i < sizeof proofs / sizeof *proofs; i++)
        good &= prove(db, &proofs[i], run, why);
    return good;
}
