/*
 * shape.h - how any value of the language lies in memory, at run time
 *
 * A type of the language has one C type (below) and one shape that describes
 * it. Generic built-ins, equality, order, reading and writing JSON and CSV are
 * driven by shapes; generated C declares its records and their shapes.
 *
 *   string, bytes     str                int, duration, time   int64_t
 *   decimal           weir_decimal       date                  int32_t
 *   money             weir_money         bool                  bool
 *   timestamp         weir_timestamp     any                   weir_any
 *   enum              int32_t, the index of the value, from 0
 *   [T]               struct weir_list of T, read with WEIR_ITEM(T, list, i)
 *   {string: T}       struct weir_list of struct { str key; T v; }
 *   record            struct with a member for each field
 *   T?                struct { bool has; T v; }; without `has`, `v` is zero
 *
 * T? has exactly these two members in this order, so that `v` lies at the
 * alignment of T; a T?? is a T?. A record holds itself only through a list.
 * Zeroed memory is a valid value of every type (an empty `any` is null).
 */
#ifndef WEIR_SHAPE_H
#define WEIR_SHAPE_H

#include "stdlib/value/buf.h"
#include "stdlib/value/types.h"

enum weir_kind {
    WEIR_KIND_STRING,
    WEIR_KIND_INT,
    WEIR_KIND_DECIMAL,
    WEIR_KIND_MONEY,
    WEIR_KIND_BOOL,
    WEIR_KIND_DATE,
    WEIR_KIND_TIME,
    WEIR_KIND_TIMESTAMP,
    WEIR_KIND_DURATION,
    WEIR_KIND_BYTES,
    WEIR_KIND_ANY,
    WEIR_KIND_ENUM,
    WEIR_KIND_LIST,
    WEIR_KIND_DICT,
    WEIR_KIND_RECORD
};

enum weir_mark { WEIR_MARK_KEY = 1, WEIR_MARK_PII = 2, WEIR_MARK_SECRET = 4 };

struct weir_shape {
    enum weir_kind kind; // of T, for a T? too
    bool optional;       // a T?
    uint32_t size;       // sizeof the C type; of the whole T? when optional
    uint32_t align;      // _Alignof the same type
    const char *name;    // for messages: "string", "shopify.Order"
    const struct weir_shape *of;     // list: the element; dict: the value
    const struct weir_field *fields; // record
    uint32_t nfields;                // record
    uint32_t nvalues;                // enum
    const str *values;               // enum: the texts on the wire
    bool has_raw;    // record: a member of type str holds the JSON it was
    uint32_t raw_at; // read from, byte for byte; writing copies it
};

struct weir_field {
    str name;       // in the language
    str wire;       // in JSON and as a CSV column; @wire, else the name
    uint32_t at;    // offsetof
    uint32_t marks; // of enum weir_mark
    uint32_t max;   // @max in code points, 0 without
    const struct weir_shape *shape;
    str otherwise; // @default as JSON, read when absent or null; no ptr: none
};

/* The list's element i as a T. */
#define WEIR_ITEM(T, list, i) (((T *)(list).at)[i])

/* T? of the plain types. */
typedef struct {
    bool has;
    str v;
} weir_opt_string;
typedef weir_opt_string weir_opt_bytes;
typedef struct {
    bool has;
    int64_t v;
} weir_opt_int;
typedef weir_opt_int weir_opt_time;
typedef weir_opt_int weir_opt_duration;
typedef struct {
    bool has;
    weir_decimal v;
} weir_opt_decimal;
typedef struct {
    bool has;
    weir_money v;
} weir_opt_money;
typedef struct {
    bool has;
    bool v;
} weir_opt_bool;
typedef struct {
    bool has;
    int32_t v;
} weir_opt_date;
typedef weir_opt_date weir_opt_enum;
typedef struct {
    bool has;
    weir_timestamp v;
} weir_opt_timestamp;
typedef struct {
    bool has;
    weir_any v;
} weir_opt_any;
typedef struct {
    bool has;
    struct weir_list v;
} weir_opt_list;

