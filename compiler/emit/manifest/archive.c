/*
 * Fields of every kind, written or read.
 */
#include "compiler/emit/manifest/archive.h"
#include "stdlib/value/date.h"

#include <stdio.h>
#include <string.h>

void archive_bad(struct archive *a, const struct tree *t, const char *fmt, ...)
{
    va_list args;

    if (a->bad)
        return; // what follows from one mistake stays silent
    a->bad = true;
    va_start(args, fmt);
    struct diag *d = diag_vadd(a->diags, DIAG_ERROR, "import/bad-manifest",
                               t ? t->at : (span){0}, fmt, args);
    va_end(args);
    diag_help(a->diags, d, "write it anew with \"weir build --emit manifest\"");
}

static const struct tree *field(struct archive *a, const char *key)
{
    if (!key)
        return a->at;
    return a->at ? tree_get(a->at, str_from(key)) : NULL;
}

static const struct tree *typed(struct archive *a, const char *key,
                                enum tree_kind kind)
{
    const struct tree *t = field(a, key);

    if (t && t->kind != kind) {
        archive_bad(a, t, "\"%s\" was expected to be %s, found %s",
                    key ? key : "the item", tree_kind_name(kind),
                    tree_kind_name(t->kind));
        return NULL;
    }
    return t;
}

void ar_text(struct archive *a, const char *key, str *s)
{
    if (a->reading) {
        const struct tree *t = typed(a, key, TREE_TEXT);
        *s = t ? t->text : STR("");
    } else if (s->len || !key) {
        sink_text(a->out, key, *s);
    }
}

void ar_bool(struct archive *a, const char *key, bool *b)
{
    if (a->reading) {
        const struct tree *t = typed(a, key, TREE_BOOL);
        *b = t && tree_is_true(t);
    } else if (*b) {
        sink_bool(a->out, key, *b);
    }
}

static bool parse_int(str s, int64_t *i)
{
    bool negative = s.len && s.ptr[0] == '-';
    uint64_t n = 0;

    if (s.len == negative)
        return false;
    for (size_t k = negative; k < s.len; k++) {
        if (s.ptr[k] < '0' || s.ptr[k] > '9' || n > (uint64_t)INT64_MAX / 10)
            return false;
        n = n * 10 + (uint64_t)(s.ptr[k] - '0');
    }
    if (n > (uint64_t)INT64_MAX + negative)
        return false;
    *i = negative ? -(int64_t)(n - 1) - 1 : (int64_t)n;
    if (negative && n == 0)
        *i = 0;
    return true;
}

void ar_int(struct archive *a, const char *key, int64_t *i)
{
    if (!a->reading) {
        if (*i || !key)
            sink_int(a->out, key, *i);
        return;
    }
    const struct tree *t = typed(a, key, TREE_NUMBER);
    *i = 0;
    if (t && !parse_int(t->text, i))
        archive_bad(a, t, "a whole number was expected, found %" STR_FMT,
                    STR_ARG(t->text));
}

void ar_u32(struct archive *a, const char *key, uint32_t *n)
{
    int64_t i = *n;

    ar_int(a, key, &i);
    if (i < 0 || i > UINT32_MAX) {
        archive_bad(a, field(a, key), "\"%s\" is out of range", key);
        i = 0;
    }
    *n = (uint32_t)i;
}

void ar_id(struct archive *a, const char *key, uint32_t *id, uint32_t base)
{
    uint32_t n = *id && !a->reading ? *id - base + 1 : 0;

    ar_u32(a, key, &n);
    if (a->reading)
        *id = n ? base + n - 1 : 0;
}

void ar_word(struct archive *a, const char *key, int *value,
             const char *const *words, int nwords)
{
    str s = STR("");

    if (!a->reading) {
        if (*value || !key)
            sink_text(a->out, key, str_from(words[*value]));
        return;
    }
    ar_text(a, key, &s);
    *value = 0;
    for (int i = 0; i < nwords; i++)
        if (words[i] && str_eq(s, str_from(words[i]))) {
            *value = i;
            return;
        }
    if (s.len)
        archive_bad(a, field(a, key), "\"%s\" can't be \"%" STR_FMT "\"",
                    key ? key : "the item", STR_ARG(s));
}

/* --- places: "SOURCE:LINE:COLUMN-LINE:COLUMN" ----------------------------- */

static uint32_t source_number(const struct archive *a, const struct source *s)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < a->g->sources->files.n; i++) {
        if (a->g->sources->files.at[i] == s) {
            if (a->places)
                a->places[i] = true;
            return n;
        }
        n += a->wanted[i];
    }
    return n;
}

static void write_place(struct archive *a, const char *key, span at)
{
    struct place from = source_locate(a->g->sources, at.pos);
    struct place to = source_locate(a->g->sources, at.pos + at.len);
    char text[128];

    if (!from.src)
        return;
    if (to.src != from.src)
        to = from;
    snprintf(text, sizeof text, "%u:%u:%u-%u:%u", source_number(a, from.src),
             from.line, from.column, to.line, to.column);
    sink_text(a->out, key, str_from(text));
}

static bool offset_of(const struct source *src, unsigned line, unsigned column,
                      uint32_t *pos)
{
    if (!line || line > src->nlines || !column)
        return false;
    uint32_t at = src->lines[line - 1] + column - 1;
    if (at > src->text.len)
        return false;
    *pos = src->base + at;
    return true;
}

