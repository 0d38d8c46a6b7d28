/*
 * `weir fmt`: the canonical layout, written in place. A file that does not
 * parse is left alone and its mistakes are shown.
 */
#include "compiler/base/diag_print.h"
#include "compiler/cli/estate.h"

#include <stdio.h>
#include <unistd.h>

static const struct option OPTIONS[] = {
    {"check", 0, OPTION_FLAG, NULL,
     "change nothing; name the files that would change, exit status 1"},
    {"stdin-name", 0, OPTION_TEXT, "NAME",
     "the name of standard input, given as -"},
    OPTIONS_END};

enum outcome { SAME, DIFFERENT, BROKEN };

static enum outcome layout(const struct ast_file *file, struct buf *out)
{
    buf_clear(out);
    if (file->failed)
        return BROKEN;
    print_file(file, out);
    return str_eq(buf_view(out), file->src->text) ? SAME : DIFFERENT;
}

static void print_mistakes(struct cli *c, struct diags *d)
{
    struct buf out = BUF_MAX((size_t)1 << 30);

    (void)c;
    diags_sort(d);
    diags_print_text(d, cli_color("auto", STDERR_FILENO), &out);
    fprintf(stderr, "%" STR_FMT, STR_ARG(buf_view(&out)));
    buf_free(&out);
}

static int change(struct cli *c, const struct estate *e,
                  const struct ast_file *file, str text)
{
    str shown = source_shown(&c->sources, file->src, c->arena);

    printf("%" STR_FMT "\n", STR_ARG(shown));
    if (options_has(&c->options, "check"))
        return CLI_NO;
    str path = project_path(&e->project, c->arena, file->src->name);
    return cli_write(c, path.ptr, text);
}

static int worse(int a, int b)
{
    return a > b ? a : b;
}

static int format_files(struct cli *c, struct estate *e)
{
    struct buf out = BUF_MAX((size_t)1 << 28);
    int status = CLI_DONE;

    for (uint32_t i = 0; i < e->compile.nfiles; i++) {
        const struct ast_file *file = e->compile.files[i];
        if (!project_wants(&e->project, file->src->name))
            continue;
        enum outcome was = layout(file, &out);
        if (was == BROKEN)
            status = worse(status, CLI_NO);
        else if (was == DIFFERENT)
            status = worse(status, change(c, e, file, buf_view(&out)));
    }
    buf_free(&out);
    print_mistakes(c, &e->diags);
    return status;
}

static int format_stdin(struct cli *c)
{
    struct estate e;
    struct buf out = BUF_MAX((size_t)1 << 28);
    str text;
    const char *name = options_text(&c->options, "stdin-name", "<stdin>");

    if (!cli_read_stdin(c, &text) ||
        !estate_open_text(&e, c, str_from(name), text))
        return CLI_CANNOT;
    compile_run(&e.compile, COMPILE_PARSE);
    enum outcome was = layout(e.compile.files[0], &out);
    print_mistakes(c, &e.diags);
    int status = was == BROKEN ? CLI_NO : CLI_DONE;
    if (was == DIFFERENT && options_has(&c->options, "check")) {
        puts(name);
        status = CLI_NO;
    } else if (was != BROKEN && !options_has(&c->options, "check")) {
        status = cli_write(c, NULL, buf_view(&out));
    }
    buf_free(&out);
    return status;
}

static int run(struct cli *c)
{
    const struct options *o = &c->options;
    struct estate e;

    if (o->args.n == 1 && str_eq(o->args.at[0], STR("-")))
        return format_stdin(c);
    if (!estate_open(&e, c, o->args.at, o->args.n, "format"))
        return CLI_CANNOT;
    compile_run(&e.compile, COMPILE_PARSE);
    return format_files(c, &e);
}

const struct command command_fmt = {
    .summary = "the canonical layout; comments are kept",
    .args = "[PATH...]",
    .text = "Files that change are named and written in place; with \"-\"\n"
            "standard input is laid out to standard output.\n\n"
            "Exit status: 0 done, 1 a difference (--check) or a file that\n"
            "does not parse, 2 could not run.",
    .options = OPTIONS,
    .most_args = UINT32_MAX,
    .run = run,
};
