/*
 * The connectors that are part of the program:
 * stdlib/connectors/<name>/<version>.weir among the embedded files.
 */
#include "compiler/base/embedded.h"
#include "compiler/check/own.h"

#include <stdlib.h>

static const str root = {"stdlib/connectors/", 18};

/* Name and version of an embedded file; false when it is no connector. */
static bool split(const struct embedded *f, str *name, str *version)
{
    str path = str_from(f->name);

    if (!str_starts_with(path, root) || !str_ends_with(path, STR(".weir")))
        return false;
    path = str_slice(path, root.len, path.len - 5);
    ptrdiff_t slash = str_find(path, STR("/"));
    if (slash < 0)
        return false;
    *name = str_slice(path, 0, (size_t)slash);
    *version = str_slice(path, (size_t)slash + 1, path.len);
    return true;
}

static struct arena *arena_of(const struct catalog *c)
{
    return (struct arena *)(uintptr_t)c->context;
}

static str find(const struct catalog *c, str connector, str version, str *name)
{
    *name =
        arena_printf(arena_of(c), "%" STR_FMT "%" STR_FMT "/%" STR_FMT ".weir",
                     STR_ARG(root), STR_ARG(connector), STR_ARG(version));
    return embedded_text(*name);
}

static int newest_first(const void *a, const void *b)
{
    return version_order(*(const str *)b, *(const str *)a);
}

static uint32_t versions(const struct catalog *c, str connector,
                         const str **out)
{
    VEC(str) all = {0};
    str name, version;

    for (const struct embedded *f = embedded_files; f->name; f++)
        if (split(f, &name, &version) && str_eq(name, connector))
            *vec_push(arena_of(c), &all) = version;
    if (all.n)
        qsort(all.at, all.n, sizeof *all.at, newest_first);
    *out = all.at;
    return all.n;
}

static uint32_t connectors(const struct catalog *c, const str **out)
{
    VEC(str) all = {0};
    str name, version;

    for (const struct embedded *f = embedded_files; f->name; f++)
        if (split(f, &name, &version) &&
            (!all.n || !str_eq(all.at[all.n - 1], name)))
            *vec_push(arena_of(c), &all) = name;
    *out = all.at;
    return all.n;
}

struct catalog catalog_embedded(struct arena *a)
{
    return (struct catalog){.find = find,
                            .versions = versions,
                            .connectors = connectors,
                            .context = a};
}
