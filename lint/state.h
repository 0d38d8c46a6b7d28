/*
 * state.h - what one run of the rules holds; not for rules
 */
#ifndef WEIR_LINT_STATE_H
#define WEIR_LINT_STATE_H

#include "lint/registry.h"

/* Each fact is made on first use; `has_...` says that it is there. */
struct lint_facts {
    bool has_asks, has_behind, has_roots, has_writes, has_arriving, has_alone,
        has_places, has_copies, has_trips, trips;
    bool has_callers;
    uint32_t *param_of;                 // of a variable, by id: its flow + 1
    VEC(node_id) store_nodes;           // that remember
    const struct graph_flow *source_of; // the flow last asked for, and
    struct lint_source source;          // where its records come from
    const struct graph_flow *queue_of;  // the flow last asked for, and
    const struct graph_queue *queue;    // a queue that suits it
    bool *has_handlers;                 // of a flow
    uint8_t *reach;                     // of a node: REACH_ bits
    bool *reached, *looked_before;      // of a flow: it is made
    node_id *stack;                     // for walks in a flow
    struct earlier *earlier;            // of a node, see reach.c
    uint32_t *uses;                     // of a variable, by id
    VEC(struct lint_root) roots;
    VEC(struct lint_write) writes;
    VEC(struct lint_copy) copies;
    weir_class_set *arriving, *alone; // of a handler
    uint32_t *in_use;                 // of a flow: handlers with arrivals
    weir_class_set *raised;           // of a flow
    struct map places;                // by instance and record
    bool *covered;                    // of a flow: by a reconcile
    uint8_t *fates;                   // of a handler: enum lint_fate + 1
    uint8_t *fate_seen;               // for walks, see fates.c
    node_id *fate_queue;
    node_id *before; // of a node: an earlier write elsewhere
    bool has_gaps, has_misses, has_scopes, has_asked;
    struct map asked;                 // fields that conditions ask for
    uint8_t *gaps;                    // of a flow: enum lint_gap
    const struct graph_expr **misses; // of a node: a lookup
    node_id *around;                  // of a node: what retries it
    struct map asks;                  // by store and flow
    node_id *behind;                  // of a node: what delivers behind it
    struct lint_way {
        edge_id by;        // over which it is come to; 0: the way begins here
        uint32_t length;   // steps with this one; 0: there is no way
    } * ways;              // of a node
    edge_id *failure_into; // of a handler: see lint_path_failed
    uint32_t stops;        // of ways shown so far
    const struct diag *pathless; // the last that was shown without one
};

struct lint {
    const struct graph *g;
    const struct lint_options *options;
    struct arena *arena;
    struct diags found;
    VEC(struct diag *) silenced; // by waivers
    const struct lint_entry *entries;
    const struct lint_entry *entry; // the running rule
    int64_t clock;                  // ns when it began, with `times`
    uint32_t timed;                 // whose time runs: see clock.c
    enum diag_level *levels;        // by entry
    bool *off;                      // by entry: off but for some paths
    enum diag_level level;          // of the running rule
    uint32_t *unknown; // by entry: the foreign flow that it is said of, + 1
    // What the running call is about.
    node_id node;
    const struct graph_flow *flow;
    const char *about_kind;
    str about_name;
    struct lint_facts facts;
};

/* edit.c: an edit, whatever is lost with it; comments outside of quotes; how
 * far the line of a place is indented; the place before the item that is
 * around a place, and the item's name. */
void lint_edit(struct lint *l, struct diag *to, enum diag_safety safety,
               span at, str text);
bool lint_has_comment(str s);
size_t lint_indent(const struct lint *l, span at);
span lint_item_before(const struct lint *l, span at, str *name);

/* select.c: levels by preset, levels, select and ignore. */
void lint_select(struct lint *l);
enum diag_level lint_preset_level(enum lint_preset p, enum diag_level own);
enum diag_level lint_level_of(const struct lint *l, const struct lint_entry *e,
                              enum diag_level own);
/* The line that decides about a rule: the last of its own, else the last of
 * its category; NULL without one. */
const struct lint_level *lint_level_named(const struct lint_level *all,
                                          uint32_t n,
                                          const struct lint_entry *e);
bool lint_selected(const struct lint_options *o, const struct lint_entry *e);

/* locks.c */
bool lint_is_locked(const struct lint_options *o, const struct lint_entry *e);

/* paths.c: levels of the findings in some files. */
void lint_by_path(struct lint *l);
/* The rule says nothing of what stands there. */
bool lint_off_at(const struct lint *l, const struct lint_entry *e, span at);
/* The highest level that a path gives a rule, off without one. */
enum diag_level lint_level_on_paths(const struct lint_options *o,
                                    const struct lint_entry *e);

/* clock.c: with `times`, from now on the time is that of an entry or a fact;
 * whose it was before, to be given back to lint_clock. */
enum lint_fact {
#define FACT(id, words) FACT_##id,
#include "lint/facts.def"
#undef FACT
    FACT_KINDS
};
uint32_t lint_clock(struct lint *l, uint32_t what);
uint32_t lint_clock_fact(struct lint *l, enum lint_fact f);

/* central.c: the same for waivers of weir.yaml. A rule's findings that one
 * holds are taken out. */
void lint_suppress_centrally(struct lint *l, bool judge_unused);
/* A waiver that is judged: its rule, or NULL for none of that name. */
struct lint_waived {
    const struct graph_waiver *waiver;
    const struct lint_entry *entry;
    uint32_t reach;        // the furthest end up to here
    uint32_t hits, missed; // silenced; not silenced, for it is over
};
bool lint_waives(const struct lint *l, const struct lint_waived *w);
void lint_judge_waiver(struct lint *l, const struct lint_waived *w,
                       bool judge_unused);
/* False when structure/bad-waiver is off; else it is the running rule. */
bool lint_judges_waivers(struct lint *l);

/* suppress.c: takes the waived out of `found` and judges the waivers. */
void lint_suppress(struct lint *l, bool judge_unused);

#endif
