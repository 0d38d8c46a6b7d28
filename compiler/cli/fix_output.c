/*
 * What becomes of fixes: files on disk, a patch, and lines about them.
 */
#define _XOPEN_SOURCE 700 // realpath
#include "compiler/cli/fix.h"
#include "compiler/base/visible.h"
#include "compiler/cli/unified.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file stands in the project where it was found, or a link of it leads to
 * another one in the project. */
static bool is_inside(const struct project *p, const char *path)
{
    char root[PATH_MAX], target[PATH_MAX];
    struct stat st;

    if (lstat(path, &st) == 0 && !S_ISLNK(st.st_mode))
        return true;
    if (!realpath(p->root.len ? p->root.ptr : ".", root) ||
        !realpath(path, target))
        return false;
    size_t n = strlen(root);
    return strncmp(target, root, n) == 0 && (target[n] == '/' || n == 1);
}

/* A byte order mark is no part of a source's text. */
static bool has_mark(const char *path)
{
    unsigned char head[3] = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return false;
    ssize_t n = read(fd, head, sizeof head);
    close(fd);
    return n == 3 && head[0] == 0xEF && head[1] == 0xBB && head[2] == 0xBF;
}

static int write_one(struct cli *c, const char *path, str text)
{
    if (has_mark(path))
        text = arena_printf(c->arena, "\xEF\xBB\xBF%" STR_FMT, STR_ARG(text));
    return cli_write(c, path, text);
}

int fixes_write(const struct fixes *f, struct cli *c, const struct estate *e)
{
    int status = CLI_DONE;

    for (uint32_t i = 0; i < f->files.n; i++) {
        const struct source *is = f->files.at[i].is;
        str path = project_path(&e->project, c->arena, is->name);
        if (!is_inside(&e->project, path.ptr))
            status = cli_cannot(c,
                                "\"%" STR_FMT "\" leads out of the project, "
                                "it is left as it is",
                                STR_ARG(is->name));
        else if (write_one(c, path.ptr, is->text) != CLI_DONE)
            status = CLI_CANNOT;
    }
    return status;
}

void fixes_diff(const struct fixes *f, struct cli *c, struct buf *out)
{
    for (uint32_t i = 0; i < f->files.n; i++) {
        const struct fix_file *x = &f->files.at[i];
        str name = source_shown(&c->sources, x->was, c->arena);
        name = str_slice(name, str_starts_with(name, STR("/")), name.len);
        buf_text(out, "--- a/");
        visible_add(out, name);
        buf_text(out, "\n+++ b/");
        visible_add(out, name);
        buf_char(out, '\n');
        unified_diff(out, c->arena, x->was->text, x->is->text);
    }
}

static const char *plural(uint32_t n)
{
    return n == 1 ? "" : "es";
}

static void add_left(struct buf *out, uint32_t n, const char *kind,
                     const char *how)
{
    if (n)
        buf_printf(out, "%u %s fix%s left%s\n", n, kind, plural(n), how);
}

void fixes_summary(const struct fixes *f, struct cli *c, bool done,
                   struct buf *out)
{
    bool bold = f->boldest > DIAG_SAFE;

    for (uint32_t i = 0; i < f->refused.n; i++) {
        const struct fix_refused *r = &f->refused.at[i];
        struct place p = source_locate(&c->sources, r->d->at.pos);
        str name = p.src ? source_shown(&c->sources, p.src, c->arena) : STR("");
        visible_add(out, name);
        buf_printf(out, ":%u: no fix of %" STR_FMT ": ", p.line,
                   STR_ARG(r->d->id));
        visible_add(out, r->because);
        buf_char(out, '\n');
    }
    if (!f->applied)
        buf_text(out, "no fix to apply\n");
    else
        buf_printf(out, "%u fix%s %s %u file%s\n", f->applied,
                   plural(f->applied), done ? "applied to" : "would change",
                   f->files.n, f->files.n == 1 ? "" : "s");
    add_left(out, f->unsafe, "unsafe", bold ? "" : ", --unsafe-fixes takes it");
    add_left(out, f->scaffold, "scaffold",
             bold ? "" : ", --unsafe-fixes takes it");
}
