/*
 * regex.h - PCRE2 patterns on UTF-8, with a bound on the steps of a match
 *
 * A pattern is compiled once per cache (cache.h).
 */
#ifndef WEIR_REGEX_H
#define WEIR_REGEX_H

#include "stdlib/value/shape.h"

/* Whether a pattern is well formed. If not, `why` says so in lower case and
 * `at` is the byte where. */
bool weir_regex_check(str pattern, struct buf *why, size_t *at);

bool weir_text_matches(struct weir_context *x, str s, str pattern);
/* Group 0 is the whole match; a group that took no part is null. Null when
 * there is no match. */
weir_opt_list weir_text_capture(struct weir_context *x, str s, str pattern);

#endif
