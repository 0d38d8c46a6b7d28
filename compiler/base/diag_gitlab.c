/*
 * Messages for GitLab: a Code Quality report, as "Code Quality report format"
 * in GitLab's documentation has it (ci/testing/code_quality). Findings with
 * one fingerprint are one there, so each has its own.
 */
#include "compiler/base/diag_print.h"
#include "compiler/base/json_print.h"

/* GitLab knows info, minor, major, critical and blocker. */
static const char *severity_of(const struct diag *m)
{
    if (m->verdict == DIAG_UNKNOWN || m->level <= DIAG_INFO)
        return "info";
    return m->level == DIAG_ERROR ? "critical" : "minor";
}

/* What has no place is shown at the project's file. */
static json_t *location_of(const struct diags *d, const struct diag *m,
                           struct arena *scratch)
{
    struct place from = diag_shown_at(d, m);
    struct place to = diag_last_place(d->sources, m->at);
    json_t *at = json_object(), *lines = json_object();
    str name = from.src ? source_shown(d->sources, from.src, scratch)
                        : STR("weir.yaml");

    if (to.src != from.src || to.line < from.line)
        to = from;
    json_put(lines, "begin", json_integer(from.src ? from.line : 1));
    json_put(lines, "end", json_integer(from.src ? to.line : 1));
    json_put(at, "path", json_print_text(scratch, name));
    json_put(at, "lines", lines);
    return at;
}

void diags_print_gitlab(const struct diag_report *r, struct buf *out)
{
    const struct diags *d = r->diags;
    struct arena *scratch = arena_new();
    str *prints = diags_fingerprints(d, scratch);
    json_t *list = json_array();

    for (uint32_t i = 0; i < d->all.n; i++) {
        const struct diag *m = d->all.at[i];
        json_t *o = json_object();
        json_put(o, "description", json_print_text(scratch, m->message));
        json_put(o, "check_name",
                 json_print_text(scratch, m->id.len ? m->id : STR("weir")));
        json_put(o, "fingerprint", json_print_text(scratch, prints[i]));
        json_put(o, "severity", json_string(severity_of(m)));
        json_put(o, "location", location_of(d, m, scratch));
        json_array_append_new(list, o);
    }
    json_print(list, out);
    json_decref(list);
    arena_free(scratch);
}
