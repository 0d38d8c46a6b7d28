/*
 * T3, end: all that ends a record in one transaction: its state, the run's
 * counts, effects, parts, entries, claims, alerts, what a page and a caller
 * were waiting for.
 */
#include "stdlib/runtime/state_db.h"

#include <string.h>

static const char *const state_names[] = {"open", "delivered", "parked",
                                          "dropped"};

const char *record_state_name(enum record_state s)
{
    return state_names[s];
}

enum record_state record_state_named(const char *s)
{
    for (int i = 0; i < 4; i++)
        if (strcmp(state_names[i], s) == 0)
            return (enum record_state)i;
    return RECORD_OPEN;
}

struct record_row {
    int64_t run, page, caller, waits;
    enum record_state state;
};

static bool row_find(struct state_db *db, int64_t record, struct record_row *r)
{
    sqlite3_stmt *st = db_get(db, SQL_RECORD_GET);

    db_int(st, 1, record);
    if (!db_row(db, st))
        return false;
    r->run = db_column_int(st, 0);
    r->page = db_column_int(st, 1);
    r->caller = db_column_int(st, 2);
    r->waits = db_column_int(st, 3);
    r->state = record_state_named((const char *)sqlite3_column_text(st, 4));
    db_end(st);
    return true;
}

void drops_add(struct state_db *db, int64_t run, const char *reason, int64_t n)
{
    sqlite3_stmt *st = db_get(db, SQL_DROPS_ADD);

    db_int(st, 1, run);
    db_text(st, 2, reason);
    db_int(st, 3, n);
    db_run(db, st);
}

/* The run's counts: one record leaves a state for another. */
static void count_move(struct state_db *db, int64_t run, enum record_state from,
                       enum record_state to)
{
    sqlite3_stmt *st = db_get(db, SQL_RUN_MOVE);

    db_int(st, 1, run);
    for (int i = 0; i < 4; i++)
        db_int(st, 2 + i, (i == (int)to) - (i == (int)from));
    db_run(db, st);
}

static void payload_erase(struct state_db *db, int64_t record)
{
    sqlite3_stmt *st = db_get(db, SQL_PAYLOAD_ERASE);

    db_int(st, 1, record);
    db_run(db, st);
}

/* Sets the row's state and what hangs on it. */
static void row_end(struct state_db *db, int64_t record, enum record_state to,
                    const char *reason, bool partial, int64_t waits,
                    int64_t now)
{
    sqlite3_stmt *st = db_get(db, SQL_RECORD_END);

    db_int(st, 1, record);
    db_text(st, 2, state_names[to]);
    db_text(st, 3, reason);
    db_int(st, 4, partial);
    db_int(st, 5, waits);
    db_int(st, 6, now);
    db_run(db, st);
    if (to == RECORD_DELIVERED || to == RECORD_DROPPED)
        payload_erase(db, record);
}

static void parts_apply(struct state_db *db, const struct state_end *e)
{
    sqlite3_stmt *st;

    st = db_get(db, SQL_PARTS_CLEAR);
    db_int(st, 1, e->record);
    db_run(db, st);
    for (const struct state_part *p = e->parts; p; p = p->next) {
        st = db_get(db, SQL_PART_PUT);
        db_int(st, 1, e->record);
        db_str(st, 2, p->path);
        db_text(st, 3, p->parked ? "parked" : "dropped");
        db_text(st, 4, p->parked ? NULL : p->reason);
        db_run(db, st);
    }
}

/* A claim becomes done with its record delivered; an open record keeps it;
 * any other end lets it go. */
static void claims_apply(struct state_db *db, const struct state_end *e,
                         enum record_state to, int64_t now)
{
    sqlite3_stmt *st;

    if (e->again) {
        st = db_get(db, SQL_CLAIMS_CLEAR);
        db_int(st, 1, e->record);
        db_text(st, 2, e->flow);
        db_run(db, st);
    }
    if (to != RECORD_DELIVERED && to != RECORD_OPEN)
        return;
    for (const struct state_claim *c = e->claims; c; c = c->next) {
        st = db_get(db, SQL_CLAIM_PUT);
        db_text(st, 1, e->flow);
        db_text(st, 2, c->step);
        db_blob(st, 3, c->key, KEY_SIZE);
        db_int(st, 4, e->record);
        if (to == RECORD_DELIVERED)
            db_int(st, 5, now);
        db_run(db, st);
    }
}

/* Parked children of the record, and those still open. */
static int64_t children_waiting(struct state_db *db, int64_t record)
{
    sqlite3_stmt *st = db_get(db, SQL_CHILDREN_WAITING);
    int64_t n = 0;

    db_int(st, 1, record);
    if (db_row(db, st)) {
        n = db_column_int(st, 0);
        db_end(st);
    }
    return n;
}

/* An ended record has no intents: what nobody settled is unknown. */
static void intents_settle(struct state_db *db, int64_t record)
{
    sqlite3_stmt *st = db_get(db, SQL_INTENTS_SETTLE);

    db_int(st, 1, record);
    db_run(db, st);
}

static void row_open(struct state_db *db, int64_t record)
{
    sqlite3_stmt *st = db_get(db, SQL_RECORD_OPEN);

    db_int(st, 1, record);
    db_run(db, st);
}

void join_settle(struct state_db *db, int64_t caller)
{
    struct record_row r;

    if (!caller || !row_find(db, caller, &r) || r.state != RECORD_PARKED ||
        r.waits == 0)
        return;
    sqlite3_stmt *st = db_get(db, SQL_RECORD_WAITS);

    db_int(st, 1, caller);
    db_int(st, 2, r.waits - 1);
    db_run(db, st);
    if (r.waits > 1)
        return;
    row_open(db, caller);
    count_move(db, r.run, RECORD_PARKED, RECORD_OPEN);
}

