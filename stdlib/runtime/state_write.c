/*
 * The writer: one thread, one connection. What waits is grouped into one
 * commit, up to 64 ended records. A job that somebody waits for is committed
 * at once; others may stay 50 ms for company.
 *
 * A full disk rolls back. Jobs that may fail are told; the others stay, and
 * are tried again each second, the first time without the ballast.
 */
#include "stdlib/runtime/state_db.h"
#include "stdlib/runtime/state_disk.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define GROUP_WEIGHT 64
#define LINGER_MS 50

int64_t state_now(struct weir_state *s)
{
    int64_t now = s->config.now(s->config.clock);

    if (now > s->clock)
        s->clock = now;
    return s->clock;
}

void state_fail(struct weir_state *s, const char *what, int rc)
{
    bool first;

    pthread_mutex_lock(&s->lock);
    first = !s->failed;
    s->failed = true;
    pthread_cond_broadcast(&s->settled);
    pthread_mutex_unlock(&s->lock);
    if (first && s->config.fatal) {
        char text[300];

        snprintf(text, sizeof text, "the state failed: %s: %s", what,
                 rc ? sqlite3_errstr(rc) : ERROR_TEXT(errno));
        s->config.fatal(s->config.context, text);
    }
}

static struct timespec in_ms(int ms)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_sec += ms / 1000;
    t.tv_nsec += (long)(ms % 1000) * 1000000;
    if (t.tv_nsec >= 1000000000) {
        t.tv_sec++;
        t.tv_nsec -= 1000000000;
    }
    return t;
}

enum state_result state_give(struct weir_state *s, struct state_job *j)
{
    enum state_result result = STATE_OK;
    bool waits = j->waits;

    j->next = NULL;
    j->done = false;
    pthread_mutex_lock(&s->lock);
    if (s->failed || s->closing) {
        pthread_mutex_unlock(&s->lock);
        j->result = STATE_FAILED;
        if (j->settled)
            j->settled(j, STATE_FAILED);
        return STATE_FAILED;
    }
    if (s->last)
        s->last->next = j;
    else
        s->first = j;
    s->last = j;
    s->pending += j->weight;
    s->hurry |= waits;
    pthread_cond_signal(&s->more);
    if (waits) {
        while (!j->done)
            pthread_cond_wait(&s->settled, &s->lock);
        result = j->result;
    }
    pthread_mutex_unlock(&s->lock);
    return result;
}

void state_hurry(struct weir_state *s)
{
    pthread_mutex_lock(&s->lock);
    s->hurry = s->first != NULL;
    pthread_cond_signal(&s->more);
    pthread_mutex_unlock(&s->lock);
}

static bool apply_nothing(struct weir_state *s, struct state_job *j)
{
    (void)s;
    (void)j;
    return true;
}

enum state_result state_flush(struct weir_state *s)
{
    struct state_job j = {.apply = apply_nothing, .waits = true};

    return state_give(s, &j);
}

bool state_is_full(struct weir_state *s)
{
    pthread_mutex_lock(&s->lock);
    bool full = s->full;

    pthread_mutex_unlock(&s->lock);
    return full;
}

/* Takes a group from the front of what waits. Holds the lock. */
static struct state_job *take_group(struct weir_state *s)
{
    struct state_job *first = s->first, *j = first;
    unsigned weight = j->weight;

    while (j->next && weight + j->next->weight <= GROUP_WEIGHT) {
        j = j->next;
        weight += j->weight;
    }
    s->first = j->next;
    if (!s->first) {
        s->last = NULL;
        s->hurry = false;
    }
    s->pending -= weight;
    j->next = NULL;
    return first;
}

/* Only what is tried again is undone. After an I/O error nobody knows whether
 * the log has the commit: the process ends, and the next start reads it. */
static int rollback(struct weir_state *s, int rc)
{
    if ((rc & 0xff) != SQLITE_FULL && (rc & 0xff) != SQLITE_BUSY)
        return rc;
    sqlite3_exec(s->db.sqlite, "ROLLBACK", NULL, NULL, NULL);
    s->db.rc = SQLITE_OK;
    if (s->config.outputs.append)
        s->config.outputs.settled(s->config.outputs.context, false);
    return rc;
}

