/*
 * Parts: the items of an `each`, the branches of an `all`. A part ends in the
 * same states as a record. A failed one does not stop its siblings, but that a
 * branch that nobody routed keeps those behind it from beginning.
 */
#include "stdlib/runtime/engine.h"

#define PARTS_MOST 10000

static bool stops(const struct weir_record *r)
{
    return r->frame->state == FRAME_LEFT || engine_stopping(r->own->engine) > 1;
}

static str path_of(struct weir_record *r, const struct weir_step *s, str key,
                   size_t i)
{
    struct arena *a = r->own->keep;
    str up = r->frame->path;

    if (key.len)
        return arena_printf(a, "%" STR_FMT "%s%s[%" STR_FMT "]", STR_ARG(up),
                            up.len ? "/" : "", s->name, STR_ARG(key));
    return arena_printf(a, "%" STR_FMT "%s%s[%zu]", STR_ARG(up),
                        up.len ? "/" : "", s->name, i);
}

static void frame_push(struct weir_record *r, str path)
{
    struct record_frame *f = arena_make(r->own->keep, struct record_frame);

    f->up = r->frame;
    f->path = path;
    r->frame = f;
}

/* A reason that all dropped children share. */
static void share(struct record_frame *f, const char *reason, bool first)
{
    if (first)
        f->shared = reason;
    else if (!reason || !f->shared ||
             !str_eq(str_from(reason), str_from(f->shared)))
        f->mixed = true;
}

/* The part's own end, told to the one that it is a part of. */
static enum frame_state frame_pop(struct weir_record *r, bool going)
{
    struct record_frame *f = r->frame, *up = f->up;
    bool first = !up->had_parts;

    r->frame = up;
    up->had_parts = true;
    if (f->waits && (f->state == FRAME_GOING || f->state == FRAME_HANDLED)) {
        up->waits += f->waits; // its own children have the entries
        return FRAME_PARKED;
    }
    if (going || f->state == FRAME_GOING || f->state == FRAME_HANDLED) {
        up->mixed = true;
        return FRAME_GOING;
    }
    if (f->state == FRAME_PARKED) {
        record_part(r, f->path, true, NULL);
        up->waits++;
    } else if (f->state == FRAME_DROPPED) {
        record_part(r, f->path, false, f->reason);
        share(up, f->reason, first);
    }
    return f->state;
}

void weir_each_begin(struct weir_record *r, const struct weir_step *s,
                     struct weir_each *e)
{
    *e = (struct weir_each){.step = s};
    weir_at(r, s);
}

/* More parts than there may be: the record, or the part it is in, fails. */
static bool too_many(struct weir_record *r, struct weir_each *e)
{
    if (e->n <= PARTS_MOST)
        return false;
    if (r->frame->state == FRAME_GOING) {
        weir_raise(r, WEIR_DATA, "expected at most %d parts", PARTS_MOST);
        r->flow->route(r, r->own->vars, WEIR_DATA);
    }
    return true;
}

bool weir_part_begin(struct weir_record *r, struct weir_each *e, str key)
{
    str path = path_of(r, e->step, key, e->n++);

    if (stops(r) || too_many(r, e))
        return false;
    if (record_waits(r, path)) {
        record_part(r, path, true, NULL);
        r->frame->waits++;
        r->frame->had_parts = true;
        e->parked++;
        return false;
    }
    frame_push(r, path);
    return true;
}

void weir_part_end(struct weir_record *r, struct weir_each *e, bool going)
{
    switch (frame_pop(r, going)) {
    case FRAME_PARKED: e->parked++; break;
    case FRAME_DROPPED: e->dropped++; break;
    case FRAME_GOING: e->delivered++; break;
    case FRAME_FAILED: r->frame->state = FRAME_FAILED; break;
    case FRAME_HANDLED:
    case FRAME_LEFT: break;
    }
}

bool weir_each_end(struct weir_record *r, struct weir_each *e)
{
    if (e->n == 0)
        r->frame->had_none = true;
    if (engine_stopping(r->own->engine) > 1)
        record_leave(r);
    return weir_going(r);
}

/* --- all ---- */

static str listed(struct weir_record *r, str names, const char *name)
{
    return arena_printf(r->own->keep, "%" STR_FMT "%s%s", STR_ARG(names),
                        names.len ? ", " : "", name);
}

void weir_all_begin(struct weir_record *r, const struct weir_step *s,
                    struct weir_all *a)
{
    *a = (struct weir_all){.step = s};
    weir_at(r, s);
}

bool weir_branch_begin(struct weir_record *r, struct weir_all *a,
                       const char *name)
{
    str path = path_of(r, a->step, str_from(name), 0);

    a->name = name;
    if (stops(r))
        return false;
    if (a->failed) {
        a->open_names = listed(r, a->open_names, name);
        return false;
    }
    if (record_waits(r, path)) {
        record_part(r, path, true, NULL);
        r->frame->waits++;
        r->frame->had_parts = true;
        a->parked++;
        return false;
    }
    a->effects = r->own->done;
    frame_push(r, path);
    return true;
}

void weir_branch_end(struct weir_record *r, struct weir_all *a, bool going)
{
    switch (frame_pop(r, going)) {
    case FRAME_PARKED: a->parked++; break;
    case FRAME_DROPPED: a->dropped++; break;
    case FRAME_GOING:
        a->done += r->own->done > a->effects;
        a->done_names = listed(r, a->done_names, a->name);
        break;
    case FRAME_FAILED:
        a->failed = true;
        a->failure = r->failure;
        a->failed_names = listed(r, a->failed_names, a->name);
        break;
    case FRAME_HANDLED:
    case FRAME_LEFT: break;
    }
}

static str names_or_none(str names)
{
    return names.len ? names : STR("none");
}

enum weir_class weir_all_end(struct weir_record *r, struct weir_all *a)
{
    if (engine_stopping(r->own->engine) > 1)
        record_leave(r);
    if (!a->failed || r->frame->state == FRAME_LEFT)
        return WEIR_OK;
    weir_at(r, a->step);
    r->failure = a->failure;
    if (!a->done && !a->parked)
        return a->failure.class;
    str done = names_or_none(a->done_names),
        open = names_or_none(a->open_names);

    r->failure.message =
        arena_printf(r->own->keep,
                     "branches done: %" STR_FMT "; failed: %" STR_FMT
                     " (%s: %" STR_FMT "); not begun: %" STR_FMT,
                     STR_ARG(done), STR_ARG(a->failed_names),
                     weir_class_name(a->failure.class),
                     STR_ARG(a->failure.message), STR_ARG(open));
    r->failure.class = WEIR_PARTIAL;
    return WEIR_PARTIAL;
}