static void read_place(struct archive *a, const char *key, span *at)
{
    unsigned n, from, column, to, end;
    char text[128];
    uint32_t first, last;
    str s = STR("");

    ar_text(a, key, &s);
    *at = (span){0};
    if (!s.len)
        return;
    snprintf(text, sizeof text, "%" STR_FMT, STR_ARG(s));
    if (sscanf(text, "%9u:%9u:%9u-%9u:%9u", &n, &from, &column, &to, &end) !=
            5 ||
        n >= a->sources.n ||
        !offset_of(a->sources.at[n], from, column, &first) ||
        !offset_of(a->sources.at[n], to, end, &last) || last < first) {
        archive_bad(a, field(a, key),
                    "a place was expected, SOURCE:LINE:COLUMN-LINE:COLUMN, "
                    "found \"%" STR_FMT "\"",
                    STR_ARG(s));
        return;
    }
    *at = (span){first, last - first};
}

void ar_place(struct archive *a, const char *key, span *at)
{
    if (a->reading)
        read_place(a, key, at);
    else
        write_place(a, key, *at);
}

/* --- classes, dates ------------------------------------------------------- */

void ar_class(struct archive *a, const char *key, enum weir_class *k)
{
    str s = STR("");

    if (!a->reading) {
        if (*k)
            sink_text(a->out, key, str_from(weir_class_name(*k)));
        return;
    }
    ar_text(a, key, &s);
    *k = s.len ? weir_class_named(s) : WEIR_OK;
    if (s.len && !*k)
        archive_bad(a, field(a, key), "\"%" STR_FMT "\" is no error class",
                    STR_ARG(s));
}

void ar_classes(struct archive *a, const char *key, weir_class_set *set)
{
    const struct tree *saved;
    uint32_t n = 0;

    for (unsigned k = 1; k < WEIR_NCLASSES && !a->reading; k++)
        n += (*set & WEIR_CLASS_BIT(k)) != 0;
    n = ar_list(a, key, n, &saved);
    const struct tree *list = a->at;
    for (unsigned k = 1; k < WEIR_NCLASSES && !a->reading && n; k++)
        if (*set & WEIR_CLASS_BIT(k))
            sink_text(a->out, NULL,
                      str_from(weir_class_name((enum weir_class)k)));
    if (a->reading)
        *set = 0;
    for (uint32_t i = 0; i < n && a->reading; i++) {
        enum weir_class k;
        a->at = list->items[i].value;
        ar_class(a, NULL, &k);
        *set |= k ? WEIR_CLASS_BIT(k) : 0;
    }
    if (n)
        ar_list_end(a, saved);
}

void ar_date(struct archive *a, const char *key, weir_date *d)
{
    struct weir_context x = {.arena = a->arena};
    str s = STR("");

    if (!a->reading) {
        sink_text(a->out, key, weir_date_text(&x, *d));
        return;
    }
    ar_text(a, key, &s);
    *d = weir_text_as_date(&x, s);
    if (x.failed)
        archive_bad(a, field(a, key),
                    "a date was expected, found \"%" STR_FMT "\"", STR_ARG(s));
}

/* --- structure ------------------------------------------------------------ */

bool ar_open(struct archive *a, const char *key, bool there,
             const struct tree **saved)
{
    *saved = a->at;
    if (!a->reading) {
        if (there)
            sink_map(a->out, key);
        return there;
    }
    const struct tree *t = typed(a, key, TREE_MAP);
    if (!t)
        return false;
    a->at = t;
    return true;
}

void ar_close(struct archive *a, const struct tree *saved)
{
    if (!a->reading)
        sink_close(a->out);
    a->at = saved;
}

uint32_t ar_list(struct archive *a, const char *key, uint32_t n,
                 const struct tree **saved)
{
    *saved = a->at;
    if (!a->reading) {
        if (n)
            sink_list(a->out, key);
        return n;
    }
    const struct tree *t = typed(a, key, TREE_LIST);
    if (!t || !t->nitems)
        return 0;
    a->at = t;
    return t->nitems;
}

void ar_item(struct archive *a, const struct tree *list, uint32_t i)
{
    if (!a->reading) {
        sink_map(a->out, NULL);
        return;
    }
    if (!list || i >= list->nitems) {
        archive_bad(a, a->at, "a list is shorter than it was expected to be");
        return;
    }
    a->at = list->items[i].value;
    if (a->at->kind != TREE_MAP)
        archive_bad(a, a->at, "an object was expected, found %s",
                    tree_kind_name(a->at->kind));
}

void ar_item_end(struct archive *a)
{
    if (!a->reading)
        sink_close(a->out);
}

void ar_list_end(struct archive *a, const struct tree *saved)
{
    if (!a->reading)
        sink_close(a->out);
    a->at = saved;
}

void *ar_array(struct archive *a, void *at, uint32_t n, size_t size)
{
    return a->reading ? arena_alloc(a->arena, size * ((size_t)n + 1)) : at;
}

void ar_texts(struct archive *a, const char *key, str **list, uint32_t *n)
{
    const struct tree *saved;

    *n = ar_list(a, key, *n, &saved);
    const struct tree *t = a->at;
    *list = ar_array(a, *list, *n, sizeof **list);
    for (uint32_t i = 0; i < *n; i++) {
        if (a->reading)
            a->at = t->items[i].value;
        ar_text(a, NULL, &(*list)[i]);
    }
    if (*n)
        ar_list_end(a, saved);
}
