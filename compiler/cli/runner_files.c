/*
 * What a build wrote is listed in its folder. What the list of the build
 * before names, and this one did not write, is of a flow that is gone: it is
 * removed, if it looks like a file that a build writes.
 */
#include "compiler/base/map.h"
#include "compiler/cli/runner.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIST ".weir-files"
#define LIST_MAX (64 << 20)

static bool is_manifest(str name)
{
    return str_ends_with(name, STR(".manifest.json")) ||
           str_ends_with(name, STR(".manifest.yaml"));
}

static bool is_ours(str name)
{
    bool source =
        str_ends_with(name, STR(".c")) || str_ends_with(name, STR(".h"));
    str rest = name;

    if (str_starts_with(rest, STR("flows/")))
        rest = str_slice(rest, 6, rest.len);
    for (size_t i = 0; i < rest.len; i++)
        if (rest.ptr[i] == '/')
            return false;
    return source || is_manifest(name);
}

/* The list of the build before, empty when there is none. */
static str read_list(struct runner *r, const char *path)
{
    struct buf b = BUF_MAX(LIST_MAX);
    char piece[65536];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? 0 : 1;

    while (n > 0) {
        n = read(fd, piece, sizeof piece);
        if (n > 0)
            buf_add(&b, piece, (size_t)n);
    }
    if (fd >= 0)
        close(fd);
    str text = arena_str(r->cli->arena, buf_view(&b));
    buf_free(&b);
    return text;
}

static void remove_file(struct runner *r, str name)
{
    struct arena *a = r->cli->arena;
    str path = arena_printf(a, "%" STR_FMT "/%" STR_FMT, STR_ARG(r->dir),
                            STR_ARG(name));

    if (unlink(path.ptr) == 0)
        r->removed++;
    if (!str_ends_with(name, STR(".c")))
        return;
    str object = arena_printf(a, "%" STR_FMT ".o",
                              STR_ARG(str_slice(path, 0, path.len - 2)));
    unlink(object.ptr);
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(*(const str *)a, *(const str *)b);
}

struct list {
    VEC(str) names;
};

static bool write_list(struct runner *r, struct list *l, const char *path,
                       str before)
{
    struct buf b = BUF_MAX(LIST_MAX);
    bool ok = true;

    if (l->names.n)
        qsort(l->names.at, l->names.n, sizeof *l->names.at, by_name);
    for (uint32_t i = 0; i < l->names.n; i++)
        buf_printf(&b, "%" STR_FMT "\n", STR_ARG(l->names.at[i]));
    if (!str_eq(before, buf_view(&b)))
        ok = cli_write(r->cli, path, buf_view(&b)) == CLI_DONE;
    buf_free(&b);
    return ok;
}

static str next_line(str *rest)
{
    size_t end = 0;

    while (end < rest->len && rest->ptr[end] != '\n')
        end++;
    str line = str_slice(*rest, 0, end);
    *rest = str_slice(*rest, end + 1, rest->len);
    return line;
}

bool runner_sweep(struct runner *r)
{
    struct arena *a = r->cli->arena;
    str path = arena_printf(a, "%" STR_FMT "/" LIST, STR_ARG(r->dir));
    str before = read_list(r, path.ptr), rest = before;
    struct list list = {0};
    struct map written;
    bool manifests = false, sources = false;

    map_init(&written, a);
    for (uint32_t i = 0; i < r->written.n; i++) {
        bool manifest = is_manifest(r->written.at[i]);
        manifests = manifests || manifest;
        sources = sources || !manifest;
        *map_put(&written, r->written.at[i]) = r;
        *vec_push(a, &list.names) = r->written.at[i];
    }
    while (rest.len) {
        str name = next_line(&rest);
        if (!is_ours(name) || map_get(&written, name))
            continue;
        if (is_manifest(name) ? manifests : sources)
            remove_file(r, name);
        else
            *vec_push(a, &list.names) = name;
    }
    return write_list(r, &list, path.ptr, before);
}
