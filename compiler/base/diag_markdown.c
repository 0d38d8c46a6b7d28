/*
 * Messages as a page: for the summary of a job, a comment, a mail. GitHub
 * takes 1 MiB of a job's summary ("Adding a job summary"), so what passes
 * that is counted and not shown.
 */
#include "compiler/base/diag_print.h"
#include "compiler/base/markdown.h"

enum { MOST_BYTES = 1000000 };

struct printer {
    const struct diags *diags;
    struct buf *out;
    struct arena *scratch;
};

static str shown(struct printer *p, const struct source *src)
{
    return source_shown(p->diags->sources, src, p->scratch);
}

/* ", line 12", or of another file ", `x.weir` line 12" */
static void add_line(struct printer *p, span at, const struct source *here)
{
    struct place from = source_locate(p->diags->sources, at.pos);

    if (!from.src)
        return;
    buf_text(p->out, ", ");
    if (from.src != here) {
        markdown_code(p->out, shown(p, from.src));
        buf_char(p->out, ' ');
    }
    buf_printf(p->out, "line %u", (unsigned)from.line);
}

static void add_message(struct printer *p, const struct diag *m,
                        const struct source *here)
{
    buf_printf(p->out, "- **%s**", diag_word(m));
    add_line(p, m->at, here);
    if (m->id.len) {
        buf_text(p->out, ", ");
        markdown_code(p->out, m->id);
    }
    buf_text(p->out, ": ");
    markdown_add(p->out, m->message);
    buf_char(p->out, '\n');
    for (const struct diag_note *n = m->notes; n; n = n->next) {
        buf_text(p->out, "  - note");
        add_line(p, n->at, here);
        buf_text(p->out, ": ");
        markdown_add(p->out, n->text);
        buf_char(p->out, '\n');
    }
    if (m->help.len) {
        buf_text(p->out, "  - help: ");
        markdown_code(p->out, m->help);
        buf_char(p->out, '\n');
    }
}

/* A heading where a file begins; what has no place stands before the first. */
static void add_heading(struct printer *p, const struct source *src)
{
    if (!src)
        return;
    buf_text(p->out, "\n## ");
    markdown_code(p->out, shown(p, src));
    buf_text(p->out, "\n\n");
}

static void add_messages(struct printer *p)
{
    const struct diags *d = p->diags;
    const struct source *here = NULL;

    for (uint32_t i = 0; i < d->all.n; i++) {
        const struct diag *m = d->all.at[i];
        const struct source *src = source_locate(d->sources, m->at.pos).src;
        size_t before = p->out->len;
        if (src != here)
            add_heading(p, src);
        here = src;
        add_message(p, m, here);
        if (p->out->len <= MOST_BYTES)
            continue;
        p->out->len = before;
        buf_printf(p->out,
                   "\n%u more are not shown: the page would be too "
                   "long\n",
                   (unsigned)(d->all.n - i));
        return;
    }
}

void diags_print_markdown(const struct diag_report *r, struct buf *out)
{
    struct printer p = {r->diags, out, arena_new()};

    buf_printf(out, "# weir check: %s\n\n", r->failed ? "failed" : "passed");
    diags_print_summary(r->sum, out);
    buf_char(out, '\n');
    if (r->diags->all.n &&
        !source_of(r->diags->sources, r->diags->all.at[0]->at.pos))
        buf_char(out, '\n');
    add_messages(&p);
    arena_free(p.scratch);
}
