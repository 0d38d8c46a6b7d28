/*
 * Files that grow with the ledger. All is done on the writer's thread: append
 * in the transaction, sync before its commit, cut off what was rolled back.
 */
#include "stdlib/runtime/outputs.h"
#include "stdlib/runtime/run.h"
#include "stdlib/runtime/state_db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct output {
    struct output *next;
    const struct weir_flow *flow;
    int folder;  // where its folder is
    char *name;  // "alias/path", of the ledger
    char *path;  // behind the folder
    str head;    // of a new file
    bool whole;  // replaced, not continued
    bool fits;   // what is there has the same head
    int dir, fd; // of the file aside; -1: not open
    int64_t length, committed;
    bool dirty, gone; // gone: its row is to be taken away
};

struct outputs {
    struct weir_engine *engine;
    pthread_mutex_t lock;
    struct output *first;
};

struct outputs *outputs_new(struct weir_engine *e)
{
    struct outputs *o = calloc(1, sizeof *o);

    if (o) {
        o->engine = e;
        pthread_mutex_init(&o->lock, NULL);
    }
    return o;
}

static void output_free(struct output *f)
{
    if (f->fd >= 0)
        close(f->fd);
    if (f->dir >= 0)
        close(f->dir);
    free(f->name);
    free(f->path);
    free((char *)(uintptr_t)f->head.ptr);
    free(f);
}

void outputs_free(struct outputs *o)
{
    if (!o)
        return;
    for (struct output *f = o->first, *next; f; f = next) {
        next = f->next;
        output_free(f);
    }
    pthread_mutex_destroy(&o->lock);
    free(o);
}

/* --- names ---- */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static bool bad_name(str n)
{
    return !n.len || n.ptr[0] == '.' || memchr(n.ptr, 0, n.len);
}

static bool path_good(str path)
{
    size_t from = 0;

    for (size_t i = 0; i <= path.len; i++) {
        if (i < path.len && path.ptr[i] != '/')
            continue;
        if (bad_name(str_slice(path, from, i)))
            return false;
        from = i + 1;
    }
    return true;
}

