/*
 * Effects, by their grade. What may not be done twice has its intent in the
 * ledger before the request leaves; when nobody knows whether it was done it
 * is looked up, and else nobody does it again but a person.
 */
#include "stdlib/runtime/digest.h"
#include "stdlib/runtime/outputs.h"
#include "stdlib/runtime/run.h"
#include "stdlib/value/json.h"

#include <string.h>

#define REMEMBERS_DEFAULT (24 * 60 * MINUTE)
#define LOOKUPS 3
#define LOOKUP_PAUSE (40 * SECOND)
#define ENRICH_KEPT ((size_t)65536)

bool step_remembers(const struct weir_step *s, int64_t age)
{
    int64_t kept = s->remembers ? s->remembers : REMEMBERS_DEFAULT;

    return s->grade == WEIR_KEYED && age < kept / 10 * 9;
}

static bool says_done(const struct weir_answer *a, enum weir_class c)
{
    return c == WEIR_OK ||
           (c == WEIR_MALFORMED && a->status >= 200 && a->status < 300);
}

static str idem_key(struct weir_record *r, const struct weir_step *s,
                    const struct weir_request *q)
{
    struct weir_engine *e = r->own->engine;
    uint8_t full[DIGEST_BYTES];
    bool own = !q->key_value.len;
    str parts[] = {str_from(e->estate->name),
                   str_from(s->instance->alias),
                   str_from(s->endpoint),
                   str_from(s->operation),
                   own ? str_of(r->own->work->rid, RID_SIZE) : q->key_value,
                   own ? str_from(s->name) : STR(""),
                   own ? r->frame->path : STR("")};
    char *uuid = arena_alloc(r->own->keep, 37);

    digest_parts(parts, sizeof parts / sizeof *parts, full);
    digest_uuid(full, uuid);
    return str_from(uuid);
}

static enum weir_class fail(struct weir_record *r, const struct exchange *x,
                            enum weir_class c)
{
    str m = x->answer->message;

    if (!m.len && x->answer->status)
        m = arena_printf(r->x.arena, "status %d%s%" STR_FMT, x->answer->status,
                         x->answer->body.len ? ": " : "",
                         STR_ARG(str_slice(x->answer->body, 0, 500)));
    record_failure(r, c, m, x->answer->status, x->tries);
    return c;
}

static enum weir_class leave_open(struct weir_record *r)
{
    record_leave(r);
    return WEIR_OK;
}

/* T2. False: the record stays open. */
static bool intend(struct weir_record *r)
{
    struct state_intent i = {.record = r->own->work->id,
                             .effects = r->own->effects};

    if (state_intent(r->own->engine->state, &i) != STATE_OK) {
        record_leave(r);
        if (r->own->run)
            r->own->run->full = true;
        return false;
    }
    for (struct state_effect *e = r->own->effects; e; e = e->next)
        e->changed = false;
    r->own->enriched = false;
    return true;
}

static bool found_in(const struct weir_request *q, const struct weir_answer *a)
{
    str list = a->body, item;

    if (!q->lookup_items)
        return a->body.len > 0;
    str path[8];
    size_t n = 0;

    for (const char *p = q->lookup_items; *p && n < 8; n++) {
        size_t len = strcspn(p, ".");

        path[n] = (str){p, len};
        p += len + (p[len] == '.');
    }
    if (n && !weir_json_find(a->body, path, n, &list))
        return false;
    struct weir_json_items it = weir_json_items(list);

    return weir_json_next(&it, &item);
}

/* Whether the target has it: 1 yes, 0 no, -1 nobody knows. */
static int look_up(struct weir_record *r, const struct weir_step *s,
                   struct weir_request *q)
{
    bool answered = false;

    for (int i = 0; q->lookup && i < LOOKUPS; i++) {
        struct weir_answer a;
        struct exchange x = {.engine = r->own->engine,
                             .record = r,
                             .step = s,
                             .request = q->lookup,
                             .grade = WEIR_NATURAL,
                             .reads = true,
                             .answer = &a};

        if (i && !engine_sleep(r->own->engine, LOOKUP_PAUSE))
            return -1;
        enum weir_class c = exchange_run(&x);

        if (x.stopped)
            return -1;
        if (c == WEIR_OK && found_in(q, &a))
            return 1;
        answered |= c == WEIR_OK || c == WEIR_NOT_FOUND;
    }
    return answered ? 0 : -1;
}

