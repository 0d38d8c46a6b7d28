/*
 * simulate.h - systems in memory, for `weir test`
 *
 * An endpoint is a list of JSON records. A write adds, replaces or takes away
 * one by what it is known by; a read gives them; a line of the test makes it
 * fail or answer something else.
 */
#ifndef WEIR_SIMULATE_H
#define WEIR_SIMULATE_H

#include "stdlib/runtime/engine.h"

/* NULL: `why` says what of the test can't be used. */
struct simulation *simulation_new(struct arena *a, struct weir_engine *e,
                                  const struct weir_test *t, struct buf *why);
/* Answers a call, or fills a page, as the endpoint would. */
void simulate_call(struct simulation *s, struct exchange *x);
/* The records of an endpoint as they are now; alias and name NULL: what
 * arrives at a callable flow. */
str *simulation_records(struct simulation *s, const char *alias,
                        const char *endpoint, size_t *n);
void simulation_replied(struct simulation *s, str json);
str simulation_reply(struct simulation *s); // a NULL pointer without one

#endif
