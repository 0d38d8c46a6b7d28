/*
 * ways.h - the names that the ways of a route have set so far
 */
#ifndef WEIR_WAYS_H
#define WEIR_WAYS_H

#include "compiler/check/flow_check.h"

struct way_name {
    const struct sym *name;
    struct graph_var *var; // of the first way that set it
    uint32_t seen;         // ways that go on and set it, from the first on
    bool differs;          // another way set it with another type
    bool misses;           // a way that goes on does not set it
    str why;               // what is said of one that can't be read
    span why_at;
};

#endif
