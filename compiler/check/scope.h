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
    struct scope *newest;   // NULL: was undone
    uint32_t at;            // its entry in the log, from 1
    struct graph_var *last; // made for the name last, visible or not
    uint32_t last_time, last_level;
};

struct names_entry {
    struct scope *bound, *before;
    uint32_t before_at;
};

struct names {
    struct arena *arena;
    struct scope head; // what expressions get
    struct names_slot *slots;
    uint32_t nslots, used;
    uint32_t time; // counts variables made
    VEC(struct names_entry) log;
};

void names_init(struct names *n, struct arena *a);
const struct scope *names_scope(const struct names *n);
/* Binds a name; a later binding hides an earlier one until it is undone. */
struct scope *names_add(struct names *n, const struct sym *name,
                        struct graph_var *var);
/* Binds again what names_since gave before it was undone. */
void names_push(struct names *n, struct scope *s);
struct scope *names_get(const struct names *n, const struct sym *name);
/* Whether the name's newest binding was made since `mark`. */
bool names_is_new(const struct names *n, const struct sym *name, uint32_t mark);
/* The newest bindings made since `mark`, in order; in the arena. */
uint32_t names_since(const struct names *n, uint32_t mark,
                     struct scope *const **all);
/* Where the last variable of a name is kept, with the time it was made. */
struct names_slot *names_slot(struct names *n, const struct sym *name);
uint32_t names_mark(const struct names *n);
void names_undo(struct names *n, uint32_t mark);

#endif
