/*
 * One connector at two versions in an estate: two flows that seem alike speak
 * to the system in two ways.
 */
#include "lint/lint.h"

static void check_graph(struct lint *l, const struct graph *g)
{
    struct map first;

    map_init(&first, lint_arena(l));
    for (uint32_t i = 0; i < g->instances.n; i++) {
        struct graph_instance *x = g->instances.at[i];
        void **seen = map_put(&first, x->name);
        const struct graph_instance *other = *seen;
        if (!other) {
            *seen = x;
            continue;
        }
        if (str_eq(other->version, x->version) || !x->exact || !other->exact)
            continue;
        lint_about(l, "connector", x->name);
        struct diag *d = lint_report(
            l, x->version_at.pos ? x->version_at : x->at,
            "connector \"%" STR_FMT "\" is used at %" STR_FMT
            " here and at %" STR_FMT " elsewhere",
            STR_ARG(x->name), STR_ARG(x->version), STR_ARG(other->version));
        lint_note(l, d, other->version_at.pos ? other->version_at : other->at,
                  "the other version");
        lint_help(l, d, "use %" STR_FMT "@%" STR_FMT, STR_ARG(x->name),
                  STR_ARG(other->version));
    }
}

const struct lint_rule lint_rule_mixed_versions = {
    .summary = "an estate uses one version of a connector",
    .level = DIAG_WARNING,
    .graph = check_graph,
};
