/*
 * `weir check`: the findings of an estate, for a person, a script or a gate.
 */
#include "compiler/base/diag_print.h"
#include "compiler/base/visible.h"
#include "compiler/cli/baseline.h"
#include "compiler/cli/changed.h"
#include "compiler/cli/check_options.h"
#include "compiler/cli/estate.h"
#include "compiler/cli/fix.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FORMAT(name) "|" #name
static const char FORMATS[] =
#include "compiler/base/diag_formats.def"
    ;
#undef FORMAT

static const struct option OPTIONS[] = {
    {"format", 'f', OPTION_CHOICE, &FORMATS[1],
     "how to print the findings (human)"},
    {"output", 'o', OPTION_TEXT, "FILE", "write them to FILE"},
    CHECK_OPTIONS,
    {"baseline", 0, OPTION_TEXT, "FILE",
     "leave out the findings that stand in FILE"},
    {"write-baseline", 0, OPTION_FLAG, NULL,
     "write the findings to the baseline, which is not there yet"},
    {"prune", 0, OPTION_FLAG, NULL, "take what is mended out of the baseline"},
    {"changed-since", 0, OPTION_TEXT, "REV",
     "only findings in items that changed since a revision of git"},
    {"fix", 0, OPTION_FLAG, NULL, "mend what can be mended safely"},
    {"unsafe-fixes", 0, OPTION_FLAG, NULL,
     "mend also what changes what a flow does, or is to be filled in"},
    {"diff", 0, OPTION_FLAG, NULL,
     "print the fixes as a patch, change nothing"},
    {"statistics", 0, OPTION_FLAG, NULL,
     "count the findings of each rule, and the time it took"},
    {"stdin-name", 0, OPTION_TEXT, "NAME",
     "the name of standard input, given as -"},
    {"dump", 0, OPTION_CHOICE, "ast|graph",
     "print what a pass made instead of checking on"},
    OPTIONS_END};

static bool is_stdin(const struct options *o)
{
    return o->args.n == 1 && str_eq(o->args.at[0], STR("-"));
}

static bool open_estate(struct estate *e, struct cli *c)
{
    const struct options *o = &c->options;
    str text;

    for (uint32_t i = 0; i < o->args.n; i++)
        if (str_eq(o->args.at[i], STR("-")) && o->args.n > 1) {
            cli_cannot(c, "\"-\" stands alone: standard input is one text");
            return false;
        }
    if (!is_stdin(o))
        return estate_open(e, c, o->args.at, o->args.n, "check");
    const char *name = options_text(o, "stdin-name", "<stdin>");
    return cli_read_stdin(c, &text) &&
           estate_open_text(e, c, str_from(name), text);
}

static bool is_wanted(const struct estate *e, const struct diag *d)
{
    const struct source *src = source_of(e->diags.sources, d->at.pos);

    return !src || !src->in_project || project_wants(&e->project, src->name);
}

/* Findings of the parts that were named; what is nowhere, and a connector's,
 * always. Where no rule has judged because of an error in another part, that
 * error is said: it is no clean bill. */
static void keep_wanted(struct estate *e)
{
    struct diags *d = &e->diags;
    uint32_t n = 0, errors = 0;

    for (uint32_t i = 0; i < d->all.n; i++)
        errors +=
            d->all.at[i]->level == DIAG_ERROR && is_wanted(e, d->all.at[i]);
    bool all_errors = !e->compile.lowered && !errors;
    for (uint32_t i = 0; i < d->all.n; i++)
        if (is_wanted(e, d->all.at[i]) ||
            (all_errors && d->all.at[i]->level == DIAG_ERROR))
            d->all.at[n++] = d->all.at[i];
    d->all.n = n;
}

