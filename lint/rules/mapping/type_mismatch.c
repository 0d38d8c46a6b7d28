/*
 * The checker knows it when it gives an expression its type, and reports it
 * under this id, as an error that stops the compilation.
 */
#include "lint/lint.h"

const struct lint_rule lint_rule_type_mismatch = {
    .summary = "what is mapped fits the type of its target",
    .level = DIAG_ERROR,
};
