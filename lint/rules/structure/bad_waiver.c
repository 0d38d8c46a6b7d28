/*
 * A waiver that has expired, silences nothing, gives no reason, or names no
 * rule. Whether it silences anything is known only when all rules have run, so
 * lint/suppress.c and central.c judge it and report under this id.
 */
#include "lint/lint.h"

const struct lint_rule lint_rule_bad_waiver = {
    .summary = "a waiver silences something, says why, and is not over",
    .level = DIAG_ERROR,
};
