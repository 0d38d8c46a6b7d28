/*
 * Effects: T2 writes an intent before a request that may not be repeated, T4
 * the tries before a wait. Bodies are erased once an effect is done.
 */
#include "stdlib/runtime/state_db.h"

static const char *state_name(enum effect_state s)
{
    static const char *const names[] = {"intent", "done", "failed", "unknown"};

    return names[s];
}

void effects_apply(struct state_db *db, int64_t record,
                   const struct state_effect *effects, bool ended)
{
    for (const struct state_effect *e = effects; e; e = e->next) {
        bool settled = e->state == EFFECT_DONE || e->state == EFFECT_FAILED;

        if (!e->changed || (ended && e->state == EFFECT_INTENT))
            continue;
        sqlite3_stmt *st = db_get(db, SQL_EFFECT_PUT);
        db_int(st, 1, record);
        db_text(st, 2, e->step);
        db_str(st, 3, e->path.ptr ? e->path : STR(""));
        db_text(st, 4, state_name(e->state));
        db_str(st, 5, e->idem.ptr ? e->idem : STR(""));
        db_str(st, 6, e->target);
        if (!settled)
            db_blob(st, 7, e->body.ptr, e->body.len);
        db_blob(st, 8, e->answer.ptr, e->answer.len);
        db_int(st, 9, e->status);
        db_int(st, 10, e->tries);
        db_int(st, 11, e->first_at);
        db_int(st, 12, e->last_at);
        db_run(db, st);
    }
}

static bool apply_intent(struct weir_state *s, struct state_job *j)
{
    struct state_intent *i = (struct state_intent *)j;

    effects_apply(&s->db, i->record, i->effects, false);
    return true;
}

enum state_result state_intent(struct weir_state *s, struct state_intent *i)
{
    i->job = (struct state_job){
        .apply = apply_intent, .waits = true, .may_fail = true, .weight = 1};
    return state_give(s, &i->job);
}

static bool apply_wait(struct weir_state *s, struct state_job *j)
{
    struct state_wait *w = (struct state_wait *)j;
    sqlite3_stmt *st = db_get(&s->db, SQL_RECORD_WAIT);

    db_int(st, 1, w->record);
    db_int(st, 2, w->next_at);
    db_run(&s->db, st);
    effects_apply(&s->db, w->record, w->effects, false);
    return true;
}

enum state_result state_wait(struct weir_state *s, struct state_wait *w)
{
    w->job = (struct state_job){
        .apply = apply_wait, .waits = true, .may_fail = true, .weight = 1};
    return state_give(s, &w->job);
}

static bool apply_start(struct weir_state *s, struct state_job *j)
{
    struct state_start *t = (struct state_start *)j;

    for (size_t i = 0; i < t->n; i++) {
        sqlite3_stmt *st = db_get(&s->db, SQL_RECORD_START);

        db_int(st, 1, t->records[i]);
        db_run(&s->db, st);
    }
    return true;
}

enum state_result state_start(struct weir_state *s, struct state_start *t)
{
    t->job = (struct state_job){
        .apply = apply_start, .waits = true, .may_fail = true, .weight = 1};
    return state_give(s, &t->job);
}
