/*
 * Line by line: where the texts part, the nearest place is searched at which
 * two lines of both agree again. That is not always the shortest patch, but
 * edits are small and far between, and its cost does not grow with the file.
 */
#include "compiler/cli/unified.h"
#include "compiler/base/vec.h"

#include <string.h>

enum { FARTHEST = 2000, AROUND = 3 };

struct lines {
    VEC(str) all; // each with its end
};

struct change { // lines of the one that stand for lines of the other
    uint32_t was, is, gone, come;
};

struct compared {
    struct arena *a;
    struct lines was, is;
    VEC(struct change) changes;
};

static void split(struct lines *l, struct arena *a, str text)
{
    while (text.len) {
        const char *end = memchr(text.ptr, '\n', text.len);
        size_t n = end ? (size_t)(end - text.ptr) + 1 : text.len;
        *vec_push(a, &l->all) = str_slice(text, 0, n);
        text = str_slice(text, n, text.len);
    }
}

/* The ends are equal too. */
static bool same(const struct compared *c, uint32_t i, uint32_t j)
{
    bool end = i >= c->was.all.n, other_end = j >= c->is.all.n;

    if (end || other_end)
        return end && other_end;
    return str_eq(c->was.all.at[i], c->is.all.at[j]);
}

static bool meets(const struct compared *c, const struct change *x)
{
    uint32_t i = x->was + x->gone, j = x->is + x->come;

    if (i > c->was.all.n || j > c->is.all.n)
        return false;
    return same(c, i, j) && same(c, i + 1, j + 1);
}

/* Without the last lines that are the same after all. */
static struct change trimmed(const struct compared *c, struct change x)
{
    while (x.gone && x.come && same(c, x.was + x.gone - 1, x.is + x.come - 1)) {
        x.gone--;
        x.come--;
    }
    return x;
}

static struct change find_change(const struct compared *c, uint32_t i,
                                 uint32_t j)
{
    struct change x = {.was = i, .is = j};

    for (uint32_t d = 1; d <= FARTHEST; d++)
        for (uint32_t gone = 0; gone <= d; gone++) {
            x.gone = gone;
            x.come = d - gone;
            if (meets(c, &x))
                return trimmed(c, x);
        }
    x.gone = c->was.all.n - i;
    x.come = c->is.all.n - j;
    return x;
}

static void compare(struct compared *c)
{
    uint32_t i = 0, j = 0;

    while (i < c->was.all.n || j < c->is.all.n) {
        if (same(c, i, j)) {
            i++;
            j++;
            continue;
        }
        struct change x = find_change(c, i, j);
        *vec_push(c->a, &c->changes) = x;
        i += x.gone;
        j += x.come;
    }
}

static void add_lines(struct buf *out, char mark, const struct lines *l,
                      uint32_t from, uint32_t n)
{
    for (uint32_t i = from; i < from + n; i++) {
        str line = l->all.at[i];
        buf_char(out, mark);
        buf_str(out, line);
        if (!str_ends_with(line, STR("\n")))
            buf_text(out, "\n\\ No newline at end of file\n");
    }
}

static void add_range(struct buf *out, uint32_t from, uint32_t n)
{
    buf_printf(out, "%u", n ? from + 1 : from);
    if (n != 1)
        buf_printf(out, ",%u", n);
}

/* Changes from `first` on whose lines around touch; the next one's number. */
static uint32_t end_of_hunk(const struct compared *c, uint32_t first)
{
    uint32_t i = first + 1;

    while (i < c->changes.n) {
        const struct change *x = &c->changes.at[i - 1];
        if (c->changes.at[i].was > x->was + x->gone + 2 * AROUND)
            break;
        i++;
    }
    return i;
}

static void add_hunk(struct buf *out, const struct compared *c, uint32_t first,
                     uint32_t end)
{
    const struct change *a = &c->changes.at[first];
    const struct change *z = &c->changes.at[end - 1];
    uint32_t head = a->was < AROUND ? a->was : AROUND;
    uint32_t rest = c->was.all.n - (z->was + z->gone);
    uint32_t tail = rest < AROUND ? rest : AROUND, at = a->was - head;

    buf_text(out, "@@ -");
    add_range(out, a->was - head, z->was + z->gone + tail - (a->was - head));
    buf_text(out, " +");
    add_range(out, a->is - head, z->is + z->come + tail - (a->is - head));
    buf_text(out, " @@\n");
    for (uint32_t i = first; i < end; i++) {
        const struct change *x = &c->changes.at[i];
        add_lines(out, ' ', &c->was, at, x->was - at);
        add_lines(out, '-', &c->was, x->was, x->gone);
        add_lines(out, '+', &c->is, x->is, x->come);
        at = x->was + x->gone;
    }
    add_lines(out, ' ', &c->was, at, tail);
}

void unified_diff(struct buf *out, struct arena *a, str was, str is)
{
    struct compared c = {.a = a};

    split(&c.was, a, was);
    split(&c.is, a, is);
    compare(&c);
    for (uint32_t i = 0, end; i < c.changes.n; i = end) {
        end = end_of_hunk(&c, i);
        add_hunk(out, &c, i, end);
    }
}
