/*
 * The service: a thread for each flow with a trigger of its own, which waits
 * for the next tick and runs. Ticks that came while the flow ran or the
 * process was down are made up by one run, or skipped where the flow says so.
 */
#include "stdlib/runtime/program.h"
#include "stdlib/runtime/schedule.h"

#include <stdlib.h>

#define SKIPPED_MOST 100000

struct server {
    struct weir_engine *engine;
    struct engine_flow *flow;
    pthread_t thread;
    bool started;
    int status;
};

/* The tick that was due last, or the next. */
static int64_t first_due(struct server *s)
{
    const struct weir_flow *f = s->flow->of;
    int64_t now = engine_now(s->engine);
    struct state_flow row = {0};
    struct state_reader *r = state_reader_open(s->engine->state);
    struct arena *a = arena_new();

    if (r)
        state_flow_row(r, a, f->name, &row);
    state_reader_close(r);
    arena_free(a);
    if (row.due && row.due <= now && !f->trigger.no_overlap)
        return now; // made up by one run
    return schedule_next(&f->trigger, f->name, now);
}

static bool wait_for(struct weir_engine *e, int64_t due)
{
    int64_t now = engine_now(e);

    while (due > now) {
        // The clock of the wall may be set: looked at each minute.
        int64_t wait = due - now < MINUTE ? due - now : MINUTE;

        if (!engine_sleep(e, wait))
            return false;
        now = engine_now(e);
    }
    return !engine_stopping(e);
}

/* The tick behind one that has run. `no overlap` skips those that came while
 * it ran; else they are one, which starts at once. */
static int64_t next_tick(const struct weir_flow *f, int64_t due, int64_t now,
                         uint64_t *skipped)
{
    int64_t next = schedule_next(&f->trigger, f->name, due);

    *skipped = 0;
    if (!next || next > now)
        return next;
    if (f->trigger.kind == WEIR_ON_FILE)
        return now + 1;
    if (!f->trigger.no_overlap)
        return now; // the next is found from here on
    while (next && next <= now && *skipped < SKIPPED_MOST) {
        ++*skipped;
        next = schedule_next(&f->trigger, f->name, next);
    }
    return next > now ? next : schedule_next(&f->trigger, f->name, now);
}

static void run_tick(struct server *s, int64_t due, uint64_t skipped)
{
    const struct weir_flow *f = s->flow->of;
    bool file = f->trigger.kind == WEIR_ON_FILE;
    struct run_options o = {
        .kind = file ? "file" : "schedule",
        .due = due,
        .next_due = file ? 0 : schedule_next(&f->trigger, f->name, due),
        .skipped = skipped};

    if (flow_run_once(s->engine, s->flow, &o) == 5)
        s->status = 5;
    alerts_tell(s->engine);
}

static void *serve(void *context)
{
    struct server *s = context;
    const struct weir_flow *f = s->flow->of;
    int64_t due = first_due(s);
    uint64_t skipped = 0, listing = 0;

    while (due && wait_for(s->engine, due)) {
        if (f->trigger.kind != WEIR_ON_FILE ||
            files_changed(s->engine, s->flow, &listing))
            run_tick(s, due, skipped);
        due = next_tick(f, due, engine_now(s->engine), &skipped);
    }
    return NULL;
}

int program_serve(struct weir_engine *e, struct engine_flow **flows, size_t n)
{
    struct server *servers = calloc(n ? n : 1, sizeof *servers);
    int status = 0;

    if (!servers)
        return 5;
    for (size_t i = 0; i < n; i++) {
        struct server *s = &servers[i];

        *s = (struct server){.engine = e, .flow = flows[i]};
        if (flows[i]->of->trigger.kind == WEIR_ON_CALL)
            continue;
        s->started = pthread_create(&s->thread, NULL, serve, s) == 0;
        if (!s->started)
            status = 5;
    }
    for (size_t i = 0; i < n; i++) {
        if (!servers[i].started)
            continue;
        pthread_join(servers[i].thread, NULL);
        if (servers[i].status > status)
            status = servers[i].status;
    }
    free(servers);
    return status;
}
