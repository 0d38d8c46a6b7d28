/*
 * Searches folders. Links to folders are not followed, so it always ends.
 */
#define _XOPEN_SOURCE 700 // S_IFMT
#include "compiler/cli/project_walk.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEEPEST = 64, MOST_FILES = 1000000 };

static str join(struct arena *a, str folder, str name)
{
    if (!folder.len || str_eq(folder, STR(".")))
        return arena_str(a, name);
    return arena_printf(a, "%" STR_FMT "/%" STR_FMT, STR_ARG(folder),
                        STR_ARG(name));
}

static str on_disk(struct walk *w, str folder, str name)
{
    return join(w->arena, w->root, join(w->arena, folder, name));
}

static bool is_project(struct walk *w, str folder)
{
    struct arena_mark mark = arena_mark(w->arena);
    str path = on_disk(w, folder, STR("weir.yaml"));
    bool found = access(path.ptr, F_OK) == 0;

    arena_reset(w->arena, mark);
    return found;
}

static bool enter(struct walk *w, str folder, str name)
{
    if (!folder.len && str_eq(name, STR("build")))
        return true;
    str below = join(w->arena, folder, name);
    if (is_project(w, below)) {
        w->project = join(w->arena, w->root, below);
        return true;
    }
    return walk_folder(w, below);
}

/* What an entry is. A link counts as the file it leads to, and as nothing
 * when it leads to a folder. */
static mode_t kind_of(struct walk *w, str folder, str name)
{
    struct arena_mark mark = arena_mark(w->arena);
    str path = on_disk(w, folder, name);
    struct stat st;
    bool link = lstat(path.ptr, &st) == 0 && S_ISLNK(st.st_mode);
    bool there = !link || stat(path.ptr, &st) == 0;

    arena_reset(w->arena, mark);
    if (!there || (link && S_ISDIR(st.st_mode)))
        return 0;
    return st.st_mode & S_IFMT;
}

static bool is_wanted(const struct walk *w, str name)
{
    if (!w->exports)
        return str_ends_with(name, STR(".weir"));
    if (str_eq(name, STR("weir.yaml")))
        return false;
    return str_ends_with(name, STR(".json")) ||
           str_ends_with(name, STR(".yaml")) ||
           str_ends_with(name, STR(".yml"));
}

static bool entry(struct walk *w, str folder, str name)
{
    if (str_starts_with(name, STR(".")))
        return true;
    mode_t kind = kind_of(w, folder, name);
    if (kind == S_IFDIR)
        return enter(w, folder, name);
    if (kind != S_IFREG || !is_wanted(w, name))
        return true;
    if (w->files.n == MOST_FILES) {
        cli_cannot(w->cli, "there are more than %u files",
                   (unsigned)MOST_FILES);
        return false;
    }
    *vec_push(w->arena, &w->files) = join(w->arena, folder, name);
    return true;
}

bool walk_folder(struct walk *w, str folder)
{
    str path = folder.len ? join(w->arena, w->root, folder)
                          : arena_str(w->arena, w->root);
    DIR *d = w->depth < DEEPEST ? opendir(path.ptr) : NULL;
    bool ok = true;

    if (!d && w->depth >= DEEPEST) {
        cli_cannot(w->cli, "folders are nested deeper than %u: \"%s\"",
                   (unsigned)DEEPEST, path.ptr);
        return false;
    }
    if (!d) {
        cli_errno(w->cli, "read", path.ptr);
        return false;
    }
    w->depth++;
    for (const struct dirent *e = readdir(d); e && ok; e = readdir(d))
        ok = entry(w, folder, str_from(e->d_name));
    w->depth--;
    closedir(d);
    return ok;
}
