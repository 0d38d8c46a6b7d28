/*
 * Messages for code hosts: SARIF 2.1.0 with the properties that GitHub code
 * scanning reads, see "SARIF support for code scanning" in GitHub's
 * documentation. It shows at most 25,000 results of a run, so the gravest are
 * kept and a notification counts the others.
 */
#include "compiler/base/diag_print.h"
#include "compiler/base/map.h"
#include "compiler/base/version.h"
#include "compiler/base/visible.h"

#include <jansson.h>

enum { MOST_RESULTS = 25000, LONGEST_DESCRIPTION = 1024 };

static const char SCHEMA[] = "https://json.schemastore.org/sarif-2.1.0.json";

struct printer {
    const struct diags *diags;
    const struct sources *sources;
    struct arena *scratch;
    diag_rule_fn *rule;
    void *context;
    struct map ids;  // id to its index + 1, as uint32_t *
    uint32_t nrules; // given out
    json_t *rules;
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

/* {key: value}, and {"text": s}, the commonest of them. */
static json_t *object(const char *key, json_t *value)
{
    json_t *o = json_object();

    set(o, key, value);
    return o;
}

static json_t *message(struct printer *p, str s)
{
    return object("text", text(p, s));
}

static const char *level_of(enum diag_level level)
{
    if (level == DIAG_ERROR)
        return "error";
    return level == DIAG_WARNING ? "warning" : "note";
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

    if (p->rule)
        r = p->rule(p->context, id);
    str brief = r.summary.len ? r.summary : id;
    str full = first_paragraph(r.page);
    full = full.len ? full : brief;
    ptrdiff_t slash = str_find(id, STR("/"));
    str category = str_slice(id, 0, slash < 0 ? 0 : (size_t)slash);
    json_t *help = message(p, r.page.len ? r.page : full);
    if (r.page.len)
        set(help, "markdown", text(p, r.page));
    set(o, "id", text(p, id));
    set(o, "name", text(p, id));
    set(o, "shortDescription", message(p, clipped(brief, LONGEST_DESCRIPTION)));
    set(o, "fullDescription", message(p, clipped(full, LONGEST_DESCRIPTION)));
    set(o, "help", help);
    set(o, "defaultConfiguration",
        object("level", json_string(level_of(r.level))));
    json_t *tags = json_array();
    if (category.len)
        json_array_append_new(tags, text(p, category));
    set(o, "properties", object("tags", tags));
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

/* A file name as a relative URI reference. */
static json_t *uri(struct printer *p, str name)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "abcdefghijklmnopqrstuvwxyz"
                                "0123456789-._~/@!$&'()*+,;=";
    char *to = arena_alloc(p->scratch, name.len * 3 + 1);
    size_t len = 0;

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

    set(a, "uriBaseId", json_string("%SRCROOT%"));
    return a;
}

static json_t *region(struct printer *p, span at)
{
    struct place from = source_locate(p->sources, at.pos);
    struct place to = source_locate(p->sources, at.pos + at.len);
    json_t *r = json_object();

    if (to.src != from.src)
        to = from;
    set(r, "startLine", json_integer(from.line));
    set(r, "startColumn", json_integer(from.column));
    set(r, "endLine", json_integer(to.line));
    set(r, "endColumn", json_integer(to.column));
    return r;
}

static json_t *physical(struct printer *p, span at)
{
    const struct source *src = source_of(p->sources, at.pos);
    json_t *o = object("artifactLocation", artifact(p, src));

    set(o, "region", region(p, at));
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
        set(o, "physicalLocation", physical(p, note->at));
        set(o, "message", message(p, note->text));
        json_array_append_new(list, o);
    }
    return list;
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

    set(r, "insertedContent", message(p, e->text));
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
            set(c, "replacements", replacements);
            json_array_append_new(changes, c);
            file = src;
        }
        json_array_append_new(replacements, replacement(p, e));
    }
    json_t *list = json_array();
    json_array_append_new(list, object("artifactChanges", changes));
    return list;
}

static json_t *result(struct printer *p, const struct diag *d, str fingerprint)
{
    json_t *r = json_object();
    bool unknown = d->verdict == DIAG_UNKNOWN;

    set(r, "ruleId", text(p, d->id));
    set(r, "ruleIndex", json_integer(rule_index(p, d->id)));
    set(r, "kind", json_string(unknown ? "open" : "fail"));
    set(r, "level", json_string(unknown ? "none" : level_of(d->level)));
    set(r, "message", message(p, full_message(p, d)));
    set(r, "locations", locations(p, d));
    json_t *others = related(p, d);
    if (json_array_size(others))
        set(r, "relatedLocations", others);
    else
        json_decref(others);
    if (d->edits)
        set(r, "fixes", fixes(p, d));
    set(r, "partialFingerprints",
        object("primaryLocationLineHash", text(p, fingerprint)));
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

static json_t *invocations(struct printer *p)
{
    json_t *one = object("executionSuccessful", json_true());
    json_t *list = json_array();

    if (p->diags->all.n > MOST_RESULTS) {
        str said = arena_printf(
            p->scratch, "%u of %u results are shown, the gravest first",
            (unsigned)MOST_RESULTS, (unsigned)p->diags->all.n);
        json_t *note = object("level", json_string("warning"));
        set(note, "message", message(p, said));
        json_t *notes = json_array();
        json_array_append_new(notes, note);
        set(one, "toolExecutionNotifications", notes);
    }
    json_array_append_new(list, one);
    return list;
}

static json_t *run_of(struct printer *p)
{
    json_t *run = json_object(), *driver = json_object();
    json_t *found = results(p); // fills p->rules

    set(driver, "name", json_string("weir"));
    set(driver, "semanticVersion", json_string(WEIR_VERSION));
    set(driver, "rules", p->rules);
    set(run, "tool", object("driver", driver));
    set(run, "columnKind", json_string("unicodeCodePoints"));
    set(run, "invocations", invocations(p));
    set(run, "results", found);
    return run;
}

static int add_bytes(const char *bytes, size_t n, void *out)
{
    buf_add(out, bytes, n);
    return 0;
}

void diags_print_sarif(const struct diags *d, diag_rule_fn *rule, void *context,
                       struct buf *out)
{
    struct printer p = {.diags = d,
                        .sources = d->sources,
                        .scratch = arena_new(),
                        .rule = rule,
                        .context = context,
                        .rules = json_array()};
    json_t *root = json_object(), *runs = json_array();

    map_init(&p.ids, p.scratch);
    json_array_append_new(runs, run_of(&p));
    set(root, "$schema", json_string(SCHEMA));
    set(root, "version", json_string("2.1.0"));
    set(root, "runs", runs);
    json_dump_callback(root, add_bytes, out, JSON_INDENT(2));
    buf_char(out, '\n');
    json_decref(root);
    arena_free(p.scratch);
}
