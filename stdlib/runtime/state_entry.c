/*
 * The error queue: entries, and problems, which are entries of one cause. An
 * entry that a retry parks again is the same row.
 */
#include "stdlib/runtime/digest.h"
#include "stdlib/runtime/state_db.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define DAY ((int64_t)86400 * 1000000)

/* --- problems ---- */

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '-' || c == '_' || c == '.' ||
           c == '@' || c == '/' || c == ':';
}

/* The message without what differs from case to case: quoted text, words with
 * a digit in them, addresses. */
static str blanked(struct arena *a, str m)
{
    char *to = arena_alloc(a, m.len + 1);
    size_t n = 0;

    for (size_t i = 0; i < m.len;) {
        size_t end = i;
        bool odd = false;

        if (m.ptr[i] == '"') {
            for (end = i + 1; end < m.len && m.ptr[end] != '"'; end++)
                ;
            to[n++] = '*';
            i = end < m.len ? end + 1 : end;
            continue;
        }
        for (; end < m.len && is_word(m.ptr[end]); end++)
            odd |= isdigit((unsigned char)m.ptr[end]) || m.ptr[end] == '@';
        if (end == i) {
            to[n++] = m.ptr[i++];
            continue;
        }
        if (odd)
            to[n++] = '*';
        else
            for (size_t k = i; k < end; k++)
                to[n++] = m.ptr[k];
        i = end;
    }
    return (str){to, n};
}

static void problem_id(struct arena *a, const struct state_entry *e,
                       const char *flow, uint8_t id[DIGEST_BYTES])
{
    char status[16];

    snprintf(status, sizeof status, "%d", e->status);
    str parts[] = {str_from(flow),
                   str_from(e->step),
                   str_from(weir_class_name(e->class)),
                   str_from(e->endpoint),
                   str_from(status),
                   blanked(a, e->message)};

    digest_parts(parts, sizeof parts / sizeof *parts, id);
}

static void problem_put(struct state_db *db, const struct state_entry *e,
                        const char *flow, const uint8_t *id, int64_t run,
                        int64_t now)
{
    sqlite3_stmt *st = db_get(db, SQL_PROBLEM_PUT);

    db_blob(st, 1, id, DIGEST_BYTES);
    db_text(st, 2, flow);
    db_text(st, 3, e->step);
    db_text(st, 4, e->class ? weir_class_name(e->class) : NULL);
    db_str(st, 5, e->message.ptr ? e->message : STR(""));
    db_int(st, 6, now);
    db_int(st, 7, run);
    db_text(st, 8, e->owner);
    db_run(db, st);
}

void problem_settle(struct state_db *db, const void *id, int n)
{
    sqlite3_stmt *st = db_get(db, SQL_PROBLEM_OPEN);

    db_blob(st, 1, id, DIGEST_BYTES);
    db_int(st, 2, n);
    db_run(db, st);
}

/* --- entries ---- */

void entry_insert(struct weir_state *s, const struct state_entry *e,
                  int64_t record, int64_t run, const char *flow,
                  const char *digest)
{
    struct state_db *db = &s->db;
    struct arena *a = arena_new();
    int64_t now = state_now(s);
    uint8_t id[DIGEST_BYTES];

    problem_id(a, e, flow, id);
    problem_put(db, e, flow, id, run, now);
    sqlite3_stmt *st = db_get(db, SQL_ENTRY_INSERT);
    db_text(st, 1, e->queue);
    db_text(st, 2, e->kind);
    if (record)
        db_int(st, 3, record);
    db_str(st, 4, e->path.ptr ? e->path : STR(""));
    db_text(st, 5, flow);
    db_text(st, 6, digest);
    db_text(st, 7, e->step);
    db_text(st, 8, e->class ? weir_class_name(e->class) : NULL);
    db_text(st, 9, e->connector);
    if (e->status)
        db_int(st, 10, e->status);
    db_str(st, 11, e->message.ptr ? e->message : STR(""));
    db_int(st, 12, e->tries);
    db_int(st, 13, now);
    db_int(st, 14, now + (e->triage ? e->triage : DAY));
    db_int(st, 15, now + (e->retain ? e->retain : 30 * DAY));
    db_blob(st, 16, id, DIGEST_BYTES);
    db_run(db, st);
    arena_free(a);
}

