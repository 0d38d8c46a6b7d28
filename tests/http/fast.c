/*
 * A clock that runs FAST_CLOCK times as fast, for tests: preloaded, it makes a
 * pause of half a minute one of half a second. Only the monotonic clock is
 * changed, and the waits that end by it.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define NS INT64_C(1000000000)

int clock_gettime(clockid_t id, struct timespec *t);

static int64_t speed(void)
{
    const char *s = getenv("FAST_CLOCK");
    long n = s ? strtol(s, NULL, 10) : 1;

    return n < 1 ? 1 : n;
}

/* The machine's clock is multiplied as it is: no place to begin at has to be
 * kept, and all processes of a test agree. */
int clock_gettime(clockid_t id, struct timespec *t)
{
    int rc = (int)syscall(SYS_clock_gettime, id, t);

    if (rc == 0 && id == CLOCK_MONOTONIC) {
        int64_t n = (t->tv_sec * NS + t->tv_nsec) * speed();

        t->tv_sec = n / NS;
        t->tv_nsec = n % NS;
    }
    return rc;
}

/* What is far from today's date is an instant of the monotonic clock. */
int pthread_cond_timedwait(pthread_cond_t *c, pthread_mutex_t *m,
                           const struct timespec *until)
{
    struct timespec now, real = *until;

    syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
    if (until->tv_sec - now.tv_sec < 86400 &&
        now.tv_sec - until->tv_sec < 86400)
        return pthread_cond_clockwait(c, m, CLOCK_REALTIME, until);
    int64_t n = (until->tv_sec * NS + until->tv_nsec) / speed() + 1;

    real.tv_sec = n / NS;
    real.tv_nsec = n % NS;
    return pthread_cond_clockwait(c, m, CLOCK_MONOTONIC, &real);
}