bool record_reopen(struct weir_state *s, int64_t record)
{
    struct record_row r;

    if (!row_find(&s->db, record, &r) || r.state != RECORD_PARKED)
        return false;
    row_open(&s->db, record);
    count_move(&s->db, r.run, RECORD_PARKED, RECORD_OPEN);
    return true;
}

void record_close(struct weir_state *s, int64_t record, const char *reason,
                  const char *entry_state)
{
    struct state_db *db = &s->db;
    struct record_row r;
    int64_t now = state_now(s);

    if (!row_find(db, record, &r) || r.state != RECORD_PARKED)
        return;
    entries_close(db, record, NULL, entry_state, now);
    row_end(db, record, RECORD_DROPPED, reason, false, 0, now);
    count_move(db, r.run, RECORD_PARKED, RECORD_DROPPED);
    drops_add(db, r.run, reason, 1);
    if (!r.caller)
        return;
    if (strcmp(reason, "expired") == 0)
        record_close(s, r.caller, reason, entry_state);
    else
        join_settle(db, r.caller);
}

/* Older versions of the key that wait in a queue are not to come again. */
static void supersede(struct weir_state *s, int64_t record)
{
    int64_t older[64];
    size_t n;

    do {
        sqlite3_stmt *st = db_get(&s->db, SQL_RECORD_OLDER);

        n = 0;
        db_int(st, 1, record);
        while (n < 64 && db_row(&s->db, st))
            older[n++] = db_column_int(st, 0);
        db_end(st);
        for (size_t i = 0; i < n; i++)
            record_close(s, older[i], "superseded", "superseded");
    } while (n == 64 && s->db.rc == SQLITE_OK);
}

static void end_row(struct weir_state *s, struct state_end *e,
                    const struct record_row *r)
{
    struct state_db *db = &s->db;
    int64_t now = state_now(s), waits = 0;
    enum record_state to = e->state;

    if (to == RECORD_PARKED) {
        for (const struct state_part *p = e->parts; p; p = p->next)
            waits += p->parked;
        waits += children_waiting(db, e->record);
        // A child ended while its parent did: the parent goes on.
        if (!e->entries && !waits)
            to = RECORD_OPEN;
    }
    entries_apply(s, e, r->run, to);
    if (!e->keep_parts)
        parts_apply(db, e);
    claims_apply(db, e, to, now);
    if (to == RECORD_OPEN) {
        row_open(db, e->record);
        return;
    }
    intents_settle(db, e->record);
    row_end(db, e->record, to, to == RECORD_DROPPED ? e->reason : NULL,
            to == RECORD_PARKED && e->partial, waits, now);
    count_move(db, r->run, RECORD_OPEN, to);
    if (to == RECORD_DROPPED)
        drops_add(db, r->run, e->reason, 1);
    if (to == RECORD_DELIVERED)
        supersede(s, e->record);
    if (r->page)
        page_ended(s, r->page);
    if (to != RECORD_PARKED)
        join_settle(db, r->caller);
}

bool end_apply(struct weir_state *s, struct state_job *j)
{
    struct state_end *e = (struct state_end *)j;
    const struct state_outputs *o = &s->config.outputs;
    struct record_row r;

    if (!row_find(&s->db, e->record, &r) || r.state != RECORD_OPEN)
        return s->db.rc == SQLITE_OK; // it ended before: nothing to say
    effects_apply(&s->db, e->record, e->effects, e->state != RECORD_OPEN);
    end_row(s, e, &r);
    alerts_apply(&s->db, e->alerts, state_now(s));
    for (struct state_output *out = e->outputs; out; out = out->next)
        if (!o->append(o->context, out))
            return false;
    return true;
}

void state_end(struct weir_state *s, struct state_end *e)
{
    e->job.apply = end_apply;
    e->job.weight = 1;
    e->job.result = STATE_OK;
    state_give(s, &e->job);
}

static void block_counts(struct state_db *db, const struct state_block *b)
{
    sqlite3_stmt *st = db_get(db, SQL_RUN_BLOCK);
    uint64_t dropped = 0;

    for (size_t i = 0; i < b->nreasons; i++) {
        dropped += b->dropped[i];
        if (b->dropped[i])
            drops_add(db, b->take.run, b->reasons[i], (int64_t)b->dropped[i]);
    }
    db_int(st, 1, b->take.run);
    db_int(st, 2, (int64_t)b->delivered);
    db_int(st, 3, (int64_t)dropped);
    db_run(db, st);
}

static bool apply_block(struct weir_state *s, struct state_job *j)
{
    struct state_block *b = (struct state_block *)j;
    const struct state_outputs *o = &s->config.outputs;

    take_apply(s, &b->take.job);
    block_counts(&s->db, b);
    for (size_t i = 0; i < b->nends; i++) {
        if (!b->ends[i]->item->record)
            continue; // a repeat
        b->ends[i]->record = b->ends[i]->item->record;
        if (!end_apply(s, &b->ends[i]->job))
            return false;
    }
    for (struct state_output *out = b->outputs; out; out = out->next)
        if (!o->append(o->context, out))
            return false;
    if (b->mark_value.ptr)
        watermark_put(s, b->take.flow, b->mark_step, b->mark_value);
    return true;
}

enum state_result state_block(struct weir_state *s, struct state_block *b)
{
    b->job = (struct state_job){
        .apply = apply_block, .waits = true, .may_fail = true, .weight = 64};
    return state_give(s, &b->job);
}
