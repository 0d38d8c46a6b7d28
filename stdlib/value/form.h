/*
 * form.h - dates and timestamps in a form such as "dd MMM yyyy HH:mm"
 *
 * yyyy yy MM MMM dd HH mm ss SSS XXX; other letters stand in '...' ('' is a
 * quote), other characters for themselves. MMM is Jan to Dec, yy is 1970 to
 * 2069, XXX is Z or +01:00.
 */
#ifndef WEIR_FORM_H
#define WEIR_FORM_H

#include "stdlib/value/zone.h"

/* Whether a form is well formed and, with `of_date`, has no part of a time.
 * If not, `why` says so. */
bool weir_form_check(str form, bool of_date, struct buf *why);

weir_date weir_parse_date(struct weir_context *x, str s, str form);
/* An offset in the text (XXX) beats the zone. */
weir_timestamp weir_parse_timestamp(struct weir_context *x, str s, str form,
                                    str zone);
weir_timestamp weir_parse_timestamp_utc(struct weir_context *x, str s,
                                        str form);
str weir_format_date(struct weir_context *x, weir_date d, str form);
str weir_format_timestamp(struct weir_context *x, weir_timestamp t, str form,
                          str zone);
str weir_format_timestamp_own(struct weir_context *x, weir_timestamp t,
                              str form); // in the offset it is written with

#endif
