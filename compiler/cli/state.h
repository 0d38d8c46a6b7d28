/*
 * state.h - the state that commands show
 */
#ifndef WEIR_CLI_STATE_H
#define WEIR_CLI_STATE_H

#include "compiler/cli/command.h"
#include "stdlib/runtime/show.h"

/* WEIR_STATE, else `.state` beside the nearest weir.yaml, else here. */
const char *cli_state(struct cli *c);
/* Where a show function writes, and as what. */
struct show cli_show(struct cli *c, struct buf *out, struct buf *why);
/* Prints what it wrote; the command's status. */
int cli_shown(struct cli *c, struct show *s, int status);

#define CLI_FORMAT                                                    \
    {                                                                 \
        "format", 0, OPTION_CHOICE, "human|json", "how it is printed" \
    }

#endif
