/*
 * own.h - what the checker's files share and nobody else needs
 */
#ifndef WEIR_CHECK_OWN_H
#define WEIR_CHECK_OWN_H

#include "compiler/check/check.h"

struct forms;
struct entry;

struct versions { // of one connector
    VEC(str) all;
    bool whole; // the catalog's are there too, the newest first
};

struct check_own {
    struct map declared; // "kind name" to the span of the first
    struct map entries;  // connectors by "name@version": struct entry
    struct map versions; // of a connector, by name: struct versions
    bool has_versions;   // those of the project's own are in it
    VEC(const struct source *) failed; // files that did not parse as a whole
    struct forms *forms;
    struct entry *asking;       // the connector that is being checked, or NULL
    struct map missing;         // what was reported missing
    struct map zones, patterns; // fixed texts that were looked at
    uint64_t nearest_left; // names that may still be compared for suggestions
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

/* Whether a name was reported missing already; then `at` becomes a note of
 * that message. `where`: what it is missing in, NULL the estate. */
bool missing_again(struct check *k, const char *kind, str name,
                   const void *where, span at);
void missing_note(struct check *k, const char *kind, str name,
                  const void *where, struct diag *d);

/* "a" or "an", for a kind of thing in a message. */
const char *article(const char *kind);

/* -1, 0, 1: the order of two versions, 2.10.0 after 2.9.1. */
int version_order(str a, str b);
/* Whether a version is one, not a range: 2.4.1, not ^2.4, 2.x, latest. */
bool version_exact(str version);
bool version_fits(str version, str range);

/* An item of a source and what the graph has for it. */
struct declared_item {
    struct ast_item *item;
    void *made;
};

/* Says that a line stands twice where it may stand once; `first` has a place
 * for each kind of line. */
enum { LINE_KINDS = AST_LINE_WAIVE + 1 };
bool line_once(struct check *k, const struct ast_line **first,
               const struct ast_line *l);
/* Waivers among the lines of an item. */
void lines_waive(struct check *k, const struct ast_item *i);

/* Records and enums, of the estate or of a connector (else NULL). */
struct graph_record *record_new(struct check *k, const struct ast_item *i,
                                struct graph_connector *of);
struct graph_enum *enum_new(struct check *k, const struct ast_item *i,
                            struct graph_connector *of);
void record_fill(struct check *k, struct graph_record *r,
                 const struct ast_item *i);
void enum_fill(struct check *k, struct graph_enum *e, const struct ast_item *i);
/* Reports records that hold themselves other than through a list. */
void records_check_size(struct check *k, struct graph_record *const *records,
                        uint32_t n);

/* What an item holds, after all names are known. */
void use_check(struct check *k, struct ast_item *i);
void team_fill(struct check *k, struct graph_team *t, const struct ast_item *i);
void queue_fill(struct check *k, struct graph_queue *q,
                const struct ast_item *i);
void entity_fill(struct check *k, struct graph_entity *e,
                 const struct ast_item *i);
void store_fill(struct check *k, struct graph_store *s,
                const struct ast_item *i);
/* Types first, rows when all functions and tables have theirs. */
void table_head(struct check *k, struct graph_table *t,
                const struct ast_item *i);
void table_rows(struct check *k, struct graph_table *t,
                const struct ast_item *i);
void function_head(struct check *k, struct graph_function *f,
                   const struct ast_item *i);
/* Bodies in the order in which they call each other; recursion is reported. */
void functions_check(struct check *k, const struct declared_item *all,
                     uint32_t n);

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#endif
