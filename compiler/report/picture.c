/*
 * A flow as SVG without a drawing program: a step's column is how far it is
 * from a trigger, its row the next free one there. Large flows are cut, with
 * a word of how much is left out.
 */
#include "compiler/report/report.h"

enum {
    WIDE = 150,
    HIGH = 34,
    STEP_X = 196,
    STEP_Y = 54,
    EDGE = 12,
    MOST_NODES = 120,
    MOST_LETTERS = 21
};

struct layout {
    const struct report *r;
    const struct graph *g;
    const struct graph_flow *f;
    uint32_t *column, *row; // by node of the flow; column 0: not placed
    uint32_t *rows;         // by column: taken
    uint8_t *marked;        // level of the worst finding
    uint32_t columns, most_rows, shown;
};

static bool is_failure(const struct graph_edge *e)
{
    return e->kind == EDGE_FAILURE || e->kind == EDGE_UNDO ||
           e->kind == EDGE_EMPTY || e->kind == EDGE_ELSE;
}

static void place(struct layout *l, node_id n, uint32_t column, node_id *queue,
                  uint32_t *count)
{
    uint32_t i = n - l->f->first;

    if (l->column[i] || l->shown == MOST_NODES)
        return;
    l->column[i] = column;
    l->row[i] = l->rows[column]++;
    l->shown++;
    if (column > l->columns)
        l->columns = column;
    if (l->rows[column] > l->most_rows)
        l->most_rows = l->rows[column];
    queue[(*count)++] = n;
}

static void spread(struct layout *l, node_id *queue, uint32_t *count,
                   uint32_t *next)
{
    for (; *next < *count; (*next)++) {
        const struct graph_node *x = &l->g->nodes.at[queue[*next]];
        uint32_t column = l->column[queue[*next] - l->f->first];
        for (uint32_t j = 0; j < x->nout; j++)
            place(l, l->g->edges.at[l->g->out[x->out_first + j]].to, column + 1,
                  queue, count);
    }
}

static void lay_out(struct layout *l)
{
    uint32_t n = l->f->end - l->f->first, count = 0, next = 0;
    node_id *queue = arena_array(l->r->arena, node_id, n + 1);

    l->column = arena_array(l->r->arena, uint32_t, n + 1);
    l->row = arena_array(l->r->arena, uint32_t, n + 1);
    l->rows = arena_array(l->r->arena, uint32_t, n + 2);
    for (node_id i = l->f->first; i < l->f->end; i++)
        if (l->g->nodes.at[i].kind == NODE_TRIGGER)
            place(l, i, 1, queue, &count);
    spread(l, queue, &count, &next);
    for (node_id i = l->f->first; i < l->f->end; i++) {
        place(l, i, 1, queue, &count); // what nothing leads to
        spread(l, queue, &count, &next);
    }
}

/* Findings at a step: their places lie in the step's. */
static void mark(struct layout *l, const struct report_flow *f)
{
    l->marked = arena_array(l->r->arena, uint8_t, l->f->end - l->f->first + 1);
    struct map index;

    map_init(&index, l->r->arena);
    for (node_id n = l->f->first; n < l->f->end; n++)
        *map_put(&index, l->g->nodes.at[n].name) = (void *)(uintptr_t)n;
    for (uint32_t i = 0; i < f->nfound; i++) {
        const struct diag *d = l->r->diags->all.at[f->found[i]];
        size_t skip = 5 + f->flow->name.len + 1; // "flow NAME/"
        if (d->anchor.len <= skip || d->verdict == DIAG_UNKNOWN)
            continue;
        uintptr_t n = (uintptr_t)map_get(
            &index, str_slice(d->anchor, skip, d->anchor.len));
        if (n && l->marked[n - l->f->first] < d->level)
            l->marked[n - l->f->first] = (uint8_t)d->level;
    }
}

static uint32_t x_of(const struct layout *l, node_id n)
{
    return EDGE + (l->column[n - l->f->first] - 1) * STEP_X;
}

static uint32_t y_of(const struct layout *l, node_id n)
{
    return EDGE + l->row[n - l->f->first] * STEP_Y;
}

static void draw_edge(struct layout *l, const struct graph_edge *e,
                      struct buf *out)
{
    if (!l->column[e->from - l->f->first] || !l->column[e->to - l->f->first])
        return;
    uint32_t x1 = x_of(l, e->from) + WIDE, y1 = y_of(l, e->from) + HIGH / 2;
    uint32_t x2 = x_of(l, e->to), y2 = y_of(l, e->to) + HIGH / 2;

    buf_printf(out, "<path class=\"%s\" d=\"M%u %uC%u %u %d %u %u %u\"/>\n",
               is_failure(e) ? "fail" : "way", x1, y1, x1 + 30, y1,
               (int)x2 - 30, y2, x2, y2);
}

/* The label without its end when it is long, by characters. */
static void add_label(struct buf *out, str name)
{
    size_t i = 0;
    unsigned letters = 0;

    while (i < name.len && letters < MOST_LETTERS) {
        i++;
        while (i < name.len && ((unsigned char)name.ptr[i] & 0xC0) == 0x80)
            i++;
        letters++;
    }
    report_escape(out, str_slice(name, 0, i));
    if (i < name.len)
        buf_text(out, "\xE2\x80\xA6");
}

static void draw_node(struct layout *l, node_id n, struct buf *out)
{
    static const char *const marks[] = {"", " info", " warning", " error"};
    const struct graph_node *x = &l->g->nodes.at[n];
    uint32_t i = n - l->f->first;

    if (!l->column[i])
        return;
    str label =
        x->foreign && x->foreign->label.len ? x->foreign->label : x->name;
    buf_printf(out, "<g class=\"node %s%s\"><title>", node_word(x->kind),
               marks[l->marked[i]]);
    report_escape(out, x->name);
    buf_printf(out,
               "</title><rect x=\"%u\" y=\"%u\" width=\"%d\" height=\"%d\" "
               "rx=\"5\"/><text x=\"%u\" y=\"%u\">",
               x_of(l, n), y_of(l, n), WIDE, HIGH, x_of(l, n) + 8,
               y_of(l, n) + 21);
    add_label(out, label);
    buf_text(out, "</text></g>\n");
}

void report_picture(const struct report *r, const struct report_flow *f,
                    struct buf *out)
{
    struct layout l = {.r = r, .g = r->g, .f = f->flow};
    struct arena_mark mark_at = arena_mark(r->arena);

    lay_out(&l);
    mark(&l, f);
    buf_printf(out,
               "<svg role=\"img\" aria-label=\"picture of the flow\" "
               "viewBox=\"0 0 %u %u\" width=\"%u\" height=\"%u\">\n",
               l.columns * STEP_X, l.most_rows * STEP_Y + EDGE,
               l.columns * STEP_X, l.most_rows * STEP_Y + EDGE);
    for (node_id n = f->flow->first; n < f->flow->end; n++) {
        const struct graph_node *x = &r->g->nodes.at[n];
        for (uint32_t j = 0; j < x->nout; j++)
            draw_edge(&l, &r->g->edges.at[r->g->out[x->out_first + j]], out);
    }
    for (node_id n = f->flow->first; n < f->flow->end; n++)
        draw_node(&l, n, out);
    buf_text(out, "</svg>\n");
    if (l.shown < f->flow->end - f->flow->first)
        buf_printf(out, "<p>%u more steps are not drawn.</p>\n",
                   f->flow->end - f->flow->first - l.shown);
    arena_reset(r->arena, mark_at);
}
