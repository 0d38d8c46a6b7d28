/*
 * Reading the state: a connection for each thread that asks. A reader sees
 * what was committed. In memory there is one connection for all.
 */
#include "stdlib/runtime/state_db.h"

#include <stdlib.h>
#include <string.h>

struct state_reader *state_reader_open(struct weir_state *s)
{
    struct state_reader *r = calloc(1, sizeof *r);
    struct buf path = BUF_MAX(4096), why = BUF_MAX(512);

    if (!r)
        return NULL;
    r->state = s;
    r->shared = !s->config.folder;
    if (r->shared) {
        r->db.sqlite = s->db.sqlite;
        return r;
    }
    buf_printf(&path, "%s/state.db", s->config.folder);
    bool good = db_open(&r->db, path.ptr, SQLITE_OPEN_READONLY, &why);

    buf_free(&path);
    buf_free(&why);
    if (good)
        return r;
    free(r);
    return NULL;
}

void state_reader_close(struct state_reader *r)
{
    if (!r)
        return;
    db_finish(&r->db);
    if (!r->shared)
        db_close(&r->db);
    free(r);
}

struct state_db *reader_db(struct state_reader *r)
{
    return &r->db;
}

bool state_reader_failed(struct state_reader *r)
{
    return reader_db(r)->rc != SQLITE_OK;
}

static void copy_blob(sqlite3_stmt *st, int i, uint8_t *to, size_t n)
{
    if (sqlite3_column_bytes(st, i) >= (int)n)
        memcpy(to, sqlite3_column_blob(st, i), n);
}

struct state_open_record *state_open_records(struct state_reader *r,
                                             struct arena *a, const char *flow,
                                             int64_t after, size_t n)
{
    struct state_db *db = reader_db(r);
    struct state_open_record *first = NULL, **last = &first;
    sqlite3_stmt *st = db_get(db, SQL_OPEN_RECORDS);

    db_text(st, 1, flow);
    db_int(st, 2, after);
    db_int(st, 3, (int64_t)n);
    while (db_row(db, st)) {
        struct state_open_record *o = arena_make(a, struct state_open_record);

        o->id = db_column_int(st, 0);
        o->run = db_column_int(st, 1);
        o->page = db_column_int(st, 2);
        o->caller = db_column_int(st, 3);
        o->read_at = db_column_int(st, 4);
        copy_blob(st, 5, o->rid, RID_SIZE);
        copy_blob(st, 6, o->key, KEY_SIZE);
        o->version = db_column(st, 7, a);
        o->shown = db_column(st, 8, a);
        o->call = db_column(st, 9, a).ptr;
        o->starts = (int)db_column_int(st, 10);
        o->body = db_column(st, 11, a);
        *last = o;
        last = &o->next;
    }
    return first;
}

static enum effect_state effect_state_named(const char *s)
{
    if (strcmp(s, "intent") == 0)
        return EFFECT_INTENT;
    if (strcmp(s, "done") == 0)
        return EFFECT_DONE;
    return strcmp(s, "failed") == 0 ? EFFECT_FAILED : EFFECT_UNKNOWN;
}

struct state_effect *state_effects(struct state_reader *r, struct arena *a,
                                   int64_t record)
{
    struct state_db *db = reader_db(r);
    struct state_effect *first = NULL;
    sqlite3_stmt *st = db_get(db, SQL_EFFECTS);

    db_int(st, 1, record);
    while (db_row(db, st)) {
        struct state_effect *e = arena_make(a, struct state_effect);

        e->step = db_column(st, 0, a).ptr;
        e->path = db_column(st, 1, a);
        e->state = effect_state_named((const char *)sqlite3_column_text(st, 2));
        e->idem = db_column(st, 3, a);
        e->target = db_column(st, 4, a);
        e->body = db_column(st, 5, a);
        e->answer = db_column(st, 6, a);
        e->status = (int)db_column_int(st, 7);
        e->tries = (int)db_column_int(st, 8);
        e->first_at = db_column_int(st, 9);
        e->last_at = db_column_int(st, 10);
        e->next = first;
        first = e;
    }
    return first;
}

struct state_part *state_waiting_parts(struct state_reader *r, struct arena *a,
                                       int64_t record)
{
    struct state_db *db = reader_db(r);
    struct state_part *first = NULL;
    sqlite3_stmt *st = db_get(db, SQL_WAITING_PARTS);

    db_int(st, 1, record);
    while (db_row(db, st)) {
        struct state_part *p = arena_make(a, struct state_part);

        p->path = db_column(st, 0, a);
        p->parked = true;
        p->next = first;
        first = p;
    }
    return first;
}