/* Parks again what a retry took: the same row. False: there is none. */
static bool entry_again(struct weir_state *s, const struct state_entry *e,
                        int64_t record, const char *flow, int64_t run)
{
    struct state_db *db = &s->db;
    sqlite3_stmt *st = db_get(db, SQL_ENTRY_ACTIVE);
    uint8_t was[DIGEST_BYTES], id[DIGEST_BYTES];
    int64_t now = state_now(s);

    db_int(st, 1, record);
    db_str(st, 2, e->path.ptr ? e->path : STR(""));
    if (!db_row(db, st))
        return false;
    int64_t entry = db_column_int(st, 0);

    memcpy(was, sqlite3_column_blob(st, 1), sizeof was);
    db_end(st);
    struct arena *a = arena_new();
    problem_id(a, e, flow, id);
    arena_free(a);
    if (memcmp(was, id, sizeof id) != 0) {
        problem_put(db, e, flow, id, run, now);
        problem_settle(db, was, -1);
    }
    st = db_get(db, SQL_ENTRY_AGAIN);
    db_int(st, 1, entry);
    db_int(st, 2, now);
    db_text(st, 3, e->class ? weir_class_name(e->class) : NULL);
    db_str(st, 4, e->message.ptr ? e->message : STR(""));
    db_int(st, 5, e->tries);
    db_blob(st, 6, id, DIGEST_BYTES);
    db_text(st, 7, e->queue);
    db_text(st, 8, e->step);
    if (e->status)
        db_int(st, 9, e->status);
    db_run(db, st);
    return true;
}

void entries_close(struct state_db *db, int64_t record, const char *path,
                   const char *state, int64_t now)
{
    sqlite3_stmt *st;
    uint8_t id[DIGEST_BYTES];

    for (;;) {
        st = db_get(db, SQL_ENTRY_CLOSE_ONE);
        db_int(st, 1, record);
        db_text(st, 2, path);
        db_text(st, 3, state);
        db_int(st, 4, now);
        if (!db_row(db, st))
            return;
        memcpy(id, sqlite3_column_blob(st, 0), sizeof id);
        db_end(st);
        problem_settle(db, id, -1);
    }
}

static bool parks(const struct state_end *e, str path)
{
    for (const struct state_entry *n = e->entries; n; n = n->next)
        if (str_eq(n->path, path))
            return true;
    for (const struct state_part *p = e->parts; p; p = p->next)
        if (p->parked && str_eq(p->path, path))
            return true;
    return false;
}

/* Closes entries whose record or part is no longer parked. */
static void close_passed(struct weir_state *s, const struct state_end *e,
                         enum record_state to)
{
    struct state_db *db = &s->db;
    struct arena *a = arena_new();
    const char *state =
        to == RECORD_DROPPED && strcmp(e->reason, "superseded") == 0
            ? "superseded"
            : "resolved";
    struct state_part *paths = NULL;
    sqlite3_stmt *st = db_get(db, SQL_ENTRY_PATHS);

    db_int(st, 1, e->record);
    while (db_row(db, st)) {
        struct state_part *p = arena_make(a, struct state_part);

        p->path = db_column(st, 0, a);
        p->next = paths;
        paths = p;
    }
    for (; paths; paths = paths->next)
        if (!parks(e, paths->path))
            entries_close(db, e->record, paths->path.ptr, state, state_now(s));
    arena_free(a);
}

void entries_apply(struct weir_state *s, const struct state_end *e, int64_t run,
                   enum record_state to)
{
    if (to == RECORD_OPEN)
        return;
    close_passed(s, e, to);
    for (const struct state_entry *n = e->entries; n; n = n->next)
        if (!entry_again(s, n, e->record, e->flow, run))
            entry_insert(s, n, e->record, run, e->flow, e->digest);
}

/* --- expiry ---- */

struct expire {
    struct state_job job;
    size_t expired;
};

static bool apply_expire(struct weir_state *s, struct state_job *j)
{
    struct expire *x = (struct expire *)j;
    int64_t records[64];
    size_t n = 0;
    sqlite3_stmt *st = db_get(&s->db, SQL_ENTRY_EXPIRED);

    db_int(st, 1, state_now(s));
    while (n < 64 && db_row(&s->db, st))
        records[n++] = db_column_int(st, 0);
    db_end(st);
    for (size_t i = 0; i < n; i++)
        record_close(s, records[i], "expired", "expired");
    x->expired = n;
    return true;
}

enum state_result state_expire(struct weir_state *s, size_t *expired)
{
    *expired = 0;
    for (;;) {
        struct expire x = {.job = {.apply = apply_expire,
                                   .waits = true,
                                   .may_fail = true,
                                   .weight = 64}};
        enum state_result result = state_give(s, &x.job);

        *expired += x.expired;
        if (result != STATE_OK || x.expired < 64)
            return result;
    }
}
