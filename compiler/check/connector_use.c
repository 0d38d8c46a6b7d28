/*
 * `use NAME@VERSION as ALIAS { ... }`: which connector is meant, and what it
 * is given. A range is refused, and the best match is taken all the same, so
 * that one mistake gives one message.
 */
#include "compiler/check/own.h"

static str version_list(struct check *k, const str *versions, uint32_t n)
{
    str all = {0};

    for (uint32_t i = 0; i < n && i < 8; i++)
        all = arena_printf(k->arena, "%" STR_FMT "%s%" STR_FMT, STR_ARG(all),
                           i ? ", " : "", STR_ARG(versions[i]));
    return all;
}

/* The nearest name there is, or none. */
static str report_connector(struct check *k, struct ast_name name)
{
    const str *known;
    uint32_t n = k->catalog->connectors(k->catalog, &known);
    VEC(str) names = {0};

    for (uint32_t i = 0; i < n; i++)
        *vec_push(k->arena, &names) = known[i];
    for (uint32_t i = 0; i < k->own->entries.entries.n; i++) {
        str key = k->own->entries.entries.at[i].key;
        ptrdiff_t at = str_find(key, STR("@"));
        *vec_push(k->arena, &names) = str_slice(key, 0, (size_t)at);
    }
    struct diag *d = check_report(
        k, CHECK_UNKNOWN_NAME, name.at,
        "neither the project nor the library has a connector \"%" STR_FMT "\"",
        STR_ARG(name.sym->text));
    return check_nearest_of(k, d, name.sym->text, names.at, names.n);
}

static void report_version(struct check *k, const struct ast_item *i,
                           const str *versions, uint32_t n)
{
    struct diag *d = check_report(
        k, CHECK_UNKNOWN_VERSION, i->version_at,
        "%" STR_FMT " has no version %" STR_FMT ", found %" STR_FMT,
        STR_ARG(i->name.sym->text), STR_ARG(i->version),
        STR_ARG(version_list(k, versions, n)));

    diag_help(k->diags, d, "use %" STR_FMT "@%" STR_FMT,
              STR_ARG(i->name.sym->text), STR_ARG(versions[0]));
}

/* The version that weir.lock has of a connector: the best, when that is among
 * them, else one; "" without. */
static str pinned_version(const struct check *k, str name, str best)
{
    str found = {0};

    for (uint32_t i = 0; i < k->npinned; i++) {
        str pin = k->pinned[i];
        if (!str_starts_with(pin, name) || pin.len <= name.len + 1 ||
            pin.ptr[name.len] != '@')
            continue;
        found = str_slice(pin, name.len + 1, pin.len);
        if (str_eq(found, best))
            break;
    }
    return found;
}

static void report_range(struct check *k, const struct ast_item *i, str best)
{
    str pinned = pinned_version(k, i->name.sym->text, best);

    best = pinned.len ? pinned : best;
    struct diag *d =
        check_report(k, CHECK_UNPINNED_CONNECTOR, i->version_at,
                     "a connector is used at one version, found @%" STR_FMT,
                     STR_ARG(i->version));

    diag_help(k->diags, d, "use %" STR_FMT "@%" STR_FMT,
              STR_ARG(i->name.sym->text), STR_ARG(best));
    d->safety = DIAG_SAFE;
    diag_edit(k->diags, d, i->version_at,
              arena_printf(k->arena, "@%" STR_FMT, STR_ARG(best)));
}

/* A misspelt connector is meant by its right name, too: what uses that is no
 * second mistake. */
static void also_as(struct check *k, struct graph_instance *made, str meant)
{
    if (meant.len && !map_get(&k->uses, meant))
        *map_put(&k->uses, meant) = made;
}

/* The connector of a use; NULL after a message. */
static struct entry *resolve(struct check *k, const struct ast_item *i,
                             struct graph_instance *made)
{
    str name = i->name.sym->text;
    const str *versions;
    uint32_t n = connector_versions(k, name, &versions);

    made->exact = version_exact(i->version);
    for (uint32_t v = 0; v < n; v++)
        if (str_eq(versions[v], i->version))
            return connector_entry(k, name, versions[v]);
    if (!n) {
        if (!check_incomplete(k, (span){0}))
            also_as(k, made, report_connector(k, i->name));
        return NULL;
    }
    for (uint32_t v = 0; v < n; v++) {
        if (!version_fits(versions[v], i->version))
            continue;
        made->exact = false;
        report_range(k, i, versions[v]);
        return connector_entry(k, name, versions[v]);
    }
    if (!check_incomplete(k, (span){0}))
        report_version(k, i, versions, n);
    return NULL;
}

