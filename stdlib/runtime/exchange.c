/*
 * One call of a system with all its tries: rate, circuit, waits, classes.
 *
 * A wait is uniform between nothing and a cap that doubles ("full jitter"),
 * and never before a Retry-After, which uses up no try. What a step and run
 * may spend is the estate's retry budget.
 */
#include "stdlib/runtime/page.h"
#include "stdlib/runtime/run.h"
#include "stdlib/runtime/simulate.h"

#include <string.h>

#define TIMEOUT_DEFAULT (5 * MINUTE)
#define CAP_DEFAULT (5 * MINUTE)
#define BUDGET_DEFAULT (15 * MINUTE)

struct tries {
    struct exchange *x;
    struct engine_instance *in;
    int64_t began;
    int64_t after; // no earlier than this, by Retry-After
    bool told;     // the answer said when
    bool renewed;  // a new token was tried, or there is none
};

/* How long the step has to wait by a rate of its own. */
static int64_t step_wait(struct tries *t, int64_t now)
{
    for (struct step_rate *r = t->in->steps; r; r = r->next)
        if (r->step == t->x->step)
            return bucket_take(&r->bucket, now);
    return 0;
}

static void pause_run(struct tries *t)
{
    struct record_private *own = t->x->record->own;

    while (own->caller)
        own = own->caller->own;
    if (own->run)
        run_pause(own->run, t->in->of->alias);
}

/* Waits until the instance may be called. False: stopped, or it is out for so
 * long that the run pauses. */
static bool admit(struct tries *t)
{
    struct weir_engine *e = t->x->engine;
    struct engine_instance *in = t->in->limits;

    for (;;) {
        pthread_mutex_lock(&in->lock);
        int64_t now = engine_ticks(e);
        int64_t wait = e->simulation ? 0 : circuit_wait(&in->circuit, now);
        bool out = in->circuit.opened_at &&
                   now - in->circuit.opened_at > BUDGET_DEFAULT;

        if (!wait) {
            wait = step_wait(t, now);
            wait = wait ? wait : bucket_take_shared(&in->bucket, now, e);
            if (wait)
                in->circuit.probing = false;
        }
        if (!wait && in->of->limit_concurrency && !e->virtual_clock)
            while (in->busy >= in->of->limit_concurrency)
                pthread_cond_wait(&in->free, &in->lock);
        if (!wait) {
            in->busy++;
            share_call(&in->share, now);
        }
        pthread_mutex_unlock(&in->lock);
        if (!wait)
            return true;
        if (out)
            pause_run(t);
        if (out || !engine_sleep(e, wait))
            return false;
    }
}

static void leave(struct tries *t, enum weir_class class)
{
    struct engine_instance *in = t->in->limits;
    bool failed = class == WEIR_TRANSIENT || class == WEIR_TIMEOUT;

    pthread_mutex_lock(&in->lock);
    int64_t now = engine_ticks(t->x->engine);

    in->busy--;
    if (!t->x->engine->simulation)
        circuit_told(&in->circuit, failed, now, t->x->engine);
    if (class == WEIR_RATE_LIMITED) {
        bucket_refused(&in->bucket, now, t->told ? t->after : 0);
        bucket_tell(&in->bucket, now, t->x->engine);
    }
    pthread_cond_signal(&in->free);
    pthread_mutex_unlock(&in->lock);
}

static void call_driver(struct tries *t, struct weir_exchange *ask)
{
    struct exchange *x = t->x;
    const struct weir_driver *d = t->in->of->driver;

    *x->answer = (struct weir_answer){0};
    if (x->engine->simulation)
        simulate_call(x->engine->simulation, x);
    else if (x->page)
        d->fetch(t->in->connection, ask, x->path, x->cursor, x->page,
                 x->answer);
    else
        d->call(t->in->connection, ask, x->answer);
}

static bool retried_by_default(const struct tries *t, enum weir_class c)
{
    const struct exchange *x = t->x;

    switch (c) {
    case WEIR_TRANSIENT:
    case WEIR_RATE_LIMITED: return true;
    case WEIR_TIMEOUT: return x->reads || x->grade != WEIR_UNSAFE;
    case WEIR_MALFORMED: return x->reads;
    case WEIR_OK:
    case WEIR_AUTH:
    case WEIR_REJECTED:
    case WEIR_NOT_FOUND:
    case WEIR_DUPLICATE:
    case WEIR_CONFLICT:
    case WEIR_DATA:
    case WEIR_EXPIRED:
    case WEIR_PARTIAL:
    case WEIR_NCLASSES: break;
    }
    return false;
}

/* Whether a further try may be made at all. */
static bool may_retry(struct tries *t, enum weir_class c)
{
    const struct exchange *x = t->x;
    const struct weir_retry *r = &x->step->retry;
    int64_t budget = x->engine->estate->retry_budget;
    bool wanted =
        r->on ? (r->on & WEIR_CLASS_BIT(c)) != 0 : retried_by_default(t, c);

    bool done = !x->reads && c == WEIR_MALFORMED && x->answer->status < 300;

    if (!wanted || !r->times || done || (x->unknown && x->grade == WEIR_UNSAFE))
        return false;
    if (x->tries > r->times && !t->told)
        return false;
    return engine_ticks(x->engine) - t->began <
           (budget ? budget : BUDGET_DEFAULT);
}

