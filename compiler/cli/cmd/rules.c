/*
 * `weir rules`: the library, one line a rule.
 */
#include "compiler/cli/command.h"
#include "lint/registry.h"

#include <stdio.h>
#include <string.h>

static int run(struct cli *c)
{
    uint32_t n, shown = 0;
    const struct lint_entry *all = lint_entries(&n);
    str only = c->options.args.n ? c->options.args.at[0] : (str){"", 0};

    if (only.len && !lint_name_known(only)) {
        cli_cannot(c, "there is no rule or category \"%" STR_FMT "\"",
                   STR_ARG(only));
        str near = lint_name_nearest(c->arena, only);
        if (near.len)
            cli_help(c, "did you mean \"%" STR_FMT "\"?", STR_ARG(near));
        return CLI_CANNOT;
    }
    for (uint32_t i = 0; i < n; i++) {
        if (only.len && !str_eq(only, str_from(all[i].id)) &&
            !str_eq(only, str_from(all[i].category)))
            continue;
        printf("%-32s %-8s %s\n", all[i].id,
               diag_level_name(all[i].rule->level), all[i].rule->summary);
        shown++;
    }
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
