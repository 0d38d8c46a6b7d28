/*
 * roundtrip [-o FOLDER] ESTATE... - each estate (a file, or a folder of files)
 * as a manifest and back: the graph prints the same, the rules say the same at
 * the same places, and the manifest of what was read is the same bytes. With
 * -o the manifests are written there, NAME.json and NAME.yaml.
 */
#include "compiler/base/diag_print.h"
#include "compiler/cli/compile.h"
#include "compiler/emit/manifest.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

enum { LARGEST = 64 << 20 };

struct estate {
    struct arena *arena;
    struct sources sources;
    struct diags diags;
    const struct graph *g;
    struct buf graph, findings, json, yaml;
};

static void start(struct estate *e)
{
    *e = (struct estate){.arena = arena_new()};
    sources_init(&e->sources, e->arena);
    diags_init(&e->diags, e->arena, &e->sources);
    e->graph = e->findings = e->json = e->yaml = BUF_MAX(LARGEST);
}

static void finish(struct estate *e)
{
    buf_free(&e->graph);
    buf_free(&e->findings);
    buf_free(&e->json);
    buf_free(&e->yaml);
    arena_free(e->arena);
}

/* What there is to compare; findings without fixes, which need the text. */
static void look(struct estate *e)
{
    struct lint_options o = {.today = 20000};

    lint_run(e->g, &o, &e->diags);
    diags_sort(&e->diags);
    for (uint32_t i = 0; i < e->diags.all.n; i++) {
        const struct diag *d = e->diags.all.at[i];
        struct place p = source_locate(&e->sources, d->at.pos);
        struct place end = source_locate(&e->sources, d->at.pos + d->at.len);
        buf_printf(&e->findings,
                   "%" STR_FMT ":%u:%u-%u:%u %" STR_FMT " %d %" STR_FMT "\n",
                   STR_ARG(p.src ? p.src->name : STR("-")), p.line, p.column,
                   end.line, end.column, STR_ARG(d->id), (int)d->level,
                   STR_ARG(d->message));
    }
    graph_print(e->g, &e->graph);
    manifest_write(e->g, NULL, MANIFEST_JSON, &e->json);
    manifest_write(e->g, NULL, MANIFEST_YAML, &e->yaml);
}

static void add_file(struct compile *c, const char *path, const char *name)
{
    struct source *src =
        source_open(c->sources, path, arena_str(c->arena, str_from(name)));

    if (src) {
        src->in_project = true;
        compile_add(c, src);
    }
}

static void add_folder(struct compile *c, const char *path, DIR *dir,
                       const char *below)
{
    struct dirent *d = readdir(dir);
    char full[1024], name[512];

    for (; d; d = readdir(dir)) {
        snprintf(full, sizeof full, "%s/%s", path, d->d_name);
        snprintf(name, sizeof name, "%s%s", below, d->d_name);
        DIR *inner = d->d_name[0] == '.' || strcmp(d->d_name, "unsafe") == 0
                         ? NULL
                         : opendir(full);
        if (inner) {
            snprintf(name, sizeof name, "%s%s/", below, d->d_name);
            add_folder(c, full, inner, name);
        } else if (str_ends_with(str_from(d->d_name), STR(".weir"))) {
            add_file(c, full, name);
        }
    }
    closedir(dir);
}

static bool compile_path(struct estate *e, const char *path)
{
    struct compile c;
    DIR *dir = opendir(path);

    start(e);
    compile_init(&c, e->arena, &e->sources, &e->diags,
                 dir ? str_from(path) : STR("."));
    if (dir)
        add_folder(&c, path, dir, "");
    else
        add_file(&c, path, path);
    e->g = compile_run(&c, COMPILE_LOWER);
    if (e->g)
        look(e);
    return e->g != NULL;
}

static bool read_back(struct estate *back, str text, const char *name)
{
    start(back);
    struct source *src = source_add(&back->sources, str_from(name), text);
    struct tree_reader r = {.arena = back->arena,
                            .sources = &back->sources,
                            .diags = &back->diags,
                            .id = "import/bad-manifest",
                            .max_depth = 1000};
    const struct tree *t = src ? tree_read(&r, src) : NULL;

    if (t)
        back->g = manifest_read(back->arena, &back->sources, &back->diags, t);
    if (back->g) {
        look(back);
        return true;
    }
    for (uint32_t i = 0; i < back->diags.all.n; i++)
        printf("%s: %" STR_FMT "\n", name,
               STR_ARG(back->diags.all.at[i]->message));
    return false;
}

static bool same(const char *path, const char *what, const struct buf *a,
                 const struct buf *b)
{
    size_t i = 0, line = 1;

    if (str_eq(buf_view(a), buf_view(b)))
        return true;
    for (; i < a->len && i < b->len && a->ptr[i] == b->ptr[i]; i++)
        line += a->ptr[i] == '\n';
    printf("%s: another %s from line %zu on\n", path, what, line);
    return false;
}

static bool write_one(const char *folder, const char *path, const char *ending,
                      const struct buf *b)
{
    char name[1024];
    int n = snprintf(name, sizeof name, "%s/", folder);

    for (; *path && n < 1000; path++)
        name[n++] = *path == '/' ? '_' : *path;
    snprintf(name + n, sizeof name - (size_t)n, "%s", ending);
    FILE *f = fopen(name, "w");
    if (!f)
        return false;
    fwrite(b->ptr, 1, b->len, f);
    return fclose(f) == 0;
}

static bool try_form(const struct estate *e, const char *path,
                     const struct buf *text, const char *name)
{
    struct estate back;
    bool good = read_back(&back, buf_view(text), name);

    good = good && same(path, "graph", &e->graph, &back.graph) &&
           same(path, "list of findings", &e->findings, &back.findings) &&
           same(path, "JSON", &e->json, &back.json) &&
           same(path, "YAML", &e->yaml, &back.yaml);
    finish(&back);
    return good;
}

/* 1 good, 0 bad, -1: it does not compile, so there is no manifest. */
static int try_path(const char *path, const char *folder)
{
    struct estate e;

    if (!compile_path(&e, path)) {
        finish(&e);
        return -1;
    }
    bool good = try_form(&e, path, &e.json, "estate.manifest.json") &&
                try_form(&e, path, &e.yaml, "estate.manifest.yaml");
    if (folder)
        good = write_one(folder, path, ".json", &e.json) &&
               write_one(folder, path, ".yaml", &e.yaml) && good;
    finish(&e);
    return good;
}

int main(int argc, char **argv)
{
    const char *folder = NULL;
    int passed = 0, failed = 0, i = 1;

    if (argc > 2 && strcmp(argv[1], "-o") == 0) {
        folder = argv[2];
        i = 3;
    }
    for (; i < argc; i++) {
        int r = try_path(argv[i], folder);
        passed += r == 1;
        failed += r == 0;
        if (r < 0)
            printf("%s does not compile\n", argv[i]);
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed || !passed;
}
