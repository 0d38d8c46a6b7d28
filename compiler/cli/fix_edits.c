/*
 * Edits have places in one line of offsets, so those of all files are sorted
 * together. A finding's edits are put in together or not at all.
 */
#include "compiler/cli/fix_edits.h"

#include <stdlib.h>
#include <string.h>

struct place_edit {
    const struct diag_edit *edit;
    uint32_t of; // the finding's number
};

struct edits {
    VEC(struct place_edit) all;
};

static int compare_edits(const void *a, const void *b)
{
    const struct place_edit *x = a, *y = b;

    if (x->edit->at.pos != y->edit->at.pos)
        return x->edit->at.pos < y->edit->at.pos ? -1 : 1;
    return x->of < y->of ? -1 : x->of > y->of;
}

static struct edits sorted(const struct diag *const *d, uint32_t n,
                           struct arena *a)
{
    struct edits e = {0};

    for (uint32_t i = 0; i < n; i++)
        for (const struct diag_edit *x = d[i]->edits; x; x = x->next)
            *vec_push(a, &e.all) = (struct place_edit){x, i};
    if (e.all.n)
        qsort(e.all.at, e.all.n, sizeof *e.all.at, compare_edits);
    return e;
}

static bool overlaps(span first, span second)
{
    return second.pos < first.pos + first.len || second.pos == first.pos;
}

void fix_list_separate(struct fix_list *l, struct arena *a)
{
    struct edits e = sorted(l->all.at, l->all.n, a);
    bool *out = arena_array(a, bool, l->all.n + 1);
    const struct place_edit *last = NULL;
    uint32_t kept = 0;

    for (uint32_t i = 0; i < e.all.n; i++) {
        const struct place_edit *x = &e.all.at[i];
        if (out[x->of])
            continue;
        if (last && overlaps(last->edit->at, x->edit->at))
            out[x->of] = true;
        else
            last = x;
    }
    for (uint32_t i = 0; i < l->all.n; i++)
        if (!out[i])
            l->all.at[kept++] = l->all.at[i];
    l->all.n = kept;
}

/* New lines end as the file's do. */
static void add_text(struct buf *out, str text, bool crlf)
{
    for (size_t i = 0; i < text.len; i++) {
        if (crlf && text.ptr[i] == '\n' && (!i || text.ptr[i - 1] != '\r'))
            buf_char(out, '\r');
        buf_char(out, text.ptr[i]);
    }
}

static bool ends_crlf(str text)
{
    const char *end = text.len ? memchr(text.ptr, '\n', text.len) : NULL;

    return end && end > text.ptr && end[-1] == '\r';
}

bool fix_splice(struct buf *out, const struct source *src,
                const struct diag *const *d, uint32_t n, struct arena *a)
{
    struct edits e = sorted(d, n, a);
    bool crlf = ends_crlf(src->text);
    size_t from = 0;

    for (uint32_t i = 0; i < e.all.n; i++) {
        const struct diag_edit *x = e.all.at[i].edit;
        if (x->at.pos < src->base || x->at.pos > src->base + src->text.len)
            continue;
        size_t at = x->at.pos - src->base;
        if (at < from || x->at.len > src->text.len - at)
            continue; // they do not overlap, and lie in the text
        buf_str(out, str_slice(src->text, from, at));
        add_text(out, x->text, crlf);
        from = at + x->at.len;
    }
    buf_str(out, str_slice(src->text, from, src->text.len));
    return !out->failed;
}
