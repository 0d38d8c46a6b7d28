/*
 * audit_facts.h - what foreign exports can't say, from weir.yaml
 */
#ifndef WEIR_AUDIT_FACTS_H
#define WEIR_AUDIT_FACTS_H

#include "compiler/cli/config.h"
#include "compiler/graph/build.h"

/* Adds the teams, queues and entities of `audit:` to a graph that is not
 * frozen, and owners to its flows. A team that is not there is a message to
 * `problems`, and so is a flow unless the graph is a part of what there is.
 * Linear in both. */
void audit_facts(const struct config_audit *audit, struct graph *g, bool part,
                 struct diags *problems);

#endif
