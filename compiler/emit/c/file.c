/*
 * A C file's sections, and how they become one text.
 */
#include "compiler/emit/c/c.h"
#include "stdlib/value/encode.h"

#include <string.h>

enum { LARGEST = 256 << 20 };

void c_file_start(struct c_file *c, struct arena *a, const struct graph *g,
                  const struct graph_flow *f)
{
    uint32_t nnodes = f ? f->end - f->first : 0;

    *c = (struct c_file){.arena = a, .g = g, .flow = f};
    c->types = c->shape_names = c->shapes = c->prototypes = c->functions =
        c->steps = c->tables = c->personal_names = c->personal_vars =
            BUF_MAX(LARGEST);
    c->type_names = arena_array(a, const char *, g->types.all.n + 1);
    c->shape_texts = arena_array(a, const char *, g->types.all.n + 1);
    c->places = arena_array(a, struct c_place, g->nvars + 1);
    c->node_names = arena_array(a, const char *, nnodes + 1);
    map_init(&c->uses, a);
    map_init(&c->idents, a);
    map_init(&c->done, a);
    map_init(&c->personal_seen, a);
    static const char *const taken[] = {
        "route",
        "run",
        "take",
        "identify",
        "ask",
        "where",
        "admits",
        "empty",
        "reading",
        "steps",
        "vars",
        "options",
        "estate",
        "route_of_read",
        "route_of_flow",
        "personal",
        "personal_names",
        "personal_vars",
    };
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        *map_put(&c->idents, str_from(taken[i])) = c;
}

void c_file_free(struct c_file *c)
{
    buf_free(&c->types);
    buf_free(&c->shape_names);
    buf_free(&c->shapes);
    buf_free(&c->prototypes);
    buf_free(&c->functions);
    buf_free(&c->steps);
    buf_free(&c->tables);
    buf_free(&c->personal_names);
    buf_free(&c->personal_vars);
}

const struct graph_node *c_trigger(const struct c_file *c)
{
    return &c->g->nodes.at[c->flow->trigger];
}

const struct graph_expr *c_value(const struct graph_node *n,
                                 enum graph_setting_key k)
{
    const struct graph_setting *s = node_setting(n, k);

    return s && s->known == GRAPH_SET ? s->value : NULL;
}

void c_start_body(struct c_file *c, struct buf *body)
{
    *body = BUF_MAX(64 << 20);
    c->body = body;
    c->depth = 1;
}

static void add_section(struct buf *to, struct buf *section)
{
    if (!section->len)
        return;
    buf_str(to, buf_view(section));
    if (to->len > 1 && to->ptr[to->len - 2] != '\n')
        buf_char(to, '\n');
}

/* SHA-256 of all lines but those that only say places. */
static str digest_of(struct c_file *c, str text)
{
    struct weir_context x = {.arena = c->arena};
    struct buf b = BUF_MAX(LARGEST);
    size_t from = 0;

    while (from < text.len) {
        const char *end = memchr(text.ptr + from, '\n', text.len - from);
        size_t to = end ? (size_t)(end - text.ptr) + 1 : text.len;
        str line = str_slice(text, from, to);
        if (!str_starts_with(line, STR("#line ")))
            buf_str(&b, line);
        from = to;
    }
    str hex = weir_hex(&x, weir_sha256(&x, buf_view(&b)));
    buf_free(&b);
    return hex;
}

/* `#line @` takes the compiler back to the file itself. */
static void fill_in(struct c_file *c, str text, str name, struct buf *out)
{
    str digest = digest_of(c, text);
    unsigned line = 1;
    size_t from = 0;

    while (from < text.len) {
        const char *end = memchr(text.ptr + from, '\n', text.len - from);
        size_t to = end ? (size_t)(end - text.ptr) + 1 : text.len;
        str s = str_slice(text, from, to);
        ptrdiff_t at = str_find(s, STR("@DIGEST@"));
        if (str_eq(s, STR("#line @\n"))) {
            buf_printf(out, "#line %u %s\n", line + 1, c_quote(c, name));
        } else if (at >= 0) {
            buf_str(out, str_slice(s, 0, (size_t)at));
            buf_str(out, digest);
            buf_str(out, str_slice(s, (size_t)at + 8, s.len));
        } else {
            buf_str(out, s);
        }
        line++;
        from = to;
    }
}

void c_file_write(struct c_file *c, str name, const char *tail, struct buf *out)
{
    struct buf b = BUF_MAX(LARGEST);

    if (c->flow && c->flow->doc.len)
        buf_printf(&b, "/* %s */\n", c_comment(c, c->flow->doc));
    buf_text(&b, "#include \"estate.h\"\n\n");
    add_section(&b, &c->types);
    add_section(&b, &c->shape_names);
    add_section(&b, &c->prototypes);
    add_section(&b, &c->shapes);
    add_section(&b, &c->tables);
    add_section(&b, &c->functions);
    add_section(&b, &c->steps);
    buf_text(&b, tail);
    fill_in(c, buf_view(&b), name, out);
    buf_free(&b);
}
