/*
 * types.h - how a value of the language looks in C
 *
 * The compiler's constant folding and generated programs use the same types
 * and the same functions on them.
 *
 * A function that can fail on its arguments takes a context. The first failure
 * stays in it; the function then returns zero, and so does every later one:
 * a caller looks once, behind the last.
 */
#ifndef WEIR_TYPES_H
#define WEIR_TYPES_H

#include "stdlib/value/arena.h"

__extension__ typedef __int128 weir_int128;

/* coefficient / 10^scale. At most 38 digits, scale 0 to 38. 1.50 keeps its
 * scale of 2 when it is printed and equals 1.5 when it is compared. */
typedef struct {
    weir_int128 coefficient;
    uint8_t scale;
} weir_decimal;

typedef struct {
    weir_decimal amount;
    char currency[4]; // ISO 4217, NUL behind it
} weir_money;

typedef int32_t weir_date;     // days since 1970-01-01, 0001 to 9999
typedef int64_t weir_time;     // microseconds since midnight
typedef int64_t weir_duration; // microseconds

typedef struct {
    int64_t us;     // microseconds since 1970-01-01T00:00:00Z
    int32_t offset; // seconds east of UTC it is written with
} weir_timestamp;

typedef str weir_bytes;

/* A value of an untyped source: the bytes of one JSON value. */
typedef struct {
    str json;
} weir_any;

/* Every list in generated C starts like this; `at` points to its elements. */
struct weir_list {
    void *at;
    size_t n;
};

/* Error classes. WEIR_OK is no failure; the classes follow as in classes.def,
 * so that (1u << class) is a bit of a set. */
enum weir_class {
    WEIR_OK,
#define CLASS(NAME, text, outage, retry) WEIR_##NAME,
#include "stdlib/value/classes.def"
#undef CLASS
    WEIR_NCLASSES
};

typedef uint32_t weir_class_set;
#define WEIR_CLASS_BIT(c) (1u << (unsigned)(c))

const char *weir_class_name(enum weir_class c); // "transient"; "ok"
/* The class of a name, WEIR_OK when there is none. */
enum weir_class weir_class_named(str name);
weir_class_set weir_class_outage(void); // transient, timeout, ...
weir_class_set weir_class_error(void);  // all

struct weir_context {
    struct arena *arena;      // results live here
    enum weir_class failed;   // the first failure, WEIR_OK without one
    str message;              // of that failure
    weir_timestamp now;       // the record's read_at: the only clock
    struct weir_cache *cache; // compiled patterns, zones (cache.h), or NULL
};

/* Sets the failure unless there is one already. */
void weir_fail(struct weir_context *x, enum weir_class c, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

#endif
