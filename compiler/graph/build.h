/*
 * build.h - the one way to make a graph
 *
 * The lowering and every importer use it; lists such as graph.teams are pushed
 * to directly. Pointers into nodes, edges, blocks and handlers do not survive
 * the next call that adds one: keep ids.
 */
#ifndef WEIR_GRAPH_BUILD_H
#define WEIR_GRAPH_BUILD_H

#include "compiler/graph/graph.h"

struct graph *graph_new(struct arena *a, struct sources *s, str format);

struct graph_flow *graph_add_flow(struct graph *g, str name, span at);
/* Makes the flow's top block, `body`. All blocks, handlers and nodes of a flow
 * are added before those of the next: they stand in one row each. */
void graph_open_flow(struct graph *g, struct graph_flow *f);
block_id graph_add_block(struct graph *g, struct graph_flow *f, node_id owner,
                         enum graph_block_role role, span at);
/* At the end of the block; `block` 0: in none (a handler's target). */
node_id graph_add_node(struct graph *g, struct graph_flow *f, block_id block,
                       enum graph_node_kind kind, span at);
struct graph_setting *graph_set(struct graph *g, struct graph_settings *s,
                                enum graph_setting_key k,
                                const struct graph_expr *value, span at);
void graph_set_unknown(struct graph *g, struct graph_settings *s,
                       enum graph_setting_key k, span at);
handler_id graph_add_handler(struct graph *g, struct graph_flow *f,
                             node_id scope, weir_class_set classes, span at);
edge_id graph_add_edge(struct graph *g, enum graph_edge_kind kind, node_id from,
                       node_id to, span at);
struct graph_var *graph_add_var(struct graph *g, str name,
                                enum graph_var_kind kind,
                                const struct graph_type *type, span at);

/* Expressions: zeroed but for these; types are never NULL. */
struct graph_expr *graph_add_expr(struct graph *g, enum graph_expr_kind kind,
                                  const struct graph_type *type, span at,
                                  uint32_t nargs);
const struct graph_expr *expr_string(struct graph *g, str text, span at);
const struct graph_expr *expr_int(struct graph *g, int64_t i, span at);
const struct graph_expr *expr_bool(struct graph *g, bool b, span at);
const struct graph_expr *expr_duration(struct graph *g, int64_t us, span at);

/*
 * Adds the flow's end node and makes all edges of a flow from its blocks and
 * handlers: next, arms (an `otherwise` that is missing leads on behind the
 * choice), branches, items and failures (the step's own handler first, then
 * those of the `all`s around it, then the flow's; a class before a group, a
 * group before `error`). A class that no handler takes has no edge. A
 * handler's block does not lead into a block of the same level again. Called
 * when all nodes of the flow are there, before those of the next.
 */
void graph_wire(struct graph *g, struct graph_flow *f);

/* Names nodes that have none, makes the edge tables, forbids changes. */
void graph_freeze(struct graph *g);

#endif