/* Files and flows of the parts that were named. */
static void count_parts(const struct estate *e, struct diag_summary *sum)
{
    const struct compile *c = &e->compile;

    if (e->document) {
        sum->files = 1;
        sum->flows = c->graph ? c->graph->flows.n : 0;
    }
    if (c->imports.n) {
        sum->files = e->documents.n;
        sum->flows = c->graph ? c->graph->flows.n : 0;
    }
    for (uint32_t i = 0; i < c->nfiles; i++) {
        const struct ast_file *file = c->files[i];
        if (!project_wants(&e->project, file->src->name))
            continue;
        sum->files++;
        for (const struct ast_item *it = file->items; it; it = it->next)
            sum->flows += it->kind == AST_FLOW;
    }
}

static bool is_mending(const struct options *o)
{
    return options_has(o, "fix") || options_has(o, "unsafe-fixes") ||
           options_has(o, "diff");
}

static int print_findings(struct cli *c, struct estate *e,
                          const struct diag_summary *sum)
{
    const struct options *o = &c->options;
    const char *format = options_text(o, "format", "human");
    const char *path = options_text(o, "output", NULL);
    bool human = strcmp(format, "human") == 0;
    struct buf out = BUF_MAX((size_t)1 << 31), counts = BUF_MAX(1 << 20);
    struct diag_report r = {.diags = &e->diags,
                            .sum = sum,
                            .rule = check_rule,
                            .fail_on = check_fail_on(o)};

    r.failed = check_fails(r.fail_on, sum);
    r.color =
        !path && cli_color(options_text(o, "color", "auto"), STDOUT_FILENO);
    if (options_has(o, "statistics"))
        check_statistics(&e->diags, e->compile.lint.times, c->arena, &counts);
    r.statistics = buf_view(&counts);
    diag_format_find(format)->print(&r, &out);
    if (!human)
        fprintf(stderr, "%" STR_FMT, STR_ARG(buf_view(&counts)));
    // With a mended text on standard output the findings go beside it.
    bool beside = !path && is_stdin(o) && is_mending(o);
    int status = out.failed ? cli_cannot(c, "the findings are too many")
                 : beside   ? CLI_DONE
                            : cli_write(c, path, buf_view(&out));
    if (beside)
        fprintf(stderr, "%" STR_FMT, STR_ARG(buf_view(&out)));
    buf_free(&out);
    buf_free(&counts);
    return status == CLI_DONE && r.failed ? CLI_NO : status;
}

/* --dump=: what a pass made; findings go to standard error. */
static int dump(struct cli *c, struct estate *e)
{
    bool ast = strcmp(options_text(&c->options, "dump", ""), "ast") == 0;
    const struct graph *g =
        compile_run(&e->compile, ast ? COMPILE_PARSE : COMPILE_LOWER);
    struct buf raw = BUF_MAX((size_t)1 << 30), out = BUF_MAX((size_t)1 << 31);
    struct buf said = BUF_MAX(1u << 30);

    for (uint32_t i = 0; ast && i < e->compile.nfiles; i++)
        if (!e->compile.files[i]->failed)
            print_file_bare(e->compile.files[i], &raw);
    if (g)
        graph_print(g, &raw);
    visible_lines(&out, buf_view(&raw));
    buf_free(&raw);
    diags_sort(&e->diags);
    diags_print_text(&e->diags, cli_color("auto", STDERR_FILENO), &said);
    fprintf(stderr, "%" STR_FMT, STR_ARG(buf_view(&said)));
    int status = cli_write(c, NULL, buf_view(&out));
    buf_free(&out);
    buf_free(&said);
    if (status != CLI_DONE || !e->diags.errors)
        return status;
    return e->document && !g ? CLI_CANNOT : CLI_NO;
}

static bool holds_any(const struct graph *g)
{
    return g->connectors.n || g->instances.n || g->teams.n || g->queues.n ||
           g->records.n || g->enums.n || g->entities.n || g->tables.n ||
           g->stores.n || g->functions.n || g->flows.n || g->reconciles.n ||
           g->tests.n;
}

/* True when a file that was meant has anything in it. */
static bool has_items(const struct estate *e)
{
    const struct compile *c = &e->compile;

    for (uint32_t i = 0; i < c->nfiles; i++)
        if (project_wants(&e->project, c->files[i]->src->name) &&
            (c->files[i]->items || c->files[i]->failed))
            return true;
    if (e->documents.n)
        return true;
    return e->document && (!c->graph || holds_any(c->graph));
}

