/*
 * YAML by libyaml's events. Plain scalars are read as YAML 1.2's core schema
 * does (`no` is a text). libyaml counts characters where we count bytes, so
 * marks are turned into offsets by a cursor that follows them. An alias shares
 * its node; what it would be written out counts against the node limit.
 */
#include "compiler/base/map.h"
#include "compiler/base/tree.h"

#include <string.h>
#include <yaml.h>

struct reader {
    const struct tree_reader *how;
    const struct source *src;
    yaml_parser_t parser;
    yaml_event_t event;
    struct map anchors;
    size_t chars, bytes; // the cursor
    uint32_t depth, nodes;
    uint32_t max_depth, max_nodes;
    bool failed;
};

static bool continues(const struct reader *r, size_t i)
{
    return i < r->src->text.len &&
           ((unsigned char)r->src->text.ptr[i] & 0xC0) == 0x80;
}

/* The global offset of libyaml's mark. */
static uint32_t offset(struct reader *r, const yaml_mark_t *m)
{
    while (r->chars < m->index && r->bytes < r->src->text.len) {
        r->bytes++;
        while (continues(r, r->bytes))
            r->bytes++;
        r->chars++;
    }
    while (r->chars > m->index && r->bytes > 0) {
        r->bytes--;
        while (continues(r, r->bytes))
            r->bytes--;
        r->chars--;
    }
    return r->src->base + (uint32_t)r->bytes;
}

static span event_at(struct reader *r)
{
    uint32_t from = offset(r, &r->event.start_mark);
    uint32_t to = offset(r, &r->event.end_mark);

    return (span){from, to - from};
}

static void fail(struct reader *r, span at, const char *what)
{
    if (!r->failed)
        diag_add(r->how->diags, DIAG_ERROR, r->how->id, at, "%s", what);
    r->failed = true;
}

static const char *in_our_quotes(struct reader *r, const char *what)
{
    size_t n = strlen(what);
    char *text = arena_copy(r->how->arena, what, n + 1);

    for (size_t i = 0; i < n; i++)
        if (text[i] == '\'')
            text[i] = '"';
    return text;
}

/* libyaml's own message, with its problem's place. */
static void parser_failed(struct reader *r)
{
    const yaml_parser_t *p = &r->parser;
    span at = {r->src->base, 0};

    if (p->error == YAML_READER_ERROR)
        at.pos +=
            (uint32_t)(p->problem_offset < r->src->text.len ? p->problem_offset
                                                            : r->src->text.len);
    else
        at.pos = offset(r, &p->problem_mark);
    const char *what = p->problem ? p->problem : "not yaml";
    if (strstr(what, "cannot start any token"))
        what = "found a character that starts nothing: put the text in quotes";
    fail(r, at, in_our_quotes(r, what));
}

static bool next(struct reader *r)
{
    if (r->failed)
        return false;
    yaml_event_delete(&r->event);
    if (!yaml_parser_parse(&r->parser, &r->event))
        parser_failed(r);
    return !r->failed;
}

static bool all_of(str s, const char *set)
{
    for (size_t i = 0; i < s.len; i++)
        if (!s.ptr[i] || !strchr(set, s.ptr[i]))
            return false;
    return s.len > 0;
}

static str without_sign(str s)
{
    bool sign = str_starts_with(s, STR("-")) || str_starts_with(s, STR("+"));

    return str_slice(s, sign, s.len);
}

/* Digits, a dot, digits, an exponent: [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)
 * ([eE][-+]?[0-9]+)? */
static bool is_number(str s)
{
    static const char ten[] = "0123456789";

    if (str_starts_with(s, STR("0x")))
        return all_of(str_slice(s, 2, s.len), "0123456789abcdefABCDEF");
    if (str_starts_with(s, STR("0o")))
        return all_of(str_slice(s, 2, s.len), "01234567");
    s = without_sign(s);
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] != 'e' && s.ptr[i] != 'E')
            continue;
        if (!all_of(without_sign(str_slice(s, i + 1, s.len)), ten))
            return false;
        s = str_slice(s, 0, i);
        break;
    }
    ptrdiff_t dot = str_find(s, STR("."));
    if (dot < 0)
        return all_of(s, ten);
    str whole = str_slice(s, 0, (size_t)dot);
    str part = str_slice(s, (size_t)dot + 1, s.len);
    if (!whole.len && !part.len)
        return false;
    return (!whole.len || all_of(whole, ten)) &&
           (!part.len || all_of(part, ten));
}

