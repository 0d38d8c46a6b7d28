/*
 * `weir build`: check, then manifests, C sources and the runner program.
 */
#include "compiler/cli/runner.h"

#include <stdio.h>
#include <string.h>

static const struct option options[] = {
    {"output", 'o', OPTION_TEXT, "DIR",
     "where files go; without it build/ beside weir.yaml"},
    {"emit", 0, OPTION_LIST, "manifest,c",
     "what is written; without it all of it"},
    {"no-cc", 0, OPTION_FLAG, NULL, "stop at the C sources"},
    {0}};

static const str targets[] = {{"manifest", 8}, {"c", 1}};

enum { NTARGETS = sizeof targets / sizeof *targets };

/* --emit as a set of bits; false after a problem. */
static bool wanted(struct cli *c, unsigned *set)
{
    uint32_t n;
    const str *list = options_list(&c->options, "emit", &n);

    *set = n ? 0 : (1u << NTARGETS) - 1;
    for (uint32_t i = 0; i < n; i++) {
        unsigned t = 0;
        while (t < NTARGETS && !str_eq(targets[t], list[i]))
            t++;
        if (t == NTARGETS) {
            cli_cannot(c, "--emit takes manifest and c, not \"%" STR_FMT "\"",
                       STR_ARG(list[i]));
            return false;
        }
        *set |= 1u << t;
    }
    return true;
}

static int build(struct cli *c, struct runner *r, unsigned set)
{
    if (set & 1u && (!runner_manifests(r) || !runner_sweep(r)))
        return CLI_CANNOT;
    if (!(set & 2u))
        return CLI_DONE;
    int refused = runner_refuse(r->estate, c, r->graph);
    if (refused != CLI_DONE)
        return refused;
    if (!runner_sources(r) || !runner_sweep(r))
        return CLI_CANNOT;
    if (options_has(&c->options, "no-cc"))
        return CLI_DONE;
    return runner_link(r) ? CLI_DONE : CLI_CANNOT;
}

static int run(struct cli *c)
{
    struct estate *e = arena_make(c->arena, struct estate);
    struct runner r = {.cli = c, .estate = e};
    const char *dir = options_text(&c->options, "output", NULL);

    unsigned set = 0;

    if (!wanted(c, &set) ||
        !estate_open(e, c, c->options.args.at, c->options.args.n, "build") ||
        !estate_is_source(e, c))
        return CLI_CANNOT;
    r.graph = estate_build(e, c);
    if (!r.graph)
        return c->problems.all.n ? CLI_CANNOT : CLI_NO;
    r.dir = dir ? str_from(dir)
                : arena_printf(c->arena, "%" STR_FMT "/build",
                               STR_ARG(runner_home(&e->project)));
    int status = build(c, &r, set);
    if (status != CLI_DONE)
        return status;
    printf("%s: %u flow%s, %u file%s changed", r.dir.ptr, r.graph->flows.n,
           r.graph->flows.n == 1 ? "" : "s", r.changed,
           r.changed == 1 ? "" : "s");
    if (r.removed)
        printf(", %u removed", r.removed);
    putchar('\n');
    return CLI_DONE;
}

const struct command command_build = {
    .summary = "write manifests, C sources and the runner program",
    .args = "[PATH]",
    .text = "Checks the project, then writes estate.manifest.json, "
            "flows/FLOW.manifest.json, C sources and the program \"runner\".",
    .options = options,
    .most_args = 1,
    .run = run,
};
