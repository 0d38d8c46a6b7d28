/*
 * Messages for code hosts: SARIF 2.1.0 with the properties that GitHub code
 * scanning reads, see "SARIF support for code scanning" in GitHub's
 * documentation. It shows at most 25,000 results of a run, so the gravest are
 * kept and a notification counts the others.
 */
#include "compiler/base/diag_print.h"
#include "compiler/base/json_print.h"
#include "compiler/base/map.h"
#include "compiler/base/version.h"

#include <string.h>

enum { MOST_RESULTS = 25000, LONGEST_DESCRIPTION = 1024 };

static const char SCHEMA[] = "https://json.schemastore.org/sarif-2.1.0.json";

struct printer {
    const struct diag_report *report;
    const struct diags *diags;
    const struct sources *sources;
    struct arena *scratch;
    struct map ids;  // id to its index + 1, as uint32_t *
    uint32_t nrules; // given out
    json_t *rules;
};

/* {key: value}, and {"text": s}, the commonest of them. */
static json_t *object(const char *key, json_t *value)
{
    json_t *o = json_object();

    json_put(o, key, value);
    return o;
}

/* A text of ours, shown as it is. */
static json_t *text(struct printer *p, str s)
{
    return object("text", json_print_text(p->scratch, s));
}

/* A message. "[a](b)" would be a link in it (SARIF 2.1.0, 3.11.6), so that a
 * name can't make one its bracket is escaped. */
static json_t *message(struct printer *p, str s)
{
    struct buf escaped = BUF_MAX((size_t)1 << 28);

    for (size_t i = 0; i < s.len; i++) {
        if (str_starts_with(str_slice(s, i, s.len), STR("](")))
            buf_char(&escaped, '\\');
        buf_char(&escaped, s.ptr[i]);
    }
    json_t *m = text(p, buf_view(&escaped));
    buf_free(&escaped);
    return m;
}

static const char *level_of(enum diag_level level)
{
    if (level == DIAG_ERROR)
        return "error";
    return level == DIAG_WARNING ? "warning" : "note";
}

/* What GitHub calls it, and filters alerts by. */
static const char *severity_of(enum diag_level level)
{
    if (level == DIAG_ERROR)
        return "error";
    return level == DIAG_WARNING ? "warning" : "recommendation";
}

/* At most so many characters, whole ones. */
static str clipped(str s, size_t most)
{
    size_t i = 0;

    for (size_t n = 0; i < s.len && n < most; n++) {
        i++;
        while (i < s.len && ((unsigned char)s.ptr[i] & 0xC0) == 0x80)
            i++;
    }
    return str_slice(s, 0, i);
}

/* The page's first paragraph behind its title. */
static str first_paragraph(str page)
{
    ptrdiff_t title = str_find(page, STR("\n"));

    if (!str_starts_with(page, STR("# ")) || title < 0)
        return (str){"", 0};
    str rest = str_trim(str_slice(page, (size_t)title, page.len));
    ptrdiff_t end = str_find(rest, STR("\n\n"));
    return end < 0 ? rest : str_slice(rest, 0, (size_t)end);
}

static json_t *rule_object(struct printer *p, str id)
{
    struct diag_rule r = {.id = id, .level = DIAG_ERROR};
    json_t *o = json_object();

    if (p->report->rule)
        r = p->report->rule(p->report->context, id);
    str brief = r.summary.len ? r.summary : id;
    str full = first_paragraph(r.page);
    full = full.len ? full : brief;
    ptrdiff_t slash = str_find(id, STR("/"));
    str category = str_slice(id, 0, slash < 0 ? 0 : (size_t)slash);
    json_t *help = text(p, r.page.len ? r.page : full);
    if (r.page.len)
        json_put(help, "markdown", json_print_text(p->scratch, r.page));
    json_put(o, "id", json_print_text(p->scratch, id));
    json_put(o, "name", json_print_text(p->scratch, id));
    json_put(o, "shortDescription",
             text(p, clipped(brief, LONGEST_DESCRIPTION)));
    json_put(o, "fullDescription", text(p, clipped(full, LONGEST_DESCRIPTION)));
    json_put(o, "help", help);
    json_put(o, "defaultConfiguration",
             object("level", json_string(level_of(r.level))));
    json_t *tags = json_array();
    if (category.len)
        json_array_append_new(tags, json_print_text(p->scratch, category));
    json_t *properties = object("tags", tags);
    json_put(properties, "problem.severity", json_string(severity_of(r.level)));
    json_put(o, "properties", properties);
    return o;
}

