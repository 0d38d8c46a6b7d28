/*
 * typing.h - what the expr_*.c files share
 *
 * Every function here that returns an expression never returns NULL; after a
 * message it returns a poisoned one, whose type is TYPE_ERROR.
 */
#ifndef WEIR_CHECK_TYPING_H
#define WEIR_CHECK_TYPING_H

#include "compiler/check/forms.h"

/* The plain type of a kind. */
const struct graph_type *plain_type(const struct expr_context *x,
                                    enum graph_type_kind kind);
const struct graph_expr *expr_poison(const struct expr_context *x, span at);
bool expr_bad(const struct graph_expr *e); // poisoned
/* ORs what the arguments raise into the node; the node for return. */
const struct graph_expr *expr_done(struct graph_expr *e, weir_class_set own);
struct graph_expr *expr_new(const struct expr_context *x,
                            enum graph_expr_kind kind,
                            const struct graph_type *type, span at,
                            uint32_t nargs);
str type_name(const struct expr_context *x, const struct graph_type *t);

/* The type of an expression as it stands. `hint` (or NULL) is what the place
 * would like: literals, lists and records take its shape, nothing else does. */
const struct graph_expr *expr_infer(const struct expr_context *x,
                                    struct ast_expr *e,
                                    const struct graph_type *hint);
/* Infers, then converts or reports. */
const struct graph_expr *expr_as(const struct expr_context *x,
                                 struct ast_expr *e,
                                 const struct graph_type *want,
                                 const char *what);

/* One for each group of kinds. */
const struct graph_expr *expr_literal(const struct expr_context *x,
                                      struct ast_expr *e,
                                      const struct graph_type *hint);
const struct graph_expr *expr_interpolated(const struct expr_context *x,
                                           struct ast_expr *e);
/* A value as "{e}" gives it. */
const struct graph_expr *expr_part(const struct expr_context *x,
                                   struct ast_expr *e);
const struct graph_expr *expr_named(const struct expr_context *x,
                                    struct ast_expr *e);
const struct graph_expr *expr_field(const struct expr_context *x,
                                    struct ast_expr *e);
const struct graph_expr *expr_indexed(const struct expr_context *x,
                                      struct ast_expr *e);
const struct graph_expr *expr_setting(const struct expr_context *x,
                                      struct ast_expr *e);
const struct graph_expr *expr_called(const struct expr_context *x,
                                     struct ast_expr *e);
const struct graph_expr *expr_builtin(const struct expr_context *x,
                                      struct ast_expr *e,
                                      const struct form *forms);
const struct graph_expr *expr_negated(const struct expr_context *x,
                                      struct ast_expr *e);
const struct graph_expr *expr_binary(const struct expr_context *x,
                                     struct ast_expr *e);
const struct graph_expr *expr_compared(const struct expr_context *x,
                                       struct ast_expr *e);
const struct graph_expr *expr_contained(const struct expr_context *x,
                                        struct ast_expr *e);
const struct graph_expr *expr_is_null(const struct expr_context *x,
                                      struct ast_expr *e);
const struct graph_expr *expr_cast(const struct expr_context *x,
                                   struct ast_expr *e);
const struct graph_expr *expr_coalesced(const struct expr_context *x,
                                        struct ast_expr *e,
                                        const struct graph_type *hint);
const struct graph_expr *expr_chosen(const struct expr_context *x,
                                     struct ast_expr *e,
                                     const struct graph_type *hint);
const struct graph_expr *expr_listed(const struct expr_context *x,
                                     struct ast_expr *e,
                                     const struct graph_type *hint);
const struct graph_expr *expr_recorded(const struct expr_context *x,
                                       struct ast_expr *e,
                                       const struct graph_type *hint);
const struct graph_expr *expr_keyed(const struct expr_context *x,
                                    struct ast_expr *e,
                                    const struct graph_type *hint);
const struct graph_expr *expr_looked_up(const struct expr_context *x,
                                        struct ast_expr *e);
const struct graph_expr *expr_each(const struct expr_context *x,
                                   struct ast_expr *e,
                                   const struct graph_type *hint);

/* --- fitting ------------------------------------------------------------- */

enum fit {
    FIT_SAME,
    FIT_CONVERT,  // the language converts it by itself
    FIT_OPTIONAL, // would fit if it were not optional
    FIT_ANY,      // would fit if it were narrowed
    FIT_NONE
};

enum fit type_fit(const struct graph_type *from, const struct graph_type *to);
/* After FIT_SAME or FIT_CONVERT. */
const struct graph_expr *expr_convert(const struct expr_context *x,
                                      const struct graph_expr *e,
                                      const struct graph_type *to);
/* The type that both fit, or NULL. */
const struct graph_type *type_join(struct graph_types *t,
                                   const struct graph_type *a,
                                   const struct graph_type *b);
bool type_ordered(const struct graph_type *t);
/* Reports an optional or untyped value where `want` (may be NULL) is needed.
 */
void report_optional(const struct expr_context *x, const struct graph_expr *e,
                     const struct graph_type *want, const char *what);
void report_untyped(const struct expr_context *x, const struct graph_expr *e,
                    const struct graph_type *want, const char *what);

/* The value of an enum that a text names; UINT32_MAX when none does. */
uint32_t enum_value(const struct graph_enum *e, str text);
const struct graph_expr *enum_literal(const struct expr_context *x,
                                      const struct graph_type *type, str text,
                                      span at);

/* Equal in structure with the very same variables. */
bool expr_equal(const struct graph_expr *a, const struct graph_expr *b);
/* T of an optional that is known to be there, or `e` itself. */
const struct graph_expr *expr_narrowed(const struct expr_context *x,
                                       const struct graph_expr *e);
/* Whether a key is known to be in a table or store. */
bool expr_known_in(const struct expr_context *x, const struct graph_expr *key,
                   const struct graph_table *t, const struct graph_store *s);

/* --- folding ------------------------------------------------------------- */

bool is_literal(const struct graph_expr *e);
/* A literal of a plain type; its text is the canonical one. */
const struct graph_expr *literal_new(const struct expr_context *x,
                                     const struct graph_type *type, span at,
                                     union graph_value value);
/* What a form gives for literal arguments; NULL when it can't be computed
 * before the run. A failure is reported and gives poison. */
const struct graph_expr *fold_form(const struct expr_context *x,
                                   const struct form *f, span at,
                                   const struct graph_expr *const *args,
                                   const struct graph_type *type);
const struct graph_expr *fold_compare(const struct expr_context *x, span at,
                                      enum graph_op op,
                                      const struct graph_expr *a,
                                      const struct graph_expr *b);
/* The text of a plain literal as "{e}" gives it. */
bool fold_text(const struct expr_context *x, const struct graph_expr *e,
               str *text);

#endif
