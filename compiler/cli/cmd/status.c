/*
 * `weir status`: how flows and queues stand; proved, with --verify.
 */
#include "compiler/cli/state.h"

static const struct option options[] = {
    {"check", 0, OPTION_FLAG, NULL, "exit status 1 when something is ill"},
    {"verify", 0, OPTION_FLAG, NULL, "prove the state from its rows"},
    {0}};

static int run(struct cli *c)
{
    const struct options *o = &c->options;
    struct buf out = BUF_MAX((size_t)1 << 30), why = BUF_MAX(65536);
    struct show s = {.folder = cli_state(c), .out = &out, .why = &why};
    int status = options_has(o, "verify")
                     ? show_verify(&s)
                     : show_status(&s, options_has(o, "check"));

    return cli_shown(c, &s, status);
}

const struct command command_status = {
    .summary = "how flows and queues stand",
    .text = "--verify proves V1 to V10: the counts of every run are those of "
            "its records, nothing parked is without an entry, no watermark "
            "has passed an open record.",
    .options = options,
    .run = run,
};
