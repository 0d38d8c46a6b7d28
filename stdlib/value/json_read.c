/*
 * JSON into values. One function per kind of value, called with the place of
 * its first byte; each gives the place behind it, NULL after a failure. Where
 * a value stands is a chain of frames on the C stack, only looked at when
 * something does not fit.
 */
#include "stdlib/value/json.h"

#include "stdlib/value/date.h"
#include "stdlib/value/encode.h"
#include "stdlib/value/int.h"
#include "stdlib/value/json_reading.h"
#include "stdlib/value/money.h"

#include <stdint.h>

/* Fields that were there, one bit each. */
enum { SEEN_WORDS = 8, FIELDS_MAX = SEEN_WORDS * 64 };

static const char *read_value(struct reading *r, const struct weir_shape *s,
                              const char *p, void *to, const struct frame *at);

/* --- plain values ------------------------------------------------------ */

/* The content of a string or the lexeme of a number at p. */
static const char *read_lexeme(struct reading *r, const char *p, str *out,
                               bool *escaped)
{
    const char *end;

    *escaped = false;
    if (*p == '"') {
        end = weir_json_string(&r->j, p + 1, escaped);
        *out = (str){p + 1, end ? (size_t)(end - p) - 1 : 0};
        return end ? end + 1 : NULL;
    }
    end = weir_json_number(&r->j, p);
    *out = (str){p, end ? (size_t)(end - p) : 0};
    return end;
}

static bool is_lexeme(char c)
{
    return c == '"' || c == '-' || (c >= '0' && c <= '9');
}

static const char *read_decimal(struct reading *r, const char *p,
                                weir_decimal *to, const struct frame *at)
{
    str text;
    bool escaped;

    if (!is_lexeme(*p))
        return weir_json_expected(r, at, p, "a decimal");
    const char *end = read_lexeme(r, p, &text, &escaped);
    if (!end)
        return weir_json_broken(r, at);
    if (!weir_decimal_parse(text, to))
        return weir_json_expected(r, at, p, "a decimal of at most 38 digits");
    return end;
}

static const char *read_int(struct reading *r, const char *p, int64_t *to,
                            const struct frame *at)
{
    weir_decimal d;
    str text;
    bool escaped;

    if (!is_lexeme(*p))
        return weir_json_expected(r, at, p, "an int");
    const char *end = read_lexeme(r, p, &text, &escaped);
    if (!end)
        return weir_json_broken(r, at);
    if (weir_int_parse(text, to) ||
        (weir_decimal_parse(text, &d) && weir_decimal_is_int(d, to)))
        return end;
    return weir_json_expected(r, at, p, "an int of 64 bits");
}

/* A string's content, decoded where it has escapes. */
static const char *read_string(struct reading *r, const char *p, str *to,
                               const struct frame *at, const char *what)
{
    bool escaped = false;

    if (*p != '"')
        return weir_json_expected(r, at, p, what);
    const char *end = weir_json_string(&r->j, p + 1, &escaped);
    if (!end)
        return weir_json_broken(r, at);
    *to = (str){p + 1, (size_t)(end - p) - 1};
    if (escaped) {
        char *room = arena_raw(r->x->arena, to->len + 1);
        *to = (str){room, weir_json_decode(*to, room)};
    }
    return end + 1;
}

/* As CSV has it, whose values are all texts, and SQL, which has 1 and 0. */
static const char *read_bool_lexeme(struct reading *r, const char *p, bool *to,
                                    const struct frame *at)
{
    str text;
    bool escaped;
    const char *end = read_lexeme(r, p, &text, &escaped);

    if (!end)
        return weir_json_broken(r, at);
    *to = str_eq(text, STR("true")) || str_eq(text, STR("1"));
    if (*to || str_eq(text, STR("false")) || str_eq(text, STR("0")))
        return end;
    return weir_json_expected(r, at, p, "true or false");
}

static const char *read_bool(struct reading *r, const char *p, bool *to,
                             const struct frame *at)
{
    const char *end = NULL;

    if (is_lexeme(*p))
        return read_bool_lexeme(r, p, to, at);
    *to = *p == 't';
    if (*p == 't')
        end = weir_json_word(&r->j, p, "true", 4);
    else if (*p == 'f')
        end = weir_json_word(&r->j, p, "false", 5);
    return end ? end : weir_json_expected(r, at, p, "true or false");
}

static const char *read_bytes(struct reading *r, const char *p, weir_bytes *to,
                              const struct frame *at)
{
    str text;
    const char *end = read_string(r, p, &text, at, "bytes in base64");

    if (!end)
        return NULL;
    char *room = arena_alloc(r->x->arena, (text.len / 4 + 1) * 3);
    *to = (weir_bytes){room, 0};
    if (!weir_base64_decode(text, false, room, &to->len))
        return weir_json_expected(r, at, p, "bytes in base64");
    return end;
}

