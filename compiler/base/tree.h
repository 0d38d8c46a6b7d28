/*
 * tree.h - a document of YAML or JSON, every part with its place
 *
 * Used for weir.yaml, weir.lock, manifests and foreign exports. Numbers keep
 * their lexeme and are never turned into binary floating point. An alias of
 * YAML shares the node it names: the same `struct tree *` can be met twice.
 */
#ifndef WEIR_TREE_H
#define WEIR_TREE_H

#include "compiler/base/diag.h"

enum tree_kind {
    TREE_NULL,
    TREE_BOOL,   // text "true" or "false"
    TREE_NUMBER, // text: the lexeme
    TREE_TEXT,   // text, decoded
    TREE_LIST,
    TREE_MAP
};

struct tree;

struct tree_item {
    str key;     // of a map, decoded
    span key_at; // pos 0 in a list
    bool again;  // an item before it has the same key
    struct tree *value;
};

struct tree {
    enum tree_kind kind;
    span at;
    str text;
    const struct tree_item *items; // as written, repeated keys too
    uint32_t nitems;
    uint32_t weight;         // nodes it stands for, aliases written out
    const struct map *index; // of a large map: key to item
};

/*
 * How to read. A mistake is one message of `id`, level error, and the result
 * is NULL. What is 0 has the value behind it.
 */
struct tree_reader {
    struct arena *arena;
    const struct sources *sources;
    struct diags *diags;
    const char *id;     // "" for messages without an id
    uint32_t max_depth; // 128
    uint32_t max_nodes; // 4,000,000, aliases written out
    bool documents;     // YAML: a list of all documents
};

/* An empty text (for YAML also: nothing but comments) is a message too. */
struct tree *tree_read_json(const struct tree_reader *r, struct source *src);
struct tree *tree_read_yaml(const struct tree_reader *r, struct source *src);
/* JSON when the name ends in .json or the text starts with { or [. */
struct tree *tree_read(const struct tree_reader *r, struct source *src);

/* The value of a key, of its last place; NULL when `t` is no map or has it
 * not. `t` may be NULL. */
const struct tree *tree_get(const struct tree *t, str key);
const struct tree_item *tree_item_get(const struct tree *t, str key);

/* The same by a word of the program's own. */
const struct tree *tree_at(const struct tree *t, const char *key);
str tree_text_at(const struct tree *t, const char *key);

/* How many items a list has, a map has; 0 of anything else and of NULL. */
uint32_t tree_list_length(const struct tree *t);
uint32_t tree_map_size(const struct tree *t);

/* The text of a scalar (not of null), or "" of any other; `t` may be NULL. */
str tree_text(const struct tree *t);
bool tree_is_true(const struct tree *t);
const char *tree_kind_name(enum tree_kind kind); // "a map", "a number"

/* --- for readers --- */

/* A list or map under construction. */
struct tree_builder {
    struct arena *arena;
    struct tree *node;
    VEC(struct tree_item) items;
    struct map *index;
};

void tree_begin(struct tree_builder *b, struct arena *a, enum tree_kind kind,
                span at);
void tree_add(struct tree_builder *b, str key, span key_at, struct tree *value);
struct tree *tree_end(struct tree_builder *b, span at);

#endif
