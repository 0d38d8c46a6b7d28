/*
 * archive.h - one description of each thing, for writing and for reading
 *
 * A function such as `team(a, t)` names each field once; the archive writes
 * it or fills it. So what is written and what is read can't differ. A field
 * that is empty, 0 or false is left out, and reads as that.
 */
#ifndef WEIR_EMIT_ARCHIVE_H
#define WEIR_EMIT_ARCHIVE_H

#include "compiler/emit/manifest.h"
#include "compiler/emit/manifest/sink.h"

enum archive_items { // what is referred to by name
    ITEM_CONNECTOR,  // name@version
    ITEM_INSTANCE,
    ITEM_TEAM,
    ITEM_QUEUE,
    ITEM_RECORD, // name, connector@version.name
    ITEM_ENUM,
    ITEM_ENTITY,
    ITEM_TABLE,
    ITEM_STORE,
    ITEM_FUNCTION,
    ITEM_FLOW,
    ITEM_RECONCILE,
    ITEM_KINDS
};

struct archive {
    struct graph *g; // read: the one in the making
    struct arena *arena;
    bool reading;
    // Writing.
    struct sink *out;
    const struct graph_flow *only; // one flow's manifest
    const bool *wanted;            // by source: is written
    bool *places;                  // by source: a place names it; or NULL
    struct map reached;            // items of one flow, by address
    // Reading.
    const struct tree *at;
    struct diags *diags;
    bool bad;
    struct map items[ITEM_KINDS];
    VEC(struct source *) sources;
    // Both.
    uint32_t *var_numbers;        // writing: by var id
    VEC(struct graph_var *) vars; // reading: by number
    uint32_t nvars;
    node_id node_base; // of the flow at hand: ids are written from 1
    block_id block_base;
    handler_id handler_base;
    uint32_t depth;
};

/* The document does not hold what it should, at `t`. */
void archive_bad(struct archive *a, const struct tree *t, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* --- fields ------------------------------------------------------------- */

void ar_text(struct archive *a, const char *key, str *s);
void ar_bool(struct archive *a, const char *key, bool *b);
void ar_int(struct archive *a, const char *key, int64_t *i);
void ar_u32(struct archive *a, const char *key, uint32_t *n);
/* One of a list of words; the first is left out. */
void ar_word(struct archive *a, const char *key, int *value,
             const char *const *words, int nwords);
void ar_place(struct archive *a, const char *key, span *at);
void ar_classes(struct archive *a, const char *key, weir_class_set *set);
void ar_class(struct archive *a, const char *key, enum weir_class *k);
void ar_date(struct archive *a, const char *key, weir_date *d);
void ar_type(struct archive *a, const char *key, const struct graph_type **t);
void ar_var(struct archive *a, const char *key, const struct graph_var **v);
void ar_expr(struct archive *a, const char *key, const struct graph_expr **e);
/* An item by its name; NULL is left out. */
void ar_ref(struct archive *a, const char *key, enum archive_items kind,
            void *pointer_to_item);
/* An id that counts from `base`; 0 stays 0. */
void ar_id(struct archive *a, const char *key, uint32_t *id, uint32_t base);

/* --- structure ------------------------------------------------------------ */

/* An object. False: it is left out (writing: `there` is false). */
bool ar_open(struct archive *a, const char *key, bool there,
             const struct tree **saved);
void ar_close(struct archive *a, const struct tree *saved);

/* A list of n objects or values; reading gives its length. 0: left out. */
uint32_t ar_list(struct archive *a, const char *key, uint32_t n,
                 const struct tree **saved);
/* The i-th of it, an object. */
void ar_item(struct archive *a, const struct tree *list, uint32_t i);
void ar_item_end(struct archive *a);
void ar_list_end(struct archive *a, const struct tree *saved);
/* Writing: the list as it is; reading: `n` zeroed elements in the arena. */
void *ar_array(struct archive *a, void *at, uint32_t n, size_t size);
void ar_texts(struct archive *a, const char *key, str **list, uint32_t *n);
void ar_exprs(struct archive *a, const char *key,
              const struct graph_expr ***list, uint32_t *n);
void ar_vars(struct archive *a, const char *key, const struct graph_var ***list,
             uint32_t *n);

/* --- things (connector.c, item.c, flow.c) ------------------------------- */

void archive_connector(struct archive *a, struct graph_connector *c);
void archive_record(struct archive *a, struct graph_record *r);
void archive_enum(struct archive *a, struct graph_enum *e);
void archive_items(struct archive *a);
void archive_flow(struct archive *a, struct graph_flow *f);
void archive_settings(struct archive *a, const char *key,
                      struct graph_settings *s);
void archive_operation_ref(struct archive *a,
                           const struct graph_operation **op);
void archive_reach(struct archive *a);
/* True when the item is to be written. */
bool archive_wants(const struct archive *a, const void *item);

/* The whole type as a text, and back; NULL when it is none. */
void archive_type_text(struct buf *b, const struct graph_type *t);
const struct graph_type *archive_type_parse(struct archive *a, str text);
str archive_name_of(struct archive *a, enum archive_items kind,
                    const void *item);

#endif
