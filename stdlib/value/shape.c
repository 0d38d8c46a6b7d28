/*
 * Equality, order and text of any value, by walking its shape.
 */
#include "stdlib/value/shape.h"

#include "stdlib/value/any.h"
#include "stdlib/value/date.h"
#include "stdlib/value/int.h"
#include "stdlib/value/json.h"
#include "stdlib/value/money.h"
#include "stdlib/value/text.h"

#include <inttypes.h>
#include <string.h>

#define PLAIN(type, K, T)                             \
    const struct weir_shape weir_shape_##type = {     \
        .kind = K,                                    \
        .size = sizeof(T),                            \
        .align = _Alignof(T),                         \
        .name = #type,                                \
    };                                                \
    const struct weir_shape weir_shape_opt_##type = { \
        .kind = K,                                    \
        .optional = true,                             \
        .size = sizeof(struct {                       \
            bool has;                                 \
            T v;                                      \
        }),                                           \
        .align = _Alignof(T),                         \
        .name = #type,                                \
    };
WEIR_PLAIN_SHAPES(PLAIN)
#undef PLAIN

/* --- equality ---------------------------------------------------------- */

static bool lists_equal(const struct weir_shape *of, const struct weir_list *a,
                        const struct weir_list *b)
{
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (!weir_shape_equal(of, (const char *)a->at + i * of->size,
                              (const char *)b->at + i * of->size))
            return false;
    return true;
}

static bool records_equal(const struct weir_shape *s, const char *a,
                          const char *b)
{
    for (uint32_t i = 0; i < s->nfields; i++) {
        const struct weir_field *f = &s->fields[i];
        if (!weir_shape_equal(f->shape, a + f->at, b + f->at))
            return false;
    }
    return true;
}

/* Dictionaries and untyped values: equal is what has one canonical form. That
 * takes no longer for many keys than sorting them. */
static bool canonical_equal(const struct weir_shape *s, const void *a,
                            const void *b)
{
    struct buf p = BUF_MAX(SIZE_MAX / 4), q = BUF_MAX(SIZE_MAX / 4);

    weir_json_canonical(&p, s, a);
    weir_json_canonical(&q, s, b);
    bool same = !p.failed && !q.failed && str_eq(buf_view(&p), buf_view(&q));
    buf_free(&p);
    buf_free(&q);
    return same;
}

/* A flat switch over the kinds. */
bool weir_shape_equal(const struct weir_shape *s, const void *a, const void *b)
{
    const void *p = weir_shape_value(s, a), *q = weir_shape_value(s, b);

    if (!p || !q)
        return p == q;
    switch (s->kind) {
    case WEIR_KIND_STRING:
    case WEIR_KIND_BYTES: return str_eq(*(const str *)p, *(const str *)q);
    case WEIR_KIND_INT:
    case WEIR_KIND_TIME:
    case WEIR_KIND_DURATION: return *(const int64_t *)p == *(const int64_t *)q;
    case WEIR_KIND_DECIMAL:
        return weir_decimal_order(*(const weir_decimal *)p,
                                  *(const weir_decimal *)q) == 0;
    case WEIR_KIND_MONEY:
        return weir_money_equal(NULL, *(const weir_money *)p,
                                *(const weir_money *)q);
    case WEIR_KIND_BOOL: return *(const bool *)p == *(const bool *)q;
    case WEIR_KIND_DATE:
    case WEIR_KIND_ENUM: return *(const int32_t *)p == *(const int32_t *)q;
    case WEIR_KIND_TIMESTAMP:
        return ((const weir_timestamp *)p)->us ==
               ((const weir_timestamp *)q)->us;
    case WEIR_KIND_LIST: return lists_equal(s->of, p, q);
    case WEIR_KIND_ANY:
    case WEIR_KIND_DICT: return canonical_equal(s, a, b);
    case WEIR_KIND_RECORD: return records_equal(s, p, q);
    }
    return false;
}

/* --- hash -------------------------------------------------------------- */

static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * UINT64_C(0x9e3779b97f4a7c15);
    return h ^ (h >> 29);
}

static uint64_t hash_decimal(weir_decimal d)
{
    d = weir_decimal_normal(d);
    return mix(mix(d.scale, (uint64_t)d.coefficient),
               (uint64_t)(d.coefficient >> 64));
}

static uint64_t hash_canonical(const struct weir_shape *s, const void *value)
{
    struct buf b = BUF_MAX(SIZE_MAX / 4);

    weir_json_canonical(&b, s, value);
    uint64_t h = str_hash(buf_view(&b));
    buf_free(&b);
    return h;
}

