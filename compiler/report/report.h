/*
 * report.h - what a technical audit delivers
 *
 * From a frozen graph and its sorted findings: counts that add up, a risk
 * register, each flow with its picture, owners, systems, and a plan. One
 * struct holds what all formats show; a format is one file. The same input
 * gives the same bytes.
 */
#ifndef WEIR_REPORT_H
#define WEIR_REPORT_H

#include "compiler/base/diag_print.h"
#include "compiler/base/tree.h"
#include "compiler/graph/graph.h"

struct report_file {
    str name;
    str platform; // its title, "" when it is of none
    bool broken;  // it could not be read
    uint32_t flows;
};

/* A rule that spoke, most harmful first: by level, then by how many flows. */
struct report_risk {
    struct diag_rule rule;
    enum diag_level level; // the highest of its findings
    uint32_t failed, unknown;
    uint32_t flows;     // that it speaks of
    str mend;           // the page's "How to mend", Markdown, "" without
    uint32_t last_flow; // while counting
};

struct report_flow {
    const struct graph_flow *flow;
    str file;
    uint32_t *found; // indices of diags.all
    uint32_t nfound;
    uint32_t errors, warnings, infos, unknown;
};

struct report_system {
    const struct graph_instance *system;
    struct report_use {
        const struct graph_flow *flow;
        uint32_t reads, writes;
    } * uses;
    uint32_t nuses;
};

/* Against an earlier report: findings by their fingerprints. */
struct report_change {
    uint32_t fresh, mended, left;
    bool *is_fresh; // of each finding
    str *gone;      // messages of what is mended
    uint32_t ngone;
};

struct report {
    struct arena *arena;
    const struct graph *g; // NULL: nothing could be read
    const struct diags *diags;
    const struct diag_summary *sum;
    const struct report_file *files;
    uint32_t nfiles;
    str day; // "2026-01-31", "" without
    struct report_risk *risks;
    uint32_t nrisks;
    struct report_flow *flows; // by graph flow
    struct report_system *systems;
    uint32_t nsystems;
    uint32_t *loose; // findings of no flow
    uint32_t nloose;
    const struct report_change *change; // NULL without --against
};

/* Fills in what is counted from what is given (arena, g, diags, sum, files).
 * Linear in findings and nodes. */
void report_count(struct report *r, diag_rule_fn *rule, void *context);

void report_print_html(const struct report *r, struct buf *out);
void report_print_markdown(const struct report *r, struct buf *out);
/* {"kind":"weir.dev/audit/v1", "check": what `weir check` prints, ...} */
void report_print_json(const struct report *r, struct buf *out);
void report_print_human(const struct report *r, bool color, struct buf *out);

/* What an earlier report in JSON says is new, mended and left; NULL after a
 * message to `problems`: it is no report of this version. */
const struct report_change *report_compare(const struct report *r,
                                           const struct tree *old,
                                           struct diags *problems);

/* A flow as SVG: steps from left to right, error routes dashed and in their
 * own colour, steps with findings marked. */
void report_picture(const struct report *r, const struct report_flow *f,
                    struct buf *out);

/* Text in HTML and XML; control characters become their pictures. */
void report_escape(struct buf *out, str text);

/* "high", "medium", "low": how much of the estate shows it, what it does. */
const char *report_likelihood(const struct report *r,
                              const struct report_risk *x);
const char *report_effect(const struct report_risk *x);

#endif
