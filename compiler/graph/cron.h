/*
 * cron.h - cron lines: five fields of numbers, names, ranges, lists and steps
 */
#ifndef WEIR_GRAPH_CRON_H
#define WEIR_GRAPH_CRON_H

#include "stdlib/value/str.h"

#include <stdint.h>

enum cron_place { CRON_MINUTE, CRON_HOUR, CRON_DAY, CRON_MONTH, CRON_WEEKDAY };
enum { CRON_FIELDS = 5 };

struct cron_field {
    const char *name;
    int from, to;
    const char *names; // three letters each, from `from` on
};

extern const struct cron_field cron_fields[CRON_FIELDS];

struct cron {
    uint64_t values[CRON_FIELDS]; // a bit each
    uint32_t bad; // the field that is none, CRON_FIELDS: their number
    str found;    // what stands there
};

/* False with `bad` set when the text is no cron line. */
bool cron_read(struct cron *c, str text);
/* Whether it comes on each day. */
bool cron_is_daily(const struct cron *c);
/* The shortest time between two ticks, in minutes; of what comes once a day
 * at most, or not on each day, a day. */
int cron_shortest(const struct cron *c);

#endif
