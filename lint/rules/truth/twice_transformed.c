/*
 * Along a chain of flows a value has the same kind of rule applied twice: one
 * takes the tax off before it writes, the next takes it off again after it
 * reads. Only rules that are sure to be of one kind count: a factor of one and
 * a rate (`1 + vat`, 1.2) and a rate of exchange. lint/chains.c follows them.
 */
#include "lint/chains.h"

static const char *const words[] = {
    [CHAIN_TAX_OFF] = "takes the tax off",
    [CHAIN_TAX_ON] = "adds the tax to",
    [CHAIN_CHANGED] = "converts the currency of",
    [CHAIN_CHANGED_BACK] = "converts back the currency of"};

static void report(struct lint *l, const struct graph *g,
                   const struct lint_chain *c, enum chain_rule rule)
{
    const struct graph_node *x = &g->nodes.at[c->node];

    lint_about_node(l, c->node);
    struct diag *d = lint_report(
        l, c->at,
        "step \"%" STR_FMT "\" of flow \"%" STR_FMT "\" %s \"%" STR_FMT
        "\" of \"%" STR_FMT "\", which flow \"%" STR_FMT
        "\" did before it was written there",
        STR_ARG(x->name), STR_ARG(lint_flow_of(g, c->node)->name), words[rule],
        STR_ARG(c->field), STR_ARG(c->from->alias),
        STR_ARG(lint_flow_of(g, c->first)->name));
    lint_note(l, d, c->first_at, "the first time");
    lint_help(l, d,
              "apply the rule in one of the two flows, and say in the "
              "field's name what it holds: net, gross, the currency");
}

static void check_graph(struct lint *l, const struct graph *g)
{
    uint32_t n;
    const struct lint_chain *all = lint_chains(l, &n);

    for (uint32_t i = 0; i < n; i++)
        for (unsigned r = 0; r < CHAIN_RULES; r++)
            if (all[i].twice & 1u << r) {
                report(l, g, &all[i], (enum chain_rule)r);
                break;
            }
}

const struct lint_rule lint_rule_twice_transformed = {
    .summary = "a value has one kind of rule applied once on its way",
    .level = DIAG_WARNING,
    .graph = check_graph,
};
