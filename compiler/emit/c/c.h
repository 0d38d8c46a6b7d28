/*
 * c.h - a C file in the making
 *
 * A file is made of sections that are put together at the end; types, shapes,
 * functions and tables are written when the first use asks for them. An
 * expression is text; where C needs statements for it they go to the body
 * that is being written, in front of the line that uses the text.
 */
#ifndef WEIR_EMIT_C_C_H
#define WEIR_EMIT_C_C_H

#include "compiler/emit/emit_c.h"
#include "stdlib/value/json.h"

struct c_use { // of a record type, in one file
    bool *fields;
    bool raw; // some value of it is passed on as it was read
    bool whole;
    bool declared;
};

struct c_place { // where a variable is found
    const char *text;
    bool pointer; // text is the address of it
};

struct c_file {
    struct arena *arena;
    const struct graph *g;
    const struct graph_flow *flow; // NULL: the estate's
    struct buf types, shape_names, shapes, prototypes, functions, steps, tables;
    const char **type_names;  // by type id - 1
    const char **shape_texts; // by type id - 1
    struct map uses;          // of records, by type id
    struct c_place *places;   // by var id
    struct map idents;        // names of functions and structs that are taken
    struct map done;          // functions and tables that are written
    uint32_t nrecords, nblocks;
    // The function body that is being written.
    struct buf *body;
    int depth;
    uint32_t ntemps;
    bool in_step;                   // `r` and `v` are there, not only `x`
    const char **node_names;        // by id - flow->first
    struct map *settings, *secrets; // names, of the estate
    struct buf personal_names, personal_vars; // see personal.c
    struct map personal_seen;
};

void c_file_start(struct c_file *c, struct arena *a, const struct graph *g,
                  const struct graph_flow *f);
void c_file_free(struct c_file *c);

