/*
 * A diagram in Graphviz's language. Every text stands in quotes, with quotes,
 * backslashes escaped, and nothing hidden in it.
 */
#include "compiler/base/visible.h"
#include "compiler/emit/diagram.h"

static const char *const shapes[] = {
    [SHAPE_TRIGGER] = "shape=oval style=filled fillcolor=\"#dff0d8\"",
    [SHAPE_STEP] = "shape=box",
    [SHAPE_REMOTE] = "shape=box style=\"filled,bold\" fillcolor=\"#e3eefa\"",
    [SHAPE_CHOICE] = "shape=diamond",
    [SHAPE_QUEUE] = "shape=cylinder style=filled fillcolor=\"#fdebd0\"",
    [SHAPE_STOP] = "shape=octagon",
    [SHAPE_END] = "shape=doublecircle",
    [SHAPE_OUTSIDE] = "shape=box style=dashed",
};

static const char *const arrows[] = {
    [ARROW_NEXT] = "",
    [ARROW_FAILURE] =
        " color=\"#c0392b\" fontcolor=\"#c0392b\" style=dashed class=failure",
    [ARROW_UNDO] = " color=\"#8e44ad\" fontcolor=\"#8e44ad\" style=dotted",
    [ARROW_CALL] = " color=\"#2c6fbb\" fontcolor=\"#2c6fbb\" style=bold",
};

static void quote(struct buf *out, str s)
{
    for (size_t i = 0; i < s.len;) {
        char ch = s.ptr[i];
        if (ch == '"' || ch == '\\')
            buf_char(out, '\\');
        if (ch == '\n')
            buf_text(out, "\\n");
        i += ch == '\n' ? 1 : visible_first(out, str_slice(s, i, s.len));
    }
}

static void print_node(const struct diagram *d, uint32_t i, struct buf *out)
{
    const struct diagram_node *n = &d->nodes.at[i];

    buf_printf(out, "    n%u [label=\"", i + 1);
    for (size_t line = 0; line < 3 && n->lines[line].len; line++) {
        buf_text(out, line ? "\\n" : "");
        quote(out, n->lines[line]);
    }
    buf_printf(out, "\" %s%s];\n", shapes[n->shape],
               n->failing ? " color=\"#c0392b\"" : "");
}

static void print_flow(const struct diagram *d, const struct graph_flow *f,
                       struct buf *out)
{
    buf_printf(out, "  subgraph cluster_%u {\n    label=\"", f->index + 1);
    quote(out, diagram_title(d->arena, f));
    buf_text(out, "\";\n    color=\"#999999\";\n");
    for (uint32_t i = 0; i < d->nodes.n; i++)
        if (d->nodes.at[i].flow == f->index)
            print_node(d, i, out);
    buf_text(out, "  }\n");
}

static void print_edge(const struct diagram_edge *e, struct buf *out)
{
    buf_printf(out, "  n%u -> n%u [label=\"", e->from + 1, e->to + 1);
    quote(out, e->label);
    buf_printf(out, "\"%s];\n", arrows[e->arrow]);
}

void emit_dot(const struct diagram *d, struct buf *out)
{
    buf_text(out, "digraph weir {\n"
                  "  rankdir=TB;\n"
                  "  fontname=\"sans-serif\";\n"
                  "  node [fontname=\"sans-serif\" fontsize=11];\n"
                  "  edge [fontname=\"sans-serif\" fontsize=9];\n");
    for (uint32_t i = 0; i < d->g->flows.n; i++)
        if (!d->only || d->only == d->g->flows.at[i])
            print_flow(d, d->g->flows.at[i], out);
    for (uint32_t i = 0; i < d->nodes.n; i++)
        if (d->nodes.at[i].flow == UINT32_MAX)
            print_node(d, i, out);
    for (uint32_t i = 0; i < d->edges.n; i++)
        print_edge(&d->edges.at[i], out);
    buf_text(out, "}\n");
}