/* SQLite's code of the whole group. */
static int commit_group(struct weir_state *s, struct state_job *group)
{
    const struct state_outputs *o = &s->config.outputs;

    s->db.rc = SQLITE_OK;
    if (!db_exec(&s->db, "BEGIN IMMEDIATE"))
        return rollback(s, s->db.rc);
    for (struct state_job *j = group; j; j = j->next) {
        if (j->result == STATE_FULL)
            continue;
        bool good = j->apply(s, j);

        if (s->db.rc != SQLITE_OK)
            return rollback(s, s->db.rc);
        if (!good)
            return rollback(s, errno == ENOSPC ? SQLITE_FULL : SQLITE_IOERR);
    }
    if (o->append && !o->sync(o->context, s))
        return rollback(s, errno == ENOSPC ? SQLITE_FULL : SQLITE_IOERR);
    if (!db_exec(&s->db, "COMMIT"))
        return rollback(s, s->db.rc);
    if (o->append)
        o->settled(o->context, true);
    return SQLITE_OK;
}

static void settle(struct weir_state *s, struct state_job *group,
                   enum state_result result)
{
    for (struct state_job *j = group, *next; j; j = next) {
        bool waits = j->waits;

        next = j->next;
        if (j->result == STATE_OK)
            j->result = result;
        if (j->settled)
            j->settled(j, j->result);
        if (!waits)
            continue; // it may be gone
        pthread_mutex_lock(&s->lock);
        j->done = true;
        pthread_cond_broadcast(&s->settled);
        pthread_mutex_unlock(&s->lock);
    }
}

static void set_full(struct weir_state *s, bool full)
{
    pthread_mutex_lock(&s->lock);
    bool changed = s->full != full;

    s->full = full;
    pthread_mutex_unlock(&s->lock);
    if (changed && s->config.full)
        s->config.full(s->config.context, full);
}

/* The disk is full: tells those that may fail. True when others are left. */
static bool tell_full(struct weir_state *s, struct state_job *group)
{
    bool left = false;

    set_full(s, true);
    for (struct state_job *j = group; j; j = j->next) {
        if (j->may_fail)
            j->result = STATE_FULL;
        else
            left = true;
    }
    return left;
}

static bool wait_for_room(struct weir_state *s)
{
    struct timespec until = in_ms(1000);

    pthread_mutex_lock(&s->lock);
    pthread_cond_timedwait(&s->more, &s->lock, &until);
    bool go_on = !s->failed;

    pthread_mutex_unlock(&s->lock);
    return go_on;
}

static void write_group(struct weir_state *s, struct state_job *group)
{
    int rc = s->failed ? SQLITE_ABORT : commit_group(s, group);

    if ((rc & 0xff) == SQLITE_FULL && ballast_drop(s))
        rc = commit_group(s, group);
    while ((rc & 0xff) == SQLITE_FULL) {
        if (!tell_full(s, group)) {
            settle(s, group, STATE_OK);
            return;
        }
        if (!wait_for_room(s))
            break;
        rc = commit_group(s, group);
    }
    while ((rc & 0xff) == SQLITE_BUSY && wait_for_room(s))
        rc = commit_group(s, group);
    if (rc != SQLITE_OK)
        state_fail(s, "a transaction could not be written", rc);
    settle(s, group, rc == SQLITE_OK ? STATE_OK : STATE_FAILED);
}

/* Company for jobs that nobody waits for. Holds the lock. */
static void linger(struct weir_state *s)
{
    struct timespec until = in_ms(LINGER_MS);

    while (!s->hurry && !s->closing && s->pending < GROUP_WEIGHT)
        if (pthread_cond_timedwait(&s->more, &s->lock, &until) != 0)
            return;
}

/* Waits for a group; NULL at the end, or when room may have come back. */
static struct state_job *next_group(struct weir_state *s)
{
    struct state_job *group = NULL;
    struct timespec until = in_ms(1000);

    pthread_mutex_lock(&s->lock);
    while (!s->first && !s->closing) {
        if (!s->full)
            pthread_cond_wait(&s->more, &s->lock);
        else if (pthread_cond_timedwait(&s->more, &s->lock, &until) != 0)
            break;
    }
    if (s->first) {
        linger(s);
        group = take_group(s);
    }
    pthread_mutex_unlock(&s->lock);
    return group;
}

static bool at_end(struct weir_state *s)
{
    pthread_mutex_lock(&s->lock);
    bool end = s->closing && !s->first;

    pthread_mutex_unlock(&s->lock);
    return end;
}

void *state_writer_main(void *state)
{
    struct weir_state *s = state;

    for (;;) {
        struct state_job *group = next_group(s);

        if (group)
            write_group(s, group);
        else if (at_end(s))
            return NULL;
        if (state_is_full(s) && ballast_restore(s))
            set_full(s, false);
    }
}
