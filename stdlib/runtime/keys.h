/*
 * keys.h - records of one key one at a time, and who has a dedupe key
 */
#ifndef WEIR_KEYS_H
#define WEIR_KEYS_H

#include "stdlib/runtime/engine.h"

/* Records of one flow by their key. */
struct keys *keys_new(void);
void keys_free(struct keys *k);
/* True: it may run now. False: it stands behind another of its key, and comes
 * back from keys_leave. */
bool keys_enter(struct keys *k, struct work *w);
/* The record has ended; gives the next of its key, or NULL. */
struct work *keys_leave(struct keys *k, struct work *w);
/* Waits for the key's turn, for a call. */
void keys_wait(struct keys *k, struct work *w);

/* Dedupe keys of records that are in the works. */
struct claims *claims_new(void);
void claims_free(struct claims *c);
/* 0: it is this record's now (or was); else the record that has it. */
int64_t claims_take(struct claims *c, const char *step, const uint8_t *key,
                    int64_t record);
/* Waits until something is let go, at most a tenth of a second. */
void claims_wait(struct claims *c);
void claims_release(struct claims *c, int64_t record);

#endif
