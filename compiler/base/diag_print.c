/*
 * What the formats share: their list, the sums, and where a message is shown
 * that has no place of its own.
 */
#include "compiler/base/diag_print.h"

#include <string.h>

const struct diag_format *diag_format_find(const char *name)
{
    static const struct diag_format formats[] = {
#define FORMAT(name) {#name, diags_print_##name},
#include "compiler/base/diag_formats.def"
#undef FORMAT
    };

    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}

const char *diag_word(const struct diag *m)
{
    return m->verdict == DIAG_UNKNOWN ? "unknown" : diag_level_name(m->level);
}

struct place diag_shown_at(const struct diags *d, const struct diag *m)
{
    const struct sources *s = d->sources;
    struct place p = source_locate(s, m->at.pos);

    if (!p.src && s->files.n)
        p = source_locate(s, s->files.at[0]->base);
    return p;
}

struct place diag_last_place(const struct sources *s, span at)
{
    return source_locate(s, at.len ? at.pos + at.len - 1 : at.pos);
}

void diags_count(const struct diags *d, struct diag_summary *to)
{
    to->errors = to->warnings = to->infos = to->unknown = 0;
    for (uint32_t i = 0; i < d->all.n; i++) {
        const struct diag *m = d->all.at[i];
        to->unknown += m->verdict == DIAG_UNKNOWN;
        if (m->verdict == DIAG_UNKNOWN)
            continue;
        to->errors += m->level == DIAG_ERROR;
        to->warnings += m->level == DIAG_WARNING;
        to->infos += m->level == DIAG_INFO;
    }
}

static void add_count(struct buf *out, uint32_t n, const char *one)
{
    if (!n)
        return;
    if (out->len)
        buf_text(out, ", ");
    buf_printf(out, "%u %s%s", (unsigned)n, one, n == 1 ? "" : "s");
}

void diags_print_summary(const struct diag_summary *s, struct buf *out)
{
    struct buf counts = BUF_MAX(200), where = BUF_MAX(200);

    add_count(&counts, s->errors, "error");
    add_count(&counts, s->warnings, "warning");
    add_count(&counts, s->infos, "info");
    if (s->unknown)
        buf_printf(&counts, "%s%u unknown", counts.len ? ", " : "",
                   (unsigned)s->unknown);
    add_count(&where, s->files, "file");
    add_count(&where, s->flows, "flow");
    buf_printf(out, "%" STR_FMT " in %" STR_FMT,
               STR_ARG(counts.len ? buf_view(&counts) : STR("no findings")),
               STR_ARG(buf_view(&where)));
    if (s->waived)
        buf_printf(out, " (%u waived)", (unsigned)s->waived);
    if (s->baselined)
        buf_printf(out, " (%u in the baseline)", (unsigned)s->baselined);
    buf_free(&counts);
    buf_free(&where);
}
