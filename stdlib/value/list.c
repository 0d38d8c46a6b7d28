/*
 * Lists and dictionaries of any type: elements are moved by their size and
 * compared through their shape.
 */
#include "stdlib/value/list.h"

#include "stdlib/value/int.h"
#include "stdlib/value/money.h"
#include "stdlib/value/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const void *item(const struct weir_shape *of, struct weir_list xs,
                        size_t i)
{
    return (const char *)xs.at + i * of->size;
}

/* A new list with room for n elements. */
static struct weir_list list_of(struct weir_context *x,
                                const struct weir_shape *of, size_t n)
{
    return (struct weir_list){arena_alloc(x->arena, n * of->size), n};
}

static void put(const struct weir_shape *of, struct weir_list to, size_t i,
                const void *from, size_t n)
{
    if (n)
        memcpy((char *)to.at + i * of->size, from, n * of->size);
}

int64_t weir_list_count(struct weir_context *x, const struct weir_shape *of,
                        struct weir_list xs)
{
    (void)x;
    (void)of;
    return (int64_t)xs.n;
}

/* --- parts ------------------------------------------------------------- */

static size_t place(int64_t i, size_t n)
{
    if (i < 0)
        return i < -(int64_t)n ? 0 : n - (size_t)-i;
    return (uint64_t)i < n ? (size_t)i : n;
}

struct weir_list weir_list_slice(struct weir_context *x,
                                 const struct weir_shape *of,
                                 struct weir_list xs, int64_t from, int64_t to)
{
    size_t first = place(from, xs.n), end = place(to, xs.n);

    (void)x;
    if (first >= end)
        return (struct weir_list){0};
    return (struct weir_list){(char *)xs.at + first * of->size, end - first};
}

struct weir_list weir_list_slice_from(struct weir_context *x,
                                      const struct weir_shape *of,
                                      struct weir_list xs, int64_t from)
{
    return weir_list_slice(x, of, xs, from, INT64_MAX);
}

const void *weir_list_first(struct weir_context *x, const struct weir_shape *of,
                            struct weir_list xs)
{
    (void)x;
    return xs.n ? item(of, xs, 0) : NULL;
}

const void *weir_list_last(struct weir_context *x, const struct weir_shape *of,
                           struct weir_list xs)
{
    (void)x;
    return xs.n ? item(of, xs, xs.n - 1) : NULL;
}

/* The first element that none is before (sign 1) or behind (sign -1). */
static const void *extreme(struct weir_context *x, const struct weir_shape *of,
                           struct weir_list xs, int sign)
{
    const void *best = weir_list_first(x, of, xs);

    for (size_t i = 1; i < xs.n; i++)
        if (weir_shape_compare(x, of, item(of, xs, i), best) * sign < 0)
            best = item(of, xs, i);
    return x->failed == WEIR_OK ? best : NULL;
}

const void *weir_list_smallest(struct weir_context *x,
                               const struct weir_shape *of, struct weir_list xs)
{
    return extreme(x, of, xs, 1);
}

const void *weir_list_largest(struct weir_context *x,
                              const struct weir_shape *of, struct weir_list xs)
{
    return extreme(x, of, xs, -1);
}

const void *weir_list_item(struct weir_context *x, const struct weir_shape *of,
                           struct weir_list xs, int64_t i)
{
    if (i >= 0 && (uint64_t)i < xs.n)
        return item(of, xs, (size_t)i);
    weir_fail(x, WEIR_DATA, "there is no element %" PRId64 " in a list of %zu",
              i, xs.n);
    return NULL;
}

bool weir_list_contains(struct weir_context *x, const struct weir_shape *of,
                        const void *value, struct weir_list xs)
{
    (void)x;
    for (size_t i = 0; i < xs.n; i++)
        if (weir_shape_equal(of, item(of, xs, i), value))
            return true;
    return false;
}

/* --- new lists --------------------------------------------------------- */

/* A table of element numbers plus one, open addressing. */
struct weir_list weir_list_distinct(struct weir_context *x,
                                    const struct weir_shape *of,
                                    struct weir_list xs)
{
    struct weir_list out = list_of(x, of, xs.n);
    size_t cap = 16;

