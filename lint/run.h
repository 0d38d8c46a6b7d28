/*
 * run.h - judges a frozen graph by the rules
 *
 * The one entry of lint/. What the compiler itself has found already is in
 * `out`; findings are added to it, waivers and levels are applied, nothing is
 * sorted.
 */
#ifndef WEIR_LINT_RUN_H
#define WEIR_LINT_RUN_H

#include "compiler/graph/graph.h"

enum lint_preset {
    LINT_RECOMMENDED, // every rule at its own level
    LINT_STRICT,      // warnings are errors, infos are warnings
    LINT_AUDIT        // as recommended; a verdict of unknown is a warning
};

struct lint_level {
    str name; // a rule or a category
    enum diag_level level;
    span at; // pos 0: of the command line
};

struct lint_path { // levels of the findings in some files
    str glob;      // "flows/legacy/**"
    const struct lint_level *levels;
    uint32_t nlevels;
    span at;
};

struct lint_waiver { // of weir.yaml, for what can't hold one in its text
    str rule, because;
    str flow, item, file; // a flow's name, "queue late", a glob; one of them
    weir_date until;
    span at, rule_at, until_at;
};

struct lint_lock { // weir.lock
    const struct lint_pin {
        str name, digest; // "netsuite@3.2.0", "scripts/price.py"; "sha256:..."
    } * connectors, *programs;
    uint32_t nconnectors, nprograms;
    /* The digest of a program behind `run`, an empty str when it can't be
     * read. NULL: programs are not judged. */
    str (*program_digest)(void *context, str program);
    void *context;
};

struct lint_environment { // of weir.yaml
    str name;
    const struct lint_given {
        str key, value;
    } * settings;
    uint32_t nsettings;
};

struct lint_options {
    enum lint_preset preset;
    /* Of rules or categories. weir.yaml first, then the command line: the
     * later line wins, and a rule's line wins over its category's. */
    const struct lint_level *levels;
    const str *select, *ignore;    // rules or categories; nothing selected: all
    const span *ignore_at;         // of each ignored one, or NULL
    const str *locked;             // rules that no waiver silences
    const struct lint_path *paths; // the last that holds a file wins
    const struct lint_waiver *waivers;
    uint32_t nlevels, nselect, nignore, nlocked, npaths, nwaivers;
    uint32_t nforced; // the last of levels, which win over paths
    int64_t *times;   // lint_ntimes() of ns; NULL: not measured
    bool has_today;   // without it no waiver expires
    bool part; // a manifest or an export: what else there is is not known
    weir_date today;
    const struct lint_lock *lock; // NULL: there is no weir.lock
    const struct lint_environment *environments;
    uint32_t nenvironments; // of weir.yaml
};

struct lint_counts {
    uint32_t waived, unknown;
    struct diag *const *silenced; // the waived ones
};

struct lint_lowered {
    str rule; // that is locked
    str by;   // the rule or category of the line that lowers it
    span at;  // pos 0: of the command line
    enum diag_level to;
};

/* The lines that silence or lower a locked rule, one a line. A selection of
 * other rules is none of that. */
const struct lint_lowered *lint_lowered(const struct lint_options *o,
                                        struct arena *a, uint32_t *n);

/* A file's name against a pattern: "**" stands for any folders or any text,
 * "*" for text without "/", "?" for one byte that is no "/"; a slash at the
 * end stands for all below. Costs the one's length times the other's. */
bool lint_glob(str pattern, str text);

/* Of `times`: the rules, then the facts that they share. */
uint32_t lint_ntimes(void);
const char *lint_time_name(uint32_t i, bool *fact);

/* `g` may come from a check with errors: what is missing is passed over. */
struct lint_counts lint_run(const struct graph *g, const struct lint_options *o,
                            struct diags *out);

#endif
