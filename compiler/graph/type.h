/*
 * type.h - types of values, hash-consed: equal types are one pointer
 *
 * A named record or enum is itself by its declaration; an anonymous record
 * (`{ a = 1 }`, `each x in xs { sku = x.sku }`) is itself by its fields. A
 * field may be optional; `T?` never nests. Everything lives in the arena of
 * the graph.
 */
#ifndef WEIR_GRAPH_TYPE_H
#define WEIR_GRAPH_TYPE_H

#include "compiler/base/diag.h"
#include "compiler/base/map.h"
#include "stdlib/value/types.h"

struct graph_expr;
struct graph_connector;

enum graph_type_kind {
    TYPE_ERROR, // poisoned: fits everything and is never spoken of
    TYPE_NULL,  // of the word null
    TYPE_STRING,
    TYPE_INT,
    TYPE_DECIMAL,
    TYPE_MONEY,
    TYPE_BOOL,
    TYPE_DATE,
    TYPE_TIME,
    TYPE_TIMESTAMP,
    TYPE_DURATION,
    TYPE_SIZE, // 10MiB: only in options
    TYPE_BYTES,
    TYPE_ANY,
    TYPE_LIST,     // of
    TYPE_DICT,     // of; keys are strings
    TYPE_OPTIONAL, // of
    TYPE_RECORD,   // record
    TYPE_ENUM      // enumeration
};

struct graph_type {
    enum graph_type_kind kind;
    uint32_t id; // from 1, in the order made; index into types.all is id - 1
    const struct graph_type *of;
    const struct graph_record *record;
    const struct graph_enum *enumeration;
};

struct graph_field {
    str name; // as expressions say it
    str wire; // as JSON, CSV or SQL say it; equal to name without @wire
    str doc;
    span at;
    const struct graph_type *type; // TYPE_OPTIONAL when it may be absent
    bool key, pii, secret, deprecated;
    str deprecated_text;
    uint32_t max;                    // @max, 0 without
    const struct graph_expr *preset; // @default, NULL without
};

struct graph_record {
    str name;                                // "" for an anonymous one
    const struct graph_connector *connector; // NULL: of the estate
    str doc;
    span at;
    struct graph_field *fields;
    uint32_t nfields;
    const struct graph_type *type;
};

struct graph_enum {
    str name;
    const struct graph_connector *connector;
    str doc;
    span at;
    struct graph_enum_value {
        str name, wire, doc;
        span at;
    } * values;
    uint32_t nvalues;
    const struct graph_type *type;
};

struct graph_type_of { // of one type; NULL: not made yet
    const struct graph_type *list, *dict, *optional;
};

struct graph_types {
    struct arena *arena;
    VEC(struct graph_type *) all;      // by id
    VEC(struct graph_type_of) made_of; // by id
    struct map index;                  // records by a canonical text
    const struct graph_type *simple[TYPE_ANY + 1];
    const struct graph_type *failure; // see type_failure
};

void graph_types_init(struct graph_types *t, struct arena *a);
const struct graph_type *type_list(struct graph_types *t,
                                   const struct graph_type *of);
const struct graph_type *type_dict(struct graph_types *t,
                                   const struct graph_type *of);
/* `of` itself when it is optional, null, any or poisoned already. */
const struct graph_type *type_optional(struct graph_types *t,
                                       const struct graph_type *of);
/* A named record's or enum's type; sets its `type`. */
const struct graph_type *type_record(struct graph_types *t,
                                     struct graph_record *r);
const struct graph_type *type_enum(struct graph_types *t, struct graph_enum *e);
/* The one type of an anonymous record with these fields (copied). */
const struct graph_type *type_anonymous(struct graph_types *t,
                                        const struct graph_field *fields,
                                        uint32_t nfields);

/* The record that `failure` is in a handler: class message step status
 * attempts. It has a name, and belongs to no estate. */
const struct graph_type *type_failure(struct graph_types *t);

/* T of T?; the type itself when it is not optional. */
const struct graph_type *type_needed(const struct graph_type *t);
/* NULL when there is none of that name. */
const struct graph_field *record_field(const struct graph_record *r, str name);
/* "[shopify.LineItem]?", as a user writes it; an anonymous record prints as
 * "{ sku: string, quantity: int }". In the arena. */
str type_text(struct arena *a, const struct graph_type *t);

#endif
