/*
 * Dedupe keys: free, claimed by a record that is open, or done. A claim lives
 * in memory while its record runs, and in the ledger while it stays open; the
 * transaction that delivers the record makes it done.
 */
#include "stdlib/runtime/keys.h"
#include "stdlib/runtime/run.h"

#include <stdlib.h>
#include <string.h>

static bool claimed_here(const struct weir_record *r, const struct weir_step *s,
                         const uint8_t *key)
{
    for (const struct state_claim *c = r->own->claims; c; c = c->next)
        if (c->step == s->name && memcmp(c->key, key, KEY_SIZE) == 0)
            return true;
    return false;
}

static void claim_add(struct weir_record *r, const struct weir_step *s,
                      const uint8_t *key)
{
    struct state_claim *c = arena_make(r->own->keep, struct state_claim);

    c->step = s->name;
    memcpy(c->key, key, KEY_SIZE);
    c->next = r->own->claims;
    r->own->claims = c;
}

/* Stays open behind the record that has the key, and is tried again when those
 * that run have ended. */
static bool leave_behind(struct weir_record *r)
{
    record_leave(r);
    r->own->behind = true;
    return false;
}

/* Remembers how long the step does, for who clears the table. */
static void window_note(struct engine_flow *f, const struct weir_step *s,
                        int64_t within)
{
    struct dedupe_window *w;

    pthread_mutex_lock(&f->lock);
    for (w = f->windows; w && w->step != s; w = w->next)
        ;
    if (!w) {
        w = calloc(1, sizeof *w);
        if (w) {
            w->step = s;
            w->next = f->windows;
            f->windows = w;
        }
    }
    if (w)
        w->within = within;
    pthread_mutex_unlock(&f->lock);
}

void dedupe_forget(struct engine_flow *f)
{
    int64_t now = engine_now(f->engine);

    if (f->forgot_at && now - f->forgot_at < 60 * MINUTE)
        return;
    f->forgot_at = now;
    for (struct dedupe_window *w = f->windows; w; w = w->next)
        state_dedupe_forget(f->engine->state, f->of->name, w->step->name,
                            now - w->within);
}

bool weir_dedupe(struct weir_record *r, const struct weir_step *s, str key,
                 int64_t within)
{
    struct record_private *own = r->own;
    int64_t id = own->work->id, holder;
    uint8_t hash[KEY_SIZE];

    weir_at(r, s);
    window_note(own->flow, s, within);
    record_key(own->engine, key, hash);
    if (claimed_here(r, s, hash))
        return weir_drop(r, "duplicate"); // another part of this record
    for (;;) {
        holder = claims_take(own->flow->claims, s->name, hash, id);
        if (!holder)
            break;
        if (holder > id || engine_stopping(own->engine))
            return leave_behind(r);
        state_hurry(own->engine->state);
        claims_wait(own->flow->claims);
    }
    int64_t since = engine_now(own->engine) - within;

    switch (state_dedupe(own->worker->reader, r->flow->name, s->name, hash,
                         since, &holder)) {
    case DEDUPE_DONE:
        if (holder == id)
            break;
        return weir_drop(r, "duplicate");
    case DEDUPE_CLAIMED:
        if (holder == id)
            break;
        return leave_behind(r);
    case DEDUPE_FREE: break;
    }
    claim_add(r, s, hash);
    return true;
}