static uint32_t rule_index(struct printer *p, str id)
{
    uint32_t **slot = (uint32_t **)map_put(&p->ids, id);

    if (!*slot) {
        *slot = arena_make(p->scratch, uint32_t);
        **slot = p->nrules++;
        json_array_append_new(p->rules, rule_object(p, id));
    }
    return **slot;
}

/* A file name as a URI reference: a relative one, or file:///... */
static json_t *uri(struct printer *p, str name)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "abcdefghijklmnopqrstuvwxyz"
                                "0123456789-._~/@!$&'()*+,;=";
    static const char absolute[] = "file://";
    char *to = arena_alloc(p->scratch, sizeof absolute + name.len * 3);
    size_t len = 0;

    if (str_starts_with(name, STR("/"))) {
        len = sizeof absolute - 1;
        memcpy(to, absolute, len);
    }

    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        if (str_find(str_from(plain), (str){&name.ptr[i], 1}) >= 0) {
            to[len++] = name.ptr[i];
            continue;
        }
        to[len++] = '%';
        to[len++] = "0123456789ABCDEF"[c >> 4];
        to[len++] = "0123456789ABCDEF"[c & 15];
    }
    return json_stringn(to, len);
}

static json_t *artifact(struct printer *p, const struct source *src)
{
    str name = source_shown(p->sources, src, p->scratch);
    json_t *a = object("uri", uri(p, name));

    if (!str_starts_with(name, STR("/")))
        json_put(a, "uriBaseId", json_string("%SRCROOT%"));
    return a;
}

static json_t *region(struct printer *p, span at)
{
    struct place from = source_locate(p->sources, at.pos);
    struct place to = source_locate(p->sources, at.pos + at.len);
    json_t *r = json_object();

    if (to.src != from.src)
        to = from;
    json_put(r, "startLine", json_integer(from.line));
    json_put(r, "startColumn", json_integer(from.column));
    json_put(r, "endLine", json_integer(to.line));
    json_put(r, "endColumn", json_integer(to.column));
    return r;
}

static json_t *physical(struct printer *p, span at)
{
    const struct source *src = source_of(p->sources, at.pos);
    json_t *o = object("artifactLocation", artifact(p, src));

    json_put(o, "region", region(p, at));
    return o;
}

/* What is nowhere is shown at the start of the first file. */
static span somewhere(const struct printer *p, span at)
{
    if (source_of(p->sources, at.pos) || !p->sources->files.n)
        return at;
    return (span){p->sources->files.at[0]->base, 0};
}

static json_t *locations(struct printer *p, const struct diag *d)
{
    json_t *list = json_array();
    span at = somewhere(p, d->at);

    if (source_of(p->sources, at.pos))
        json_array_append_new(list,
                              object("physicalLocation", physical(p, at)));
    return list;
}

static json_t *related(struct printer *p, const struct diag *d)
{
    json_t *list = json_array();
    json_int_t n = 0;

    for (const struct diag_note *note = d->notes; note; note = note->next) {
        if (!source_of(p->sources, note->at.pos))
            continue;
        json_t *o = object("id", json_integer(n++));
        json_put(o, "physicalLocation", physical(p, note->at));
        json_put(o, "message", message(p, note->text));
        json_array_append_new(list, o);
    }
    return list;
}

