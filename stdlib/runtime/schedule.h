/*
 * schedule.h - when a flow is due
 */
#ifndef WEIR_SCHEDULE_H
#define WEIR_SCHEDULE_H

#include "stdlib/runtime/model.h"

/* The first tick after `now` (us since 1970); 0: never. `name` is of the flow:
 * flows of one period do not all start at once. */
int64_t schedule_next(const struct weir_trigger *t, const char *name,
                      int64_t now);

/* A cron line: bits of the minutes and so on that it names. */
struct cron {
    uint64_t minutes;
    uint32_t hours, days, months, weekdays; // weekdays: 0 is Sunday
    bool any_day, any_weekday;              // `*`
    bool any_hour, any_minute;              // begins with `*`
};

bool cron_parse(const char *text, struct cron *c);

#endif