    while (cap < 2 * xs.n)
        cap *= 2;
    size_t *table = arena_array(x->arena, size_t, cap);
    out.n = 0;
    for (size_t i = 0; i < xs.n; i++) {
        const void *v = item(of, xs, i);
        size_t at = (size_t)weir_shape_hash(of, v) & (cap - 1);
        while (table[at] &&
               !weir_shape_equal(of, item(of, out, table[at] - 1), v))
            at = (at + 1) & (cap - 1);
        if (table[at])
            continue;
        put(of, out, out.n, v, 1);
        table[at] = ++out.n;
    }
    return out;
}

struct weir_list weir_list_reverse(struct weir_context *x,
                                   const struct weir_shape *of,
                                   struct weir_list xs)
{
    struct weir_list out = list_of(x, of, xs.n);

    for (size_t i = 0; i < xs.n; i++)
        put(of, out, i, item(of, xs, xs.n - 1 - i), 1);
    return out;
}

struct weir_list weir_list_concat(struct weir_context *x,
                                  const struct weir_shape *of,
                                  struct weir_list xs, struct weir_list ys)
{
    struct weir_list out = list_of(x, of, xs.n + ys.n);

    put(of, out, 0, xs.at, xs.n);
    put(of, out, xs.n, ys.at, ys.n);
    return out;
}

struct weir_list weir_list_flatten(struct weir_context *x,
                                   const struct weir_shape *of,
                                   struct weir_list xss)
{
    const struct weir_list *lists = xss.at;
    size_t n = 0;

    for (size_t i = 0; i < xss.n; i++)
        n += lists[i].n;
    struct weir_list out = list_of(x, of, n);
    n = 0;
    for (size_t i = 0; i < xss.n; i++) {
        put(of, out, n, lists[i].at, lists[i].n);
        n += lists[i].n;
    }
    return out;
}

struct weir_list weir_range(struct weir_context *x, int64_t a, int64_t b)
{
    if (a >= b)
        return (struct weir_list){0};
    uint64_t n = (uint64_t)b - (uint64_t)a;
    if (n > WEIR_RANGE_MAX) {
        weir_fail(x, WEIR_DATA,
                  "range(%" PRId64 ", %" PRId64 ") has more than 10,000 "
                  "numbers",
                  a, b);
        return (struct weir_list){0};
    }
    int64_t *out = arena_array(x->arena, int64_t, n);
    for (uint64_t i = 0; i < n; i++)
        out[i] = a + (int64_t)i;
    return (struct weir_list){out, (size_t)n};
}

/* --- order ------------------------------------------------------------- */

/* What a merge sort needs: the places are sorted, then the elements moved. */
struct sorting {
    struct weir_context *x;
    const struct weir_shape *key;
    const char **at;   // the elements in order
    const char **room; // as many
    size_t key_at;     // of the key in an element
};

static void merge(struct sorting *s, size_t from, size_t mid, size_t to)
{
    size_t i = from, j = mid, n = from;

    while (i < mid && j < to) {
        bool second = weir_shape_compare(s->x, s->key, s->at[j] + s->key_at,
                                         s->at[i] + s->key_at) < 0;
        s->room[n++] = second ? s->at[j++] : s->at[i++];
    }
    while (i < mid)
        s->room[n++] = s->at[i++];
    while (j < to)
        s->room[n++] = s->at[j++];
}

static struct weir_list sorted(struct weir_context *x,
                               const struct weir_shape *of, struct weir_list xs,
                               const struct weir_shape *key, size_t key_at)
{
    struct sorting s = {x, key, arena_array(x->arena, const char *, xs.n),
                        arena_array(x->arena, const char *, xs.n), key_at};

    for (size_t i = 0; i < xs.n; i++)
        s.at[i] = item(of, xs, i);
    for (size_t width = 1; width < xs.n; width *= 2) {
        for (size_t from = 0; from < xs.n; from += 2 * width) {
            size_t mid = from + width < xs.n ? from + width : xs.n;
            size_t to = mid + width < xs.n ? mid + width : xs.n;
            merge(&s, from, mid, to);
        }
        const char **t = s.at;
        s.at = s.room;
        s.room = t;
    }
    struct weir_list out = list_of(x, of, xs.n);
    for (size_t i = 0; i < xs.n; i++)
        put(of, out, i, s.at[i], 1);
    return x->failed == WEIR_OK ? out : (struct weir_list){0};
}

