/*
 * Messages for a person, laid out as rustc does. A shown line is a window of
 * at most WIDTH columns around the place, so that a message about a line of a
 * megabyte costs what any other costs.
 */
#include "compiler/base/diag_print.h"
#include "compiler/base/visible.h"

enum {
    WIDTH = 110,     // columns of a source line that are shown
    LEAD = 80,       // a place up to here does not move the window
    CONTEXT = 30,    // bytes shown before a place further right
    WHOLE_LINES = 6, // a place of so many lines is shown whole
    HEAD_LINES = 3,  // else so many of its first lines
    TAIL_LINES = 2   // and so many of its last
};

struct printer {
    const struct sources *sources;
    struct buf *out;
    bool color;
    int gutter;       // digits of the largest line number
    const char *tint; // of the message being printed
    bool secret;      // what its place covers is not shown
};

/* A source line and the part of it that a message is about, in bytes. */
struct shown {
    str line;
    size_t from, to;
    size_t begin; // where the window starts
};

static const char BOLD[] = "\033[1m";
static const char RED[] = "\033[1;31m";
static const char YELLOW[] = "\033[1;33m";
static const char CYAN[] = "\033[1;36m";
static const char MAGENTA[] = "\033[1;35m";
static const char BLUE[] = "\033[1;34m";
static const char GREEN[] = "\033[1;32m";

static void tinted(struct printer *p, const char *tint, const char *text)
{
    if (p->color)
        buf_text(p->out, tint);
    buf_text(p->out, text);
    if (p->color)
        buf_text(p->out, "\033[0m");
}

static void start(struct printer *p, const char *tint)
{
    if (p->color)
        buf_text(p->out, tint);
}

static void stop(struct printer *p)
{
    if (p->color)
        buf_text(p->out, "\033[0m");
}

static int digits(uint32_t n)
{
    int count = 1;

    while (n /= 10)
        count++;
    return count;
}

/* "   | ", or " 12 | " with a line number. */
static void margin(struct printer *p, uint32_t line)
{
    start(p, BLUE);
    if (line)
        buf_printf(p->out, "%*u |", p->gutter, (unsigned)line);
    else
        buf_printf(p->out, "%*s |", p->gutter, "");
    stop(p);
}

static void blank_margin(struct printer *p)
{
    margin(p, 0);
    buf_char(p->out, '\n');
}

