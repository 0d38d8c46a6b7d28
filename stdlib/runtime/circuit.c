/*
 * The circuit of an instance: five failures in a row, or half of the last
 * twenty, open it; then one probe at a time. A dead target so costs a handful
 * of tries and not a day's orders.
 */
#include "stdlib/runtime/engine.h"

#define ROW 5
#define WINDOW 20
#define PAUSE_FIRST (30 * SECOND)
#define PAUSE_MOST (5 * MINUTE)

static unsigned failures(uint32_t last)
{
    unsigned n = 0;

    for (; last; last &= last - 1)
        n++;
    return n;
}

int64_t circuit_wait(struct circuit *c, int64_t now)
{
    if (!c->opened_at)
        return 0;
    if (now < c->open_until)
        return c->open_until - now;
    if (c->probing)
        return SECOND / 10;
    c->probing = true;
    return 0;
}

static void open_it(struct circuit *c, int64_t now, struct weir_engine *e)
{
    c->pause = c->pause ? c->pause * 2 : PAUSE_FIRST;
    if (c->pause > PAUSE_MOST)
        c->pause = PAUSE_MOST;
    if (!c->opened_at)
        c->opened_at = now;
    c->open_until = now + c->pause - engine_random_to(e, c->pause / 10);
}

void circuit_told(struct circuit *c, bool failed, int64_t now,
                  struct weir_engine *e)
{
    c->probing = false;
    if (!failed) {
        if (c->opened_at)
            *c = (struct circuit){0};
        c->row = 0;
    }
    c->last = (c->last << 1 | failed) & ((1u << WINDOW) - 1);
    if (c->n < WINDOW)
        c->n++;
    if (!failed)
        return;
    c->row++;
    if (c->opened_at || c->row >= ROW ||
        (c->n == WINDOW && failures(c->last) * 2 >= WINDOW))
        open_it(c, now, e);
}
