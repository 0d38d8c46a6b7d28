/*
 * `weir version`: what to say in a report of a fault.
 */
#include "compiler/base/version.h"
#include "compiler/cli/command.h"

#include <stdio.h>

static int run(struct cli *c)
{
    (void)c;
    printf("weir %s\nmanifest weir.dev/manifest/v1\n", WEIR_VERSION);
    return CLI_DONE;
}

const struct command command_version = {
    .summary = "the version of weir",
    .args = "",
    .run = run,
};
