/*
 * diag_print.h - messages as a person, a script and a code host read them
 *
 * The messages are printed in the order they stand in; sort them first. A
 * printer adds to `out` and looks at nothing else, so the same messages give
 * the same bytes.
 */
#ifndef WEIR_DIAG_PRINT_H
#define WEIR_DIAG_PRINT_H

#include "compiler/base/diag.h"
#include "stdlib/value/buf.h"

struct diag_summary {
    uint32_t files, flows;
    uint32_t errors, warnings, infos; // of verdict fail
    uint32_t unknown, waived, baselined;
};

/* What is known about a rule beside its messages; all may be empty. */
struct diag_rule {
    str id;
    str summary; // one line
    str page;    // Markdown
    enum diag_level level;
};

typedef struct diag_rule diag_rule_fn(void *context, str id);

/* Adds up errors, warnings, infos and unknown of the messages. */
void diags_count(const struct diags *d, struct diag_summary *to);

/* What rustc prints: level, id, message, the line with carets, notes, help. */
void diags_print_text(const struct diags *d, bool color, struct buf *out);

/* The document of `--format json`. */
void diags_print_json(const struct diags *d, const struct diag_summary *sum,
                      struct buf *out);

/* SARIF 2.1.0 with what GitHub code scanning reads. `rule` may be NULL. */
void diags_print_sarif(const struct diags *d, diag_rule_fn *rule, void *context,
                       struct buf *out);

/*
 * A text for each message that stays the same when lines move: the rule, what
 * it is about (the anchor, else file and line without its blanks), and which
 * of several equal ones it is. An array as long as `d->all`, in `a`.
 */
str *diags_fingerprints(const struct diags *d, struct arena *a);

#endif
