/*
 * state_db.h - SQLite for the state's own files
 *
 * Every statement has a name (state_sql.def) and is prepared once a
 * connection. The first failure sticks in the connection's `rc`: a transaction
 * is written down as a list of calls and looked at once, at its end.
 */
#ifndef WEIR_STATE_DB_H
#define WEIR_STATE_DB_H

#include "stdlib/runtime/state.h"

#include <pthread.h>
#include <sqlite3.h>

enum state_sql {
#define SQL(NAME, text) SQL_##NAME,
#include "stdlib/runtime/state_sql.def"
#undef SQL
    SQL_COUNT
};

struct state_db {
    sqlite3 *sqlite;
    sqlite3_stmt *cache[SQL_COUNT];
    int rc; // SQLITE_OK, or the first failure
};

/* The statement, reset, without values. NULL when the connection failed. */
sqlite3_stmt *db_get(struct state_db *db, enum state_sql q);
void db_int(sqlite3_stmt *st, int i, int64_t value);
void db_str(sqlite3_stmt *st, int i, str value);      // NULL pointer: NULL
void db_text(sqlite3_stmt *st, int i, const char *s); // NULL: NULL
void db_blob(sqlite3_stmt *st, int i, const void *p, size_t n);
/* Runs it to its end; false when the connection failed. */
bool db_run(struct state_db *db, sqlite3_stmt *st);
/* True on a row. On false the statement is reset. */
bool db_row(struct state_db *db, sqlite3_stmt *st);
/* Done with a row before the last. */
void db_end(sqlite3_stmt *st);
bool db_exec(struct state_db *db, const char *sql);
/* Columns, copied to the arena; NULL: a NULL pointer. */
str db_column(sqlite3_stmt *st, int i, struct arena *a);
int64_t db_column_int(sqlite3_stmt *st, int i);
void db_finish(struct state_db *db); // the statements only
void db_close(struct state_db *db);
/* Opens the file of the folder. */
bool db_open(struct state_db *db, const char *path, int flags, struct buf *why);

struct weir_state {
    struct state_config config;
    struct state_db db; // the writer's
    pthread_mutex_t lock;
    pthread_cond_t more, settled;
    pthread_t writer;
    bool started, closing, failed, full, hurry, alone, fell_back;
    struct state_job *first, *last; // waiting
    size_t waiting;
    unsigned pending; // weight of what waits
    int lock_file;
    char salt[16];
    int64_t clock;     // the last time written: stored times never run back
    int64_t commit_us; // what the first commit took
    const struct weir_flow **flows; // taken
    size_t nflows;
};

struct state_reader {
    struct state_db db;
    struct weir_state *state;
    bool shared; // the writer's connection, in memory; its own statements
};

struct state_db *reader_db(struct state_reader *r);
int64_t state_now(struct weir_state *s);
/* Gives a job to the writer; waits when job.waits. */
enum state_result state_give(struct weir_state *s, struct state_job *j);
void *state_writer_main(void *state);
/* Marks the state as failed and tells, once. */
void state_fail(struct weir_state *s, const char *what, int rc);

/* Parts of transactions, each in the file of its noun. */
bool take_apply(struct weir_state *s, struct state_job *j);
int64_t item_insert(struct weir_state *s, const struct state_take *t,
                    struct state_item *item, int64_t page);
void effects_apply(struct state_db *db, int64_t record,
                   const struct state_effect *effects, bool ended);
bool end_apply(struct weir_state *s, struct state_job *j);
/* Ends a record that is parked, from outside of a run of it. */
void record_close(struct weir_state *s, int64_t record, const char *reason,
                  const char *entry_state);
/* A parked record is open again, to be run. */
bool record_reopen(struct weir_state *s, int64_t record);
void entries_apply(struct weir_state *s, const struct state_end *e, int64_t run,
                   enum record_state to);
/* `path` NULL: all of the record. */
void entries_close(struct state_db *db, int64_t record, const char *path,
                   const char *state, int64_t now);
void entry_insert(struct weir_state *s, const struct state_entry *e,
                  int64_t record, int64_t run, const char *flow,
                  const char *digest);
void problem_settle(struct state_db *db, const void *id, int n);
void page_ended(struct weir_state *s, int64_t page);
void page_advance(struct weir_state *s, int64_t page);
void watermark_put(struct weir_state *s, const char *flow, const char *step,
                   str value);
/* One that the record waited for has ended well. */
void join_settle(struct state_db *db, int64_t caller);
void alerts_apply(struct state_db *db, const struct state_alert *a,
                  int64_t now);
void event_add(struct state_db *db, int64_t at, int64_t record, int64_t entry,
               int64_t run, const char *what, const char *who, str detail);
void drops_add(struct state_db *db, int64_t run, const char *reason, int64_t n);

const char *record_state_name(enum record_state s);
enum record_state record_state_named(const char *s);

extern const char *const state_schema[]; // NULL at the end

#endif