static bool is_one_of(str s, const char *const *words)
{
    for (; *words; words++)
        if (str_eq(s, str_from(*words)))
            return true;
    return false;
}

static enum tree_kind kind_of_plain(str *s)
{
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
    static const char *const yes[] = {"true", "True", "TRUE", NULL};
    static const char *const no[] = {"false", "False", "FALSE", NULL};

    if (is_one_of(*s, nulls))
        return TREE_NULL;
    if (is_one_of(*s, yes)) {
        *s = STR("true");
        return TREE_BOOL;
    }
    if (is_one_of(*s, no)) {
        *s = STR("false");
        return TREE_BOOL;
    }
    return is_number(*s) ? TREE_NUMBER : TREE_TEXT;
}

static bool count_nodes(struct reader *r, uint32_t n)
{
    if (n <= r->max_nodes && r->nodes <= r->max_nodes - n) {
        r->nodes += n;
        return true;
    }
    fail(r, event_at(r),
         arena_printf(r->how->arena, "more than %u values, aliases written out",
                      (unsigned)r->max_nodes)
             .ptr);
    return false;
}

static void remember(struct reader *r, const yaml_char_t *anchor,
                     struct tree *t)
{
    if (anchor && t)
        *map_put(&r->anchors,
                 arena_str(r->how->arena, str_from((const char *)anchor))) = t;
}

static struct tree *scalar(struct reader *r)
{
    struct tree *t = arena_make(r->how->arena, struct tree);
    str s = {(const char *)r->event.data.scalar.value,
             r->event.data.scalar.length};
    bool plain = r->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
                 !r->event.data.scalar.tag;

    t->at = event_at(r);
    t->weight = 1;
    t->kind = plain ? kind_of_plain(&s) : TREE_TEXT;
    t->text = arena_str(r->how->arena, s);
    remember(r, r->event.data.scalar.anchor, t);
    return t;
}

static struct tree *alias(struct reader *r)
{
    str name = str_from((const char *)r->event.data.alias.anchor);
    struct tree *t = map_get(&r->anchors, name);

    if (!t) {
        fail(r, event_at(r), "no anchor of this name stands before it");
        return NULL;
    }
    return count_nodes(r, t->weight) ? t : NULL;
}

static struct tree *value(struct reader *r);

/* The end of a block collection is the end of its last part: libyaml's is
 * where the next thing starts. */
static span end_at(struct reader *r, span start, const struct tree *last)
{
    span end = event_at(r);

    if (end.len || !last)
        return span_join(start, end);
    return last->at.pos >= start.pos ? span_join(start, last->at) : start;
}

static struct tree *list(struct reader *r)
{
    struct tree_builder b;
    span start = event_at(r);
    struct tree *last = NULL;
    yaml_char_t *anchor = r->event.data.sequence_start.anchor;
    str name = arena_str(r->how->arena, str_from((const char *)anchor));

    tree_begin(&b, r->how->arena, TREE_LIST, start);
    while (next(r) && r->event.type != YAML_SEQUENCE_END_EVENT) {
        last = value(r);
        if (!last)
            return NULL;
        tree_add(&b, (str){"", 0}, (span){0, 0}, last);
    }
    if (r->failed)
        return NULL;
    struct tree *t = tree_end(&b, end_at(r, start, last));
    if (name.len)
        *map_put(&r->anchors, name) = t;
    return t;
}

/* What stands where a key was expected is no text. */
static void wrong_key(struct reader *r)
{
    bool map = r->event.type == YAML_MAPPING_START_EVENT;
    bool list = r->event.type == YAML_SEQUENCE_START_EVENT;

    if (!r->failed) {
        struct diag *d =
            diag_add(r->how->diags, DIAG_ERROR, r->how->id, event_at(r),
                     "expected a text as key, found %s",
                     map    ? "a map"
                     : list ? "a list"
                            : "an alias");
        diag_help(r->how->diags, d,
                  map || list ? "a text with brackets stands in quotes: "
                                "\"{x}\""
                              : "write the key itself");
    }
    r->failed = true;
}

