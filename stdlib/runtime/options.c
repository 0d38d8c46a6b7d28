/*
 * The runner's command line.
 */
#include "stdlib/runtime/program.h"
#include "stdlib/runtime/since.h"
#include "stdlib/value/near.h"

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

static const struct weir_flow *flow_called(const struct program *p,
                                           const char *name)
{
    for (size_t i = 0; i < p->estate->nflows; i++)
        if (strcmp(p->estate->flows[i]->name, name) == 0)
            return p->estate->flows[i];
    return NULL;
}

static void no_flow(const struct program *p, const char *name, struct arena *a,
                    struct buf *why)
{
    size_t n = p->estate->nflows;
    str *names = arena_array(a, str, n + 1);

    for (size_t i = 0; i < n; i++)
        names[i] = str_from(p->estate->flows[i]->name);
    str near = name_nearest(a, str_from(name), names, n);

    buf_printf(why, "there is no flow \"%s\"", name);
    if (near.len)
        buf_printf(why, "; did you mean \"%" STR_FMT "\"?", STR_ARG(near));
}

/* Whether it may say where a read begins: an instant, or a value of the field
 * that one of the flows reads since. */
static bool says_when(const struct program *p, struct arena *a)
{
    str from = str_from(p->from), value;

    if (str_eq(from, STR("all")) || str_eq(from, STR("now")) ||
        since_parse(a, WEIR_SINCE_TIMESTAMP, from, &value))
        return true;
    for (size_t i = 0; i < p->estate->nflows; i++) {
        const struct weir_read *r = p->estate->flows[i]->read;

        if (r && r->since && since_parse(a, r->since, from, &value))
            return true;
    }
    return false;
}

bool program_check(const struct program *p, struct arena *a, struct buf *why)
{
    for (size_t i = 0; i < p->nnames; i++) {
        if (flow_called(p, p->names[i]))
            continue;
        no_flow(p, p->names[i], a, why);
        return false;
    }
    if (!p->from || says_when(p, a))
        return true;
    buf_printf(why,
               "expected --from all, now or a time such as 2026-01-31 or "
               "2026-01-31T09:00:00Z, found \"%s\"",
               p->from);
    return false;
}
