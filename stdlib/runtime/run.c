/*
 * One run of a flow: open records first, then the source, then the proof that
 * its counts are those of its records.
 */
#include "stdlib/runtime/keys.h"
#include "stdlib/runtime/outputs.h"
#include "stdlib/runtime/run.h"

#include <stdlib.h>
#include <string.h>

#define KEEP_DEFAULT (30 * 24 * 60 * MINUTE)
#define HOUR (60 * MINUTE)

static const char *outcome(const struct flow_run *run)
{
    struct state_counts c = {0};

    state_run_counts(run->reader.reader, run->run.id, &c);
    if (run->halting)
        return "halted";
    if (engine_stopping(run->engine) || run->full || run->out || c.open ||
        state_is_full(run->engine->state))
        return "stopped";
    if (run->incomplete)
        return "incomplete";
    return run->parked ? "parked" : "ok";
}

static int status_of(const char *outcome)
{
    if (strcmp(outcome, "halted") == 0)
        return 3;
    if (strcmp(outcome, "stopped") == 0)
        return 4;
    return strcmp(outcome, "ok") == 0 ? 0 : 1;
}

static void alert(struct flow_run *run, const struct weir_team *team,
                  const char *key, str body)
{
    run_alert(run, team,
              arena_printf(run->arena, "%s %s", run->flow->of->name, key),
              body);
}

static str why_halted(struct flow_run *run)
{
    if (run->because.ptr)
        return run->because;
    return arena_printf(run->arena, "%s at \"%" STR_FMT "\": %" STR_FMT,
                        weir_class_name(run->halted.class),
                        STR_ARG(run->halted.step),
                        STR_ARG(run->halted.message));
}

static void log_end(struct flow_run *run, const char *how)
{
    struct state_counts c;

    if (!state_run_counts(run->reader.reader, run->run.id, &c))
        return;
    str text = arena_printf(
        run->arena,
        "%s: read %lld, open %lld, delivered %lld, parked %lld, dropped %lld, "
        "repeats %lld%s%" STR_FMT,
        how, (long long)c.read, (long long)c.open, (long long)c.delivered,
        (long long)c.parked, (long long)c.dropped, (long long)c.repeats,
        run->run.why.len ? "; " : "", STR_ARG(run->run.why));

    log_write(run->engine, &(struct log_line){.level = "info",
                                              .event = "run ended",
                                              .flow = run->flow->of,
                                              .run = run->run.id,
                                              .message = text});
}

static void proved(struct flow_run *run)
{
    struct buf why = BUF_MAX(4096);

    if (!state_verify(run->reader.reader, run->run.id, &why)) {
        log_text(run->engine, "error", "state", "%s", why.ptr ? why.ptr : "");
        engine_failed(run->engine,
                      "the state contradicts itself; nothing was mended");
    }
    buf_free(&why);
}

static int end_run(struct flow_run *run)
{
    const char *how = outcome(run);
    struct state_run *r = &run->run;

    r->why = (str){NULL, 0};
    if (run->halting) {
        r->why = why_halted(run);
        alert(run, run->flow->of->owner, "halted",
              arena_printf(run->arena, "flow \"%s\" halted: %" STR_FMT,
                           run->flow->of->name, STR_ARG(r->why)));
    }
    if (run->out || run->full) {
        r->why = run->full
                     ? STR("the disk of the state is full")
                     : arena_printf(run->arena, "\"%s\" is out", run->out);
        alert(run, run->flow->of->owner, "paused",
              arena_printf(run->arena, "flow \"%s\" is paused: %" STR_FMT,
                           run->flow->of->name, STR_ARG(r->why)));
    }
    run_watch(run);
    r->outcome = how;
    r->flow_state = run->halting && run->lasting ? "halted"
                    : run->out || run->full      ? "paused"
                                                 : "ready";
    r->next_due = run->options->next_due;
    r->skipped = run->options->skipped;
    r->entries = run->entries;
    r->read_well = run->read_whole;
    r->alerts = run->alerts;
    if (state_run_end(run->engine->state, r) != STATE_OK)
        return 5;
    log_end(run, how);
    proved(run);
    return status_of(how);
}

/* What is to be done now and then. */
static void keep_house(struct flow_run *run)
{
    struct weir_engine *e = run->engine;
    int64_t keep = e->estate->keep ? e->estate->keep : KEEP_DEFAULT;
    int64_t now = engine_now(e);
    size_t expired;

    if (e->house_at && now - e->house_at < HOUR)
        return;
    e->house_at = now;
    state_expire(e->state, &expired);
    if (expired)
        log_text(e, "warning", "expired", "%zu records expired in their queue",
                 expired);
    state_prune(e->state, now - keep);
    if (!e->simulation && !state_look_after(e->state))
        log_text(e, "warning", "backup", "the state has no backup of today");
}

/* False: the flow waits for `weir resume`. */
static bool ready(struct flow_run *run)
{
    struct state_flow row;

    if (!state_flow_row(run->reader.reader, run->arena, run->flow->of->name,
                        &row))
        return true;
    run->probe = row.why != NULL;
    if (strcmp(row.state, "halted") != 0)
        return true;
    log_write(run->engine, &(struct log_line){.level = "error",
                                              .event = "halted",
                                              .flow = run->flow->of,
                                              .message = str_from(row.why)});
    return false;
}

static int work(struct flow_run *run)
{
    log_write(run->engine, &(struct log_line){.level = "info",
                                              .event = "run began",
                                              .flow = run->flow->of,
                                              .run = run->run.id});
    keep_house(run);
    run->flow->run = run;
    if (!workers_start(run)) {
        workers_stop(run);
        engine_failed(run->engine, "can't start a thread");
        return 5;
    }
    run_resume(run);
    if (!run->options->resume_only && !run_stopping(run))
        run_read(run);
    run_drain(run, 0);
    if (run->behind && !run_stopping(run))
        run_resume(run);
    workers_stop(run);
    run->flow->run = NULL;
    outputs_finish(run->engine, run->flow->of);
    dedupe_forget(run->flow);
    return end_run(run);
}

static void give_back(struct flow_run *run)
{
    worker_close(&run->reader);
    pthread_mutex_destroy(&run->lock);
    pthread_cond_destroy(&run->changed);
    arena_free(run->arena);
    free(run);
}

int flow_run_once(struct weir_engine *e, struct engine_flow *f,
                  const struct run_options *o)
{
    struct flow_run *run = calloc(1, sizeof *run);
    int status = 5;

    if (!run)
        return 5;
    *run = (struct flow_run){
        .engine = e,
        .flow = f,
        .options = o,
        .arena = arena_new(),
        .run = {.flow = f->of, .kind = o->kind, .due = o->due}};
    pthread_mutex_init(&run->lock, NULL);
    pthread_cond_init(&run->changed, NULL);
    if (worker_open(&run->reader, e)) {
        if (!ready(run))
            status = 3;
        else if (state_run_begin(e->state, &run->run) == STATE_OK)
            status = work(run);
    }
    give_back(run);
    return status;
}