static struct tree *member(struct reader *r, struct tree_builder *b)
{
    if (r->event.type != YAML_SCALAR_EVENT) {
        wrong_key(r);
        return NULL;
    }
    struct tree *key = scalar(r);
    struct tree *v = next(r) ? value(r) : NULL;
    if (v)
        tree_add(b, key->text, key->at, v);
    return v;
}

static struct tree *map(struct reader *r)
{
    struct tree_builder b;
    span start = event_at(r);
    struct tree *last = NULL;
    yaml_char_t *anchor = r->event.data.mapping_start.anchor;
    str name = arena_str(r->how->arena, str_from((const char *)anchor));

    tree_begin(&b, r->how->arena, TREE_MAP, start);
    while (next(r) && r->event.type != YAML_MAPPING_END_EVENT) {
        last = member(r, &b);
        if (!last)
            return NULL;
    }
    if (r->failed)
        return NULL;
    struct tree *t = tree_end(&b, end_at(r, start, last));
    if (name.len)
        *map_put(&r->anchors, name) = t;
    return t;
}

static struct tree *collection(struct reader *r)
{
    if (++r->depth > r->max_depth) {
        fail(r, event_at(r),
             arena_printf(r->how->arena, "nested deeper than %u",
                          (unsigned)r->max_depth)
                 .ptr);
        return NULL;
    }
    struct tree *t =
        r->event.type == YAML_MAPPING_START_EVENT ? map(r) : list(r);
    r->depth--;
    return t;
}

/* The value whose first event was read. */
static struct tree *value(struct reader *r)
{
    if (r->event.type == YAML_ALIAS_EVENT)
        return alias(r);
    if (!count_nodes(r, 1))
        return NULL;
    return r->event.type == YAML_SCALAR_EVENT ? scalar(r) : collection(r);
}

/* Moves to the next document's root; false at the end. */
static bool next_document(struct reader *r)
{
    while (next(r) && r->event.type != YAML_STREAM_END_EVENT)
        if (r->event.type == YAML_DOCUMENT_START_EVENT)
            return next(r);
    return false;
}

static struct tree *documents(struct reader *r)
{
    struct tree_builder b;
    span whole = {r->src->base, (uint32_t)r->src->text.len};

    tree_begin(&b, r->how->arena, TREE_LIST, whole);
    while (next_document(r)) {
        struct tree *t = value(r);
        if (!t)
            return NULL;
        tree_add(&b, (str){"", 0}, (span){0, 0}, t);
        map_init(&r->anchors, r->how->arena);
    }
    if (!r->failed && !b.items.n)
        fail(r, (span){r->src->base, 0}, "expected a document, found nothing");
    return r->failed ? NULL : tree_end(&b, whole);
}

static struct tree *one_document(struct reader *r)
{
    struct tree *t = next_document(r) ? value(r) : NULL;

    if (!t && !r->failed)
        fail(r, (span){r->src->base, 0}, "expected a document, found nothing");
    if (t && next_document(r))
        fail(r, event_at(r), "expected one document, found another");
    return r->failed ? NULL : t;
}

struct tree *tree_read_yaml(const struct tree_reader *how, struct source *src)
{
    struct reader r = {
        .how = how,
        .src = src,
        .max_depth = how->max_depth ? how->max_depth : 128,
        .max_nodes = how->max_nodes ? how->max_nodes : 4000000,
    };

    map_init(&r.anchors, how->arena);
    if (!yaml_parser_initialize(&r.parser)) {
        fail(&r, (span){0, 0}, "out of memory");
        return NULL;
    }
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(
        &r.parser, (const unsigned char *)(src->text.ptr ? src->text.ptr : ""),
        src->text.len);
    struct tree *t = how->documents ? documents(&r) : one_document(&r);
    yaml_event_delete(&r.event);
    yaml_parser_delete(&r.parser);
    return t;
}
