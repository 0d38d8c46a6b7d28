/*
 * camel_steps.h - the steps of a Camel route into a body
 */
#ifndef WEIR_IMPORT_CAMEL_STEPS_H
#define WEIR_IMPORT_CAMEL_STEPS_H

#include "compiler/import/camel.h"
#include "compiler/import/ways.h"

/* How failed steps are tried again: one of an error handler or onException. */
struct camel_policy {
    struct camel_policy *next;
    weir_class_set classes;
    const struct tree *t; // redeliveryPolicy
};

struct camel_route {
    struct import *im;
    struct import_body body;
    const struct tree *defaults;   // of a Kamelet's properties
    struct camel_policy *policies; // the first that is set says how
    bool policy_unknown;           // a handler elsewhere may try again
    unsigned in_try;               // error handlers do not work in a doTry
    unsigned in_handler;           // what is sent on there is kept
    str method;                    // that was set for HTTP calls, "" none
    bool has_body;
    int64_t timeout; // of a circuit breaker around, us; 0 none
    unsigned depth;
};

/* Reads a list of steps; anything else is an error of the document. */
void camel_read_steps(struct camel_route *r, const struct tree *list);
/* A step that sends to the endpoint; `label` is its id, "" without. */
node_id camel_read_sink(struct camel_route *r, const struct tree *t, str label,
                        const char *type);
/* The last step's expression may fail; that goes to the handlers there are, and
 * asks for none. */
void camel_may_fail(struct camel_route *r);
/* The classes that a list of Java exceptions stands for; false when it takes
 * only some failures of them. */
bool camel_classes_of(const struct tree *names, weir_class_set *set);
/* A handler's or branch's steps, apart from what is open; their first step,
 * made when there is none. Their ways are added to `ends`. */
node_id camel_read_apart(struct camel_route *r, const struct tree *steps,
                         str label, const char *type, span at,
                         struct import_ways *ends);

#endif
