/*
 * `weir runs`: the ledger, run by run.
 */
#include "compiler/cli/state.h"

#include <stdlib.h>

static const struct option options[] = {
    {"most", 'n', OPTION_TEXT, "N", "so many, the newest first (20)"},
    CLI_FORMAT,
    {0}};

static int run(struct cli *c)
{
    const struct options *o = &c->options;
    const char *most = options_text(o, "most", "20");
    struct buf out, why;
    char *end;
    long n = strtol(most, &end, 10);

    if (n < 1 || n > 1000000 || *end)
        return cli_cannot(c, "expected a number of runs, found \"%s\"", most);
    struct show s = cli_show(c, &out, &why);

    return cli_shown(
        c, &s, show_runs(&s, o->args.n ? o->args.at[0].ptr : NULL, (int)n));
}

const struct command command_runs = {
    .summary = "the ledger: what each run read, and where it went",
    .args = "[FLOW]",
    .text = "READ is always OPEN, DELIVERED, PARKED and DROPPED together.",
    .options = options,
    .most_args = 1,
    .run = run,
};
