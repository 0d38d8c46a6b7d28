/*
 * check_options.h - which rules judge, and at what level
 */
#ifndef WEIR_CHECK_OPTIONS_H
#define WEIR_CHECK_OPTIONS_H

#include "compiler/base/diag_print.h"
#include "compiler/cli/project.h"
#include "lint/run.h"

/* From weir.yaml alone, for commands without the options. False after a
 * problem: a rule that does not exist. */
bool check_config(struct lint_options *o, struct cli *c,
                  const struct project *p);

/* From weir.yaml, then the options --select --ignore --level --today. */
bool check_options(struct lint_options *o, struct cli *c,
                   const struct project *p);

/* What is known about a rule or an error of the compiler. */
struct diag_rule check_rule(str id);

/* Room for the time of each rule: lint_options.times. */
int64_t *check_times(struct arena *a);

/* Findings by rule, the most frequent first, then the rules that took most of
 * the time. */
void check_statistics(const struct diags *d, const int64_t *times,
                      struct arena *a, struct buf *out);

#endif
