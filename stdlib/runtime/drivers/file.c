/*
 * Files below one folder. Sources are found by a pattern, read in pages and
 * moved when they are in the ledger; what flows write, the engine writes.
 */
#include "stdlib/runtime/drivers/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

/* --- opening -------------------------------------------------------------- */

static bool is_good_part(str part)
{
    return part.len && part.len < 256 && !str_eq(part, STR("..")) &&
           !memchr(part.ptr, 0, part.len);
}

static int open_part(int at, str part, int flags)
{
    char name[256];

    if (!is_good_part(part)) {
        errno = ENOENT;
        return -1;
    }
    memcpy(name, part.ptr, part.len);
    name[part.len] = 0;
    return openat(at, name, flags | O_NOFOLLOW | O_CLOEXEC);
}

static void make_part(int at, str part)
{
    char name[256];

    if (!is_good_part(part))
        return;
    memcpy(name, part.ptr, part.len);
    name[part.len] = 0;
    mkdirat(at, name, 0777);
}

int file_open_parent(const struct weir_connection *c, str path, str *name,
                     bool make)
{
    int at = fcntl(c->folder, F_DUPFD_CLOEXEC, 0);

    while (at >= 0) {
        const char *slash = path.len ? memchr(path.ptr, '/', path.len) : NULL;
        if (!slash) {
            *name = path;
            return at;
        }
        size_t len = (size_t)(slash - path.ptr);
        str part = {path.ptr, len};
        path = str_slice(path, len + 1, path.len);
        if (len == 0 || str_eq(part, STR(".")))
            continue;
        if (make)
            make_part(at, part);
        int next = open_part(at, part, O_RDONLY | O_DIRECTORY);
        int saved = errno;
        close(at);
        errno = saved;
        at = next;
    }
    return -1;
}

int file_open(const struct weir_connection *c, str path)
{
    struct stat st;
    str name;
    int at = file_open_parent(c, path, &name, false);

    if (at < 0)
        return -1;
    int fd = open_part(at, name, O_RDONLY | O_NONBLOCK);
    int saved = errno;
    close(at);
    errno = saved;
    if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))) {
        close(fd);
        errno = ENOENT;
        return -1;
    }
    return fd;
}

static enum file_format format_of(const char *name)
{
    if (strcmp(name, "csv") == 0)
        return FILE_CSV;
    if (strcmp(name, "json") == 0)
        return FILE_JSON;
    return strcmp(name, "text") == 0 ? FILE_TEXT : FILE_NDJSON;
}

static enum weir_encoding encoding_of(str name)
{
    enum weir_encoding e = weir_encoding_named(name);

    return e == WEIR_NENCODINGS ? WEIR_ENCODING_UTF8 : e;
}

void file_format_set(struct weir_connection *c, const struct weir_format *f)
{
    if (!f->name)
        return;
    c->format = format_of(f->name);
    c->separator = f->separator && *f->separator ? *f->separator : ',';
    c->quote = f->quote ? *f->quote : '"';
    c->header = !f->header || strcmp(f->header, "false") != 0;
    c->encoding = encoding_of(str_from(f->encoding ? f->encoding : ""));
    c->columns = f->columns;
}

static struct weir_connection *open_files(const struct weir_endpoint *e,
                                          struct buf *why)
{
    struct weir_connection *c = calloc(1, sizeof *c);
    const char *base = e->base.len ? e->base.ptr : ".";

    if (!c) {
        buf_text(why, "out of memory");
        return NULL;
    }
    c->folder = open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (c->folder < 0) {
        buf_printf(why, "cannot open the folder \"%s\": %s", base,
                   ERROR_TEXT(errno));
        free(c);
        return NULL;
    }
    str separator = driver_param(&e->options, "separator", ",");
    str quote = driver_param(&e->options, "quote", "\"");
    c->format = format_of(e->instance->format);
    c->separator = separator.len ? separator.ptr[0] : ',';
    c->quote = quote.len ? quote.ptr[0] : 0;
    c->header =
        !str_eq(driver_param(&e->options, "header", "true"), STR("false"));
    c->encoding = encoding_of(driver_param(&e->options, "encoding", "utf-8"));
    c->engine = e->engine;
    return c;
}

