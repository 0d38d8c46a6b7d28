/*
 * Git as a child process. Its standard error goes to a file without a name, so
 * that neither side waits for the other.
 */
#include "compiler/cli/git.h"

#include <errno.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_WORDS = 24, MOST_OUTPUT = 256 << 20, MOST_SAID = 1000 };

extern char **environ;

/* Spawning takes words that may be written to, and writes to none. */
static char *word(const char *text)
{
    union {
        const char *in;
        char *out;
    } p = {.in = text};

    return p.out;
}

static bool turns_output(const char *variable)
{
    static const char *const names[] = {"GIT_DIFF_OPTS=", "GIT_EXTERNAL_DIFF=",
                                        "GIT_LITERAL_PATHSPECS=", "LC_ALL="};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strncmp(variable, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

static char **plain_environment(struct arena *a)
{
    size_t n = 0, kept = 0;

    while (environ[n])
        n++;
    char **all = arena_array(a, char *, n + 2);
    for (size_t i = 0; i < n; i++)
        if (!turns_output(environ[i]))
            all[kept++] = environ[i];
    all[kept] = word("LC_ALL=C");
    return all;
}

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

static int spawn(struct cli *c, char *const *argv, const int out[2], int said,
                 pid_t *pid)
{
    posix_spawn_file_actions_t actions;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", 0, 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, said, STDERR_FILENO);
    posix_spawn_file_actions_addclose(&actions, out[0]);
    posix_spawn_file_actions_addclose(&actions, out[1]);
    int error = posix_spawnp(pid, "git", &actions, NULL, argv,
                             plain_environment(c->arena));
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

static str first_line(struct cli *c, FILE *f)
{
    char text[MOST_SAID];

    rewind(f);
    size_t n = fread(text, 1, sizeof text, f);
    const char *end = memchr(text, '\n', n);
    return arena_str(c->arena, (str){text, end ? (size_t)(end - text) : n});
}

static bool run(struct cli *c, char *const *argv, FILE *said,
                struct git_answer *answer)
{
    struct buf out = BUF_MAX(MOST_OUTPUT);
    int ends[2], status = 0;
    pid_t pid;

    if (pipe(ends) != 0)
        return cli_errno(c, "run", "git") == CLI_DONE;
    int error = spawn(c, argv, ends, fileno(said), &pid);
    close(ends[1]);
    bool ok = !error && read_all(ends[0], &out);
    close(ends[0]);
    while (!error && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    answer->ok = ok && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    answer->out = arena_str(c->arena, buf_view(&out));
    answer->said = error ? STR("") : first_line(c, said);
    bool large = out.failed;
    buf_free(&out);
    errno = error;
    if (error)
        cli_errno(c, "run", "git");
    else if (large)
        cli_cannot(c, "what git says is larger than 256 MiB");
    return !error && !large;
}

bool git_ask(struct cli *c, str folder, const char *const *words,
             struct git_answer *answer)
{
    char *argv[MOST_WORDS + 8] = {word("git"),
                                  word("-C"),
                                  word(arena_str(c->arena, folder).ptr),
                                  word("-c"),
                                  word("core.quotePath=false"),
                                  word("-c"),
                                  word("core.fsmonitor=false")};
    unsigned n = 7;
    FILE *said = tmpfile();

    *answer = (struct git_answer){0};
    if (!said)
        return cli_errno(c, "make", "a temporary file") == CLI_DONE;
    while (*words && n < MOST_WORDS + 7)
        argv[n++] = word(*words++);
    bool ok = run(c, argv, said, answer);
    fclose(said);
    return ok;
}
