/*
 * Values as JSON. The canonical form differs in three places: the order of
 * fields and keys, the zeros of decimals, and that nothing is copied unread.
 */
#include "stdlib/value/json.h"

#include "stdlib/value/date.h"
#include "stdlib/value/encode.h"
#include "stdlib/value/json_fast.h"
#include "stdlib/value/money.h"

#include <stdlib.h>

struct writing {
    struct buf *b;
    bool canonical;
};

static void write_value(struct writing *w, const struct weir_shape *s,
                        const void *value);

/* Few bytes, without a call where there is room. */
static inline void put(struct buf *b, const char *bytes, size_t n)
{
    if (b->failed || b->cap - b->len <= n || b->len + n > b->max) {
        buf_add(b, bytes, n);
        return;
    }
    memcpy(b->ptr + b->len, bytes, n);
    b->len += n;
    b->ptr[b->len] = 0;
}

static inline void put_char(struct buf *b, char c)
{
    put(b, &c, 1);
}

/* --- strings ----------------------------------------------------------- */

static void put_escape(struct buf *b, unsigned char c)
{
    static const char letters[] = "btn-fr"; // of 8 to 13

    if (c == '"' || c == '\\')
        buf_printf(b, "\\%c", c);
    else if (c >= 8 && c <= 13 && c != 11)
        buf_printf(b, "\\%c", letters[c - 8]);
    else
        buf_printf(b, "\\u%04x", c);
}

/* The bytes before the first that needs an escape. */
static size_t plain_length(str s)
{
    size_t i = 0;

#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\');
    const __m128i last = _mm_set1_epi8(0x1F);
    for (; s.len - i >= 16; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(s.ptr + i));
        __m128i stop = _mm_or_si128(
            _mm_cmpeq_epi8(_mm_min_epu8(v, last), v),
            _mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, slash)));
        unsigned at = (unsigned)_mm_movemask_epi8(stop);
        if (at)
            return i + (unsigned)__builtin_ctz(at);
    }
#endif
    while (i < s.len && (unsigned char)s.ptr[i] >= 0x20 && s.ptr[i] != '"' &&
           s.ptr[i] != '\\')
        i++;
    return i;
}

void weir_json_quote(struct buf *b, str s)
{
    put_char(b, '"');
    while (s.len) {
        size_t n = plain_length(s);
        put(b, s.ptr, n);
        if (n == s.len)
            break;
        put_escape(b, (unsigned char)s.ptr[n]);
        s = str_slice(s, n + 1, s.len);
    }
    put_char(b, '"');
}

/* --- plain values ------------------------------------------------------ */

static void write_int(struct buf *b, int64_t v)
{
    char room[24];
    size_t i = sizeof room;
    uint64_t n = v < 0 ? -(uint64_t)v : (uint64_t)v;

    do {
        room[--i] = (char)('0' + (int)(n % 10));
        n /= 10;
    } while (n);
    if (v < 0)
        room[--i] = '-';
    put(b, room + i, sizeof room - i);
}

static void write_decimal(struct writing *w, weir_decimal d)
{
    weir_decimal_print(w->b, w->canonical ? weir_decimal_normal(d) : d);
}

static void write_money(struct writing *w, const weir_money *m)
{
    buf_text(w->b, "{\"amount\":\"");
    write_decimal(w, m->amount);
    buf_text(w->b, "\",\"currency\":\"");
    buf_text(w->b, m->currency);
    buf_text(w->b, "\"}");
}

typedef size_t format_fn(char *to, int64_t v);

static size_t format_date(char *to, int64_t v)
{
    return weir_date_format(to, (weir_date)v);
}

static void write_quoted(struct buf *b, format_fn *format, int64_t v)
{
    if (!buf_reserve(b, WEIR_TIME_ROOM + 2))
        return;
    char *p = b->ptr + b->len;
    *p = '"';
    size_t n = format(p + 1, v);
    p[n + 1] = '"';
    p[n + 2] = 0;
    b->len += n + 2;
}

static void write_timestamp(struct writing *w, weir_timestamp t)
{
    char room[WEIR_TIME_ROOM];

    if (w->canonical)
        t.offset = 0; // equality looks at the instant only
    size_t n = weir_timestamp_format(room, t);
    put_char(w->b, '"');
    buf_add(w->b, room, n);
    put_char(w->b, '"');
}

static void write_any(struct writing *w, const weir_any *a)
{
    if (a->json.len == 0)
        buf_text(w->b, "null");
    else if (w->canonical)
        weir_json_canonical_text(w->b, a->json);
    else
        buf_str(w->b, a->json);
}

/* --- containers -------------------------------------------------------- */

static void write_list(struct writing *w, const struct weir_shape *s,
                       const struct weir_list *xs)
{
    put_char(w->b, '[');
    for (size_t i = 0; i < xs->n; i++) {
        if (i > 0)
            put_char(w->b, ',');
        write_value(w, s->of, (const char *)xs->at + i * s->of->size);
    }
    put_char(w->b, ']');
}

/* A member of an object: a field, or an entry of a dictionary. */
struct member {
    str key;
    size_t index;
    const struct weir_shape *shape;
    const void *value;
};

static bool is_null(const struct member *m)
{
    const void *p = weir_shape_value(m->shape, m->value);

    if (!p)
        return true;
    if (m->shape->kind != WEIR_KIND_ANY)
        return false;
    str json = ((const weir_any *)p)->json;
    return json.len == 0 || str_eq(json, STR("null"));
}

