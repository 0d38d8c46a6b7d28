/*
 * Files beside the state. The lock file's bytes are locks that die with the
 * process: byte 0 of the state, the others of a flow each. The generation
 * stands in the state and in a file of its own: when the file is ahead, the
 * state fell back in time.
 */
#include "stdlib/runtime/state_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#define BALLAST_SIZE ((off_t)16 << 20)

static const long network_systems[] = {
    0x6969,           // nfs
    0x517B,           // smb
    (long)0xFF534D42, // cifs
    (long)0xFE534D42, // smb2
    0x5346414F,       // afs
    0x00C36400,       // ceph
    0x0BD00BD0,       // lustre
    0x47504653,       // gpfs
};

bool disk_folder(const char *folder, struct buf *why)
{
    struct statfs fs;

    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        buf_printf(why, "cannot make the state's folder \"%s\": %s", folder,
                   ERROR_TEXT(errno));
        return false;
    }
    if (statfs(folder, &fs) != 0) {
        buf_printf(why, "cannot use the state's folder \"%s\": %s", folder,
                   ERROR_TEXT(errno));
        return false;
    }
    for (size_t i = 0; i < sizeof network_systems / sizeof *network_systems;
         i++) {
        if ((unsigned long)fs.f_type != (unsigned long)network_systems[i])
            continue;
        buf_printf(why,
                   "expected a local disk for the state, found a network file "
                   "system at \"%s\"; set WEIR_STATE to a folder of this "
                   "machine",
                   folder);
        return false;
    }
    return true;
}

const char *disk_path(struct buf *b, const struct weir_state *s,
                      const char *name)
{
    *b = BUF_MAX(4096);
    buf_printf(b, "%s/%s", s->config.folder, name);
    return b->failed ? "" : b->ptr;
}

bool disk_open_lock(struct weir_state *s, struct buf *why)
{
    struct buf b;

    s->lock_file = open(disk_path(&b, s, "state.lock"),
                        O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (s->lock_file < 0)
        buf_printf(why, "cannot open \"%s\": %s", b.ptr, ERROR_TEXT(errno));
    buf_free(&b);
    return s->lock_file >= 0;
}

static bool lock_set(struct weir_state *s, int64_t n, short type)
{
    struct flock l = {
        .l_type = type, .l_whence = SEEK_SET, .l_start = (off_t)n, .l_len = 1};

    return fcntl(s->lock_file, F_SETLK, &l) == 0;
}

bool disk_lock(struct weir_state *s, int64_t n, bool shared)
{
    return s->lock_file < 0 || lock_set(s, n, shared ? F_RDLCK : F_WRLCK);
}

void disk_unlock(struct weir_state *s, int64_t n)
{
    if (s->lock_file >= 0)
        lock_set(s, n, F_UNLCK);
}

int64_t generation_read(const struct weir_state *s)
{
    struct buf b;
    char text[32] = {0};
    int fd = open(disk_path(&b, s, "state.generation"), O_RDONLY | O_CLOEXEC);

    buf_free(&b);
    if (fd < 0)
        return 0;
    ssize_t n = read(fd, text, sizeof text - 1);

    close(fd);
    return n > 0 ? strtoll(text, NULL, 10) : 0;
}

static bool write_synced(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0)
        return false;
    size_t n = strlen(text);
    bool good = write(fd, text, n) == (ssize_t)n && fdatasync(fd) == 0;

    return close(fd) == 0 && good;
}

bool disk_sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return false;
    bool good = fsync(fd) == 0;

    close(fd);
    return good;
}

bool generation_write(const struct weir_state *s, int64_t generation)
{
    struct buf aside, path;
    char text[32];

    snprintf(text, sizeof text, "%lld\n", (long long)generation);
    disk_path(&aside, s, "state.generation.new");
    disk_path(&path, s, "state.generation");
    bool good = write_synced(aside.ptr, text) &&
                rename(aside.ptr, path.ptr) == 0 &&
                disk_sync_folder(s->config.folder);

    buf_free(&aside);
    buf_free(&path);
    return good;
}

void ballast_make(const struct weir_state *s)
{
    struct buf b;
    struct stat st;

    if (!s->config.folder || s->config.quick)
        return;
    disk_path(&b, s, "state.ballast");
    if (stat(b.ptr, &st) != 0 || st.st_size != BALLAST_SIZE) {
        int fd = open(b.ptr, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

        if (fd >= 0 && posix_fallocate(fd, 0, BALLAST_SIZE) != 0)
            unlink(b.ptr); // as good as none: the disk is full already
        if (fd >= 0)
            close(fd);
    }
    buf_free(&b);
}

bool ballast_drop(struct weir_state *s)
{
    struct buf b;

    if (!s->config.folder)
        return false;
    bool gone = unlink(disk_path(&b, s, "state.ballast")) == 0;

    buf_free(&b);
    return gone;
}

bool ballast_restore(struct weir_state *s)
{
    struct statvfs v;

    if (!s->config.folder)
        return true;
    if (statvfs(s->config.folder, &v) != 0)
        return false;
    if (v.f_bavail * v.f_frsize < 2 * (unsigned long)BALLAST_SIZE)
        return false;
    ballast_make(s);
    return true;
}