static int nothing(struct cli *c, const struct diag_summary *sum)
{
    cli_cannot(c, "nothing to check: no item in %u file%s", sum->files,
               sum->files == 1 ? "" : "s");
    cli_help(c, "an item is a flow, connector, record, map, fn, table, queue, "
                "team or test; \"weir init\" writes a first flow");
    return CLI_CANNOT;
}

/* Every rule judged all of the project, if it compiles: a finding of the
 * baseline that is not there is mended. */
static bool is_whole(const struct cli *c, const struct estate *e)
{
    const struct project *p = &e->project;

    return !p->only.n && !(p->documents.n && p->names.n) &&
           !options_has(&c->options, "select") &&
           !options_has(&c->options, "ignore") &&
           !options_has(&c->options, "level");
}

static bool baseline_usage(struct cli *c, const struct estate *e)
{
    const struct options *o = &c->options;
    bool write = options_has(o, "write-baseline");
    bool prune = options_has(o, "prune");

    if ((write || prune) && !options_has(o, "baseline"))
        cli_cannot(c, "--baseline FILE says which file is meant");
    else if (write && prune)
        cli_cannot(c, "--write-baseline begins one, --prune shrinks one: "
                      "expected one of them");
    else if ((write || prune) && is_mending(o))
        cli_cannot(c, "a baseline is written or pruned of what is there: "
                      "mend first");
    else if (prune && !is_whole(c, e))
        cli_cannot(c, "--prune needs a check of the whole project by all "
                      "rules");
    else
        return true;
    return false;
}

static bool wants(const void *estate, const struct diag *d)
{
    return is_wanted(estate, d);
}

/* Says what is mended, and takes it out with --prune. */
static bool shrink(struct cli *c, const struct estate *e,
                   const struct baseline *b)
{
    bool prune = options_has(&c->options, "prune"), ok = true;
    struct buf names = BUF_MAX(1 << 20);
    uint32_t gone = e->compile.lowered ? baseline_gone(b, &names) : 0;

    if (prune && !e->compile.lowered)
        fprintf(stderr,
                "%s: not pruned, for what does not compile was not "
                "judged\n",
                b->path);
    if (gone && is_whole(c, e)) {
        ok = !prune || baseline_write(b, c, true);
        fprintf(stderr, "%s: %u finding%s of it %s mended%s\n%" STR_FMT,
                b->path, (unsigned)gone, gone == 1 ? "" : "s",
                gone == 1 ? "is" : "are",
                prune ? ", and taken out" : "; --prune takes them out",
                STR_ARG(buf_view(&names)));
    }
    buf_free(&names);
    return ok;
}

/* Takes what stands in the baseline out of the sorted findings. */
static bool apply_baseline(struct cli *c, struct estate *e,
                           struct diag_summary *sum)
{
    const char *path = options_text(&c->options, "baseline", NULL);
    const struct lint_options *o = &e->compile.lint;
    bool write = options_has(&c->options, "write-baseline");
    struct baseline b;

    if (!path)
        return true;
    if (write && !e->compile.lowered) {
        fprintf(stderr,
                "%s: not written, for what does not compile was not "
                "judged\n",
                path);
        return true;
    }
    if (!(write ? baseline_make(&b, c, path, o, &e->diags, wants, e) &&
                      baseline_write(&b, c, false)
                : baseline_read(&b, c, path)))
        return false;
    if (write)
        fprintf(stderr, "%s: %u finding%s\n", path, (unsigned)b.lines.n,
                b.lines.n == 1 ? "" : "s");
    baseline_apply(&b, c, o, &e->diags);
    for (uint32_t i = 0; i < b.taken.n; i++)
        sum->baselined += is_wanted(e, b.taken.at[i]);
    return shrink(c, e, &b);
}

static bool keep_changed(struct cli *c, struct estate *e)
{
    const char *revision = options_text(&c->options, "changed-since", NULL);

    return !revision || changed_keep(c, e, revision);
}