static void close_files(struct weir_connection *c)
{
    if (!c)
        return;
    close(c->folder);
    free(c);
}

/* --- finding -------------------------------------------------------------- */

static int compare_files(const void *a, const void *b)
{
    return str_cmp(((const struct weir_file *)a)->path,
                   ((const struct weir_file *)b)->path);
}

static int64_t ns_of(struct timespec t)
{
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static bool at_rest(const struct stat *st, int64_t now_us, int64_t rest)
{
    int64_t changed = ns_of(st->st_mtim) / 1000;
    int64_t status = ns_of(st->st_ctim) / 1000;

    if (changed > now_us)
        changed = status;
    return now_us - changed >= rest;
}

struct finder {
    struct weir_connection *c;
    const struct weir_exchange *ask;
    struct weir_files *out;
    size_t cap;
    str head; // the folders of the pattern, with the slash
    int64_t rest;
};

enum { MOST_FILES = 100000 };

static bool add_file(struct finder *f, const struct stat *st, const char *name)
{
    struct weir_files *out = f->out;

    if (out->n == MOST_FILES)
        return false;
    if (out->n == f->cap) {
        size_t cap = f->cap ? f->cap * 2 : 16;
        struct weir_file *at =
            arena_array(f->ask->arena, struct weir_file, cap);
        if (out->n)
            memcpy(at, out->at, out->n * sizeof *at);
        out->at = at;
        f->cap = cap;
    }
    out->at[out->n++] =
        (struct weir_file){.path = arena_printf(f->ask->arena, "%" STR_FMT "%s",
                                                STR_ARG(f->head), name),
                           .size = st->st_size,
                           .mtime = ns_of(st->st_mtim)};
    return true;
}

/* Names are copied before an arena is asked: the folder is not held open by a
 * jump. */
static void scan(struct finder *f, int at, const char *pattern)
{
    int64_t now = weir_driver_time(f->c->engine);
    struct buf names = BUF_MAX(64 << 20);
    DIR *dir = fdopendir(at);

    if (!dir) {
        close(at);
        return;
    }
    rewinddir(dir); // the base's own place in the folder is shared
    struct dirent *e = readdir(dir);
    for (; e; e = readdir(dir))
        if (fnmatch(pattern, e->d_name, FNM_PERIOD) == 0)
            buf_add(&names, e->d_name, strlen(e->d_name) + 1);
    int fd = fcntl(dirfd(dir), F_DUPFD_CLOEXEC, 0);
    closedir(dir);
    for (size_t i = 0; i < names.len; i += strlen(names.ptr + i) + 1) {
        struct stat st;
        if (fstatat(fd, names.ptr + i, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(st.st_mode) && at_rest(&st, now, f->rest))
            add_file(f, &st, names.ptr + i);
    }
    close(fd);
    buf_free(&names);
}

static bool find_files(struct weir_connection *c,
                       const struct weir_exchange *ask, int64_t rest,
                       struct weir_files *out, struct weir_answer *a)
{
    struct finder f = {.c = c, .ask = ask, .out = out, .rest = rest};
    str pattern = ask->request->target, name;
    int at = file_open_parent(c, pattern, &name, false);

    *out = (struct weir_files){0};
    if (at < 0)
        return driver_errno(ask->arena, a, "open the folder of", pattern);
    f.head = str_slice(pattern, 0, pattern.len - name.len);
    str text = arena_str(ask->arena, name);
    scan(&f, at, text.ptr);
    if (out->n)
        qsort(out->at, out->n, sizeof *out->at, compare_files);
    return true;
}

/* --- reading -------------------------------------------------------------- */

static bool fetch(struct weir_connection *c, const struct weir_exchange *ask,
                  str path, str cursor, struct weir_page *page,
                  struct weir_answer *a)
{
    int fd = file_open(c, path);

    if (fd < 0)
        return driver_errno(ask->arena, a, "open", path);
    bool ok = file_page(c, fd, path, ask, cursor, page, a);
    close(fd);
    return ok;
}

static bool digest(struct weir_connection *c, str path, char out[33],
                   struct weir_answer *a)
{
    char piece[65536];
    int fd = file_open(c, path);
    XXH3_state_t *state = fd < 0 ? NULL : XXH3_createState();
    ssize_t n = -1;

    if (state) {
        XXH3_128bits_reset(state);
        n = read(fd, piece, sizeof piece);
        for (; n > 0; n = read(fd, piece, sizeof piece))
            XXH3_128bits_update(state, piece, (size_t)n);
        XXH128_hash_t h = XXH3_128bits_digest(state);
        snprintf(out, 33, "%016llx%016llx", (unsigned long long)h.high64,
                 (unsigned long long)h.low64);
        XXH3_freeState(state);
    }
    if (fd >= 0)
        close(fd);
    if (n == 0)
        return true;
    a->failed = fd < 0 ? WEIR_NOT_FOUND : WEIR_TRANSIENT;
    a->code = STR("errno");
    a->message = STR("the file can't be read");
    return false;
}

/* A whole file as an answer: its items as one JSON list, or its one value. */
static void call(struct weir_connection *c, const struct weir_exchange *ask,
                 struct weir_answer *a)
{
    struct buf b = BUF_MAX(WEIR_ANSWER_MAX);
    struct weir_page page = {.want = WEIR_PAGE_ITEMS};
    str cursor = {"", 0};
    size_t n = 0;

    buf_char(&b, '[');
    do {
        page = (struct weir_page){.want = WEIR_PAGE_ITEMS};
        if (!fetch(c, ask, ask->request->target, cursor, &page, a)) {
            buf_free(&b);
            return;
        }
        for (size_t i = 0; i < page.nitems; i++) {
            buf_text(&b, n++ ? "," : "");
            buf_str(&b, page.items[i]);
        }
        cursor = page.next;
    } while (cursor.len);
    buf_char(&b, ']');
    if (b.failed) {
        buf_free(&b);
        driver_fail(ask->arena, a, WEIR_MALFORMED, "too long",
                    "the file is longer than %zu bytes", WEIR_ANSWER_MAX);
        return;
    }
    a->status = 200;
    a->sent = true;
    a->body = driver_take(ask->arena, &b);
}

/* --- when it is done ------------------------------------------------------ */

/* Gives the file another name when one of its name is there already. */
static bool move_to(int from, const char *name, int to)
{
    char target[300];

    for (int i = 0; i < 1000; i++) {
        int n = i ? snprintf(target, sizeof target, "%s.%d", name, i)
                  : snprintf(target, sizeof target, "%s", name);
        if (n < 0 || (size_t)n >= sizeof target)
            return false;
        if (linkat(from, name, to, target, 0) == 0)
            return unlinkat(from, name, 0) == 0;
        if (errno != EEXIST)
            return false;
    }
    return false;
}

static bool finish_at(const struct weir_connection *c, int from, str name,
                      const char *done, const char *to)
{
    char text[256];

    if (!is_good_part(name))
        return false;
    memcpy(text, name.ptr, name.len);
    text[name.len] = 0;
    if (faccessat(from, text, F_OK, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT;
    if (strcmp(done, "delete") == 0)
        return unlinkat(from, text, 0) == 0;
    struct buf folder = BUF_MAX(4096);
    str last;
    buf_printf(&folder, "%s/", to);
    int there = file_open_parent(c, buf_view(&folder), &last, true);
    buf_free(&folder);
    if (there < 0)
        return false;
    bool ok = move_to(from, text, there) && fsync(there) == 0;
    close(there);
    return ok;
}

static bool finish(struct weir_connection *c, str path, const char *done,
                   const char *to, struct weir_answer *a)
{
    str name;

    if (!done || strcmp(done, "keep") == 0)
        return true;
    int from = file_open_parent(c, path, &name, false);
    if (from < 0)
        return errno == ENOENT;
    bool ok =
        finish_at(c, from, name, done, to ? to : "done") && fsync(from) == 0;
    close(from);
    if (!ok) {
        a->failed = WEIR_TRANSIENT;
        a->code = STR("errno");
        a->message = STR("the file that was read can't be moved away");
    }
    return ok;
}

static int folder(struct weir_connection *c)
{
    return c->folder;
}

const struct weir_driver weir_driver_file = {
    .name = "file",
    .open = open_files,
    .close = close_files,
    .call = call,
    .fetch = fetch,
    .files = find_files,
    .digest = digest,
    .finish = finish,
    .folder = folder,
};
