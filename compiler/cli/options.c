/*
 * Reads a command line by a table. What is not in the table is refused with
 * the nearest that is.
 */
#include "compiler/cli/options.h"
#include "stdlib/value/date.h"

#include <assert.h>
#include <string.h>

static const struct option HELP = {"help", 'h', OPTION_FLAG, NULL,
                                   "print this text"};

struct reader {
    struct options *o;
    const char *command;
    struct diags *problems;
    char *const *next; // the word to read next
};

static bool named(const struct option *option, str name)
{
    return str_eq(str_from(option->name), name);
}

static const struct option *find_name(const struct options *o, str name)
{
    for (const struct option *t = o->table; t && t->name; t++)
        if (named(t, name))
            return t;
    return named(&HELP, name) ? &HELP : NULL;
}

static const struct option *find_letter(const struct options *o, char letter)
{
    for (const struct option *t = o->table; t && t->name; t++)
        if (t->letter == letter)
            return t;
    return letter == 'h' ? &HELP : NULL;
}

static bool unknown(struct reader *r, str name)
{
    VEC(str) names = {0};
    struct arena *a = r->o->arena;

    for (const struct option *t = r->o->table; t && t->name; t++)
        *vec_push(a, &names) = str_from(t->name);
    *vec_push(a, &names) = str_from(HELP.name);
    struct diag *d =
        diag_add(r->problems, DIAG_ERROR, "", (span){0, 0},
                 "\"%s\" has no option \"%s%" STR_FMT "\"", r->command,
                 name.len == 1 ? "-" : "--", STR_ARG(name));
    str near = diag_nearest(a, name, names.at, names.n);
    if (near.len)
        diag_help(r->problems, d, "did you mean \"--%" STR_FMT "\"?",
                  STR_ARG(near));
    else
        diag_help(r->problems, d, "\"%s --help\" lists its options",
                  r->command);
    return false;
}

/* One of "a|b|c". */
static bool is_choice(str choices, str value)
{
    while (choices.len) {
        ptrdiff_t bar = str_find(choices, STR("|"));
        size_t n = bar < 0 ? choices.len : (size_t)bar;
        if (str_eq(str_slice(choices, 0, n), value))
            return true;
        choices = str_slice(choices, n + 1, choices.len);
    }
    return false;
}

/* Names the choice that was meant. */
static void help_choice(struct reader *r, const struct option *option,
                        struct diag *d, str value)
{
    str rest = str_from(option->value);
    VEC(str) names = {0};

    while (rest.len) {
        ptrdiff_t bar = str_find(rest, STR("|"));
        size_t n = bar < 0 ? rest.len : (size_t)bar;
        *vec_push(r->o->arena, &names) = str_slice(rest, 0, n);
        rest = str_slice(rest, n + 1, rest.len);
    }
    str near = diag_nearest(r->o->arena, value, names.at, names.n);
    if (near.len)
        diag_help(r->problems, d, "did you mean \"%" STR_FMT "\"?",
                  STR_ARG(near));
}

static bool fits(struct reader *r, const struct option *option, str value)
{
    struct diag *d = NULL;
    weir_date date;

    if (option->kind == OPTION_CHOICE &&
        !is_choice(str_from(option->value), value)) {
        d = diag_add(r->problems, DIAG_ERROR, "", (span){0, 0},
                     "--%s is one of %s, not \"%" STR_FMT "\"", option->name,
                     option->value, STR_ARG(value));
        help_choice(r, option, d, value);
    }
    if (option->kind == OPTION_DATE && !weir_date_parse(value, &date))
        d = diag_add(r->problems, DIAG_ERROR, "", (span){0, 0},
                     "--%s is a date, YYYY-MM-DD, not \"%" STR_FMT "\"",
                     option->name, STR_ARG(value));
    if (option->kind != OPTION_FLAG && !value.len)
        d = diag_add(r->problems, DIAG_ERROR, "", (span){0, 0},
                     "--%s needs a value that is not empty", option->name);
    return d == NULL;
}

