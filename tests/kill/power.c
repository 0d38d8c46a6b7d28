/*
 * A power cut, for tests: preloaded, it keeps of each file below POWER_ROOT a
 * copy below POWER_SYNCED as it was when it was last synced. What was written
 * and not synced is not in the copy; a rename is, when its folder was synced.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int fdatasync(int fd);
int fsync(int fd);
int renameat(int from_dir, const char *from, int to_dir, const char *to);
int rename(const char *from, const char *to);
int unlink(const char *path);

typedef int rename_fn(const char *, const char *);

/* The next function of the name; ISO C has no cast for it. */
static void real_function(const char *name, void *out)
{
    void *f = dlsym(RTLD_NEXT, name);

    memcpy(out, &f, sizeof f);
}

/* The path of a descriptor below the root; NULL: it is none of ours. */
static const char *below_root(int fd, char path[PATH_MAX])
{
    const char *root = getenv("POWER_ROOT");
    char link[64];

    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, PATH_MAX - 1);

    if (!root || n <= 0)
        return NULL;
    path[n] = 0;
    size_t len = strlen(root);

    if (strncmp(path, root, len) != 0 || (path[len] && path[len] != '/'))
        return NULL;
    return path + len;
}

static void copy_of(char out[PATH_MAX], const char *below, const char *end)
{
    const char *to = getenv("POWER_SYNCED");

    snprintf(out, PATH_MAX, "%s%s%s", to ? to : "/nowhere", below, end);
}

static void make_folders(char *path)
{
    for (char *p = path + 1; *p; p++)
        if (*p == '/') {
            *p = 0;
            mkdir(path, 0700);
            *p = '/';
        }
}

/* The copy is there whole or not at all. */
static void keep_file(const char *path, const char *below)
{
    static const size_t part = 1 << 20;
    char to[PATH_MAX], aside[PATH_MAX];
    char *bytes = malloc(part);
    rename_fn *real;

    real_function("rename", &real);
    copy_of(to, below, "");
    copy_of(aside, below, ".copying");
    make_folders(aside);
    int in = open(path, O_RDONLY | O_CLOEXEC);
    int out = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ssize_t n = 0;

    while (bytes && in >= 0 && out >= 0 && (n = read(in, bytes, part)) > 0)
        if (write(out, bytes, (size_t)n) != n)
            break;
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
    if (n == 0)
        real(aside, to);
    free(bytes);
}

/* A folder was synced: names that are gone from it are gone from the copy, so
 * that a rename is seen. A file under a new name has been synced before. */
static void keep_folder(const char *below)
{
    char marker[PATH_MAX];
    rename_fn *real;

    real_function("rename", &real);
    copy_of(marker, below, "/.renames");
    FILE *f = fopen(marker, "r");
    char line[PATH_MAX * 2];

    while (f && fgets(line, sizeof line, f)) {
        char *tab = strchr(line, '\t'), *end = strchr(line, '\n');

        if (!tab || !end)
            continue;
        *tab = *end = 0;
        real(line, tab + 1);
    }
    if (f)
        fclose(f);
    unlink(marker);
}

static void keep(int fd)
{
    char path[PATH_MAX];
    const char *below = below_root(fd, path);
    struct stat st;

    if (!below || fstat(fd, &st) != 0)
        return;
    if (S_ISDIR(st.st_mode))
        keep_folder(below);
    else if (S_ISREG(st.st_mode))
        keep_file(path, below);
}

int fdatasync(int fd)
{
    int (*real)(int);

    real_function("fdatasync", &real);
    int rc = real(fd);

    if (rc == 0)
        keep(fd);
    return rc;
}

int fsync(int fd)
{
    int (*real)(int);

    real_function("fsync", &real);
    int rc = real(fd);

    if (rc == 0)
        keep(fd);
    return rc;
}

/* Notes a rename; it counts when the folder is synced. */
static void note_rename(const char *folder, const char *from, const char *to)
{
    char marker[PATH_MAX], a[PATH_MAX], b[PATH_MAX];

    copy_of(marker, folder, "/.renames");
    copy_of(a, folder, "/");
    copy_of(b, folder, "/");
    make_folders(marker);
    FILE *f = fopen(marker, "a");

    if (!f)
        return;
    fprintf(f, "%s%s\t%s%s\n", a, from, b, to);
    fclose(f);
}

int renameat(int from_dir, const char *from, int to_dir, const char *to)
{
    int (*real)(int, const char *, int, const char *);
    char path[PATH_MAX];

    real_function("renameat", &real);
    const char *below = below_root(to_dir, path);
    int rc = real(from_dir, from, to_dir, to);

    if (rc == 0 && below)
        note_rename(below, from, to);
    return rc;
}

int rename(const char *from, const char *to)
{
    rename_fn *real;
    const char *root = getenv("POWER_ROOT");
    const char *name = strrchr(to, '/'), *old = strrchr(from, '/');

    real_function("rename", &real);
    int rc = real(from, to);
    size_t len = root ? strlen(root) : 0;

    if (rc == 0 && root && name && old && strncmp(to, root, len) == 0) {
        char folder[PATH_MAX];

        snprintf(folder, sizeof folder, "%.*s", (int)(name - to - (long)len),
                 to + len);
        note_rename(folder, old + 1, name + 1);
    }
    return rc;
}

/* A file that is gone does not come back. */
int unlink(const char *path)
{
    const char *root = getenv("POWER_ROOT");
    size_t len = root ? strlen(root) : 0;
    int (*real)(const char *);

    real_function("unlink", &real);
    int rc = real(path);

    if (rc == 0 && root && strncmp(path, root, len) == 0) {
        char copy[PATH_MAX];

        copy_of(copy, path + len, "");
        real(copy);
    }
    return rc;
}
