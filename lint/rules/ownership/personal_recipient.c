/*
 * One person's address where a group's belongs. Said only where the form of
 * the address says it: `first.last@`, a given name, or a direct message to
 * `@name`.
 */
#include "lint/lint.h"

#include <ctype.h>

/* Given names that are common in many countries; `bob@` is a person. */
static const char *const given_names[] = {
    "adam",   "alex",    "alice", "andrew", "anna",   "anne",   "ben",
    "bob",    "brian",   "carol", "chris",  "claire", "dan",    "daniel",
    "dave",   "david",   "emily", "emma",   "eric",   "eva",    "frank",
    "george", "hans",    "helen", "ian",    "jack",   "jake",   "james",
    "jane",   "jason",   "jean",  "jim",    "joe",    "john",   "julia",
    "julie",  "karen",   "kate",  "kevin",  "laura",  "linda",  "lisa",
    "lucy",   "luke",    "maria", "mark",   "martin", "mary",   "matt",
    "max",    "michael", "mike",  "nick",   "oliver", "paul",   "peter",
    "rachel", "robert",  "ryan",  "sam",    "sarah",  "simon",  "steve",
    "susan",  "thomas",  "tim",   "tom",    "will",   "william"};

/* Words that groups are called by; an address with one is no person's. */
static const char *const group_words[] = {
    "admin",   "alert",    "billing",   "data",        "desk",     "dev",
    "duty",    "erp",      "finance",   "group",       "help",     "info",
    "it",      "logistic", "mail",      "no",          "oncall",   "ops",
    "order",   "platform", "product",   "sales",       "service",  "shop",
    "squad",   "store",    "stock",     "support",     "system",   "team",
    "tech",    "tribe",    "warehouse", "integration", "customer", "care",
    "account", "purchas",  "supply",    "retail",      "web",      "on"};

static bool is_group_word(str word)
{
    for (size_t i = 0; i < sizeof group_words / sizeof *group_words; i++) {
        str g = str_from(group_words[i]);
        if (g.len > 3 ? str_starts_with(word, g) : str_eq(word, g))
            return true;
    }
    return false;
}

static bool is_given_name(str s)
{
    for (size_t i = 0; i < sizeof given_names / sizeof *given_names; i++)
        if (str_eq(s, str_from(given_names[i])))
            return true;
    return false;
}

static bool is_name_part(str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!islower((unsigned char)s.ptr[i]))
            return false;
    return s.len > 0 && !is_group_word(s);
}

static bool is_person(str local)
{
    size_t i = 0;

    while (i < local.len && local.ptr[i] != '.' && local.ptr[i] != '_' &&
           local.ptr[i] != '-')
        i++;
    str first = str_slice(local, 0, i);
    if (i == local.len || is_given_name(first))
        return is_given_name(first);
    return local.ptr[i] == '.' && is_name_part(first) && i + 2 < local.len &&
           is_name_part(str_slice(local, i + 1, local.len));
}

static bool is_personal(str address)
{
    ptrdiff_t at = str_find(address, STR("@"));

    if (at < 0)
        return false;
    if (at > 0)
        return is_person(str_slice(address, 0, (size_t)at));
    str name = str_slice(address, 1, address.len); // @mary
    return name.len && !is_group_word(name);
}

static void check(struct lint *l, const struct graph_team *t, str address,
                  span at)
{
    if (!is_personal(address))
        return;
    struct diag *d =
        lint_report(l, at.pos ? at : t->name_at,
                    "team \"%" STR_FMT
                    "\" is reached at one person's address, \"%" STR_FMT "\"",
                    STR_ARG(t->name), STR_ARG(address));
    lint_help(l, d, "name an address that the whole team reads");
}

static void check_team(struct lint *l, const struct graph *g,
                       const struct graph_team *t)
{
    (void)g;
    check(l, t, t->contact, t->contact_at);
    for (uint32_t i = 0; i < t->nalerts; i++)
        check(l, t, t->alerts[i].to, t->alerts[i].at);
}

const struct lint_rule lint_rule_personal_recipient = {
    .summary = "a team is reached at a group's address",
    .level = DIAG_WARNING,
    .team = check_team,
};
