/*
 * config.h - weir.yaml, read
 *
 * Every key is optional but `weir`; one that is not known is refused with the
 * nearest. Durations are microseconds.
 */
#ifndef WEIR_CONFIG_H
#define WEIR_CONFIG_H

#include "compiler/base/tree.h"
#include "stdlib/value/date.h"

struct config_level { // rules: levels:
    str rule;         // a rule or a category
    enum diag_level level;
    span at;
};

struct config_levels {
    struct config_level *at;
    uint32_t n, cap;
};

struct config_path { // rules: paths:
    str match;
    struct config_levels levels;
    span at, match_at;
};

struct config_waiver { // rules: waivers:
    str rule, flow, item, file, because;
    weir_date until;
    bool has_until;
    span at, rule_at, until_at;
};

struct config_name { // of a list, with its place
    str name;
    span at;
};

struct config_pair {
    str key, value;
    span at;
};

struct config_environment {
    str name;
    const struct config_pair *settings;
    uint32_t nsettings;
};

struct config_runner {
    uint32_t concurrency;
    int64_t keep, retry_budget, settle, stop;
};

/* audit: what foreign exports can't say. Empty texts and -1 are absent. */
struct config_audit_flow {
    str name, owner, entity;
    bool critical;
    span at;
};

struct config_audit_team {
    str name, contact, runbook;
    const struct config_pair *alerts; // channel, address
    uint32_t nalerts;
    span at;
};

struct config_audit_queue {
    str name, owner;
    int64_t triage, retain;
    span at;
};

struct config_audit_entity {
    str name, master;
    const struct config_name *copies;
    uint32_t ncopies;
    span at;
};

struct config_audit {
    VEC(struct config_audit_flow) flows;
    VEC(struct config_audit_team) teams;
    VEC(struct config_audit_queue) queues;
    VEC(struct config_audit_entity) entities;
};

enum config_preset { CONFIG_RECOMMENDED, CONFIG_STRICT, CONFIG_AUDIT };

struct config {
    VEC(struct config_name) sources; // folders; none: the project's own
    struct config_runner runner;
    enum config_preset preset;
    struct config_levels levels;
    VEC(struct config_name) ignore, locked;
    VEC(struct config_path) paths;
    VEC(struct config_waiver) waivers;
    VEC(struct config_environment) environments;
    struct config_audit audit;
};

/* What holds without a weir.yaml. */
void config_init(struct config *c);

/* Reads a weir.yaml; false after one or more problems. */
bool config_read(struct config *c, struct arena *a, struct sources *sources,
                 struct source *src, struct diags *problems);

/* The environment of a name, or NULL. */
const struct config_environment *config_environment(const struct config *c,
                                                    str name);

#endif
