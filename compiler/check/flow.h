/*
 * flow.h - what the checker finds out about a flow, for compiler/lower
 *
 * What a step's expressions mean stands at their trees (ast_expr.checked);
 * here is the rest: what names became, and which error classes can be raised.
 */
#ifndef WEIR_CHECK_FLOW_H
#define WEIR_CHECK_FLOW_H

#include "compiler/check/check.h"

struct checked_step {
    struct graph_var *out; // `as y`, `set y`; of an each its item
    struct graph_var *key; // batch by NAME = ...
    struct graph_instance *instance;
    struct graph_instance **instances; // of a flow's `for`, or NULL
    const struct graph_operation *operation;
    const struct graph_webhook *webhook; // await
    const struct graph_expr **args;
    uint32_t nargs;
    struct graph_flow *callee;
    struct graph_queue *queue; // park
    struct graph_team *team;
    struct graph_store *store;
    const struct graph_expr *value; // map: its call or record
    const struct graph_expr *from;  // map x -> T: x
    const struct graph_expr *since; // read: the field
    weir_class_set raises;
    span data_at; // the first expression that can raise data
    weir_class_set retry_on;
    bool retry_on_written;
};

struct checked_handler {
    weir_class_set classes, named, grouped;
    bool mismatch;
    str words;                       // as written, in one line
    const struct graph_var *failure; // in its block and texts
};

struct flow_link { // to a flow that is called, or that this one is after
    struct graph_flow *to;
    span at;
};

/* The value of check.flows. */
struct checked_flow {
    struct graph_flow *flow;
    struct ast_item *item;
    VEC(struct flow_link) calls, after;
    VEC(const struct checked_step *) uses; // reads, enriches, writes
    bool replies;
    struct ast_trigger *trigger; // the first; NULL: none
    struct graph_instance *instance;
    struct graph_instance **instances;
    const struct graph_webhook *webhook;
    struct graph_var *record;  // what a webhook, topic or file brings
    struct graph_var **params; // of a callable, as in flow->params
    struct graph_var *instance_var;
    struct ast_step *steps; // of all lines, linked
    str topic;
};

/* A topic: its type is said by the flow that takes it or by the first to send
 * to it; the value of check.topics. */
struct checked_topic {
    const struct graph_type *type;
    span at;
    bool taken; // a flow is triggered by it
};

/* EVERY, CRON, AT, ZONE, NO_OVERLAP of a checked schedule. */
void schedule_set(struct check *k, const struct ast_trigger *t,
                  struct graph_settings *s);

#endif
