/*
 * Draws one place, a place of several lines, or several places of one line
 * each with what is said about them. The last two are never mixed.
 */
#include "compiler/base/snippet.h"
#include "compiler/base/diag_print.h"
#include "compiler/base/visible.h"

#include <assert.h>

enum {
    WIDTH = 110,     // columns of a source line that are shown
    LEAD = 80,       // a place up to here does not move the window
    CONTEXT = 30,    // bytes shown before a place further right
    WHOLE_LINES = 6, // a place of so many lines is shown whole
    HEAD_LINES = 3,  // else so many of its first lines
    TAIL_LINES = 2   // and so many of its last
};

/* A source line and the part of it that a message is about, in bytes. */
struct shown {
    str line;
    size_t from, to;
    size_t begin;              // where the window starts
    size_t hide_from, hide_to; // of a secret
};

void snippet_tinted(struct snippet *s, const char *tint, const char *text)
{
    if (s->color)
        buf_text(s->out, tint);
    buf_text(s->out, text);
    if (s->color)
        buf_text(s->out, "\033[0m");
}

void snippet_start(struct snippet *s, const char *tint)
{
    if (s->color)
        buf_text(s->out, tint);
}

void snippet_stop(struct snippet *s)
{
    if (s->color)
        buf_text(s->out, "\033[0m");
}

static int digits(uint32_t n)
{
    int count = 1;

    while (n /= 10)
        count++;
    return count;
}

void snippet_margin(struct snippet *s, uint32_t line)
{
    snippet_start(s, TINT_BLUE);
    if (line)
        buf_printf(s->out, "%*u |", s->gutter, (unsigned)line);
    else
        buf_printf(s->out, "%*s |", s->gutter, "");
    snippet_stop(s);
}

