/*
 * A record's life in memory: decoded, run, ended. Its steps' values live in an
 * arena with a limit; a record that needs more jumps back to here. What the
 * ledger is to get lives in a second arena, so that a jump loses none of it.
 */
#include "stdlib/runtime/digest.h"
#include "stdlib/runtime/keys.h"
#include "stdlib/runtime/personal.h"
#include "stdlib/runtime/run.h"
#include "stdlib/runtime/simulate.h"

#include <stdlib.h>
#include <string.h>

#define STARTS_MOST 3

static const struct weir_step taking = {.name = "take", .kind = WEIR_READ};

static void memory_full(void *record, size_t wanted)
{
    struct weir_record *r = record;

    (void)wanted;
    longjmp(r->own->full, 1);
}

bool worker_open(struct worker *w, struct weir_engine *e)
{
    *w = (struct worker){.engine = e,
                         .reader = state_reader_open(e->state),
                         .cache = weir_cache_new()};
    return w->reader && w->cache;
}

void worker_close(struct worker *w)
{
    state_reader_close(w->reader);
    if (w->cache)
        weir_cache_free(w->cache);
}

struct weir_record *record_new(struct worker *w, struct engine_flow *f,
                               struct flow_run *run)
{
    struct weir_record *r = calloc(1, sizeof *r);
    struct record_private *own = calloc(1, sizeof *own);

    if (!r || !own) {
        free(r);
        free(own);
        return NULL;
    }
    r->x.arena = arena_new_limited(RECORD_MEMORY, memory_full, r);
    own->keep = arena_new_limited(0, memory_full, r);
    if (!r->x.arena || !own->keep) {
        arena_free(r->x.arena);
        arena_free(own->keep);
        free(r);
        free(own);
        return NULL;
    }
    r->x.cache = w->cache;
    r->flow = f->of;
    r->own = own;
    r->frame = &own->root;
    own->root.path = STR("");
    own->engine = w->engine;
    own->worker = w;
    own->flow = f;
    own->run = run;
    return r;
}

void record_free(struct weir_record *r)
{
    if (!r)
        return;
    arena_free(r->x.arena);
    arena_free(r->own->keep);
    free(r->own->work);
    free(r->own);
    free(r);
}

str record_copy(struct weir_record *r, str s)
{
    return s.ptr ? arena_str(r->own->keep, s) : s;
}

void record_key(struct weir_engine *e, str key, uint8_t out[KEY_SIZE])
{
    uint8_t full[DIGEST_BYTES];
    str parts[] = {str_of(state_salt(e->state), 16), key};

    digest_parts(parts, 2, full);
    memcpy(out, full, KEY_SIZE);
}

static void identify(struct weir_record *r, str item, struct weir_identity *id)
{
    const struct weir_flow *f = r->flow;
    void *vars = arena_alloc(r->x.arena, f->vars_size);

    f->take(r, vars, item);
    if (!r->x.failed && f->identify)
        f->identify(r, vars, id);
    if (r->x.failed)
        *id = (struct weir_identity){0}; // it is routed when it runs
    r->x.failed = WEIR_OK;
}

void record_identify(struct weir_record *r, str item, struct weir_identity *id)
{
    *id = (struct weir_identity){0};
    if (setjmp(r->own->full) == 0)
        identify(r, item, id);
    else
        *id = (struct weir_identity){0};
}

/* --- what the ledger gets ---- */

struct state_effect *record_effect(struct weir_record *r,
                                   const struct weir_step *s)
{
    struct state_effect *e = r->own->effects;

    while (e &&
           (strcmp(e->step, s->name) != 0 || !str_eq(e->path, r->frame->path)))
        e = e->next;
    return e;
}

struct state_effect *record_effect_new(struct weir_record *r,
                                       const struct weir_step *s)
{
    struct state_effect *e = record_effect(r, s);

    if (!e) {
        e = arena_make(r->own->keep, struct state_effect);
        e->step = s->name;
        e->path = record_copy(r, r->frame->path);
        e->next = r->own->effects;
        r->own->effects = e;
    }
    e->first_at = e->last_at = engine_now(r->own->engine);
    e->changed = true;
    return e;
}

void record_part(struct weir_record *r, str path, bool parked,
                 const char *reason)
{
    struct state_part *p = arena_make(r->own->keep, struct state_part);

    *p = (struct state_part){.path = record_copy(r, path),
                             .parked = parked,
                             .reason = reason,
                             .next = r->own->parts};
    r->own->parts = p;
}

bool record_waits(struct weir_record *r, str path)
{
    for (const struct state_part *p = r->own->waiting; p; p = p->next)
        if (str_eq(p->path, path))
            return true;
    return false;
}

void record_leave(struct weir_record *r)
{
    for (struct record_frame *f = r->frame; f; f = f->up)
        f->state = FRAME_LEFT;
}

void record_failure(struct weir_record *r, enum weir_class c, str message,
                    int status, int attempts)
{
    r->failure = (struct weir_failure){
        .class = c,
        .message = record_message(r, message),
        .step = str_from(r->step ? r->step->name : taking.name),
        .status = status,
        .attempts = attempts};
}

/* --- running ---- */

static bool fail_all(struct weir_record *r, enum weir_class c, str message)
{
    weir_route_fn *route = r->flow->route;

    if (r->flow->read && r->flow->read->route)
        route = r->flow->read->route;
    record_failure(r, c, message, 0, 0);
    return route(r, r->own->vars, c);
}