static struct member field_member(const struct weir_shape *s,
                                  const char *record, size_t i)
{
    const struct weir_field *f = &s->fields[i];

    return (struct member){f->wire, i, f->shape, record + f->at};
}

static struct member entry_member(const struct weir_shape *s,
                                  const struct weir_list *xs, size_t i)
{
    const char *e = (const char *)xs->at + i * weir_entry_size(s->of);
    struct member m = {
        .index = i, .shape = s->of, .value = e + weir_entry_value_at(s->of)};

    memcpy(&m.key, e, sizeof m.key);
    return m;
}

static void write_member(struct writing *w, const struct member *m, bool *first)
{
    if (!*first)
        put_char(w->b, ',');
    *first = false;
    weir_json_quote(w->b, m->key);
    put_char(w->b, ':');
    write_value(w, m->shape, m->value);
}

static int by_key(const void *a, const void *b)
{
    const struct member *p = a, *q = b;
    int c = str_cmp(p->key, q->key);

    return c ? c : p->index < q->index ? -1 : 1;
}

/* The members in the order of their keys; of equal keys the last. */
static void write_sorted(struct writing *w, const struct weir_shape *s,
                         const void *value, size_t n)
{
    struct buf room = BUF_MAX(SIZE_MAX / 4);
    bool first = true;

    if (!buf_reserve(&room, n * sizeof(struct member))) {
        w->b->failed = true;
        return;
    }
    struct member *m = (struct member *)(void *)room.ptr;
    for (size_t i = 0; i < n; i++)
        m[i] = s->kind == WEIR_KIND_RECORD ? field_member(s, value, i)
                                           : entry_member(s, value, i);
    qsort(m, n, sizeof *m, by_key);
    for (size_t i = 0; i < n; i++) {
        bool last = i + 1 == n || !str_eq(m[i].key, m[i + 1].key);
        if (last && !is_null(&m[i]))
            write_member(w, &m[i], &first);
    }
    buf_free(&room);
}

static void write_record(struct writing *w, const struct weir_shape *s,
                         const char *record)
{
    str raw = {NULL, 0};
    bool first = true;

    if (s->has_raw && !w->canonical)
        memcpy(&raw, record + s->raw_at, sizeof raw);
    if (raw.len) {
        buf_str(w->b, raw);
        return;
    }
    put_char(w->b, '{');
    if (w->canonical)
        write_sorted(w, s, record, s->nfields);
    for (size_t i = 0; i < s->nfields && !w->canonical; i++) {
        struct member m = field_member(s, record, i);
        if (weir_shape_value(m.shape, m.value))
            write_member(w, &m, &first);
    }
    put_char(w->b, '}');
}

static void write_dict(struct writing *w, const struct weir_shape *s,
                       const struct weir_list *xs)
{
    bool first = true;

    put_char(w->b, '{');
    if (w->canonical)
        write_sorted(w, s, xs, xs->n);
    for (size_t i = 0; i < xs->n && !w->canonical; i++) {
        struct member m = entry_member(s, xs, i);
        write_member(w, &m, &first);
    }
    put_char(w->b, '}');
}

static void write_enum(struct writing *w, const struct weir_shape *s, int32_t v)
{
    bool known = v >= 0 && (uint32_t)v < s->nvalues;

    weir_json_quote(w->b, known ? s->values[v] : STR(""));
}

/* A flat switch over the kinds. */
static void write_value(struct writing *w, const struct weir_shape *s,
                        const void *value)
{
    const void *p = weir_shape_value(s, value);

    if (!p) {
        buf_text(w->b, "null");
        return;
    }
    switch (s->kind) {
    case WEIR_KIND_STRING: weir_json_quote(w->b, *(const str *)p); break;
    case WEIR_KIND_INT: write_int(w->b, *(const int64_t *)p); break;
    case WEIR_KIND_DECIMAL: write_decimal(w, *(const weir_decimal *)p); break;
    case WEIR_KIND_MONEY: write_money(w, p); break;
    case WEIR_KIND_BOOL:
        if (*(const bool *)p)
            put(w->b, "true", 4);
        else
            put(w->b, "false", 5);
        break;
    case WEIR_KIND_DATE:
        write_quoted(w->b, format_date, *(const int32_t *)p);
        break;
    case WEIR_KIND_TIME:
        write_quoted(w->b, weir_time_format, *(const int64_t *)p);
        break;
    case WEIR_KIND_DURATION:
        write_quoted(w->b, weir_duration_format, *(const int64_t *)p);
        break;
    case WEIR_KIND_TIMESTAMP:
        write_timestamp(w, *(const weir_timestamp *)p);
        break;
    case WEIR_KIND_BYTES:
        put_char(w->b, '"');
        weir_base64_print(w->b, *(const str *)p);
        put_char(w->b, '"');
        break;
    case WEIR_KIND_ANY: write_any(w, p); break;
    case WEIR_KIND_ENUM: write_enum(w, s, *(const int32_t *)p); break;
    case WEIR_KIND_LIST: write_list(w, s, p); break;
    case WEIR_KIND_DICT: write_dict(w, s, p); break;
    case WEIR_KIND_RECORD: write_record(w, s, p); break;
    }
}

void weir_json_write(struct buf *b, const struct weir_shape *s,
                     const void *value)
{
    struct writing w = {b, false};

    write_value(&w, s, value);
}

void weir_json_canonical(struct buf *b, const struct weir_shape *s,
                         const void *value)
{
    struct writing w = {b, true};

    write_value(&w, s, value);
}