static uint64_t hash_list(const struct weir_shape *of,
                          const struct weir_list *xs)
{
    uint64_t h = xs->n;

    for (size_t i = 0; i < xs->n; i++)
        h = mix(h, weir_shape_hash(of, (const char *)xs->at + i * of->size));
    return h;
}

/* A flat switch over the kinds. */
uint64_t weir_shape_hash(const struct weir_shape *s, const void *value)
{
    const void *p = weir_shape_value(s, value);
    uint64_t h = 0;

    if (!p)
        return 1;
    switch (s->kind) {
    case WEIR_KIND_STRING:
    case WEIR_KIND_BYTES: return str_hash(*(const str *)p);
    case WEIR_KIND_INT:
    case WEIR_KIND_TIME:
    case WEIR_KIND_DURATION: return mix(2, (uint64_t) * (const int64_t *)p);
    case WEIR_KIND_DECIMAL: return hash_decimal(*(const weir_decimal *)p);
    case WEIR_KIND_MONEY:
        return mix(hash_decimal(((const weir_money *)p)->amount),
                   str_hash(str_from(((const weir_money *)p)->currency)));
    case WEIR_KIND_BOOL: return mix(3, *(const bool *)p);
    case WEIR_KIND_DATE:
    case WEIR_KIND_ENUM: return mix(4, (uint64_t) * (const int32_t *)p);
    case WEIR_KIND_TIMESTAMP:
        return mix(5, (uint64_t)((const weir_timestamp *)p)->us);
    case WEIR_KIND_ANY:
    case WEIR_KIND_DICT: return hash_canonical(s, value);
    case WEIR_KIND_LIST: return hash_list(s->of, p);
    case WEIR_KIND_RECORD:
        for (uint32_t i = 0; i < s->nfields; i++)
            h = mix(h, weir_shape_hash(s->fields[i].shape,
                                       (const char *)p + s->fields[i].at));
        return h;
    }
    return 0;
}

/* --- order ------------------------------------------------------------- */

/* A flat switch over the kinds that have an order. */
int weir_shape_compare(struct weir_context *x, const struct weir_shape *s,
                       const void *a, const void *b)
{
    const void *p = weir_shape_value(s, a), *q = weir_shape_value(s, b);

    if (!p || !q)
        return p ? -1 : q != NULL;
    switch (s->kind) {
    case WEIR_KIND_STRING: return str_cmp(*(const str *)p, *(const str *)q);
    case WEIR_KIND_INT:
    case WEIR_KIND_TIME:
    case WEIR_KIND_DURATION:
        return weir_int_compare(x, *(const int64_t *)p, *(const int64_t *)q);
    case WEIR_KIND_DECIMAL:
        return weir_decimal_order(*(const weir_decimal *)p,
                                  *(const weir_decimal *)q);
    case WEIR_KIND_MONEY:
        return weir_money_compare(x, *(const weir_money *)p,
                                  *(const weir_money *)q);
    case WEIR_KIND_DATE:
    case WEIR_KIND_ENUM:
        return weir_int_compare(x, *(const int32_t *)p, *(const int32_t *)q);
    case WEIR_KIND_TIMESTAMP:
        return weir_timestamp_compare(x, *(const weir_timestamp *)p,
                                      *(const weir_timestamp *)q);
    case WEIR_KIND_BOOL:
    case WEIR_KIND_BYTES:
    case WEIR_KIND_ANY:
    case WEIR_KIND_LIST:
    case WEIR_KIND_DICT:
    case WEIR_KIND_RECORD: break;
    }
    weir_fail(x, WEIR_DATA, "values of type %s have no order", s->name);
    return 0;
}

/* --- text -------------------------------------------------------------- */