static int64_t backoff(struct tries *t)
{
    const struct weir_retry *r = &t->x->step->retry;
    int64_t cap = r->cap ? r->cap : CAP_DEFAULT, most = r->base;
    int64_t now = engine_ticks(t->x->engine), wait;

    for (int i = 1; i < t->x->tries && most < cap; i++)
        most *= 2;
    wait = engine_random_to(t->x->engine, most < cap ? most : cap);
    if (t->after > now + wait)
        wait = t->after - now +
               engine_random_to(t->x->engine, (t->after - now) / 10);
    return wait;
}

static void keep_wait(struct exchange *x, int64_t wait)
{
    struct state_wait w = {.record = x->record_id,
                           .next_at = engine_now(x->engine) + wait,
                           .effects = x->effects};

    if (x->record_id && wait >= SECOND)
        state_wait(x->engine->state, &w);
}

static void log_retry(struct exchange *x, enum weir_class c, int64_t wait)
{
    log_write(x->engine, &(struct log_line){.level = "warning",
                                            .event = "retry",
                                            .flow = x->record->flow,
                                            .record = x->record_id,
                                            .step = x->step->name,
                                            .class = weir_class_name(c),
                                            .status = x->answer->status,
                                            .try = x->tries,
                                            .wait = wait,
                                            .message = x->answer->message});
}

/* Waits for the next try. False: a stop cut it. */
static bool wait_for_next(struct tries *t, enum weir_class c)
{
    struct exchange *x = t->x;
    int64_t wait = backoff(t);

    log_retry(x, c, wait);
    keep_wait(x, wait);
    if (!engine_sleep(x->engine, wait))
        return false;
    for (;;) {
        pthread_mutex_lock(&t->in->limits->lock);
        bool room = share_retry(&t->in->limits->share, engine_ticks(x->engine));

        pthread_mutex_unlock(&t->in->limits->lock);
        if (room || x->engine->virtual_clock)
            return true;
        if (!engine_sleep(x->engine, SECOND))
            return false;
    }
}

static void note_answer(struct tries *t)
{
    struct exchange *x = t->x;
    int64_t now = engine_now(x->engine);
    int64_t after = answer_retry_after(x->answer, now);

    t->told = after >= 0;
    if (t->told)
        t->after = engine_ticks(x->engine) + after;
}

/* What it means for the effect. A status of success says that it is done, even
 * when the body is cut, unless the system's own words say that it failed. */
static enum weir_class weigh(struct exchange *x, enum weir_class c)
{
    const struct weir_answer *a = x->answer;
    bool good = a->status >= 200 && a->status < 300;
    bool ill = c == WEIR_TRANSIENT || c == WEIR_TIMEOUT;

    if (!x->reads && good && a->cut)
        c = WEIR_MALFORMED;
    else if (good)
        x->unknown = ill;
    else
        x->unknown = a->sent && !answer_says_not_done(a);
    return c;
}

static enum weir_class one_try(struct tries *t, bool renew)
{
    struct exchange *x = t->x;
    int64_t timeout = x->step->timeout ? x->step->timeout : TIMEOUT_DEFAULT;
    struct weir_exchange ask = {.step = x->step,
                                .request = x->request,
                                .headers = x->headers,
                                .fresh = x->grade == WEIR_UNSAFE && !x->reads,
                                .renew = renew,
                                .arena = x->record->x.arena};

    if (!admit(t)) {
        x->stopped = true;
        return WEIR_TRANSIENT;
    }
    // Waiting for the rate, or a Retry-After, is no part of the call's time.
    ask.deadline = weir_driver_clock(x->engine) + timeout;
    x->tries++;
    call_driver(t, &ask);
    note_answer(t);
    enum weir_class c = weigh(x, classify(&x->record->x, x->step, x->answer));

    if (c == WEIR_OK && x->pager &&
        !pager_items(x->pager, x->record->x.arena, x->answer, &x->items,
                     &x->nitems))
        c = WEIR_MALFORMED;
    if (c == WEIR_OK)
        x->unknown = false;
    leave(t, c);
    return c;
}

enum weir_class exchange_run(struct exchange *x)
{
    struct tries t = {.x = x,
                      .in = engine_instance(x->engine, x->step->instance),
                      .began = engine_ticks(x->engine)};
    const char *auth = t.in->of->auth;
    bool renew = false;

    t.renewed = !auth || strcmp(auth, "oauth2") != 0;
    x->tries = 0;
    for (;;) {
        enum weir_class c = one_try(&t, renew);

        renew = false;
        if (c == WEIR_OK || x->stopped)
            return c;
        if (c == WEIR_AUTH && x->answer->status == 401 && !t.renewed) {
            t.renewed = renew = true;
            continue;
        }
        if (!may_retry(&t, c))
            return c;
        if (!wait_for_next(&t, c)) {
            x->stopped = true;
            return c;
        }
    }
}
