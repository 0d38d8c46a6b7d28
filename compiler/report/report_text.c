/*
 * The report for a terminal, and as Markdown.
 */
#include "compiler/base/markdown.h"
#include "compiler/base/visible.h"
#include "compiler/report/report.h"

static uint32_t count_files(const struct report *r, bool broken, bool other)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < r->nfiles; i++)
        n += broken  ? r->files[i].broken
             : other ? !r->files[i].broken && !r->files[i].platform.len
                     : r->files[i].platform.len > 0;
    return n;
}

/* --- for a terminal ------------------------------------------------------ */

void report_print_human(const struct report *r, bool color, struct buf *out)
{
    diags_print_text(r->diags, color, out);
    for (uint32_t i = 0; i < r->nrisks; i++) {
        const struct report_risk *x = &r->risks[i];
        buf_printf(out, "%6u", x->failed);
        if (x->unknown)
            buf_printf(out, " (%u unknown)", x->unknown);
        buf_printf(out, " in %u flow%s: ", x->flows, x->flows == 1 ? "" : "s");
        visible_add(out, x->rule.id);
        buf_char(out, '\n');
    }
    buf_printf(out, "%u file%s: %u read, %u of no known platform, %u broken\n",
               r->nfiles, r->nfiles == 1 ? "" : "s",
               count_files(r, false, false), count_files(r, false, true),
               count_files(r, true, false));
    if (r->change)
        buf_printf(out, "%u new, %u mended, %u left since the earlier report\n",
                   r->change->fresh, r->change->mended, r->change->left);
    diags_print_summary(r->sum, out);
    buf_char(out, '\n');
}

/* --- Markdown ------------------------------------------------------------ */

static void add_counts(const struct report *r, struct buf *out)
{
    buf_printf(out,
               "| files | read | of no known platform | broken | flows | "
               "errors | warnings | infos | unknown |\n"
               "|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
               "| %u | %u | %u | %u | %u | %u | %u | %u | %u |\n\n",
               r->nfiles, count_files(r, false, false),
               count_files(r, false, true), count_files(r, true, false),
               r->g ? r->g->flows.n : 0, r->sum->errors, r->sum->warnings,
               r->sum->infos, r->sum->unknown);
    if (r->change)
        buf_printf(out,
                   "Since the earlier report: %u new, %u mended, %u left.\n\n",
                   r->change->fresh, r->change->mended, r->change->left);
}

static void add_risks(const struct report *r, struct buf *out)
{
    buf_text(out, "## Risks\n\n| rule | findings | unknown | flows | "
                  "likelihood | effect |\n|---|--:|--:|--:|---|---|\n");
    for (uint32_t i = 0; i < r->nrisks; i++) {
        const struct report_risk *x = &r->risks[i];
        buf_text(out, "| ");
        markdown_code(out, x->rule.id);
        buf_printf(out, " | %u | %u | %u | %s | %s |\n", x->failed, x->unknown,
                   x->flows, report_likelihood(r, x), report_effect(x));
    }
    buf_char(out, '\n');
}

static void add_finding(const struct report *r, uint32_t i, struct buf *out)
{
    const struct diag *d = r->diags->all.at[i];
    struct place at = source_locate(r->diags->sources, d->at.pos);

    buf_printf(out, "- %s%s ", diag_word(d),
               r->change && r->change->is_fresh[i] ? ", new," : "");
    markdown_code(out, d->id);
    buf_printf(out, ", line %u: ", at.line);
    markdown_add(out, d->message);
    buf_char(out, '\n');
}

static void add_plan(const struct report *r, struct buf *out)
{
    unsigned n = 0;

    buf_text(out, "## Plan\n\n");
    for (uint32_t i = 0; i < r->nrisks; i++) {
        const struct report_risk *x = &r->risks[i];
        if (!x->failed)
            continue;
        buf_printf(out, "%u. ", ++n);
        markdown_code(out, x->rule.id);
        buf_printf(out, " in %u flow%s. ", x->flows, x->flows == 1 ? "" : "s");
        for (size_t j = 0; j < x->mend.len; j++)
            buf_char(out, x->mend.ptr[j] == '\n' ? ' ' : x->mend.ptr[j]);
        buf_char(out, '\n');
    }
    buf_char(out, '\n');
}

void report_print_markdown(const struct report *r, struct buf *out)
{
    buf_text(out, "# Audit of integration flows\n\n");
    add_counts(r, out);
    add_risks(r, out);
    add_plan(r, out);
    for (uint32_t i = 0; r->g && i < r->g->flows.n; i++) {
        const struct report_flow *f = &r->flows[i];
        buf_text(out, "## ");
        markdown_code(out, f->flow->name);
        buf_text(out, "\n\n");
        markdown_code(out, f->file);
        buf_printf(out, ", %u steps\n\n", f->flow->end - f->flow->first);
        for (uint32_t j = 0; j < f->nfound; j++)
            add_finding(r, f->found[j], out);
        if (f->nfound)
            buf_char(out, '\n');
    }
    if (r->nloose)
        buf_text(out, "## Of no flow\n\n");
    for (uint32_t j = 0; j < r->nloose; j++)
        add_finding(r, r->loose[j], out);
}
