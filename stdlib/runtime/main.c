/*
 * The runner: options, settings, systems, state, flows; then one run of each
 * flow, or the service. Gives the exit statuses of `weir run`.
 */
#include "stdlib/runtime/keys.h"
#include "stdlib/runtime/outputs.h"
#include "stdlib/runtime/program.h"
#include "stdlib/runtime/run.h"
#include "stdlib/runtime/since.h"
#include "stdlib/value/json.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define STOP_DEFAULT (25 * SECOND)
#define SLOW_COMMIT (20 * 1000)

void engine_init(struct weir_engine *e, const struct weir_estate *s)
{
    *e = (struct weir_engine){.estate = s,
                              .arena = arena_new(),
                              .environment = "",
                              .random =
                                  (uint64_t)getpid() * 0x9E3779B97F4A7C15u + 1};
    pthread_condattr_t a;

    pthread_condattr_init(&a);
    pthread_condattr_setclock(&a, CLOCK_MONOTONIC);
    pthread_cond_init(&e->changed, &a);
    pthread_condattr_destroy(&a);
    pthread_mutex_init(&e->lock, NULL);
    pthread_mutex_init(&e->log_lock, NULL);
    pthread_mutex_init(&e->mask_lock, NULL);
}

void engine_done(struct weir_engine *e)
{
    engine_close_instances(e);
    settings_wipe(e);
    mask_wipe(e);
    outputs_free(e->outputs);
    pthread_cond_destroy(&e->changed);
    pthread_mutex_destroy(&e->lock);
    pthread_mutex_destroy(&e->log_lock);
    pthread_mutex_destroy(&e->mask_lock);
    arena_free(e->arena);
}

bool engine_open_flows(struct weir_engine *e, struct buf *why)
{
    const struct weir_estate *s = e->estate;

    e->flows = arena_array(e->arena, struct engine_flow, s->nflows + 1);
    for (size_t i = 0; i < s->nflows; i++) {
        struct engine_flow *f = &e->flows[i];

        *f = (struct engine_flow){.engine = e,
                                  .of = s->flows[i],
                                  .keys = keys_new(),
                                  .claims = claims_new()};
        pthread_mutex_init(&f->lock, NULL);
        e->nflows++;
        if (!f->keys || !f->claims ||
            state_take_flow(e->state, f->of, &f->ours) != STATE_OK) {
            buf_printf(why, "the state can't be written");
            return false;
        }
    }
    return true;
}

void engine_close_flows(struct weir_engine *e)
{
    for (size_t i = 0; i < e->nflows; i++) {
        if (e->state)
            call_run_end(e, &e->flows[i]);
        keys_free(e->flows[i].keys);
        claims_free(e->flows[i].claims);
        for (struct dedupe_window *w = e->flows[i].windows, *next; w;
             w = next) {
            next = w->next;
            free(w);
        }
        pthread_mutex_destroy(&e->flows[i].lock);
    }
    e->nflows = 0;
}

/* --- signals ---- */

static void *watch_signals(void *context)
{
    struct weir_engine *e = context;
    int64_t grace = e->estate->stop ? e->estate->stop : STOP_DEFAULT;
    sigset_t set;
    int got;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigwait(&set, &got);
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &got);
    pthread_mutex_lock(&e->lock);
    e->cut_at = weir_driver_clock(e) + grace;
    pthread_mutex_unlock(&e->lock);
    log_text(e, "info", "stopping", "what is sent gets %lld s for its answer",
             (long long)(grace / SECOND));
    engine_stop(e);
    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &got);
    // A second signal, or a stop that something keeps from its end (a full
    // disk): ending at once is safe at any instant.
    struct timespec most = {.tv_sec = (time_t)(grace / SECOND) + 10};

    while (sigtimedwait(&set, NULL, &most) < 0 && errno == EINTR)
        continue; // a debugger, a stop and go on: no second signal
    _exit(4);
}

static bool catch_signals(struct weir_engine *e, pthread_t *t)
{
    sigset_t set;
    struct sigaction ignore = {.sa_handler = SIG_IGN};

    sigaction(SIGPIPE, &ignore, NULL);
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    return pthread_create(t, NULL, watch_signals, e) == 0;
}

/* The last that is done: until then a second signal ends all at once. */
static void leave_signals(pthread_t t)
{
    pthread_cancel(t);
    pthread_join(t, NULL);
}

/* --- starting ---- */

static int64_t state_clock(void *engine)
{
    return engine_now(engine);
}

static void state_fatal(void *engine, const char *why)
{
    engine_failed(engine, why);
}