static void unknown_setting(struct check *k, const struct entry *e,
                            struct ast_name key)
{
    str *names = arena_array(k->arena, str,
                             e->settings.entries.n + e->secrets.entries.n + 1);
    uint32_t n = 0;

    if (check_incomplete(k, e->connector->at))
        return;
    for (uint32_t i = 0; i < e->settings.entries.n; i++)
        names[n++] = e->settings.entries.at[i].key;
    for (uint32_t i = 0; i < e->secrets.entries.n; i++)
        names[n++] = e->secrets.entries.at[i].key;
    struct diag *d =
        check_report(k, CHECK_UNKNOWN_NAME, key.at,
                     "%" STR_FMT "@%" STR_FMT
                     " asks for no setting or secret \"%" STR_FMT "\"",
                     STR_ARG(e->connector->name),
                     STR_ARG(e->connector->version), STR_ARG(key.sym->text));
    check_nearest_of(k, d, key.sym->text, names, n);
}

/* A secret stays one, a setting never becomes one. */
static void check_kind(struct check *k, const struct entry *e,
                       const struct ast_line *l, const struct graph_expr *value)
{
    str key = l->name.sym->text;
    bool secret = map_get(&e->secrets, key) != NULL;
    bool setting = map_get(&e->settings, key) != NULL;
    struct diag *d;

    if (!secret && !setting) {
        unknown_setting(k, e, l->name);
    } else if (secret && value->kind != EXPR_SECRET) {
        d = check_report(k, CHECK_MISPLACED_SECRET, l->a->at,
                         "%" STR_FMT " is a secret of the connector, found "
                         "what is not secret",
                         STR_ARG(key));
        diag_help(k->diags, d, "%" STR_FMT " = secret OTHER_NAME",
                  STR_ARG(key));
    } else if (!secret && value->kind == EXPR_SECRET) {
        d = check_report(k, CHECK_MISPLACED_SECRET, l->a->at,
                         "%" STR_FMT " is a setting, which is shown, found a "
                         "secret",
                         STR_ARG(key));
        diag_help(k->diags, d, "%" STR_FMT " = setting OTHER_NAME",
                  STR_ARG(key));
    }
}

static void settings(struct check *k, struct graph_instance *made,
                     const struct entry *e, const struct ast_item *i)
{
    struct expr_context x = {.k = k, .secrets = true, .place = "a use"};
    struct map seen;
    uint32_t n = 0;

    map_init(&seen, k->arena);
    for (const struct ast_line *l = i->lines; l; l = l->next)
        n += l->kind == AST_LINE_SET;
    made->settings.at = arena_array(k->arena, struct graph_pair, n + 1);
    for (const struct ast_line *l = i->lines; l; l = l->next) {
        if (l->kind != AST_LINE_SET || !l->name.sym)
            continue;
        struct graph_pair *p = &made->settings.at[made->settings.n++];
        p->name = l->name.sym->text;
        p->at = l->at;
        p->value = check_expr(&x, l->a, k->g->types.simple[TYPE_STRING]);
        void **first = map_put(&seen, p->name);
        if (*first) {
            struct diag *d = check_report(k, CHECK_DUPLICATE_NAME, l->name.at,
                                          "\"%" STR_FMT "\" is set already",
                                          STR_ARG(p->name));
            diag_note(k->diags, d, ((const struct graph_pair *)*first)->at,
                      "the first is here");
        } else if (e && e->connector) {
            check_kind(k, e, l, p->value);
        }
        *first = p;
    }
}

void use_check(struct check *k, struct ast_item *i)
{
    struct graph_instance *made = arena_make(k->arena, struct graph_instance);
    struct ast_name alias = i->as.sym ? i->as : i->name;

    if (!i->name.sym)
        return;
    made->alias = alias.sym->text;
    made->name = i->name.sym->text;
    made->version = i->version;
    made->at = i->at;
    made->alias_at = alias.at;
    made->version_at = i->version_at;
    made->doc = i->doc;
    struct entry *e = resolve(k, i, made);
    made->connector = e ? e->connector : NULL;
    settings(k, made, e, i);
    lines_waive(k, i);
    if (check_declare(k, &k->uses, "connector", alias, made))
        *vec_push(k->arena, &k->g->instances) = made;
}
