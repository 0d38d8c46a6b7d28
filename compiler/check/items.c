/*
 * Items in passes: names, then connectors and types, then what items hold,
 * then expressions, which may need all of it.
 */
#include "compiler/check/own.h"

struct items {
    VEC(struct declared_item) all;
    VEC(struct declared_item) functions;
};

bool line_once(struct check *k, const struct ast_line **first,
               const struct ast_line *l)
{
    if (!first[l->kind]) {
        first[l->kind] = l;
        return true;
    }
    str text = source_text(k->sources, l->at);
    size_t n = 0;
    while (n < text.len && text.ptr[n] != ' ' && text.ptr[n] != '\n')
        n++;
    struct diag *d =
        check_report(k, CHECK_DUPLICATE_LINE, l->at,
                     "the line \"%" STR_FMT "\" stands once, found another",
                     STR_ARG(str_slice(text, 0, n)));
    diag_note(k->diags, d, first[l->kind]->at, "the first is here");
    return false;
}

void lines_waive(struct check *k, const struct ast_item *i)
{
    for (const struct ast_line *l = i->lines; l; l = l->next)
        if (l->kind == AST_LINE_WAIVE && l->waiver)
            check_waiver(k, l->waiver, i->at);
}

/* A new zeroed graph item with its names, entered; NULL when it has none. */
#define NEW_ITEM(T, list, map, kind)                          \
    do {                                                      \
        struct T *t = arena_make(k->arena, struct T);         \
        t->name = i->name.sym ? i->name.sym->text : (str){0}; \
        t->doc = i->doc;                                      \
        t->at = i->at;                                        \
        t->name_at = i->name.at;                              \
        if (!check_declare(k, &k->map, kind, i->name, t))     \
            return NULL;                                      \
        *vec_push(k->arena, &k->g->list) = t;                 \
        return t;                                             \
    } while (0)

static void *new_team(struct check *k, const struct ast_item *i)
{
    NEW_ITEM(graph_team, teams, teams, "team");
}

static void *new_queue(struct check *k, const struct ast_item *i)
{
    NEW_ITEM(graph_queue, queues, queues, "queue");
}

static void *new_entity(struct check *k, const struct ast_item *i)
{
    NEW_ITEM(graph_entity, entities, entities, "entity");
}

static void *new_table(struct check *k, const struct ast_item *i)
{
    NEW_ITEM(graph_table, tables, tables, "table");
}

static void *new_store(struct check *k, const struct ast_item *i)
{
    NEW_ITEM(graph_store, stores, stores, "store");
}

static void *new_function(struct check *k, const struct ast_item *i)
{
    NEW_ITEM(graph_function, functions, functions, "fn or map");
}

static void *new_record(struct check *k, const struct ast_item *i)
{
    struct graph_record *r = record_new(k, i, NULL);

    if (!check_declare(k, &k->records, "type", i->name, r))
        return NULL;
    *vec_push(k->arena, &k->g->records) = r;
    return r;
}

static void *new_enum(struct check *k, const struct ast_item *i)
{
    struct graph_enum *e = enum_new(k, i, NULL);

    if (!check_declare(k, &k->enums, "type", i->name, e))
        return NULL;
    *vec_push(k->arena, &k->g->enums) = e;
    return e;
}

/* A flat switch; NULL: nothing to fill later. */
static void *declare(struct check *k, struct ast_file *file, struct ast_item *i)
{
    switch (i->kind) {
    case AST_TEAM: return new_team(k, i);
    case AST_QUEUE: return new_queue(k, i);
    case AST_RECORD_ITEM: return new_record(k, i);
    case AST_ENUM: return new_enum(k, i);
    case AST_ENTITY: return new_entity(k, i);
    case AST_TABLE: return new_table(k, i);
    case AST_STORE: return new_store(k, i);
    case AST_FN:
    case AST_MAP_ITEM: return new_function(k, i);
    case AST_CONNECTOR: connector_declare(k, file, i); return NULL;
    case AST_USE: // behind all connectors
    case AST_FLOW:
    case AST_RECONCILE:
    case AST_TEST: break;
    }
    return NULL;
}

/* Nearly all files have nothing but uses and flows, which come later. */
static struct ast_item *first_declared(const struct ast_file *file)
{
    for (unsigned kind = 0; kind < AST_ITEM_KINDS; kind++)
        if (kind != AST_USE && kind != AST_FLOW && file->of_kind[kind])
            return file->items;
    return NULL;
}

static void declare_all(struct check *k, struct items *all,
                        struct ast_file *const *files, uint32_t n)
{
    for (uint32_t f = 0; f < n; f++)
        for (struct ast_item *i = first_declared(files[f]); i; i = i->next) {
            struct declared_item d = {i, declare(k, files[f], i)};
            if (d.made)
                *vec_push(k->arena, &all->all) = d;
            if (d.made && (i->kind == AST_FN || i->kind == AST_MAP_ITEM))
                *vec_push(k->arena, &all->functions) = d;
        }
    for (uint32_t f = 0; f < n; f++)
        for (struct ast_item *i = files[f]->of_kind[AST_USE]; i;
             i = i->next_of_kind)
            use_check(k, i);
}

/* Types of the estate: everything else may name them. */
static void fill_types(struct check *k, const struct items *all)
{
    for (uint32_t n = 0; n < all->all.n; n++) {
        const struct declared_item *d = &all->all.at[n];
        if (d->item->kind == AST_ENUM)
            enum_fill(k, d->made, d->item);
        else if (d->item->kind == AST_RECORD_ITEM)
            record_fill(k, d->made, d->item);
    }
    records_check_size(k, k->g->records.at, k->g->records.n);
}

/* A flat switch. */
static void fill(struct check *k, const struct declared_item *d)
{
    switch ((unsigned)d->item->kind) {
    case AST_TEAM: team_fill(k, d->made, d->item); break;
    case AST_ENTITY: entity_fill(k, d->made, d->item); break;
    case AST_STORE: store_fill(k, d->made, d->item); break;
    case AST_TABLE: table_head(k, d->made, d->item); break;
    case AST_FN:
    case AST_MAP_ITEM: function_head(k, d->made, d->item); break;
    default: break;
    }
    lines_waive(k, d->item);
}

void check_items(struct check *k, struct ast_file *const *files, uint32_t n)
{
    struct items all = {0};

    declare_all(k, &all, files, n);
    fill_types(k, &all);
    for (uint32_t i = 0; i < all.all.n; i++)
        fill(k, &all.all.at[i]);
    functions_check(k, all.functions.at, all.functions.n);
    for (uint32_t i = 0; i < all.all.n; i++) {
        const struct declared_item *d = &all.all.at[i];
        if (d->item->kind == AST_QUEUE)
            queue_fill(k, d->made, d->item);
        else if (d->item->kind == AST_TABLE)
            table_rows(k, d->made, d->item);
    }
    connector_check_local(k);
}
