/*
 * A finding is the same finding after lines above it were added: what it is
 * about names it, not where it stands. Equal ones are told apart by their
 * number in the order printed.
 */
#include "compiler/base/diag_print.h"
#include "compiler/base/map.h"

#include <xxhash.h>

/* The words of a line with one blank between them. */
static str squeeze(struct arena *a, str line)
{
    char *to = arena_alloc(a, line.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < line.len; i++) {
        char c = line.ptr[i];
        bool blank = c == ' ' || c == '\t' || c == '\r';
        if (!blank)
            to[len++] = c;
        else if (len && to[len - 1] != ' ')
            to[len++] = ' ';
    }
    if (len && to[len - 1] == ' ')
        len--;
    return (str){to, len};
}

static str subject(const struct diags *d, const struct diag *m,
                   struct arena *scratch)
{
    enum { LONGEST = 4096 }; // bytes of a line that count

    if (m->anchor.len)
        return m->anchor;
    struct place p = source_locate(d->sources, m->at.pos);
    if (!p.src)
        return m->message;
    str line = source_line(source_of(d->sources, m->at.pos), p.line);
    line = squeeze(scratch, str_slice(line, 0, LONGEST));
    return arena_printf(scratch, "%" STR_FMT "\n%" STR_FMT,
                        STR_ARG(p.src->name), STR_ARG(line));
}

static uint64_t identity(const struct diags *d, const struct diag *m,
                         struct arena *scratch)
{
    struct arena_mark mark = arena_mark(scratch);
    str about = subject(d, m, scratch);
    str text = arena_printf(scratch, "%" STR_FMT "\n%" STR_FMT, STR_ARG(m->id),
                            STR_ARG(about));
    uint64_t hash = XXH3_64bits(text.ptr, text.len); // the same for ever

    arena_reset(scratch, mark);
    return hash;
}

str *diags_fingerprints(const struct diags *d, struct arena *a)
{
    str *all = arena_array(a, str, d->all.n);
    struct arena *scratch = arena_new();
    struct map seen; // identity to the last ordinal given

    map_init(&seen, a);
    for (uint32_t i = 0; i < d->all.n; i++) {
        uint64_t hash = identity(d, d->all.at[i], scratch);
        str key = arena_printf(a, "%016llx", (unsigned long long)hash);
        uint32_t **count = (uint32_t **)map_put(&seen, key);
        if (!*count)
            *count = arena_make(a, uint32_t);
        all[i] = arena_printf(a, "%" STR_FMT ":%u", STR_ARG(key),
                              (unsigned)++**count);
    }
    arena_free(scratch);
    return all;
}
