/*
 * Helps for syntax errors. Each function looks at the wrong token, at what was
 * due and at the tokens before it on its line, and returns a help or an empty
 * text.
 */
#include "grammar/expected_help.h"
#include "grammar/tokens.h"

#include <string.h>

struct spot {
    struct parser *p;
    const struct expected *e;
    const struct token *wrong, *line; // line: the first token on its line
    str fix;                          // in the place of the wrong token
};

#define NONE ((str){"", 0})

static bool is_comparison(int token)
{
    return (token >= T_EQ && token <= T_GE) || token == T_W_IN ||
           token == T_W_IS;
}

static int back(const struct spot *s, ptrdiff_t n)
{
    return s->wrong - s->p->tokens >= n ? s->wrong[-n].kind : 0;
}

static bool on_line(const struct spot *s, int kind)
{
    for (const struct token *t = s->line; t < s->wrong; t++)
        if (t->kind == kind)
            return true;
    return false;
}

static str help_doc(struct spot *s)
{
    if (s->e->found != T_DOC && back(s, 1) != T_DOC)
        return NONE;
    return STR("/// stands before an item, a field, a value, a step, an "
               "endpoint or an operation; a comment is //");
}

/* `and = 1` in a record. */
static str help_infix(struct spot *s)
{
    static const int infix[] = {T_W_AND, T_W_AS,  T_W_ELSE, T_W_IN,
                                T_W_IS,  T_W_NOT, T_W_OR,   T_W_THEN};

    if (s->e->found != T_ASSIGNS)
        return NONE;
    for (size_t i = 0; i < sizeof infix / sizeof *infix; i++)
        if (back(s, 1) == infix[i])
            return arena_printf(s->p->arena,
                                "\"%s\" is a word of the language; as a field "
                                "it stands in backquotes, `%s`",
                                weir_token_text(infix[i]),
                                weir_token_text(infix[i]));
    return NONE;
}

static str help_signs(struct spot *s)
{
    const bool *due = s->e->due;

    if (s->e->found == T_ASSIGNS && due[T_EQ]) {
        s->fix = STR("==");
        return STR("two values are compared with ==");
    }
    if (is_comparison(s->e->found) && due[T_W_AND] && !due[T_EQ])
        return STR("comparisons do not chain: write a < b and b < c");
    if (s->e->found == T_TEXT_OPEN && due[T_STRING])
        return STR("this text is fixed: write \\{ for a brace");
    if (s->e->found == T_COLON && due[T_ASSIGNS])
        return STR("a value is given with =");
    if (s->e->found == T_ASSIGNS && due[T_COLON])
        return STR("a type stands behind a colon");
    if (s->e->found == T_COMMA && (due[T_RBRACE] || due[0]))
        return STR("lines and fields need no comma between them");
    return NONE;
}

/* What is missing in the schedule of a flow. */
static str help_schedule(struct spot *s)
{
    const bool *due = s->e->due;
    str word = parser_text(s->p, s->wrong->at);

    if (due[T_DURATION] && s->e->found == T_INT)
        return arena_printf(s->p->arena,
                            "a duration has a unit: %" STR_FMT "s, %" STR_FMT
                            "m, %" STR_FMT "h or %" STR_FMT "d",
                            STR_ARG(word), STR_ARG(word), STR_ARG(word),
                            STR_ARG(word));
    if (due[T_DATE])
        return STR("a day is written year, month, day: 2026-01-31");
    if (due[T_TIME] && s->e->found == T_INT)
        return STR("a time of day has two digits for hour and minute: 06:00");
    if (due[T_W_AT] && s->e->found == T_TIME)
        return arena_printf(s->p->arena, "daily at %" STR_FMT, STR_ARG(word));
    if (due[T_W_NO] && str_eq(word, STR("overlap")))
        return STR("no overlap");
    if (due[T_W_IN] && !due[T_EQ] &&
        (back(s, 1) == T_TIME || back(s, 1) == T_STRING))
        return STR("a schedule names its zone, in \"Europe/London\"");
    return NONE;
}