static bool superseded(struct weir_record *r)
{
    const struct work *w = r->own->work;

    return w->version.len &&
           state_superseded(r->own->worker->reader, r->flow->name, w->key,
                            w->version);
}

static bool has_step(const struct weir_flow *f, const char *name)
{
    for (size_t i = 0; i < f->nsteps; i++)
        if (strcmp(f->steps[i]->name, name) == 0)
            return true;
    return false;
}

/* Something was done, or begun, by a step that the flow has no more. */
static bool flow_changed(const struct weir_record *r)
{
    for (const struct state_effect *e = r->own->effects; e; e = e->next)
        if ((e->state == EFFECT_DONE || e->state == EFFECT_INTENT) &&
            !has_step(r->flow, e->step))
            return true;
    return false;
}

static bool run_steps(struct weir_record *r)
{
    const struct work *w = r->own->work;

    r->own->vars = arena_alloc(r->x.arena, r->flow->vars_size + 1);
    r->step = r->flow->read ? r->flow->read->step : &taking;
    r->own->blind = w->starts > STARTS_MOST;
    if (r->own->blind)
        return fail_all(r, WEIR_DATA, STR("the runner died on it"));
    if (flow_changed(r)) {
        record_failure(r, WEIR_DATA, STR("the flow changed under it"), 0, 0);
        return weir_unrouted(r);
    }
    if (w->body.len > WEIR_ITEM_MAX)
        return fail_all(r, WEIR_MALFORMED,
                        STR("expected a record of at most 16 MiB"));
    if (r->flow->take)
        r->flow->take(r, r->own->vars, w->body);
    if (r->x.failed)
        return fail_all(r, weir_caught(r), r->failure.message);
    if (superseded(r))
        return weir_drop(r, "superseded");
    return r->flow->run(r, r->own->vars);
}

static bool run_guarded(struct weir_record *r)
{
    if (setjmp(r->own->full) == 0)
        return run_steps(r);
    // The frames were on the stack that the jump has left.
    r->frame = &r->own->root;
    r->own->root.state = FRAME_GOING;
    r->own->parts = NULL;
    r->own->root.waits = 0;
    r->x.failed = WEIR_OK;
    if (setjmp(r->own->full) == 0) {
        r->own->vars = arena_alloc(r->own->keep, r->flow->vars_size + 1);
        r->own->blind = true;
        record_failure(r, WEIR_DATA,
                       STR("expected a record that needs at most 256 MiB "
                           "of memory"),
                       0, 0);
        return r->flow->route(r, r->own->vars, WEIR_DATA);
    }
    record_leave(r);
    return false;
}

/* A record that reached its end without an effect. */
static const char *no_effect(const struct record_frame *f)
{
    if (f->had_parts && f->shared && !f->mixed)
        return f->shared;
    return f->had_none && !f->had_parts ? "empty" : "no_effect";
}

static void decide(struct weir_record *r, bool reached, struct state_end *end)
{
    struct record_frame *root = &r->own->root;

    end->reason = root->reason;
    switch (root->state) {
    case FRAME_LEFT: end->state = RECORD_OPEN; return;
    case FRAME_PARKED: end->state = RECORD_PARKED; return;
    case FRAME_DROPPED: end->state = RECORD_DROPPED; return;
    case FRAME_HANDLED: reached = true; break;
    case FRAME_FAILED:
    case FRAME_GOING: break;
    }
    if (root->waits) {
        end->state = RECORD_PARKED;
    } else if (!reached) {
        weir_halt_because(r, STR("a failure has no route"));
        end->state = RECORD_OPEN;
    } else if (r->own->done) {
        end->state = RECORD_DELIVERED;
    } else {
        end->state = RECORD_DROPPED;
        end->reason = no_effect(root);
    }
}

static void settled(struct state_job *j, enum state_result result)
{
    record_settled(j->context, result);
}

static void finish(struct weir_record *r, bool reached)
{
    struct record_private *own = r->own;
    struct state_end *end = &own->end;

    decide(r, reached, end);
    end->record = own->work->id;
    end->run = own->run ? own->run->run.id : own->work->run;
    end->flow = r->flow->name;
    end->digest = r->flow->digest;
    end->partial = own->done > 0;
    end->keep_parts = end->state == RECORD_OPEN;
    end->again = !own->work->fresh;
    end->effects = own->effects;
    end->parts = own->parts;
    end->entries = end->state == RECORD_OPEN ? NULL : own->entries;
    end->claims = own->claims;
    end->alerts = own->alerts;
    end->outputs = end->state == RECORD_OPEN ? NULL : own->outputs;
    end->job.context = r;
    end->job.settled = own->caller ? NULL : settled;
    end->job.waits = own->caller != NULL;
    if (own->engine->simulation && !own->caller)
        simulation_replied(own->engine->simulation, own->reply);
    state_end(own->engine->state, end);
}

static void load_past(struct weir_record *r)
{
    struct record_private *own = r->own;

    if (own->work->fresh)
        return;
    own->effects = state_effects(own->worker->reader, own->keep, own->work->id);
    own->waiting =
        state_waiting_parts(own->worker->reader, own->keep, own->work->id);
}

void record_run(struct weir_record *r, struct work *w)
{
    r->own->work = w;
    r->x.now = (weir_timestamp){w->read_at, 0};
    load_past(r);
    if (state_reader_failed(r->own->worker->reader)) {
        record_leave(r);
        finish(r, false);
        return;
    }
    bool reached = run_guarded(r);

    finish(r, reached);
}
