/*
 * `weir explain`: the page of one rule, or the rules of a category.
 */
#include "compiler/cli/command.h"
#include "compiler/cli/rule_list.h"
#include "lint/registry.h"

#include <stdio.h>

static int no_such_rule(struct cli *c, str id)
{
    cli_cannot(c, "there is no rule or category \"%" STR_FMT "\"", STR_ARG(id));
    str near = lint_name_nearest(c->arena, id);
    if (str_starts_with(id, STR("language/")))
        cli_help(c, "errors of the compiler explain themselves: see the "
                    "help line of the message");
    else if (near.len)
        cli_help(c, "did you mean \"%" STR_FMT "\"?", STR_ARG(near));
    else
        cli_help(c, "\"weir rules\" lists them");
    return CLI_CANNOT;
}

static int run(struct cli *c)
{
    str id = c->options.args.at[0];
    const struct lint_entry *e = lint_entry_find(id);

    if (lint_category_known(id)) {
        rule_list_print(id);
        printf("\n\"weir explain RULE\" says more of one\n");
        return CLI_DONE;
    }
    if (!e)
        return no_such_rule(c, id);
    str page = lint_page(e);
    printf("%s (%s): %s\n\n%" STR_FMT "%s", e->id,
           diag_level_name(e->rule->level), e->rule->summary, STR_ARG(page),
           str_ends_with(page, STR("\n")) ? "" : "\n");
    return CLI_DONE;
}

const struct command command_explain = {
    .summary = "what a rule finds, why, and how to mend it",
    .args = "RULE",
    .text = "Of a category its rules are listed.",
    .most_args = 1,
    .least_args = 1,
    .run = run,
};
