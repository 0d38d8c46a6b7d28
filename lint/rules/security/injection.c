/*
 * Text of a record put into a statement, a command, code or the query of an
 * address without encoding: whoever writes the record writes the rest, too.
 * What the language binds or encodes by itself (`sql`, paths) is no matter.
 */
#include "lint/lint.h"

#include <ctype.h>

static bool is_plain_type(const struct graph_type *t)
{
    const uint32_t texts = 1u << TYPE_STRING | 1u << TYPE_ANY |
                           1u << TYPE_BYTES | 1u << TYPE_ERROR;

    return !(texts & 1u << type_needed(t)->kind);
}

static bool is_encoded(const struct graph_expr *e)
{
    static const char *const names[] = {
        "url_encode", "hex",     "base64",      "base64url",        "digest",
        "uuid_of",    "to_json", "format_date", "format_timestamp", "replace",
        "sha256",     "sha1",    "md5",         "hmac_sha256",      "join"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (lint_is_builtin(e, names[i]))
            return true;
    return false;
}

/* What its author did not write: of a record, and as it came. */
static bool is_foreign_text(struct lint *l, const struct graph_expr *e)
{
    e = expr_bare(e);
    if (is_plain_type(e->type))
        return false;
    e = lint_value(l, e);
    if (is_plain_type(e->type) || is_encoded(e))
        return false;
    if (e->kind == EXPR_COALESCE)
        return is_foreign_text(l, e->args[0]) || is_foreign_text(l, e->args[1]);
    if (e->kind == EXPR_IF)
        return is_foreign_text(l, e->args[1]) || is_foreign_text(l, e->args[2]);
    return e->kind == EXPR_FIELD || e->kind == EXPR_INDEX ||
           e->kind == EXPR_BUILTIN || e->kind == EXPR_UNKNOWN ||
           e->kind == EXPR_CAST ||
           (e->kind == EXPR_VAR && e->var && e->var->kind != VAR_INSTANCE);
}

static const struct graph_expr *literal_of(const struct graph_expr *e)
{
    e = expr_bare(e);
    return e->kind == EXPR_LITERAL && e->type->kind == TYPE_STRING ? e : NULL;
}

static bool starts_like(str s, const char *word)
{
    str w = str_from(word);

    s = str_trim(s);
    for (size_t i = 0; i < w.len; i++)
        if (i >= s.len || tolower((unsigned char)s.ptr[i]) != w.ptr[i])
            return false;
    return true;
}

static bool is_statement(str s)
{
    static const char *const heads[] = {
        "select ", "insert ", "update ",  "delete ", "merge ",
        "query ",  "query{",  "mutation", "match (", "from ",
        "call ",   "exec ",   "with ",    "find {"};
    // "update" and "call" begin sentences as well; these do not follow there.
    static const char *const inside[] = {
        " from ", " set ",  " into ", " where ", "{",
        "(",      " FROM ", " SET ",  " INTO ",  " WHERE "};
    bool head = false;

    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        head = head || starts_like(s, heads[i]);
    for (size_t i = 0; head && i < sizeof inside / sizeof *inside; i++)
        if (str_find(s, str_from(inside[i])) >= 0)
            return true;
    return false;
}

enum putting { PLACE_NONE, PLACE_STATEMENT, PLACE_QUERY };

/* Where the i-th part of a text stands. */
static enum putting place_of(const struct graph_expr *e, uint32_t i)
{
    const struct graph_expr *first = literal_of(e->args[0]);
    const struct graph_expr *before = i ? literal_of(e->args[i - 1]) : NULL;
    bool query = false;

    if (!first || !before)
        return PLACE_NONE;
    if (is_statement(first->text))
        return PLACE_STATEMENT;
    if (str_find(first->text, STR("://")) < 0 && first->text.ptr[0] != '/')
        return PLACE_NONE;
    for (uint32_t k = 0; k < i; k++) {
        const struct graph_expr *part = literal_of(e->args[k]);
        query = query || (part && str_find(part->text, STR("?")) >= 0);
    }
    return query && str_ends_with(before->text, STR("=")) ? PLACE_QUERY
                                                          : PLACE_NONE;
}

static void report(struct lint *l, const struct graph_expr *part,
                   const char *what, const char *before, const char *after)
{
    str text = expr_text(lint_arena(l), part);
    struct diag *d = lint_report(
        l, part->at,
        "\"%" STR_FMT "\" is put into %s as it comes: who writes it can "
        "write the rest, too",
        STR_ARG(text), what);

    lint_help(l, d, "%s%" STR_FMT "%s", before, STR_ARG(text), after);
}

static void check_part(struct lint *l, const struct graph_expr *e, uint32_t i)
{
    enum putting place = place_of(e, i);

    if (place == PLACE_NONE || !is_foreign_text(l, e->args[i]))
        return;
    if (place == PLACE_QUERY)
        report(l, e->args[i], "the query of an address", "url_encode(", ")");
    else
        report(l, e->args[i], "a statement",
               "give it as a parameter, or double what ends a text: replace(",
               ", \"'\", \"''\")");
}

static bool visit(void *context, const struct graph_expr *e)
{
    if (e->kind == EXPR_TEXT)
        for (uint32_t i = 1; i < e->nargs; i++)
            check_part(context, e, i);
    return true;
}

/* --- where it may stand --- */

static void check_expr(struct lint *l, const struct graph *g,
                       const struct lint_root *r)
{
    bool told =
        r->kind == ROOT_SETTING &&
        (r->key == SET_TEXT || r->key == SET_BECAUSE || r->key == SET_URL ||
         r->key == SET_STATEMENT || r->key == SET_COMMAND);

    (void)g;
    if ((r->kind == ROOT_SETTING && !told) || r->kind == ROOT_ARGUMENT ||
        r->kind == ROOT_FUNCTION)
        expr_walk(r->expr, visit, l);
}

/* What an operation sends; its target is bound or encoded by the runner. */
static void check_graph(struct lint *l, const struct graph *g)
{
    for (uint32_t i = 0; i < g->connectors.n; i++) {
        const struct graph_connector *c = g->connectors.at[i];
        lint_about(l, "connector", c->name);
        for (uint32_t j = 0; !c->embedded && j < c->nendpoints; j++)
            for (uint32_t k = 0; k < c->endpoints[j]->noperations; k++) {
                const struct graph_operation *op =
                    c->endpoints[j]->operations[k];
                expr_walk(op->body, visit, l);
                expr_walk(op->form, visit, l);
                for (uint32_t q = 0; q < op->query.n; q++)
                    expr_walk(op->query.at[q].value, visit, l);
            }
    }
}

/* What only imports say: every part counts, wherever it stands. */
static void check_whole(struct lint *l, const struct graph_node *x,
                        enum graph_setting_key key, const char *what,
                        const char *before, const char *after)
{
    const struct graph_expr *e = lint_setting(x, key);

    if (e && e->kind != EXPR_TEXT && e->kind != EXPR_CODE &&
        is_foreign_text(l, e))
        report(l, e, what, before, after);
    for (uint32_t i = 0; e && e->kind == EXPR_TEXT && i < e->nargs; i++)
        if ((i || key != SET_URL) && is_foreign_text(l, e->args[i]))
            report(l, e->args[i], what, before, after);
}

/* A command whose platform fills in `{{ ... }}` before a shell reads it. */
static void check_shell(struct lint *l, const struct graph_node *x)
{
    const struct graph_expr *e = lint_setting(x, SET_VALUE);

    if (!e || e->kind != EXPR_CODE || !e->names ||
        !str_eq(e->names[0], STR("shell")) || str_find(e->text, STR("{{")) < 0)
        return;
    struct diag *d = lint_report(
        l, e->at,
        "the command of step \"%" STR_FMT
        "\" is put together from what comes: who writes it can write the "
        "rest, too",
        STR_ARG(x->name));
    lint_help(l, d, "give it on the standard input");
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];

    check_shell(l, x);
    check_whole(l, x, SET_STATEMENT, "a statement",
                "give as a parameter: ", "");
    check_whole(l, x, SET_COMMAND, "a command",
                "give on the standard input: ", "");
    check_whole(l, x, SET_URL, "an address", "url_encode(", ")");
}

const struct lint_rule lint_rule_injection = {
    .summary = "text of a record is bound or encoded where it is put in",
    .level = DIAG_ERROR,
    .kinds = LINT_REMOTE | LINT_KIND(SCRIPT),
    .parts = LINT_PART(TEXT),
    .graph = check_graph,
    .node = check_node,
    .expr = check_expr,
};
