/*
 * Opens what a command line names: the project, its texts and its lock file.
 */
#include "compiler/cli/estate.h"
#include "compiler/base/diag_print.h"
#include "compiler/cli/check_options.h"
#include "compiler/emit/manifest.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

static void begin(struct estate *e, struct cli *c, str root)
{
    diags_init(&e->diags, c->arena, &c->sources);
    compile_init(&e->compile, c->arena, &c->sources, &e->diags, root);
}

static bool read_texts(struct estate *e, struct cli *c)
{
    const struct project *p = &e->project;
    bool ok = true;

    for (uint32_t i = 0; i < p->names.n; i++) {
        str path = project_path(p, c->arena, p->names.at[i]);
        struct source *src = source_open(&c->sources, path.ptr, p->names.at[i]);
        if (src) {
            src->in_project = true;
            compile_add(&e->compile, src);
        } else {
            cli_errno(c, "read", path.ptr);
            ok = false;
        }
    }
    return ok;
}

static bool read_lock(struct estate *e, struct cli *c)
{
    str path = project_path(&e->project, c->arena, STR("weir.lock"));
    struct source *src = source_open(&c->sources, path.ptr, STR("weir.lock"));

    if (!src && errno == ENOENT)
        return true;
    if (!src) {
        cli_errno(c, "read", path.ptr);
        return false;
    }
    src->in_project = true;
    e->has_lock =
        lockfile_read(&e->lock, c->arena, &c->sources, src, &c->problems);
    if (e->has_lock)
        e->compile.lint.lock =
            lockfile_for_lint(&e->lock, c->arena, e->project.root);
    return e->has_lock;
}

static bool nothing_to(struct estate *e, struct cli *c, const char *word)
{
    const struct project *p = &e->project;

    if (p->documents.n) {
        cli_cannot(c, "\"%" STR_FMT "\" is no .weir file and no manifest",
                   STR_ARG(p->documents.at[0]));
        cli_help(c, "a manifest has the kind \"weir.dev/manifest/v1\"; "
                    "\"weir build --emit manifest\" writes it");
        return false;
    }
    cli_cannot(c, "nothing to %s: no .weir file under \"%" STR_FMT "\"", word,
               STR_ARG(p->root));
    if (p->below.len)
        cli_help(c,
                 "\"%" STR_FMT "\" is a project of its own: %s "
                 "%" STR_FMT,
                 STR_ARG(p->below), c->name, STR_ARG(p->below));
    else if (p->config.sources.n)
        cli_help(c, "\"sources\" of weir.yaml says where they are searched");
    return false;
}

/* A part was named, and no file is in it. */
static bool wants_any(const struct project *p)
{
    for (uint32_t i = 0; i < p->names.n; i++)
        if (project_wants(p, p->names.at[i]))
            return true;
    return false;
}

/* Exports of other platforms; at least one of a format that is known. */
static bool open_exports(struct estate *e, struct cli *c)
{
    const struct project *p = &e->project;

    documents_read(&e->documents, c, &e->diags, p, p->documents.at,
                   p->documents.n);
    for (uint32_t i = 0; i < e->documents.n; i++) {
        const struct document *d = &e->documents.at[i];
        if (d->state == DOCUMENT_OTHER && !e->diags.errors) {
            cli_cannot(c,
                       "\"%" STR_FMT "\" is no .weir file, no manifest and no "
                       "export of a platform that is known",
                       STR_ARG(d->name));
            cli_help(c,
                     "a manifest has the kind \"weir.dev/manifest/v1\"; of an "
                     "export --from FORMAT says what it is");
            return false;
        }
    }
    documents_compile(&e->documents, &e->compile, c, p);
    return true;
}

/* One manifest, or exports. */
static bool open_documents(struct estate *e, struct cli *c)
{
    str name = e->project.documents.at[0];
    str path = project_path(&e->project, c->arena, name);
    struct tree_reader r = {.arena = c->arena,
                            .sources = &c->sources,
                            .diags = &e->diags,
                            .id = "import/bad-manifest",
                            .max_depth = 1000,
                            .documents = true};

    if (e->project.names.n && wants_any(&e->project)) {
        cli_cannot(c, "\"%" STR_FMT "\" is no .weir file", STR_ARG(name));
        cli_help(c, "a manifest or an export is given alone: %s %" STR_FMT,
                 c->name, STR_ARG(name));
        return false;
    }
    if (!documents_from(c, &e->documents.from))
        return false;
    if (e->project.documents.n > 1 || e->documents.from)
        return open_exports(e, c);
    struct source *src = source_open(&c->sources, path.ptr, name);
    if (!src) {
        cli_errno(c, "read", path.ptr);
        return false;
    }
    const struct tree *t = tree_read(&r, src);
    if (t && t->kind == TREE_LIST && t->nitems == 1 &&
        manifest_is(t->items[0].value))
        t = t->items[0].value; // of YAML
    if (t && !manifest_is(t))
        return open_exports(e, c);
    e->compile.manifest = t;
    e->document = src;
    return true;
}

bool estate_open(struct estate *e, struct cli *c, const str *paths, uint32_t n,
                 const char *word)
{
    *e = (struct estate){0};
    if (!project_open(&e->project, c, paths, n))
        return false;
    begin(e, c, e->project.root);
    if (e->project.documents.n)
        return open_documents(e, c) && read_lock(e, c);
    if (!wants_any(&e->project))
        return nothing_to(e, c, word);
    return read_texts(e, c) && read_lock(e, c);
}

bool estate_open_text(struct estate *e, struct cli *c, str name, str text)
{
    *e = (struct estate){0};
    config_init(&e->project.config);
    e->project.root = STR(".");
    begin(e, c, STR("."));
    struct source *src = source_add(&c->sources, name, text);
    if (src)
        compile_add(&e->compile, src);
    else
        cli_cannot(c, "\"%" STR_FMT "\" is too large", STR_ARG(name));
    return src != NULL;
}

int estate_refused(struct estate *e, struct cli *c)
{
    struct buf out = BUF_MAX((size_t)1 << 30);

    (void)c;
    diags_sort(&e->diags);
    diags_print_text(&e->diags, cli_color("auto", STDERR_FILENO), &out);
    fprintf(stderr, "%" STR_FMT, STR_ARG(buf_view(&out)));
    buf_free(&out);
    return CLI_NO;
}

bool estate_is_source(const struct estate *e, struct cli *c)
{
    if (!e->document)
        return true;
    cli_cannot(c, "\"%" STR_FMT "\" is a manifest, and those are only checked",
               STR_ARG(e->document->name));
    cli_help(c, "%s takes the .weir files that it was made from", c->name);
    return false;
}

const struct graph *estate_build(struct estate *e, struct cli *c)
{
    if (!check_config(&e->compile.lint, c, &e->project))
        return NULL;
    const struct graph *g = compile_run(&e->compile, COMPILE_LINT);
    if (g && !e->diags.errors)
        return g;
    estate_refused(e, c);
    return NULL;
}
