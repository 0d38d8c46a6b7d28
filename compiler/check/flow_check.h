/*
 * flow_check.h - what the files that check flows share
 *
 * One struct goes with the walk over the steps of one flow: the names that can
 * be read where the walk stands, the routes that failures take from there, and
 * what the path has delivered so far.
 */
#ifndef WEIR_FLOW_CHECK_H
#define WEIR_FLOW_CHECK_H

#include "compiler/check/flow.h"
#include "compiler/check/scope.h"

/* The handlers of one place: a step, an `all`, the flow. */
struct route_place {
    const struct route_place *up;
    struct ast_handler *by_class[WEIR_NCLASSES];
    uint8_t rank[WEIR_NCLASSES]; // 3 named, 2 by `outage`, 1 by `error`
    bool goes_on[WEIR_NCLASSES]; // the target is `continue`, or a block with it
};

/* Where a block stands, which decides what may stand in it. */
enum flow_place { PLACE_FLOW, PLACE_HANDLER, PLACE_TARGET, PLACE_UNDO };

/* What a block comes to. */
struct flow_way {
    bool goes_on;  // its end can be reached
    bool delivers; // whoever gets there has delivered something
};

/* The times of a route: an equal name of equal type in a later way is the
 * variable that an earlier way made. */
struct flow_ways {
    const struct flow_ways *up;
    uint32_t start, way; // of the route, of the way that is walked
};

/* A write that may be skipped while nothing else is known to deliver. */
struct flow_skip {
    span at;
    str classes;
};

/* What changes from step to step, and is what it was behind a block. */
struct flow_here {
    const struct route_place *routes;
    const struct flow_ways *ways;
    const struct known *known; // what conditions before have made sure
    enum flow_place place;
    bool has_record;          // behind the trigger's or a read's `as`
    struct graph_var *record; // the innermost: what a batch gathers
    uint32_t record_mark;     // names before it stay behind a batch
    bool delivered;           // surely, on the path to here
    uint32_t level;           // the each around, by its time
};

struct flow_check {
    struct check *k;
    struct ast_item *item;
    struct graph_flow *f;
    struct checked_flow *cf;
    struct names names;
    struct flow_here here;
    VEC(struct flow_skip) skipped;
    bool replies;
};

/* --- expressions --------------------------------------------------------- */

/* check_expr where the walk stands; what it can raise goes to the step. */
const struct graph_expr *flow_expr(struct flow_check *fc,
                                   struct checked_step *cs, struct ast_expr *e,
                                   const struct graph_type *want);
/* The same for a key: its value may not be absent. */
const struct graph_expr *flow_key(struct flow_check *fc,
                                  struct checked_step *cs, struct ast_expr *e,
                                  const struct graph_type *want);
const struct graph_expr *flow_bool(struct flow_check *fc,
                                   struct checked_step *cs, struct ast_expr *e);
const struct graph_expr *flow_text(struct flow_check *fc,
                                   struct checked_step *cs, struct ast_expr *e);
/* A literal duration above zero, in us; 0 for NULL or after a message. */
int64_t flow_duration(struct check *k, struct ast_expr *e, const char *what);
/* A literal int from `least` to `most`; `least` after a message. */
int64_t flow_int(struct check *k, struct ast_expr *e, int64_t least,
                 int64_t most, const char *what);
void flow_size(struct check *k, struct ast_expr *e);
/* Notes what an expression raises. */
void flow_raise(struct checked_step *cs, const struct graph_expr *e);
struct expr_context flow_context(struct flow_check *fc);
/* a.b.c as an expression. */
struct ast_expr *path_expr(struct check *k, const struct ast_path *path);
const struct graph_type *simple_type(const struct check *k,
                                     enum graph_type_kind kind);

/* As flow_expr, in a map or in what is written: ids are mapping/... */
const struct graph_expr *flow_mapped(struct flow_check *fc,
                                     struct checked_step *cs,
                                     struct ast_expr *e,
                                     const struct graph_type *want);
/* Arguments of a step against parameters. */
void flow_args(struct flow_check *fc, struct checked_step *cs,
               const struct ast_step *s, const struct graph_var *const *params,
               uint32_t nparams);

/* --- names --------------------------------------------------------------- */

/* Binds what a step names; reports a name that is visible already. */
struct graph_var *flow_bind(struct flow_check *fc, struct ast_name name,
                            enum graph_var_kind kind,
                            const struct graph_type *type);
/* Forgets the names since `mark`; whoever reads one is told why. */
void flow_hide(struct flow_check *fc, uint32_t mark, str why, span at);

/* --- endpoints ----------------------------------------------------------- */

/* alias.endpoint, or an instance of the flow's `for`. NULL after a message. */
const struct graph_endpoint *flow_endpoint(struct flow_check *fc,
                                           struct checked_step *cs,
                                           const struct ast_path *path);
