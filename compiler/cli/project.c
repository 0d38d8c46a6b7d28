/*
 * From paths to an estate. Paths are compared by what they lead to (realpath),
 * names stay relative to the project, so that output is the same from wherever
 * `weir` is called.
 */
#define _XOPEN_SOURCE 700 // realpath
#include "compiler/cli/project.h"
#include "compiler/cli/project_walk.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A path of the command line and the project it is in. */
struct asked {
    str path; // without slashes at its end
    bool folder;
    str root; // the folder with a weir.yaml at or above it; "" without
    str real_root, real;
};

struct opening {
    struct project *p;
    struct cli *c;
    struct arena *a;
    struct asked *asked;
    uint32_t n;
    bool parts; // paths were named; else all of the project is meant
    bool exports;
};

static str join(struct arena *a, str folder, str name)
{
    if (!folder.len || str_eq(folder, STR(".")))
        return arena_str(a, name);
    bool slash = str_ends_with(folder, STR("/"));
    return arena_printf(a, "%" STR_FMT "%s%" STR_FMT, STR_ARG(folder),
                        slash ? "" : "/", STR_ARG(name));
}

str project_path(const struct project *p, struct arena *a, str name)
{
    return join(a, p->root, name);
}

static str real_path(struct arena *a, str path)
{
    char resolved[PATH_MAX];

    if (!realpath(arena_str(a, path).ptr, resolved))
        return arena_str(a, path);
    return arena_str(a, str_from(resolved));
}

static str folder_of(struct arena *a, str path)
{
    size_t n = path.len;

    while (n && path.ptr[n - 1] != '/')
        n--;
    if (n == 0)
        return STR(".");
    return arena_str(a, str_slice(path, 0, n == 1 ? 1 : n - 1));
}

static bool has_config(struct arena *a, str folder)
{
    struct stat st;

    return stat(join(a, folder, STR("weir.yaml")).ptr, &st) == 0;
}

/* The folder above, by its shortest name. */
static str above(struct arena *a, str folder)
{
    if (str_eq(folder, STR(".")))
        return STR("..");
    if (str_eq(str_behind(folder, '/'), STR("..")))
        return join(a, folder, STR(".."));
    return folder_of(a, folder);
}

static str find_root(struct arena *a, str folder)
{
    enum { HIGHEST = 64 };

    for (int i = 0; i < HIGHEST; i++) {
        if (has_config(a, folder))
            return folder;
        if (str_eq(real_path(a, folder), STR("/")))
            break;
        folder = above(a, folder);
    }
    return (str){"", 0};
}

static bool look_at(struct opening *o, struct asked *asked, str path)
{
    struct stat st;

    while (path.len > 1 && str_ends_with(path, STR("/")))
        path.len--;
    asked->path = arena_str(o->a, path);
    if (stat(asked->path.ptr, &st) != 0) {
        cli_errno(o->c, "read", asked->path.ptr);
        return false;
    }
    asked->folder = S_ISDIR(st.st_mode);
    str start = asked->folder ? asked->path : folder_of(o->a, asked->path);
    asked->root = find_root(o->a, start);
    asked->real = real_path(o->a, asked->path);
    if (asked->root.len)
        asked->real_root = real_path(o->a, asked->root);
    return true;
}

/* The way from the root; "" for the root itself. */
static str name_below(const struct asked *asked)
{
    size_t n = asked->real_root.len;

    if (asked->real.len <= n)
        return (str){"", 0};
    return str_slice(asked->real, n + (n > 1), asked->real.len);
}

static bool is_covered(const struct config *config, str name)
{
    if (!config->sources.n || !name.len)
        return true;
    for (uint32_t i = 0; i < config->sources.n; i++) {
        str s = config->sources.at[i].name;
        while (str_starts_with(s, STR("./")))
            s = str_slice(s, 2, s.len);
        while (str_ends_with(s, STR("/")))
            s.len--;
        if (!s.len || str_eq(s, STR(".")) || str_eq(s, name))
            return true;
        if (str_starts_with(name, s) && name.ptr[s.len] == '/')
            return true;
    }
    return false;
}

