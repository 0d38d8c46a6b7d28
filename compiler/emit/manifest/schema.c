/*
 * The schema is read once into shapes, one for each thing of it that
 * describes a value; a document is walked beside them. So the cost is that of
 * a look at each key.
 */
#include "compiler/emit/manifest/schema.h"
#include "compiler/base/embedded.h"
#include "compiler/base/map.h"

#include <assert.h>
#include <string.h>

enum { SHOWN = 60, CHOICES = 4 };

static const char schema_name[] = "compiler/emit/manifest.schema.json";

struct shape {
    str name;       // of what is described: "flow", "names"
    unsigned kinds; // a bit of each tree_kind that may be
    bool least;     // a number is not below `minimum`
    int64_t minimum;
    uint32_t shortest;         // items of a list, bytes of a text
    const struct tree *words;  // texts that may be, a list
    str pattern, constant;     // of a text
    const struct shape *items; // of a list
    struct map *properties;    // of a map: struct property
    uint32_t required;         // of them
    const struct shape *choices[CHOICES];
    uint32_t nchoices;
};

struct property {
    const struct shape *shape;
    bool required;
    uint32_t seen; // the number of the map it was last met in
};

/* Where a look is: a key of a map, or an item of a list. */
struct step {
    const struct step *up;
    str key; // none: an item
    uint32_t item;
};

struct schema {
    struct arena *arena;
    const struct tree *definitions;
    struct map shapes; // of definitions that were met
    // Of the document.
    struct diags *diags;
    const struct step *path;
    uint32_t maps, mistakes;
};

/* --- the schema as shapes ------------------------------------------------- */

static const struct shape *shape_of(struct schema *s, const struct tree *t,
                                    str name);

static uint32_t number_of(const struct tree *t, const char *key)
{
    str text = tree_text(tree_get(t, str_from(key)));
    uint32_t n = 0;

    for (size_t i = 0; i < text.len; i++)
        n = n * 10 + (uint32_t)(text.ptr[i] - '0');
    return n;
}

static unsigned kinds_of(str type)
{
    static const struct {
        const char *name;
        enum tree_kind kind;
    } types[] = {
        {"object", TREE_MAP},   {"array", TREE_LIST},     {"string", TREE_TEXT},
        {"boolean", TREE_BOOL}, {"integer", TREE_NUMBER},
    };

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_eq(type, str_from(types[i].name)))
            return 1u << types[i].kind;
    return 0;
}

static void add_properties(struct schema *s, struct shape *to,
                           const struct tree *t)
{
    const struct tree *all = tree_get(t, STR("properties"));
    const struct tree *required = tree_get(t, STR("required"));

    if (!all)
        return;
    to->properties = arena_make(s->arena, struct map);
    map_init(to->properties, s->arena);
    for (uint32_t i = 0; i < all->nitems; i++) {
        struct property *p = arena_make(s->arena, struct property);
        p->shape = shape_of(s, all->items[i].value, all->items[i].key);
        *map_put(to->properties, all->items[i].key) = p;
    }
    for (uint32_t i = 0; required && i < required->nitems; i++) {
        struct property *p =
            map_get(to->properties, tree_text(required->items[i].value));
        assert(p);
        p->required = true;
        to->required++;
    }
}

static void fill(struct schema *s, struct shape *to, const struct tree *t)
{
    const struct tree *choices = tree_get(t, STR("oneOf"));
    const struct tree *items = tree_get(t, STR("items"));

    to->kinds = kinds_of(tree_text(tree_get(t, STR("type"))));
    to->words = tree_get(t, STR("enum"));
    to->constant = tree_text(tree_get(t, STR("const")));
    to->pattern = tree_text(tree_get(t, STR("pattern")));
    to->least = tree_get(t, STR("minimum")) != NULL;
    to->minimum = number_of(t, "minimum");
    to->shortest = number_of(t, "minItems") + number_of(t, "minLength");
    if (to->words || to->constant.len)
        to->kinds = 1u << TREE_TEXT;
    if (items)
        to->items = shape_of(s, items, to->name);
    add_properties(s, to, t);
    for (uint32_t i = 0; choices && i < choices->nitems; i++) {
        const struct shape *one =
            shape_of(s, choices->items[i].value, to->name);
        assert(to->nchoices < CHOICES && !(to->kinds & one->kinds));
        to->choices[to->nchoices++] = one;
        to->kinds |= one->kinds;
    }
    assert(to->kinds);
}

