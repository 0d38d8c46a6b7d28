/*
 * node_red.h - the nodes of Node-RED: their kinds and their settings
 *
 * Source: https://nodered.org/docs/user-guide/nodes and the core nodes'
 * sources of Node-RED 4.0 (packages/node_modules/@node-red/nodes/core).
 */
#ifndef WEIR_IMPORT_NODE_RED_H
#define WEIR_IMPORT_NODE_RED_H

#include "compiler/import/import.h"

struct node_red_part;

struct node_red_node {
    const struct tree *t;
    str id, type, name;
    span at;
    struct node_red_part *part;
    struct node_red_node *next;     // in its part
    struct node_red_catch *catches; // that name it
    node_id node;                   // 0: it is no step
    bool input;                     // something leads to it
    bool called;                    // from another part
    bool disabled;
    bool leads; // it has a way on
    bool fails; // catch nodes for all take its failures
    bool led;   // of a catch node: some failure comes to it
};

/* A tab, a subflow, or what stands on a tab that is not in the export. */
struct node_red_part {
    const struct tree *t; // NULL: not in the export
    struct node_red_node *first, *last;
    struct graph_flow *flow;
    node_id end;
    bool subflow;
    bool catches_all;
};

struct node_red_catch {
    struct node_red_catch *next;
    struct node_red_node *node;
    handler_id handler; // of one for all, 0 before it is needed
    bool rest;          // it takes what no other takes
};

const struct tree *node_red_get(const struct tree *t, const char *key);
str node_red_text(const struct tree *t, const char *key);
bool node_red_is(const struct node_red_node *n, const char *type);

/* It is no step: a comment, a group, a configuration. */
bool node_red_is_note(const struct node_red_node *n);
/* It starts runs. */
bool node_red_starts(const struct node_red_node *n);
enum graph_node_kind node_red_kind(const struct node_red_node *n);
/* "every", "webhook", "topic" ... */
str node_red_trigger_word(const struct node_red_node *n);

/* What the node says, once it is a step. `index`: all nodes by their id. */
void node_red_settings(struct import *im, const struct map *index,
                       const struct node_red_node *n);

#endif
