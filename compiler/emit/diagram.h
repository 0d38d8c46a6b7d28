/*
 * diagram.h - flows as pictures, for people
 *
 * diagram_make turns the graph into shapes and arrows; dot.c and mermaid.c
 * write them down. The ways of failures have their own kind, so each format
 * can show them apart; queues are shapes of their own, with their owners.
 */
#ifndef WEIR_DIAGRAM_H
#define WEIR_DIAGRAM_H

#include "compiler/graph/graph.h"

enum diagram_shape {
    SHAPE_TRIGGER,
    SHAPE_STEP,
    SHAPE_REMOTE, // calls another system
    SHAPE_CHOICE,
    SHAPE_QUEUE,
    SHAPE_STOP, // park, halt, drop
    SHAPE_END,
    SHAPE_OUTSIDE // a flow that is not in the picture, a topic
};

struct diagram_node {
    enum diagram_shape shape;
    uint32_t flow; // index; UINT32_MAX: of none
    bool failing;  // in a handler's block
    str lines[3];  // "" without
};

enum diagram_arrow {
    ARROW_NEXT,
    ARROW_FAILURE,
    ARROW_UNDO,
    ARROW_CALL // to another flow
};

struct diagram_edge {
    enum diagram_arrow arrow;
    uint32_t from, to; // indices of nodes
    str label;
};

struct diagram {
    struct arena *arena;
    const struct graph *g;
    const struct graph_flow *only; // NULL: all flows
    VEC(struct diagram_node) nodes;
    VEC(struct diagram_edge) edges;
};

/* The picture of one flow, or of all (NULL). Everything is in the arena. */
struct diagram diagram_make(struct arena *a, const struct graph *g,
                            const struct graph_flow *only);
/* "new_orders (fulfilment_ops)" */
str diagram_title(struct arena *a, const struct graph_flow *f);

void emit_dot(const struct diagram *d, struct buf *out);
void emit_mermaid(const struct diagram *d, struct buf *out);

#endif
