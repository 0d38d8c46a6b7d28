/*
 * Items by name: entered once, found with a count of the uses, or reported
 * with the nearest.
 */
#include "compiler/check/own.h"

bool check_declare(struct check *k, struct map *items, const char *kind,
                   struct ast_name name, void *item)
{
    if (!name.sym)
        return false;
    str key =
        arena_printf(k->arena, "%s %" STR_FMT, kind, STR_ARG(name.sym->text));
    void **first = map_put(&k->own->declared, key);

    if (*first) {
        struct diag *d =
            check_report(k, CHECK_DUPLICATE_NAME, name.at,
                         "there is %s %s \"%" STR_FMT "\" already",
                         article(kind), kind, STR_ARG(name.sym->text));
        diag_note(k->diags, d, *(span *)*first, "the first is here");
        return false;
    }
    *first = arena_copy(k->arena, &name.at, sizeof name.at);
    *map_put(items, name.sym->text) = item;
    return true;
}

static void count_use(struct check *k, const struct map *items, void *item)
{
    if (items == &k->teams)
        ((struct graph_team *)item)->used++;
    else if (items == &k->queues)
        ((struct graph_queue *)item)->used++;
    else if (items == &k->tables)
        ((struct graph_table *)item)->used++;
    else if (items == &k->stores)
        ((struct graph_store *)item)->used++;
    else if (items == &k->functions)
        ((struct graph_function *)item)->used++;
    else if (items == &k->uses)
        ((struct graph_instance *)item)->used++;
}

void *check_find(struct check *k, const struct map *items, const char *kind,
                 struct ast_name name)
{
    if (!name.sym)
        return NULL;
    void *item = map_get(items, name.sym->text);

    if (item) {
        count_use(k, items, item);
        return item;
    }
    if (check_incomplete(k, (span){0}) ||
        missing_again(k, kind, name.sym->text, NULL, name.at))
        return NULL;
    struct diag *d = check_report(k, CHECK_UNKNOWN_NAME, name.at,
                                  "there is no %s \"%" STR_FMT "\"", kind,
                                  STR_ARG(name.sym->text));
    check_nearest(k, d, name.sym->text, items);
    missing_note(k, kind, name.sym->text, NULL, d);
    return NULL;
}

static span path_span(const struct ast_path *p)
{
    span at = p->name.at;

    for (p = p->next; p; p = p->next)
        at = span_join(at, p->name.at);
    return at;
}

static void unknown_endpoint(struct check *k, struct ast_name name,
                             const struct graph_connector *c)
{
    if (check_incomplete(k, c->at) ||
        missing_again(k, "endpoint", name.sym->text, c, name.at))
        return;
    struct diag *d = check_report(
        k, CHECK_UNKNOWN_NAME, name.at,
        "%" STR_FMT "@%" STR_FMT " has no endpoint \"%" STR_FMT "\"",
        STR_ARG(c->name), STR_ARG(c->version), STR_ARG(name.sym->text));
    str *names = arena_array(k->arena, str, c->nendpoints + 1);
    for (uint32_t i = 0; i < c->nendpoints; i++)
        names[i] = c->endpoints[i]->name;
    check_nearest_of(k, d, name.sym->text, names, c->nendpoints);
    missing_note(k, "endpoint", name.sym->text, c, d);
}

const struct graph_endpoint *check_endpoint(struct check *k,
                                            const struct ast_path *path,
                                            struct graph_instance **instance)
{
    *instance = NULL;
    if (!path)
        return NULL;
    if (!path->next || path->next->next) {
        check_report(
            k, CHECK_UNKNOWN_NAME, path_span(path),
            "an endpoint is written connector.endpoint, found \"%" STR_FMT "\"",
            STR_ARG(source_text(k->sources, path_span(path))));
        return NULL;
    }
    *instance = check_find(k, &k->uses, "connector", path->name);
    if (!*instance || !(*instance)->connector)
        return NULL;
    const struct graph_endpoint *e =
        connector_endpoint((*instance)->connector, path->next->name.sym->text);
    if (!e)
        unknown_endpoint(k, path->next->name, (*instance)->connector);
    return e;
}
