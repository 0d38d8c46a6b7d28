/*
 * Messages for scripts: the document that `weir check --format json` prints.
 * Bytes that are not UTF-8 become U+FFFD, since JSON can't hold them.
 */
#include "compiler/base/diag_print.h"
#include "compiler/base/json_print.h"

struct printer {
    const struct sources *sources;
    struct arena *scratch;
};

static void set_number(json_t *to, const char *key, uint32_t n)
{
    json_put(to, key, json_integer(n));
}

static void set_start(struct printer *p, json_t *to, span at)
{
    struct place from = source_locate(p->sources, at.pos);

    str name = from.src ? source_shown(p->sources, from.src, p->scratch)
                        : (str){"", 0};
    json_put(to, "file",
             from.src ? json_print_text(p->scratch, name) : json_null());
    json_put(to, "line", from.src ? json_integer(from.line) : json_null());
    json_put(to, "column", from.src ? json_integer(from.column) : json_null());
}

static void set_end(struct printer *p, json_t *to, span at)
{
    struct place end = source_locate(p->sources, at.pos);

    if (end.src && at.len)
        end = source_locate(p->sources, at.pos + at.len);
    json_put(to, "end_line", end.src ? json_integer(end.line) : json_null());
    json_put(to, "end_column",
             end.src ? json_integer(end.column) : json_null());
}

static json_t *notes_of(struct printer *p, const struct diag *d)
{
    json_t *list = json_array();

    for (const struct diag_note *n = d->notes; n; n = n->next) {
        json_t *note = json_object();
        json_put(note, "message", json_print_text(p->scratch, n->text));
        set_start(p, note, n->at);
        json_array_append_new(list, note);
    }
    if (d->help.len) {
        json_t *note = json_object();
        str help =
            arena_printf(p->scratch, "help: %" STR_FMT, STR_ARG(d->help));
        json_put(note, "message", json_print_text(p->scratch, help));
        set_start(p, note, (span){0, 0});
        json_array_append_new(list, note);
    }
    return list;
}

static json_t *path_of(struct printer *p, const struct diag *d)
{
    json_t *list = json_array();

    for (const struct diag_note *n = d->path; n; n = n->next) {
        json_t *step = json_object();
        json_put(step, "message", json_print_text(p->scratch, n->text));
        set_start(p, step, n->at);
        json_array_append_new(list, step);
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
        json_put(edit, "text", json_print_text(p->scratch, e->text));
        json_array_append_new(edits, edit);
    }
    json_put(fix, "safety", json_string(diag_safety_name(d->safety)));
    json_put(fix, "edits", edits);
    return fix;
}

static json_t *finding_of(struct printer *p, const struct diag *d,
                          str fingerprint)
{
    json_t *f = json_object();
    bool unknown = d->verdict == DIAG_UNKNOWN;

    json_put(f, "rule", json_print_text(p->scratch, d->id));
    json_put(f, "level", json_string(diag_level_name(d->level)));
    json_put(f, "verdict", json_string(unknown ? "unknown" : "fail"));
    json_put(f, "message", json_print_text(p->scratch, d->message));
    set_start(p, f, d->at);
    set_end(p, f, d->at);
    json_put(f, "notes", notes_of(p, d));
    if (d->path)
        json_put(f, "path", path_of(p, d));
    json_put(f, "fix", fix_of(p, d));
    json_put(f, "fingerprint", json_print_text(p->scratch, fingerprint));
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

void diags_print_json(const struct diag_report *r, struct buf *out)
{
    const struct diags *d = r->diags;
    struct printer p = {d->sources, arena_new()};
    json_t *root = json_object(), *findings = json_array();
    str *prints = diags_fingerprints(d, p.scratch);

    for (uint32_t i = 0; i < d->all.n; i++)
        json_array_append_new(findings,
                              finding_of(&p, d->all.at[i], prints[i]));
    json_put(root, "version", json_integer(1));
    json_put(root, "findings", findings);
    json_put(root, "summary", summary_of(r->sum));
    json_print(root, out);
    json_decref(root);
    arena_free(p.scratch);
}