static void done(struct weir_record *r, const struct weir_step *s,
                 struct state_effect *e, const struct weir_answer *a)
{
    e->state = EFFECT_DONE;
    e->status = a->status;
    e->last_at = engine_now(r->own->engine);
    e->changed = true;
    if (s->wants_answer)
        e->answer = record_copy(r, a->body.ptr ? a->body : STR(""));
    r->own->done++;
}

/* Nobody knows: a person has to say. */
static enum weir_class unknown(struct weir_record *r, const struct weir_step *s,
                               struct state_effect *e, int tries)
{
    e->state = EFFECT_UNKNOWN;
    e->changed = true;
    str m = arena_printf(r->x.arena,
                         "the answer was lost and nobody knows whether \"%s\" "
                         "was done; look, then retry with --done or --again",
                         s->name);

    record_failure(r, WEIR_CONFLICT, m, e->status, tries);
    return WEIR_CONFLICT;
}

/* The answer was lost, or the runner died: looked up, or unknown. `again`: it
 * is not there and may be sent. */
static enum weir_class settle_unsafe(struct weir_record *r,
                                     const struct weir_step *s,
                                     struct weir_request *q,
                                     struct state_effect *e,
                                     struct weir_answer *a, int tries)
{
    int found = look_up(r, s, q);

    if (found < 0 && engine_stopping(r->own->engine))
        return leave_open(r);
    if (found <= 0)
        return unknown(r, s, e, tries);
    *a = (struct weir_answer){.status = 200};
    done(r, s, e, a);
    return WEIR_OK;
}

static struct weir_params key_header(struct weir_record *r,
                                     const struct weir_step *s,
                                     const struct state_effect *e)
{
    struct weir_params p = {0};

    if (s->grade != WEIR_KEYED || !s->key_header)
        return p;
    p.at = arena_array(r->x.arena, struct weir_param, 1);
    p.at[0] = (struct weir_param){str_from(s->key_header), e->idem};
    p.n = p.cap = 1;
    return p;
}

/* What a finished exchange means for the effect. */
static enum weir_class judge(struct weir_record *r, const struct weir_step *s,
                             struct weir_request *q, struct state_effect *e,
                             struct exchange *x, enum weir_class c)
{
    e->tries += x->tries;
    e->status = x->answer->status;
    e->last_at = engine_now(r->own->engine);
    e->changed = true;
    if (says_done(x->answer, c)) {
        done(r, s, e, x->answer);
        if (c != WEIR_OK && s->wants_answer)
            return fail(r, x, c);
        return WEIR_OK;
    }
    if (x->stopped && !x->unknown) {
        if (e->state == EFFECT_INTENT)
            e->state = EFFECT_FAILED; // it did not leave
        return leave_open(r);
    }
    if (s->grade == WEIR_UNSAFE && x->unknown)
        return settle_unsafe(r, s, q, e, x->answer, x->tries);
    if (s->grade == WEIR_UNSAFE && x->answer->status == 409 && q->lookup &&
        look_up(r, s, q) == 1) {
        done(r, s, e, x->answer);
        return WEIR_OK;
    }
    // A keyed one may be sent again with its key while that is remembered.
    e->state =
        s->grade == WEIR_KEYED && x->unknown ? EFFECT_UNKNOWN : EFFECT_FAILED;
    if (x->stopped)
        return leave_open(r);
    return fail(r, x, c);
}

static enum weir_class send(struct weir_record *r, const struct weir_step *s,
                            struct weir_request *q, struct state_effect *e,
                            struct weir_answer *a)
{
    struct exchange x = {.engine = r->own->engine,
                         .record = r,
                         .step = s,
                         .request = q,
                         .headers = key_header(r, s, e),
                         .grade = s->grade,
                         .record_id = r->own->work->id,
                         .effects = r->own->effects,
                         .answer = a};
    enum weir_class c = exchange_run(&x);

