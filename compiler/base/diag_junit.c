/*
 * Messages as test results, for what reads JUnit's XML: a suite for each file,
 * a case for each message. What fails the gate (--fail-on) fails there too, so
 * that both say the same; an unknown is a skipped case, the rest has passed
 * and says so. A case keeps its name when lines move.
 */
#include "compiler/base/diag_print.h"
#include "compiler/base/map.h"
#include "compiler/base/visible.h"

struct printer {
    const struct diag_report *report;
    struct buf *out;
    struct arena *scratch;
    struct map names; // of cases, to how many have it
    struct buf room;
};

enum outcome { PASSED, SKIPPED, FAILED };

static enum outcome outcome_of(const struct diag_report *r,
                               const struct diag *m)
{
    if (m->verdict == DIAG_UNKNOWN)
        return SKIPPED;
    return r->fail_on && m->level >= r->fail_on ? FAILED : PASSED;
}

/* Adds a text on one line. What XML can't hold is not seen either. */
static void add_text(struct printer *p, str text)
{
    buf_clear(&p->room);
    visible_add(&p->room, text);
    for (size_t i = 0; i < p->room.len; i++) {
        switch (p->room.ptr[i]) {
        case '&': buf_text(p->out, "&amp;"); break;
        case '<': buf_text(p->out, "&lt;"); break;
        case '>': buf_text(p->out, "&gt;"); break;
        case '"': buf_text(p->out, "&quot;"); break;
        case '\'': buf_text(p->out, "&apos;"); break;
        default: buf_char(p->out, p->room.ptr[i]);
        }
    }
}

static void add_attribute(struct printer *p, const char *key, str value)
{
    buf_printf(p->out, " %s=\"", key);
    add_text(p, value);
    buf_char(p->out, '"');
}

/* "12:3: " or nothing. */
static void add_place(struct printer *p, span at)
{
    struct place from = source_locate(p->report->diags->sources, at.pos);

    if (!from.src)
        return;
    add_text(p, source_shown(p->report->diags->sources, from.src, p->scratch));
    buf_printf(p->out, ":%u:%u: ", (unsigned)from.line, (unsigned)from.column);
}

/* As compilers print it, so that a log can be clicked. */
static void add_lines(struct printer *p, const struct diag *m)
{
    add_place(p, m->at);
    buf_printf(p->out, "%s: ", diag_word(m));
    add_text(p, m->message);
    for (const struct diag_note *n = m->notes; n; n = n->next) {
        buf_char(p->out, '\n');
        add_place(p, n->at);
        buf_text(p->out, "note: ");
        add_text(p, n->text);
    }
    if (m->help.len) {
        buf_text(p->out, "\nhelp: ");
        add_text(p, m->help);
    }
}

/* What it is about; of several that are about one thing all but the first have
 * a number. */
static str name_of(struct printer *p, str file, const struct diag *m)
{
    str about = m->anchor.len ? m->anchor : m->message;
    str name =
        arena_printf(p->scratch, "%" STR_FMT "%s%" STR_FMT, STR_ARG(m->id),
                     m->id.len ? " " : "", STR_ARG(about));
    str key = arena_printf(p->scratch, "%" STR_FMT "\n%" STR_FMT, STR_ARG(file),
                           STR_ARG(name));
    uint32_t **count = (uint32_t **)map_put(&p->names, key);

    if (!*count)
        *count = arena_make(p->scratch, uint32_t);
    if (++**count == 1)
        return name;
    return arena_printf(p->scratch, "%" STR_FMT " (%u)", STR_ARG(name),
                        (unsigned)**count);
}

static void add_case(struct printer *p, str file, const struct diag *m)
{
    enum outcome outcome = outcome_of(p->report, m);
    const char *element = outcome == FAILED    ? "failure"
                          : outcome == SKIPPED ? "skipped"
                                               : "system-out";

    buf_text(p->out, "    <testcase");
    add_attribute(p, "name", name_of(p, file, m));
    add_attribute(p, "classname", file);
    buf_printf(p->out, ">\n      <%s", element);
    if (outcome == FAILED) {
        add_attribute(p, "type", m->id.len ? m->id : STR("weir"));
        add_attribute(p, "message", m->message);
    }
    buf_char(p->out, '>');
    add_lines(p, m);
    buf_printf(p->out, "</%s>\n    </testcase>\n", element);
}

static str file_of(struct printer *p, const struct diag *m)
{
    const struct source *src =
        source_locate(p->report->diags->sources, m->at.pos).src;

    return src ? source_shown(p->report->diags->sources, src, p->scratch)
               : STR("weir");
}

/* Opens a suite of the messages from..to. */
static void open_suite(struct printer *p, str file, uint32_t from, uint32_t to)
{
    uint32_t of[FAILED + 1] = {0};

    for (uint32_t i = from; i < to; i++)
        of[outcome_of(p->report, p->report->diags->all.at[i])]++;
    buf_text(p->out, "  <testsuite");
    add_attribute(p, "name", file);
    buf_printf(
        p->out, " tests=\"%u\" failures=\"%u\" errors=\"0\" skipped=\"%u\">\n",
        (unsigned)(to - from), (unsigned)of[FAILED], (unsigned)of[SKIPPED]);
}

/* The messages of one file from `from` on; where the next one begins. */
static uint32_t add_suite(struct printer *p, uint32_t from)
{
    const struct diags *d = p->report->diags;
    str file = file_of(p, d->all.at[from]);
    uint32_t to = from + 1;

    while (to < d->all.n && str_eq(file_of(p, d->all.at[to]), file))
        to++;
    open_suite(p, file, from, to);
    for (uint32_t i = from; i < to; i++)
        add_case(p, file, d->all.at[i]);
    buf_text(p->out, "  </testsuite>\n");
    return to;
}

/* A run without findings is one case that passed: readers take a report
 * without a case for a run that did not happen. */
static void add_clean(struct printer *p)
{
    buf_text(p->out, "  <testsuite name=\"weir\" tests=\"1\" failures=\"0\" "
                     "errors=\"0\" skipped=\"0\">\n"
                     "    <testcase name=\"no findings\" classname=\"weir\">\n"
                     "      <system-out>");
    diags_print_summary(p->report->sum, p->out);
    buf_text(p->out, "</system-out>\n    </testcase>\n  </testsuite>\n");
}

void diags_print_junit(const struct diag_report *r, struct buf *out)
{
    const struct diags *d = r->diags;
    struct printer p = {.report = r,
                        .out = out,
                        .scratch = arena_new(),
                        .room = BUF_MAX(1u << 24)};
    uint32_t failures = 0, n = d->all.n;

    map_init(&p.names, p.scratch);
    for (uint32_t i = 0; i < n; i++)
        failures += outcome_of(r, d->all.at[i]) == FAILED;
    buf_printf(out,
               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
               "<testsuites name=\"weir check\" tests=\"%u\" failures=\"%u\" "
               "errors=\"0\">\n",
               (unsigned)(n ? n : 1), (unsigned)failures);
    for (uint32_t i = 0; i < n;)
        i = add_suite(&p, i);
    if (!n)
        add_clean(&p);
    buf_text(out, "</testsuites>\n");
    buf_free(&p.room);
    arena_free(p.scratch);
}
