/*
 * zone_rule.h - the rule of a zone behind its last known transition: a POSIX
 * TZ string such as GMT0BST,M3.5.0/1,M10.5.0
 */
#ifndef WEIR_ZONE_RULE_H
#define WEIR_ZONE_RULE_H

#include "stdlib/value/date.h"

/* When clocks change: in week 1 to 5 (the last) of a month, on a weekday from
 * 0, Sunday; or on a day of the year. */
struct zone_change {
    enum { CHANGE_MONTH, CHANGE_JULIAN, CHANGE_DAY } kind;
    int month, week, day;
    int32_t time; // seconds of local time; may be negative or over a day
};

struct zone_rule {
    int32_t standard, summer; // offsets east of UTC
    bool has_summer;
    struct zone_change begin, end; // of summer time
};

bool zone_rule_parse(str text, struct zone_rule *out);
int32_t zone_rule_offset(const struct zone_rule *r, int64_t at);

#endif
