/*
 * A finding is the same finding after lines above it were added and after the
 * file was laid out anew: what it is about names it, not where it stands.
 * Equal ones are told apart by their number in the order printed.
 */
#include "compiler/base/diag_print.h"
#include "compiler/base/map.h"

#include <xxhash.h>

/* The characters of a text that are no white space. */
static str squeeze(struct arena *a, str text)
{
    char *to = arena_alloc(a, text.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
            to[len++] = c;
    }
    return (str){to, len};
}

/* The anchor, else the file and the words covered or, where nothing is, the
 * line. Without a place, and of a secret, it is the message. */
static str subject(const struct diags *d, const struct diag *m,
                   struct arena *scratch)
{
    enum { LONGEST = 4096 }; // bytes that count

    if (m->anchor.len)
        return m->anchor;
    struct place p = source_locate(d->sources, m->at.pos);
    if (!p.src || m->secret)
        return m->message;
    str words =
        squeeze(scratch, str_slice(source_text(d->sources, m->at), 0, LONGEST));
    if (!words.len)
        words = squeeze(
            scratch,
            str_slice(source_line(source_of(d->sources, m->at.pos), p.line), 0,
                      LONGEST));
    return arena_printf(scratch, "%" STR_FMT "\n%" STR_FMT,
                        STR_ARG(p.src->name), STR_ARG(words));
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
