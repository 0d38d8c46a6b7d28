/*
 * golden check|lint FOLDER...: runs every case of the folders and ends with
 * "N passed, N failed". See README.md for what a case is.
 */
#include "stdlib/value/arena.h"
#include "compiler/base/vec.h"
#include "tests/golden/case.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct golden {
    struct arena *arena;
    bool lint;
    unsigned passed, failed;
};

/* A case of this folder: bad*.weir, good*.weir, a manifest as bad*.yaml,
 * good*.yaml, or a folder named so. */
static bool is_case(str name, bool folder)
{
    bool named =
        str_starts_with(name, STR("bad")) || str_starts_with(name, STR("good"));

    return named && (folder || str_ends_with(name, STR(".weir")) ||
                     str_ends_with(name, STR(".yaml")));
}

static str join(struct golden *g, str folder, str name)
{
    return arena_printf(g->arena, "%" STR_FMT "/%" STR_FMT, STR_ARG(folder),
                        STR_ARG(name));
}

/* ".../retries/no_backoff" is the rule "retries/no-backoff". */
static str rule_of(struct arena *a, str folder)
{
    size_t from = folder.len;
    int slashes = 0;

    while (from && slashes < 2)
        slashes += folder.ptr[--from] == '/';
    str id = str_slice(folder, from + (slashes == 2), folder.len);
    char *text = arena_alloc(a, id.len + 1);
    for (size_t i = 0; i < id.len; i++)
        text[i] = id.ptr[i] == '_' ? '-' : id.ptr[i];
    return (str){text, id.len};
}

static void run_case(struct golden *g, str folder, str name)
{
    struct golden_case c = {
        .path = join(g, folder, name).ptr,
        .bad = str_starts_with(name, STR("bad")),
        .lint = g->lint,
    };

    if (g->lint)
        c.rule = rule_of(g->arena, folder);
    if (case_run(&c))
        g->passed++;
    else
        g->failed++;
}

static int compare_names(const void *a, const void *b)
{
    return str_cmp(*(const str *)a, *(const str *)b);
}

/* Entries in order of their names; hidden ones are left out. */
static const str *list_folder(struct golden *g, str folder, uint32_t *n)
{
    VEC(str) names = {0};
    DIR *d = opendir(arena_str(g->arena, folder).ptr);

    *n = 0;
    if (!d) {
        printf("%" STR_FMT ": cannot be read\n", STR_ARG(folder));
        g->failed++;
        return NULL;
    }
    for (const struct dirent *e = readdir(d); e; e = readdir(d))
        if (e->d_name[0] != '.')
            *vec_push(g->arena, &names) =
                arena_str(g->arena, str_from(e->d_name));
    closedir(d);
    if (names.n)
        qsort(names.at, names.n, sizeof *names.at, compare_names);
    *n = names.n;
    return names.at;
}

static void run_folder(struct golden *g, str folder)
{
    uint32_t n;
    const str *names = list_folder(g, folder, &n);

    for (uint32_t i = 0; i < n; i++) {
        struct stat st;
        str path = join(g, folder, names[i]);
        bool is_folder = stat(path.ptr, &st) == 0 && S_ISDIR(st.st_mode);
        bool project =
            is_folder && stat(join(g, path, STR("weir.yaml")).ptr, &st) == 0;
        if ((!is_folder || project) && is_case(names[i], is_folder))
            run_case(g, folder, names[i]);
        else if (is_folder)
            run_folder(g, path);
    }
}

int main(int argc, char **argv)
{
    struct golden g = {.arena = arena_new()};

    if (argc < 3 ||
        (strcmp(argv[1], "check") != 0 && strcmp(argv[1], "lint") != 0)) {
        fputs("usage: golden check|lint FOLDER...\n", stderr);
        return 2;
    }
    g.lint = strcmp(argv[1], "lint") == 0;
    for (int i = 2; i < argc; i++) {
        str folder = str_from(argv[i]);
        while (folder.len > 1 && str_ends_with(folder, STR("/")))
            folder.len--;
        run_folder(&g, folder);
    }
    printf("%u passed, %u failed\n", g.passed, g.failed);
    arena_free(g.arena);
    return g.failed ? 1 : 0;
}
