/*
 * What commands share: saying why one can't run, and files that are written
 * whole or not at all.
 */
#define _XOPEN_SOURCE 700 // realpath
#include "compiler/cli/command.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int cli_cannot(struct cli *c, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    diag_vadd(&c->problems, DIAG_ERROR, "", (span){0, 0}, fmt, args);
    va_end(args);
    return CLI_CANNOT;
}

void cli_help(struct cli *c, const char *fmt, ...)
{
    struct diag *d = c->problems.all.at[c->problems.all.n - 1];
    va_list args;

    va_start(args, fmt);
    d->help = arena_vprintf(c->arena, fmt, args);
    va_end(args);
}

int cli_errno(struct cli *c, const char *what, const char *path)
{
    return cli_cannot(c, "cannot %s \"%s\": %s", what, path, ERROR_TEXT(errno));
}

bool cli_color(const char *when, int fd)
{
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");

    if (strcmp(when, "auto") != 0)
        return strcmp(when, "always") == 0;
    if (no_color && *no_color)
        return false;
    return isatty(fd) && term && strcmp(term, "dumb") != 0;
}

static bool write_all(int fd, str text)
{
    while (text.len) {
        ssize_t n = write(fd, text.ptr, text.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        text = str_slice(text, (size_t)n, text.len);
    }
    return true;
}

/* Follows a link, so that the file it leads to is replaced, not the link. */
static const char *real_target(struct cli *c, const char *path)
{
    char resolved[PATH_MAX];

    if (!realpath(path, resolved))
        return path;
    return arena_printf(c->arena, "%s", resolved).ptr;
}

static bool write_temporary(int fd, str text, const char *like)
{
    struct stat st;
    mode_t mask = umask(0);

    umask(mask);
    mode_t mode = stat(like, &st) == 0 ? st.st_mode & 07777u : 0666u & ~mask;
    return fchmod(fd, mode) == 0 && write_all(fd, text) && fsync(fd) == 0;
}

static int write_file(struct cli *c, const char *path, str text)
{
    struct stat st;
    const char *target = real_target(c, path);

    if (stat(target, &st) == 0 && !S_ISREG(st.st_mode)) {
        int fd = open(target, O_WRONLY | O_CLOEXEC); // a pipe, a device
        bool ok = fd >= 0 && write_all(fd, text);
        if (fd >= 0)
            ok = close(fd) == 0 && ok;
        return ok ? CLI_DONE : cli_errno(c, "write", path);
    }
    str name = arena_printf(c->arena, "%s.XXXXXX", target);
    char *temporary = arena_copy(c->arena, name.ptr, name.len + 1);
    int fd = mkstemp(temporary);
    if (fd < 0)
        return cli_errno(c, "write", path);
    bool ok = write_temporary(fd, text, target);
    int error = errno;
    ok = close(fd) == 0 && ok;
    if (ok && rename(temporary, target) == 0)
        return CLI_DONE;
    error = ok ? errno : error;
    unlink(temporary);
    errno = error;
    return cli_errno(c, "write", path);
}

int cli_write(struct cli *c, const char *path, str text)
{
    if (path && strcmp(path, "-") != 0)
        return write_file(c, path, text);
    if (fflush(stdout) == 0 && write_all(STDOUT_FILENO, text))
        return CLI_DONE;
    return cli_errno(c, "write", "standard output");
}

bool cli_read_stdin(struct cli *c, str *text)
{
    enum { LARGEST = 64 * 1024 * 1024, STEP = 64 * 1024 };
    struct buf b = BUF_MAX(LARGEST);
    ssize_t n = 1;

    while (n > 0 && buf_reserve(&b, STEP)) {
        n = read(STDIN_FILENO, b.ptr + b.len, STEP);
        if (n < 0 && errno == EINTR)
            n = 1;
        else if (n > 0)
            b.len += (size_t)n;
    }
    if (n < 0)
        cli_errno(c, "read", "standard input");
    else if (b.failed)
        cli_cannot(c, "standard input is larger than 64 MiB");
    else
        *text = arena_str(c->arena, buf_view(&b));
    buf_free(&b);
    return n == 0;
}
