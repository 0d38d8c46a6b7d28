/*
 * Statements by name, prepared once a connection, and a first failure that
 * sticks.
 */
#include "stdlib/runtime/state_db.h"

static const char *const statements[] = {
#define SQL(NAME, text) text,
#include "stdlib/runtime/state_sql.def"
#undef SQL
};

static void fail(struct state_db *db, int rc)
{
    if (db->rc == SQLITE_OK)
        db->rc = rc;
}

sqlite3_stmt *db_get(struct state_db *db, enum state_sql q)
{
    if (db->rc != SQLITE_OK)
        return NULL;
    if (!db->cache[q]) {
        int rc =
            sqlite3_prepare_v3(db->sqlite, statements[q], -1,
                               SQLITE_PREPARE_PERSISTENT, &db->cache[q], NULL);

        if (rc != SQLITE_OK) {
            fail(db, rc);
            return NULL;
        }
    }
    sqlite3_reset(db->cache[q]);
    sqlite3_clear_bindings(db->cache[q]);
    return db->cache[q];
}

void db_int(sqlite3_stmt *st, int i, int64_t value)
{
    if (st)
        sqlite3_bind_int64(st, i, value);
}

void db_str(sqlite3_stmt *st, int i, str value)
{
    if (st && value.ptr)
        sqlite3_bind_text64(st, i, value.ptr, value.len, SQLITE_STATIC,
                            SQLITE_UTF8);
}

void db_text(sqlite3_stmt *st, int i, const char *s)
{
    if (st && s)
        sqlite3_bind_text(st, i, s, -1, SQLITE_STATIC);
}

void db_blob(sqlite3_stmt *st, int i, const void *p, size_t n)
{
    if (st && p)
        sqlite3_bind_blob64(st, i, p, n, SQLITE_STATIC);
}

bool db_run(struct state_db *db, sqlite3_stmt *st)
{
    if (!st)
        return false;
    int rc = sqlite3_step(st);

    while (rc == SQLITE_ROW)
        rc = sqlite3_step(st);
    sqlite3_reset(st);
    if (rc != SQLITE_DONE)
        fail(db, rc);
    return rc == SQLITE_DONE;
}

bool db_row(struct state_db *db, sqlite3_stmt *st)
{
    if (!st)
        return false;
    int rc = sqlite3_step(st);

    if (rc == SQLITE_ROW)
        return true;
    sqlite3_reset(st);
    if (rc != SQLITE_DONE)
        fail(db, rc);
    return false;
}

void db_end(sqlite3_stmt *st)
{
    if (st)
        sqlite3_reset(st);
}

bool db_exec(struct state_db *db, const char *sql)
{
    if (db->rc != SQLITE_OK)
        return false;
    int rc = sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL);

    if (rc != SQLITE_OK)
        fail(db, rc);
    return rc == SQLITE_OK;
}

str db_column(sqlite3_stmt *st, int i, struct arena *a)
{
    if (sqlite3_column_type(st, i) == SQLITE_NULL)
        return (str){NULL, 0};
    const void *p = sqlite3_column_blob(st, i);
    int n = sqlite3_column_bytes(st, i);

    return arena_str(a, (str){n ? p : "", (size_t)n});
}

int64_t db_column_int(sqlite3_stmt *st, int i)
{
    return sqlite3_column_int64(st, i);
}

void db_finish(struct state_db *db)
{
    for (int i = 0; i < SQL_COUNT; i++) {
        sqlite3_finalize(db->cache[i]);
        db->cache[i] = NULL;
    }
}

void db_close(struct state_db *db)
{
    db_finish(db);
    sqlite3_close(db->sqlite);
    *db = (struct state_db){0};
}

bool db_open(struct state_db *db, const char *path, int flags, struct buf *why)
{
    *db = (struct state_db){0};
    int rc =
        sqlite3_open_v2(path, &db->sqlite, flags | SQLITE_OPEN_FULLMUTEX, NULL);

    if (rc == SQLITE_OK) {
        sqlite3_extended_result_codes(db->sqlite, 1);
        sqlite3_busy_timeout(db->sqlite, 5000);
        return true;
    }
    buf_printf(why, "cannot open the state: %s",
               db->sqlite ? sqlite3_errmsg(db->sqlite) : sqlite3_errstr(rc));
    sqlite3_close(db->sqlite);
    db->sqlite = NULL;
    return false;
}
