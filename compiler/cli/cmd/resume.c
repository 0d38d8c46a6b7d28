/*
 * `weir resume`: a halted flow may run again.
 */
#include "compiler/cli/state.h"

#include <stdlib.h>

static const struct option options[] = {
    {"accept-repeats", 0, OPTION_FLAG, NULL,
     "after a restored state: unsafe steps may act again"},
    {0}};

static int run(struct cli *c)
{
    const struct options *o = &c->options;
    struct buf out = BUF_MAX(65536), why = BUF_MAX(65536);
    struct buf help = BUF_MAX(4096);
    struct show s = {
        .folder = cli_state(c), .out = &out, .why = &why, .help = &help};

    return cli_shown(c, &s,
                     show_resume(&s, o->args.at[0].ptr, getenv("USER"),
                                 options_has(o, "accept-repeats")));
}

const struct command command_resume = {
    .summary = "let a halted flow run again",
    .args = "FLOW",
    .options = options,
    .least_args = 1,
    .most_args = 1,
    .run = run,
};