static bool read_config(struct opening *o)
{
    struct project *p = o->p;
    str path = project_path(p, o->a, STR("weir.yaml"));
    struct source *src =
        source_open(&o->c->sources, path.ptr, STR("weir.yaml"));

    if (!src) {
        cli_errno(o->c, "read", path.ptr);
        return false;
    }
    src->in_project = true;
    p->has_config = true;
    return config_read(&p->config, o->a, &o->c->sources, src, &o->c->problems);
}

/* Whether a path lies below a folder, both real. */
static bool is_below(str path, str folder)
{
    return path.len > folder.len + 1 && str_starts_with(path, folder) &&
           path.ptr[folder.len] == '/';
}

/* Names of files are shown as seen from here: a code host knows no absolute
 * ones. */
static void set_root(struct opening *o, str root)
{
    struct sources *s = &o->c->sources;

    o->p->root = root;
    s->prefix = s->inside = (str){"", 0};
    if (str_eq(root, STR(".")))
        return;
    s->prefix = join(o->a, root, (str){"", 0});
    str real = real_path(o->a, root), here = real_path(o->a, STR("."));
    if (is_below(here, real))
        s->inside =
            join(o->a, str_slice(here, real.len + 1, here.len), (str){"", 0});
    if (!str_starts_with(root, STR("/")))
        return;
    if (str_eq(real, here))
        s->prefix = (str){"", 0};
    else if (is_below(real, here))
        s->prefix =
            join(o->a, str_slice(real, here.len + 1, real.len), (str){"", 0});
}

static bool is_source(str name)
{
    return str_ends_with(name, STR(".weir"));
}

static void add_file(struct opening *o, str name)
{
    if (is_source(name) && !o->exports)
        *vec_push(o->a, &o->p->names) = name;
    else
        *vec_push(o->a, &o->p->documents) = name;
}

static bool walk(struct opening *o, str folder)
{
    struct walk w = {
        .cli = o->c, .arena = o->a, .root = o->p->root, .exports = o->exports};
    bool ok = walk_folder(&w, folder);

    for (uint32_t i = 0; i < w.files.n; i++)
        add_file(o, w.files.at[i]);
    if (w.project.len)
        o->p->below = w.project;
    return ok;
}

/* All folders of `sources:`. */
static bool walk_project(struct opening *o)
{
    const struct config *config = &o->p->config;

    if (!config->sources.n)
        return walk(o, (str){"", 0});
    for (uint32_t i = 0; i < config->sources.n; i++) {
        struct config_name s = config->sources.at[i];
        str path = project_path(o->p, o->a, s.name);
        struct stat st;
        if (stat(path.ptr, &st) != 0 || !S_ISDIR(st.st_mode)) {
            diag_add(&o->c->problems, DIAG_ERROR, "", s.at,
                     "there is no folder \"%" STR_FMT "\"", STR_ARG(s.name));
            return false;
        }
        str name = s.name;
        while (name.len && str_ends_with(name, STR("/")))
            name.len--;
        if (!walk(o, str_eq(name, STR(".")) ? (str){"", 0} : name))
            return false;
    }
    return true;
}

/* Every path that was asked for is the project or in its sources. */
static bool open_project(struct opening *o)
{
    for (uint32_t i = 0; i < o->n; i++) {
        const struct asked *asked = &o->asked[i];
        str name = name_below(asked);
        if (!asked->folder && !is_source(name)) {
            *vec_push(o->a, &o->p->documents) = name;
            continue;
        }
        if (name.len && o->parts)
            *vec_push(o->a, &o->p->only) =
                asked->folder
                    ? arena_printf(o->a, "%" STR_FMT "/", STR_ARG(name))
                    : name;
        else
            o->p->only.n = 0;
        if (!name.len)
            break;
    }
    if (o->p->documents.n == o->n)
        return true; // nothing else was named
    return walk_project(o);
}

