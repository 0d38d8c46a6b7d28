/*
 * `weir test`: the `test` items, against simulated endpoints, with no network.
 */
#include "compiler/cli/runner.h"

static int run(struct cli *c)
{
    const char *args[] = {"build/runner", "--test", NULL};
    struct runner_program p;

    int status = runner_make(c, c->options.args.at, c->options.args.n, &p);
    return status == CLI_DONE ? runner_exec(c, &p, args) : status;
}

const struct command command_test = {
    .summary = "run the tests of flows, with no network",
    .args = "[PATH]",
    .most_args = 1,
    .run = run,
};
