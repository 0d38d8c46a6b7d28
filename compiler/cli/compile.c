/*
 * The compiler as one list of calls. Each pass is one entry of its room, takes
 * what the pass before it made, and adds its messages to the same list. A flow
 * is lowered as soon as it is checked, while its tree is in the cache.
 */
#include "compiler/cli/compile.h"
#include "compiler/emit/manifest.h"
#include "compiler/lower/lower.h"

void compile_init(struct compile *c, struct arena *a, struct sources *sources,
                  struct diags *diags, str root)
{
    *c = (struct compile){
        .arena = a, .sources = sources, .diags = diags, .root = root};
    intern_init(&c->names, a);
    c->catalog = catalog_embedded(a);
}

void compile_add(struct compile *c, struct source *src)
{
    *vec_push(c->arena, &c->texts) = src;
}

static bool parse(struct compile *c)
{
    struct parse p = {c->arena, &c->names, c->sources, c->diags};
    bool ok = true;

    c->nfiles = c->texts.n;
    c->files = arena_array(c->arena, struct ast_file *, c->nfiles);
    for (uint32_t i = 0; i < c->nfiles; i++) {
        c->files[i] = parse_file(&p, c->texts.at[i]);
        ok = ok && !c->files[i]->failed;
    }
    return ok;
}

static const struct graph *run_manifest(struct compile *c,
                                        enum compile_pass last)
{
    c->graph = manifest_read(c->arena, c->sources, c->diags, c->manifest);
    c->lowered = c->graph != NULL;
    if (c->graph && last >= COMPILE_LINT)
        c->counts = lint_run(c->graph, &c->lint, c->diags);
    return c->graph;
}

static const struct graph *run_imports(struct compile *c,
                                       enum compile_pass last)
{
    struct map systems;

    map_init(&systems, c->arena);
    c->graph = graph_new(c->arena, c->sources, STR("import"));
    for (uint32_t i = 0; i < c->imports.n; i++) {
        const struct compile_import *x = &c->imports.at[i];
        import_read(c->graph, &systems, c->diags, x->format, x->src, x->tree);
    }
    import_link(c->graph, &systems);
    if (c->complete)
        c->complete(c->context, c->graph);
    graph_freeze(c->graph);
    c->lowered = true;
    if (last >= COMPILE_LINT)
        c->counts = lint_run(c->graph, &c->lint, c->diags);
    return c->graph;
}

/* What weir.lock has, for ranges of versions. */
static void take_pins(const struct compile *c, struct check *k)
{
    const struct lint_lock *lock = c->lint.lock;
    uint32_t n = lock ? lock->nconnectors : 0;
    str *names = arena_array(c->arena, str, n + 1);

    for (uint32_t i = 0; i < n; i++)
        names[i] = lock->connectors[i].name;
    k->pinned = names;
    k->npinned = n;
}

const struct graph *compile_run(struct compile *c, enum compile_pass last)
{
    struct check check = {.arena = c->arena,
                          .names = &c->names,
                          .sources = c->sources,
                          .diags = c->diags,
                          .catalog = &c->catalog,
                          .project = c->root};

    take_pins(c, &check);
    if (c->imports.n)
        return run_imports(c, last);
    if (c->manifest || !c->texts.n)
        return c->manifest ? run_manifest(c, last) : NULL;
    bool parsed = parse(c);
    if (last < COMPILE_CHECK)
        return NULL;
    check.g = c->graph = graph_new(c->arena, c->sources, STR("weir"));
    if (parsed && last >= COMPILE_LOWER) {
        lower_reserve(&check, c->files, c->nfiles);
        check.flow_checked = lower_flow;
    }
    check_estate(&check, c->files, c->nfiles);
    if (last < COMPILE_LOWER || !parsed || c->diags->errors)
        return NULL;
    lower_estate(&check, c->files, c->nfiles);
    c->lowered = true;
    if (last >= COMPILE_LINT)
        c->counts = lint_run(c->graph, &c->lint, c->diags);
    return c->graph;
}
