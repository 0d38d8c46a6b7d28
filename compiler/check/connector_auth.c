/*
 * How a connector proves who calls, and which webhooks it sends.
 */
#include "compiler/check/connector.h"

/* In the order of auths.def. */
static const struct {
    uint32_t args;
    const char *what;
} kinds[] = {
    {0, "nothing"},
    {2, "a user and a password"},
    {1, "a token"},
    {2, "a name and a value"},
    {0, "nothing but its braces"},
};

enum { AUTH_HEADER = 3, AUTH_OAUTH2 = 4 };

static const str properties[] = {
    {"grant", 5}, {"token", 5}, {"id", 2}, {"secret", 6}, {"scope", 5}};
enum { NEEDED = 4 }; // the first four

static void add_property(struct filling *f, const struct ast_assign *p,
                         const struct ast_assign **seen)
{
    struct expr_context x = connector_context(f, "a property of auth");
    struct graph_pairs *to = &f->c->auth_properties;
    str name = p->key.sym->text;
    size_t i = 0;

    while (i < COUNT(properties) && !str_eq(properties[i], name))
        i++;
    if (i == COUNT(properties)) {
        struct diag *d =
            check_report(f->k, CHECK_UNKNOWN_NAME, p->key.at,
                         "oauth2 has no property \"%" STR_FMT
                         "\", expected grant, token, id, secret or scope",
                         STR_ARG(name));
        check_nearest_of(f->k, d, name, properties, COUNT(properties));
        return;
    }
    if (seen[i]) {
        struct diag *d =
            check_report(f->k, CHECK_DUPLICATE_NAME, p->key.at,
                         "\"%" STR_FMT "\" is set already", STR_ARG(name));
        diag_note(f->k->diags, d, seen[i]->key.at, "the first is here");
        return;
    }
    seen[i] = p;
    x.secrets = true;
    to->at[to->n++] = (struct graph_pair){
        .name = name,
        .at = p->at,
        .value = check_expr(&x, p->value, f->k->g->types.simple[TYPE_STRING])};
}

static void oauth2(struct filling *f, const struct ast_line *l)
{
    const struct ast_assign *seen[COUNT(properties)] = {0};
    uint32_t n = 0;

    for (const struct ast_assign *p = l->more->fields; p; p = p->next)
        n++;
    f->c->auth_properties.at =
        arena_array(f->k->arena, struct graph_pair, n + 1);
    for (const struct ast_assign *p = l->more->fields; p; p = p->next)
        add_property(f, p, seen);
    for (size_t i = 0; i < NEEDED && !check_incomplete(f->k, l->at); i++)
        if (!seen[i])
            check_report(f->k, CHECK_MISSING_LINE, l->name.at,
                         "oauth2 needs \"%" STR_FMT "\", found no such line",
                         STR_ARG(properties[i]));
}

static void values(struct filling *f, const struct ast_line *l)
{
    struct expr_context x = connector_context(f, "auth");
    uint32_t n = 0;

    for (const struct ast_expr *a = l->a; a; a = a->next)
        n++;
    x.secrets = true;
    f->c->auth_args =
        arena_array(f->k->arena, const struct graph_expr *, n + 1);
    for (struct ast_expr *a = l->a; a; a = a->next)
        f->c->auth_args[f->c->nauth_args++] =
            check_expr(&x, a, f->k->g->types.simple[TYPE_STRING]);
}

void connector_auth(struct filling *f, const struct ast_line *l)
{
    int kind = check_word(f->k, WORDS_AUTH, l->name);
    uint32_t wanted;

    f->c->auth_at = l->at;
    values(f, l);
    if (kind < 0)
        return;
    wanted = kinds[kind].args;
    f->c->auth = l->name.sym->text;
    if (f->c->nauth_args != wanted && !check_incomplete(f->k, l->at))
        check_report(f->k, CHECK_WRONG_ARGUMENTS, l->at,
                     "auth %" STR_FMT " takes %s, found %u value%s",
                     STR_ARG(f->c->auth), kinds[kind].what, f->c->nauth_args,
                     f->c->nauth_args == 1 ? "" : "s");
    if (kind == AUTH_OAUTH2)
        oauth2(f, l);
    else if (l->more->fields)
        check_report(f->k, CHECK_MISPLACED_LINE, l->more->fields->at,
                     "only oauth2 has properties, found \"%" STR_FMT "\"",
                     STR_ARG(l->more->fields->key.sym->text));
    if (kind == AUTH_HEADER && f->c->nauth_args && l->a->kind != AST_STRING)
        check_report(f->k, CHECK_BAD_VALUE, l->a->at,
                     "the name of a header is fixed text, found another value");
}

/* version a.b: a field of the body. */
static void version_path(struct filling *f, struct graph_webhook *w,
                         const struct ast_path *p)
{
    const struct graph_type *t = w->type;

    for (; p; p = p->next) {
        w->version =
            w->version.len
                ? arena_printf(f->k->arena, "%" STR_FMT ".%" STR_FMT,
                               STR_ARG(w->version), STR_ARG(p->name.sym->text))
                : p->name.sym->text;
        if (!t || type_needed(t)->kind != TYPE_RECORD)
            continue;
        const struct graph_record *r = type_needed(t)->record;
        const struct graph_field *field = record_field(r, p->name.sym->text);
        t = field ? field->type : NULL;
        if (!field)
            check_no_field(f->k, r->type, p->name.sym->text, p->name.at);
    }
}

void connector_webhook_fill(struct filling *f, struct graph_webhook *w,
                            const struct ast_line *l)
{
    const struct ast_verify *v = l->more->verify;

    w->connector = f->c;
    w->name = l->name.sym->text;
    w->doc = l->doc;
    w->at = l->at;
    w->type = check_type(f->k, f->c, l->more->type);
    if (v) {
        w->verify = check_verify(f->k, v);
        w->verify_header = v->header ? v->header->text : (str){0};
        w->verify_secret = v->secret.sym->text;
        *map_put(&f->k->own->asking->secrets, w->verify_secret) = w;
    }
    w->key_header = l->a ? l->a->text : (str){0};
    w->time_header = l->b ? l->b->text : (str){0};
    version_path(f, w, l->more->path);
}