    return judge(r, s, q, e, &x, c);
}

/* An effect that was begun and not finished, before this run. True: it has
 * been settled, the class is in *c. */
static bool settle_old(struct weir_record *r, const struct weir_step *s,
                       struct weir_request *q, struct state_effect *e,
                       struct weir_answer *a, enum weir_class *c)
{
    int64_t age = engine_now(r->own->engine) - e->first_at;

    if (e->state == EFFECT_DONE) {
        *a = (struct weir_answer){.status = e->status, .body = e->answer};
        r->own->done++;
        *c = WEIR_OK;
        return true;
    }
    if (e->state == EFFECT_FAILED || s->grade == WEIR_NATURAL)
        return false;
    if (step_remembers(s, age)) {
        if (e->body.len)
            q->body = e->body; // the same bytes under the same key
        return false;
    }
    *c = settle_unsafe(r, s, q, e, a, e->tries);
    return true;
}

static bool is_file(const struct weir_record *r, const struct weir_step *s)
{
    return !r->own->engine->simulation && s->instance->driver->folder != NULL;
}

enum weir_class weir_write(struct weir_record *r, const struct weir_step *s,
                           struct weir_request *q, struct weir_answer *a)
{
    struct state_effect *e = record_effect(r, s);
    enum weir_class c;
    bool old = e && e->state != EFFECT_FAILED;

    weir_at(r, s);
    *a = (struct weir_answer){0};
    if (e && settle_old(r, s, q, e, a, &c))
        return c;
    if (engine_stopping(r->own->engine))
        return leave_open(r);
    if (s->grade != WEIR_NATURAL && state_fell_back(r->own->engine->state)) {
        e = record_effect_new(r, s);
        e->idem = idem_key(r, s, q);
        return unknown(r, s, e, 0);
    }
    int64_t first = old ? e->first_at : 0;

    e = record_effect_new(r, s);
    e->first_at = first ? first : e->first_at;
    e->state = s->grade == WEIR_NATURAL ? EFFECT_FAILED : EFFECT_INTENT;
    e->target = q->by.len && !q->pii ? record_copy(r, q->by) : (str){NULL, 0};
    if (s->grade != WEIR_NATURAL) {
        e->idem = idem_key(r, s, q);
        e->body = record_copy(r, q->body);
    }
    if (is_file(r, s)) {
        if (!output_stage(r, s, q))
            return r->failure.class;
        done(r, s, e, a);
        return WEIR_OK;
    }
    if ((s->grade != WEIR_NATURAL || r->own->enriched) && !intend(r))
        return WEIR_OK;
    return send(r, s, q, e, a);
}

/* --- enrich ---- */

static void keep_answer(struct weir_record *r, const struct weir_step *s,
                        const struct weir_answer *a)
{
    struct state_effect *e;

    if (a->body.len > ENRICH_KEPT)
        return;
    e = record_effect_new(r, s);
    e->state = EFFECT_DONE;
    e->status = a->status;
    e->answer = record_copy(r, a->body.ptr ? a->body : STR(""));
    r->own->enriched = true;
}

enum weir_class weir_enrich(struct weir_record *r, const struct weir_step *s,
                            struct weir_request *q, struct weir_answer *a)
{
    struct state_effect *e = record_effect(r, s);

    weir_at(r, s);
    *a = (struct weir_answer){0};
    if (e && e->state == EFFECT_DONE) {
        *a = (struct weir_answer){.status = e->status, .body = e->answer};
        return WEIR_OK;
    }
    if (engine_stopping(r->own->engine))
        return leave_open(r);
    struct exchange x = {.engine = r->own->engine,
                         .record = r,
                         .step = s,
                         .request = q,
                         .grade = WEIR_NATURAL,
                         .reads = true,
                         .record_id = r->own->work->id,
                         .effects = r->own->effects,
                         .answer = a};
    enum weir_class c = enrich_pages(&x);

    if (x.stopped)
        return leave_open(r);
    if (c != WEIR_OK)
        return fail(r, &x, c);
    keep_answer(r, s, a);
    return WEIR_OK;
}
