/*
 * `weir graph`: a flow, or all of an estate, as a picture. Graphviz draws the
 * SVG: it is run as it is, without a shell.
 */
#include "compiler/cli/command.h"
#include "compiler/cli/estate.h"
#include "compiler/emit/diagram.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static const struct option OPTIONS[] = {
    {"format", 'f', OPTION_CHOICE, "svg|dot|mermaid",
     "what to write (svg, which needs Graphviz)"},
    {"output", 'o', OPTION_TEXT, "FILE", "write to FILE"},
    {0}};

/* --- Graphviz ------------------------------------------------------------ */

static bool read_all(int fd, struct buf *out)
{
    char part[65536];
    ssize_t n;

    do {
        n = read(fd, part, sizeof part);
        if (n > 0)
            buf_add(out, part, (size_t)n);
    } while (n > 0 || (n < 0 && errno == EINTR));
    return n == 0 && !out->failed;
}

static int spawn_dot(pid_t *pid, int in, int out)
{
    static const char *const words[] = {"dot", "-Tsvg", NULL};
    posix_spawn_file_actions_t actions;
    char *argv[3];

    for (size_t i = 0; i < 3; i++)
        argv[i] = (char *)(uintptr_t)words[i];
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    int failed = posix_spawnp(pid, "dot", &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

static int cannot_draw(struct cli *c, int error)
{
    cli_cannot(c, "cannot run \"dot\": %s",
               error == ENOENT ? "it is not installed" : ERROR_TEXT(error));
    cli_help(c, "install Graphviz, or choose --format dot or mermaid");
    return CLI_CANNOT;
}

/* The input is a file, so that neither side waits for the other. */
static int draw(struct cli *c, FILE *in, struct buf *svg)
{
    int ends[2], status = 0;
    pid_t pid;

    if (pipe(ends) != 0)
        return cli_errno(c, "run", "dot");
    int error = spawn_dot(&pid, fileno(in), ends[1]);
    close(ends[1]);
    bool whole = !error && read_all(ends[0], svg);
    close(ends[0]);
    if (error)
        return cannot_draw(c, error);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (!whole || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
            return cannot_draw(c, ENOENT);
        return cli_cannot(c, "\"dot\" failed");
    }
    return CLI_DONE;
}

static int make_svg(struct cli *c, const struct buf *dot, struct buf *svg)
{
    FILE *in = tmpfile();

    if (!in)
        return cli_errno(c, "write", "a temporary file");
    bool written = fwrite(dot->ptr, 1, dot->len, in) == dot->len &&
                   fflush(in) == 0 && fseek(in, 0, SEEK_SET) == 0;
    int result =
        written ? draw(c, in, svg) : cli_errno(c, "write", "a temporary file");
    fclose(in);
    return result;
}

/* --- the command --------------------------------------------------------- */

static const struct graph_flow *find_flow(struct cli *c, const struct graph *g,
                                          str name)
{
    str *names = arena_array(c->arena, str, g->flows.n + 1);

    for (uint32_t i = 0; i < g->flows.n; i++) {
        names[i] = g->flows.at[i]->name;
        if (str_eq(names[i], name))
            return g->flows.at[i];
    }
    cli_cannot(c, "there is no flow \"%" STR_FMT "\"", STR_ARG(name));
    str near = diag_nearest(c->arena, name, names, g->flows.n);
    if (near.len)
        cli_help(c, "did you mean \"%" STR_FMT "\"?", STR_ARG(near));
    return NULL;
}

static int write_picture(struct cli *c, const struct diagram *d)
{
    const char *format = options_text(&c->options, "format", "svg");
    const char *path = options_text(&c->options, "output", NULL);
    struct buf text = BUF_MAX((size_t)1 << 30), svg = BUF_MAX((size_t)1 << 30);
    int result = CLI_DONE;

    if (strcmp(format, "mermaid") == 0)
        emit_mermaid(d, &text);
    else
        emit_dot(d, &text);
    if (strcmp(format, "svg") == 0)
        result = make_svg(c, &text, &svg);
    if (result == CLI_DONE)
        result = cli_write(c, path, buf_view(svg.len ? &svg : &text));
    buf_free(&text);
    buf_free(&svg);
    return result;
}

static int run(struct cli *c)
{
    const struct options *o = &c->options;
    const struct graph_flow *only = NULL;
    struct estate e;

    if (!estate_open(&e, c, o->args.at, 1, "draw"))
        return CLI_CANNOT;
    const struct graph *g = compile_run(&e.compile, COMPILE_LOWER);
    if (!g)
        return estate_refused(&e, c);
    if (o->args.n > 1) {
        only = find_flow(c, g, o->args.at[1]);
        if (!only)
            return CLI_CANNOT;
    }
    struct diagram d = diagram_make(c->arena, g, only);
    return write_picture(c, &d);
}

const struct command command_graph = {
    .summary = "draw a flow as a picture",
    .args = "PATH [FLOW]",
    .text = "Writes the flow, or all flows of the estate, as SVG, as DOT for "
            "Graphviz or as Mermaid. Error routes are dashed and red; queues "
            "show their owners.",
    .options = OPTIONS,
    .least_args = 1,
    .most_args = 2,
    .run = run,
};