/* --- names and text (name.c) ---------------------------------------------- */
const char *c_text(struct c_file *c, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* A line of the body, indented. */
void c_line(struct c_file *c, const char *fmt, ...) PRINTF_LIKE(2, 3);
void c_open(struct c_file *c, const char *fmt, ...) PRINTF_LIKE(2, 3); // ... {
void c_close(struct c_file *c);                                        // }
/* A C identifier for a name; `number` keeps it apart from all others where
 * the name itself is none. */
const char *c_ident(struct c_file *c, str name, uint32_t number);
/* An identifier with file scope that is not taken: words of `name`. */
const char *c_global(struct c_file *c, const char *head, str name);
/* "text", escaped so that nothing leaves it. */
const char *c_quote(struct c_file *c, str s);
/* What may stand in a comment: one line, and no end of it. */
const char *c_comment(struct c_file *c, str s);
const char *c_str(struct c_file *c, str s);  // STR("text")
const char *c_init(struct c_file *c, str s); // {"text", 4}: in tables
const char *c_int(struct c_file *c, int64_t i);
const char *c_bool(bool b);
const char *c_classes(struct c_file *c, weir_class_set set);
const char *c_class(struct c_file *c, enum weir_class k);
/* A new name for a temporary. */
const char *c_new(struct c_file *c);

/* --- types (type.c) ------------------------------------------------------- */
const char *c_type(struct c_file *c, const struct graph_type *t);
const char *c_shape(struct c_file *c, const struct graph_type *t); // "&shape"
const char *c_field(struct c_file *c, const struct graph_record *r, uint32_t i);
/* True for values that are handed on by address. */
bool c_is_record(const struct graph_type *t);

/* --- what is used of records (use.c) -------------------------------------- */
struct c_use *c_use_of(struct c_file *c, const struct graph_type *t);
void c_use_expr(struct c_file *c, const struct graph_expr *e);
/* The value is written or sent as a whole. */
void c_use_whole(struct c_file *c, const struct graph_expr *e);
void c_use_fields(struct c_file *c, const struct graph_type *t);
void c_use_field(struct c_file *c, const struct graph_type *t, uint32_t i);
void c_use_flow(struct c_file *c, const struct graph_flow *f);

/* --- personal data (personal.c) ------------------------------------------- */
/* A variable of the flow, and its name in `struct vars`. */
void c_personal_var(struct c_file *c, const struct graph_var *v,
                    const char *name);
/* The table `personal`, when a variable has some. */
void c_personal(struct c_file *c);

/* --- expressions (expr.c, each.c, call.c, convert.c) ---------------------- */
const char *c_expr(struct c_file *c, const struct graph_expr *e);
/* The value in a variable of its own; the name. */
const char *c_temp(struct c_file *c, const struct graph_expr *e);
/* The address of the value: "&t1", "order". */
const char *c_address(struct c_file *c, const struct graph_expr *e);
/* Statements that put the value into the variable. */
void c_assign(struct c_file *c, const char *to, const struct graph_type *type,
              const struct graph_expr *e);
const char *c_name_value(struct c_file *c, const struct graph_type *t,
                         const char *text); // T tN = text; gives tN
const char *c_literal(struct c_file *c, const struct graph_expr *e);
const char *c_literal_init(struct c_file *c, const struct graph_expr *e);
const char *c_builtin(struct c_file *c, const struct graph_expr *e);
const char *c_binary(struct c_file *c, const struct graph_expr *e);
const char *c_negate(struct c_file *c, const struct graph_expr *e);
const char *c_index(struct c_file *c, const struct graph_expr *e);
const char *c_in(struct c_file *c, const struct graph_expr *e);
const char *c_equal(struct c_file *c, const struct graph_type *t, const char *a,
                    const char *b);
const char *c_cast(struct c_file *c, const struct graph_expr *e);
/* A value of one type as another, without a failure the user can see. */
const char *c_convert(struct c_file *c, const struct graph_type *from,
                      const struct graph_type *to, const char *text);
const char *c_each(struct c_file *c, const struct graph_expr *e);
const char *c_record(struct c_file *c, const struct graph_expr *e);
const char *c_list(struct c_file *c, const struct graph_expr *e);
const char *c_dict(struct c_file *c, const struct graph_expr *e);
const char *c_lookup(struct c_file *c, const struct graph_expr *e);
const char *c_call(struct c_file *c, const struct graph_expr *e);
void c_place_var(struct c_file *c, const struct graph_var *v, const char *text,
                 bool pointer);
/* The JSON of a value as a str. */
const char *c_json(struct c_file *c, const struct graph_expr *e);
/* The value of a plain type as a str. */
const char *c_value_text(struct c_file *c, const struct graph_expr *e);

/* A body of its own inside the one that is written: statements go there until
 * c_body_end puts them behind the current ones or takes them away. */
struct c_body {
    struct buf text, *outer;
};
void c_body_start(struct c_file *c, struct c_body *b);
bool c_body_end(struct c_file *c, struct c_body *b); // true: has statements
void c_body_add(struct c_file *c, struct c_body *b);

/* --- steps ---------------------------------------------------------------- */
void c_request(struct c_file *c, const struct graph_node *n); // fills `q`
void c_step_tables(struct c_file *c);
void c_step(struct c_file *c, node_id id);
const char *c_block(struct c_file *c, block_id b); // its function's name
/* Writes `return ...;` for a target. */
void c_target(struct c_file *c, handler_id h);
void c_route(struct c_file *c, node_id id); // the step's route, if it has one
void c_flow_route(struct c_file *c);
const char *c_route_name(struct c_file *c, node_id id);
bool c_routes(const struct c_file *c, node_id id);
const char *c_node(struct c_file *c, node_id id);
node_id c_all_around(const struct graph *g, node_id id);
const char *c_errors(struct c_file *c, const struct graph_errors *e,
                     const struct graph_var *answer, const char *name);
void c_flow(struct c_file *c);
const struct graph_node *c_trigger(const struct c_file *c);
/* The value of a setting that is set, else NULL. */
const struct graph_expr *c_value(const struct graph_node *n,
                                 enum graph_setting_key k);
void c_start_body(struct c_file *c, struct buf *body);
/* A route that takes `void *vars`. */
void c_wrap(struct c_file *c, const char *name, const char *inner);
/* The functions of the flow's read, and its table into `t`. */
void c_reading(struct c_file *c, node_id read, struct buf *t);
void c_file_reading(struct c_file *c, struct buf *t);
/* The fast path of a flow from file to file: its functions, and lines of the
 * flow's table. False: the flow has none. */
bool c_fast(struct c_file *c, struct buf *table);
/* Why a keep or a drop drops, as C text. */
/* The text of a `because` as it is written. */
str c_because(struct c_file *c, const struct graph_expr *e);
const char *c_drop_reason(struct c_file *c, const struct graph_node *n);
const char *c_flow_symbol(struct c_file *c, const struct graph_flow *f);
node_id c_first_read(const struct graph *g, const struct graph_flow *f);

/* --- the estate ----------------------------------------------------------- */
const char *c_team(struct c_file *c, const struct graph_team *t);
const char *c_queue(struct c_file *c, const struct graph_queue *q);
const char *c_instance(struct c_file *c, const struct graph_instance *i);
void c_estate(struct c_file *c, const struct emit_options *o, struct buf *out);
void c_estate_header(struct c_file *c, struct buf *out);
void c_tests(struct c_file *c, struct buf *out);
/* A constant as JSON, records by their names on the wire. */
void c_constant_json(struct buf *b, const struct graph_expr *e);
/* The sections in their order, `#line @` filled in, `@DIGEST@` too. */
void c_file_write(struct c_file *c, str name, const char *tail,
                  struct buf *out);
bool c_is_cheap(const struct graph *g, const struct graph_flow *f);

#endif
