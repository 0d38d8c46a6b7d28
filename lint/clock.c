/*
 * How long each rule and each shared fact takes, when it is asked: what passes
 * belongs to what runs, and a fact's time to the fact, not to the rule that
 * asked for it first.
 */
#include "lint/state.h"

#include <time.h>

static const char *const FACTS[] = {
#define FACT(id, words) words,
#include "lint/facts.def"
#undef FACT
};

static int64_t now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

uint32_t lint_clock(struct lint *l, uint32_t what)
{
    int64_t *times = l->options->times;
    uint32_t was = l->timed;

    if (!times)
        return 0;
    int64_t at = now();
    if (l->clock)
        times[was] += at - l->clock;
    l->clock = at;
    l->timed = what;
    return was;
}

uint32_t lint_clock_fact(struct lint *l, enum lint_fact f)
{
    uint32_t n;

    lint_entries(&n);
    return lint_clock(l, n + (uint32_t)f);
}

uint32_t lint_ntimes(void)
{
    uint32_t n;

    lint_entries(&n);
    return n + FACT_KINDS;
}

const char *lint_time_name(uint32_t i, bool *fact)
{
    uint32_t n;
    const struct lint_entry *entries = lint_entries(&n);

    *fact = i >= n;
    return *fact ? FACTS[i - n] : entries[i].id;
}
