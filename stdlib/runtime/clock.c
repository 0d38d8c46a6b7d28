/*
 * Time, chance and stopping. Tests have a clock of their own: a wait moves it,
 * and chance begins at the same number.
 */
#include "stdlib/runtime/engine.h"

#include <errno.h>
#include <time.h>

static int64_t read_clock(clockid_t id)
{
    struct timespec t;

    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * SECOND + t.tv_nsec / 1000;
}

static int64_t read_virtual(struct weir_engine *e)
{
    pthread_mutex_lock(&e->lock);
    int64_t now = e->virtual_now;

    pthread_mutex_unlock(&e->lock);
    return now;
}

int64_t engine_now(struct weir_engine *e)
{
    return e->virtual_clock ? read_virtual(e) : read_clock(CLOCK_REALTIME);
}

int64_t engine_ticks(struct weir_engine *e)
{
    return e->virtual_clock ? read_virtual(e) : read_clock(CLOCK_MONOTONIC);
}

bool engine_sleep(struct weir_engine *e, int64_t us)
{
    pthread_mutex_lock(&e->lock);
    if (e->virtual_clock) {
        e->virtual_now += us > 0 ? us : 0;
    } else if (us > 0) {
        int64_t until = read_clock(CLOCK_MONOTONIC) + us;
        struct timespec t = {.tv_sec = until / SECOND,
                             .tv_nsec = until % SECOND * 1000};
        int rc = 0;

        while (!e->stop && rc != ETIMEDOUT)
            rc = pthread_cond_timedwait(&e->changed, &e->lock, &t);
    }
    bool whole = !e->stop;

    pthread_mutex_unlock(&e->lock);
    return whole;
}

int engine_stopping(struct weir_engine *e)
{
    pthread_mutex_lock(&e->lock);
    int stop = e->stop;

    pthread_mutex_unlock(&e->lock);
    return stop;
}

void engine_stop(struct weir_engine *e)
{
    pthread_mutex_lock(&e->lock);
    e->stop++;
    pthread_cond_broadcast(&e->changed);
    pthread_mutex_unlock(&e->lock);
}

uint64_t engine_random(struct weir_engine *e)
{
    pthread_mutex_lock(&e->lock);
    uint64_t x = e->random;

    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    e->random = x;
    pthread_mutex_unlock(&e->lock);
    return x;
}

int64_t engine_random_to(struct weir_engine *e, int64_t n)
{
    return n <= 0 ? 0 : (int64_t)(engine_random(e) % ((uint64_t)n + 1));
}

int64_t weir_driver_clock(struct weir_engine *e)
{
    (void)e;
    return read_clock(CLOCK_MONOTONIC);
}

int64_t weir_driver_time(struct weir_engine *e)
{
    return engine_now(e);
}

bool weir_driver_cut(struct weir_engine *e)
{
    pthread_mutex_lock(&e->lock);
    bool cut = e->stop > 1 || (e->stop && e->cut_at &&
                               read_clock(CLOCK_MONOTONIC) > e->cut_at);

    pthread_mutex_unlock(&e->lock);
    return cut;
}
