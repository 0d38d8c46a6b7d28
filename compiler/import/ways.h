/*
 * ways.h - for formats that nest steps in steps
 *
 * A body is a flow that is read in the order of its document: each new step is
 * connected to all ways that are open, and opens its own. A scope is a part
 * whose failures somebody takes; they are connected at the end, from each step
 * outwards through the scopes around it.
 */
#ifndef WEIR_IMPORT_WAYS_H
#define WEIR_IMPORT_WAYS_H

#include "compiler/import/import.h"

/* Who takes failures of a scope. */
struct import_catch {
    struct import_catch *next;
    handler_id handler;
    weir_class_set classes;
    bool whole;     // it takes all of these classes, not some failures of them
    node_id behind; // of one that goes on: the step behind, known later
};

struct import_scope {
    struct import_scope *outer;
    node_id at; // the step it stands at, 0: the flow
    struct import_catch *first, *last;
};

/* A way whose end is not known yet. */
struct import_way {
    node_id from;
    enum graph_edge_kind kind;
    str text; // of an arm; "" is otherwise
    span at;
    struct import_catch *goes_on; // instead of a way: where it goes on
};

struct import_ways {
    VEC(struct import_way) all;
};

struct import_placed {
    node_id node;
    struct import_scope *scope;
    weir_class_set throws; // beside what the node raises
};

struct import_body {
    struct import *im;
    struct graph_flow *flow;
    const char *language; // of the arms' conditions
    struct import_ways open, ended;
    struct import_scope *scope;
    VEC(struct import_placed) placed;
    struct map labels; // that are taken
};

void import_body_begin(struct import_body *b, struct import *im,
                       struct graph_flow *f, const char *language);
/* Leads what is open to the flow's end, and failures to who takes them. */
void import_body_finish(struct import_body *b);

/* A step behind all open ways. A label that is there already gets "#2". */
node_id import_body_step(struct import_body *b, enum graph_node_kind kind,
                         str label, str type, span at);
/* The step that comes next has this id. */
node_id import_body_mark(const struct import_body *b);
/* The last step raises these too, and they are no fault of it: Fail. */
void import_body_throws(struct import_body *b, weir_class_set classes);

void import_body_open(struct import_body *b, node_id from,
                      enum graph_edge_kind kind, str text, span at);
/* Takes all open ways away, to be given back where they meet. */
struct import_ways import_body_take(struct import_body *b);
void import_body_give(struct import_body *b, struct import_ways ways);
/* Adds more ways to a set. */
void import_ways_add(struct arena *a, struct import_ways *to,
                     struct import_ways more);
void import_body_lead(struct import_body *b, struct import_ways ways,
                      node_id to);

/* What is open ends the flow here. */
void import_body_stop(struct import_body *b);

struct import_scope *import_body_enter(struct import_body *b, node_id at);
void import_body_leave(struct import_body *b);
/* `entry` 0: it goes on with what comes next where this is called. */
struct import_catch *import_body_catch(struct import_body *b,
                                       struct import_scope *s,
                                       weir_class_set classes, bool whole,
                                       str words, node_id entry, span at);

/* Some failure of these classes leaves the scope, as far as it is read. */
bool import_body_leaves(const struct import_body *b,
                        const struct import_scope *s, weir_class_set classes);

/* Reads a list of steps in turn. */
typedef void import_steps_fn(void *reading, const struct tree *list);

/* Each step of the list is a branch of `n`; what they leave open meets behind.
 * Nothing when there are none. */
void import_body_branches(struct import_body *b, node_id n,
                          const struct tree *list, import_steps_fn *read,
                          void *reading);
/* The list is done for each item of `n`, which goes on behind. */
void import_body_items(struct import_body *b, node_id n,
                       const struct tree *list, span at, import_steps_fn *read,
                       void *reading);

struct import_need {
    str name;
    span at;
};

/* A step of a graph of steps, each of which names those it waits for. */
struct import_dag_step {
    str name;
    span at;
    node_id entry; // 0: nothing was read
    struct import_ways ends;
    VEC(struct import_need) needs;
    bool waits;  // for the failure of another: it is no branch
    bool needed; // another waits for it
};

/* Connects the steps: those that wait for none are branches of `all`, and what
 * nobody waits for is open behind. A name that is not there is an error. */
void import_body_dag(struct import_body *b, node_id all,
                     struct import_dag_step *steps, uint32_t n);

#endif
