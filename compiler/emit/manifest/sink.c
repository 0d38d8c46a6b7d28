/*
 * JSON is written by hand, two spaces a level; YAML by libyaml.
 */
#include "compiler/emit/manifest/sink.h"
#include "stdlib/value/json.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <yaml.h>

enum { DEEPEST = 1024 };

struct sink {
    enum manifest_form form;
    struct buf *out;
    bool failed;
    int depth;
    bool list[DEEPEST];  // by depth: a list, else a map
    bool empty[DEEPEST]; // nothing in it yet
    yaml_emitter_t yaml;
};

/* --- YAML ----------------------------------------------------------------- */

static int take_yaml(void *context, unsigned char *p, size_t n)
{
    struct sink *s = context;

    buf_add(s->out, p, n);
    return !s->out->failed;
}

static void emit(struct sink *s, yaml_event_t *event)
{
    if (!yaml_emitter_emit(&s->yaml, event))
        s->failed = true;
}

/* What YAML would take for something else than a string is quoted. */
static bool is_plain_text(str t)
{
    static const char *const words[] = {"true", "false", "null", "yes", "no",
                                        "on",   "off",   "y",    "n",   "~"};

    if (!t.len || t.len > 200 || strchr("0123456789+-.=<>", t.ptr[0]))
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (t.len == strlen(words[i]) &&
            strncasecmp(t.ptr, words[i], t.len) == 0)
            return false;
    return true;
}

static void scalar(struct sink *s, str t, bool text)
{
    yaml_event_t e;
    yaml_scalar_style_t style = text && !is_plain_text(t)
                                    ? YAML_DOUBLE_QUOTED_SCALAR_STYLE
                                    : YAML_ANY_SCALAR_STYLE;
    union {
        const char *in;
        unsigned char *out;
    } p = {.in = t.len ? t.ptr : ""};

    if (yaml_scalar_event_initialize(&e, NULL, NULL, p.out, (int)t.len, 1, 1,
                                     style))
        emit(s, &e);
    else
        s->failed = true;
}

static void open_yaml(struct sink *s, bool list)
{
    yaml_event_t e;
    int ok = list ? yaml_sequence_start_event_initialize(
                        &e, NULL, NULL, 1, YAML_BLOCK_SEQUENCE_STYLE)
                  : yaml_mapping_start_event_initialize(
                        &e, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE);

    if (ok)
        emit(s, &e);
    else
        s->failed = true;
}

static void close_yaml(struct sink *s, bool list)
{
    yaml_event_t e;

    if (list)
        yaml_sequence_end_event_initialize(&e);
    else
        yaml_mapping_end_event_initialize(&e);
    emit(s, &e);
}

static void start_yaml(struct sink *s)
{
    yaml_event_t e;

    if (!yaml_emitter_initialize(&s->yaml)) {
        s->failed = true;
        return;
    }
    yaml_emitter_set_output(&s->yaml, take_yaml, s);
    yaml_emitter_set_unicode(&s->yaml, 1);
    yaml_emitter_set_width(&s->yaml, -1);
    yaml_stream_start_event_initialize(&e, YAML_UTF8_ENCODING);
    emit(s, &e);
    yaml_document_start_event_initialize(&e, NULL, NULL, NULL, 1);
    emit(s, &e);
}

static void end_yaml(struct sink *s)
{
    yaml_event_t e;

    yaml_document_end_event_initialize(&e, 1);
    emit(s, &e);
    yaml_stream_end_event_initialize(&e);
    emit(s, &e);
    yaml_emitter_delete(&s->yaml);
}

/* --- JSON ----------------------------------------------------------------- */

static void new_line(struct sink *s)
{
    buf_char(s->out, '\n');
    buf_fill(s->out, ' ', (size_t)s->depth * 2);
}

static void before(struct sink *s, const char *key)
{
    if (s->form == MANIFEST_YAML) {
        if (key)
            scalar(s, str_from(key), true);
        return;
    }
    if (!s->depth)
        return;
    if (!s->empty[s->depth])
        buf_char(s->out, ',');
    s->empty[s->depth] = false;
    new_line(s);
    if (key) {
        weir_json_quote(s->out, str_from(key));
        buf_text(s->out, ": ");
    }
}

struct sink *sink_new(struct arena *a, enum manifest_form form, struct buf *out)
{
    struct sink *s = arena_make(a, struct sink);

    s->form = form;
    s->out = out;
    if (form == MANIFEST_YAML)
        start_yaml(s);
    return s;
}

bool sink_end(struct sink *s)
{
    assert(s->depth == 0);
    if (s->form == MANIFEST_YAML)
        end_yaml(s);
    else
        buf_char(s->out, '\n');
    return !s->failed && !s->out->failed;
}

static void open_any(struct sink *s, const char *key, bool list)
{
    before(s, key);
    if (s->depth + 1 >= DEEPEST) {
        s->failed = true;
        return;
    }
    s->depth++;
    s->list[s->depth] = list;
    s->empty[s->depth] = true;
    if (s->form == MANIFEST_YAML)
        open_yaml(s, list);
    else
        buf_char(s->out, list ? '[' : '{');
}

void sink_map(struct sink *s, const char *key)
{
    open_any(s, key, false);
}

void sink_list(struct sink *s, const char *key)
{
    open_any(s, key, true);
}

void sink_close(struct sink *s)
{
    bool list = s->list[s->depth], empty = s->empty[s->depth];

    s->depth--;
    if (s->form == MANIFEST_YAML) {
        close_yaml(s, list);
        return;
    }
    if (!empty)
        new_line(s);
    buf_char(s->out, list ? ']' : '}');
}

void sink_text(struct sink *s, const char *key, str text)
{
    before(s, key);
    if (s->form == MANIFEST_YAML)
        scalar(s, text, true);
    else
        weir_json_quote(s->out, text);
}

static void bare(struct sink *s, const char *key, str text)
{
    before(s, key);
    if (s->form == MANIFEST_YAML)
        scalar(s, text, false);
    else
        buf_str(s->out, text);
}

void sink_int(struct sink *s, const char *key, int64_t i)
{
    char text[32];

    snprintf(text, sizeof text, "%lld", (long long)i);
    bare(s, key, str_from(text));
}

void sink_bool(struct sink *s, const char *key, bool b)
{
    bare(s, key, b ? STR("true") : STR("false"));
}