/* A definition is in `shapes` before it is filled: it may name itself. */
static const struct shape *definition(struct schema *s, str ref)
{
    str name = str_slice(ref, strlen("#/$defs/"), ref.len);
    void **at = map_put(&s->shapes, name);

    if (*at)
        return *at;
    struct shape *made = arena_make(s->arena, struct shape);
    *at = made;
    made->name = name;
    fill(s, made, tree_get(s->definitions, name));
    return made;
}

static const struct shape *shape_of(struct schema *s, const struct tree *t,
                                    str name)
{
    str ref = tree_text(tree_get(t, STR("$ref")));

    if (ref.len)
        return definition(s, ref);
    struct shape *made = arena_make(s->arena, struct shape);
    made->name = name;
    fill(s, made, t);
    return made;
}

static const struct shape *schema_open(struct schema *s)
{
    struct sources sources;
    struct diags diags;
    struct tree_reader r = {
        .arena = s->arena, .sources = &sources, .diags = &diags, .id = ""};

    sources_init(&sources, s->arena);
    diags_init(&diags, s->arena, &sources);
    struct source *src = source_add(&sources, str_from(schema_name),
                                    embedded_text(str_from(schema_name)));
    const struct tree *t = src ? tree_read_json(&r, src) : NULL;
    assert(t);
    map_init(&s->shapes, s->arena);
    s->definitions = tree_get(t, STR("$defs"));
    return shape_of(s, t, STR("manifest"));
}

/* --- what is wrong -------------------------------------------------------- */

/* What is said of a text, at most SHOWN bytes of it. */
static str shown(str text)
{
    size_t n = text.len < SHOWN ? text.len : SHOWN;

    while (n && n < text.len && ((unsigned char)text.ptr[n] & 0xC0) == 0x80)
        n--;
    return str_slice(text, 0, n);
}

/* "/flows/0/nodes/1", a JSON pointer; the keys on the way are known ones. */
static str pointer(struct schema *s)
{
    str path = STR("");

    for (const struct step *at = s->path; at; at = at->up)
        path = at->key.len ? arena_printf(s->arena, "/%" STR_FMT "%" STR_FMT,
                                          STR_ARG(at->key), STR_ARG(path))
                           : arena_printf(s->arena, "/%u%" STR_FMT,
                                          (unsigned)at->item, STR_ARG(path));
    return path;
}

