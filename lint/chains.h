/*
 * chains.h - values that go from flow to flow through the systems between
 */
#ifndef WEIR_LINT_CHAINS_H
#define WEIR_LINT_CHAINS_H

#include "lint/lint.h"

enum chain_rule {
    CHAIN_TAX_OFF,      // / (1 + rate)
    CHAIN_TAX_ON,       // * (1 + rate)
    CHAIN_CHANGED,      // * exchange rate
    CHAIN_CHANGED_BACK, // / exchange rate
    CHAIN_RULES
};

struct lint_chain { // a value that is read where another flow wrote it
    node_id node;   // writes it on
    span at;        // the rule, in what is written
    const struct graph_instance *from; // where it is read
    str field;                         // of what is read there
    node_id first;                     // wrote it there
    span first_at;
    unsigned twice; // rules that both applied: bits of enum chain_rule
};

/* Those with a rule that is applied twice. */
const struct lint_chain *lint_chains(struct lint *l, uint32_t *n);

#endif