/* A flat switch over the kinds. */
str weir_shape_text(struct weir_context *x, const struct weir_shape *s,
                    const void *value)
{
    const void *p = weir_shape_value(s, value);

    if (!p)
        return STR("");
    switch (s->kind) {
    case WEIR_KIND_STRING: return *(const str *)p;
    case WEIR_KIND_INT: return weir_int_text(x, *(const int64_t *)p);
    case WEIR_KIND_TIME: return weir_time_text(x, *(const int64_t *)p);
    case WEIR_KIND_DURATION: return weir_duration_text(x, *(const int64_t *)p);
    case WEIR_KIND_DECIMAL:
        return weir_decimal_text(x, *(const weir_decimal *)p);
    case WEIR_KIND_MONEY: return weir_money_text(x, *(const weir_money *)p);
    case WEIR_KIND_BOOL: return weir_bool_text(x, *(const bool *)p);
    case WEIR_KIND_DATE: return weir_date_text(x, *(const int32_t *)p);
    case WEIR_KIND_ENUM: return weir_enum_text(x, s, *(const int32_t *)p);
    case WEIR_KIND_TIMESTAMP:
        return weir_timestamp_text(x, *(const weir_timestamp *)p);
    case WEIR_KIND_ANY: return ((const weir_any *)p)->json;
    case WEIR_KIND_BYTES:
    case WEIR_KIND_LIST:
    case WEIR_KIND_DICT:
    case WEIR_KIND_RECORD: break;
    }
    return weir_to_json(x, s, value);
}

/* --- fields, enums, limits --------------------------------------------- */

/* A flat switch over the kinds. */
const char *weir_shape_noun(const struct weir_shape *s)
{
    switch (s->kind) {
    case WEIR_KIND_STRING: return "a string";
    case WEIR_KIND_INT: return "an int";
    case WEIR_KIND_DECIMAL: return "a decimal";
    case WEIR_KIND_MONEY: return "money";
    case WEIR_KIND_BOOL: return "true or false";
    case WEIR_KIND_DATE: return "a date";
    case WEIR_KIND_TIME: return "a time";
    case WEIR_KIND_TIMESTAMP: return "a timestamp with an offset";
    case WEIR_KIND_DURATION: return "a duration";
    case WEIR_KIND_BYTES: return "bytes in base64";
    case WEIR_KIND_ANY: return "a value";
    case WEIR_KIND_ENUM: return s->name;
    case WEIR_KIND_LIST: return "a list";
    case WEIR_KIND_DICT:
    case WEIR_KIND_RECORD: return "an object";
    }
    return "a value";
}

const struct weir_field *weir_shape_field(const struct weir_shape *s, str name)
{
    for (uint32_t i = 0; i < s->nfields; i++)
        if (str_eq(s->fields[i].name, name))
            return &s->fields[i];
    return NULL;
}

str weir_enum_text(struct weir_context *x, const struct weir_shape *s,
                   int32_t value)
{
    (void)x;
    if (value < 0 || (uint32_t)value >= s->nvalues)
        return STR("");
    return s->values[value];
}

int32_t weir_enum_from_text(struct weir_context *x, const struct weir_shape *s,
                            str text)
{
    for (uint32_t i = 0; i < s->nvalues; i++)
        if (str_eq(s->values[i], text))
            return (int32_t)i;
    weir_fail(x, WEIR_DATA, "%s has no value \"%" STR_FMT "\"", s->name,
              STR_ARG(weir_text_excerpt(x, text)));
    return 0;
}

static bool check_length(struct weir_context *x, const struct weir_field *f,
                         const char *record)
{
    const str *s = f->shape->kind == WEIR_KIND_STRING
                       ? weir_shape_value(f->shape, record + f->at)
                       : NULL;
    size_t n = s && f->max ? weir_utf8_count(*s) : 0;

    if (n <= f->max)
        return true;
    weir_fail(x, WEIR_DATA,
              "%" STR_FMT " is %zu characters long, at most %" PRIu32
              " are allowed",
              STR_ARG(f->name), n, f->max);
    return false;
}

static bool check_items(struct weir_context *x, const struct weir_shape *s,
                        const struct weir_list *xs)
{
    size_t step =
        s->kind == WEIR_KIND_LIST ? s->of->size : weir_entry_size(s->of);
    size_t at = s->kind == WEIR_KIND_LIST ? 0 : weir_entry_value_at(s->of);

    for (size_t i = 0; i < xs->n; i++)
        if (!weir_shape_check(x, s->of, (const char *)xs->at + i * step + at))
            return false;
    return true;
}

bool weir_shape_check(struct weir_context *x, const struct weir_shape *s,
                      const void *value)
{
    const void *p = weir_shape_value(s, value);

    if (!p)
        return true;
    if (s->kind == WEIR_KIND_LIST || s->kind == WEIR_KIND_DICT)
        return check_items(x, s, p);
    if (s->kind != WEIR_KIND_RECORD)
        return true;
    for (uint32_t i = 0; i < s->nfields; i++) {
        const struct weir_field *f = &s->fields[i];
        if (!check_length(x, f, p) ||
            !weir_shape_check(x, f->shape, (const char *)p + f->at))
            return false;
    }
    return true;
}
