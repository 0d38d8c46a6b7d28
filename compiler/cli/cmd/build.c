/*
 * `weir build`: check, then C sources and the runner program.
 */
#include "compiler/cli/runner.h"

#include <stdio.h>
#include <string.h>

static const struct option options[] = {
    {"output", 'o', OPTION_TEXT, "DIR",
     "where files go; without it build/ beside weir.yaml"},
    {"no-cc", 0, OPTION_FLAG, NULL, "stop at the C sources"},
    {0}};

static int build(struct cli *c, struct runner *r)
{
    int refused = runner_refuse(r->estate, c, r->graph);
    if (refused != CLI_DONE)
        return refused;
    if (!runner_sources(r))
        return CLI_CANNOT;
    if (options_has(&c->options, "no-cc"))
        return CLI_DONE;
    return runner_link(r) ? CLI_DONE : CLI_CANNOT;
}

static int run(struct cli *c)
{
    struct estate *e = arena_make(c->arena, struct estate);
    struct runner r = {.cli = c, .estate = e};
    const char *dir = options_text(&c->options, "output", NULL);

    if (!estate_open(e, c, c->options.args.at, c->options.args.n, "build"))
        return CLI_CANNOT;
    r.graph = estate_build(e, c);
    if (!r.graph)
        return c->problems.all.n ? CLI_CANNOT : CLI_NO;
    r.dir = dir ? str_from(dir)
                : arena_printf(c->arena, "%" STR_FMT "/build",
                               STR_ARG(e->project.root));
    int status = build(c, &r);
    if (status == CLI_DONE)
        printf("%s: %u flows, %u files changed\n", r.dir.ptr, r.graph->flows.n,
               r.changed);
    return status;
}

const struct command command_build = {
    .summary = "write C sources and the runner program",
    .args = "[PATH]",
    .text = "Checks the project, then writes C sources and the program "
            "\"runner\".",
    .options = options,
    .most_args = 1,
    .run = run,
};
