/*
 * zone.h - time zones, from the system's zoneinfo files (RFC 8536)
 *
 * A zone is a name of the IANA database such as "Europe/London". It is read
 * once per cache (cache.h); no process-wide setting is looked at or changed.
 */
#ifndef WEIR_ZONE_H
#define WEIR_ZONE_H

#include "stdlib/value/date.h"

struct weir_zone;

bool weir_zone_check(str name); // whether there is such a zone
/* Fails as `data` when there is none. */
const struct weir_zone *weir_zone_find(struct weir_context *x, str name);
/* Seconds east of UTC at an instant (seconds since 1970). */
int32_t weir_zone_offset(const struct weir_zone *z, int64_t at);

enum weir_wall { WEIR_WALL_ONCE, WEIR_WALL_TWICE, WEIR_WALL_SKIPPED };

/* The instant (microseconds since 1970) at which a zone's clock shows `local`
 * (microseconds since 1970 as if it were UTC). A time that comes twice is the
 * first; of a time jumped over, the instant of the jump. `offset` is the one
 * that holds then. */
enum weir_wall weir_zone_instant(const struct weir_zone *z, int64_t local,
                                 int64_t *us, int32_t *offset);

weir_date weir_today(struct weir_context *x, str zone);
weir_date weir_today_utc(struct weir_context *x);
weir_date weir_date_of(struct weir_context *x, weir_timestamp t, str zone);
weir_date weir_date_of_own(struct weir_context *x, weir_timestamp t);
weir_time weir_time_of(struct weir_context *x, weir_timestamp t, str zone);
weir_time weir_time_of_own(struct weir_context *x, weir_timestamp t);
weir_timestamp weir_start_of_day(struct weir_context *x, weir_timestamp t,
                                 str zone);
weir_timestamp weir_start_of_day_own(struct weir_context *x, weir_timestamp t);
/* Fails as `data` for a time that is jumped over. */
weir_timestamp weir_at_zone(struct weir_context *x, weir_date d, weir_time t,
                            str zone);

#endif