void snippet_blank(struct snippet *s)
{
    snippet_margin(s, 0);
    buf_char(s->out, '\n');
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

/* From where to where a place covers a line that begins at `first`. */
static void cover(const struct source *src, size_t first, size_t len, span at,
                  size_t *from, size_t *to)
{
    size_t start = at.pos - src->base;

    *from = start > first ? start - first : 0;
    *to = start + at.len > first ? start + at.len - first : 0;
    if (*from > len)
        *from = len;
    if (*to > len)
        *to = len;
    if (*to < *from)
        *to = *from;
}

/* A line of the file of `at`, and what `at` covers of it. */
static struct shown show(const struct snippet *s, uint32_t line, span at)
{
    struct source *src = source_of(s->sources, at.pos);
    struct shown w = {.line = source_line(src, line)};
    size_t first = src->lines[line - 1];

    cover(src, first, w.line.len, at, &w.from, &w.to);
    if (s->secret.len && source_of(s->sources, s->secret.pos) == src)
        cover(src, first, w.line.len, s->secret, &w.hide_from, &w.hide_to);
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
static void put_line(struct snippet *s, const struct shown *w)
{
    unsigned columns = 0;
    size_t i = w->begin, end = w->line.len;

    if (w->begin)
        buf_text(s->out, "...");
    while (end > w->to && is_blank(w->line.ptr[end - 1]))
        end--;
    while (i < end && columns < WIDTH) {
        struct visible v = visible_next(str_slice(w->line, i, w->line.len));
        if (i >= w->hide_from && i < w->hide_to)
            v = (struct visible){v.bytes, '*', 1};
        put_glyph(s->out, v);
        columns += v.columns;
        i += v.bytes;
    }
    if (i < end)
        buf_text(s->out, "...");
    buf_char(s->out, '\n');
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

/* What is said of a part of a line, in columns of its window. */
struct placed {
    uint32_t line;
    span at;
    str label;
    bool first; // of the marks that were given
    unsigned from, to;
};

static void put_blanks(struct snippet *s, unsigned *column, unsigned to)
{
    if (*column < to)
        buf_fill(s->out, ' ', to - *column);
    if (*column < to)
        *column = to;
}

static const char *tint_of(const struct snippet *s, const struct placed *m)
{
    return m->first ? s->tint : TINT_BLUE;
}

static void put_label(struct snippet *s, const struct placed *m)
{
    snippet_start(s, tint_of(s, m));
    visible_add(s->out, m->label);
    snippet_stop(s);
}

/* "^^^^ ---- label": each column has the mark of the first that covers it. The
 * last one's label stands beside it when that is seen whole: then true. */
static bool put_marks(struct snippet *s, const struct placed *marks, uint32_t n)
{
    unsigned column = 0;
    bool beside = false;

    snippet_margin(s, 0);
    buf_char(s->out, ' ');
    for (uint32_t i = 0; i < n; i++) {
        const struct placed *m = &marks[i];
        if (m->to <= column)
            continue;
        beside = i + 1 == n && m->from >= column;
        put_blanks(s, &column, m->from);
        snippet_start(s, tint_of(s, m));
        buf_fill(s->out, m->first ? '^' : '-', m->to - column);
        snippet_stop(s);
        column = m->to;
    }
    if (beside && marks[n - 1].label.len) {
        buf_char(s->out, ' ');
        put_label(s, &marks[n - 1]);
    }
    buf_char(s->out, '\n');
    return beside;
}

/* "|  |  label" for the label of the last; without a label "|  |  |". */
static void put_bars(struct snippet *s, const struct placed *marks, uint32_t n,
                     bool label)
{
    unsigned column = 0;

    snippet_margin(s, 0);
    buf_char(s->out, ' ');
    for (uint32_t i = 0; i < n; i++) {
        if (!marks[i].label.len || marks[i].from < column)
            continue;
        if (i + 1 < n && label && marks[i].from == marks[n - 1].from)
            continue;
        put_blanks(s, &column, marks[i].from);
        if (i + 1 == n && label) {
            put_label(s, &marks[i]);
            break;
        }
        snippet_start(s, tint_of(s, &marks[i]));
        buf_char(s->out, '|');
        snippet_stop(s);
        column++;
    }
    buf_char(s->out, '\n');
}

/* A line with all marks on it, sorted by their columns. */
static void put_marked(struct snippet *s, const struct shown *w,
                       const struct placed *marks, uint32_t n)
{
    bool bars = false;

    snippet_margin(s, marks[0].line);
    if (w->line.len)
        buf_char(s->out, ' ');
    put_line(s, w);
    n -= put_marks(s, marks, n);
    for (; n; n--) {
        if (!marks[n - 1].label.len)
            continue;
        if (!bars)
            put_bars(s, marks, n, false);
        bars = true;
        put_bars(s, marks, n, true);
    }
}

/* The marks from..to stand on one line, which is shown whole. */
static void marked_line(struct snippet *s, struct placed *marks, uint32_t n)
{
    struct shown w = show(s, marks[0].line, marks[0].at);

    if (n == 1)
        w.begin = window_begin(w.line, w.from);
    for (uint32_t i = 0; i < n; i++) {
        struct shown one = show(s, marks[i].line, marks[i].at);
        one.begin = w.begin;
        marks[i].from = columns_to(&one, one.from) + (w.begin ? 3 : 0);
        marks[i].to = columns_to(&one, one.to) + (w.begin ? 3 : 0);
        if (marks[i].to <= marks[i].from)
            marks[i].to = marks[i].from + 1;
        w.to = one.to > w.to ? one.to : w.to;
    }
    put_marked(s, &w, marks, n);
}

static void plain_line(struct snippet *s, uint32_t line, span at)
{
    struct shown w = show(s, line, at);

    w.from = w.to = 0;
    snippet_margin(s, line);
    if (str_trim(w.line).len)
        buf_char(s->out, ' ');
    put_line(s, &w);
}

/* Lines between two that are marked: one is shown, more are left out. */
static void put_gap(struct snippet *s, const struct placed *before,
                    uint32_t line)
{
    if (line == before->line + 2)
        plain_line(s, before->line + 1, before->at);
    else if (line > before->line + 2)
        snippet_tinted(s, TINT_BLUE, "...\n");
}

static void sort(struct placed *marks, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++)
        for (uint32_t k = i; k && marks[k].at.pos < marks[k - 1].at.pos; k--) {
            struct placed m = marks[k];
            marks[k] = marks[k - 1];
            marks[k - 1] = m;
        }
}

static void marked_lines(struct snippet *s, const struct snippet_mark *given,
                         uint32_t n)
{
    struct placed marks[SNIPPET_MARKS] = {0};
    uint32_t from = 0, to;

    assert(n <= SNIPPET_MARKS);
    for (uint32_t i = 0; i < n; i++)
        marks[i] = (struct placed){
            .line = source_locate(s->sources, given[i].at.pos).line,
            .at = given[i].at,
            .label = given[i].label,
            .first = i == 0};
    sort(marks, n);
    for (; from < n; from = to) {
        for (to = from + 1; to < n && marks[to].line == marks[from].line;)
            to++;
        if (from)
            put_gap(s, &marks[from - 1], marks[from].line);
        marked_line(s, &marks[from], to - from);
    }
}

static bool blank_before(const struct shown *w)
{
    return str_trim(str_slice(w->line, 0, w->from)).len == 0;
}

static void side_line(struct snippet *s, uint32_t line, span at,
                      const char *side)
{
    struct shown w = show(s, line, at);

    snippet_margin(s, line);
    buf_char(s->out, ' ');
    snippet_tinted(s, s->tint, side);
    buf_char(s->out, ' ');
    put_line(s, &w);
}

/* " _____^" under the first line, "|_____^" under the last. */
static void hook(struct snippet *s, const struct shown *w, char side, size_t to)
{
    unsigned columns = columns_to(w, to);

    snippet_margin(s, 0);
    buf_char(s->out, ' ');
    snippet_start(s, s->tint);
    buf_char(s->out, side);
    buf_fill(s->out, '_', columns + 1u);
    buf_char(s->out, '^');
    snippet_stop(s);
    buf_char(s->out, '\n');
}

/* The place of the last character that is covered. */
static size_t last_covered(const struct shown *w)
{
    size_t i = w->to ? w->to - 1 : 0;

    while (i && continues(w->line.ptr[i]))
        i--;
    return i;
}

static void many_lines(struct snippet *s, uint32_t first, uint32_t last,
                       span at)
{
    struct shown head = show(s, first, at);
    struct shown tail = show(s, last, at);
    bool whole = last - first < WHOLE_LINES;

    if (blank_before(&head)) {
        side_line(s, first, at, "/");
    } else {
        side_line(s, first, at, " ");
        hook(s, &head, ' ', head.from);
    }
    for (uint32_t line = first + 1; line <= last; line++) {
        if (!whole && line == first + HEAD_LINES) {
            snippet_tinted(s, TINT_BLUE, "...\n");
            line = last - TAIL_LINES + 1;
        }
        side_line(s, line, at, "|");
    }
    hook(s, &tail, '|', last_covered(&tail));
}

void snippet_widen(struct snippet *s, span at)
{
    struct place from = source_locate(s->sources, at.pos);

    if (!from.src)
        return;
    struct place to = diag_last_place(s->sources, at);
    uint32_t line = to.src == from.src ? to.line : from.line;
    if (digits(line) > s->gutter)
        s->gutter = digits(line);
}

bool snippet_joins(const struct snippet *s, span first, span at)
{
    struct place a = source_locate(s->sources, first.pos);
    struct place b = source_locate(s->sources, at.pos);
    struct place ends = diag_last_place(s->sources, first);
    struct place end = diag_last_place(s->sources, at);

    if (!a.src || a.src != b.src || a.src->digest.len || ends.src != a.src ||
        end.src != a.src || ends.line != a.line || end.line != b.line)
        return false;
    struct source *src = source_of(s->sources, first.pos);
    return source_line(src, a.line).len <= WIDTH &&
           source_line(src, b.line).len <= WIDTH;
}

void snippet_print(struct snippet *s, struct snippet_mark *marks, uint32_t n)
{
    span at = marks[0].at;
    struct place from = source_locate(s->sources, at.pos);

    if (!from.src)
        return;
    snippet_start(s, TINT_BLUE);
    buf_printf(s->out, "%*s-->", s->gutter, "");
    snippet_stop(s);
    buf_char(s->out, ' ');
    visible_add(s->out, source_shown(s->sources, from.src, s->sources->arena));
    buf_printf(s->out, ":%u:%u\n", (unsigned)from.line, (unsigned)from.column);
    if (from.src->digest.len)
        return; // of a manifest: its text is not here
    snippet_blank(s);
    struct place to = diag_last_place(s->sources, at);
    if (to.src == from.src && to.line > from.line)
        many_lines(s, from.line, to.line, at);
    else
        marked_lines(s, marks, n);
}
