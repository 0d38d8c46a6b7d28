/*
 * `weir audit`: a review of what runs already, on whatever platform.
 */
#include "compiler/cli/check_options.h"
#include "compiler/cli/documents.h"
#include "compiler/report/report.h"

#include <string.h>
#include <unistd.h>

static const struct option OPTIONS[] = {
    {"format", 'f', OPTION_CHOICE, "human|html|markdown|json",
     "how to write the report (by the end of FILE's name, else human)"},
    {"output", 'o', OPTION_TEXT, "FILE", "write it to FILE"},
    {"against", 0, OPTION_TEXT, "FILE",
     "an earlier report in JSON: what is new, mended and left"},
    CHECK_OPTIONS,
    OPTIONS_END};

struct audit {
    struct cli *c;
    struct project project;
    struct documents documents;
    struct diags diags;
    struct compile compile;
};

static bool nothing(struct audit *a)
{
    uint32_t n;
    const struct import_format *const *all = import_formats(&n);
    struct buf names = BUF_MAX(1 << 16);

    for (uint32_t i = 0; i < n; i++)
        buf_printf(&names, "%s%s", i ? ", " : "", all[i]->title);
    cli_cannot(a->c,
               a->documents.n
                   ? "nothing to audit: none of %u files is an export of a "
                     "platform that is known"
                   : "nothing to audit: no .json, .yaml or .yml file%.0u",
               a->documents.n);
    cli_help(a->c, "exports of these are read: %" STR_FMT,
             STR_ARG(buf_view(&names)));
    buf_free(&names);
    return false;
}

static bool open_all(struct audit *a)
{
    struct cli *c = a->c;

    if (!documents_from(c, &a->documents.from) ||
        !project_open_exports(&a->project, c, c->options.args.at,
                              c->options.args.n))
        return false;
    diags_init(&a->diags, c->arena, &c->sources);
    compile_init(&a->compile, c->arena, &c->sources, &a->diags,
                 a->project.root);
    if (!check_options(&a->compile.lint, c, &a->project))
        return false;
    if (a->compile.lint.preset == LINT_RECOMMENDED)
        a->compile.lint.preset = LINT_AUDIT;
    documents_read(&a->documents, c, &a->diags, &a->project,
                   a->project.documents.at, a->project.documents.n);
    documents_compile(&a->documents, &a->compile, c, &a->project);
    return a->compile.imports.n || a->diags.all.n || nothing(a);
}

static struct report_file *list_files(struct audit *a, const struct graph *g)
{
    struct report_file *files =
        arena_array(a->c->arena, struct report_file, a->documents.n + 1);

    for (uint32_t i = 0; i < a->documents.n; i++) {
        const struct document *d = &a->documents.at[i];
        files[i].name = d->name;
        files[i].broken = d->state == DOCUMENT_BROKEN;
        if (d->nparts)
            files[i].platform = str_from(d->parts[0].format->title);
    }
    // Flows stand in the order of the files.
    uint32_t file = 0;
    for (uint32_t i = 0; g && i < g->flows.n; i++) {
        const struct source *src =
            source_of(&a->c->sources, g->flows.at[i]->at.pos);
        while (file < a->documents.n && a->documents.at[file].src != src)
            file++;
        if (file < a->documents.n)
            files[file].flows++;
    }
    return files;
}

static bool compare(struct audit *a, struct report *r)
{
    const char *path = options_text(&a->c->options, "against", NULL);
    struct tree_reader reader = {.arena = a->c->arena,
                                 .sources = &a->c->sources,
                                 .diags = &a->c->problems,
                                 .id = "",
                                 .max_depth = 100};

    if (!path)
        return true;
    struct source *src = source_open(&a->c->sources, path, str_from(path));
    if (!src) {
        cli_errno(a->c, "read", path);
        return false;
    }
    const struct tree *old = tree_read_json(&reader, src);
    r->change = old ? report_compare(r, old, &a->c->problems) : NULL;
    return r->change != NULL;
}

static const char *format_of(const struct options *o, const char *path)
{
    str name = path ? str_from(path) : STR("");
    const char *own = str_ends_with(name, STR(".html"))   ? "html"
                      : str_ends_with(name, STR(".md"))   ? "markdown"
                      : str_ends_with(name, STR(".json")) ? "json"
                                                          : "human";

    return options_text(o, "format", own);
}

static int print(struct audit *a, const struct report *r)
{
    const struct options *o = &a->c->options;
    const char *path = options_text(o, "output", NULL);
    const char *format = format_of(o, path);
    struct buf out = BUF_MAX((size_t)1 << 31);

    if (strcmp(format, "html") == 0)
        report_print_html(r, &out);
    else if (strcmp(format, "markdown") == 0)
        report_print_markdown(r, &out);
    else if (strcmp(format, "json") == 0)
        report_print_json(r, &out);
    else
        report_print_human(
            r,
            !path && cli_color(options_text(o, "color", "auto"), STDOUT_FILENO),
            &out);
    int status = out.failed ? cli_cannot(a->c, "the report is too large")
                            : cli_write(a->c, path, buf_view(&out));
    buf_free(&out);
    return status;
}

static int run(struct cli *c)
{
    struct audit a = {.c = c};
    struct diag_summary sum = {0};
    const char *today = options_text(&c->options, "today", NULL);

    if (!open_all(&a))
        return CLI_CANNOT;
    const struct graph *g = compile_run(&a.compile, COMPILE_LINT);
    if (c->problems.all.n)
        return CLI_CANNOT;
    diags_sort(&a.diags);
    diags_count(&a.diags, &sum);
    sum.files = a.documents.n;
    sum.flows = g ? g->flows.n : 0;
    sum.waived = a.compile.counts.waived;
    struct report r = {.arena = c->arena,
                       .g = g,
                       .diags = &a.diags,
                       .sum = &sum,
                       .files = list_files(&a, g),
                       .nfiles = a.documents.n};
    if (today)
        r.day = str_from(today);
    report_count(&r, check_rule, NULL);
    if (!compare(&a, &r))
        return CLI_CANNOT;
    int status = print(&a, &r);
    bool failed = check_fails(check_fail_on(&c->options), &sum);
    return status == CLI_DONE && failed ? CLI_NO : status;
}

const struct command command_audit = {
    .summary = "review existing configurations of other platforms",
    .args = "[PATH...]",
    .text =
        "PATH is an export of a platform, or a folder of them (.json, .yaml,\n"
        ".yml); without one the current folder. Each file's platform is\n"
        "recognised, and all of them are judged as one estate. What exports\n"
        "can't say is unknown, until \"audit:\" of weir.yaml says it.\n\n"
        "Exit status: 0 nothing at or above --fail-on, 1 findings, 2 could\n"
        "not run.",
    .options = OPTIONS,
    .most_args = UINT32_MAX,
    .run = run,
};