/* A choice, a reason or a topic spelt as elsewhere. */
static str help_elsewhere(struct spot *s)
{
    const bool *due = s->e->due;
    struct arena *a = s->p->arena;
    str word = parser_text(s->p, s->wrong->at);
    str before =
        s->wrong > s->p->tokens ? parser_text(s->p, s->wrong[-1].at) : STR("");
    int found = s->e->found;

    if ((found == T_QUESTION && due[T_W_AND]) ||
        (found == T_LBRACE && due[T_W_THEN]))
        return STR("a choice is written if a then b else c");
    if (found == T_W_BECAUSE && back(s, 2) == T_ARROW)
        return arena_printf(a, "-> { park %" STR_FMT " because \"...\" }",
                            STR_ARG(before));
    if (due[T_W_TOPIC] && found == T_IDENT && !s->p->late)
        return arena_printf(a, "to topic %" STR_FMT, STR_ARG(word));
    if (due[T_COLON] && back(s, 2) == T_W_AS)
        return arena_printf(a, "say its type, as in: as %" STR_FMT ": Order",
                            STR_ARG(before));
    if (due[T_W_BECAUSE] && back(s, 1) == T_W_HALT)
        return STR("say why: because \"...\"");
    return NONE;
}

/* What was left out before the wrong token. */
static str help_left_out(struct spot *s)
{
    const bool *due = s->e->due;
    struct arena *a = s->p->arena;
    str word = parser_text(s->p, s->wrong->at);
    int found = s->e->found;

    if (due[T_W_TIMES] && back(s, 1) == T_INT)
        return arena_printf(a, "retry %" STR_FMT " times",
                            STR_ARG(parser_text(s->p, s->wrong[-1].at)));
    if (due[T_ARROW] && found == T_IDENT && !s->p->late)
        return arena_printf(a, "-> %" STR_FMT, STR_ARG(word));
    if (due[T_W_BECAUSE] && (back(s, 2) == T_W_PARK || back(s, 1) == T_W_DROP))
        return STR("say why: because \"...\"");
    if (due[T_VERSION] && !due[T_W_AS])
        return STR("a connector has one version, as in @1.0.0");
    if (due[T_STRING] && !due[T_W_IF] && found == T_IDENT && !s->p->late)
        return arena_printf(a, "a text stands in quotes: \"%" STR_FMT "\"",
                            STR_ARG(word));
    if (found == T_MINUS && !due[T_MINUS] && back(s, 1) == T_IDENT)
        return STR("a name with other signs than letters, digits and _ stands "
                   "in backquotes");
    if (due[T_LBRACE] && due[T_W_AND] && !due[T_RBRACE] && !s->p->late &&
        found >= T_W_ALL && found <= T_W_WRITE)
        return arena_printf(a,
                            "its steps stand in braces: { %" STR_FMT " ... }",
                            STR_ARG(word));
    if (back(s, 1) == T_REMAINDER && back(s, 2) == T_INT)
        return arena_printf(a,
                            "a percentage touches its number: %" STR_FMT "%%",
                            STR_ARG(parser_text(s->p, s->wrong[-2].at)));
    return NONE;
}

/* Between two elements of a list or a dictionary. */
static str help_comma(struct spot *s)
{
    const bool *due = s->e->due;
    bool entry = due[T_RBRACE] && s->e->found == T_STRING;

    if (!due[T_COMMA] || s->p->late || !(due[T_RBRACKET] || entry))
        return NONE;
    return STR("elements of a list and entries of a dictionary have a comma "
               "between them");
}

static str help_order(struct spot *s)
{
    if (s->e->found == T_W_AS && back(s, 2) == T_W_AS && on_line(s, T_W_BY))
        return STR("put the key in parentheses, by (x as T)");
    if (s->e->found == T_W_BY && s->line->kind == T_W_ENRICH &&
        back(s, 2) == T_W_AS)
        return STR("by comes before as");
    if (s->line->kind == T_W_SEND && s->line + 2 <= s->wrong &&
        s->line[1].kind == T_W_TOPIC && s->line[2].kind == T_DOT)
        return STR("send x to topic NAME");
    return NONE;
}

