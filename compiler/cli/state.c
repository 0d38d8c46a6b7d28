/*
 * Where the state is, and printing what it says.
 */
#include "compiler/cli/state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define UP_MOST 64

const char *cli_state(struct cli *c)
{
    const char *set = getenv("WEIR_STATE");
    str up = STR("");

    if (set && *set)
        return set;
    for (int i = 0; i < UP_MOST; i++) {
        str yaml = arena_printf(c->arena, "%" STR_FMT "weir.yaml", STR_ARG(up));
        str top = arena_printf(c->arena, "%" STR_FMT ".", STR_ARG(up));

        if (access(yaml.ptr, F_OK) == 0)
            return arena_printf(c->arena, "%" STR_FMT ".state", STR_ARG(up))
                .ptr;
        if (access(top.ptr, F_OK) != 0)
            break;
        up = arena_printf(c->arena, "%" STR_FMT "../", STR_ARG(up));
    }
    return ".state";
}

struct show cli_show(struct cli *c, struct buf *out, struct buf *why)
{
    const char *format = options_text(&c->options, "format", "human");

    *out = BUF_MAX((size_t)1 << 30);
    *why = BUF_MAX(65536);
    struct buf *help = arena_make(c->arena, struct buf);

    *help = BUF_MAX(4096);
    return (struct show){.folder = cli_state(c),
                         .json = strcmp(format, "json") == 0,
                         .out = out,
                         .why = why,
                         .help = help};
}

int cli_shown(struct cli *c, struct show *s, int status)
{
    if (s->out->len)
        fwrite(s->out->ptr, 1, s->out->len, stdout);
    if (s->why->len)
        cli_cannot(c, "%s", s->why->ptr);
    if (s->help && s->help->len)
        cli_help(c, "%s", s->help->ptr);
    buf_free(s->out);
    buf_free(s->why);
    if (s->help)
        buf_free(s->help);
    return status;
}
