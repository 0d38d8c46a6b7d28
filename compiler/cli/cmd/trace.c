/*
 * `weir trace`: where one key is.
 */
#include "compiler/cli/state.h"

static const struct option options[] = {{0}};

static int run(struct cli *c)
{
    struct buf out, why;
    struct show s = {.folder = cli_state(c), .out = &out, .why = &why};

    out = BUF_MAX((size_t)1 << 30);
    why = BUF_MAX(65536);
    return cli_shown(c, &s, show_trace(&s, c->options.args.at[0].ptr));
}

const struct command command_trace = {
    .summary = "where one order is, and who has it",
    .args = "KEY",
    .text = "KEY is a record's key, a dedupe key, or the id that a target "
            "knows it by. Printed are the versions that were read, what was "
            "done with each, what waits, and where it is now.",
    .options = options,
    .least_args = 1,
    .most_args = 1,
    .run = run,
};
