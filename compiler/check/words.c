/*
 * Words that are no keywords (kinds of auth, units, channels ...): found in
 * their list or reported with the nearest.
 */
#include "compiler/check/own.h"

#define WORD(word) #word,
static const char *const drivers[] = {
#include "compiler/check/drivers.def"
};
static const char *const operations[] = {
#include "compiler/check/operations.def"
};
static const char *const formats[] = {
#include "compiler/check/formats.def"
};
static const char *const pages[] = {
#include "compiler/check/pages.def"
};
static const char *const auths[] = {
#include "compiler/check/auths.def"
};
static const char *const verifies[] = {
#include "compiler/check/verifies.def"
};
static const char *const units[] = {
#include "compiler/check/units.def"
};
static const char *const channels[] = {
#include "compiler/check/channels.def"
};
static const char *const marks[] = {
#include "compiler/check/marks.def"
};
#undef WORD

struct list {
    const char *what;
    const char *const *words;
    size_t n;
};

static const struct list lists[] = {
    [WORDS_DRIVER] = {"driver", drivers, COUNT(drivers)},
    [WORDS_OPERATION] = {"kind of operation", operations, COUNT(operations)},
    [WORDS_FORMAT] = {"format", formats, COUNT(formats)},
    [WORDS_PAGE] = {"kind of paging", pages, COUNT(pages)},
    [WORDS_AUTH] = {"kind of auth", auths, COUNT(auths)},
    [WORDS_VERIFY] = {"kind of verify", verifies, COUNT(verifies)},
    [WORDS_UNIT] = {"unit", units, COUNT(units)},
    [WORDS_CHANNEL] = {"channel", channels, COUNT(channels)},
    [WORDS_MARK] = {"mark", marks, COUNT(marks)},
};

static int find(const struct list *l, str word)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(str_from(l->words[i]), word))
            return (int)i;
    return -1;
}

static str all_words(struct check *k, const struct list *l)
{
    str all = str_from(l->words[0]);

    for (size_t i = 1; i < l->n; i++)
        all = arena_printf(k->arena, "%" STR_FMT ", %s", STR_ARG(all),
                           l->words[i]);
    return all;
}

int check_word(struct check *k, enum check_words list, struct ast_name name)
{
    const struct list *l = &lists[list];
    str names[16];

    if (!name.sym)
        return -1;
    int i = find(l, name.sym->text);
    if (i >= 0)
        return i;
    struct diag *d = check_report(
        k, CHECK_UNKNOWN_NAME, name.at,
        "unknown %s \"%" STR_FMT "\", expected one of %" STR_FMT, l->what,
        STR_ARG(name.sym->text), STR_ARG(all_words(k, l)));
    for (size_t w = 0; w < l->n && w < COUNT(names); w++)
        names[w] = str_from(l->words[w]);
    check_nearest_of(k, d, name.sym->text, names,
                     l->n < COUNT(names) ? l->n : COUNT(names));
    return -1;
}

const char *check_word_text(enum check_words list, int i)
{
    return lists[list].words[i];
}