/* Files and folders that belong to no project. */
static bool open_loose(struct opening *o)
{
    const struct asked *first = &o->asked[0];

    if (o->n == 1 && first->folder) {
        set_root(o, first->path);
        return walk(o, (str){"", 0});
    }
    if (o->n == 1) {
        set_root(o, folder_of(o->a, first->path));
        add_file(o, str_behind(first->path, '/'));
        return true;
    }
    set_root(o, STR("."));
    for (uint32_t i = 0; i < o->n; i++) {
        if (!o->asked[i].folder)
            add_file(o, o->asked[i].path);
        else if (!walk(o, o->asked[i].path))
            return false;
    }
    return true;
}

/* Exports in a project, by their names in it. */
static bool open_exports(struct opening *o)
{
    for (uint32_t i = 0; i < o->n; i++) {
        str name = name_below(&o->asked[i]);
        if (!o->asked[i].folder)
            add_file(o, name);
        else if (!walk(o, name))
            return false;
    }
    return true;
}

static bool open_found(struct opening *o)
{
    const struct asked *first = &o->asked[0];
    uint32_t covered = 0;

    for (uint32_t i = 1; i < o->n; i++)
        if (!str_eq(first->real_root, o->asked[i].real_root)) {
            cli_cannot(o->c,
                       "\"%" STR_FMT "\" and \"%" STR_FMT
                       "\" are not of one project",
                       STR_ARG(first->path), STR_ARG(o->asked[i].path));
            cli_help(o->c, "name the parts of one project at a time");
            return false;
        }
    if (!first->root.len)
        return open_loose(o);
    set_root(o, first->root);
    if (!read_config(o))
        return false;
    for (uint32_t i = 0; i < o->n; i++)
        covered += is_covered(&o->p->config, name_below(&o->asked[i]));
    if (o->exports)
        return open_exports(o);
    if (covered == o->n)
        return open_project(o);
    if (covered == 0)
        return open_loose(o);
    cli_cannot(o->c,
               "some of the paths are sources of the project in "
               "\"%" STR_FMT "\", others are not",
               STR_ARG(first->root));
    return false;
}

static int compare_names(const void *a, const void *b)
{
    return str_cmp(*(const str *)a, *(const str *)b);
}

/* By name, each once. */
static uint32_t sort_names(str *at, uint32_t count)
{
    uint32_t n = 0;

    if (count)
        qsort(at, count, sizeof *at, compare_names);
    for (uint32_t i = 0; i < count; i++)
        if (!n || !str_eq(at[n - 1], at[i]))
            at[n++] = at[i];
    return n;
}

bool project_wants(const struct project *p, str name)
{
    for (uint32_t i = 0; i < p->only.n; i++) {
        str only = p->only.at[i];
        if (str_eq(only, name) ||
            (str_ends_with(only, STR("/")) && str_starts_with(name, only)))
            return true;
    }
    return p->only.n == 0;
}

static bool open_paths(struct project *p, struct cli *c, const str *paths,
                       uint32_t n, bool exports)
{
    static const str here = {".", 1};
    struct opening o = {.p = p, .c = c, .a = c->arena, .exports = exports};

    *p = (struct project){.root = here};
    config_init(&p->config);
    o.parts = n > 0;
    if (!n) {
        paths = &here;
        n = 1;
    }
    o.asked = arena_array(c->arena, struct asked, n);
    for (o.n = 0; o.n < n; o.n++)
        if (!look_at(&o, &o.asked[o.n], paths[o.n]))
            return false;
    for (uint32_t i = 0; i < n; i++)
        p->part |= !o.asked[i].folder;
    if (!open_found(&o))
        return false;
    p->names.n = sort_names(p->names.at, p->names.n);
    p->documents.n = sort_names(p->documents.at, p->documents.n);
    return true;
}

bool project_open(struct project *p, struct cli *c, const str *paths,
                  uint32_t n)
{
    return open_paths(p, c, paths, n, false);
}

bool project_open_exports(struct project *p, struct cli *c, const str *paths,
                          uint32_t n)
{
    return open_paths(p, c, paths, n, true);
}
