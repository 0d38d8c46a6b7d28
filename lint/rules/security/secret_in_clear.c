/*
 * A key, token or password in the text: by the forms that well-known services
 * give their secrets, and by the place (the value of an Authorization header,
 * of a connector's auth). The message never repeats it.
 */
#include "lint/lint.h"

#include <ctype.h>

enum { SHORTEST = 20 }; // head and rest of the shortest form

struct form {
    const char *head;
    size_t least; // characters behind the head
    const char *what;
};

static const struct form forms[] = {
    {"sk_live_", 16, "a Stripe secret key"},
    {"rk_live_", 16, "a Stripe restricted key"},
    {"whsec_", 20, "a webhook's signing secret"},
    {"shpat_", 28, "a Shopify access token"},
    {"shpss_", 28, "a Shopify shared secret"},
    {"shppa_", 28, "a Shopify app password"},
    {"AKIA", 16, "an AWS access key"},
    {"ASIA", 16, "an AWS access key"},
    {"AIza", 35, "a Google API key"},
    {"ghp_", 30, "a GitHub token"},
    {"gho_", 30, "a GitHub token"},
    {"github_pat_", 30, "a GitHub token"},
    {"glpat-", 18, "a GitLab token"},
    {"xoxb-", 20, "a Slack token"},
    {"xoxp-", 20, "a Slack token"},
    {"xoxa-", 20, "a Slack token"},
    {"https://hooks.slack.com/services/T", 20, "a Slack webhook's address"},
    {"SG.", 40, "a SendGrid key"},
    {"pat-na1-", 20, "a HubSpot token"},
    {"npm_", 30, "an npm token"},
    {"-----BEGIN RSA PRIVATE KEY-----", 0, "a private key"},
    {"-----BEGIN EC PRIVATE KEY-----", 0, "a private key"},
    {"-----BEGIN OPENSSH PRIVATE KEY-----", 0, "a private key"},
    {"-----BEGIN PRIVATE KEY-----", 0, "a private key"},
};

static bool is_token_char(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '/' ||
           c == '.' || c == '+' || c == '=';
}

static size_t token_length(str s)
{
    size_t n = 0;

    while (n < s.len && is_token_char(s.ptr[n]))
        n++;
    return n;
}

/* Three parts of base64url, the first of which begins with {". */
static bool is_jwt(str s)
{
    ptrdiff_t at = str_find(s, STR("eyJ"));
    unsigned dots = 0;

    if (at < 0)
        return false;
    str token = str_slice(s, (size_t)at, s.len);
    token = str_slice(token, 0, token_length(token));
    for (size_t i = 0; i < token.len; i++)
        dots += token.ptr[i] == '.';
    return dots == 2 && token.len > 40;
}

static const char *known_form(str s)
{
    if (s.len < SHORTEST)
        return NULL;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        str head = str_from(forms[i].head);
        ptrdiff_t at = str_find(s, head);
        if (at < 0 || (at > 0 && is_token_char(s.ptr[at - 1])))
            continue;
        str rest = str_slice(s, (size_t)at + head.len, s.len);
        if (token_length(rest) >= forms[i].least)
            return forms[i].what;
    }
    return is_jwt(s) ? "a signed token" : NULL;
}

static bool is_scheme(str s)
{
    return str_starts_with(s, STR("Bearer ")) ||
           str_starts_with(s, STR("Basic ")) ||
           str_starts_with(s, STR("Token "));
}

static void report(struct lint *l, span at, const char *what)
{
    struct diag *d = lint_report(l, at, "this is %s, in clear text", what);

    d->secret = true;
    lint_help(l, d,
              "make it void where it was given out, and name a secret "
              "instead: secret NAME");
}

static bool holds_secrets(str name)
{
    static const char *const words[] = {"authorization", "password", "secret",
                                        "token",         "api-key",  "apikey",
                                        "api_key"};
    char low[64];
    size_t n = name.len < sizeof low ? name.len : sizeof low;

    for (size_t i = 0; i < n; i++)
        low[i] = (char)tolower((unsigned char)name.ptr[i]);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_find((str){low, n}, str_from(words[i])) >= 0)
            return true;
    return false;
}

