/*
 * connector.h - what a connector declares, checked
 *
 * A connector is data: records, endpoints, limits, error classes. An instance
 * is one `use` of it, under an alias and with settings of its own.
 */
#ifndef WEIR_GRAPH_CONNECTOR_H
#define WEIR_GRAPH_CONNECTOR_H

#include "compiler/graph/expr.h"

enum graph_verb {
#define VERB(NAME, word) VERB_##NAME,
#include "compiler/graph/words.def"
#undef VERB
};

enum graph_transport { // the kind of an operation
#define CALL(NAME, word) CALL_##NAME,
#include "compiler/graph/words.def"
#undef CALL
};

enum graph_driver {
#define DRIVER(NAME, word) DRIVER_##NAME,
#include "compiler/graph/words.def"
#undef DRIVER
};

enum graph_paging {
#define PAGE(NAME, word) PAGE_##NAME,
#include "compiler/graph/words.def"
#undef PAGE
};

struct graph_pair { // a header, a query parameter, a property, a setting
    str name;
    const struct graph_expr *value;
    span at;
};

struct graph_pairs {
    struct graph_pair *at;
    uint32_t n;
};

struct graph_format {
    str name; // json ndjson csv xml form multipart text bytes graphql; "" none
    struct graph_pairs options; // separator, quote, header, encoding
    span at;
};

struct graph_error_line { // first match wins
    bool item;            // of an item of a bulk answer
    bool otherwise;
    const struct graph_expr *when; // or
    struct graph_code {
        int64_t from, to; // status; or
        str text;         // a code as text (SQL state), "" for a status
    } * codes;
    uint32_t ncodes;
    enum weir_class klass; // WEIR_OK: `ok`
    span at;
};

struct graph_errors {
    struct graph_error_line *at;
    uint32_t n;
};

struct graph_page {
    enum graph_paging kind;
    str parameter; // page offset "offset"
    str from;      // where the next cursor or link stands in the answer
    str more;      // while: where the answer says there is more
    int64_t lives; // of a cursor, us; 0: not said
    str size_parameter;
    int64_t size; // 0: not said
    span at;
};

struct graph_filter {
    str field, parameter;
    span at;
};

struct graph_operation {
    struct graph_endpoint *endpoint;
    enum graph_verb verb;
    str name; // "upsert"; of an action its name
    str doc;
    span at;
    const struct graph_type *takes; // NULL: nothing
    const struct graph_type *gives; // NULL: nothing that is read
    enum graph_transport transport;
    const struct graph_expr *target; // path, statement, pattern, command
    const struct graph_var *self;    // the record taken (or its keys), or NULL
    const struct graph_var *answer;  // in error conditions
    const struct graph_var *item;
    str items, item_path; // where the list, the record stands; "" the whole
    struct graph_page page;
    str since; // the parameter; "" without
    bool since_header;
    struct graph_filter *filters;
    uint32_t nfilters;
    struct graph_pairs headers, query;
    const struct graph_expr *body, *form; // NULL: the record as it is
    struct graph_format format;           // "" the connector's, else json
    str key_header;                       // "" takes no idempotency key
    int64_t key_remembers;                // us; 0: not said
    str match_header;
    bool idempotent, ascending, short_page_ends;
    const struct graph_expr *deleted; // condition on self
    int64_t bulk, bulk_size;          // records, bytes a call; 0: none
    str results, results_by;
    struct graph_errors errors; // before those of the connector
    str done, done_to;          // file: "move" "delete" "keep"
    str scope;
    bool is_deprecated;
    weir_date deprecated;
    str deprecated_text;
    weir_class_set raises; // by transport, errors and driver
};

struct graph_endpoint {
    struct graph_connector *connector;
    str name, doc;
    span at;
    const struct graph_var **params;
    uint32_t nparams;
    const struct graph_type *type;
    struct graph_operation **operations;
    uint32_t noperations;
};

struct graph_webhook { // one that a system sends
    struct graph_connector *connector;
    str name, doc;
    span at;
    const struct graph_type *type;
    str verify, verify_header, verify_secret; // "" without
    str key_header, time_header;
    str version; // a path in the body, "a.b"
};

struct graph_connector {
    str name, version;
    span at, version_at;
    str doc;
    bool embedded; // of the standard library, not of the project
    bool local;    // declared in the estate's own sources
    str digest;    // "sha256:..." of its canonical text
    str system, system_kind, docs;
    bool has_supported;
    weir_date supported; // until
    enum graph_driver driver;
    const struct graph_expr *base; // NULL without
    struct graph_pairs headers;
    str auth; // "" none basic bearer header oauth2
    span auth_at;
    const struct graph_expr **auth_args;
    uint32_t nauth_args;
    struct graph_pairs auth_properties; // secret: an EXPR_SECRET value
    int64_t limit_count, limit_per;     // calls per us; 0: not said
    int64_t limit_burst, limit_concurrency;
    span limit_at;
    struct graph_format format;
    struct graph_errors errors;
    struct graph_record **records;
    uint32_t nrecords;
    struct graph_enum **enums;
    uint32_t nenums;
    struct graph_endpoint **endpoints;
    uint32_t nendpoints;
    struct graph_webhook **webhooks;
    uint32_t nwebhooks;
};

struct graph_instance { // use NAME@VERSION as ALIAS { ... }
    str alias;
    str name, version;                 // as written, "^2.4" and "latest" too
    bool exact;                        // the version is one version
    struct graph_connector *connector; // NULL: not found (said already)
    struct graph_pairs settings; // the connector's name: EXPR_SETTING, _SECRET
                                 // or text
    span at, alias_at, version_at;
    str doc;
    uint32_t used;   // references from flows, tables, reconciles
    str environment; // imports: what its connection says, "sandbox"; "" unknown
};

const struct graph_endpoint *connector_endpoint(const struct graph_connector *c,
                                                str name);
/* The operation of a name ("upsert", an action's name), or NULL. */
const struct graph_operation *endpoint_operation(const struct graph_endpoint *e,
                                                 str name);
const struct graph_operation *endpoint_verb(const struct graph_endpoint *e,
                                            enum graph_verb verb);
const char *verb_name(enum graph_verb v);
const char *transport_name(enum graph_transport t);
const char *driver_name(enum graph_driver d);
const char *paging_name(enum graph_paging p);

/* How safe a repeat is (runner.md, 3.3). */
enum graph_grade { GRADE_NATURAL, GRADE_KEYED, GRADE_UNSAFE };
enum graph_grade operation_grade(const struct graph_operation *op);

#endif
