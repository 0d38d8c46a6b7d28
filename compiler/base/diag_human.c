/*
 * Messages for a person, laid out as rustc does: what is said of several
 * places of a file stands in one snippet, where their lines can be read side
 * by side.
 */
#include "compiler/base/diag_print.h"
#include "compiler/base/snippet.h"
#include "compiler/base/visible.h"

static const char *tint_of(const struct diag *d)
{
    if (d->verdict == DIAG_UNKNOWN)
        return TINT_MAGENTA;
    if (d->level == DIAG_ERROR)
        return TINT_RED;
    return d->level == DIAG_WARNING ? TINT_YELLOW : TINT_CYAN;
}

static void headline(struct snippet *p, const struct diag *d)
{
    snippet_start(p, p->tint);
    buf_text(p->out, diag_word(d));
    if (d->id.len) {
        buf_char(p->out, '[');
        visible_add(p->out, d->id);
        buf_char(p->out, ']');
    }
    snippet_stop(p);
    snippet_start(p, TINT_BOLD);
    buf_text(p->out, ": ");
    visible_add(p->out, d->message);
    snippet_stop(p);
    buf_char(p->out, '\n');
}

/* "   = help: ..." */
static void footnote(struct snippet *p, const char *tint, const char *word,
                     str text)
{
    snippet_start(p, TINT_BLUE);
    buf_printf(p->out, "%*s = ", p->gutter, "");
    snippet_stop(p);
    snippet_tinted(p, tint, word);
    buf_text(p->out, ": ");
    visible_add(p->out, text);
    buf_char(p->out, '\n');
}

static void placed_note(struct snippet *p, const struct diag_note *n)
{
    struct snippet_mark mark = {.at = n->at};

    snippet_tinted(p, TINT_GREEN, "note");
    buf_text(p->out, ": ");
    visible_add(p->out, n->text);
    buf_char(p->out, '\n');
    snippet_print(p, &mark, 1);
}

static bool has_footnotes(const struct snippet *p, const struct diag *d)
{
    for (const struct diag_note *n = d->notes; n; n = n->next)
        if (!source_of(p->sources, n->at.pos))
            return true;
    return d->help.len > 0;
}

/* The place with the notes that can stand beside it; then the other notes. */
static void places(struct snippet *p, const struct diag *d)
{
    struct snippet_mark marks[SNIPPET_MARKS] = {{.at = d->at}};
    const struct diag_note *apart[SNIPPET_MARKS];
    uint32_t n = 1, others = 0;
    const struct diag_note *note = d->notes;

    for (; note && n < SNIPPET_MARKS && others < SNIPPET_MARKS;
         note = note->next) {
        if (snippet_joins(p, d->at, note->at))
            marks[n++] = (struct snippet_mark){note->at, note->text};
        else if (source_of(p->sources, note->at.pos))
            apart[others++] = note;
    }
    snippet_print(p, marks, n);
    p->tint = TINT_GREEN;
    for (uint32_t i = 0; i < others; i++)
        placed_note(p, apart[i]);
    for (; note; note = note->next)
        if (source_of(p->sources, note->at.pos))
            placed_note(p, note);
}

static void print_one(struct snippet *p, const struct diag *d)
{
    p->gutter = 1;
    p->tint = tint_of(d);
    p->secret = d->secret ? d->at : (span){0, 0};
    snippet_widen(p, d->at);
    for (const struct diag_note *n = d->notes; n; n = n->next)
        snippet_widen(p, n->at);
    headline(p, d);
    places(p, d);
    if (has_footnotes(p, d) && source_of(p->sources, d->at.pos))
        snippet_blank(p);
    for (const struct diag_note *n = d->notes; n; n = n->next)
        if (!source_of(p->sources, n->at.pos))
            footnote(p, TINT_GREEN, "note", n->text);
    if (d->help.len)
        footnote(p, TINT_CYAN, "help", d->help);
    buf_char(p->out, '\n');
}

void diags_print_text(const struct diags *d, bool color, struct buf *out)
{
    struct snippet p = {.sources = d->sources, .out = out, .color = color};

    for (uint32_t i = 0; i < d->all.n; i++)
        print_one(&p, d->all.at[i]);
}

void diags_print_human(const struct diag_report *r, struct buf *out)
{
    diags_print_text(r->diags, r->color, out);
    buf_str(out, r->statistics);
    diags_print_summary(r->sum, out);
    buf_char(out, '\n');
}
