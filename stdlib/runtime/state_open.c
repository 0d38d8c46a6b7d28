/*
 * Opening the state: lock, schema, damage, generation, salt. A start that is
 * alone does what the last end left undone; the proofs decide whether the
 * state may be used.
 */
#include "stdlib/runtime/state_db.h"
#include "stdlib/runtime/state_disk.h"

#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define APPLICATION_ID 0x57454952
#define USER_VERSION 1

static int64_t pragma(struct state_db *db, const char *sql)
{
    sqlite3_stmt *st = NULL;
    int64_t value = -1;
    int rc = sqlite3_prepare_v2(db->sqlite, sql, -1, &st, NULL);

    if (rc == SQLITE_OK)
        rc = sqlite3_step(st);
    if (rc == SQLITE_ROW)
        value = sqlite3_column_int64(st, 0);
    else if (db->rc == SQLITE_OK)
        db->rc = rc;
    sqlite3_finalize(st);
    return value;
}

static bool is_new(struct state_db *db)
{
    return pragma(db, "PRAGMA application_id") == 0 &&
           pragma(db, "SELECT count(*) FROM sqlite_schema") == 0;
}

/* Whether the file is ours, or has nothing in it yet. */
static bool is_ours(struct weir_state *s, struct buf *why)
{
    struct state_db *db = &s->db;
    int64_t id = pragma(db, "PRAGMA application_id");
    int64_t version = pragma(db, "PRAGMA user_version");

    if (db->rc != SQLITE_OK)
        return false;
    if ((id == APPLICATION_ID && version == USER_VERSION) || is_new(db))
        return db->rc == SQLITE_OK;
    buf_printf(why, id == APPLICATION_ID
                        ? "the state is of another version of weir"
                        : "state.db is no state of weir");
    return false;
}

static bool configure(struct weir_state *s)
{
    struct state_db *db = &s->db;

    db_exec(db, "PRAGMA foreign_keys=ON");
    db_exec(db, "PRAGMA secure_delete=ON");
    db_exec(db, "PRAGMA journal_size_limit=67108864");
    if (!s->config.folder)
        return db_exec(db, "PRAGMA synchronous=OFF");
    db_exec(db, "PRAGMA journal_mode=WAL");
    db_exec(db, s->config.quick ? "PRAGMA synchronous=OFF"
                                : "PRAGMA synchronous=FULL");
    return db->rc == SQLITE_OK;
}

static bool make_schema(struct weir_state *s)
{
    struct state_db *db = &s->db;

    if (!is_new(db))
        return db->rc == SQLITE_OK;
    db_exec(db, "BEGIN IMMEDIATE");
    for (size_t i = 0; state_schema[i]; i++)
        db_exec(db, state_schema[i]);
    db_exec(db, "INSERT INTO meta VALUES('generation',0),('clean',1),"
                "('clock',0)");
    db_exec(db, "PRAGMA application_id=0x57454952");
    db_exec(db, "PRAGMA user_version=1");
    db_exec(db, "COMMIT");
    return db->rc == SQLITE_OK;
}

static int64_t meta_int(struct state_db *db, const char *name)
{
    sqlite3_stmt *st = db_get(db, SQL_META_GET);
    int64_t value = 0;

    db_text(st, 1, name);
    if (db_row(db, st)) {
        value = db_column_int(st, 0);
        db_end(st);
    }
    return value;
}

static void meta_set_int(struct state_db *db, const char *name, int64_t value)
{
    sqlite3_stmt *st = db_get(db, SQL_META_SET);

    db_text(st, 1, name);
    db_int(st, 2, value);
    db_run(db, st);
}

static bool load_salt(struct weir_state *s)
{
    sqlite3_stmt *st = db_get(&s->db, SQL_META_GET);
    bool found = false;

    db_text(st, 1, "salt");
    if (db_row(&s->db, st)) {
        found = sqlite3_column_bytes(st, 0) == (int)sizeof s->salt;
        if (found)
            memcpy(s->salt, sqlite3_column_blob(st, 0), sizeof s->salt);
        db_end(st);
    }
    if (found)
        return true;
    if (RAND_bytes((unsigned char *)s->salt, sizeof s->salt) != 1)
        return false;
    st = db_get(&s->db, SQL_META_SET);
    db_text(st, 1, "salt");
    db_blob(st, 2, s->salt, sizeof s->salt);
    return db_run(&s->db, st);
}

/* quick_check; false when the file is damaged. */
static bool whole(struct weir_state *s, struct buf *why)
{
    sqlite3_stmt *st = NULL;
    bool good = false;

    if (sqlite3_prepare_v2(s->db.sqlite, "PRAGMA quick_check(1)", -1, &st,
                           NULL) == SQLITE_OK &&
        sqlite3_step(st) == SQLITE_ROW)
        good = strcmp((const char *)sqlite3_column_text(st, 0), "ok") == 0;
    sqlite3_finalize(st);
    if (!good)
        buf_printf(why, "state.db is damaged and was left alone");
    return good;
}

static void commit_timed(struct weir_state *s)
{
    struct timespec a, b;

    clock_gettime(CLOCK_MONOTONIC, &a);
    db_exec(&s->db, "COMMIT");
    clock_gettime(CLOCK_MONOTONIC, &b);
    s->commit_us = (int64_t)(b.tv_sec - a.tv_sec) * 1000000 +
                   (b.tv_nsec - a.tv_nsec) / 1000;
}

