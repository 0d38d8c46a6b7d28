/*
 * scope.h - the names of a flow's steps
 *
 * A flow may have 20,000 of them, so they stand in a table with a log of what
 * was added: leaving a block undoes the log to where the block began. The
 * table is put at the end of a scope list by names_scope.
 */
#ifndef WEIR_SCOPE_H
#define WEIR_SCOPE_H

#include "compiler/check/check.h"

struct names_slot {
    const struct sym *name;
    struct scope *newest; // NULL: was undone
};

struct names_entry {
    struct scope *bound, *before;
};

struct names {
    struct arena *arena;
    struct scope head; // what expressions get
    struct names_slot *slots;
    uint32_t nslots, used;
    VEC(struct names_entry) log;
};

void names_init(struct names *n, struct arena *a);
const struct scope *names_scope(const struct names *n);
/* Binds a name; a later binding hides an earlier one until it is undone. */
struct scope *names_add(struct names *n, const struct sym *name,
                        struct graph_var *var);
struct scope *names_get(const struct names *n, const struct sym *name);
uint32_t names_mark(const struct names *n);
void names_undo(struct names *n, uint32_t mark);

#endif
