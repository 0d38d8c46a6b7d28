/*
 * Open records are ended first, without the source. One that a runner died on
 * runs alone; after a halt the first is a probe, so that a system that is
 * still ill costs one try.
 */
#include "stdlib/runtime/run.h"

#include <stdlib.h>
#include <string.h>

#define BATCH 500

static struct work *work_of(const struct state_open_record *o)
{
    struct work *w = work_new(o->body, o->version, o->shown);

    if (!w)
        return NULL;
    w->id = o->id;
    w->run = o->run;
    w->page = o->page;
    w->caller = o->caller;
    w->read_at = o->read_at;
    w->starts = o->starts + 1;
    memcpy(w->rid, o->rid, RID_SIZE);
    memcpy(w->key, o->key, KEY_SIZE);
    return w;
}

/* `starts` is committed before a record runs again. */
static bool starts_raised(struct flow_run *run,
                          const struct state_open_record *list, bool one)
{
    int64_t ids[BATCH];
    struct state_start t = {.records = ids};

    for (const struct state_open_record *o = list; o; o = o->next) {
        if (one || !o->starts)
            ids[t.n++] = o->id;
        if (one)
            break;
    }
    return !t.n || state_start(run->engine->state, &t) == STATE_OK;
}

static void run_alone(struct flow_run *run, const struct state_open_record *o)
{
    struct work *w;

    if (run_stopping(run) || !starts_raised(run, o, true))
        return;
    w = work_of(o);
    if (w) {
        run_give(run, w);
        run_drain(run, 0);
    }
}

/* The last run halted: one record tells whether it would again. */
static struct state_open_record *probe(struct flow_run *run,
                                       struct state_open_record *list)
{
    if (!list || !run->probe || list->starts)
        return list;
    run->probe = false;
    run_alone(run, list);
    return list->next;
}

static void run_batch(struct flow_run *run, struct state_open_record *list)
{
    list = probe(run, list);
    if (run_stopping(run) || !starts_raised(run, list, false))
        return;
    for (struct state_open_record *o = list; o; o = o->next) {
        struct work *w = o->starts ? NULL : work_of(o);

        if (w)
            run_give(run, w);
    }
    run_drain(run, 0);
    for (struct state_open_record *o = list; o; o = o->next)
        if (o->starts)
            run_alone(run, o);
}

static void run_all_open(struct flow_run *run)
{
    int64_t after = 0;

    while (!run_stopping(run)) {
        struct arena *a = arena_new();
        struct state_open_record *list = state_open_records(
            run->reader.reader, a, run->flow->of->name, after, BATCH);

        for (struct state_open_record *o = list; o; o = o->next)
            after = o->id;
        if (list)
            run_batch(run, list);
        arena_free(a);
        if (!list)
            return;
    }
}

void run_resume(struct flow_run *run)
{
    size_t behind, done;

    // What stood behind another record's dedupe key comes again, as long as
    // that leads anywhere.
    do {
        pthread_mutex_lock(&run->lock);
        run->behind = 0;
        done = run->done;
        pthread_mutex_unlock(&run->lock);
        run_all_open(run);
        pthread_mutex_lock(&run->lock);
        behind = run->behind;
        done = run->done - done;
        pthread_mutex_unlock(&run->lock);
    } while (behind && done && !run_stopping(run));
}
