/*
 * The proofs V1 to V10: the state says the same in its counts and in its rows.
 * Each is a query for what contradicts it; none found is the proof. "$RUN" in
 * it becomes a condition on one run, or on all.
 */
#include "stdlib/runtime/digest.h"
#include "stdlib/runtime/state_db.h"

#include <string.h>

struct proof {
    const char *column; // that $RUN compares, NULL: $RUN is not in it
    const char *sql;
};

static const struct proof proofs[] = {
#define PROOF(column, sql) {column, sql},
#include "stdlib/runtime/proofs.def"
#undef PROOF
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
