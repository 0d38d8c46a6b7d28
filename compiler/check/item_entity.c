/*
 * Entities: which system masters a thing, which hold copies.
 */
#include "compiler/check/own.h"

static span path_span(const struct ast_path *p)
{
    span at = p->name.at;

    for (p = p->next; p; p = p->next)
        at = span_join(at, p->name.at);
    return at;
}

static const struct graph_record *find_record(struct check *k,
                                              const struct graph_connector *c,
                                              struct ast_name name)
{
    str *names = arena_array(k->arena, str, c->nrecords + 1);

    for (uint32_t i = 0; i < c->nrecords; i++) {
        names[i] = c->records[i]->name;
        if (str_eq(names[i], name.sym->text))
            return c->records[i];
    }
    if (check_incomplete(k, c->at))
        return NULL;
    struct diag *d = check_report(
        k, CHECK_UNKNOWN_NAME, name.at,
        "%" STR_FMT "@%" STR_FMT " has no record \"%" STR_FMT "\"",
        STR_ARG(c->name), STR_ARG(c->version), STR_ARG(name.sym->text));
    check_nearest_of(k, d, name.sym->text, names, c->nrecords);
    return NULL;
}

static const struct graph_field *
find_field(struct check *k, const struct graph_record *r, struct ast_name name)
{
    const struct graph_field *f = record_field(r, name.sym->text);

    if (!f)
        check_no_field(k, r->type, name.sym->text, name.at);
    return f;
}

/* False after a message: nothing to keep. */
static bool place(struct check *k, const struct ast_path *p,
                  struct graph_place *out)
{
    span at = path_span(p);
    uint32_t n = 0;

    for (const struct ast_path *q = p; q; q = q->next)
        n++;
    *out = (struct graph_place){.text = source_text(k->sources, at), .at = at};
    if (n != 2 && n != 3) {
        check_report(k, CHECK_UNKNOWN_NAME, at,
                     "expected connector.Record or connector.Record.field, "
                     "found \"%" STR_FMT "\"",
                     STR_ARG(out->text));
        return false;
    }
    out->instance = check_find(k, &k->uses, "connector", p->name);
    if (!out->instance || !out->instance->connector)
        return false;
    out->record = find_record(k, out->instance->connector, p->next->name);
    if (out->record && n == 3)
        out->field = find_field(k, out->record, p->next->next->name);
    return out->record && (n == 2 || out->field);
}

static void add(struct check *k, struct graph_place *places, uint32_t *n,
                const struct ast_path *p)
{
    if (!place(k, p, &places[*n]))
        return;
    for (uint32_t i = 0; i < *n; i++)
        if (str_eq(places[i].text, places[*n].text)) {
            struct diag *d = check_report(
                k, CHECK_DUPLICATE_NAME, places[*n].at,
                "\"%" STR_FMT "\" is named already", STR_ARG(places[i].text));
            diag_note(k->diags, d, places[i].at, "the first is here");
            return;
        }
    ++*n;
}

static uint32_t count_copies(const struct ast_item *i)
{
    uint32_t n = 0;

    for (const struct ast_line *l = i->lines; l; l = l->next)
        for (const struct ast_paths *p = l->more->paths; p; p = p->next)
            n++;
    return n;
}

void entity_fill(struct check *k, struct graph_entity *e,
                 const struct ast_item *i)
{
    uint32_t masters = 0;

    for (const struct ast_line *l = i->lines; l; l = l->next)
        masters += l->kind == AST_LINE_MASTER;
    e->masters = arena_array(k->arena, struct graph_place, masters + 1);
    e->copies = arena_array(k->arena, struct graph_place, count_copies(i) + 1);
    for (const struct ast_line *l = i->lines; l; l = l->next) {
        if (l->kind == AST_LINE_MASTER && l->more->path)
            add(k, e->masters, &e->nmasters, l->more->path);
        for (const struct ast_paths *p = l->more->paths; p; p = p->next)
            if (p->path)
                add(k, e->copies, &e->ncopies, p->path);
    }
}
