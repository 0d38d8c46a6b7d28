/*
 * own.h - what the checker's files share and nobody else needs
 */
#ifndef WEIR_CHECK_OWN_H
#define WEIR_CHECK_OWN_H

#include "compiler/check/check.h"

struct forms; // forms.h: signatures of built-ins and operators

struct check_own {
    struct map declared; // "kind name" to the span of the first
    struct map entries;  // connectors by "name@version": struct entry
    VEC(const struct source *) failed; // files that did not parse as a whole
    struct forms *forms;
    const struct graph_type *failure;
    uint64_t nearest_left; // names that may still be compared for suggestions
    VEC(struct function_body) bodies; // to look for recursion in
};

struct function_body {
    struct graph_function *function;
    struct ast_item *item;
};

/* A connector that may be used: declared in a source, or in the catalog. */
struct entry {
    struct ast_item *item; // NULL: not parsed yet
    struct ast_file *file;
    bool local, checked;
    struct graph_connector *connector; // after it is checked
    struct map settings, secrets;      // names that it asks for
};

/* The checked connector of a name and exact version; NULL when there is none
 * or its text does not parse. */
struct entry *connector_entry(struct check *k, str name, str version);
/* All versions there are of a connector, newest first. */
uint32_t connector_versions(struct check *k, str name, const str **versions);
/* Connectors declared in the sources: entered first, checked when used or at
 * the end. */
void connector_declare(struct check *k, struct ast_file *f, struct ast_item *i);
void connector_check_local(struct check *k);
/* Fills the connector of an entry from its item. */
void connector_fill(struct check *k, struct entry *e);

/* -1, 0, 1: the order of two versions, 2.10.0 after 2.9.1. */
int version_order(str a, str b);
/* Whether a version is one, not a range: 2.4.1, not ^2.4, 2.x, latest. */
bool version_exact(str version);
bool version_fits(str version, str range);

/* Records and enums, of the estate or of a connector (else NULL). */
struct graph_record *record_new(struct check *k, const struct ast_item *i,
                                struct graph_connector *of);
struct graph_enum *enum_new(struct check *k, const struct ast_item *i,
                            struct graph_connector *of);
void record_fill(struct check *k, struct graph_record *r,
                 const struct ast_item *i);
/* Reports records that hold themselves other than through a list. */
void records_check_size(struct check *k, struct graph_record *const *records,
                        uint32_t n);
void enum_fill(struct check *k, struct graph_enum *e, const struct ast_item *i);

/* A use line; see items.c. */
void use_check(struct check *k, struct ast_item *i);
void tables_check(struct check *k, struct ast_item *i, struct graph_table *t);
void functions_check(struct check *k);

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#endif
