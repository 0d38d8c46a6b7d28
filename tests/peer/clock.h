/*
 * clock.h - points in time as microseconds since 1970
 */
#ifndef WEIR_PEER_CLOCK_H
#define WEIR_PEER_CLOCK_H

#include "stdlib/value/arena.h"

int64_t clock_now(void);   // of the wall, microseconds
int64_t clock_ticks(void); // never set back, milliseconds
/* RFC 3339 with an offset, or a date alone. */
bool clock_parse(str text, int64_t *at);
str clock_print(struct arena *a, int64_t at); // 2026-11-23T06:00:00Z

#endif
