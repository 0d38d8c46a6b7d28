/*
 * Signatures such as "([T], int) -> T?" to trees, and which arguments they
 * take.
 */
#include "compiler/check/forms.h"
#include "compiler/check/typing.h"
#include "stdlib/value/builtins.h"

#include <assert.h>
#include <string.h>

enum { FAILS_NEVER, FAILS_SOMETIMES };

struct line {
    const char *name, *signature;
    int fails;
    form_run *run;
};

#define NEVER FAILS_NEVER
#define FAILS FAILS_SOMETIMES
static const struct line builtin_lines[] = {
#define ABOUT(name, usage, does, fails)
#define BUILTIN(NAME, name, signature, call, fails, function) \
    {name, signature, fails, (form_run *)function},
#include "stdlib/value/builtins.def"
#undef BUILTIN
#undef ABOUT
};

static const char *const usage_lines[][2] = {
#define ABOUT(name, usage, does, fails) {name, usage},
#define BUILTIN(NAME, name, signature, call, fails, function)
#include "stdlib/value/builtins.def"
#undef BUILTIN
#undef ABOUT
};

static const struct line operator_lines[] = {
#define OPERATOR(NAME, sign, signature, call, fails, function) \
    {sign, signature, fails, (form_run *)function},
#define EQUAL(type, fails, function) \
    {"==", "(" type ", " type ") -> bool", fails, NULL},
#define ORDER(type, fails, function) \
    {"<", "(" type ", " type ") -> int", fails, NULL},
#include "stdlib/value/operators.def"
#undef ORDER
#undef EQUAL
#undef OPERATOR
};

static const struct line cast_lines[] = {
#define CAST(NAME, from, to, fails, function) \
    {from " " to, "(" from ") -> " to, fails, (form_run *)function},
#include "stdlib/value/casts.def"
#undef CAST
};
#undef NEVER
#undef FAILS

static const struct {
    const char *word;
    enum form_kind kind;
    enum graph_type_kind type;
    char letter; // 0: no literal of it can be computed with
} words[] = {
    {"string", FORM_PLAIN, TYPE_STRING, 'T'},
    {"int", FORM_PLAIN, TYPE_INT, 'I'},
    {"decimal", FORM_PLAIN, TYPE_DECIMAL, 'D'},
    {"money", FORM_PLAIN, TYPE_MONEY, 'M'},
    {"bool", FORM_PLAIN, TYPE_BOOL, 'B'},
    {"date", FORM_PLAIN, TYPE_DATE, 'A'},
    {"timestamp", FORM_PLAIN, TYPE_TIMESTAMP, 'S'},
    {"time", FORM_PLAIN, TYPE_TIME, 'C'},
    {"duration", FORM_PLAIN, TYPE_DURATION, 'U'},
    {"bytes", FORM_PLAIN, TYPE_BYTES, 0},
    {"any", FORM_PLAIN, TYPE_ANY, 0},
    {"T", FORM_T, TYPE_ERROR, 0},
    {"O", FORM_O, TYPE_ERROR, 0},
    {"N", FORM_N, TYPE_ERROR, 0},
    {"R", FORM_R, TYPE_ERROR, 0},
    {"regex", FORM_REGEX, TYPE_STRING, 'T'},
    {"zone", FORM_ZONE, TYPE_STRING, 'T'},
    {"form", FORM_FORM, TYPE_STRING, 'T'},
    {"currency", FORM_CURRENCY, TYPE_STRING, 'T'},
    {"field", FORM_FIELD, TYPE_STRING, 0},
};

struct reader {
    struct check *k;
    const char *at;
    char letter; // of the last type read
};

static const struct form_type *read_type(struct reader *r);

static bool take(struct reader *r, const char *text)
{
    size_t n = strlen(text);

    while (*r->at == ' ')
        r->at++;
    if (strncmp(r->at, text, n))
        return false;
    r->at += n;
    return true;
}

static struct form_type *make_type(struct reader *r, enum form_kind kind,
                                   const struct form_type *of)
{
    struct form_type *t = arena_make(r->k->arena, struct form_type);

    t->kind = kind;
    t->of = of;
    r->letter = 0;
    return t;
}

static const struct form_type *read_word(struct reader *r)
{
    for (size_t i = 0; i < COUNT(words); i++) {
        if (!take(r, words[i].word))
            continue;
        struct form_type *t = make_type(r, words[i].kind, NULL);
        t->type = r->k->g->types.simple[words[i].type];
        r->letter = words[i].letter;
        return t;
    }
    assert(0 && "a type of a signature");
    return NULL;
}

static const struct form_type *read_type(struct reader *r)
{
    const struct form_type *t;

    if (take(r, "[")) {
        t = read_type(r);
        take(r, "]");
        t = make_type(r, FORM_LIST, t);
    } else if (take(r, "{string:")) {
        t = read_type(r);
        take(r, "}");
        t = make_type(r, FORM_DICT, t);
    } else {
        t = read_word(r);
    }
    return take(r, "?") ? make_type(r, FORM_OPTIONAL, t) : t;
}

/* What depends on the clock is no constant. */
static bool reads_clock(const char *name)
{
    return !strcmp(name, "now") || !strcmp(name, "today");
}

