/*
 * Files are written only when they differ, objects made only when they are
 * older than what they come from, so a second build costs nothing.
 */
#define _XOPEN_SOURCE 700 // realpath
#include "compiler/cli/runner.h"
#include "compiler/base/diag_print.h"
#include "compiler/emit/emit_c.h"
#include "compiler/emit/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

enum { FILE_NAME_MOST = 180 };

static str path_of(struct runner *r, str name)
{
    return arena_printf(r->cli->arena, "%" STR_FMT "/%" STR_FMT,
                        STR_ARG(r->dir), STR_ARG(name));
}

/* Makes the folders of a path. */
static bool make_folders(struct cli *c, str path)
{
    for (size_t i = 1; i < path.len; i++) {
        if (path.ptr[i] != '/')
            continue;
        str folder = arena_str(c->arena, str_slice(path, 0, i));
        if (mkdir(folder.ptr, 0777) != 0 && errno != EEXIST) {
            cli_errno(c, "make the folder", folder.ptr);
            return false;
        }
    }
    return true;
}

static bool is_same(const char *path, str text)
{
    char piece[65536];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    size_t at = 0;
    ssize_t n = 1;

    if (fd < 0)
        return false;
    while (n > 0) {
        n = read(fd, piece, sizeof piece);
        if (n < 0 || (size_t)n > text.len - at ||
            memcmp(piece, text.ptr + at, (size_t)n) != 0) {
            close(fd);
            return false;
        }
        at += (size_t)n;
    }
    close(fd);
    return at == text.len;
}

bool runner_write(struct runner *r, str name, str text)
{
    str path = path_of(r, name);

    *vec_push(r->cli->arena, &r->written) = name;
    if (is_same(path.ptr, text))
        return true;
    r->changed++;
    return make_folders(r->cli, path) &&
           cli_write(r->cli, path.ptr, text) == CLI_DONE;
}

static bool write_source(void *context, str name, str text)
{
    struct runner *r = context;
    str kept = arena_str(r->cli->arena, name);

    if (str_ends_with(kept, STR(".c")))
        *vec_push(r->cli->arena, &r->files) = kept;
    return runner_write(r, kept, text);
}

static struct emit_environment *environments(struct cli *c,
                                             const struct config *k)
{
    struct emit_environment *list =
        arena_array(c->arena, struct emit_environment, k->environments.n + 1);

    for (uint32_t i = 0; i < k->environments.n; i++) {
        const struct config_environment *e = &k->environments.at[i];
        struct emit_setting *s =
            arena_array(c->arena, struct emit_setting, e->nsettings + 1);
        for (uint32_t n = 0; n < e->nsettings; n++)
            s[n] =
                (struct emit_setting){e->settings[n].key, e->settings[n].value};
        list[i] = (struct emit_environment){e->name, s, e->nsettings};
    }
    return list;
}

/* The estate's name: that of its folder. */
static str project_name(struct cli *c, str root)
{
    char cwd[4096];
    str path = root;

    if (str_eq(root, STR(".")) || str_starts_with(root, STR("..")))
        path = realpath(root.ptr, cwd) ? str_from(cwd) : root;
    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    return arena_str(c->arena, str_behind(path, '/'));
}

bool runner_sources(struct runner *r)
{
    const struct config *k = &r->estate->project.config;
    struct emit_options o = {
        .project = project_name(r->cli, r->estate->project.root),
        .environments = environments(r->cli, k),
        .nenvironments = k->environments.n,
        .concurrency = k->runner.concurrency,
        .keep = k->runner.keep,
        .retry_budget = k->runner.retry_budget,
        .settle = k->runner.settle,
        .stop = k->runner.stop,
    };

    return emit_c(r->graph, &o, write_source, r);
}

static bool write_manifest(struct runner *r, const struct graph_flow *f,
                           enum manifest_form form, str name)
{
    struct buf b = BUF_MAX((size_t)1 << 31);
    bool ok = manifest_write(r->graph, f, form, &b);

    if (ok)
        ok = runner_write(r, name, buf_view(&b));
    else
        cli_cannot(r->cli, "the manifest \"%" STR_FMT "\" is too large",
                   STR_ARG(name));
    buf_free(&b);
    return ok;
}