static struct diag *mistake(struct schema *s, span at, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

static struct diag *mistake(struct schema *s, span at, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    struct diag *d =
        diag_vadd(s->diags, DIAG_ERROR, "import/bad-manifest", at, fmt, args);
    va_end(args);
    if (s->path)
        diag_note(s->diags, d, (span){0}, "it is at %" STR_FMT,
                  STR_ARG(pointer(s)));
    if (++s->mistakes == SCHEMA_MISTAKES)
        diag_note(s->diags, d, (span){0},
                  "%d mistakes are told of a manifest, there may be more",
                  SCHEMA_MISTAKES);
    return d;
}

static void anew(struct schema *s, struct diag *d)
{
    diag_help(s->diags, d,
              "write it anew with \"weir build --emit manifest\"; "
              "compiler/emit/manifest.schema.json says its form");
}

/* "a list or a text" */
static str names_of_kinds(struct schema *s, unsigned kinds)
{
    str all = STR("");

    for (unsigned k = 0; k <= TREE_MAP; k++) {
        if (!(kinds & 1u << k))
            continue;
        all = arena_printf(s->arena, "%" STR_FMT "%s%s", STR_ARG(all),
                           all.len ? " or " : "",
                           tree_kind_name((enum tree_kind)k));
    }
    return all;
}

static void wrong_word(struct schema *s, const struct shape *h,
                       const struct tree *t, str key)
{
    uint32_t n = h->words->nitems;
    str *words = arena_array(s->arena, str, n + 1);
    str all = STR("");

    for (uint32_t i = 0; i < n; i++) {
        words[i] = tree_text(h->words->items[i].value);
        all = arena_printf(s->arena, "%" STR_FMT "%s\"%" STR_FMT "\"",
                           STR_ARG(all), i ? ", " : "", STR_ARG(words[i]));
    }
    str near = diag_nearest(s->arena, t->text, words, n);
    struct diag *d = mistake(s, t->at,
                             "\"%" STR_FMT "\" was expected to be %s%" STR_FMT
                             ", found \"%" STR_FMT "\"",
                             STR_ARG(key), n > 1 ? "one of " : "", STR_ARG(all),
                             STR_ARG(shown(t->text)));
    if (near.len)
        diag_help(s->diags, d, "did you mean \"%" STR_FMT "\"?", STR_ARG(near));
    else
        anew(s, d);
}

static void unknown_key(struct schema *s, const struct shape *h,
                        const struct tree_item *item)
{
    uint32_t n = h->properties->entries.n;
    str *names = arena_array(s->arena, str, n + 1);

    for (uint32_t i = 0; i < n; i++)
        names[i] = h->properties->entries.at[i].key;
    str near = diag_nearest(s->arena, item->key, names, n);
    struct diag *d = mistake(s, item->key_at,
                             "a key of \"%" STR_FMT
                             "\" was expected, found \"%" STR_FMT "\"",
                             STR_ARG(h->name), STR_ARG(shown(item->key)));
    if (near.len)
        diag_help(s->diags, d, "did you mean \"%" STR_FMT "\"?", STR_ARG(near));
    else
        anew(s, d);
}

/* --- the document --------------------------------------------------------- */

static void look(struct schema *s, const struct shape *h, const struct tree *t,
                 str key);

static bool is_below(str lexeme, int64_t minimum)
{
    int64_t n = 0;

    if (lexeme.len && lexeme.ptr[0] == '-')
        return true; // no minimum is below 0
    for (size_t i = 0; i < lexeme.len && n < minimum; i++)
        n = n * 10 + (lexeme.ptr[i] - '0');
    return n < minimum;
}

static bool is_whole(str lexeme)
{
    size_t from = lexeme.len && lexeme.ptr[0] == '-';

    for (size_t i = from; i < lexeme.len; i++)
        if (lexeme.ptr[i] < '0' || lexeme.ptr[i] > '9')
            return false;
    return lexeme.len > from;
}

static void look_at_number(struct schema *s, const struct shape *h,
                           const struct tree *t, str key)
{
    if (!is_whole(t->text))
        anew(s, mistake(s, t->at,
                        "\"%" STR_FMT "\" was expected to be a whole number, "
                        "found %" STR_FMT,
                        STR_ARG(key), STR_ARG(shown(t->text))));
    else if (h->least && is_below(t->text, h->minimum))
        anew(s, mistake(s, t->at,
                        "\"%" STR_FMT "\" was expected to be at least %lld, "
                        "found %" STR_FMT,
                        STR_ARG(key), (long long)h->minimum,
                        STR_ARG(shown(t->text))));
}

static bool is_word(const struct tree *words, str text)
{
    for (uint32_t i = 0; i < words->nitems; i++)
        if (str_eq(text, tree_text(words->items[i].value)))
            return true;
    return false;
}

/* "0-9 ": what stands between the brackets of a pattern. */
static bool is_of_class(str set, char c)
{
    for (size_t i = 0; i < set.len; i++) {
        bool range = i + 2 < set.len && set.ptr[i + 1] == '-';
        if (range ? c >= set.ptr[i] && c <= set.ptr[i + 2] : c == set.ptr[i])
            return true;
        i += range ? 2 : 0;
    }
    return false;
}

/* How often the part before `at` may come; the place behind that. */
static size_t times(str pattern, size_t at, size_t *least, size_t *most)
{
    char c = at < pattern.len ? pattern.ptr[at] : 0;

    *least = c != '*';
    *most = c == '*' || c == '+' ? SIZE_MAX : 1;
    if (c == '*' || c == '+')
        return at + 1;
    if (c != '{')
        return at;
    for (*least = 0; pattern.ptr[++at] != '}';)
        *least = *least * 10 + (size_t)(pattern.ptr[at] - '0');
    *most = *least;
    return at + 1;
}

/* Patterns of the schema: letters and classes, each once or with * + {n}, as
 * often as they come. */
static bool matches(str pattern, str text)
{
    size_t i = 1, at = 0, least, most;

    assert(pattern.ptr[0] == '^' && str_ends_with(pattern, STR("$")));
    while (i + 1 < pattern.len) {
        size_t from = i + (pattern.ptr[i] == '['), to = from + 1;
        while (from > i && pattern.ptr[to] != ']')
            to++;
        i = times(pattern, to + (from > i), &least, &most);
        size_t n = 0;
        while (n < most && at < text.len &&
               is_of_class(str_slice(pattern, from, to), text.ptr[at])) {
            n++;
            at++;
        }
        if (n < least)
            return false;
    }
    return at == text.len;
}

static void look_at_text(struct schema *s, const struct shape *h,
                         const struct tree *t, str key)
{
    str form = h->pattern;

    if (h->words && !is_word(h->words, t->text)) {
        wrong_word(s, h, t, key);
        return;
    }
    if (h->constant.len && !str_eq(h->constant, t->text))
        form = h->constant;
    else if (h->shortest > t->text.len)
        form = STR("a text");
    else if (!form.len || matches(form, t->text))
        return;
    anew(s, mistake(s, t->at,
                    "\"%" STR_FMT "\" was expected to be %" STR_FMT
                    ", found \"%" STR_FMT "\"",
                    STR_ARG(key), STR_ARG(form), STR_ARG(shown(t->text))));
}

static void look_at_list(struct schema *s, const struct shape *h,
                         const struct tree *t, str key)
{
    if (t->nitems < h->shortest)
        anew(s, mistake(s, t->at,
                        "\"%" STR_FMT "\" was expected to have an item, "
                        "found an empty list",
                        STR_ARG(key)));
    struct step step = {.up = s->path};
    s->path = &step;
    for (uint32_t i = 0; h->items && i < t->nitems; i++) {
        step.item = i;
        look(s, h->items, t->items[i].value, key);
    }
    s->path = step.up;
}

static void find_missing(struct schema *s, const struct shape *h,
                         const struct tree *t, uint32_t number)
{
    for (uint32_t i = 0; i < h->properties->entries.n; i++) {
        const struct map_entry *e = &h->properties->entries.at[i];
        const struct property *p = e->value;
        if (p->required && p->seen != number)
            anew(s, mistake(s, t->at,
                            "\"%" STR_FMT "\" was expected in this "
                            "\"%" STR_FMT "\", it is not there",
                            STR_ARG(e->key), STR_ARG(h->name)));
    }
}

static void look_at_map(struct schema *s, const struct shape *h,
                        const struct tree *t)
{
    uint32_t number = ++s->maps, met = 0;

    for (uint32_t i = 0; i < t->nitems; i++) {
        const struct tree_item *item = &t->items[i];
        struct property *p = map_get(h->properties, item->key);
        if (item->again)
            anew(s, mistake(s, item->key_at,
                            "\"%" STR_FMT "\" was expected once, found twice",
                            STR_ARG(shown(item->key))));
        else if (!p)
            unknown_key(s, h, item);
        if (!p || item->again || s->mistakes >= SCHEMA_MISTAKES)
            continue;
        p->seen = number;
        met += p->required;
    }
    if (met < h->required)
        find_missing(s, h, t, number);
    struct step step = {.up = s->path};
    s->path = &step;
    for (uint32_t i = 0; i < t->nitems; i++) {
        struct property *p = map_get(h->properties, t->items[i].key);
        step.key = t->items[i].key;
        if (p)
            look(s, p->shape, t->items[i].value, step.key);
    }
    s->path = step.up;
}

/* `t` against `h`; `key` is what it is called in messages. */
static void look(struct schema *s, const struct shape *h, const struct tree *t,
                 str key)
{
    if (s->mistakes >= SCHEMA_MISTAKES)
        return;
    for (uint32_t i = 0; i < h->nchoices; i++)
        if (h->choices[i]->kinds & 1u << t->kind) {
            look(s, h->choices[i], t, key);
            return;
        }
    if (!(h->kinds & 1u << t->kind)) {
        anew(s, mistake(s, t->at,
                        "\"%" STR_FMT "\" was expected to be %" STR_FMT
                        ", found %s",
                        STR_ARG(key), STR_ARG(names_of_kinds(s, h->kinds)),
                        tree_kind_name(t->kind)));
        return;
    }
    if (t->kind == TREE_NUMBER)
        look_at_number(s, h, t, key);
    else if (t->kind == TREE_TEXT)
        look_at_text(s, h, t, key);
    else if (t->kind == TREE_LIST)
        look_at_list(s, h, t, key);
    else if (t->kind == TREE_MAP && h->properties)
        look_at_map(s, h, t);
}

bool schema_allows(struct diags *d, const struct tree *t)
{
    struct schema s = {.arena = arena_new(), .diags = d};

    look(&s, schema_open(&s), t, STR("manifest"));
    arena_free(s.arena);
    return s.mistakes == 0;
}
