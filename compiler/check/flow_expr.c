/*
 * Expressions of a flow's steps: checked with the names of the place, and
 * what they can raise written down at the step.
 */
#include "compiler/check/flow_check.h"

const struct graph_type *simple_type(const struct check *k,
                                     enum graph_type_kind kind)
{
    return k->g->types.simple[kind];
}

struct expr_context flow_context(struct flow_check *fc)
{
    return (struct expr_context){.k = fc->k,
                                 .scope = names_scope(&fc->names),
                                 .known = fc->here.known,
                                 .place = "a step"};
}

/* The innermost first expression that raises. */
static span raising_place(const struct graph_expr *e)
{
    uint32_t i = 0;

    while (i < e->nargs) {
        bool taken = e->kind == EXPR_COALESCE && i == 0;
        const struct graph_expr *arg = e->args[i++];
        if (!arg || !arg->raises || taken)
            continue;
        e = arg;
        i = 0;
    }
    return e->at;
}

void flow_raise(struct checked_step *cs, const struct graph_expr *e)
{
    if (!e || !e->raises)
        return;
    if (!cs->data_at.pos)
        cs->data_at = raising_place(e);
    cs->raises |= e->raises;
}

const struct graph_expr *flow_expr(struct flow_check *fc,
                                   struct checked_step *cs, struct ast_expr *e,
                                   const struct graph_type *want)
{
    struct expr_context x = flow_context(fc);

    if (!e)
        return NULL;
    const struct graph_expr *made = check_expr(&x, e, want);
    flow_raise(cs, made);
    return made;
}

const struct graph_expr *flow_mapped(struct flow_check *fc,
                                     struct checked_step *cs,
                                     struct ast_expr *e,
                                     const struct graph_type *want)
{
    struct expr_context x = flow_context(fc);

    x.mapping = true;
    const struct graph_expr *made = check_expr(&x, e, want);
    flow_raise(cs, made);
    return made;
}

const struct graph_expr *flow_key(struct flow_check *fc,
                                  struct checked_step *cs, struct ast_expr *e,
                                  const struct graph_type *want)
{
    const struct graph_expr *key = flow_expr(fc, cs, e, want);

    if (!key ||
        (key->type->kind != TYPE_OPTIONAL && key->type->kind != TYPE_NULL))
        return key;
    struct diag *d = check_report(fc->k, CHECK_OPTIONAL_VALUE, key->at,
                                  "expected a key that is always there, found "
                                  "%" STR_FMT,
                                  STR_ARG(type_text(fc->k->arena, key->type)));
    diag_help(fc->k->diags, d, "give it a default with ??");
    return key;
}

const struct graph_expr *flow_bool(struct flow_check *fc,
                                   struct checked_step *cs, struct ast_expr *e)
{
    return flow_expr(fc, cs, e, simple_type(fc->k, TYPE_BOOL));
}

const struct graph_expr *flow_text(struct flow_check *fc,
                                   struct checked_step *cs, struct ast_expr *e)
{
    return flow_expr(fc, cs, e, simple_type(fc->k, TYPE_STRING));
}

int64_t flow_duration(struct check *k, struct ast_expr *e, const char *what)
{
    int64_t us = check_duration(k, e);

    if (us == 0)
        check_report(k, CHECK_BAD_VALUE, e->at,
                     "expected a time above zero for %s, found %" STR_FMT, what,
                     STR_ARG(source_text(k->sources, e->at)));
    return us > 0 ? us : 0;
}

int64_t flow_int(struct check *k, struct ast_expr *e, int64_t least,
                 int64_t most, const char *what)
{
    if (!e)
        return least;
    const struct graph_expr *n = check_constant(k, e, simple_type(k, TYPE_INT));
    if (n->kind != EXPR_LITERAL || n->type->kind != TYPE_INT)
        return least;
    if (n->i >= least && n->i <= most)
        return n->i;
    check_report(k, CHECK_BAD_VALUE, e->at,
                 "expected a number from %lld to %lld for %s, found %" STR_FMT,
                 (long long)least, (long long)most, what,
                 STR_ARG(source_text(k->sources, e->at)));
    return least;
}

void flow_size(struct check *k, struct ast_expr *e)
{
    if (e)
        check_constant(k, e, simple_type(k, TYPE_SIZE));
}

struct ast_expr *path_expr(struct check *k, const struct ast_path *path)
{
    struct ast_expr *e = arena_make(k->arena, struct ast_expr);

    e->kind = AST_NAME;
    e->name = path->name;
    e->at = path->name.at;
    for (path = path->next; path; path = path->next) {
        struct ast_expr *field = arena_make(k->arena, struct ast_expr);
        field->kind = AST_FIELD;
        field->name = path->name;
        field->a = e;
        field->op_at = path->name.at;
        field->at = span_join(e->at, path->name.at);
        e = field;
    }
    return e;
}

str path_text(struct check *k, const struct ast_path *path)
{
    str text = path->name.sym->text;

    for (path = path->next; path; path = path->next)
        text = arena_printf(k->arena, "%" STR_FMT ".%" STR_FMT, STR_ARG(text),
                            STR_ARG(path->name.sym->text));
    return text;
}

static void wrong_count(struct check *k, const struct ast_step *s,
                        uint32_t want, uint32_t found)
{
    bool call = s->kind == AST_CALL_FLOW;
    str name = call ? s->name.sym->text : path_text(k, s->path);

    check_report(k, CHECK_WRONG_ARGUMENTS,
                 s->args ? span_join(s->args->at, s->word_at) : s->word_at,
                 "%s\"%" STR_FMT "\" takes %u argument%s, found %u",
                 call ? "flow " : "", STR_ARG(name), want, want == 1 ? "" : "s",
                 found);
}

void flow_args(struct flow_check *fc, struct checked_step *cs,
               const struct ast_step *s, const struct graph_var *const *params,
               uint32_t nparams)
{
    uint32_t n = 0;

    for (struct ast_expr *a = s->args; a; a = a->next)
        n++;
    if (n)
        cs->args = arena_array(fc->k->arena, const struct graph_expr *, n);
    for (struct ast_expr *a = s->args; a; a = a->next) {
        const struct graph_type *want =
            cs->nargs < nparams ? params[cs->nargs]->type : NULL;
        cs->args[cs->nargs++] = flow_expr(fc, cs, a, want);
    }
    if (n != nparams)
        wrong_count(fc->k, s, nparams, n);
}