/* Notes that the flow uses the step's operation. */
void flow_use(struct flow_check *fc, const struct checked_step *cs);
/* The fields of `self` that a call of the operation reads; the number. */
uint32_t operation_fields(struct check *k, const struct graph_operation *op,
                          const str **fields);
/* Only `x.field == E` of declared filters, joined by `and`. */
void check_filters(struct check *k, const struct graph_operation *op,
                   const struct graph_var *var, const struct graph_expr *e);
/* What a read brings under its name: the record. */
const struct graph_type *read_type(const struct graph_operation *op);
/* "netsuite.sales_orders", for messages. */
str path_text(struct check *k, const struct ast_path *path);

/* --- handlers ------------------------------------------------------------ */

/* Resolves classes and puts a handler in its place. */
void handler_place(struct check *k, struct route_place *p,
                   struct ast_handler *h, bool mismatch);
/* `continue`, or a block that may end with it. */
bool target_goes_on(const struct ast_target *t);
/* Checks the target of a handler, with `failure` visible. */
void handler_check(struct flow_check *fc, struct ast_handler *h);
/* Checks the target of a `check` or an `empty`. */
void target_check(struct flow_check *fc, struct ast_target *t);
/* The classes of a set for which the step is skipped from here. */
weir_class_set routes_going_on(const struct route_place *own,
                               const struct route_place *around,
                               weir_class_set raises);
/* The classes of a word: a class, `outage`, `error`; 0 after a message. The
 * rank is that of a route_place. */
weir_class_set class_set(struct check *k, struct ast_name name, int *rank);
/* "transient, timeout" of a set, in the arena. */
str class_names(struct check *k, weir_class_set set);

/* --- steps --------------------------------------------------------------- */

struct flow_way flow_block(struct flow_check *fc, struct ast_step *steps);
struct flow_way flow_step(struct flow_check *fc, struct ast_step *s);
bool step_delivers(const struct ast_step *s);
/* step_option.c: legality and values of a step's options; NULL without any
 * handlers, else their place. `until` waits for option_until. */
struct route_place *step_options(struct flow_check *fc, struct ast_step *s);
/* The steps of an undo, which see what the step names. */
void option_undo(struct flow_check *fc, struct ast_step *s);
void option_until(struct flow_check *fc, struct ast_step *s);
struct ast_option *option_find(const struct ast_step *s,
                               enum ast_option_kind kind);
const char *option_word(enum ast_option_kind kind);
/* Those of a reconcile's side. */
void side_options(struct check *k, struct ast_line *line);

void step_read(struct flow_check *fc, struct ast_step *s);
void step_enrich(struct flow_check *fc, struct ast_step *s);
void step_write(struct flow_check *fc, struct ast_step *s);
void step_map(struct flow_check *fc, struct ast_step *s);
void step_set(struct flow_check *fc, struct ast_step *s);
void step_map_inline(struct flow_check *fc, struct ast_step *s);
void step_batch(struct flow_check *fc, struct ast_step *s);
struct flow_way step_each(struct flow_check *fc, struct ast_step *s);
struct flow_way step_when(struct flow_check *fc, struct ast_step *s);
struct flow_way step_route(struct flow_check *fc, struct ast_step *s);
struct flow_way step_all(struct flow_check *fc, struct ast_step *s);
void step_call(struct flow_check *fc, struct ast_step *s);
void step_send(struct flow_check *fc, struct ast_step *s);
void step_reply(struct flow_check *fc, struct ast_step *s);
void step_store(struct flow_check *fc, struct ast_step *s);
void step_wait(struct flow_check *fc, struct ast_step *s);
void step_await(struct flow_check *fc, struct ast_step *s);
void step_ask(struct flow_check *fc, struct ast_step *s);

/* --- flows --------------------------------------------------------------- */

/* Its name, lines, trigger and parameters: what other flows may ask for. */
void flow_declare(struct check *k, struct ast_item *item);
void flow_lines(struct flow_check *fc);
void flow_cycles(struct check *k, struct ast_file *const *files, uint32_t n);
void trigger_declare(struct check *k, struct ast_item *item);
void trigger_check(struct check *k, struct ast_item *item);
/* connector.webhook, or an instance of the flow's `for`. */
const struct graph_webhook *webhook_find(struct check *k,
                                         const struct graph_flow *f,
                                         const struct ast_path *path,
                                         struct graph_instance **instance);
/* A schedule of a flow or a reconcile. */
void schedule_check(struct check *k, struct ast_trigger *t);
/* Five fields; the first mistake is reported at the text. */
void cron_check(struct check *k, const struct ast_expr *e);
void zone_check(struct check *k, const struct ast_expr *e);
struct checked_topic *topic_declare(struct check *k, struct ast_name name,
                                    const struct graph_type *type);

#endif
