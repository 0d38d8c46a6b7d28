/*
 * Calls the C compiler: without a shell, two files at a time, only for what is
 * older than its sources. Where libweir and its headers are: beside `weir` in
 * a build, or in lib and include beside bin where it is installed.
 */
#include "compiler/cli/runner.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { AT_ONCE = 2, MOST_FLAGS = 64 };

/* The folder that a program is in, whichever it is. */
#define HERE "/proc/self/cwd"

extern char **environ;

struct tools {
    str archive, include, flags; // flags: one a line, for cc and the linker
};

struct job {
    pid_t pid; // 0: none
    str object;
};

/* --- where things are ----------------------------------------------------- */

static bool exists(str path)
{
    struct stat st;

    return stat(path.ptr, &st) == 0;
}

static str self_folder(struct arena *a)
{
    char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);

    while (n > 0 && path[n - 1] != '/')
        n--;
    return arena_str(a, (str){path, n > 1 ? (size_t)n - 1 : 0});
}

static bool find_at(struct cli *c, struct tools *t, const char *archive,
                    const char *include)
{
    str self = self_folder(c->arena);

    t->archive =
        arena_printf(c->arena, "%" STR_FMT "/%s", STR_ARG(self), archive);
    t->include =
        arena_printf(c->arena, "%" STR_FMT "/%s", STR_ARG(self), include);
    t->flags =
        arena_printf(c->arena, "%" STR_FMT ".flags", STR_ARG(t->archive));
    str header = arena_printf(c->arena, "%" STR_FMT "/stdlib/runtime/weir.h",
                              STR_ARG(t->include));
    return exists(t->archive) && exists(header);
}

static bool find_tools(struct cli *c, struct tools *t)
{
    if (find_at(c, t, "libweir.a", "../..") ||
        find_at(c, t, "../lib/libweir.a", "../include/weir"))
        return true;
    cli_cannot(c, "libweir.a and its headers were expected beside \"weir\" or "
                  "in ../lib and ../include/weir, they are not there");
    cli_help(c, "\"make\" builds them, \"make install\" puts them there");
    return false;
}

/* --- arguments ------------------------------------------------------------ */

struct command_line {
    char *at[MOST_FLAGS * 2 + 16];
    size_t n;
};

/* A copy as exec takes it. */
static char *word_of(struct cli *c, str word)
{
    str copy = arena_str(c->arena, word);
    union {
        const char *in;
        char *out;
    } p = {.in = copy.ptr};

    return p.out;
}

static void add(struct cli *c, struct command_line *l, str word)
{
    if (l->n + 1 < sizeof l->at / sizeof *l->at)
        l->at[l->n++] = word_of(c, word);
}

