/*
 * since.h - since values: text whose order is the order of the values
 *
 * The ledger keeps them so; a source is asked in its own form.
 */
#ifndef WEIR_SINCE_H
#define WEIR_SINCE_H

#include "stdlib/runtime/weir.h"

/* What to ask a source with: less the lookback, rounded down. */
str since_ask(struct arena *a, enum weir_since_kind kind, str canonical,
              int64_t lookback);
/* At most that instant: a row from the future moves no watermark. */
str since_cap(struct arena *a, enum weir_since_kind kind, str canonical,
              int64_t now, bool *capped);
str since_of_time(struct arena *a, enum weir_since_kind kind, int64_t us);
/* A value a person gave. False: it does not fit the kind. */
bool since_parse(struct arena *a, enum weir_since_kind kind, str text,
                 str *canonical);

#endif
