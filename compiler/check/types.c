/*
 * Types as a text names them: the plain ones, records and enums of the estate,
 * those of a connector by its alias, and what is made of them.
 */
#include "compiler/check/own.h"

static const struct {
    const char *name;
    enum graph_type_kind kind;
} plain[] = {
    {"string", TYPE_STRING},     {"int", TYPE_INT},
    {"decimal", TYPE_DECIMAL},   {"money", TYPE_MONEY},
    {"bool", TYPE_BOOL},         {"date", TYPE_DATE},
    {"time", TYPE_TIME},         {"timestamp", TYPE_TIMESTAMP},
    {"duration", TYPE_DURATION}, {"bytes", TYPE_BYTES},
    {"any", TYPE_ANY},
};

static const struct graph_type *poisoned(struct check *k)
{
    return k->g->types.simple[TYPE_ERROR];
}

static const struct graph_type *find_plain(struct check *k, str name)
{
    for (size_t i = 0; i < COUNT(plain); i++)
        if (str_eq(str_from(plain[i].name), name))
            return k->g->types.simple[plain[i].kind];
    return NULL;
}

void check_variable(struct check *k, struct ast_name name, bool of_step)
{
    if (!name.sym || ast_name_quoted(name) || !find_plain(k, name.sym->text))
        return;
    struct diag *d =
        check_report(k, CHECK_RESERVED_NAME, name.at,
                     "expected a name, found \"%" STR_FMT "\", which is a type",
                     STR_ARG(name.sym->text));
    str text = name.sym->text;
    if (of_step)
        diag_help(k->diags, d,
                  "put a cast in parentheses, as in: by (x as %" STR_FMT
                  ") as y; as a name it stands in backquotes, `%" STR_FMT "`",
                  STR_ARG(text), STR_ARG(text));
    else
        diag_help(k->diags, d,
                  "as a name it stands in backquotes, `%" STR_FMT "`",
                  STR_ARG(text));
}

static const struct graph_type *of_connector(const struct graph_connector *c,
                                             str name)
{
    for (uint32_t i = 0; i < c->nrecords; i++)
        if (str_eq(c->records[i]->name, name))
            return c->records[i]->type;
    for (uint32_t i = 0; i < c->nenums; i++)
        if (str_eq(c->enums[i]->name, name))
            return c->enums[i]->type;
    return NULL;
}

static const struct graph_type *of_estate(struct check *k, str name)
{
    const struct graph_record *r = map_get(&k->records, name);

    if (r)
        return r->type;
    const struct graph_enum *e = map_get(&k->enums, name);
    return e ? e->type : NULL;
}

typedef VEC(str) names_vec;

static void add_connector(struct check *k, names_vec *names,
                          const struct graph_connector *c)
{
    for (uint32_t i = 0; i < c->nrecords; i++)
        *vec_push(k->arena, names) = c->records[i]->name;
    for (uint32_t i = 0; i < c->nenums; i++)
        *vec_push(k->arena, names) = c->enums[i]->name;
}

static void add_map(struct check *k, names_vec *names, const struct map *m)
{
    for (uint32_t i = 0; i < m->entries.n; i++)
        *vec_push(k->arena, names) = m->entries.at[i].key;
}

/* Reports a type that is not there, with the nearest of those that are. */
static const struct graph_type *unknown(struct check *k, span at, str name,
                                        const struct graph_connector *in,
                                        bool with_plain)
{
    names_vec names = {0};

    if (check_incomplete(k, in ? in->at : (span){0}) ||
        missing_again(k, "type", name, in, at))
        return poisoned(k);
    struct diag *d =
        in && !with_plain
            ? check_report(
                  k, CHECK_UNKNOWN_NAME, at,
                  "%" STR_FMT "@%" STR_FMT " has no type \"%" STR_FMT "\"",
                  STR_ARG(in->name), STR_ARG(in->version), STR_ARG(name))
            : check_report(k, CHECK_UNKNOWN_NAME, at,
                           "there is no type \"%" STR_FMT "\"", STR_ARG(name));
    for (size_t i = 0; with_plain && i < COUNT(plain); i++)
        *vec_push(k->arena, &names) = str_from(plain[i].name);
    if (in) {
        add_connector(k, &names, in);
    } else {
        add_map(k, &names, &k->records);
        add_map(k, &names, &k->enums);
    }
    check_nearest_of(k, d, name, names.at, names.n);
    missing_note(k, "type", name, in, d);
    return poisoned(k);
}

static const struct graph_type *two_parts(struct check *k,
                                          const struct ast_path *p)
{
    struct graph_instance *i = check_find(k, &k->uses, "connector", p->name);

    if (!i || !i->connector)
        return poisoned(k);
    const struct graph_type *t =
        of_connector(i->connector, p->next->name.sym->text);
    if (t)
        return t;
    return unknown(k, p->next->name.at, p->next->name.sym->text, i->connector,
                   false);
}

static const struct graph_type *named(struct check *k,
                                      const struct graph_connector *inside,
                                      const struct ast_type *t)
{
    const struct ast_path *p = t->path;
    const struct graph_type *found;

    if (p->next && (p->next->next || inside)) {
        check_report(k, CHECK_UNKNOWN_NAME, t->at,
                     inside ? "a connector has only its own types, found "
                              "\"%" STR_FMT "\""
                            : "a type is written Name or connector.Name, "
                              "found \"%" STR_FMT "\"",
                     STR_ARG(source_text(k->sources, t->at)));
        return poisoned(k);
    }
    if (p->next)
        return two_parts(k, p);
    str name = p->name.sym->text;
    found = find_plain(k, name);
    if (!found)
        found = inside ? of_connector(inside, name) : of_estate(k, name);
    return found ? found : unknown(k, p->name.at, name, inside, true);
}

static const struct graph_type *
dict(struct check *k, const struct graph_connector *inside, struct ast_type *t)
{
    const struct graph_type *of = check_type(k, inside, t->of);

    if (t->key.sym && !str_eq(t->key.sym->text, STR("string"))) {
        check_report(k, CHECK_TYPE_MISMATCH, t->key.at,
                     "the keys of a dictionary are string, found \"%" STR_FMT
                     "\"",
                     STR_ARG(t->key.sym->text));
        return poisoned(k);
    }
    return of->kind == TYPE_ERROR ? of : type_dict(&k->g->types, of);
}

const struct graph_type *check_type(struct check *k,
                                    const struct graph_connector *inside,
                                    struct ast_type *t)
{
    const struct graph_type *made = poisoned(k);

    if (!t)
        return made;
    switch (t->kind) {
    case AST_TYPE_PATH: made = t->path ? named(k, inside, t) : made; break;
    case AST_TYPE_LIST:
        made = check_type(k, inside, t->of);
        if (made->kind != TYPE_ERROR)
            made = type_list(&k->g->types, made);
        break;
    case AST_TYPE_DICT: made = dict(k, inside, t); break;
    }
    if (t->optional)
        made = type_optional(&k->g->types, made);
    t->checked = made;
    return made;
}
