/*
 * `weir reconcile`: a reconcile is checked, linted and in the manifest; no
 * runner compares two systems yet, and this says so.
 */
#include "compiler/cli/estate.h"

static const struct graph_reconcile *find(const struct graph *g, str name)
{
    for (uint32_t i = 0; i < g->reconciles.n; i++)
        if (str_eq(g->reconciles.at[i]->name, name))
            return g->reconciles.at[i];
    return NULL;
}

static str nearest(struct cli *c, const struct graph *g, str name)
{
    str *names = arena_array(c->arena, str, g->reconciles.n + 1);

    for (uint32_t i = 0; i < g->reconciles.n; i++)
        names[i] = g->reconciles.at[i]->name;
    return diag_nearest(c->arena, name, names, g->reconciles.n);
}

static int run(struct cli *c)
{
    struct estate *e = arena_make(c->arena, struct estate);
    str name = c->options.args.at[0];

    if (!estate_open(e, c, &c->options.args.at[1], c->options.args.n - 1,
                     "reconcile"))
        return CLI_CANNOT;
    const struct graph *g = estate_build(e, c);
    if (!g)
        return CLI_CANNOT;
    if (find(g, name)) {
        cli_cannot(c,
                   "the reconcile \"%" STR_FMT
                   "\" is checked, but this version can't run one yet",
                   STR_ARG(name));
        cli_help(c, "\"weir check\" judges it, \"weir build\" writes it to "
                    "the manifest");
        return CLI_CANNOT;
    }
    cli_cannot(c, "there is no reconcile \"%" STR_FMT "\"", STR_ARG(name));
    str near = nearest(c, g, name);
    if (near.len)
        cli_help(c, "did you mean \"%" STR_FMT "\"?", STR_ARG(near));
    return CLI_CANNOT;
}

const struct command command_reconcile = {
    .summary = "compare two systems; checked, but not run yet",
    .args = "NAME [PATH]",
    .least_args = 1,
    .most_args = 2,
    .run = run,
};