struct weir_list weir_list_sort(struct weir_context *x,
                                const struct weir_shape *of,
                                struct weir_list xs)
{
    return sorted(x, of, xs, of, 0);
}

struct weir_list weir_list_sort_by(struct weir_context *x,
                                   const struct weir_shape *of,
                                   struct weir_list xs, str name)
{
    const struct weir_field *f = weir_shape_field(of, name);

    if (f)
        return sorted(x, of, xs, f->shape, f->at);
    weir_fail(x, WEIR_DATA, "%s has no field \"%" STR_FMT "\" to sort by",
              of->name, STR_ARG(weir_text_excerpt(x, name)));
    return (struct weir_list){0};
}

/* --- dictionaries ------------------------------------------------------ */

static const char *entry(const struct weir_shape *of, struct weir_list dict,
                         size_t i)
{
    return (const char *)dict.at + i * weir_entry_size(of);
}

static str key_of(const char *e)
{
    str key;

    memcpy(&key, e, sizeof key);
    return key;
}

const void *weir_dict_find(const struct weir_shape *of, struct weir_list dict,
                           str key)
{
    // The last of equal keys holds, as in JSON.
    for (size_t i = dict.n; i > 0; i--)
        if (str_eq(key_of(entry(of, dict, i - 1)), key))
            return entry(of, dict, i - 1) + weir_entry_value_at(of);
    return NULL;
}

const void *weir_dict_item(struct weir_context *x, const struct weir_shape *of,
                           struct weir_list dict, str key)
{
    const void *v = weir_dict_find(of, dict, key);

    if (!v)
        weir_fail(x, WEIR_DATA, "there is no key \"%" STR_FMT "\"",
                  STR_ARG(weir_text_excerpt(x, key)));
    return v;
}

bool weir_dict_has(struct weir_context *x, const struct weir_shape *of, str key,
                   struct weir_list dict)
{
    (void)x;
    return weir_dict_find(of, dict, key) != NULL;
}

struct weir_list weir_dict_keys(struct weir_context *x,
                                const struct weir_shape *of,
                                struct weir_list dict)
{
    str *out = arena_array(x->arena, str, dict.n);

    for (size_t i = 0; i < dict.n; i++)
        out[i] = key_of(entry(of, dict, i));
    return (struct weir_list){out, dict.n};
}

struct weir_list weir_dict_values(struct weir_context *x,
                                  const struct weir_shape *of,
                                  struct weir_list dict)
{
    struct weir_list out = list_of(x, of, dict.n);

    for (size_t i = 0; i < dict.n; i++)
        put(of, out, i, entry(of, dict, i) + weir_entry_value_at(of), 1);
    return out;
}

/* --- sums -------------------------------------------------------------- */

int64_t weir_sum_int(struct weir_context *x, struct weir_list xs)
{
    int64_t sum = 0;

    for (size_t i = 0; i < xs.n; i++)
        sum = weir_int_add(x, sum, WEIR_ITEM(int64_t, xs, i));
    return sum;
}

weir_decimal weir_sum_decimal(struct weir_context *x, struct weir_list xs)
{
    weir_decimal sum = {0};

    for (size_t i = 0; i < xs.n; i++)
        sum = weir_decimal_add(x, sum, WEIR_ITEM(weir_decimal, xs, i));
    return sum;
}

weir_opt_money weir_sum_money(struct weir_context *x, struct weir_list xs)
{
    if (xs.n == 0)
        return (weir_opt_money){0};
    weir_money sum = WEIR_ITEM(weir_money, xs, 0);
    for (size_t i = 1; i < xs.n; i++)
        sum = weir_money_add(x, sum, WEIR_ITEM(weir_money, xs, i));
    return (weir_opt_money){true, sum};
}

bool weir_any_true(struct weir_context *x, struct weir_list xs)
{
    (void)x;
    for (size_t i = 0; i < xs.n; i++)
        if (WEIR_ITEM(bool, xs, i))
            return true;
    return false;
}

bool weir_all_true(struct weir_context *x, struct weir_list xs)
{
    (void)x;
    for (size_t i = 0; i < xs.n; i++)
        if (!WEIR_ITEM(bool, xs, i))
            return false;
    return true;
}
