/*
 * A diagram in Mermaid's language, as web pages and code hosts show it. Texts
 * stand in quotes; what could end one or be markup becomes an entity.
 */
#include "compiler/base/visible.h"
#include "compiler/emit/diagram.h"

static const struct {
    const char *open, *close, *style;
} shapes[] = {
    [SHAPE_TRIGGER] = {"([", "])", "trigger"},
    [SHAPE_STEP] = {"[", "]", "step"},
    [SHAPE_REMOTE] = {"[[", "]]", "remote"},
    [SHAPE_CHOICE] = {"{", "}", "choice"},
    [SHAPE_QUEUE] = {"[(", ")]", "queue"},
    [SHAPE_STOP] = {"{{", "}}", "stop"},
    [SHAPE_END] = {"((", "))", "finish"},
    [SHAPE_OUTSIDE] = {"[/", "/]", "outside"},
};

static const char *const arrows[] = {
    [ARROW_NEXT] = "-->",
    [ARROW_FAILURE] = "-.->",
    [ARROW_UNDO] = "-.->",
    [ARROW_CALL] = "==>",
};

static const char *const strokes[] = {
    [ARROW_NEXT] = NULL,
    [ARROW_FAILURE] = "stroke:#c0392b,color:#c0392b",
    [ARROW_UNDO] = "stroke:#8e44ad,color:#8e44ad",
    [ARROW_CALL] = "stroke:#2c6fbb,color:#2c6fbb",
};

static void quote(struct buf *out, str s)
{
    size_t bytes;

    for (size_t i = 0; i < s.len; i += bytes) {
        unsigned char ch = (unsigned char)s.ptr[i];
        bytes = 1;
        if (ch < 0x20)
            buf_char(out, ' ');
        else if (ch == '"' || ch == '#' || ch == '<' || ch == '>' ||
                 ch == '&' || ch == '`' || ch == '\\' || ch == ';' ||
                 ch == '*' || ch == '_' || ch == '~')
            buf_printf(out, "#%u;", (unsigned)ch);
        else
            bytes = visible_first(out, str_slice(s, i, s.len));
    }
}

static void print_node(const struct diagram *d, uint32_t i, struct buf *out)
{
    const struct diagram_node *n = &d->nodes.at[i];

    buf_printf(out, "    n%u%s\"", i + 1, shapes[n->shape].open);
    for (size_t line = 0; line < 3 && n->lines[line].len; line++) {
        buf_text(out, line ? "<br/>" : "");
        quote(out, n->lines[line]);
    }
    buf_printf(out, "\"%s:::%s\n", shapes[n->shape].close,
               n->failing ? "failing" : shapes[n->shape].style);
}

static void print_flow(const struct diagram *d, const struct graph_flow *f,
                       struct buf *out)
{
    buf_printf(out, "  subgraph flow%u [\"", f->index + 1);
    quote(out, diagram_title(d->arena, f));
    buf_text(out, "\"]\n");
    for (uint32_t i = 0; i < d->nodes.n; i++)
        if (d->nodes.at[i].flow == f->index)
            print_node(d, i, out);
    buf_text(out, "  end\n");
}

static void print_edge(const struct diagram_edge *e, struct buf *out)
{
    buf_printf(out, "  n%u %s", e->from + 1, arrows[e->arrow]);
    if (e->label.len) {
        buf_text(out, "|\"");
        quote(out, e->label);
        buf_text(out, "\"|");
    }
    buf_printf(out, " n%u\n", e->to + 1);
}

/* Colours are given by the number of an arrow. */
static void print_strokes(const struct diagram *d, struct buf *out)
{
    for (size_t a = 0; a < sizeof strokes / sizeof strokes[0]; a++) {
        const char *between = "  linkStyle ";
        for (uint32_t i = 0; strokes[a] && i < d->edges.n; i++) {
            if (d->edges.at[i].arrow != (enum diagram_arrow)a)
                continue;
            buf_printf(out, "%s%u", between, i);
            between = ",";
        }
        if (*between == ',')
            buf_printf(out, " %s\n", strokes[a]);
    }
}

void emit_mermaid(const struct diagram *d, struct buf *out)
{
    buf_text(out, "flowchart TB\n");
    for (uint32_t i = 0; i < d->g->flows.n; i++)
        if (!d->only || d->only == d->g->flows.at[i])
            print_flow(d, d->g->flows.at[i], out);
    for (uint32_t i = 0; i < d->nodes.n; i++)
        if (d->nodes.at[i].flow == UINT32_MAX)
            print_node(d, i, out);
    for (uint32_t i = 0; i < d->edges.n; i++)
        print_edge(&d->edges.at[i], out);
    print_strokes(d, out);
    buf_text(out, "  classDef trigger fill:#dff0d8\n"
                  "  classDef remote fill:#e3eefa,stroke-width:2px\n"
                  "  classDef queue fill:#fdebd0\n"
                  "  classDef outside stroke-dasharray:4\n"
                  "  classDef failing stroke:#c0392b\n");
}
