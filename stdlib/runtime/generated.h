/*
 * generated.h - small things that only generated C needs
 *
 * Results live in the context's arena.
 */
#ifndef WEIR_GENERATED_H
#define WEIR_GENERATED_H

#include "stdlib/runtime/weir.h"
#include "stdlib/value/builtins.h"

/* For `a ?? b`: true when a failure of class `data` has come since `before`,
 * which was x->failed then; the failure is taken away. */
bool weir_excuse(struct weir_context *x, enum weir_class before);
/* Fails as `data`: the table has no row for the key. */
void weir_no_row(struct weir_context *x, const char *table,
                 const struct weir_shape *s, const void *key);
/* A value as JSON, in the order of its fields, decimals as they are. */
str weir_body(struct weir_context *x, const struct weir_shape *s,
              const void *value);
/* A record as a form: name=value&... in the order of its fields, without those
 * that are absent. What is in a record or a list is called a[b], a[0]. */
str weir_form_body(struct weir_context *x, const struct weir_shape *s,
                   const void *value);
/* A record as a line of CSV, and the header line; without their ends. */
str weir_csv_line(struct weir_context *x, const struct weir_shape *s,
                  const void *value, char separator, char quote, str encoding);
str weir_csv_head(struct weir_context *x, const struct weir_shape *s,
                  const void *value, char separator, char quote, str encoding);
/* Fails as `data` when a text has more than `max` characters. */
void weir_limit(struct weir_context *x, str text, uint32_t max, str field);
/* JSON values as one JSON list. */
str weir_json_list(struct weir_context *x, const str *values, size_t n);
/* The arguments of a call as one JSON list. In a test they may arrive as a
 * record of them by name, which then is the only item. */
str weir_arguments(struct weir_context *x, str item, const str *names,
                   size_t n);
/* The next argument of a call: reads it into `to`. */
void weir_argument(struct weir_context *x, struct weir_json_items *it,
                   const struct weir_shape *s, void *to);
/* Reads the answer of a step, at a path of keys ("data.order", "" all of it),
 * into `to`; what does not fit raises `malformed`. */
enum weir_class weir_read_answer(struct weir_record *r,
                                 const struct weir_answer *a, const char *path,
                                 const struct weir_shape *s, void *to);
/* What is bound to a statement: a value of a plain type, else its JSON. */
struct weir_bind weir_bind_of(struct weir_context *x,
                              const struct weir_shape *s, const void *value);

#endif