static str queue_names(struct weir_engine *e)
{
    struct buf b = BUF_MAX(16 << 20);

    buf_text(&b, "[\"unrouted\"");
    for (size_t i = 0; i < e->estate->nqueues; i++) {
        buf_char(&b, ',');
        weir_json_quote(&b, str_from(e->estate->queues[i]->name));
    }
    buf_char(&b, ']');
    return buf_take(&b, e->arena);
}

static void state_full(void *engine, bool is)
{
    log_text(engine, is ? "error" : "info", "state", "%s",
             is ? "the state's disk is full: nothing more is read, what has "
                  "ended waits in memory; make room"
                : "the state's disk has room again");
}

static bool open_state(struct weir_engine *e, struct buf *why, int *status)
{
    const char *folder = getenv("WEIR_STATE");
    mode_t mask = umask(077);

    e->outputs = outputs_new(e);
    struct state_config c = {.folder = folder && *folder ? folder : ".state",
                             .estate = e->estate->name,
                             .queues = queue_names(e),
                             .now = state_clock,
                             .clock = e,
                             .fatal = state_fatal,
                             .full = state_full,
                             .context = e,
                             .outputs = outputs_hooks(e->outputs)};

    e->state = state_open(&c, why, status);
    umask(mask);
    return e->state != NULL;
}

static bool recover_files(struct weir_engine *e, struct buf *why)
{
    if (!state_alone(e->state))
        return true;
    struct state_reader *r = state_reader_open(e->state);
    bool good = r && outputs_recover(e, r, why);

    state_reader_close(r);
    return good;
}

static bool start(struct weir_engine *e, const struct program *p,
                  struct buf *why, int *status)
{
    const char *environment = getenv("WEIR_ENV");

    *status = 2;
    e->environment = p->environment ? p->environment
                     : environment  ? environment
                                    : "";
    if (!settings_load(e, why) || !engine_open_instances(e, why) ||
        !open_state(e, why, status))
        return false;
    *status = 5;
    if (!recover_files(e, why) || !engine_open_flows(e, why))
        return false;
    if (state_fell_back(e->state))
        log_text(e, "error", "state",
                 "the state is older than one that was used here: unsafe "
                 "steps park until a person accepts repeats");
    if (state_commit_time(e->state) > SLOW_COMMIT)
        log_text(e, "warning", "state", "a commit takes %lld ms on this disk",
                 (long long)(state_commit_time(e->state) / 1000));
    *status = 2;
    return true;
}

/* --- which flows ---- */

static struct engine_flow *flow_named(struct weir_engine *e, const char *name)
{
    for (size_t i = 0; i < e->nflows; i++)
        if (strcmp(e->flows[i].of->name, name) == 0)
            return &e->flows[i];
    return NULL;
}

static bool choose(struct weir_engine *e, const struct program *p,
                   struct engine_flow **list, size_t *n, struct buf *why)
{
    *n = 0;
    for (size_t i = 0; i < e->nflows && !p->nnames; i++)
        if (e->flows[i].of->trigger.kind != WEIR_ON_CALL)
            list[(*n)++] = &e->flows[i];
    for (size_t i = 0; i < p->nnames; i++) {
        struct engine_flow *f = flow_named(e, p->names[i]);

        if (f) // program_check has looked
            list[(*n)++] = f;
    }
    for (size_t i = 0; i < *n; i++)
        if (!list[i]->ours) {
            buf_printf(why, "another process runs \"%s\" on this state",
                       list[i]->of->name);
            return false;
        }
    return true;
}

/* Where the first run of a `since` read begins has to be said once. */
static bool begin_at(struct weir_engine *e, const struct weir_flow *f,
                     const char *from, struct buf *why)
{
    const struct weir_read *r = f->read;
    bool timed =
        r->since == WEIR_SINCE_TIMESTAMP || r->since == WEIR_SINCE_DATE;
    str value;

    if (strcmp(from, "all") == 0) {
        value = STR("");
    } else if (strcmp(from, "now") == 0 && timed) {
        value = since_of_time(e->arena, r->since, engine_now(e));
    } else if (!since_parse(e->arena, r->since, str_from(from), &value)) {
        buf_printf(why,
                   "expected --from all%s or a value of the field that "
                   "\"%s\" reads since, found \"%s\"",
                   timed ? ", now" : "", f->name, from);
        return false;
    }
    return state_set_watermark(e->state, f->name, r->step->name, value) ==
           STATE_OK;
}

