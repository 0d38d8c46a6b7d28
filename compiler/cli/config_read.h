/*
 * config_read.h - how the parts of weir.yaml are read
 *
 * A map is described by a table of keys, each with the function that reads its
 * value into a struct; every problem is reported and reading goes on.
 */
#ifndef WEIR_CONFIG_READ_H
#define WEIR_CONFIG_READ_H

#include "compiler/cli/config.h"
#include "stdlib/value/buf.h"

struct config_reader {
    struct arena *arena;
    struct diags *problems;
};

struct config_key {
    const char *name;
    void (*read)(struct config_reader *r, const struct tree_item *item,
                 void *to);
};

/* Says what was expected and what is there. */
void config_expected(struct config_reader *r, const struct tree *found,
                     const char *what);
/* Reads a map by a table that ends in a NULL name. `where` names the map in
 * messages: "weir.yaml", "rules". */
void config_map(struct config_reader *r, const struct tree *t,
                const char *where, const struct config_key *keys, void *to);
/* False after a message. */
bool config_text(struct config_reader *r, const struct tree *t, str *to);
bool config_duration(struct config_reader *r, const struct tree *t,
                     int64_t *to);
bool config_is_map(struct config_reader *r, const struct tree *t);
/* A list of texts, or one text. */
struct config_names {
    VEC(struct config_name) all;
};
void config_list(struct config_reader *r, const struct tree *t,
                 struct config_names *to);
/* A map of texts. */
const struct config_pair *config_pairs(struct config_reader *r,
                                       const struct tree *t, uint32_t *n);

/* One of the words (NULL behind the last), its number; false after a message
 * that says `what` was expected. */
bool config_choice(struct config_reader *r, const struct tree *t,
                   const char *const *words, const char *what, int *to);
/* A map of rules to levels. */
void config_levels(struct config_reader *r, const struct tree *t,
                   struct config_levels *to);

/* `rules: paths:` and `rules: waivers:`; `to` is a struct config. */
void config_read_paths(struct config_reader *r, const struct tree_item *item,
                       void *to);
void config_read_waivers(struct config_reader *r, const struct tree_item *item,
                         void *to);

/* `audit:`; `to` is a struct config_audit. */
void config_read_audit(struct config_reader *r, const struct tree_item *item,
                       void *to);

#endif
