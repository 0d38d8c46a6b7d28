/*
 * Small things that several items share: amounts per unit, waivers, formats,
 * ways to verify a signature.
 */
#include "compiler/check/own.h"
#include "stdlib/value/date.h"
#include "stdlib/value/encoding.h"
#include "stdlib/value/int.h"

bool check_amount(struct check *k, const struct ast_amount *a,
                  struct graph_amount *out)
{
    static const int64_t per[] = {WEIR_SECOND, 60 * WEIR_SECOND,
                                  3600 * WEIR_SECOND, WEIR_DAY};
    *out = (struct graph_amount){.at = a->at};
    if (!a->count)
        return false;
    int unit = check_word(k, WORDS_UNIT, a->unit);
    if (unit < 0)
        return false;
    if (!weir_int_parse(a->count->text, &out->count) || out->count < 1) {
        check_report(k, CHECK_BAD_VALUE, a->count->at,
                     "expected a whole number from 1 on, found %" STR_FMT,
                     STR_ARG(a->count->text));
        return false;
    }
    out->per = per[unit];
    return true;
}

void check_waiver(struct check *k, const struct ast_waiver *w, span scope)
{
    struct graph_waiver *made = arena_make(k->arena, struct graph_waiver);

    *made = (struct graph_waiver){.rule = w->rule,
                                  .because = w->because,
                                  .at = w->at,
                                  .rule_at = w->rule_at,
                                  .until_at = w->until_at,
                                  .scope = scope};
    made->date_good = weir_date_parse(w->until, &made->until);
    if (!made->date_good)
        check_report(k, CHECK_BAD_VALUE, w->until_at,
                     "there is no day %" STR_FMT, STR_ARG(w->until));
    *vec_push(k->arena, &k->g->waivers) = made;
}

static const struct ast_assign *doubled(const struct ast_assign *first,
                                        const struct ast_assign *p)
{
    for (const struct ast_assign *o = first; o != p; o = o->next)
        if (o->key.sym == p->key.sym)
            return o;
    return NULL;
}

static void check_encoding(struct check *k, const struct graph_expr *e)
{
    str names[WEIR_NENCODINGS];

    if (weir_encoding_named(e->text) != WEIR_NENCODINGS)
        return;
    struct diag *d = check_report(
        k, CHECK_BAD_VALUE, e->at,
        "expected an encoding, found \"%" STR_FMT "\"", STR_ARG(e->text));
    for (unsigned i = 0; i < WEIR_NENCODINGS; i++)
        names[i] = str_from(weir_encoding_name((enum weir_encoding)i));
    if (!check_nearest_of(k, d, e->text, names, WEIR_NENCODINGS).len)
        diag_help(k->diags, d,
                  "encodings are utf-8, latin1, windows-1252, utf-16le and "
                  "utf-16be");
}

/* The separator and the quote of CSV are a sign each; "" is no quote. */
static void check_option(struct check *k, str name, const struct graph_expr *e)
{
    bool quote = str_eq(name, STR("quote"));
    unsigned char c = e->text.len ? (unsigned char)e->text.ptr[0] : 0;

    if (str_eq(name, STR("encoding"))) {
        check_encoding(k, e);
        return;
    }
    if (quote && !e->text.len)
        return;
    if (e->text.len == 1 && (c >= ' ' || c == '\t') && c < 0x7f)
        return;
    check_report(k, CHECK_BAD_VALUE, e->at,
                 "expected a %" STR_FMT
                 " of one ASCII character, found \"%" STR_FMT "\"",
                 STR_ARG(name), STR_ARG(e->text));
}

static void format_option(struct check *k, str format,
                          const struct ast_assign *first,
                          const struct ast_assign *p, struct graph_pair *out)
{
    static const str options[] = {
        {"separator", 9}, {"quote", 5}, {"header", 6}, {"encoding", 8}};
    str name = p->key.sym->text;
    bool known = false;

    for (size_t i = 0; i < COUNT(options); i++)
        known = known || str_eq(options[i], name);
    if (!known || !str_eq(format, STR("csv"))) {
        struct diag *d = check_report(k, CHECK_UNKNOWN_NAME, p->key.at,
                                      "the format %" STR_FMT
                                      " has no option \"%" STR_FMT "\"",
                                      STR_ARG(format), STR_ARG(name));
        if (str_eq(format, STR("csv")))
            check_nearest_of(k, d, name, options, COUNT(options));
    } else if (doubled(first, p)) {
        check_report(k, CHECK_DUPLICATE_NAME, p->key.at,
                     "\"%" STR_FMT "\" is set twice", STR_ARG(name));
    }
    bool flag = str_eq(name, STR("header"));
    out->name = name;
    out->at = p->at;
    out->value = check_constant(
        k, p->value, k->g->types.simple[flag ? TYPE_BOOL : TYPE_STRING]);
    if (known && !flag && out->value->kind == EXPR_LITERAL)
        check_option(k, name, out->value);
}

struct graph_format check_format(struct check *k, const struct ast_format *f)
{
    struct graph_format made = {.at = f->at};
    uint32_t n = 0;

    if (check_word(k, WORDS_FORMAT, f->name) < 0)
        return made;
    made.name = f->name.sym->text;
    for (const struct ast_assign *p = f->pairs; p; p = p->next)
        n++;
    made.options.at = arena_array(k->arena, struct graph_pair, n + 1);
    for (const struct ast_assign *p = f->pairs; p; p = p->next)
        format_option(k, made.name, f->pairs, p,
                      &made.options.at[made.options.n++]);
    return made;
}

str check_verify(struct check *k, const struct ast_verify *v)
{
    if (check_word(k, WORDS_VERIFY, v->kind) < 0)
        return (str){0};
    return v->kind.sym->text;
}
