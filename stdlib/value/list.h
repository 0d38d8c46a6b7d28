/*
 * list.h - what is done with lists and dictionaries
 *
 * `of` is the shape of an element (a value, for dictionaries). Lists are never
 * changed: what is returned is a new one or shares the elements of the old.
 */
#ifndef WEIR_LIST_H
#define WEIR_LIST_H

#include "stdlib/value/shape.h"

enum { WEIR_RANGE_MAX = 10000 };

int64_t weir_list_count(struct weir_context *x, const struct weir_shape *of,
                        struct weir_list xs);
struct weir_list weir_list_slice_from(struct weir_context *x,
                                      const struct weir_shape *of,
                                      struct weir_list xs, int64_t from);
struct weir_list weir_list_slice(struct weir_context *x,
                                 const struct weir_shape *of,
                                 struct weir_list xs, int64_t from, int64_t to);
const void *weir_list_first(struct weir_context *x, const struct weir_shape *of,
                            struct weir_list xs);
const void *weir_list_last(struct weir_context *x, const struct weir_shape *of,
                           struct weir_list xs);
const void *weir_list_smallest(struct weir_context *x,
                               const struct weir_shape *of,
                               struct weir_list xs);
const void *weir_list_largest(struct weir_context *x,
                              const struct weir_shape *of, struct weir_list xs);
const void *weir_list_item(struct weir_context *x, const struct weir_shape *of,
                           struct weir_list xs, int64_t i);
bool weir_list_contains(struct weir_context *x, const struct weir_shape *of,
                        const void *item, struct weir_list xs);
struct weir_list weir_list_distinct(struct weir_context *x,
                                    const struct weir_shape *of,
                                    struct weir_list xs);
struct weir_list weir_list_reverse(struct weir_context *x,
                                   const struct weir_shape *of,
                                   struct weir_list xs);
struct weir_list weir_list_concat(struct weir_context *x,
                                  const struct weir_shape *of,
                                  struct weir_list xs, struct weir_list ys);
struct weir_list weir_list_flatten(struct weir_context *x,
                                   const struct weir_shape *of,
                                   struct weir_list xss);
struct weir_list weir_list_sort(struct weir_context *x,
                                const struct weir_shape *of,
                                struct weir_list xs);
struct weir_list weir_list_sort_by(struct weir_context *x,
                                   const struct weir_shape *of,
                                   struct weir_list xs, str field);

const void *weir_dict_item(struct weir_context *x, const struct weir_shape *of,
                           struct weir_list dict, str key);
/* The same without failing: NULL when the key is not there. */
const void *weir_dict_find(const struct weir_shape *of, struct weir_list dict,
                           str key);
bool weir_dict_has(struct weir_context *x, const struct weir_shape *of, str key,
                   struct weir_list dict);
struct weir_list weir_dict_keys(struct weir_context *x,
                                const struct weir_shape *of,
                                struct weir_list dict);
struct weir_list weir_dict_values(struct weir_context *x,
                                  const struct weir_shape *of,
                                  struct weir_list dict);

int64_t weir_sum_int(struct weir_context *x, struct weir_list xs);
weir_decimal weir_sum_decimal(struct weir_context *x, struct weir_list xs);
weir_opt_money weir_sum_money(struct weir_context *x, struct weir_list xs);
bool weir_any_true(struct weir_context *x, struct weir_list xs);
bool weir_all_true(struct weir_context *x, struct weir_list xs);
struct weir_list weir_range(struct weir_context *x, int64_t a, int64_t b);

#endif