static str help_reserved(struct spot *s)
{
    int found = s->e->found;

    if (!s->e->due[T_IDENT] || s->p->late || found < T_W_ALL ||
        found > T_W_THEN)
        return NONE;
    s->fix = arena_printf(s->p->arena, "`%s`", weir_token_text(found));
    return arena_printf(s->p->arena,
                        "this is a word of the language; as a name it stands "
                        "in backquotes, `%s`",
                        weir_token_text(found));
}

static str help_currency(struct spot *s)
{
    str word = parser_text(s->p, s->wrong->at);
    bool number = back(s, 1) == T_INT || back(s, 1) == T_DECIMAL;

    if (!number || s->e->found != T_IDENT || word.len != 3 ||
        word.ptr[0] < 'A' || word.ptr[0] > 'Z')
        return NONE;
    return arena_printf(s->p->arena,
                        "\"%" STR_FMT "\" is no currency of ISO 4217",
                        STR_ARG(word));
}

/* Words of other languages, and ours for them. */
static str help_foreign(struct spot *s)
{
    static const struct {
        const char *word;
        int ours;
    } words[] = {
        {"filter", T_W_KEEP},       {"transform", T_W_MAP},
        {"foreach", T_W_EACH},      {"for", T_W_EACH},
        {"loop", T_W_EACH},         {"if", T_W_WHEN},
        {"switch", T_W_ROUTE},      {"case", T_W_WHEN},
        {"default", T_W_OTHERWISE}, {"else", T_W_OTHERWISE},
        {"let", T_W_SET},           {"var", T_W_SET},
        {"const", T_W_SET},         {"sleep", T_W_WAIT},
        {"delay", T_W_WAIT},        {"return", T_W_REPLY},
        {"parallel", T_W_ALL},      {"save", T_W_REMEMBER},
        {"fetch", T_W_READ},        {"import", T_W_USE},
        {"function", T_W_FN},       {"def", T_W_FN},
        {"struct", T_W_RECORD},     {"type", T_W_RECORD},
        {"workflow", T_W_FLOW},     {"pipeline", T_W_FLOW},
        {"schedule", T_W_EVERY},    {"catch", T_W_ON},
        {"stop", T_W_HALT},         {"skip", T_W_DROP},
        {"publish", T_W_SEND},      {"assert", T_W_CHECK},
    };
    str word = parser_text(s->p, s->wrong->at);

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!str_eq(word, str_from(words[i].word)) || !s->e->due[words[i].ours])
            continue;
        s->fix = str_from(weir_token_text(words[i].ours));
        return arena_printf(s->p->arena, "write \"%" STR_FMT "\"",
                            STR_ARG(s->fix));
    }
    return NONE;
}

static str help_nearest(struct spot *s)
{
    str names[EXPECTED_TOKENS];
    size_t n = 0;

    if (!token_is_word(s->wrong) || s->p->late ||
        (s->e->found >= T_W_ALL && s->e->found <= T_W_THEN))
        return NONE; // a word of the language is no slip of another
    for (int t = T_W_ACTION; t <= T_W_THEN; t++)
        if (s->e->due[t])
            names[n++] = str_from(weir_token_text(t));
    str near =
        diag_nearest(s->p->arena, parser_text(s->p, s->wrong->at), names, n);
    if (near.len == 0)
        return NONE;
    s->fix = near;
    return arena_printf(s->p->arena, "did you mean \"%" STR_FMT "\"?",
                        STR_ARG(near));
}

void expected_help(struct parser *p, const struct expected *e, struct diag *d)
{
    static str (*const helps[])(struct spot *) = {
        help_doc,     help_infix,     help_signs,    help_schedule,
        help_order,   help_reserved,  help_currency, help_foreign,
        help_nearest, help_elsewhere, help_left_out, help_comma,
    };
    struct spot s = {.p = p, .e = e};

    s.wrong = s.line = &p->tokens[p->next ? p->next - 1 : 0];
    while (s.line > p->tokens && !s.line->first)
        s.line--;
    for (size_t i = 0; i < sizeof helps / sizeof *helps; i++) {
        d->help = helps[i](&s);
        if (d->help.len == 0)
            continue;
        if (s.fix.len)
            parser_fix(p, d, DIAG_UNSAFE, s.wrong->at, s.fix);
        return;
    }
}