enum dedupe_found state_dedupe(struct state_reader *r, const char *flow,
                               const char *step, const uint8_t *key,
                               int64_t since, int64_t *record)
{
    struct state_db *db = reader_db(r);
    enum dedupe_found found = DEDUPE_FREE;
    sqlite3_stmt *st = db_get(db, SQL_DEDUPE_GET);

    db_text(st, 1, flow);
    db_text(st, 2, step);
    db_blob(st, 3, key, KEY_SIZE);
    if (!db_row(db, st))
        return found;
    *record = db_column_int(st, 0);
    if (sqlite3_column_type(st, 1) == SQLITE_NULL)
        found = DEDUPE_CLAIMED;
    else if (db_column_int(st, 1) >= since)
        found = DEDUPE_DONE;
    db_end(st);
    return found;
}

bool state_superseded(struct state_reader *r, const char *flow,
                      const uint8_t *key, str version)
{
    struct state_db *db = reader_db(r);
    sqlite3_stmt *st = db_get(db, SQL_SUPERSEDED);

    db_text(st, 1, flow);
    db_blob(st, 2, key, KEY_SIZE);
    db_str(st, 3, version);
    bool found = db_row(db, st);

    db_end(st);
    return found;
}

bool state_child_by_rid(struct state_reader *r, struct arena *a,
                        const uint8_t *rid, struct state_child *c)
{
    struct state_db *db = reader_db(r);
    sqlite3_stmt *st = db_get(db, SQL_CHILD);

    db_blob(st, 1, rid, RID_SIZE);
    if (!db_row(db, st))
        return false;
    c->id = db_column_int(st, 0);
    c->state = record_state_named((const char *)sqlite3_column_text(st, 1));
    c->reason = db_column(st, 2, a).ptr;
    c->reply = db_column(st, 3, a);
    c->run = db_column_int(st, 4);
    c->read_at = db_column_int(st, 5);
    c->starts = (int)db_column_int(st, 6);
    db_end(st);
    return true;
}

static str one_text(struct state_db *db, sqlite3_stmt *st, struct arena *a)
{
    str s = {NULL, 0};

    if (db_row(db, st)) {
        s = db_column(st, 0, a);
        db_end(st);
    }
    return s;
}

str state_watermark(struct state_reader *r, struct arena *a, const char *flow,
                    const char *step)
{
    sqlite3_stmt *st = db_get(reader_db(r), SQL_WATERMARK_GET);

    db_text(st, 1, flow);
    db_text(st, 2, step);
    return one_text(reader_db(r), st, a);
}

str state_meta(struct state_reader *r, struct arena *a, const char *name)
{
    sqlite3_stmt *st = db_get(reader_db(r), SQL_META_GET);

    db_text(st, 1, name);
    return one_text(reader_db(r), st, a);
}

bool state_unfinished(struct state_reader *r, struct arena *a, const char *flow,
                      const char *step, int64_t younger_than, str *next,
                      str *high)
{
    struct state_db *db = reader_db(r);
    sqlite3_stmt *st = db_get(db, SQL_UNFINISHED);
    bool found = false;

    db_text(st, 1, flow);
    db_text(st, 2, step);
    db_int(st, 3, younger_than);
    if (db_row(db, st)) {
        *next = db_column(st, 0, a);
        *high = db_column(st, 1, a);
        found = next->ptr != NULL;
        db_end(st);
    }
    return found;
}

bool state_broken_off(struct state_reader *r, struct arena *a, const char *flow,
                      const char *step, str *cursor, str *next)
{
    struct state_db *db = reader_db(r);
    sqlite3_stmt *st = db_get(db, SQL_BROKEN_OFF);

    db_text(st, 1, flow);
    db_text(st, 2, step);
    if (!db_row(db, st))
        return false;
    *cursor = db_column(st, 0, a);
    *next = db_column(st, 1, a);
    db_end(st);
    return cursor->ptr && next->ptr;
}

bool state_flow_row(struct state_reader *r, struct arena *a, const char *flow,
                    struct state_flow *f)
{
    struct state_db *db = reader_db(r);
    sqlite3_stmt *st = db_get(db, SQL_FLOW_GET);

    db_text(st, 1, flow);
    if (!db_row(db, st))
        return false;
    f->state = db_column(st, 0, a).ptr;
    f->why = db_column(st, 1, a).ptr;
    f->due = db_column_int(st, 2);
    f->last_ok = db_column_int(st, 3);
    f->skipped = db_column_int(st, 4);
    db_end(st);
    return true;
}

bool state_run_counts(struct state_reader *r, int64_t run,
                      struct state_counts *c)
{
    struct state_db *db = reader_db(r);
    sqlite3_stmt *st = db_get(db, SQL_RUN_COUNTS);

    db_int(st, 1, run);
    if (!db_row(db, st))
        return false;
    *c = (struct state_counts){db_column_int(st, 0), db_column_int(st, 1),
                               db_column_int(st, 2), db_column_int(st, 3),
                               db_column_int(st, 4), db_column_int(st, 5)};
    db_end(st);
    return true;
}