static bool continues(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static size_t window_begin(str line, size_t from)
{
    if (line.len <= WIDTH || from <= LEAD)
        return 0;
    size_t begin = from - CONTEXT;
    while (begin < from && continues(line.ptr[begin]))
        begin++;
    return begin;
}

/* The line that holds `pos`, and from where to where `at` covers it. */
static struct shown show(const struct sources *s, uint32_t line, span at)
{
    struct source *src = source_of(s, at.pos);
    struct shown w = {.line = source_line(src, line)};
    size_t first = src->lines[line - 1], start = at.pos - src->base;

    w.from = start > first ? start - first : 0;
    w.to = start + at.len > first ? start + at.len - first : 0;
    if (w.from > w.line.len)
        w.from = w.line.len;
    if (w.to > w.line.len)
        w.to = w.line.len;
    if (w.to < w.from)
        w.to = w.from;
    return w;
}

static void put_glyph(struct buf *out, struct visible v)
{
    if (v.shown == '\t')
        buf_fill(out, ' ', VISIBLE_TAB);
    else
        visible_char(out, v.shown);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Prints the window of a line, without blanks at its end. */
static void put_line(struct printer *p, const struct shown *w)
{
    unsigned columns = 0;
    size_t i = w->begin, end = w->line.len;

    if (w->begin)
        buf_text(p->out, "...");
    while (end > w->to && is_blank(w->line.ptr[end - 1]))
        end--;
    while (i < end && columns < WIDTH) {
        struct visible v = visible_next(str_slice(w->line, i, w->line.len));
        if (p->secret && i >= w->from && i < w->to)
            v = (struct visible){v.bytes, '*', 1};
        put_glyph(p->out, v);
        columns += v.columns;
        i += v.bytes;
    }
    if (i < end)
        buf_text(p->out, "...");
    buf_char(p->out, '\n');
}

/* Columns of the window before byte `to`, at most WIDTH. */
static unsigned columns_to(const struct shown *w, size_t to)
{
    unsigned columns = 0;
    size_t i = w->begin;

    while (i < to && columns < WIDTH) {
        struct visible v = visible_next(str_slice(w->line, i, w->line.len));
        columns += v.columns;
        i += v.bytes;
    }
    return columns;
}

static void carets(struct printer *p, const struct shown *w)
{
    unsigned before = columns_to(w, w->from), after = columns_to(w, w->to);

    margin(p, 0);
    buf_fill(p->out, ' ', before + 1 + (w->begin ? 3 : 0));
    start(p, p->tint);
    buf_fill(p->out, '^', after > before ? after - before : 1);
    stop(p);
    buf_char(p->out, '\n');
}

static void one_line(struct printer *p, uint32_t line, span at)
{
    struct shown w = show(p->sources, line, at);

    w.begin = window_begin(w.line, w.from);
    margin(p, line);
    if (w.line.len)
        buf_char(p->out, ' ');
    put_line(p, &w);
    carets(p, &w);
}

static bool blank_before(const struct shown *w)
{
    return str_trim(str_slice(w->line, 0, w->from)).len == 0;
}

static void side_line(struct printer *p, uint32_t line, span at,
                      const char *side)
{
    struct shown w = show(p->sources, line, at);

    margin(p, line);
    buf_char(p->out, ' ');
    tinted(p, p->tint, side);
    buf_char(p->out, ' ');
    put_line(p, &w);
}

/* " _____^" under the first line, "|_____^" under the last. */
static void hook(struct printer *p, const struct shown *w, char side, size_t to)
{
    unsigned columns = columns_to(w, to);

    margin(p, 0);
    buf_char(p->out, ' ');
    start(p, p->tint);
    buf_char(p->out, side);
    buf_fill(p->out, '_', columns + 1u);
    buf_char(p->out, '^');
    stop(p);
    buf_char(p->out, '\n');
}

/* The place of the last character that is covered. */
static size_t last_covered(const struct shown *w)
{
    size_t i = w->to ? w->to - 1 : 0;

    while (i && continues(w->line.ptr[i]))
        i--;
    return i;
}

static void many_lines(struct printer *p, uint32_t first, uint32_t last,
                       span at)
{
    struct shown head = show(p->sources, first, at);
    struct shown tail = show(p->sources, last, at);
    bool whole = last - first < WHOLE_LINES;

    if (blank_before(&head)) {
        side_line(p, first, at, "/");
    } else {
        side_line(p, first, at, " ");
        hook(p, &head, ' ', head.from);
    }
    for (uint32_t line = first + 1; line <= last; line++) {
        if (!whole && line == first + HEAD_LINES) {
            tinted(p, BLUE, "...\n");
            line = last - TAIL_LINES + 1;
        }
        side_line(p, line, at, "|");
    }
    hook(p, &tail, '|', last_covered(&tail));
}

static void snippet(struct printer *p, span at)
{
    struct place from = source_locate(p->sources, at.pos);

    if (!from.src)
        return;
    start(p, BLUE);
    buf_printf(p->out, "%*s-->", p->gutter, "");
    stop(p);
    buf_char(p->out, ' ');
    visible_add(p->out, source_shown(p->sources, from.src, p->sources->arena));
    buf_printf(p->out, ":%u:%u\n", (unsigned)from.line, (unsigned)from.column);
    if (from.src->digest.len)
        return; // of a manifest: its text is not here
    blank_margin(p);
    struct place to = diag_last_place(p->sources, at);
    if (to.src == from.src && to.line > from.line)
        many_lines(p, from.line, to.line, at);
    else
        one_line(p, from.line, at);
}

static void widen(struct printer *p, span at)
{
    struct place from = source_locate(p->sources, at.pos);

    if (!from.src)
        return;
    struct place to = diag_last_place(p->sources, at);
    uint32_t line = to.src == from.src ? to.line : from.line;
    if (digits(line) > p->gutter)
        p->gutter = digits(line);
}

static const char *tint_of(const struct diag *d)
{
    if (d->verdict == DIAG_UNKNOWN)
        return MAGENTA;
    if (d->level == DIAG_ERROR)
        return RED;
    return d->level == DIAG_WARNING ? YELLOW : CYAN;
}

static void headline(struct printer *p, const struct diag *d)
{
    start(p, p->tint);
    buf_text(p->out, diag_word(d));
    if (d->id.len) {
        buf_char(p->out, '[');
        visible_add(p->out, d->id);
        buf_char(p->out, ']');
    }
    stop(p);
    start(p, BOLD);
    buf_text(p->out, ": ");
    visible_add(p->out, d->message);
    stop(p);
    buf_char(p->out, '\n');
}

/* "   = help: ..." */
static void footnote(struct printer *p, const char *tint, const char *word,
                     str text)
{
    start(p, BLUE);
    buf_printf(p->out, "%*s = ", p->gutter, "");
    stop(p);
    tinted(p, tint, word);
    buf_text(p->out, ": ");
    visible_add(p->out, text);
    buf_char(p->out, '\n');
}

static void placed_note(struct printer *p, const struct diag_note *n)
{
    tinted(p, GREEN, "note");
    buf_text(p->out, ": ");
    visible_add(p->out, n->text);
    buf_char(p->out, '\n');
    snippet(p, n->at);
}

static bool has_footnotes(const struct printer *p, const struct diag *d)
{
    for (const struct diag_note *n = d->notes; n; n = n->next)
        if (!source_of(p->sources, n->at.pos))
            return true;
    return d->help.len > 0;
}

static void print_one(struct printer *p, const struct diag *d)
{
    p->gutter = 1;
    p->tint = tint_of(d);
    widen(p, d->at);
    for (const struct diag_note *n = d->notes; n; n = n->next)
        widen(p, n->at);
    headline(p, d);
    p->secret = d->secret;
    snippet(p, d->at);
    p->secret = false;
    p->tint = GREEN;
    for (const struct diag_note *n = d->notes; n; n = n->next)
        if (source_of(p->sources, n->at.pos))
            placed_note(p, n);
    if (has_footnotes(p, d) && source_of(p->sources, d->at.pos))
        blank_margin(p);
    for (const struct diag_note *n = d->notes; n; n = n->next)
        if (!source_of(p->sources, n->at.pos))
            footnote(p, GREEN, "note", n->text);
    if (d->help.len)
        footnote(p, CYAN, "help", d->help);
    buf_char(p->out, '\n');
}

void diags_print_text(const struct diags *d, bool color, struct buf *out)
{
    struct printer p = {.sources = d->sources, .out = out, .color = color};

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
