/*
 * The threads that work on a run's records. The end of a record is settled on
 * the writer's thread: only then the next of its key may start.
 */
#include "stdlib/runtime/keys.h"
#include "stdlib/runtime/run.h"

#include <stdlib.h>
#include <string.h>

#define UNSETTLED_MOST 256

struct work *work_new(str body, str version, str shown)
{
    size_t n = sizeof(struct work) + body.len + version.len + shown.len + 3;
    struct work *w = malloc(n);
    char *at = (char *)(w + 1);

    if (!w)
        return NULL;
    memset(w, 0, sizeof *w);
    str *const to[] = {&w->body, &w->version, &w->shown};
    const str from[] = {body, version, shown};

    for (int i = 0; i < 3; i++) {
        if (!from[i].ptr)
            continue;
        memcpy(at, from[i].ptr, from[i].len);
        at[from[i].len] = 0;
        *to[i] = (str){at, from[i].len};
        at += from[i].len + 1;
    }
    return w;
}

bool run_stopping(struct flow_run *run)
{
    if (engine_stopping(run->engine) || state_is_full(run->engine->state))
        return true;
    pthread_mutex_lock(&run->lock);
    bool stopping = run->halting || run->full || run->out;

    pthread_mutex_unlock(&run->lock);
    return stopping;
}

void run_halt(struct flow_run *run, const struct weir_failure *f, str because)
{
    pthread_mutex_lock(&run->lock);
    if (!run->halting) {
        run->halting = true;
        run->halted = *f;
        run->halted.message = arena_str(run->arena, f->message);
        run->halted.step = arena_str(run->arena, f->step);
        run->because = because.ptr ? arena_str(run->arena, because) : because;
        run->lasting =
            because.ptr || !(weir_class_outage() & WEIR_CLASS_BIT(f->class));
    }
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
}

void run_pause(struct flow_run *run, const char *alias)
{
    pthread_mutex_lock(&run->lock);
    run->out = alias;
    pthread_mutex_unlock(&run->lock);
}

static void push(struct flow_run *run, struct work *w)
{
    pthread_mutex_lock(&run->lock);
    w->next = NULL;
    if (run->last)
        run->last->next = w;
    else
        run->first = w;
    run->last = w;
    run->ready++;
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
}

void run_wake(struct work *w)
{
    if (w)
        push(w->in, w);
}

void run_give(struct flow_run *run, struct work *w)
{
    w->in = run;
    w->flow = run->flow;
    pthread_mutex_lock(&run->lock);
    run->unsettled++;
    pthread_mutex_unlock(&run->lock);
    if (keys_enter(run->flow->keys, w))
        push(run, w);
}

/* Work that is not to start: its record stays open as it is. */
static void skip(struct flow_run *run, struct work *w)
{
    run_wake(keys_leave(run->flow->keys, w));
    free(w);
    pthread_mutex_lock(&run->lock);
    run->unsettled--;
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
}

void record_settled(struct weir_record *r, enum state_result result)
{
    struct record_private *own = r->own;
    struct flow_run *run = own->run;
    struct work *w = own->work;
    enum record_state state = own->end.state;

    claims_release(own->flow->claims, w->id);
    run_wake(keys_leave(own->flow->keys, w));
    pthread_mutex_lock(&run->lock);
    run->unsettled--;
    run->behind += own->behind;
    if (result == STATE_OK && state != RECORD_OPEN)
        run->done++;
    if (state == RECORD_PARKED)
        run->parked++;
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
    record_free(r);
}

static struct work *next_work(struct flow_run *run)
{
    struct work *w = NULL;

    pthread_mutex_lock(&run->lock);
    while (!run->first && !run->closing) {
        bool others = run->unsettled > 0;

        pthread_mutex_unlock(&run->lock);
        if (others)
            state_hurry(run->engine->state);
        pthread_mutex_lock(&run->lock);
        if (!run->first && !run->closing)
            pthread_cond_wait(&run->changed, &run->lock);
    }
    if (run->first) {
        w = run->first;
        run->first = w->next;
        if (!run->first)
            run->last = NULL;
        run->ready--;
        run->working++;
    }
    pthread_mutex_unlock(&run->lock);
    return w;
}

static void work_on(struct worker *me, struct flow_run *run, struct work *w)
{
    struct weir_record *r =
        run_stopping(run) ? NULL : record_new(me, run->flow, run);

    if (r)
        record_run(r, w);
    else
        skip(run, w);
    pthread_mutex_lock(&run->lock);
    run->working--;
    pthread_cond_broadcast(&run->changed);
    bool many = run->unsettled - run->ready > UNSETTLED_MOST;

    pthread_mutex_unlock(&run->lock);
    if (many)
        state_flush(run->engine->state);
}

static void *worker_main(void *context)
{
    struct worker *me = context;
    struct flow_run *run = me->run;
    struct work *w;

    for (w = next_work(run); w; w = next_work(run))
        work_on(me, run, w);
    return NULL;
}

static size_t workers_wanted(const struct flow_run *run)
{
    int n = run->flow->of->concurrency;

    if (run->engine->virtual_clock)
        return 1;
    if (n <= 0)
        n = run->engine->estate->concurrency;
    if (n <= 0)
        n = 4;
    return n > 64 ? 64 : (size_t)n;
}

bool workers_start(struct flow_run *run)
{
    size_t n = workers_wanted(run);

    for (size_t i = 0; i < n; i++) {
        struct worker *me = &run->workers[i];

        if (!worker_open(me, run->engine))
            return run->nworkers > 0;
        me->run = run;
        if (pthread_create(&run->threads[i], NULL, worker_main, me) != 0) {
            worker_close(me);
            return run->nworkers > 0;
        }
        run->nworkers++;
    }
    return true;
}

void workers_stop(struct flow_run *run)
{
    pthread_mutex_lock(&run->lock);
    run->closing = true;
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
    for (size_t i = 0; i < run->nworkers; i++) {
        pthread_join(run->threads[i], NULL);
        worker_close(&run->workers[i]);
    }
    run->nworkers = 0;
}

void run_drain(struct flow_run *run, size_t left)
{
    pthread_mutex_lock(&run->lock);
    while (run->unsettled > left) {
        bool idle = !run->ready && !run->working;

        pthread_mutex_unlock(&run->lock);
        if (idle)
            state_hurry(run->engine->state);
        pthread_mutex_lock(&run->lock);
        if (run->unsettled > left)
            pthread_cond_wait(&run->changed, &run->lock);
    }
    pthread_mutex_unlock(&run->lock);
}