static bool is_plain(unsigned char c)
{
    return c == '-' || c == '_' || (c >= '0' && c <= '9') ||
           ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* A flow's name as a file's, one for each name: other bytes are %XX, as in
 * URLs; what would be too long ends in a digest. */
static str file_name(struct runner *r, const struct graph_flow *f,
                     const char *ending)
{
    struct buf b = BUF_MAX(4 * FILE_NAME_MOST);

    for (size_t i = 0; i < f->name.len && b.len < FILE_NAME_MOST; i++) {
        unsigned char c = (unsigned char)f->name.ptr[i];

        buf_printf(&b, is_plain(c) ? "%c" : "%%%02X", c);
    }
    if (b.len >= FILE_NAME_MOST)
        buf_printf(&b, "%%%016llx",
                   (unsigned long long)XXH3_64bits(f->name.ptr, f->name.len));
    str name = arena_printf(r->cli->arena, "flows/%" STR_FMT ".manifest.%s",
                            STR_ARG(buf_view(&b)), ending);

    buf_free(&b);
    return name;
}

bool runner_manifests(struct runner *r)
{
    bool ok =
        write_manifest(r, NULL, MANIFEST_JSON, STR("estate.manifest.json")) &&
        write_manifest(r, NULL, MANIFEST_YAML, STR("estate.manifest.yaml"));

    for (uint32_t i = 0; ok && i < r->graph->flows.n; i++) {
        const struct graph_flow *f = r->graph->flows.at[i];
        ok = write_manifest(r, f, MANIFEST_JSON, file_name(r, f, "json")) &&
             write_manifest(r, f, MANIFEST_YAML, file_name(r, f, "yaml"));
    }
    return ok;
}

int runner_refuse(struct estate *e, struct cli *c, const struct graph *g)
{
    if (emit_c_supported(g, &e->diags))
        return CLI_DONE;
    diags_sort(&e->diags);
    return estate_refused(e, c);
}

static bool all_said(struct runner *r, const struct graph *g)
{
    r->graph = g;
    return runner_sources(r) && runner_sweep(r) && runner_link(r);
}

str runner_home(const struct project *p)
{
    return p->has_config ? p->root : STR(".");
}

/* Where the program and its state are, seen from the project's folder. */
static bool locate(struct cli *c, const struct project *p,
                   struct runner_program *out)
{
    char here[4096];

    *out = (struct runner_program){.root = arena_str(c->arena, p->root),
                                   .path = STR("build/runner")};
    if (str_eq(runner_home(p), p->root))
        return true;
    if (!realpath(".", here)) {
        cli_errno(c, "find", ".");
        return false;
    }
    out->path = arena_printf(c->arena, "%s/build/runner", here);
    out->state = arena_printf(c->arena, "%s/.state", here);
    return true;
}

int runner_make(struct cli *c, const str *paths, uint32_t n,
                struct runner_program *out)
{
    struct estate *e = arena_make(c->arena, struct estate);
    struct runner r = {.cli = c, .estate = e};

    if (!estate_open(e, c, paths, n, "run") || !estate_is_source(e, c))
        return CLI_CANNOT;
    const struct graph *g = estate_build(e, c);
    if (!g || runner_refuse(e, c, g) != CLI_DONE)
        return CLI_CANNOT;
    r.dir = arena_printf(c->arena, "%" STR_FMT "/build",
                         STR_ARG(runner_home(&e->project)));
    return all_said(&r, g) && locate(c, &e->project, out) ? CLI_DONE
                                                          : CLI_CANNOT;
}

int runner_exec(struct cli *c, const struct runner_program *p,
                const char *const *args)
{
    const char *state = getenv("WEIR_STATE");

    if (p->state.len && (!state || !*state))
        setenv("WEIR_STATE", p->state.ptr, 1);
    if (chdir(p->root.ptr) != 0)
        return cli_errno(c, "enter", p->root.ptr);
    fflush(stdout);
    union {
        const char *const *in;
        char *const *out;
    } argv = {.in = args};
    execv(p->path.ptr, argv.out);
    return cli_errno(c, "run", p->path.ptr);
}
