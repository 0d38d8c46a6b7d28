/*
 * near.c - the edit distance of names, for "did you mean"
 */
#include "stdlib/value/near.h"

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Levenshtein's distance with one row; names are short. */
static size_t distance(struct arena *scratch, str a, str b)
{
    struct arena_mark mark = arena_mark(scratch);
    size_t *row = arena_array(scratch, size_t, b.len + 1);

    for (size_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t same = corner + (a.ptr[i - 1] != b.ptr[j - 1]);
            corner = row[j];
            row[j] = smaller(same, smaller(row[j], row[j - 1]) + 1);
        }
    }
    size_t result = row[b.len];
    arena_reset(scratch, mark);
    return result;
}

str name_nearest(struct arena *scratch, str name, const str *names, size_t n)
{
    str best = {"", 0};
    size_t best_distance = name.len / 3 + 1;

    if (name.len > 100)
        return best;
    for (size_t i = 0; i < n; i++) {
        if (names[i].len > 100 || names[i].len == 0)
            continue;
        size_t gap = names[i].len > name.len ? names[i].len - name.len
                                             : name.len - names[i].len;
        if (gap > best_distance)
            continue;
        size_t d = distance(scratch, name, names[i]);
        if (d < best_distance || (d == best_distance && best.len == 0)) {
            best_distance = d;
            best = names[i];
        }
    }
    return best;
}