/* What only a start without company may do. */
static bool recover(struct weir_state *s, struct buf *why)
{
    struct state_db *db = &s->db;
    int64_t generation = meta_int(db, "generation");
    int64_t beside = s->config.folder ? generation_read(s) : 0;

    if (!meta_int(db, "clean") && !whole(s, why))
        return false;
    s->fell_back = beside > generation || meta_int(db, "fell_back");
    if (beside > generation)
        generation = beside;
    db_exec(db, "BEGIN IMMEDIATE");
    meta_set_int(db, "clean", 0);
    meta_set_int(db, "generation", generation + 1);
    meta_set_int(db, "fell_back", s->fell_back);
    sqlite3_stmt *st = db_get(db, SQL_RUNS_KILL);
    db_int(st, 1, state_now(s));
    db_run(db, st);
    db_run(db, db_get(db, SQL_FLOWS_REST));
    commit_timed(s);
    if (db->rc == SQLITE_OK && s->config.folder && !s->config.quick &&
        !generation_write(s, generation + 1)) {
        buf_printf(why, "cannot write state.generation");
        return false;
    }
    return db->rc == SQLITE_OK;
}

/* Which queues there are, so that a wrong name can be told from a queue in
 * which nothing waits. */
static bool know_queues(struct weir_state *s)
{
    sqlite3_stmt *st =
        s->config.queues.len ? db_get(&s->db, SQL_META_SET) : NULL;

    if (!st)
        return true;
    db_text(st, 1, "queues");
    db_str(st, 2, s->config.queues);
    return db_run(&s->db, st);
}

static bool prove(struct weir_state *s, struct buf *why)
{
    struct state_reader r = {
        .db.sqlite = s->db.sqlite, .state = s, .shared = true};

    if (state_verify(&r, 0, why))
        return true;
    if (!why->len)
        buf_printf(why, "the state can't be read");
    return false;
}

static bool open_file(struct weir_state *s, struct buf *why, int *status)
{
    struct buf path = BUF_MAX(4096);

    *status = 2;
    if (s->config.folder) {
        if (!disk_folder(s->config.folder, why) || !disk_open_lock(s, why))
            return false;
        s->alone = disk_lock(s, 0, false);
        if (!s->alone && !disk_lock(s, 0, true)) {
            buf_printf(why,
                       "another process is starting on this state; try again "
                       "when it has started");
            return false;
        }
        buf_printf(&path, "%s/state.db", s->config.folder);
    } else {
        s->alone = true;
        buf_text(&path, ":memory:");
    }
    bool good = db_open(&s->db, path.ptr,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, why);

    buf_free(&path);
    return good;
}

static bool start(struct weir_state *s, struct buf *why, int *status)
{
    if (!open_file(s, why, status))
        return false;
    if (!is_ours(s, why) || !configure(s) || !make_schema(s))
        return false;
    *status = 5;
    s->clock = meta_int(&s->db, "clock");
    if (!load_salt(s) || (s->alone && !recover(s, why)) || !know_queues(s) ||
        !prove(s, why))
        return false;
    if (s->alone)
        disk_lock(s, 0, true);
    ballast_make(s);
    *status = 2;
    if (pthread_create(&s->writer, NULL, state_writer_main, s) != 0) {
        buf_printf(why, "cannot start a thread");
        return false;
    }
    s->started = true;
    return true;
}

static void give_up(struct weir_state *s)
{
    db_close(&s->db);
    if (s->lock_file >= 0)
        close(s->lock_file);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->more);
    pthread_cond_destroy(&s->settled);
    free(s->flows);
    free(s);
}

/* The disk or the file is, not what was asked of it. */
static bool is_ill(int rc)
{
    rc &= 0xff;
    return rc == SQLITE_IOERR || rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB;
}

struct weir_state *state_open(const struct state_config *c, struct buf *why,
                              int *status)
{
    struct weir_state *s = calloc(1, sizeof *s);

    *status = 2;
    if (!s) {
        buf_printf(why, "out of memory");
        return NULL;
    }
    s->config = *c;
    s->lock_file = -1;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->more, NULL);
    pthread_cond_init(&s->settled, NULL);
    if (start(s, why, status))
        return s;
    if (is_ill(s->db.rc))
        *status = 5;
    if (!why->len)
        buf_printf(why, "the state can't be used: %s",
                   s->db.sqlite ? sqlite3_errstr(s->db.rc) : "no file");
    give_up(s);
    return NULL;
}

static bool apply_clean(struct weir_state *s, struct state_job *j)
{
    (void)j;
    meta_set_int(&s->db, "clean", s->alone);
    meta_set_int(&s->db, "clock", state_now(s));
    return true;
}

void state_close(struct weir_state *s)
{
    struct state_job clean = {.apply = apply_clean, .waits = true};

    if (!s)
        return;
    // Of several processes only the last one leaves it clean.
    s->alone = disk_lock(s, 0, false);
    state_give(s, &clean);
    pthread_mutex_lock(&s->lock);
    s->closing = true;
    pthread_cond_signal(&s->more);
    pthread_mutex_unlock(&s->lock);
    if (s->started)
        pthread_join(s->writer, NULL);
    give_up(s);
}

bool state_fell_back(const struct weir_state *s)
{
    return s->fell_back;
}

int64_t state_commit_time(const struct weir_state *s)
{
    return s->commit_us;
}

bool state_alone(const struct weir_state *s)
{
    return s->alone;
}

const char *state_salt(const struct weir_state *s)
{
    return s->salt;
}