static void read_signature(struct reader *r, struct form *f)
{
    char code[8] = {0};
    size_t n = 0;
    bool plain = true;

    take(r, "(");
    while (!take(r, ")")) {
        assert(f->nparams < FORM_PARAMS);
        f->params[f->nparams++] = read_type(r);
        plain = plain && r->letter;
        code[n++] = r->letter;
        take(r, ",");
    }
    take(r, "->");
    f->result = read_type(r);
    plain = plain && r->letter;
    code[n++] = '>';
    code[n] = r->letter;
    if (plain && !reads_clock(f->name))
        memcpy(f->code, code, sizeof code);
}

static void add_lines(struct check *k, struct map *to, const struct line *lines,
                      size_t n)
{
    map_init(to, k->arena);
    for (size_t i = 0; i < n; i++) {
        struct form *f = arena_make(k->arena, struct form);
        struct reader r = {.k = k, .at = lines[i].signature};
        f->name = lines[i].name;
        f->index = (uint32_t)i;
        f->fails = lines[i].fails == FAILS_SOMETIMES;
        f->run = lines[i].run;
        read_signature(&r, f);
        void **first = map_put(to, str_from(f->name));
        struct form *last = *first;
        while (last && last->next)
            last = last->next;
        if (last)
            last->next = f;
        else
            *first = f;
    }
}

const struct forms *forms_of(struct check *k)
{
    struct forms *f = k->own->forms;

    if (f)
        return f;
    f = k->own->forms = arena_make(k->arena, struct forms);
    add_lines(k, &f->builtins, builtin_lines, COUNT(builtin_lines));
    add_lines(k, &f->operators, operator_lines, COUNT(operator_lines));
    add_lines(k, &f->casts, cast_lines, COUNT(cast_lines));
    map_init(&f->usages, k->arena);
    for (size_t i = 0; i < COUNT(usage_lines); i++)
        *map_put(&f->usages, str_from(usage_lines[i][0])) =
            (void *)(uintptr_t)usage_lines[i][1];
    return f;
}

static bool bind(struct form_binding *b, const struct graph_type *arg)
{
    if (arg->kind == TYPE_NULL && b->type)
        return true; // the element of `[]`
    if (!b->type || b->type->kind == TYPE_NULL) {
        b->type = arg;
        return true;
    }
    return type_fit(arg, b->type) <= FIT_CONVERT;
}

static bool takes_letter(const struct form_type *p,
                         const struct graph_type *arg, struct form_binding *b)
{
    const struct graph_type *t = p->kind == FORM_N ? type_needed(arg) : arg;
    bool ordered = type_ordered(t) || t->kind == TYPE_ENUM;

    if ((p->kind == FORM_O || p->kind == FORM_N) && !ordered)
        return false;
    if (p->kind == FORM_R && t->kind != TYPE_RECORD)
        return false;
    return bind(b, arg);
}

/* Inside a list nothing is converted. */
static bool takes(const struct form_type *p, const struct graph_type *arg,
                  struct form_binding *b, bool inside)
{
    if (arg->kind == TYPE_ERROR)
        return true;
    if (arg->kind == TYPE_NULL && !inside)
        return false;
    switch (p->kind) {
    case FORM_T:
    case FORM_O:
    case FORM_N:
    case FORM_R:
        if (arg->kind == TYPE_NULL)
            return bind(b, arg);
        return takes_letter(p, arg, b);
    case FORM_LIST:
        return arg->kind == TYPE_LIST && takes(p->of, arg->of, b, true);
    case FORM_DICT:
        return arg->kind == TYPE_DICT && takes(p->of, arg->of, b, true);
    case FORM_OPTIONAL: return takes(p->of, type_needed(arg), b, inside);
    case FORM_PLAIN:
    case FORM_REGEX:
    case FORM_ZONE:
    case FORM_FORM:
    case FORM_CURRENCY:
    case FORM_FIELD: break;
    }
    if (inside)
        return arg == p->type || arg->kind == TYPE_NULL;
    if (p->type->kind == TYPE_ANY)
        return arg->kind == TYPE_ANY;
    return type_fit(arg, p->type) <= FIT_CONVERT;
}

bool form_takes(struct check *k, const struct form_type *p,
                const struct graph_type *arg, struct form_binding *b)
{
    (void)k;
    return takes(p, arg, b, false);
}

const struct graph_type *form_subst(struct check *k, const struct form_type *p,
                                    const struct form_binding *b)
{
    struct graph_types *t = &k->g->types;

    switch (p->kind) {
    case FORM_T:
    case FORM_O:
    case FORM_N:
    case FORM_R: return b->type ? b->type : t->simple[TYPE_NULL];
    case FORM_LIST: return type_list(t, form_subst(k, p->of, b));
    case FORM_DICT: return type_dict(t, form_subst(k, p->of, b));
    case FORM_OPTIONAL: return type_optional(t, form_subst(k, p->of, b));
    case FORM_PLAIN:
    case FORM_REGEX:
    case FORM_ZONE:
    case FORM_FORM:
    case FORM_CURRENCY:
    case FORM_FIELD: break;
    }
    return p->type;
}
