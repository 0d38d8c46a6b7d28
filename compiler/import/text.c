/*
 * Texts that many platforms write alike: durations, numbers, URLs, and the
 * pointer to a part of a document.
 */
#include "compiler/import/import.h"

enum { MOST_DIGITS = 12 }; // of a number in a duration

struct unit {
    const char *word;
    int64_t us;
};

static const struct unit units[] = {
    {"ms", 1000},       {"us", 1},           {"ns", 0},
    {"s", 1000000},     {"m", 60000000},     {"h", 3600000000},
    {"d", 86400000000}, {"w", 604800000000}, {NULL, 0}};

static bool take_number(str s, size_t *i, int64_t *value)
{
    size_t from = *i;

    *value = 0;
    for (; *i < s.len && s.ptr[*i] >= '0' && s.ptr[*i] <= '9'; (*i)++)
        if (*i - from < MOST_DIGITS)
            *value = *value * 10 + (s.ptr[*i] - '0');
    return *i > from && *i - from <= MOST_DIGITS;
}

/* False when it is longer than any time that is meant. */
static bool add(int64_t *sum, int64_t value, int64_t us)
{
    const int64_t most = INT64_MAX / 4;

    if (us && value > (most - *sum) / us)
        return false;
    *sum += value * us;
    return true;
}

/* ISO 8601: P1DT2H30M5S. Months and years have no fixed length: -1. */
static int64_t read_iso(str s)
{
    int64_t sum = 0, value;
    bool time = false;
    size_t i = 1;

    while (i < s.len) {
        if (s.ptr[i] == 'T') {
            time = true;
            i++;
            continue;
        }
        if (!take_number(s, &i, &value))
            return -1;
        while (i < s.len &&
               (s.ptr[i] == '.' || (s.ptr[i] >= '0' && s.ptr[i] <= '9')))
            i++; // parts of a second
        char unit = i < s.len ? s.ptr[i++] : 0;
        int64_t us = unit == 'D' && !time   ? 86400000000
                     : unit == 'W' && !time ? 604800000000
                     : unit == 'H' && time  ? 3600000000
                     : unit == 'M' && time  ? 60000000
                     : unit == 'S' && time  ? 1000000
                                            : 0;
        if (!us || !add(&sum, value, us))
            return -1;
    }
    return s.len > 2 ? sum : -1;
}

int64_t import_read_duration(str s, int64_t unit)
{
    int64_t sum = 0, value;
    size_t i = 0;

    if (s.len > 64)
        return -1;
    if (s.len && s.ptr[0] == 'P')
        return read_iso(s);
    while (i < s.len) {
        if (!take_number(s, &i, &value))
            return -1;
        const struct unit *u = units;
        for (; u->word; u++) {
            str word = str_from(u->word);
            if (s.len - i >= word.len &&
                str_eq((str){s.ptr + i, word.len}, word) &&
                (s.len - i == word.len ||
                 (s.ptr[i + word.len] >= '0' && s.ptr[i + word.len] <= '9')))
                break;
        }
        if (!u->word)
            return i == s.len && !sum && add(&sum, value, unit) ? sum : -1;
        if (!add(&sum, value, u->us))
            return -1;
        i += str_from(u->word).len;
    }
    return s.len ? sum : -1;
}

int64_t import_read_int(const struct tree *t)
{
    int64_t value = -1;
    size_t i = 0;

    if (!t || (t->kind != TREE_NUMBER && t->kind != TREE_TEXT))
        return -1;
    return take_number(t->text, &i, &value) && i == t->text.len ? value : -1;
}

str import_host(str url)
{
    size_t from = str_starts_with(url, STR("https://"))  ? 8
                  : str_starts_with(url, STR("http://")) ? 7
                                                         : 0;
    size_t i = from;

    if (!from)
        return STR("");
    while (i < url.len && url.ptr[i] != '/' && url.ptr[i] != '?' &&
           url.ptr[i] != '#') {
        if (url.ptr[i] == '{' || url.ptr[i] == '$' || url.ptr[i] == '<')
            return STR("");
        if (url.ptr[i++] == '@')
            from = i;
    }
    return (str){url.ptr + from, i - from};
}

str import_stem(const struct import *im)
{
    str name = str_behind(im->source->name, '/');
    size_t end = name.len ? 1 : 0; // a file may begin with a dot

    while (end < name.len && name.ptr[end] != '.')
        end++;
    return str_slice(name, 0, end);
}

/* --- pointers ------------------------------------------------------------ */

static void add_key(struct buf *b, str key)
{
    buf_char(b, '/');
    for (size_t i = 0; i < key.len; i++)
        if (key.ptr[i] == '~')
            buf_text(b, "~0");
        else if (key.ptr[i] == '/')
            buf_text(b, "~1");
        else
            buf_char(b, key.ptr[i]);
}

static bool holds(span whole, span at)
{
    return whole.pos <= at.pos && at.pos < whole.pos + whole.len;
}

/* The item of a list or map that holds the place; they stand in order. */
static const struct tree_item *item_at(const struct tree *t, span at,
                                       uint32_t *index)
{
    uint32_t low = 0, high = t->nitems;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        const struct tree_item *x = &t->items[mid];
        uint32_t from = x->key_at.pos ? x->key_at.pos : x->value->at.pos;
        if (from <= at.pos)
            low = mid + 1;
        else
            high = mid;
    }
    if (!low)
        return NULL;
    const struct tree_item *x = &t->items[low - 1];
    *index = low - 1;
    return holds(x->value->at, at) || (x->key_at.pos && holds(x->key_at, at))
               ? x
               : NULL;
}

str import_pointer(struct arena *a, const struct tree *root, span at)
{
    struct buf b = BUF_MAX(1 << 20);
    const struct tree_item *x;
    uint32_t index;

    for (const struct tree *t = root;
         (t->kind == TREE_LIST || t->kind == TREE_MAP) &&
         (x = item_at(t, at, &index));
         t = x->value) {
        if (t->kind == TREE_MAP)
            add_key(&b, x->key);
        else
            buf_printf(&b, "/%u", (unsigned)index);
    }
    return buf_take(&b, a);
}
