/*
 * `weir run`: builds if needed, then becomes the runner.
 */
#include "compiler/cli/runner.h"

#include <sys/stat.h>

static const struct option options[] = {
    {"once", 0, OPTION_FLAG, NULL, "one run of each flow, triggers aside"},
    {"env", 0, OPTION_TEXT, "NAME", "the environment of weir.yaml to run in"},
    {"from", 0, OPTION_TEXT, "all|now|TIME",
     "where the first run of a read with since begins"},
    {0}};

/* The first argument is a path when there is such a file or folder. */
static bool has_path(const struct cli *c)
{
    struct stat st;

    return c->options.args.n && stat(c->options.args.at[0].ptr, &st) == 0;
}

static int run(struct cli *c)
{
    const struct options *o = &c->options;
    uint32_t paths = has_path(c) ? 1 : 0, n = 0;
    const char **args = arena_array(c->arena, const char *, o->args.n + 8);
    const char *env = options_text(o, "env", NULL);
    const char *from = options_text(o, "from", NULL);
    struct runner_program p;

    int status = runner_make(c, o->args.at, paths, &p);
    if (status != CLI_DONE)
        return status;
    args[n++] = p.path.ptr;
    if (options_has(o, "once"))
        args[n++] = "--once";
    if (env) {
        args[n++] = "--env";
        args[n++] = env;
    }
    if (from) {
        args[n++] = "--from";
        args[n++] = from;
    }
    for (uint32_t i = paths; i < o->args.n; i++)
        args[n++] = o->args.at[i].ptr;
    return runner_exec(c, &p, args);
}

const struct command command_run = {
    .summary = "run flows, built first if they changed",
    .args = "[PATH] [FLOW...]",
    .text = "Without FLOW all flows run that have a trigger of their own. "
            "Ctrl-C stops between records; nothing is lost.",
    .options = options,
    .most_args = UINT32_MAX,
    .run = run,
};