static void add_flags(struct cli *c, struct command_line *l,
                      const struct tools *t, bool libraries)
{
    char text[4096];
    int fd = open(t->flags.ptr, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
    str rest = {text, n > 0 ? (size_t)n : 0};

    if (fd >= 0)
        close(fd);
    while (rest.len) {
        const char *end = memchr(rest.ptr, '\n', rest.len);
        size_t len = end ? (size_t)(end - rest.ptr) : rest.len;
        str flag = str_trim(str_slice(rest, 0, len));
        bool library = str_starts_with(flag, STR("-l")) ||
                       str_starts_with(flag, STR("-L"));
        if (flag.len && (!library || libraries))
            add(c, l, flag);
        rest = str_slice(rest, len + 1, rest.len);
    }
}

static const char *compiler(void)
{
    const char *cc = getenv("WEIR_CC");

    return cc && *cc ? cc : "cc";
}

/* The compiler asks PWD for the folder it is in, and writes that down. */
static char **variables(struct cli *c)
{
    size_t n = 0, to = 0;

    while (environ[n])
        n++;
    char **all = arena_array(c->arena, char *, n + 2);
    for (size_t i = 0; i < n; i++)
        if (strncmp(environ[i], "PWD=", 4) != 0)
            all[to++] = environ[i];
    all[to++] = word_of(c, STR("PWD=" HERE));
    all[to] = NULL;
    return all;
}

static pid_t start(struct cli *c, struct command_line *l)
{
    pid_t pid = 0;

    l->at[l->n] = NULL;
    int error = posix_spawnp(&pid, l->at[0], NULL, NULL, l->at, variables(c));
    if (error == 0)
        return pid;
    errno = error;
    cli_errno(c, "run the C compiler", l->at[0]);
    cli_help(c, "install gcc, or say another with WEIR_CC=clang");
    return 0;
}

static bool finish(struct runner *r, struct job *job)
{
    int status = 0;

    if (!job->pid)
        return true;
    while (waitpid(job->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    job->pid = 0;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    unlink(job->object.ptr);
    cli_cannot(r->cli, "the C compiler failed for \"%" STR_FMT "\"",
               STR_ARG(job->object));
    return false;
}

/* --- what is old ---------------------------------------------------------- */

static bool is_newer(str path, struct timespec than)
{
    struct stat st;

    if (stat(path.ptr, &st) != 0)
        return true;
    return st.st_mtim.tv_sec != than.tv_sec ? st.st_mtim.tv_sec > than.tv_sec
                                            : st.st_mtim.tv_nsec > than.tv_nsec;
}

static bool is_old(const struct runner *r, const struct tools *t, str object,
                   str source)
{
    struct stat st;
    str header =
        arena_printf(r->cli->arena, "%" STR_FMT "/estate.h", STR_ARG(r->dir));

    return stat(object.ptr, &st) != 0 || is_newer(source, st.st_mtim) ||
           is_newer(t->archive, st.st_mtim) || is_newer(header, st.st_mtim);
}

static str object_of(struct runner *r, str source)
{
    return arena_printf(r->cli->arena, "%" STR_FMT "/%" STR_FMT ".o",
                        STR_ARG(r->dir),
                        STR_ARG(str_slice(source, 0, source.len - 2)));
}

/* No path of this machine gets into an object: where it stands and the
 * headers are, are said in words that are the same everywhere. */
static void add_map(struct cli *c, struct command_line *l, str path,
                    const char *as)
{
    if (path.len && !memchr(path.ptr, '=', path.len))
        add(c, l,
            arena_printf(c->arena, "-ffile-prefix-map=%" STR_FMT "=%s",
                         STR_ARG(path), as));
}

static void add_maps(struct runner *r, struct command_line *l,
                     const struct tools *t)
{
    add_map(r->cli, l, str_from(HERE), ".");
    add_map(r->cli, l, t->include, "weir");
    add_map(r->cli, l, r->dir, "build");
}

static bool compile(struct runner *r, const struct tools *t, str source,
                    struct job *job)
{
    struct cli *c = r->cli;
    str path = arena_printf(c->arena, "%" STR_FMT "/%" STR_FMT, STR_ARG(r->dir),
                            STR_ARG(source));
    struct command_line l = {0};

    job->object = object_of(r, source);
    if (!is_old(r, t, job->object, path))
        return true;
    add(c, &l, str_from(compiler()));
    static const char *const fixed[] = {
        "-std=c11", "-D_POSIX_C_SOURCE=200809L", "-O2", "-g", "-c", "-o"};
    add_flags(c, &l, t, false);
    add_maps(r, &l, t);
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        add(c, &l, str_from(fixed[i]));
    add(c, &l, job->object);
    add(c, &l, arena_printf(c->arena, "-I%" STR_FMT, STR_ARG(t->include)));
    add(c, &l, arena_printf(c->arena, "-I%" STR_FMT, STR_ARG(r->dir)));
    add(c, &l, path);
    job->pid = start(c, &l);
    return job->pid != 0;
}

static bool compile_all(struct runner *r, const struct tools *t)
{
    struct job jobs[AT_ONCE] = {{0}};
    bool ok = true;

    for (uint32_t i = 0; i < r->files.n && ok; i++) {
        struct job *job = &jobs[i % AT_ONCE];
        ok = finish(r, job) && compile(r, t, r->files.at[i], job);
    }
    for (size_t i = 0; i < AT_ONCE; i++)
        ok = finish(r, &jobs[i]) && ok;
    return ok;
}

static bool link_all(struct runner *r, const struct tools *t)
{
    struct cli *c = r->cli;
    str list = arena_printf(c->arena, "%" STR_FMT "/objects", STR_ARG(r->dir));
    struct buf names = BUF_MAX(64 << 20);
    struct command_line l = {0};
    struct job job = {.object = arena_printf(c->arena, "%" STR_FMT "/runner",
                                             STR_ARG(r->dir))};
    bool old = false;

    for (uint32_t i = 0; i < r->files.n; i++) {
        str object = object_of(r, r->files.at[i]);
        old = old || is_old(r, t, job.object, object);
        buf_printf(&names, "\"%" STR_FMT "\"\n", STR_ARG(object));
    }
    bool ok = cli_write(c, list.ptr, buf_view(&names)) == CLI_DONE;
    buf_free(&names);
    if (!ok || !old)
        return ok;
    add(c, &l, str_from(compiler()));
    add(c, &l, STR("-o"));
    add(c, &l, job.object);
    add(c, &l, arena_printf(c->arena, "@%" STR_FMT, STR_ARG(list)));
    add(c, &l, t->archive);
    add_maps(r, &l,
             t); // libweir.a may be optimised as a whole, with debug info
    add_flags(c, &l, t, true);
    job.pid = start(c, &l);
    return job.pid != 0 && finish(r, &job);
}

bool runner_link(struct runner *r)
{
    struct tools t;

    return find_tools(r->cli, &t) && compile_all(r, &t) && link_all(r, &t);
}
