/*
 * check_options.h - which rules judge, and at what level
 */
#ifndef WEIR_CHECK_OPTIONS_H
#define WEIR_CHECK_OPTIONS_H

#include "compiler/base/diag_print.h"
#include "compiler/cli/project.h"
#include "lint/run.h"

/* The options of commands that judge. */
#define CHECK_OPTIONS                                              \
    {"fail-on", 0, OPTION_CHOICE, "error|warning|info|never",      \
     "the lowest level that makes the exit status 1 (error)"},     \
        {"select", 0, OPTION_LIST, "RULE,...",                     \
         "only these rules; a category stands for its rules"},     \
        {"ignore", 0, OPTION_LIST, "RULE,...", "not these rules"}, \
        {"level", 0, OPTION_LIST, "RULE=LEVEL,...",                \
         "error, warning, info or off for a rule or a category"},  \
        {"from", 0, OPTION_TEXT, "PLATFORM",                       \
         "the platform of an export, when it is not recognised"},  \
        {"today", 0, OPTION_DATE, "YYYY-MM-DD",                    \
         "the day for which waivers are judged (the day it is)"},  \
    {                                                              \
        "color", 0, OPTION_CHOICE, "auto|always|never",            \
            "colours in human output (auto)"                       \
    }

/* From weir.yaml alone, for commands without the options. False after a
 * problem: a rule that does not exist. */
bool check_config(struct lint_options *o, struct cli *c,
                  const struct project *p);

/* From weir.yaml, then the options --select --ignore --level --today. */
bool check_options(struct lint_options *o, struct cli *c,
                   const struct project *p);

/* What is known about a rule or an error of the compiler. */
struct diag_rule check_rule(void *context, str id);

/* The lowest level that --fail-on makes a failure; off: none does. */
enum diag_level check_fail_on(const struct options *o);
/* Something at that level or above was found. */
bool check_fails(enum diag_level on, const struct diag_summary *s);

/* Room for the time of each rule: lint_options.times. */
int64_t *check_times(struct arena *a);

/* Findings by rule, the most frequent first, then the rules that took most of
 * the time. */
void check_statistics(const struct diags *d, const int64_t *times,
                      struct arena *a, struct buf *out);

#endif
