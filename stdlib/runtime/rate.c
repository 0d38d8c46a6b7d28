/*
 * Rates: a token bucket for each instance and step, closed or slowed by a 429,
 * and the share of an instance's calls that may be retries. An instance's
 * bucket stands in the ledger; a second's tokens at a time are leased from it.
 */
#include "stdlib/runtime/engine.h"

#define SLOW_STEP (30 * SECOND) // a tenth of the rate comes back
#define SHARE_HALF (150 * SECOND)
#define SHARE_FREE 10

void bucket_init(struct bucket *b, int64_t count, int64_t per, int64_t burst)
{
    *b = (struct bucket){.factor = 1};
    if (count <= 0 || per <= 0)
        return;
    b->per_us = (double)count / (double)per;
    b->burst = (double)burst;
    if (burst <= 0)
        b->burst = b->per_us * (double)SECOND;
    if (b->burst < 1)
        b->burst = 1;
    b->tokens = b->burst;
}

/* A slowed rate comes back by a tenth every half minute. */
static void recover(struct bucket *b, int64_t now)
{
    while (b->factor < 1 && now - b->slowed_at >= SLOW_STEP) {
        b->factor += 0.1;
        b->slowed_at += SLOW_STEP;
    }
    if (b->factor > 1)
        b->factor = 1;
}

int64_t bucket_take(struct bucket *b, int64_t now)
{
    if (now < b->closed_until)
        return b->closed_until - now;
    if (b->per_us <= 0)
        return 0;
    recover(b, now);
    double rate = b->per_us * b->factor;

    if (b->at)
        b->tokens += (double)(now - b->at) * rate;
    b->at = now;
    if (b->tokens > b->burst)
        b->tokens = b->burst;
    if (b->tokens >= 1) {
        b->tokens -= 1;
        return 0;
    }
    return (int64_t)((1 - b->tokens) / rate) + 1;
}

/* A second's tokens, at least one. */
static bool lease(struct bucket *b, int64_t now, struct weir_engine *e)
{
    double rate = b->per_us * b->factor;
    struct state_lease l = {.instance = b->shared,
                            .per_us = rate,
                            .burst = b->burst,
                            .most = (int64_t)(rate * (double)SECOND)};

    if (l.most < 1)
        l.most = 1;
    if (state_lease(e->state, &l) != STATE_OK)
        l.wait = SECOND; // the disk is full, or the process ends
    b->leased = l.got;
    b->lease_ends = now + SECOND;
    b->ask_at = now + l.wait;
    return l.got > 0;
}

int64_t bucket_take_shared(struct bucket *b, int64_t now, struct weir_engine *e)
{
    if (!b->shared || b->per_us <= 0)
        return bucket_take(b, now);
    if (now < b->closed_until)
        return b->closed_until - now;
    recover(b, now);
    if (!b->leased || now >= b->lease_ends) {
        if (now < b->ask_at)
            return b->ask_at - now;
        if (!lease(b, now, e))
            return b->ask_at - now;
    }
    b->leased--;
    return 0;
}

void bucket_tell(const struct bucket *b, int64_t now, struct weir_engine *e)
{
    struct state_lease l = {.instance = b->shared,
                            .per_us = b->per_us,
                            .burst = b->burst,
                            .close_until =
                                engine_now(e) + b->closed_until - now};

    if (b->shared && b->per_us > 0 && b->closed_until > now)
        state_lease(e->state, &l);
}

void bucket_refused(struct bucket *b, int64_t now, int64_t until)
{
    b->leased = 0;
    if (until > b->closed_until)
        b->closed_until = until;
    if (until > now)
        return;
    if (b->factor > 0.05)
        b->factor /= 2;
    b->slowed_at = now;
}

static void roll(struct retry_share *s, int64_t now)
{
    if (now - s->half < SHARE_HALF)
        return;
    bool next = now - s->half < 2 * SHARE_HALF;

    s->calls[1] = next ? s->calls[0] : 0;
    s->retries[1] = next ? s->retries[0] : 0;
    s->calls[0] = s->retries[0] = 0;
    s->half = now;
}

void share_call(struct retry_share *s, int64_t now)
{
    roll(s, now);
    s->calls[0]++;
}

bool share_retry(struct retry_share *s, int64_t now)
{
    roll(s, now);
    unsigned calls = s->calls[0] + s->calls[1];
    unsigned retries = s->retries[0] + s->retries[1];

    if (retries >= SHARE_FREE && retries * 5 >= calls)
        return false;
    s->retries[0]++;
    return true;
}
