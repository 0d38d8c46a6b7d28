/*
 * Messages for the log of a GitHub job, which makes annotations of them: see
 * "Workflow commands for GitHub Actions" in GitHub's documentation. It shows
 * ten of each level a step, and 4,096 characters of a message; the rest stays
 * in the log. Bytes that end a command early are escaped, as actions/toolkit
 * does it.
 */
#include "compiler/base/diag_print.h"
#include "compiler/base/visible.h"

enum { MOST_SHOWN = 10, LONGEST_MESSAGE = 4096 };

static const char *command_of(const struct diag *m)
{
    if (m->verdict == DIAG_UNKNOWN || m->level <= DIAG_INFO)
        return "notice";
    return m->level == DIAG_ERROR ? "error" : "warning";
}

/* Adds a text with % and line ends escaped, in a property : and , too. */
static void add_escaped(struct buf *out, str text, bool property)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '%' || c == '\n' || c == '\r' ||
            (property && (c == ':' || c == ',')))
            buf_printf(out, "%%%02X", (unsigned)c);
        else
            buf_char(out, c);
    }
}

/* A property, ", " or " " before it; empty ones are left out. */
static void add_property(struct buf *out, const char *key, str value,
                         char before)
{
    buf_printf(out, "%c%s=", before, key);
    add_escaped(out, value, true);
}

static void add_number(struct buf *out, const char *key, uint32_t n)
{
    buf_printf(out, ",%s=%u", key, (unsigned)n);
}

/* As many characters as GitHub takes, counted as it does: in UTF-16. */
static str clipped(str text)
{
    size_t i = 0, units = 0;

    while (i < text.len) {
        struct visible v = visible_next(str_slice(text, i, text.len));
        units += v.bytes == 4 ? 2 : 1;
        if (units > LONGEST_MESSAGE)
            return str_slice(text, 0, i);
        i += v.bytes;
    }
    return text;
}

/* " (line 4)", or in another file " (flows/b.weir:4)" */
static void add_note_place(struct buf *room, const struct diags *d, span at,
                           const struct source *here, struct arena *scratch)
{
    struct place p = source_locate(d->sources, at.pos);

    if (!p.src)
        return;
    buf_text(room, " (");
    if (p.src != here)
        visible_add(room, source_shown(d->sources, p.src, scratch));
    buf_printf(room, p.src == here ? "line %u)" : ":%u)", (unsigned)p.line);
}

/* The message, its notes and its help, each on a line. */
static void add_message(struct buf *out, const struct diags *d,
                        const struct diag *m, struct buf *room,
                        struct arena *scratch)
{
    const struct source *here = source_locate(d->sources, m->at.pos).src;

    buf_clear(room);
    visible_add(room, m->message);
    for (const struct diag_note *n = m->notes; n; n = n->next) {
        buf_text(room, "\nnote: ");
        visible_add(room, n->text);
        add_note_place(room, d, n->at, here, scratch);
    }
    if (m->help.len) {
        buf_text(room, "\nhelp: ");
        visible_add(room, m->help);
    }
    add_escaped(out, clipped(buf_view(room)), false);
}

/* Columns are taken only where the last line is the first. */
static void add_place(struct buf *out, const struct diags *d,
                      const struct diag *m, struct buf *room,
                      struct arena *scratch)
{
    struct place from = source_locate(d->sources, m->at.pos);
    struct place to = diag_last_place(d->sources, m->at);

    if (!from.src)
        return;
    if (to.src != from.src || to.line < from.line)
        to = from;
    buf_clear(room);
    visible_add(room, source_shown(d->sources, from.src, scratch));
    add_property(out, "file", buf_view(room), ' ');
    add_number(out, "line", from.line);
    add_number(out, "endLine", to.line);
    if (to.line > from.line)
        return;
    add_number(out, "col", from.column);
    add_number(out, "endColumn", to.column);
}

static void add_command(struct buf *out, const struct diags *d,
                        const struct diag *m, struct buf *room,
                        struct arena *scratch)
{
    struct place at = source_locate(d->sources, m->at.pos);

    buf_printf(out, "::%s", command_of(m));
    add_place(out, d, m, room, scratch);
    buf_clear(room);
    if (m->verdict == DIAG_UNKNOWN)
        buf_text(room, "unknown: ");
    visible_add(room, m->id.len ? m->id : STR("weir"));
    add_property(out, "title", buf_view(room), at.src ? ',' : ' ');
    buf_text(out, "::");
    add_message(out, d, m, room, scratch);
    buf_char(out, '\n');
}

/* Says first that the log has more than the ten of a level that are shown. */
static void add_notice(struct buf *out, const struct diag_report *r,
                       struct buf *room)
{
    const struct diag_summary *s = r->sum;

    if (s->errors <= MOST_SHOWN && s->warnings <= MOST_SHOWN &&
        s->infos + s->unknown <= MOST_SHOWN)
        return;
    buf_clear(room);
    diags_print_summary(s, room);
    buf_text(out, "::notice title=weir::");
    add_escaped(out, buf_view(room), false);
    buf_printf(out, "; GitHub shows the first %d of each level, the log all\n",
               (int)MOST_SHOWN);
}

void diags_print_github(const struct diag_report *r, struct buf *out)
{
    const struct diags *d = r->diags;
    struct arena *scratch = arena_new();
    struct buf room = BUF_MAX(1u << 24);

    add_notice(out, r, &room);
    for (uint32_t i = 0; i < d->all.n; i++)
        add_command(out, d, d->all.at[i], &room, scratch);
    buf_free(&room);
    arena_free(scratch);
}