/* The way of a record, stop by stop; those that are nowhere can't be shown. */
static json_t *stops(struct printer *p, const struct diag *d)
{
    json_t *list = json_array();

    for (const struct diag_note *n = d->path; n; n = n->next) {
        if (!source_of(p->sources, n->at.pos))
            continue;
        json_t *where = object("physicalLocation", physical(p, n->at));
        json_put(where, "message", message(p, n->text));
        json_array_append_new(list, object("location", where));
    }
    return list;
}

static json_t *list_of(json_t *one)
{
    json_t *list = json_array();

    json_array_append_new(list, one);
    return list;
}

static void put_code_flows(struct printer *p, json_t *r, const struct diag *d)
{
    json_t *list = stops(p, d);

    if (!json_array_size(list)) {
        json_decref(list);
        return;
    }
    json_t *thread = object("locations", list);
    json_put(r, "codeFlows", list_of(object("threadFlows", list_of(thread))));
}

/* The message with the notes that have no place, and the help. */
static str full_message(struct printer *p, const struct diag *d)
{
    str all = d->message;

    for (const struct diag_note *n = d->notes; n; n = n->next)
        if (!source_of(p->sources, n->at.pos))
            all = arena_printf(p->scratch, "%" STR_FMT "\nnote: %" STR_FMT,
                               STR_ARG(all), STR_ARG(n->text));
    if (d->help.len)
        all = arena_printf(p->scratch, "%" STR_FMT "\nhelp: %" STR_FMT,
                           STR_ARG(all), STR_ARG(d->help));
    return all;
}

static json_t *replacement(struct printer *p, const struct diag_edit *e)
{
    json_t *r = object("deletedRegion", region(p, e->at));

    json_put(r, "insertedContent", text(p, e->text));
    return r;
}

/* One change for each run of edits in one file. */
static json_t *fixes(struct printer *p, const struct diag *d)
{
    json_t *changes = json_array(), *replacements = NULL;
    const struct source *file = NULL;

    for (const struct diag_edit *e = d->edits; e; e = e->next) {
        const struct source *src = source_of(p->sources, e->at.pos);
        if (!src)
            continue;
        if (src != file) {
            json_t *c = object("artifactLocation", artifact(p, src));
            replacements = json_array();
            json_put(c, "replacements", replacements);
            json_array_append_new(changes, c);
            file = src;
        }
        json_array_append_new(replacements, replacement(p, e));
    }
    json_t *list = json_array(), *fix = object("artifactChanges", changes);
    str safety =
        arena_printf(p->scratch, "the %s fix", diag_safety_name(d->safety));
    json_put(fix, "description", message(p, safety));
    json_array_append_new(list, fix);
    return list;
}

static json_t *result(struct printer *p, const struct diag *d, str fingerprint)
{
    json_t *r = json_object();
    bool unknown = d->verdict == DIAG_UNKNOWN;

    json_put(r, "ruleId", json_print_text(p->scratch, d->id));
    json_put(r, "ruleIndex", json_integer(rule_index(p, d->id)));
    json_put(r, "kind", json_string(unknown ? "open" : "fail"));
    json_put(r, "level", json_string(unknown ? "none" : level_of(d->level)));
    json_put(r, "message", message(p, full_message(p, d)));
    json_put(r, "locations", locations(p, d));
    json_t *others = related(p, d);
    if (json_array_size(others))
        json_put(r, "relatedLocations", others);
    else
        json_decref(others);
    put_code_flows(p, r, d);
    if (d->edits)
        json_put(r, "fixes", fixes(p, d));
    json_put(r, "partialFingerprints",
             object("primaryLocationLineHash",
                    json_print_text(p->scratch, fingerprint)));
    return r;
}

/* The lowest level that is kept whole, and how many of it fit. */
static enum diag_level cut(const struct diags *d, uint32_t *fit)
{
    uint32_t of[DIAG_ERROR + 1] = {0}, room = MOST_RESULTS;