/* Shapes of the plain types, and of their T?. */
#define WEIR_PLAIN_SHAPES(X)                          \
    X(string, WEIR_KIND_STRING, str)                  \
    X(int, WEIR_KIND_INT, int64_t)                    \
    X(decimal, WEIR_KIND_DECIMAL, weir_decimal)       \
    X(money, WEIR_KIND_MONEY, weir_money)             \
    X(bool, WEIR_KIND_BOOL, bool)                     \
    X(date, WEIR_KIND_DATE, weir_date)                \
    X(time, WEIR_KIND_TIME, weir_time)                \
    X(timestamp, WEIR_KIND_TIMESTAMP, weir_timestamp) \
    X(duration, WEIR_KIND_DURATION, weir_duration)    \
    X(bytes, WEIR_KIND_BYTES, weir_bytes)             \
    X(any, WEIR_KIND_ANY, weir_any)
#define WEIR_DECLARE_SHAPE(type, K, T)                \
    extern const struct weir_shape weir_shape_##type; \
    extern const struct weir_shape weir_shape_opt_##type;
WEIR_PLAIN_SHAPES(WEIR_DECLARE_SHAPE)
#undef WEIR_DECLARE_SHAPE

/* Initialisers for shapes in generated C. `T` is the C type, `S` the address
 * of a shape. An optional one: the initialiser, then `.optional = true`, with
 * T the optional's struct. */
#define WEIR_SHAPE_LIST(S)                                    \
    .kind = WEIR_KIND_LIST, .size = sizeof(struct weir_list), \
    .align = _Alignof(struct weir_list), .name = "list", .of = (S)
#define WEIR_SHAPE_DICT(S)                                    \
    .kind = WEIR_KIND_DICT, .size = sizeof(struct weir_list), \
    .align = _Alignof(struct weir_list), .name = "dictionary", .of = (S)
#define WEIR_SHAPE_RECORD(T, text, table)                              \
    .kind = WEIR_KIND_RECORD, .size = sizeof(T), .align = _Alignof(T), \
    .name = text, .fields = table, .nfields = sizeof(table) / sizeof(table)[0]
#define WEIR_SHAPE_ENUM(text, table)                           \
    .kind = WEIR_KIND_ENUM, .size = sizeof(int32_t),           \
    .align = _Alignof(int32_t), .name = text, .values = table, \
    .nvalues = sizeof(table) / sizeof(table)[0]

/* The T of a T or a T? that is there; NULL of an absent one. */
static inline const void *weir_shape_value(const struct weir_shape *s,
                                           const void *p)
{
    if (!s->optional)
        return p;
    return *(const bool *)p ? (const char *)p + s->align : NULL;
}

/* An entry of a dictionary of T: its size, and where in it the T lies. */
static inline size_t weir_entry_value_at(const struct weir_shape *of)
{
    return (sizeof(str) + of->align - 1) / of->align * of->align;
}

static inline size_t weir_entry_size(const struct weir_shape *of)
{
    size_t align = of->align > _Alignof(str) ? of->align : _Alignof(str);

    return (weir_entry_value_at(of) + of->size + align - 1) / align * align;
}

/* Equality of two values of one shape: decimals by value, money by amount and
 * currency, timestamps by instant, records by field, lists in order,
  * dictionaries by key, `any` as JSON (numbers by value; of a doubled key the
 * last holds, a null member is an absent one), null with null. */
bool weir_shape_equal(const struct weir_shape *s, const void *a, const void *b);
/* The order of two values of an ordered shape, null last. Two currencies fail
 * as `data`. */
int weir_shape_compare(struct weir_context *x, const struct weir_shape *s,
                       const void *a, const void *b);
/* Agrees with weir_shape_equal; the same in every run. */
uint64_t weir_shape_hash(const struct weir_shape *s, const void *value);

/* The text of a plain value as "{e}" gives it; of others, canonical JSON. */
str weir_shape_text(struct weir_context *x, const struct weir_shape *s,
                    const void *value);

/* Fails as `data` when a string in the value is longer than its @max. */
bool weir_shape_check(struct weir_context *x, const struct weir_shape *s,
                      const void *value);

/* What a message expects: "a decimal", "an object", the name of an enum. */
const char *weir_shape_noun(const struct weir_shape *s);

/* The field of that name, NULL when there is none. */
const struct weir_field *weir_shape_field(const struct weir_shape *s, str name);

str weir_enum_text(struct weir_context *x, const struct weir_shape *s,
                   int32_t value);
/* The index of a text on the wire; fails as `data`. */
int32_t weir_enum_from_text(struct weir_context *x, const struct weir_shape *s,
                            str text);

#endif
