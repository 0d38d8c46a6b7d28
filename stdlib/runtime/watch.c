/*
 * What flows and queues are watched for (`alert when`), looked at when a run
 * ends: parked records, the depth of a queue, the age of its oldest entry.
 */
#include "stdlib/runtime/run.h"
#include "stdlib/runtime/state_db.h"

void run_alert(struct flow_run *run, const struct weir_team *team, str key,
               str body)
{
    struct state_alert *a = arena_make(run->arena, struct state_alert);

    *a = (struct state_alert){.team = team ? team->name : "",
                              .key = key,
                              .body = body,
                              .next = run->alerts};
    run->alerts = a;
}

static int64_t parked(struct flow_run *run)
{
    struct state_db *db = reader_db(run->reader.reader);
    sqlite3_stmt *st = db_get(db, SQL_FLOW_PARKED);
    int64_t n = 0;

    db_text(st, 1, run->flow->of->name);
    if (db_row(db, st)) {
        n = db_column_int(st, 0);
        db_end(st);
    }
    return n;
}

static void watch_queue(struct flow_run *run, const struct weir_queue *q)
{
    struct state_db *db = reader_db(run->reader.reader);
    sqlite3_stmt *st = db_get(db, SQL_QUEUE_DEPTH);
    struct arena *a = run->arena;
    int64_t depth = 0, age = 0, now = engine_now(run->engine);

    db_text(st, 1, q->name);
    if (db_row(db, st)) {
        depth = db_column_int(st, 0);
        age = depth ? now - db_column_int(st, 1) : 0;
        db_end(st);
    }
    if (q->alert_depth && depth >= q->alert_depth)
        run_alert(run, q->owner, arena_printf(a, "queue %s depth", q->name),
                  arena_printf(a, "%lld entries wait in \"%s\"",
                               (long long)depth, q->name));
    if (q->alert_oldest && age > q->alert_oldest)
        run_alert(run, q->owner, arena_printf(a, "queue %s oldest", q->name),
                  arena_printf(a, "an entry waits in \"%s\" for %lld minutes",
                               q->name, (long long)(age / MINUTE)));
}

void run_watch(struct flow_run *run)
{
    const struct weir_flow *f = run->flow->of;
    const struct weir_estate *e = run->engine->estate;
    struct arena *a = run->arena;
    int64_t n = f->alert_parked ? parked(run) : 0;

    if (f->alert_parked && n >= f->alert_parked)
        run_alert(run, f->owner, arena_printf(a, "%s parked", f->name),
                  arena_printf(a, "%lld records of \"%s\" are parked",
                               (long long)n, f->name));
    for (size_t i = 0; i < e->nqueues; i++)
        if (e->queues[i]->alert_depth || e->queues[i]->alert_oldest)
            watch_queue(run, e->queues[i]);
}
