/*
 * The runner's command line.
 */
#include "stdlib/runtime/program.h"

#include <stdlib.h>
#include <string.h>

static bool takes_value(struct program *p, const char *name, const char *value,
                        struct buf *why)
{
    if (!value) {
        buf_printf(why, "expected a value behind \"%s\"", name);
        return false;
    }
    if (strcmp(name, "--env") == 0)
        p->environment = value;
    else if (strcmp(name, "--from") == 0)
        p->from = value;
    else
        p->who = value;
    return true;
}

static bool flag(struct program *p, const char *name)
{
    struct {
        const char *name;
        bool *to;
    } flags[] = {{"--once", &p->once},        {"--test", &p->test},
                 {"--retry", &p->retry},      {"--help", &p->help},
                 {"--done", &p->assume_done}, {"--again", &p->again}};

    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (strcmp(flags[i].name, name) == 0)
            return *flags[i].to = true;
    return false;
}

bool program_options(struct program *p, int argc, char **argv, struct buf *why)
{
    p->names = calloc((size_t)argc + 1, sizeof *p->names);
    if (!p->names)
        return false;
    for (int i = 1; i < argc; i++) {
        const char *a = argv[i];
        const char *eq = strchr(a, '=');
        bool valued = strncmp(a, "--env", 5) == 0 ||
                      strncmp(a, "--from", 6) == 0 ||
                      strncmp(a, "--who", 5) == 0;

        if (strncmp(a, "--", 2) != 0) {
            p->names[p->nnames++] = a;
        } else if (valued && eq) {
            char name[8] = {0};

            memcpy(name, a, (size_t)(eq - a) < 7 ? (size_t)(eq - a) : 7);
            if (!takes_value(p, name, eq + 1, why))
                return false;
        } else if (valued) {
            if (!takes_value(p, a, argv[i + 1], why))
                return false;
            i++;
        } else if (!flag(p, a)) {
            buf_printf(why,
                       "unknown option \"%s\"; the options are --once --env "
                       "NAME --from all|now|TIME --test --retry",
                       a);
            return false;
        }
    }
    return true;
}
