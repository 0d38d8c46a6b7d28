/*
 * From files to documents of a format. A file that can't be read stops none of
 * the others.
 */
#include "compiler/cli/documents.h"
#include "compiler/cli/audit_facts.h"

#include <errno.h>
#include <string.h>

enum { DEEPEST = 1000 };

static const struct import_format *format_of(struct diags *found,
                                             const struct tree *t)
{
    const struct import_format *one, *two;
    const struct import_format *f = import_recognise(t, &one, &two);

    if (one) {
        struct diag *d =
            diag_add(found, DIAG_ERROR, "import/ambiguous", t->at,
                     "this may be %s or %s", one->title, two->title);
        diag_help(found, d, "say which: --from %s or --from %s", one->name,
                  two->name);
    }
    return f;
}

static void read_parts(struct document *d, const struct documents *all,
                       struct arena *a, struct diags *found,
                       const struct tree *t, bool several)
{
    uint32_t n = several ? t->nitems : 1;

    d->parts = arena_array(a, struct document_part, n);
    for (uint32_t i = 0; i < n; i++) {
        const struct tree *part = several ? t->items[i].value : t;
        const struct import_format *f =
            all->from ? all->from : format_of(found, part);
        if (f)
            d->parts[d->nparts++] = (struct document_part){f, part};
    }
    d->state = d->nparts ? DOCUMENT_READ : DOCUMENT_OTHER;
}

static bool looks_like_json(const struct source *src)
{
    size_t i = 0;

    while (i < src->text.len && strchr(" \t\r\n", src->text.ptr[i]))
        i++;
    return str_ends_with(src->name, STR(".json")) ||
           (i < src->text.len && strchr("{[", src->text.ptr[i]));
}

static void read_file(struct document *d, const struct documents *all,
                      struct cli *c, struct diags *found,
                      const struct project *p)
{
    str path = project_path(p, c->arena, d->name);
    struct tree_reader r = {.arena = c->arena,
                            .sources = &c->sources,
                            .diags = found,
                            .id = "import/unreadable",
                            .max_depth = DEEPEST};

    d->state = DOCUMENT_BROKEN;
    d->src = source_open(&c->sources, path.ptr, d->name);
    if (!d->src) {
        int error = errno;
        diag_add(found, DIAG_ERROR, "import/unreadable", (span){0, 0},
                 "cannot read \"%" STR_FMT "\": %s", STR_ARG(path),
                 error == EFBIG ? "it is larger than 64 MiB" : strerror(error));
        return;
    }
    d->src->in_project = true;
    bool json = looks_like_json(d->src);
    r.documents = !json;
    const struct tree *t =
        json ? tree_read_json(&r, d->src) : tree_read_yaml(&r, d->src);
    if (t)
        read_parts(d, all, c->arena, found, t, !json);
}

void documents_read(struct documents *d, struct cli *c, struct diags *found,
                    const struct project *p, const str *names, uint32_t n)
{
    d->at = arena_array(c->arena, struct document, n);
    for (d->n = 0; d->n < n; d->n++) {
        d->at[d->n].name = names[d->n];
        read_file(&d->at[d->n], d, c, found, p);
    }
}

struct completing {
    struct cli *c;
    const struct project *p;
};

static void complete(void *context, struct graph *g)
{
    const struct completing *x = context;

    audit_facts(&x->p->config.audit, g, x->p->part, &x->c->problems);
}

void documents_compile(const struct documents *d, struct compile *to,
                       struct cli *c, const struct project *p)
{
    struct completing *x = arena_make(c->arena, struct completing);

    *x = (struct completing){c, p};
    to->complete = complete;
    to->context = x;
    for (uint32_t i = 0; i < d->n; i++)
        for (uint32_t j = 0; j < d->at[i].nparts; j++)
            *vec_push(c->arena, &to->imports) = (struct compile_import){
                d->at[i].parts[j].format, d->at[i].src, d->at[i].parts[j].tree};
}

bool documents_from(struct cli *c, const struct import_format **from)
{
    const char *name = options_knows(&c->options, "from")
                           ? options_text(&c->options, "from", NULL)
                           : NULL;
    struct buf names = BUF_MAX(1 << 16);
    uint32_t n;
    const struct import_format *const *all = import_formats(&n);

    *from = name ? import_find(str_from(name)) : NULL;
    if (!name || *from)
        return true;
    for (uint32_t i = 0; i < n; i++)
        buf_printf(&names, "%s%s", i ? ", " : "", all[i]->name);
    cli_cannot(c, "there is no platform \"%s\"", name);
    cli_help(c, "those that are read are %" STR_FMT, STR_ARG(buf_view(&names)));
    buf_free(&names);
    return false;
}