static const char *read_enum(struct reading *r, const struct weir_shape *s,
                             const char *p, int32_t *to, const struct frame *at)
{
    str text;
    const char *end = read_string(r, p, &text, at, s->name);

    if (!end)
        return NULL;
    for (uint32_t i = 0; i < s->nvalues; i++) {
        if (str_eq(s->values[i], text)) {
            *to = (int32_t)i;
            return end;
        }
    }
    str what = arena_printf(r->x->arena, "one of the %u values of %s",
                            s->nvalues, s->name);
    return weir_json_expected(r, at, p, what.ptr);
}

#define FROM_TEXT(noun, T, what, example)                                   \
    static const char *read_##noun(struct reading *r, const char *p, T *to, \
                                   const struct frame *at)                  \
    {                                                                       \
        str text;                                                           \
        const char *end = read_string(r, p, &text, at, what);               \
        if (end && !weir_##noun##_parse(text, to))                          \
            return weir_json_expected(r, at, p, what " such as " example);  \
        return end;                                                         \
    }
FROM_TEXT(date, weir_date, "a date", "2026-11-23")
FROM_TEXT(time, weir_time, "a time", "06:00:00")
FROM_TEXT(timestamp, weir_timestamp, "a timestamp with an offset",
          "2026-11-23T06:00:00Z")
FROM_TEXT(duration, weir_duration, "a duration", "PT1H30M")

/* --- lists and dictionaries -------------------------------------------- */

/* Elements of a size, growing in the arena. */
struct growing {
    struct weir_list list;
    size_t cap, size;
};

static void *next_room(struct arena *a, struct growing *g)
{
    if (g->list.n == g->cap) {
        g->cap = g->cap ? 2 * g->cap : 4;
        void *more = arena_raw(a, g->cap * g->size);
        if (g->list.n)
            memcpy(more, g->list.at, g->list.n * g->size);
        g->list.at = more;
    }
    return (char *)g->list.at + g->list.n++ * g->size;
}

/* Behind the opening bracket at p; fails when it is one too many. */
static const char *open_bracket(struct reading *r, const char *p,
                                const struct frame *at)
{
    if (++r->depth > WEIR_JSON_DEPTH)
        return weir_json_expected(r, at, p,
                                  "no more than 128 levels of brackets");
    return weir_json_blank(&r->j, p + 1);
}

/* Behind a member: at the next one, or behind the closing bracket with
 * `*done` set. */
static inline const char *next_member(struct reading *r, const char *p,
                                      char close, bool *done,
                                      const struct frame *at)
{
    if (p < r->j.end && *p != ',' && *p != close)
        p = weir_json_blank(&r->j, p);
    if (p < r->j.end && *p == ',')
        return weir_json_blank(&r->j, p + 1);
    if (p >= r->j.end || *p != close)
        return weir_json_expected(
            r, at, p, close == '}' ? "\",\" or \"}\"" : "\",\" or \"]\"");
    *done = true;
    r->depth--;
    return p + 1;
}

static const char *read_list(struct reading *r, const struct weir_shape *s,
                             const char *p, struct weir_list *to,
                             const struct frame *at)
{
    struct growing g = {.size = s->of->size};
    struct frame here = {.up = at};
    bool done = false;

    if (*p != '[')
        return weir_json_expected(r, at, p, "a list");
    p = open_bracket(r, p, at);
    if (p && p < r->j.end && *p == ']') {
        done = true;
        r->depth--;
        p++;
    }
    for (; p && !done; here.index++) {
        void *room = next_room(r->x->arena, &g);
        if (p >= r->j.end)
            return weir_json_expected(r, &here, p, "a value");
        p = read_value(r, s->of, p, room, &here);
        if (p)
            p = next_member(r, p, ']', &done, at);
    }
    *to = g.list;
    return p;
}

static str decoded_key(struct reading *r, str key, bool escaped)
{
    if (!escaped)
        return key;
    char *room = arena_raw(r->x->arena, key.len + 1);
    return (str){room, weir_json_decode(key, room)};
}

static const char *read_dict(struct reading *r, const struct weir_shape *s,
                             const char *p, struct weir_list *to,
                             const struct frame *at)
{
    struct growing g = {.size = weir_entry_size(s->of)};
    size_t value_at = weir_entry_value_at(s->of);
    struct frame here = {.up = at};
    bool done = false;

    if (*p != '{')
        return weir_json_expected(r, at, p, "an object");
    p = open_bracket(r, p, at);
    if (p && p < r->j.end && *p == '}') {
        done = true;
        r->depth--;
        p++;
    }
    while (p && !done) {
        bool escaped = false;
        p = weir_json_key(&r->j, p, &here.name, &escaped);
        if (!p)
            return weir_json_broken(r, at);
        here.name = decoded_key(r, here.name, escaped);
        char *room = next_room(r->x->arena, &g);
        memcpy(room, &here.name, sizeof here.name);
        p = read_value(r, s->of, p, room + value_at, &here);
        if (p)
            p = next_member(r, p, '}', &done, at);
    }
    *to = g.list;
    return p;
}

/* --- records ----------------------------------------------------------- */

/* One bit for each length a field's name on the wire has (modulo 64): most
 * keys that are no field fall through it. */
static uint64_t wire_lengths(const struct weir_shape *s)
{
    uint64_t set = 0;

    for (uint32_t i = 0; i < s->nfields; i++)
        set |= UINT64_C(1) << (s->fields[i].wire.len & 63);
    return set;
}

/* The number of the field, nfields when the key is none. Keys mostly come in
 * the order of the fields: the search begins at `from`. */
static uint32_t find_field(const struct weir_shape *s, str key, uint32_t from)
{
    uint32_t i = from;

    for (uint32_t n = 0; n < s->nfields; n++, i++) {
        if (i >= s->nfields)
            i = 0;
        const str *wire = &s->fields[i].wire;
        if (wire->len == key.len && memcmp(wire->ptr, key.ptr, key.len) == 0)
            return i;
    }
    return s->nfields;
}

/* A field that is not there or null. */
static bool absent_field(struct reading *r, const struct weir_field *f,
                         char *record, const struct frame *at)
{
    struct frame here = {.up = at, .name = f->wire};

    if (f->otherwise.ptr) {
        struct reading own = *r;
        own.j.end = f->otherwise.ptr + f->otherwise.len;
        return read_value(&own, f->shape, f->otherwise.ptr, record + f->at,
                          &here) != NULL;
    }
    if (f->shape->optional || f->shape->kind == WEIR_KIND_ANY) {
        memset(record + f->at, 0, f->shape->size);
        return true;
    }
    return weir_json_missing(r, f, at);
}

static bool is_null(const struct reading *r, const char *p)
{
    return *p == 'n' && r->j.end - p >= 4 && memcmp(p, "null", 4) == 0;
}

/* A field whose value begins at p. */
static const char *read_field(struct reading *r, const struct weir_field *f,
                              const char *p, char *record,
                              const struct frame *at)
{
    struct frame here = {.up = at, .name = f->wire};

    if (f->otherwise.ptr && is_null(r, p))
        return absent_field(r, f, record, at) ? p + 4 : NULL;
    return read_value(r, f->shape, p, record + f->at, &here);
}

static bool fill_absent(struct reading *r, const struct weir_shape *s,
                        const uint64_t *seen, char *record,
                        const struct frame *at)
{
    for (uint32_t i = 0; i < s->nfields; i++)
        if (!(seen[i >> 6] >> (i & 63) & 1) &&
            !absent_field(r, &s->fields[i], record, at))
            return false;
    return true;
}

static const char *read_members(struct reading *r, const struct weir_shape *s,
                                const char *p, char *record, uint64_t *seen,
                                const struct frame *at)
{
    const uint64_t lengths = wire_lengths(s);
    uint32_t next = 0;
    bool done = false;

    while (!done) {
        bool escaped = false;
        str key;
        p = weir_json_key(&r->j, p, &key, &escaped);
        if (!p)
            return weir_json_broken(r, at);
        if (escaped)
            key = decoded_key(r, key, true);
        uint32_t i = lengths >> (key.len & 63) & 1 ? find_field(s, key, next)
                                                   : s->nfields;
        if (i < s->nfields) {
            p = read_field(r, &s->fields[i], p, record, at);
            seen[i >> 6] |= UINT64_C(1) << (i & 63);
            next = i + 1;
        } else {
            p = *p == '{' || *p == '[' ? weir_json_skip(&r->j, p, r->depth)
                                       : weir_json_plain(&r->j, p);
            if (!p)
                return weir_json_broken(r, at);
        }
        if (p)
            p = next_member(r, p, '}', &done, at);
        if (!p)
            return NULL;
    }
    return p;
}

static const char *read_record(struct reading *r, const struct weir_shape *s,
                               const char *p, char *record,
                               const struct frame *at)
{
    const char *start = p;
    uint64_t seen[SEEN_WORDS];
    size_t words = s->nfields / 64 + 1;

    if (*p != '{')
        return weir_json_expected(r, at, p, "an object");
    if (s->nfields >= FIELDS_MAX) {
        weir_fail(r->x, r->class, "%s has more than %d fields", s->name,
                  FIELDS_MAX - 1);
        return NULL;
    }
    memset(seen, 0, words * sizeof *seen);
    p = open_bracket(r, p, at);
    if (!p)
        return NULL;
    if (p < r->j.end && *p == '}') {
        r->depth--;
        p++;
    } else {
        p = read_members(r, s, p, record, seen, at);
    }
    if (!p || !fill_absent(r, s, seen, record, at))
        return NULL;
    if (s->has_raw) {
        str raw = {start, (size_t)(p - start)};
        memcpy(record + s->raw_at, &raw, sizeof raw);
    }
    return p;
}

/* --- money ------------------------------------------------------------- */

struct money_parts {
    weir_decimal amount;
    weir_opt_string currency, code, other;
};

#define PART(member, text, type)                                          \
    {                                                                     \
        .name = {text, sizeof text - 1}, .wire = {text, sizeof text - 1}, \
        .at = offsetof(struct money_parts, member),                       \
        .shape = &weir_shape_##type                                       \
    }

static const struct weir_field money_fields[] = {
    PART(amount, "amount", decimal),
    PART(currency, "currency", opt_string),
    PART(code, "currency_code", opt_string),
    PART(other, "currencyCode", opt_string),
};

static const struct weir_shape money_shape = {
    WEIR_SHAPE_RECORD(struct money_parts, "money", money_fields)};

static const char *read_money(struct reading *r, const char *p, weir_money *to,
                              const struct frame *at)
{
    const char *what = "money such as {\"amount\": \"19.99\", "
                       "\"currency\": \"GBP\"}";
    struct money_parts parts;
    str text;

    if (*p == '"') {
        const char *end = read_string(r, p, &text, at, what);
        if (end && !weir_money_parse(text, to))
            return weir_json_expected(r, at, p, "money such as \"19.99 GBP\"");
        return end;
    }
    if (*p != '{')
        return weir_json_expected(r, at, p, what);
    const char *end = read_record(r, &money_shape, p, (char *)&parts, at);
    if (!end)
        return NULL;
    text = parts.currency.has ? parts.currency.v
           : parts.code.has   ? parts.code.v
                              : parts.other.v;
    if (!weir_currency_known(text))
        return weir_json_expected(r, at, p, what);
    *to = (weir_money){.amount = parts.amount};
    memcpy(to->currency, text.ptr, 3);
    return end;
}

/* --- any value --------------------------------------------------------- */

static const char *read_any(struct reading *r, const char *p, weir_any *to,
                            const struct frame *at)
{
    const char *end = weir_json_skip(&r->j, p, r->depth);

    if (!end)
        return weir_json_broken(r, at);
    to->json = (str){p, (size_t)(end - p)};
    return end;
}

/* A flat switch over the kinds. */
static const char *read_value(struct reading *r, const struct weir_shape *s,
                              const char *p, void *to, const struct frame *at)
{
    if (s->optional) {
        if (is_null(r, p)) {
            memset(to, 0, s->size);
            return p + 4;
        }
        *(bool *)to = true;
        to = (char *)to + s->align;
    }
    switch (s->kind) {
    case WEIR_KIND_STRING: return read_string(r, p, to, at, "a string");
    case WEIR_KIND_INT: return read_int(r, p, to, at);
    case WEIR_KIND_DECIMAL: return read_decimal(r, p, to, at);
    case WEIR_KIND_MONEY: return read_money(r, p, to, at);
    case WEIR_KIND_BOOL: return read_bool(r, p, to, at);
    case WEIR_KIND_DATE: return read_date(r, p, to, at);
    case WEIR_KIND_TIME: return read_time(r, p, to, at);
    case WEIR_KIND_TIMESTAMP: return read_timestamp(r, p, to, at);
    case WEIR_KIND_DURATION: return read_duration(r, p, to, at);
    case WEIR_KIND_BYTES: return read_bytes(r, p, to, at);
    case WEIR_KIND_ANY: return read_any(r, p, to, at);
    case WEIR_KIND_ENUM: return read_enum(r, s, p, to, at);
    case WEIR_KIND_LIST: return read_list(r, s, p, to, at);
    case WEIR_KIND_DICT: return read_dict(r, s, p, to, at);
    case WEIR_KIND_RECORD: return read_record(r, s, p, to, at);
    }
    return NULL;
}

bool weir_json_read_as(struct weir_context *x, const struct weir_shape *s,
                       str json, void *to, enum weir_class class)
{
    const char *start = json.ptr ? json.ptr : "";
    struct reading r = {.j = {.end = start + json.len}, .x = x, .class = class};
    const char *p = weir_json_blank(&r.j, start);

    p = p < r.j.end ? read_value(&r, s, p, to, NULL)
                    : weir_json_expected(&r, NULL, p, "a value");
    if (p)
        p = weir_json_blank(&r.j, p);
    if (p && p < r.j.end)
        p = weir_json_expected(&r, NULL, p, "the end");
    return p != NULL;
}

bool weir_json_read(struct weir_context *x, const struct weir_shape *s,
                    str json, void *to)
{
    return weir_json_read_as(x, s, json, to, WEIR_MALFORMED);
}
