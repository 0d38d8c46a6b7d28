/*
 * `weir queue`: what waits in the error queues; retrying it.
 */
#include "compiler/cli/runner.h"
#include "compiler/cli/state.h"

#include <stdlib.h>

static const struct option options[] = {
    {"all", 0, OPTION_FLAG, NULL, "list: closed entries too"},
    {"done", 0, OPTION_FLAG, NULL, "retry: what nobody knows of has been done"},
    {"again", 0, OPTION_FLAG, NULL,
     "retry: what nobody knows of is to be sent again"},
    {"env", 0, OPTION_TEXT, "NAME",
     "retry: the environment of weir.yaml to run in"},
    CLI_FORMAT,
    {0}};

/* Becomes the runner, which has the flows. */
static int retry(struct cli *c)
{
    const struct options *o = &c->options;
    const char **args = arena_array(c->arena, const char *, o->args.n + 8);
    const char *env = options_text(o, "env", NULL);
    uint32_t n = 0;
    struct runner_program p;

    if (o->args.n < 2)
        return cli_cannot(c, "expected the entries to retry, by number");
    int status = runner_make(c, NULL, 0, &p);
    if (status != CLI_DONE)
        return status;
    args[n++] = p.path.ptr;
    args[n++] = "--retry";
    if (options_has(o, "done"))
        args[n++] = "--done";
    if (options_has(o, "again"))
        args[n++] = "--again";
    if (env) {
        args[n++] = "--env";
        args[n++] = env;
    }
    for (uint32_t i = 1; i < o->args.n; i++)
        args[n++] = o->args.at[i].ptr;
    return runner_exec(c, &p, args);
}

static int run(struct cli *c)
{
    const struct options *o = &c->options;
    str what = o->args.n ? o->args.at[0] : STR("list");
    const char *name = o->args.n > 1 ? o->args.at[1].ptr : NULL;
    struct buf out, why;

    if (str_eq(what, STR("retry")))
        return retry(c);
    struct show s = cli_show(c, &out, &why);
    if (str_eq(what, STR("list")))
        return cli_shown(c, &s,
                         show_queue_list(&s, name, options_has(o, "all")));
    if (str_eq(what, STR("show")) && name)
        return cli_shown(c, &s, show_queue_entry(&s, name));
    cli_cannot(c, "expected list, show or retry, found \"%" STR_FMT "\"",
               STR_ARG(what));
    cli_help(c, "weir queue list [QUEUE], weir queue show ENTRY, weir queue "
                "retry ENTRY...");
    return CLI_CANNOT;
}

const struct command command_queue = {
    .summary = "what waits in the error queues; retry it",
    .args = "list [QUEUE] | show ENTRY | retry ENTRY...",
    .text = "A retry runs the entry's record from its first step with the "
            "flow as it is now; what was done is not done again.",
    .options = options,
    .most_args = UINT32_MAX,
    .run = run,
};
