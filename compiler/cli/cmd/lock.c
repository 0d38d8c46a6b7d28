/*
 * `weir lock`: pins connectors and programs by digest in weir.lock.
 */
#include "compiler/cli/estate.h"

#include <stdio.h>

static const struct option OPTIONS[] = {
    {"check", 0, OPTION_FLAG, NULL,
     "change nothing; name what differs from weir.lock, exit status 1"},
    OPTIONS_END};

static const struct lock_pin *find(const struct lock_pin *pins, uint32_t n,
                                   str name)
{
    for (uint32_t i = 0; i < n; i++)
        if (str_eq(pins[i].name, name))
            return &pins[i];
    return NULL;
}

/* Prints what differs; the number of differences. */
static uint32_t compare(const struct lock_pin *was, uint32_t nwas,
                        const struct lock_pin *is, uint32_t nis)
{
    uint32_t differences = 0;

    for (uint32_t i = 0; i < nis; i++) {
        const struct lock_pin *old = find(was, nwas, is[i].name);
        if (old && str_eq(old->digest, is[i].digest))
            continue;
        printf("%s %" STR_FMT "\n", old ? "changed" : "new    ",
               STR_ARG(is[i].name));
        differences++;
    }
    for (uint32_t i = 0; i < nwas; i++)
        if (!find(is, nis, was[i].name)) {
            printf("unused  %" STR_FMT "\n", STR_ARG(was[i].name));
            differences++;
        }
    return differences;
}

static uint32_t compare_all(const struct lockfile *was,
                            const struct lockfile *is)
{
    return compare(was->connectors.at, was->connectors.n, is->connectors.at,
                   is->connectors.n) +
           compare(was->programs.at, was->programs.n, is->programs.at,
                   is->programs.n);
}

static int write_lock(struct cli *c, const struct estate *e,
                      const struct lockfile *now)
{
    struct buf out = BUF_MAX((size_t)1 << 28);
    str path = project_path(&e->project, c->arena, STR("weir.lock"));

    lockfile_print(now, &out);
    int status = cli_write(c, path.ptr, buf_view(&out));
    buf_free(&out);
    return status;
}

static int run(struct cli *c)
{
    struct estate e;
    struct lockfile now;

    if (!estate_open(&e, c, c->options.args.at, c->options.args.n, "lock"))
        return CLI_CANNOT;
    const struct graph *g = compile_run(&e.compile, COMPILE_LOWER);
    if (!g)
        return estate_refused(&e, c);
    if (!lockfile_of(&now, c->arena, g, e.project.root, &c->problems))
        return CLI_CANNOT;
    if (options_has(&c->options, "check") && !e.has_lock) {
        puts("there is no weir.lock: \"weir lock\" writes it");
        return CLI_NO;
    }
    uint32_t differences = compare_all(&e.lock, &now);
    if (options_has(&c->options, "check"))
        return differences ? CLI_NO : CLI_DONE;
    return differences || !e.has_lock ? write_lock(c, &e, &now) : CLI_DONE;
}

const struct command command_lock = {
    .summary = "pin connectors and programs by digest in weir.lock",
    .args = "[PATH]",
    .text =
        "Without a weir.lock nothing is compared; with it, what is missing\n"
        "from it or differs is a finding of versions/lock-mismatch.",
    .options = OPTIONS,
    .most_args = 1,
    .run = run,
};