static bool give(struct reader *r, const struct option *option, str value)
{
    if (!fits(r, option, value))
        return false;
    *vec_push(r->o->arena, &r->o->given) =
        (struct option_given){option, arena_str(r->o->arena, value)};
    return true;
}

/* With the value in the next word. */
static bool give_next(struct reader *r, const struct option *option)
{
    if (option->kind == OPTION_FLAG)
        return give(r, option, (str){"", 0});
    if (*r->next)
        return give(r, option, str_from(*r->next++));
    diag_add(r->problems, DIAG_ERROR, "", (span){0, 0},
             "--%s needs a value: %s", option->name, option->value);
    return false;
}

/* --name, --name=value */
static bool long_option(struct reader *r, str word)
{
    ptrdiff_t equals = str_find(word, STR("="));
    str name = str_slice(word, 0, equals < 0 ? word.len : (size_t)equals);
    const struct option *option = find_name(r->o, name);

    if (!option)
        return unknown(r, name);
    if (equals < 0)
        return give_next(r, option);
    if (option->kind != OPTION_FLAG)
        return give(r, option, str_slice(word, name.len + 1, word.len));
    diag_add(r->problems, DIAG_ERROR, "", (span){0, 0}, "--%s takes no value",
             option->name);
    return false;
}

/* -o VALUE, -oVALUE, -ab */
static bool letters(struct reader *r, str word)
{
    for (size_t i = 0; i < word.len; i++) {
        const struct option *option = find_letter(r->o, word.ptr[i]);
        if (!option)
            return unknown(r, str_slice(word, i, i + 1));
        if (option->kind != OPTION_FLAG && i + 1 < word.len)
            return give(r, option, str_slice(word, i + 1, word.len));
        if (!give_next(r, option))
            return false;
    }
    return true;
}

bool options_parse(struct options *o, struct arena *a,
                   const struct option *table, char *const *words,
                   const char *command, struct diags *problems)
{
    struct reader r = {o, command, problems, words};
    bool ok = true, only_args = false;

    *o = (struct options){.arena = a, .table = table};
    while (*r.next && ok) {
        str word = str_from(*r.next++);
        if (only_args || !str_starts_with(word, STR("-")) || word.len == 1)
            *vec_push(a, &o->args) = word;
        else if (str_eq(word, STR("--")))
            only_args = true;
        else if (str_starts_with(word, STR("--")))
            ok = long_option(&r, str_slice(word, 2, word.len));
        else
            ok = letters(&r, str_slice(word, 1, word.len));
    }
    return ok;
}

static const struct option_given *last_given(const struct options *o,
                                             const char *name)
{
    assert(!o->table || find_name(o, str_from(name)));
    for (uint32_t i = o->given.n; i-- > 0;)
        if (named(o->given.at[i].option, str_from(name)))
            return &o->given.at[i];
    return NULL;
}

bool options_knows(const struct options *o, const char *name)
{
    return find_name(o, str_from(name)) != NULL;
}

bool options_has(const struct options *o, const char *name)
{
    return last_given(o, name) != NULL;
}

const char *options_text(const struct options *o, const char *name,
                         const char *otherwise)
{
    const struct option_given *g = last_given(o, name);

    return g ? g->value.ptr : otherwise;
}

const str *options_list(const struct options *o, const char *name, uint32_t *n)
{
    VEC(str) all = {0};

    assert(!o->table || find_name(o, str_from(name)));
    for (uint32_t i = 0; i < o->given.n; i++) {
        str rest = o->given.at[i].value;
        if (!named(o->given.at[i].option, str_from(name)))
            continue;
        while (rest.len) {
            ptrdiff_t comma = str_find(rest, STR(","));
            size_t end = comma < 0 ? rest.len : (size_t)comma;
            str part = str_trim(str_slice(rest, 0, end));
            if (part.len)
                *vec_push(o->arena, &all) = arena_str(o->arena, part);
            rest = str_slice(rest, end + 1, rest.len);
        }
    }
    *n = all.n;
    return all.at;
}
