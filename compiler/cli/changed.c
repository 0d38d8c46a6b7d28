/*
 * Asks git which files are not as they were. No shell is between, and a
 * revision is never taken for an option.
 */
#include "compiler/cli/changed.h"
#include "compiler/base/map.h"

#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_OUTPUT = 64 << 20 };

extern char **environ;

static bool read_all(int fd, struct buf *out)
{
    char part[65536];
    ssize_t n;

    while ((n = read(fd, part, sizeof part)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        buf_str(out, (str){part, (size_t)n});
    }
    return !out->failed;
}

/* Runs git; its standard output. False when it could not run or failed; what
 * it says goes to standard error. */
static bool run_git(const char *const *args, struct buf *out, int *error)
{
    posix_spawn_file_actions_t actions;
    int pipe_of[2], status = 0;
    char *argv[16] = {NULL};
    pid_t pid;

    for (unsigned i = 0; args[i] && i < 15; i++)
        argv[i] = (char *)(uintptr_t)args[i];
    *error = pipe(pipe_of) ? errno : 0;
    if (*error)
        return false;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe_of[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, pipe_of[0]);
    *error = posix_spawnp(&pid, "git", &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(pipe_of[1]);
    bool ok = !*error && read_all(pipe_of[0], out);
    close(pipe_of[0]);
    while (!*error && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return ok && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Names with a NUL behind each, relative to the project. */
static void add_names(struct arena *a, struct map *to, str list)
{
    while (list.len) {
        size_t n = strnlen(list.ptr, list.len);
        *map_put(to, arena_str(a, str_slice(list, 0, n))) = to;
        list = str_slice(list, n + 1, list.len);
    }
}

static bool ask(struct cli *c, struct map *to, const char *const *args,
                const char *revision)
{
    struct buf out = BUF_MAX(MOST_OUTPUT);
    int error;
    bool ok = run_git(args, &out, &error);

    if (ok)
        add_names(c->arena, to, buf_view(&out));
    else if (error)
        cli_cannot(c, "cannot run git: %s", strerror(error));
    else
        cli_cannot(c, "git can't say what changed since \"%s\"", revision);
    buf_free(&out);
    return ok;
}

static bool is_changed(const struct diags *d, const struct map *changed,
                       span at)
{
    const struct source *src = source_of(d->sources, at.pos);

    return src && (!src->in_project || map_get(changed, src->name));
}

static bool concerns(const struct diags *d, const struct map *changed,
                     const struct diag *x)
{
    if (!source_of(d->sources, x->at.pos) || is_changed(d, changed, x->at))
        return true;
    for (const struct diag_note *n = x->notes; n; n = n->next)
        if (n->at.pos && is_changed(d, changed, n->at))
            return true;
    return false;
}

bool changed_keep(struct cli *c, const struct project *p, const char *revision,
                  struct diags *d)
{
    const char *root = arena_str(c->arena, p->root).ptr;
    const char *const diff[] = {"git",
                                "-C",
                                root,
                                "diff",
                                "--name-only",
                                "-z",
                                "--no-renames",
                                "--relative",
                                "--no-ext-diff",
                                "--end-of-options",
                                revision,
                                "--",
                                NULL};
    const char *const fresh[] = {
        "git", "-C", root, "ls-files", "-z", "--others", "--exclude-standard",
        NULL};
    struct map changed;
    uint32_t kept = 0;

    map_init(&changed, c->arena);
    if (!ask(c, &changed, diff, revision) || !ask(c, &changed, fresh, revision))
        return false;
    for (uint32_t i = 0; i < d->all.n; i++)
        if (concerns(d, &changed, d->all.at[i]))
            d->all.at[kept++] = d->all.at[i];
    d->all.n = kept;
    return true;
}
