/*
 * Rates that processes on one state share: each leases tokens of an instance's
 * bucket, which stands in the ledger. A lease that its process does not use is
 * lost, so no two ever call on one token, whatever is killed.
 */
#include "stdlib/runtime/state_db.h"

/* What the bucket has now; full when it was never used. */
static double filled(struct weir_state *s, const struct state_lease *l,
                     int64_t now, int64_t *closed)
{
    sqlite3_stmt *st = db_get(&s->db, SQL_INSTANCE_GET);
    double tokens = l->burst;

    *closed = 0;
    db_text(st, 1, l->instance);
    if (!db_row(&s->db, st))
        return tokens;
    int64_t at = db_column_int(st, 1);

    tokens = sqlite3_column_double(st, 0);
    *closed = db_column_int(st, 2);
    db_end(st);
    if (now > at)
        tokens += (double)(now - at) * l->per_us;
    return tokens < l->burst ? tokens : l->burst;
}

static bool apply_lease(struct weir_state *s, struct state_job *j)
{
    struct state_lease *l = (struct state_lease *)j;
    int64_t now = state_now(s), closed;
    double tokens = filled(s, l, now, &closed);

    if (l->close_until > closed)
        closed = l->close_until;
    l->got = tokens < (double)l->most ? (int64_t)tokens : l->most;
    l->wait = 0;
    if (closed > now) {
        l->got = 0;
        l->wait = closed - now;
    } else if (!l->got && l->most) {
        l->wait = (int64_t)((1 - tokens) / l->per_us) + 1;
    }
    sqlite3_stmt *st = db_get(&s->db, SQL_INSTANCE_PUT);

    db_text(st, 1, l->instance);
    if (st)
        sqlite3_bind_double(st, 2, tokens - (double)l->got);
    db_int(st, 3, now);
    db_int(st, 4, closed);
    return db_run(&s->db, st);
}

enum state_result state_lease(struct weir_state *s, struct state_lease *l)
{
    l->job = (struct state_job){
        .apply = apply_lease, .waits = true, .may_fail = true, .weight = 1};
    return state_give(s, &l->job);
}
