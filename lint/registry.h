/*
 * registry.h - the rules there are, by id
 */
#ifndef WEIR_LINT_REGISTRY_H
#define WEIR_LINT_REGISTRY_H

#include "lint/lint.h"

struct lint_entry {
    const char *id;       // "retries/no-backoff"
    const char *category; // "retries"
    const struct lint_rule *rule;
    const char *page; // its page's name among the embedded files
};

/* All of them, sorted by id. */
const struct lint_entry *lint_entries(uint32_t *n);
/* NULL when there is none. */
const struct lint_entry *lint_entry_find(str id);
bool lint_category_known(str name);
/* True for a rule's id and for a category. */
bool lint_name_known(str name);
/* The rule or category nearest to `name`, or an empty str. A rule is near by
 * what follows its category, too: "no-retry". */
str lint_name_nearest(struct arena *scratch, str name);
/* The rule's page (Markdown). */
str lint_page(const struct lint_entry *e);

#endif
