/*
 * How a record or a part of it ends: parked, dropped, halted, or not at all.
 * What generated routes return.
 */
#include "stdlib/runtime/personal.h"
#include "stdlib/runtime/run.h"

#include <string.h>

enum weir_class weir_caught(struct weir_record *r)
{
    enum weir_class c = r->x.failed;

    record_failure(r, c, r->x.message, 0, 0);
    r->x.failed = WEIR_OK;
    r->x.message = (str){NULL, 0};
    return c;
}

enum weir_class weir_raise(struct weir_record *r, enum weir_class class,
                           const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    str message = arena_vprintf(r->x.arena, fmt, args);

    va_end(args);
    record_failure(r, class, message, 0, 0);
    return class;
}

bool weir_going(const struct weir_record *r)
{
    return r->frame->state == FRAME_GOING && !r->frame->waits;
}

static const char *connector_of(const struct weir_record *r)
{
    return r->step && r->step->instance ? r->step->instance->connector : NULL;
}

static void entry_add(struct weir_record *r, const struct weir_queue *q,
                      enum weir_class class, str message)
{
    struct record_private *own = r->own;
    struct state_entry *e = arena_make(own->keep, struct state_entry);
    bool root = r->frame == &own->root;

    *e = (struct state_entry){
        .queue = q->name,
        .owner = q->owner ? q->owner->name : NULL,
        .kind = own->reading ? "read"
                : root       ? "record"
                             : "part",
        .path = record_copy(r, r->frame->path),
        .step = r->step ? r->step->name : "take",
        .class = class,
        .connector = connector_of(r),
        .endpoint = r->step ? r->step->endpoint : NULL,
        .status = class ? r->failure.status : 0,
        .tries = class && r->failure.attempts ? r->failure.attempts : 1,
        .message = record_message(r, message),
        .triage = q->triage,
        .retain = q->retain,
        .next = own->entries};
    own->entries = e;
    r->frame->state = FRAME_PARKED;
    log_write(own->engine,
              &(struct log_line){.level = "warning",
                                 .event = "parked",
                                 .flow = r->flow,
                                 .run = own->run ? own->run->run.id : 0,
                                 .record = own->work ? own->work->id : 0,
                                 .step = e->step,
                                 .class = class ? weir_class_name(class) : NULL,
                                 .queue = q->name,
                                 .path = e->path,
                                 .status = e->status,
                                 .message = e->message});
}

bool weir_park(struct weir_record *r, const struct weir_queue *q)
{
    entry_add(r, q, r->failure.class, r->failure.message);
    return false;
}

bool weir_park_because(struct weir_record *r, const struct weir_queue *q,
                       str because)
{
    entry_add(r, q, WEIR_OK, because);
    return false;
}

bool weir_drop(struct weir_record *r, const char *reason)
{
    r->frame->state = FRAME_DROPPED;
    r->frame->reason = reason;
    return false;
}

static bool halt(struct weir_record *r, const struct weir_failure *f,
                 str because)
{
    struct record_private *own = r->own;

    record_leave(r);
    own->halted = *f;
    own->halt_because = record_copy(r, because);
    if (own->caller)
        halt(own->caller, f, because);
    else if (own->run)
        run_halt(own->run, f, because);
    return false;
}

bool weir_halt(struct weir_record *r)
{
    return halt(r, &r->failure, (str){NULL, 0});
}

bool weir_halt_because(struct weir_record *r, str because)
{
    struct weir_failure none = {.step = str_from(r->step ? r->step->name : "")};

    return halt(r, &none, because);
}

bool weir_branch_failed(struct weir_record *r)
{
    r->frame->state = FRAME_FAILED;
    return false;
}

bool weir_unrouted(struct weir_record *r)
{
    struct weir_queue *q = arena_make(r->own->keep, struct weir_queue);

    *q = (struct weir_queue){.name = "unrouted",
                             .owner = r->flow->owner,
                             .triage = INT64_C(3600000000),
                             .retain = INT64_C(30) * 86400000000};
    return weir_park(r, q);
}

bool weir_handles(struct weir_record *r)
{
    return !r->own->blind || weir_unrouted(r); // false
}

bool weir_handled(struct weir_record *r)
{
    if (r->frame->state == FRAME_GOING)
        r->frame->state = FRAME_HANDLED;
    return false;
}

bool weir_continue(struct weir_record *r)
{
    const struct weir_step *s = r->step;

    log_write(r->own->engine,
              &(struct log_line){.level = "info",
                                 .event = "continued",
                                 .flow = r->flow,
                                 .record = r->own->work ? r->own->work->id : 0,
                                 .step = s ? s->name : NULL,
                                 .class = weir_class_name(r->failure.class),
                                 .message = r->failure.message});
    if (r->failure.class != WEIR_DUPLICATE || !s || s->kind != WEIR_WRITE)
        return true;
    struct state_effect *e = record_effect_new(r, s);

    e->state = EFFECT_DONE;
    e->status = r->failure.status;
    r->own->done++;
    return true;
}

void weir_notify(struct weir_record *r, const struct weir_step *s,
                 const struct weir_team *team, str text)
{
    struct record_private *own = r->own;
    struct state_effect *e = record_effect(r, s);

    own->done++;
    if (e && e->state == EFFECT_DONE)
        return;
    e = record_effect_new(r, s);
    e->state = EFFECT_DONE;
    struct state_alert *a = arena_make(own->keep, struct state_alert);

    *a = (struct state_alert){
        .team = team->name,
        .key = arena_printf(own->keep, "%s %s", r->flow->name, s->name),
        .body = settings_mask(own->engine, own->keep, text),
        .next = own->alerts};
    own->alerts = a;
}

void weir_reply(struct weir_record *r, const struct weir_step *s, str json)
{
    struct state_effect *e = record_effect_new(r, s);

    r->own->done++;
    r->own->reply = e->answer = record_copy(r, json);
    e->state = EFFECT_DONE;
}

str weir_setting(struct weir_record *r, const char *name)
{
    return settings_get(r->own->engine, name);
}