/* Letters and digits in one long word, or a scheme with something behind. */
static bool looks_secret(str s)
{
    bool digit = false, letter = false;

    if (is_scheme(s))
        return s.len > 12;
    if (s.len < 12 || token_length(s) != s.len ||
        str_starts_with(s, STR("http")))
        return false;
    for (size_t i = 0; i < s.len; i++) {
        digit = digit || isdigit((unsigned char)s.ptr[i]);
        letter = letter || isalpha((unsigned char)s.ptr[i]);
    }
    return digit && letter;
}

/* https://user:password@host */
static bool has_password(str s)
{
    ptrdiff_t at = str_find(s, STR("://"));

    if (at < 0)
        return false;
    str rest = str_slice(s, (size_t)at + 3, s.len);
    bool colon = false;
    for (size_t i = 0; i < rest.len && rest.ptr[i] != '/'; i++) {
        if (rest.ptr[i] == '@')
            return colon && rest.ptr[i - 1] != ':';
        colon = colon || rest.ptr[i] == ':';
    }
    return false;
}

static void check_fields(struct lint *l, const struct graph_expr *e)
{
    for (uint32_t i = 0; i < e->nargs; i++) {
        const struct graph_expr *v = e->args[i];
        v = expr_bare(v);
        if (v && v->kind == EXPR_LITERAL && v->type->kind == TYPE_STRING &&
            holds_secrets(e->names[i]) && looks_secret(v->text) &&
            !known_form(v->text))
            report(l, v->at, "a secret, by the field it goes into");
    }
}

static bool visit(void *context, const struct graph_expr *e)
{
    struct lint *l = context;

    if (e->kind == EXPR_RECORD)
        check_fields(l, e);
    if (e->kind == EXPR_LITERAL && e->type->kind == TYPE_STRING &&
        e->text.len >= 12) {
        const char *what = known_form(e->text);
        if (!what && has_password(e->text))
            what = "an address with a password";
        if (what)
            report(l, e->at, what);
    }
    return true;
}

static void check_expr(struct lint *l, const struct graph *g,
                       const struct lint_root *r)
{
    const struct graph_expr *e = r->expr;

    (void)g;
    if ((r->kind == ROOT_CONNECTOR || r->kind == ROOT_INSTANCE) &&
        e->kind == EXPR_LITERAL && e->type->kind == TYPE_STRING && r->name &&
        holds_secrets(*r->name) && looks_secret(e->text))
        report(l, e->at, "a secret, by the place it stands in");
    else
        expr_walk(e, visit, l);
}

static void check_auth(struct lint *l, const struct graph_connector *c)
{
    uint32_t secret = str_eq(c->auth, STR("bearer"))   ? 0
                      : str_eq(c->auth, STR("basic"))  ? 1
                      : str_eq(c->auth, STR("header")) ? 1
                                                       : UINT32_MAX;

    if (c->embedded || secret >= c->nauth_args)
        return;
    const struct graph_expr *e = c->auth_args[secret];
    if (e->kind == EXPR_LITERAL && e->type->kind == TYPE_STRING &&
        e->text.len && !known_form(e->text))
        report(l, e->at, "what the system is opened with");
}

static void check_graph(struct lint *l, const struct graph *g)
{
    for (uint32_t i = 0; i < g->connectors.n; i++) {
        lint_about(l, "connector", g->connectors.at[i]->name);
        check_auth(l, g->connectors.at[i]);
    }
}

static void check_team(struct lint *l, const struct graph *g,
                       const struct graph_team *t)
{
    (void)g;
    for (uint32_t i = 0; i < t->nalerts; i++) {
        const char *what = known_form(t->alerts[i].to);
        if (what)
            report(l, t->alerts[i].at, what);
    }
}

const struct lint_rule lint_rule_secret_in_clear = {
    .summary = "no key, token or password stands in the text",
    .level = DIAG_ERROR,
    .graph = check_graph,
    .team = check_team,
    .parts = LINT_PART(RECORD) | LINT_STRING,
    .expr = check_expr,
};