/* The folder that the file stands in, name by name, through no link. */
static int open_dir(int folder, const char *path)
{
    int at = dup(folder);
    const char *slash;

    while (at >= 0 && (slash = strchr(path, '/')) != NULL) {
        char name[256];
        size_t n = (size_t)(slash - path);
        int next = -1;

        if (n < sizeof name) {
            memcpy(name, path, n);
            name[n] = 0;
            if (mkdirat(at, name, 0777) == 0 || errno == EEXIST)
                next = openat(at, name,
                              O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        }
        close(at);
        at = next;
        path = slash + 1;
    }
    return at;
}

static bool aside_name(const char *path, char out[300])
{
    size_t n = strlen(base_name(path));

    if (n > 240)
        return false;
    out[0] = '.';
    memcpy(out + 1, base_name(path), n);
    memcpy(out + 1 + n, ".weir", 6);
    return true;
}

/* --- writing ---- */

static bool write_at(int fd, const char *p, size_t n, int64_t at)
{
    while (n) {
        ssize_t done = pwrite(fd, p, n, (off_t)at);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        p += done;
        at += done;
        n -= (size_t)done;
    }
    return true;
}

/* Continues what is there: its bytes come first. */
static bool copy_old(struct output *f)
{
    char part[65536];
    int old =
        openat(f->dir, base_name(f->path), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    ssize_t n = 0;

    if (old < 0)
        return errno == ENOENT;
    while ((n = read(old, part, sizeof part)) > 0) {
        if (!write_at(f->fd, part, (size_t)n, f->length))
            break;
        f->length += n;
    }
    close(old);
    return n == 0;
}

static bool open_aside(struct output *f)
{
    char aside[300];

    if (f->fd >= 0)
        return true;
    f->dir = open_dir(f->folder, f->path);
    if (f->dir < 0 || !aside_name(f->path, aside))
        return false;
    f->fd = openat(f->dir, aside,
                   O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
    f->length = f->committed = 0;
    if (f->fd < 0)
        return false;
    if (!f->whole && !copy_old(f))
        return false;
    if (!f->length && f->head.len) {
        if (!write_at(f->fd, f->head.ptr, f->head.len, 0) ||
            !write_at(f->fd, "\n", 1, (int64_t)f->head.len))
            return false;
        f->length = (int64_t)f->head.len + 1;
    }
    f->committed = f->length;
    return true;
}

static bool append(void *context, struct state_output *o)
{
    struct output *f = o->file;

    (void)context;
    errno = 0;
    if (!open_aside(f))
        return false;
    if (f->whole)
        f->length = 0;
    if (!write_at(f->fd, o->bytes.ptr, o->bytes.len, f->length))
        return false;
    f->length += (int64_t)o->bytes.len;
    f->dirty = true;
    return true;
}

static bool sync_all(void *context, struct weir_state *s)
{
    struct outputs *o = context;
    bool good = true;

    pthread_mutex_lock(&o->lock);
    for (struct output *f = o->first; f && good; f = f->next) {
        if (f->gone)
            state_put_output(s, str_from(f->name), -1);
        if (!f->dirty)
            continue;
        if (f->whole)
            good = ftruncate(f->fd, (off_t)f->length) == 0;
        good = good && fdatasync(f->fd) == 0;
        state_put_output(s, str_from(f->name), f->length);
    }
    pthread_mutex_unlock(&o->lock);
    return good;
}

static bool to_place(struct output *f)
{
    char aside[300];

    if (!aside_name(f->path, aside) ||
        renameat(f->dir, aside, f->dir, base_name(f->path)) != 0)
        return false;
    fsync(f->dir);
    close(f->fd);
    close(f->dir);
    f->fd = f->dir = -1;
    f->gone = true;
    return true;
}

static void settled(void *context, bool committed)
{
    struct outputs *o = context;

    pthread_mutex_lock(&o->lock);
    for (struct output *f = o->first; f; f = f->next) {
        if (f->gone && committed && !f->dirty)
            f->gone = false;
        if (!f->dirty)
            continue;
        f->dirty = false;
        if (committed) {
            f->committed = f->length;
            f->gone = false;
            if (f->whole)
                to_place(f);
            continue;
        }
        f->length = f->committed;
        if (f->fd >= 0 && ftruncate(f->fd, (off_t)f->length) != 0)
            f->length = f->committed; // what is behind it is written over
    }
    pthread_mutex_unlock(&o->lock);
}

struct state_outputs outputs_hooks(struct outputs *o)
{
    return (struct state_outputs){
        .context = o, .append = append, .sync = sync_all, .settled = settled};
}

/* --- which file ---- */

static char *copy_text(str s)
{
    char *p = malloc(s.len + 1);

    if (p) {
        memcpy(p, s.ptr, s.len);
        p[s.len] = 0;
    }
    return p;
}

static struct output *output_new(struct weir_engine *e,
                                 const struct weir_flow *flow,
                                 const struct weir_step *s, str path)
{
    struct engine_instance *in = engine_instance(e, s->instance);
    struct output *f = calloc(1, sizeof *f);
    struct buf name = BUF_MAX(8192);

    if (!f)
        return NULL;
    buf_printf(&name, "%s/%" STR_FMT, s->instance->alias, STR_ARG(path));
    *f = (struct output){.flow = flow,
                         .folder = in->of->driver->folder(in->connection),
                         .name = copy_text(buf_view(&name)),
                         .path = copy_text(path),
                         .dir = -1,
                         .fd = -1};
    buf_free(&name);
    if (f->name && f->path)
        return f;
    output_free(f);
    return NULL;
}

void *output_of(struct weir_engine *e, const struct weir_flow *flow,
                const struct weir_step *s, str path, str head)
{
    struct outputs *o = e->outputs;
    struct output *f;

    pthread_mutex_lock(&o->lock);
    for (f = o->first; f; f = f->next)
        if (str_eq(str_from(f->path), path) &&
            str_starts_with(str_from(f->name), str_from(s->instance->alias)) &&
            f->name[strlen(s->instance->alias)] == '/')
            break;
    if (!f) {
        f = output_new(e, flow, s, path);
        if (f) {
            f->next = o->first;
            o->first = f;
        }
    }
    if (f)
        f->flow = flow;
    if (f && head.len && !f->head.ptr)
        f->head = (str){copy_text(head), head.len};
    pthread_mutex_unlock(&o->lock);
    return f;
}

/* Whether a table that is there already has these columns. */
static bool old_head_fits(const struct output *f, str head, struct arena *a)
{
    int dir = open_dir(f->folder, f->path);
    int old = dir < 0 ? -1
                      : openat(dir, base_name(f->path),
                               O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    char *line = arena_alloc(a, head.len + 1);
    ssize_t n = old < 0 ? 0 : pread(old, line, head.len + 1, 0);

    if (old >= 0)
        close(old);
    if (dir >= 0)
        close(dir);
    if (n <= 0)
        return true; // a new one; or writing it says what is wrong
    return (size_t)n == head.len + 1 && memcmp(line, head.ptr, head.len) == 0 &&
           (line[head.len] == '\n' || line[head.len] == '\r');
}

/* Rows of other columns would be read under wrong names. */
static bool head_fits(struct weir_record *r, struct output *f, str head)
{
    struct outputs *o = r->own->engine->outputs;
    bool fits = true;

    pthread_mutex_lock(&o->lock);
    if (head.len && !f->fits) {
        fits = old_head_fits(f, head, r->x.arena);
        f->fits = fits;
    }
    fits = fits && str_eq(head, f->head);
    pthread_mutex_unlock(&o->lock);
    if (!fits)
        weir_raise(r, WEIR_DATA,
                   "\"%s\" has other columns than this record: expected "
                   "%" STR_FMT,
                   f->path, STR_ARG(head));
    return fits;
}

bool output_stage(struct weir_record *r, const struct weir_step *s,
                  const struct weir_request *q)
{
    struct record_private *own = r->own;
    struct output *f = NULL;

    if (!path_good(q->target)) {
        weir_raise(r, WEIR_DATA,
                   "expected the name of a file in its folder, found "
                   "\"%" STR_FMT "\"",
                   STR_ARG(q->target));
        return false;
    }
    f = output_of(own->engine, r->flow, s, q->target, q->head);
    if (!f) {
        weir_raise(r, WEIR_TRANSIENT, "out of memory");
        return false;
    }
    f->whole = q->whole;
    if (!q->whole && q->head.len && !head_fits(r, f, q->head))
        return false;
    struct state_output *o = arena_make(own->keep, struct state_output);
    str end = q->whole ? STR("") : STR("\n");

    o->file = f;
    o->bytes = arena_printf(own->keep, "%" STR_FMT "%" STR_FMT,
                            STR_ARG(q->body), STR_ARG(end));
    o->next = NULL;
    struct state_output **last = &own->outputs;

    while (*last)
        last = &(*last)->next;
    *last = o;
    return true;
}

struct finished {
    struct state_job job;
    struct outputs *o;
    const struct weir_flow *flow;
};

/* What another run has just appended comes to its place with that run's end. */
static bool finish(struct weir_state *s, struct state_job *j)
{
    const struct finished *end = (const struct finished *)j;

    (void)s;
    pthread_mutex_lock(&end->o->lock);
    for (struct output *f = end->o->first; f; f = f->next)
        if ((f->flow == end->flow || f->flow->trigger.kind == WEIR_ON_CALL) &&
            f->fd >= 0 && !f->whole && !f->dirty)
            to_place(f);
    pthread_mutex_unlock(&end->o->lock);
    return true;
}

void outputs_finish(struct weir_engine *e, const struct weir_flow *flow)
{
    struct finished end = {.job = {.apply = finish, .waits = true, .weight = 1},
                           .o = e->outputs,
                           .flow = flow};

    if (!e->outputs || !e->outputs->first)
        return;
    state_flush(e->state);
    state_give(e->state, &end.job);
}

/* --- after a kill ---- */

static bool recover_one(int folder, const struct state_output_row *row,
                        const char *path)
{
    struct output f = {.folder = folder, .dir = -1, .fd = -1};
    char aside[300];
    bool good = true;

    f.path = (char *)(uintptr_t)path;
    f.dir = open_dir(folder, path);
    if (f.dir < 0 || !aside_name(path, aside))
        return false;
    f.fd = openat(f.dir, aside, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    if (f.fd < 0) {
        close(f.dir);
        return errno == ENOENT; // it came to its place
    }
    good = ftruncate(f.fd, (off_t)row->length) == 0 && fdatasync(f.fd) == 0 &&
           to_place(&f);
    if (f.fd >= 0)
        close(f.fd);
    if (f.dir >= 0)
        close(f.dir);
    return good;
}

struct recovered {
    struct state_job job;
    const struct state_output_row *rows;
};

static bool forget_rows(struct weir_state *s, struct state_job *j)
{
    for (const struct state_output_row *r = ((struct recovered *)j)->rows; r;
         r = r->next)
        state_put_output(s, r->name, -1);
    return true;
}

bool outputs_recover(struct weir_engine *e, struct state_reader *r,
                     struct buf *why)
{
    struct arena *a = arena_new();
    struct state_output_row *rows = state_output_rows(r, a);
    bool good = true;

    for (struct state_output_row *row = rows; row; row = row->next)
        for (size_t i = 0; i < e->ninstances; i++) {
            struct engine_instance *in = &e->instances[i];
            size_t n = strlen(in->of->alias);

            if (!in->of->driver->folder || row->name.len <= n ||
                row->name.ptr[n] != '/' ||
                !str_starts_with(row->name, str_from(in->of->alias)))
                continue;
            if (!recover_one(in->of->driver->folder(in->connection), row,
                             row->name.ptr + n + 1)) {
                buf_printf(why,
                           "cannot bring \"%" STR_FMT "\" to its place: %s",
                           STR_ARG(row->name), ERROR_TEXT(errno));
                good = false;
            }
        }
    struct recovered done = {
        .job = {.apply = forget_rows, .waits = true, .weight = 1},
        .rows = rows};

    if (good && rows)
        good = state_give(e->state, &done.job) == STATE_OK;
    arena_free(a);
    return good;
}