static bool begins(struct weir_engine *e, struct engine_flow **list, size_t n,
                   const char *from, struct buf *why)
{
    struct state_reader *reader = state_reader_open(e->state);
    struct buf names = BUF_MAX(4096);
    bool good = reader != NULL;

    for (size_t i = 0; i < n && good; i++) {
        const struct weir_flow *f = list[i]->of;

        if (!f->read || !f->read->since ||
            f->read->step->instance->driver->files)
            continue;
        str w = state_watermark(reader, e->arena, f->name, f->read->step->name);

        if (w.ptr && from)
            log_text(e, "info", "from",
                     "\"%s\" goes on where it was: --from is for a first run",
                     f->name);
        if (w.ptr)
            continue;
        if (from)
            good = begin_at(e, f, from, why);
        else
            buf_printf(&names, "%s\"%s\"", names.len ? ", " : "", f->name);
    }
    if (names.len && good) {
        buf_printf(why,
                   "the first run of %s has to be told where to begin: --from "
                   "all brings everything the source has into the target, "
                   "--from now only what changes from here on, --from "
                   "2026-01-31T00:00:00Z what changed since then",
                   names.ptr);
        good = false;
    }
    state_reader_close(reader);
    buf_free(&names);
    return good;
}

/* --- running ---- */

int flow_resume(struct weir_engine *e, struct engine_flow *f, const char *kind)
{
    struct state_reader *r = state_reader_open(e->state);
    struct arena *a = arena_new();
    bool any = r && state_open_records(r, a, f->of->name, 0, 1);
    struct run_options o = {.kind = kind, .resume_only = true};

    state_reader_close(r);
    arena_free(a);
    return any ? flow_run_once(e, f, &o) : 0;
}

static int run_once(struct weir_engine *e, struct engine_flow **list, size_t n)
{
    struct run_options o = {.kind = "once"};
    int status = 0;

    for (size_t i = 0; i < n; i++) {
        int one = engine_stopping(e) ? 4 : flow_run_once(e, list[i], &o);

        if (one > status)
            status = one;
    }
    return status;
}

static int resume_called(struct weir_engine *e)
{
    int status = 0;

    for (size_t i = 0; i < e->nflows; i++) {
        if (e->flows[i].of->trigger.kind != WEIR_ON_CALL || !e->flows[i].ours)
            continue;
        int one = flow_resume(e, &e->flows[i], "resume");

        if (one > status)
            status = one;
    }
    return status;
}

static int run_program(struct weir_engine *e, const struct program *p,
                       struct buf *why)
{
    struct engine_flow **list =
        arena_array(e->arena, struct engine_flow *, e->nflows + p->nnames + 1);
    size_t n;
    int status, other;

    if (p->retry)
        return program_retry(e, p);
    if (!choose(e, p, list, &n, why) || !begins(e, list, n, p->from, why))
        return 2;
    status = resume_called(e);
    if (!n && !status) {
        buf_text(why, e->nflows ? "nothing to run: all flows are callable, "
                                  "and run when another flow calls them"
                                : "nothing to run: there is no flow");
        return 2;
    }
    other = p->once ? run_once(e, list, n) : program_serve(e, list, n);
    if (!p->once)
        status = 0; // a service that stopped clean
    alerts_tell(e);
    return other > status ? other : status;
}

static int run_engine(const struct weir_estate *s, const struct program *p)
{
    struct weir_engine e;
    struct buf why = BUF_MAX(16384);
    int status = 2;
    pthread_t signals;
    bool watched = false;

    engine_init(&e, s);
    if (!p->retry && !program_check(p, e.arena, &why))
        status = 2;
    else if (!(watched = catch_signals(&e, &signals)))
        buf_printf(&why, "cannot start a thread");
    else if (start(&e, p, &why, &status))
        status = run_program(&e, p, &why);
    if (why.len)
        fprintf(stderr, "error: %s\n",
                settings_mask(&e, e.arena, buf_view(&why)).ptr);
    engine_close_flows(&e);
    state_close(e.state);
    e.state = NULL;
    if (watched)
        leave_signals(signals);
    engine_done(&e);
    buf_free(&why);
    return status;
}

int weir_main(const struct weir_estate *s, int argc, char **argv)
{
    struct program p = {.estate = s, .who = getenv("USER")};
    struct buf why = BUF_MAX(1024);
    struct rlimit none = {0, 0};
    int status = 2;

    setrlimit(RLIMIT_CORE, &none); // secrets
    if (!program_options(&p, argc, argv, &why))
        fprintf(stderr, "error: %s\n", why.ptr ? why.ptr : "out of memory");
    else if (p.help)
        status = printf("runner [--once] [--env NAME] [--from all|now|TIME] "
                        "[FLOW...]\nrunner --test [TITLE...]\nrunner --retry "
                        "[--done|--again] ENTRY...\n") < 0;
    else
        status = p.test ? program_test(&p) : run_engine(s, &p);
    buf_free(&why);
    free(p.names);
    return status;
}
