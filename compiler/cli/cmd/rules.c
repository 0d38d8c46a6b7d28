/*
 * `weir rules`: the library, one line a rule.
 */
#include "compiler/cli/command.h"
#include "compiler/cli/rule_list.h"
#include "lint/registry.h"

#include <stdio.h>

static int run(struct cli *c)
{
    str only = c->options.args.n ? c->options.args.at[0] : (str){"", 0};

    if (only.len && !lint_name_known(only)) {
        cli_cannot(c, "there is no rule or category \"%" STR_FMT "\"",
                   STR_ARG(only));
        str near = lint_name_nearest(c->arena, only);
        if (near.len)
            cli_help(c, "did you mean \"%" STR_FMT "\"?", STR_ARG(near));
        return CLI_CANNOT;
    }
    uint32_t shown = rule_list_print(only);
    if (!only.len)
        printf("\n%u rules; \"weir explain RULE\" says more of one\n",
               (unsigned)shown);
    return CLI_DONE;
}

const struct command command_rules = {
    .summary = "the rules there are",
    .args = "[CATEGORY]",
    .most_args = 1,
    .run = run,
};
