/*
 * diag_print.h - messages as a person, a script and a code host read them
 *
 * The messages are printed in the order they stand in; sort them first. A
 * printer adds to `out` and looks at nothing else, so the same messages give
 * the same bytes. Names and texts of strangers come out harmless in each.
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

/* All that a format may show. */
struct diag_report {
    const struct diags *diags;
    const struct diag_summary *sum;
    diag_rule_fn *rule;      // may be NULL
    void *context;           // of rule
    enum diag_level fail_on; // the lowest level that fails a gate; off: none
    bool failed;             // the gate's answer, exit status 1
    bool color;              // for a terminal that shows colours
    str statistics;          // lines for a person, or ""
};

typedef void diag_print_fn(const struct diag_report *r, struct buf *out);

struct diag_format {
    const char *name;
    diag_print_fn *print;
};

#define FORMAT(name) diag_print_fn diags_print_##name;
#include "compiler/base/diag_formats.def"
#undef FORMAT

/* NULL when there is no such format. */
const struct diag_format *diag_format_find(const char *name);

/* Adds up errors, warnings, infos and unknown of the messages. */
void diags_count(const struct diags *d, struct diag_summary *to);
/* "2 errors, 1 warning in 3 files, 2 flows (1 waived)" */
void diags_print_summary(const struct diag_summary *sum, struct buf *out);

/* What rustc prints: level, id, message, the line with carets, notes, help;
 * the messages alone, without a summary. */
void diags_print_text(const struct diags *d, bool color, struct buf *out);

/*
 * A text for each message that stays the same when lines move: the rule, what
 * it is about (the anchor, else the file and the words covered), and which of
 * several equal ones it is. An array as long as `d->all`, in `a`.
 */
str *diags_fingerprints(const struct diags *d, struct arena *a);

/* Where a message is shown by formats that know no message without a place:
 * at the start of the first file. NULL in `src` when there is no file. */
struct place diag_shown_at(const struct diags *d, const struct diag *m);
/* The word that stands before a message: its level, or "unknown". */
const char *diag_word(const struct diag *m);
/* The last place that `at` covers, never behind the end of a line. */
struct place diag_last_place(const struct sources *s, span at);

#endif