    for (uint32_t i = 0; i < d->all.n; i++)
        of[d->all.at[i]->level]++;
    for (int level = DIAG_ERROR; level > DIAG_OFF; level--) {
        if (of[level] > room) {
            *fit = room;
            return (enum diag_level)level;
        }
        room -= of[level];
    }
    *fit = room;
    return DIAG_OFF;
}

static json_t *results(struct printer *p)
{
    const struct diags *d = p->diags;
    str *prints = diags_fingerprints(d, p->scratch);
    json_t *list = json_array();
    uint32_t fit;
    enum diag_level lowest = cut(d, &fit);

    for (uint32_t i = 0; i < d->all.n; i++) {
        const struct diag *m = d->all.at[i];
        if (m->level < lowest || (m->level == lowest && !fit))
            continue;
        fit -= m->level == lowest;
        json_array_append_new(list, result(p, m, prints[i]));
    }
    return list;
}

/* "25000 of 26000 results are shown" */
static void notify(struct printer *p, json_t *list, uint32_t n,
                   const char *what)
{
    json_t *note = object("level", json_string("warning"));
    str said = arena_printf(p->scratch, "%u of %u results %s", (unsigned)n,
                            (unsigned)p->diags->all.n, what);

    json_put(note, "message", message(p, said));
    json_array_append_new(list, note);
}

/* The limits that this run has met. */
static json_t *notifications(struct printer *p)
{
    const struct diags *d = p->diags;
    json_t *list = json_array();

    if (d->all.n > MOST_RESULTS)
        notify(p, list, MOST_RESULTS, "are shown, the gravest first");
    if (d->pathless)
        notify(p, list, d->pathless, "have no code flow: there are many");
    return list;
}

static json_t *invocations(struct printer *p)
{
    json_t *one = object("executionSuccessful", json_true());
    json_t *list = json_array();
    bool failed = p->report->failed;

    json_put(one, "exitCode", json_integer(failed ? 1 : 0));
    json_put(one, "exitCodeDescription",
             json_string(failed ? "findings at or above --fail-on"
                                : "nothing at or above --fail-on"));
    json_t *notes = notifications(p);
    if (json_array_size(notes))
        json_put(one, "toolExecutionNotifications", notes);
    else
        json_decref(notes);
    json_array_append_new(list, one);
    return list;
}

/* What names of files are relative to: a folder without a name here. */
static json_t *base(struct printer *p)
{
    str said = STR("the folder that weir was started in");

    return object("%SRCROOT%", object("description", text(p, said)));
}

static json_t *run_of(struct printer *p)
{
    json_t *run = json_object(), *driver = json_object();
    json_t *found = results(p); // fills p->rules

    json_put(driver, "name", json_string("weir"));
    json_put(driver, "semanticVersion", json_string(WEIR_VERSION));
    json_put(driver, "rules", p->rules);
    json_put(run, "tool", object("driver", driver));
    json_put(run, "originalUriBaseIds", base(p));
    json_put(run, "columnKind", json_string("unicodeCodePoints"));
    json_put(run, "invocations", invocations(p));
    json_put(run, "results", found);
    return run;
}

void diags_print_sarif(const struct diag_report *report, struct buf *out)
{
    const struct diags *d = report->diags;
    struct printer p = {.report = report,
                        .diags = d,
                        .sources = d->sources,
                        .scratch = arena_new(),
                        .rules = json_array()};
    json_t *root = json_object(), *runs = json_array();

    map_init(&p.ids, p.scratch);
    json_array_append_new(runs, run_of(&p));
    json_put(root, "$schema", json_string(SCHEMA));
    json_put(root, "version", json_string("2.1.0"));
    json_put(root, "runs", runs);
    json_print(root, out);
    json_decref(root);
    arena_free(p.scratch);
}