static bool keep_asked(struct cli *c, struct estate *e)
{
    keep_wanted(e);
    return keep_changed(c, e);
}

/* --diff: the patch alone; its exit status says whether there is one. */
static int print_patch(struct cli *c, const struct fixes *f)
{
    struct buf out = BUF_MAX((size_t)1 << 31);

    fixes_diff(f, c, &out);
    int status = out.failed
                     ? cli_cannot(c, "the patch is too large")
                     : cli_write(c, options_text(&c->options, "output", NULL),
                                 buf_view(&out));
    buf_free(&out);
    return status == CLI_DONE && f->files.n ? CLI_NO : status;
}

/* Standard input: the mended text goes to standard output. */
static int print_mended(struct cli *c, const struct estate *e)
{
    return cli_write(c, NULL, e->compile.texts.at[0]->text);
}

/* Mends the estate. True when its findings are still to be printed. */
static bool mend(struct cli *c, struct estate *e, int *status)
{
    const struct options *o = &c->options;
    struct fixes f = {.boldest = options_has(o, "unsafe-fixes") ? DIAG_SCAFFOLD
                                                                : DIAG_SAFE,
                      .keep = keep_asked};
    struct buf said = BUF_MAX(1 << 24);
    bool diff = options_has(o, "diff");

    *status = CLI_CANNOT;
    if (e->document || e->documents.n) {
        cli_cannot(c, "only .weir files can be mended");
        return false;
    }
    if (!fixes_make(&f, c, e))
        return false;
    *status = diff          ? print_patch(c, &f)
              : is_stdin(o) ? print_mended(c, e)
                            : fixes_write(&f, c, e);
    if (*status != CLI_CANNOT)
        fixes_summary(&f, c, !diff, &said);
    fprintf(stderr, "%" STR_FMT, STR_ARG(buf_view(&said)));
    buf_free(&said);
    return *status != CLI_CANNOT && !diff;
}

static int run(struct cli *c)
{
    struct estate e;
    struct diag_summary sum = {0};
    int mended = CLI_DONE;

    if (!open_estate(&e, c) || !check_options(&e.compile.lint, c, &e.project) ||
        !baseline_usage(c, &e))
        return CLI_CANNOT;
    if (options_has(&c->options, "dump"))
        return dump(c, &e);
    e.compile.lint.part = e.document || e.documents.n;
    if (options_has(&c->options, "statistics"))
        e.compile.lint.times = check_times(c->arena);
    if (!is_mending(&c->options))
        compile_run(&e.compile, COMPILE_LINT);
    else if (!mend(c, &e, &mended))
        return mended;
    if (c->problems.all.n)
        return CLI_CANNOT;
    diags_sort(&e.diags);
    if (!apply_baseline(c, &e, &sum))
        return CLI_CANNOT;
    keep_wanted(&e);
    uint32_t found = e.diags.all.n + sum.baselined;
    if (!keep_changed(c, &e))
        return CLI_CANNOT;
    diags_count(&e.diags, &sum);
    count_parts(&e, &sum);
    if (!has_items(&e) && !found && !is_mending(&c->options))
        return nothing(c, &sum);
    for (uint32_t i = 0; i < e.compile.counts.waived; i++)
        sum.waived += is_wanted(&e, e.compile.counts.silenced[i]);
    int status = print_findings(c, &e, &sum);
    if (status != CLI_CANNOT && e.document && !e.compile.graph)
        return CLI_CANNOT; // no part of it was judged
    return status;
}

const struct command command_check = {
    .summary = "parse, type and lint; say what is wrong and how to mend it",
    .args = "[PATH...]",
    .text =
        "PATH is a project's folder, a part of it, or a .weir file; without\n"
        "one the project around the current folder is checked. With a part,\n"
        "all of the project is read and the part's findings are shown.\n\n"
        "Exit status: 0 nothing at or above --fail-on, 1 findings, 2 could\n"
        "not run.",
    .options = OPTIONS,
    .most_args = UINT32_MAX,
    .run = run,
};
