/*
 * The checker knows it when it gives an expression its type, and reports it
 * under this id, as an error that stops the compilation.
 */
#include "lint/lint.h"

const struct lint_rule lint_rule_unknown_field = {
    .summary = "a field that is read or mapped exists",
    .level = DIAG_ERROR,
};
