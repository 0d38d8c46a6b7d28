/*
 * The files of an estate, one after the other.
 */
#include "compiler/emit/c/c.h"

#include <string.h>

struct output {
    emit_file_fn *write;
    void *context;
    struct map settings, secrets;
};

static bool flush(struct output *o, str name, struct buf *b)
{
    bool ok = !b->failed && o->write(o->context, name, buf_view(b));

    buf_free(b);
    return ok;
}

static void start(struct c_file *c, struct arena *a, struct output *o,
                  const struct graph *g, const struct graph_flow *f)
{
    c_file_start(c, a, g, f);
    c->settings = &o->settings;
    c->secrets = &o->secrets;
}

static bool write_flow(struct output *o, struct arena *a, const struct graph *g,
                       const struct graph_flow *f)
{
    struct buf text = BUF_MAX(256 << 20);
    struct c_file c;

    start(&c, a, o, g, f);
    c_flow(&c);
    const char *symbol = c_flow_symbol(&c, f);
    str name = arena_printf(a, "flows/%s.c", symbol + strlen("flow_"));
    c_file_write(&c, name, "", &text);
    c_file_free(&c);
    return flush(o, name, &text);
}

static bool write_rest(struct output *o, struct arena *a, const struct graph *g,
                       const struct emit_options *options)
{
    struct buf text = BUF_MAX(256 << 20);
    struct c_file c;
    bool ok = true;

    start(&c, a, o, g, NULL);
    c_estate_header(&c, &text);
    ok = flush(o, STR("estate.h"), &text);
    if (ok && g->tests.n) {
        c_tests(&c, &text);
        ok = flush(o, STR("tests.c"), &text);
        c_file_free(&c);
        start(&c, a, o, g, NULL);
    }
    if (ok) {
        c_estate(&c, options, &text);
        ok = flush(o, STR("estate.c"), &text);
    }
    c_file_free(&c);
    return ok;
}

bool emit_c(const struct graph *g, const struct emit_options *options,
            emit_file_fn *write, void *context)
{
    struct arena *a = arena_new();
    struct output o = {.write = write, .context = context};
    bool ok = true;

    map_init(&o.settings, a);
    map_init(&o.secrets, a);
    for (uint32_t i = 0; ok && i < g->flows.n; i++) {
        struct arena *scratch = arena_new();
        ok = write_flow(&o, scratch, g, g->flows.at[i]);
        arena_free(scratch);
    }
    ok = ok && write_rest(&o, a, g, options);
    arena_free(a);
    return ok;
}
