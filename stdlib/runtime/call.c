/*
 * Calls: a record of the called flow, in this thread. Its rid comes from the
 * caller's, the step and the part, so that a caller that runs again finds the
 * child that it made.
 */
#include "stdlib/runtime/digest.h"
#include "stdlib/runtime/keys.h"
#include "stdlib/runtime/run.h"

#include <stdlib.h>
#include <string.h>

#define CALL_RUN (60 * MINUTE)

/* The run that calls of the flow are counted in: one an hour. */
static int64_t call_run(struct weir_engine *e, struct engine_flow *f)
{
    int64_t now = engine_now(e), id;

    pthread_mutex_lock(&f->lock);
    if (!f->call_run || now - f->call_run_at >= CALL_RUN) {
        struct state_run run = {.flow = f->of, .kind = "call"};

        if (f->call_run)
            call_run_end(e, f);
        if (state_run_begin(e->state, &run) == STATE_OK) {
            f->call_run = run.id;
            f->call_run_at = now;
        }
    }
    id = f->call_run;
    pthread_mutex_unlock(&f->lock);
    return id;
}

void call_run_end(struct weir_engine *e, struct engine_flow *f)
{
    struct state_run run = {.flow = f->of,
                            .kind = "call",
                            .id = f->call_run,
                            .outcome = "ok",
                            .flow_state = "ready",
                            .why = {NULL, 0}};

    if (!f->call_run)
        return;
    state_run_end(e->state, &run);
    f->call_run = 0;
}

static void child_rid(struct weir_record *r, const struct weir_step *s,
                      uint8_t rid[RID_SIZE])
{
    uint8_t full[DIGEST_BYTES];
    str parts[] = {STR("call"), str_of(r->own->work->rid, RID_SIZE),
                   str_from(s->name), r->frame->path};

    digest_parts(parts, sizeof parts / sizeof *parts, full);
    memcpy(rid, full, RID_SIZE);
}

static bool take_child(struct weir_record *r, const struct weir_step *s,
                       struct engine_flow *f, struct work *w)
{
    struct weir_engine *e = r->own->engine;
    struct state_item item = {
        .shown = w->shown, .version = {NULL, 0}, .body = w->body};
    struct state_take t = {.flow = f->of->name,
                           .run = call_run(e, f),
                           .read_at = w->read_at,
                           .items = &item,
                           .nitems = 1,
                           .caller = r->own->work->id,
                           .call = s->name};

    memcpy(item.rid, w->rid, RID_SIZE);
    memcpy(item.key, w->key, KEY_SIZE);
    digest_plain(w->body, item.digest);
    if (!t.run || state_take(e->state, &t) != STATE_OK || !item.record)
        return false;
    w->id = item.record;
    w->run = t.run;
    w->fresh = true;
    return true;
}

static struct work *child_work(struct weir_record *r, struct weir_record *c,
                               const struct weir_step *s, str args)
{
    struct weir_identity id;
    uint8_t digest[DIGEST_BYTES];

    record_identify(c, args, &id);
    struct work *w = work_new(args, (str){NULL, 0}, id.shown);

    if (!w)
        return NULL;
    child_rid(r, s, w->rid);
    if (id.key.len) {
        record_key(r->own->engine, id.key, w->key);
    } else {
        digest_plain(args, digest);
        memcpy(w->key, digest, KEY_SIZE);
    }
    w->read_at = r->x.now.us;
    w->caller = r->own->work->id;
    return w;
}

/* Runs the child, new or one that stayed open. Gives how it ended. */
static bool run_child(struct weir_record *r, const struct weir_step *s,
                      struct engine_flow *f, str args, struct state_child *got)
{
    struct weir_record *c = record_new(r->own->worker, f, NULL);

    if (!c)
        return false;
    c->own->caller = r;
    c->own->depth = r->own->depth + 1;
    struct work *w = child_work(r, c, s, args);

    if (!w) {
        record_free(c);
        return false;
    }
    keys_wait(f->keys, w);
    bool good = true;
    if (got->id) {
        w->id = got->id;
        w->run = got->run;
        w->read_at = got->read_at;
        w->starts = got->starts;
    } else {
        good = take_child(r, s, f, w);
    }
    if (good) {
        record_run(c, w);
        claims_release(f->claims, w->id);
        good = c->own->end.job.result == STATE_OK;
        got->state = c->own->end.state;
        got->reason = c->own->end.reason;
        got->reply = record_copy(r, c->own->reply);
    }
    run_wake(keys_leave(f->keys, w));
    c->own->work = w;
    record_free(c);
    return good;
}

static enum weir_class join(struct weir_record *r, struct state_child *got,
                            struct weir_record *caller)
{
    switch (got->state) {
    case RECORD_DELIVERED: r->own->done++; return WEIR_OK;
    case RECORD_PARKED: r->frame->waits++; return WEIR_OK;
    case RECORD_OPEN: record_leave(caller); return WEIR_OK;
    case RECORD_DROPPED: break;
    }
    if (!r->frame->had_parts)
        r->frame->shared = got->reason;
    else
        r->frame->mixed = true;
    r->frame->had_parts = true;
    return WEIR_OK;
}

enum weir_class weir_call(struct weir_record *r, const struct weir_step *s,
                          const struct weir_flow *callee, str args, str *reply)
{
    struct engine_flow *f = engine_flow(r->own->engine, callee);
    struct state_child got = {.reply = {NULL, 0}};
    uint8_t rid[RID_SIZE];

    weir_at(r, s);
    *reply = (str){NULL, 0};
    if (r->own->depth >= CALL_DEPTH)
        return weir_raise(r, WEIR_DATA, "expected calls of at most %d levels",
                          CALL_DEPTH);
    child_rid(r, s, rid);
    if (!r->own->work->fresh)
        state_child_by_rid(r->own->worker->reader, r->own->keep, rid, &got);
    if (!got.id || got.state == RECORD_OPEN) {
        if (engine_stopping(r->own->engine) || !f ||
            !run_child(r, s, f, args, &got)) {
            record_leave(r);
            return WEIR_OK;
        }
    }
    enum weir_class c = join(r, &got, r);

    if (got.state == RECORD_DELIVERED) {
        struct state_effect *e = record_effect_new(r, s);

        e->state = EFFECT_DONE;
        *reply = got.reply;
    }
    return c;
}
