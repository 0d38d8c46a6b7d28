/*
 * Messages for scripts: the document that `weir check --format json` prints.
 * Bytes that are not UTF-8 become U+FFFD, since JSON can't hold them.
 */
#include "compiler/base/diag_print.h"
#include "compiler/base/visible.h"

#include <jansson.h>
#include <stdlib.h>

struct printer {
    const struct sources *sources;
    struct arena *scratch;
};

static json_t *text(struct printer *p, str s)
{
    s = visible_utf8(p->scratch, s);
    return json_stringn(s.len ? s.ptr : "", s.len);
}

static void set(json_t *to, const char *key, json_t *value)
{
    json_object_set_new(to, key, value);
}

static void set_number(json_t *to, const char *key, uint32_t n)
{
    set(to, key, json_integer(n));
}

static void set_start(struct printer *p, json_t *to, span at)
{
    struct place from = source_locate(p->sources, at.pos);

    str name = from.src ? source_shown(p->sources, from.src, p->scratch)
                        : (str){"", 0};
    set(to, "file", from.src ? text(p, name) : json_null());
    set(to, "line", from.src ? json_integer(from.line) : json_null());
    set(to, "column", from.src ? json_integer(from.column) : json_null());
}

static void set_end(struct printer *p, json_t *to, span at)
{
    struct place end = source_locate(p->sources, at.pos);

    if (end.src && at.len)
        end = source_locate(p->sources, at.pos + at.len);
    set(to, "end_line", end.src ? json_integer(end.line) : json_null());
    set(to, "end_column", end.src ? json_integer(end.column) : json_null());
}

static json_t *notes_of(struct printer *p, const struct diag *d)
{
    json_t *list = json_array();

    for (const struct diag_note *n = d->notes; n; n = n->next) {
        json_t *note = json_object();
        set(note, "message", text(p, n->text));
        set_start(p, note, n->at);
        json_array_append_new(list, note);
    }
    if (d->help.len) {
        json_t *note = json_object();
        str help =
            arena_printf(p->scratch, "help: %" STR_FMT, STR_ARG(d->help));
        set(note, "message", text(p, help));
        set_start(p, note, (span){0, 0});
        json_array_append_new(list, note);
    }
    return list;
}

static json_t *fix_of(struct printer *p, const struct diag *d)
{
    if (!d->edits)
        return json_null();
    json_t *fix = json_object(), *edits = json_array();
    for (const struct diag_edit *e = d->edits; e; e = e->next) {
        json_t *edit = json_object();
        set_start(p, edit, e->at);
        set_end(p, edit, e->at);
        set(edit, "text", text(p, e->text));
        json_array_append_new(edits, edit);
    }
    set(fix, "safety", json_string(diag_safety_name(d->safety)));
    set(fix, "edits", edits);
    return fix;
}

static json_t *finding_of(struct printer *p, const struct diag *d,
                          str fingerprint)
{
    json_t *f = json_object();
    bool unknown = d->verdict == DIAG_UNKNOWN;

    set(f, "rule", text(p, d->id));
    set(f, "level", json_string(diag_level_name(d->level)));
    set(f, "verdict", json_string(unknown ? "unknown" : "fail"));
    set(f, "message", text(p, d->message));
    set_start(p, f, d->at);
    set_end(p, f, d->at);
    set(f, "notes", notes_of(p, d));
    set(f, "fix", fix_of(p, d));
    set(f, "fingerprint", text(p, fingerprint));
    return f;
}

static json_t *summary_of(const struct diag_summary *sum)
{
    json_t *s = json_object();

    set_number(s, "files", sum->files);
    set_number(s, "flows", sum->flows);
    set_number(s, "errors", sum->errors);
    set_number(s, "warnings", sum->warnings);
    set_number(s, "infos", sum->infos);
    set_number(s, "unknown", sum->unknown);
    set_number(s, "waived", sum->waived);
    set_number(s, "baselined", sum->baselined);
    return s;
}

static int add_bytes(const char *bytes, size_t n, void *out)
{
    buf_add(out, bytes, n);
    return 0;
}

void diags_count(const struct diags *d, struct diag_summary *to)
{
    to->errors = to->warnings = to->infos = to->unknown = 0;
    for (uint32_t i = 0; i < d->all.n; i++) {
        const struct diag *m = d->all.at[i];
        to->unknown += m->verdict == DIAG_UNKNOWN;
        if (m->verdict == DIAG_UNKNOWN)
            continue;
        to->errors += m->level == DIAG_ERROR;
        to->warnings += m->level == DIAG_WARNING;
        to->infos += m->level == DIAG_INFO;
    }
}

void diags_print_json(const struct diags *d, const struct diag_summary *sum,
                      struct buf *out)
{
    struct printer p = {d->sources, arena_new()};
    json_t *root = json_object(), *findings = json_array();
    str *prints = diags_fingerprints(d, p.scratch);

    for (uint32_t i = 0; i < d->all.n; i++)
        json_array_append_new(findings,
                              finding_of(&p, d->all.at[i], prints[i]));
    set(root, "version", json_integer(1));
    set(root, "findings", findings);
    set(root, "summary", summary_of(sum));
    json_dump_callback(root, add_bytes, out, JSON_INDENT(2));
    buf_char(out, '\n');
    json_decref(root);
    arena_free(p.scratch);
}
