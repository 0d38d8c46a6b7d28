/*
 * The table of rules, made from the folder: lint_rules.def has one line for
 * each lint/rules/<category>/<rule>.c, in the order of their paths.
 */
#include "lint/registry.h"

#include "compiler/base/embedded.h"

#include <stdlib.h>

#define RULE(category, name, id) extern const struct lint_rule lint_rule_##name;
#include "lint_rules.def"
#undef RULE

static const struct lint_entry entries[] = {
#define RULE(category, name, id) \
    {id, #category, &lint_rule_##name, "lint/rules/" #category "/" #name ".md"},
#include "lint_rules.def"
#undef RULE
    {NULL, NULL, NULL, NULL}};

enum { NENTRIES = sizeof entries / sizeof *entries - 1 };

const struct lint_entry *lint_entries(uint32_t *n)
{
    *n = NENTRIES;
    return entries;
}

const struct lint_entry *lint_entry_find(str id)
{
    for (uint32_t i = 0; i < NENTRIES; i++)
        if (str_eq(id, str_from(entries[i].id)))
            return &entries[i];
    return NULL;
}

bool lint_category_known(str name)
{
    for (uint32_t i = 0; i < NENTRIES; i++)
        if (str_eq(name, str_from(entries[i].category)))
            return true;
    return false;
}

bool lint_name_known(str name)
{
    return lint_entry_find(name) || lint_category_known(name);
}

/* The rule whose last part is `name`'s, or is nearest to it. */
static str by_last_part(struct arena *scratch, str name)
{
    str *names = arena_array(scratch, str, NENTRIES + 1);

    for (uint32_t i = 0; i < NENTRIES; i++)
        names[i] = str_behind(str_from(entries[i].id), '/');
    str near = diag_nearest(scratch, str_behind(name, '/'), names, NENTRIES);
    for (uint32_t i = 0; near.len && i < NENTRIES; i++)
        if (str_eq(near, names[i]))
            return str_from(entries[i].id);
    return near;
}

str lint_name_nearest(struct arena *scratch, str name)
{
    str *names = arena_array(scratch, str, 2 * NENTRIES + 1);
    size_t n = 0;

    for (uint32_t i = 0; i < NENTRIES; i++) {
        names[n++] = str_from(entries[i].id);
        names[n++] = str_from(entries[i].category);
    }
    str near = diag_nearest(scratch, name, names, n);
    return near.len ? near : by_last_part(scratch, name);
}

str lint_page(const struct lint_entry *e)
{
    return embedded_text(str_from(e->page));
}
