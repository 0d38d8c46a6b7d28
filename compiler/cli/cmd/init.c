/*
 * `weir init`: a new project with a first flow, from the files of
 * compiler/cli/start. What is there already is never overwritten.
 */
#define _XOPEN_SOURCE 700 // mkdir's modes
#include "compiler/base/embedded.h"
#include "compiler/cli/command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const char START[] = "compiler/cli/start/";

static str target(struct cli *c, str folder, const struct embedded *e)
{
    str name = str_from(e->name + strlen(START));

    if (str_eq(name, STR("project.gitignore")))
        name = STR(".gitignore");
    return arena_printf(c->arena, "%" STR_FMT "/%" STR_FMT, STR_ARG(folder),
                        STR_ARG(name));
}

static bool is_start(const struct embedded *e)
{
    return str_starts_with(str_from(e->name), str_from(START));
}

/* The folders above a file. */
static bool make_folders(struct cli *c, str path)
{
    for (size_t i = 1; i < path.len; i++) {
        if (path.ptr[i] != '/')
            continue;
        const char *folder = arena_str(c->arena, str_slice(path, 0, i)).ptr;
        if (mkdir(folder, 0777) == 0 || errno == EEXIST)
            continue;
        cli_errno(c, "make the folder", folder);
        return false;
    }
    return true;
}

static bool is_there(struct cli *c, str folder)
{
    struct stat st;

    for (const struct embedded *e = embedded_files; e->name; e++) {
        if (!is_start(e) || lstat(target(c, folder, e).ptr, &st) != 0)
            continue;
        cli_cannot(c, "\"%s\" is there already", target(c, folder, e).ptr);
        cli_help(c, "give a new folder: weir init my-flows");
        return true;
    }
    return false;
}

/* As a word of a shell. */
static void print_word(str s)
{
    bool plain = s.len && s.ptr[0] != '-';

    for (size_t i = 0; i < s.len; i++)
        plain &= (s.ptr[i] >= '0' && s.ptr[i] <= '9') ||
                 ((s.ptr[i] | 32) >= 'a' && (s.ptr[i] | 32) <= 'z') ||
                 strchr("-_./", s.ptr[i]) != NULL;
    if (plain) {
        printf("%" STR_FMT, STR_ARG(s));
        return;
    }
    putchar('\'');
    for (size_t i = 0; i < s.len; i++)
        s.ptr[i] == '\'' ? printf("'\\''") : putchar(s.ptr[i]);
    putchar('\'');
}

static int run(struct cli *c)
{
    str folder = c->options.args.n ? c->options.args.at[0] : STR(".");

    if (is_there(c, folder))
        return CLI_CANNOT;
    for (const struct embedded *e = embedded_files; e->name; e++) {
        str path = target(c, folder, e);
        if (!is_start(e))
            continue;
        if (!make_folders(c, path) ||
            cli_write(c, path.ptr, (str){e->text, e->len}) != CLI_DONE)
            return CLI_CANNOT;
        puts(path.ptr);
    }
    printf("\nnext: ");
    if (c->options.args.n) {
        printf("cd ");
        print_word(folder);
        printf(" && ");
    }
    puts("weir check");
    return CLI_DONE;
}

const struct command command_init = {
    .summary = "a new project with a first flow",
    .args = "[FOLDER]",
    .most_args = 1,
    .run = run,
};
