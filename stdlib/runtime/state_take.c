/*
 * T1, take: a page, its records and their payloads, and the run's counts. A
 * record that is there already is a repeat. A page without new records ends in
 * the same transaction.
 */
#include "stdlib/runtime/state_db.h"

int64_t item_insert(struct weir_state *s, const struct state_take *t,
                    struct state_item *item, int64_t page)
{
    struct state_db *db = &s->db;
    sqlite3_stmt *st = db_get(db, SQL_RECORD_INSERT);

    db_blob(st, 1, item->rid, RID_SIZE);
    db_text(st, 2, t->flow);
    db_int(st, 3, t->run);
    if (page)
        db_int(st, 4, page);
    if (t->caller)
        db_int(st, 5, t->caller);
    db_text(st, 6, t->call);
    db_blob(st, 7, item->key, KEY_SIZE);
    db_str(st, 8, item->shown);
    db_str(st, 9, item->version);
    db_blob(st, 10, item->digest, DIGEST_SIZE);
    db_int(st, 11, t->read_at);
    db_run(db, st);
    item->record = 0;
    if (db->rc != SQLITE_OK || sqlite3_changes(db->sqlite) == 0)
        return 0;
    item->record = sqlite3_last_insert_rowid(db->sqlite);
    st = db_get(db, SQL_PAYLOAD_INSERT);
    db_int(st, 1, item->record);
    db_blob(st, 2, item->body.len ? item->body.ptr : "", item->body.len);
    db_run(db, st);
    return item->record;
}

static int64_t page_insert(struct state_db *db, const struct state_take *t)
{
    sqlite3_stmt *st = db_get(db, SQL_PAGE_INSERT);

    db_int(st, 1, t->run);
    db_text(st, 2, t->step);
    db_int(st, 3, t->seq);
    db_str(st, 4, t->cursor);
    db_str(st, 5, t->last ? (str){NULL, 0} : t->next);
    db_str(st, 6, t->high);
    db_int(st, 7, (int64_t)(t->nitems + t->cheap));
    db_run(db, st);
    return sqlite3_last_insert_rowid(db->sqlite);
}

static void count(struct state_db *db, const struct state_take *t,
                  int64_t taken)
{
    sqlite3_stmt *st = db_get(db, SQL_RUN_TAKE);

    db_int(st, 1, t->run);
    db_int(st, 2, taken);
    db_int(st, 3, (int64_t)t->repeats);
    db_run(db, st);
}

bool take_apply(struct weir_state *s, struct state_job *j)
{
    struct state_take *t = (struct state_take *)j;
    struct state_db *db = &s->db;
    int64_t taken = 0;

    t->page = t->step ? page_insert(db, t) : 0;
    t->repeats = 0;
    for (size_t i = 0; i < t->nitems && db->rc == SQLITE_OK; i++) {
        if (item_insert(s, t, &t->items[i], t->page))
            taken++;
        else
            t->repeats++;
    }
    count(db, t, taken);
    if (!t->page)
        return true;
    sqlite3_stmt *st = db_get(db, SQL_PAGE_OPEN);
    db_int(st, 1, t->page);
    db_int(st, 2, taken);
    db_run(db, st);
    if (taken == 0)
        page_advance(s, t->page);
    return true;
}

enum state_result state_take(struct weir_state *s, struct state_take *t)
{
    t->job.apply = take_apply;
    t->job.waits = true;
    t->job.may_fail = true;
    t->job.weight = 64;
    t->job.result = STATE_OK;
    return state_give(s, &t->job);
}
