/*
 * Rules as lines: id, level, what each wants.
 */
#include "compiler/cli/rule_list.h"
#include "lint/registry.h"

#include <stdio.h>

uint32_t rule_list_print(str only)
{
    uint32_t n, shown = 0;
    const struct lint_entry *all = lint_entries(&n);

    for (uint32_t i = 0; i < n; i++) {
        if (only.len && !str_eq(only, str_from(all[i].id)) &&
            !str_eq(only, str_from(all[i].category)))
            continue;
        printf("%-32s %-8s %s\n", all[i].id,
               diag_level_name(all[i].rule->level), all[i].rule->summary);
        shown++;
    }
    return shown;
}
