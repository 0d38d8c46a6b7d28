/*
 * diag.h - what is said to the user about a text
 *
 * `errors` is the only failure flag a caller reads. A message is lower case,
 * has no full stop, quotes names with double quotes, and says what was
 * expected, then what was found. One mistake gives one message: poisoned
 * values stay silent.
 */
#ifndef WEIR_DIAG_H
#define WEIR_DIAG_H

#include "compiler/base/source.h"

enum diag_level { DIAG_OFF, DIAG_INFO, DIAG_WARNING, DIAG_ERROR };
enum diag_verdict { DIAG_FAIL, DIAG_UNKNOWN };
enum diag_safety { DIAG_SAFE, DIAG_UNSAFE, DIAG_SCAFFOLD };

struct diag_note {
    struct diag_note *next;
    span at; // pos 0: a note without a place
    str text;
};

struct diag_edit {
    struct diag_edit *next;
    span at; // replaced; len 0 inserts before
    str text;
};

struct diag {
    enum diag_level level;
    enum diag_verdict verdict;
    str id; // "language/unknown-name", "retries/no-backoff"
    span at;
    str message;
    str anchor; // stable name of what it is about: "flow new_orders/write#1"
    struct diag_note *notes; // in the order added
    struct diag_note *path;  // the way of a record to it, stop by stop
    str help;                // "" or one line that mends it
    struct diag_edit *edits; // the fix, NULL without one
    enum diag_safety safety;
    bool secret; // what `at` covers is never shown
};

struct diags {
    struct arena *arena;
    const struct sources *sources;
    VEC(struct diag *) all;
    uint32_t errors;
    uint32_t pathless; // messages whose path was left out, for there are many
    uint32_t limit;    // messages kept for one file run; 0: 10,000
};

void diags_init(struct diags *d, struct arena *a, const struct sources *s);

/* Adds a message; never NULL. `id` must be a literal. */
struct diag *diag_add(struct diags *d, enum diag_level level, const char *id,
                      span at, const char *fmt, ...) PRINTF_LIKE(5, 6);
struct diag *diag_vadd(struct diags *d, enum diag_level level, const char *id,
                       span at, const char *fmt, va_list args)
    PRINTF_LIKE(5, 0);
void diag_note(struct diags *d, struct diag *to, span at, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
/* The next stop on the way of a record to what the message is about. */
void diag_step(struct diags *d, struct diag *to, span at, str text);
void diag_help(struct diags *d, struct diag *to, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
void diag_edit(struct diags *d, struct diag *to, span at, str text);

/* "error", "warning", "info", "off"; "safe", "unsafe", "scaffold". */
const char *diag_level_name(enum diag_level level);
const char *diag_safety_name(enum diag_safety safety);

/* Sorts by file, position, rule; stable. */
void diags_sort(struct diags *d);

/* The nearest of `names` to `name` by edit distance, for "did you mean"; an
 * empty str when none is near. */
str diag_nearest(struct arena *scratch, str name, const str *names, size_t n);

#endif
