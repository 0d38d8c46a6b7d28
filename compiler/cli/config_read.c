/*
 * The readers that parts of weir.yaml share.
 */
#include "compiler/cli/config_read.h"
#include "stdlib/value/date.h"

void config_expected(struct config_reader *r, const struct tree *found,
                     const char *what)
{
    diag_add(r->problems, DIAG_ERROR, "", found->at, "expected %s, found %s",
             what, tree_kind_name(found->kind));
}

static const struct config_key *find_key(const struct config_key *keys,
                                         str name)
{
    for (; keys->name; keys++)
        if (str_eq(str_from(keys->name), name))
            return keys;
    return NULL;
}

static void unknown_key(struct config_reader *r, const struct tree_item *item,
                        const char *where, const struct config_key *keys)
{
    VEC(str) names = {0};

    for (const struct config_key *k = keys; k->name; k++)
        *vec_push(r->arena, &names) = str_from(k->name);
    struct diag *d =
        diag_add(r->problems, DIAG_ERROR, "", item->key_at,
                 "%s has no key \"%" STR_FMT "\"", where, STR_ARG(item->key));
    str near = diag_nearest(r->arena, item->key, names.at, names.n);
    if (near.len) {
        diag_help(r->problems, d, "did you mean \"%" STR_FMT "\"?",
                  STR_ARG(near));
        return;
    }
    struct buf all = BUF_MAX(4096);
    for (uint32_t i = 0; i < names.n; i++)
        buf_printf(&all, "%s\"%" STR_FMT "\"", i ? ", " : "",
                   STR_ARG(names.at[i]));
    diag_help(r->problems, d, "its keys are %" STR_FMT,
              STR_ARG(buf_view(&all)));
    buf_free(&all);
}

static void repeated_key(struct config_reader *r, const struct tree_item *item)
{
    diag_add(r->problems, DIAG_ERROR, "", item->key_at,
             "\"%" STR_FMT "\" stands here twice", STR_ARG(item->key));
}

bool config_is_map(struct config_reader *r, const struct tree *t)
{
    if (t->kind == TREE_MAP) {
        for (uint32_t i = 0; i < t->nitems; i++)
            if (t->items[i].again)
                repeated_key(r, &t->items[i]);
        return true;
    }
    config_expected(r, t, "a map");
    return false;
}

void config_map(struct config_reader *r, const struct tree *t,
                const char *where, const struct config_key *keys, void *to)
{
    if (t->kind == TREE_NULL || !config_is_map(r, t))
        return;
    for (uint32_t i = 0; i < t->nitems; i++) {
        const struct config_key *key = find_key(keys, t->items[i].key);
        if (key)
            key->read(r, &t->items[i], to);
        else
            unknown_key(r, &t->items[i], where, keys);
    }
}

bool config_text(struct config_reader *r, const struct tree *t, str *to)
{
    if (t->kind == TREE_TEXT || t->kind == TREE_NUMBER ||
        t->kind == TREE_BOOL) {
        *to = t->text;
        return true;
    }
    config_expected(r, t, "a text");
    return false;
}

bool config_duration(struct config_reader *r, const struct tree *t, int64_t *to)
{
    weir_duration d;

    if (t->kind == TREE_TEXT && weir_duration_parse(t->text, &d) && d > 0) {
        *to = d;
        return true;
    }
    if (t->kind == TREE_TEXT || t->kind == TREE_NUMBER)
        diag_add(r->problems, DIAG_ERROR, "", t->at,
                 "expected a duration such as 15m or 30d, found \"%" STR_FMT
                 "\"",
                 STR_ARG(t->text));
    else
        config_expected(r, t, "a duration such as 15m or 30d");
    return false;
}

static void add_name(struct config_reader *r, const struct tree *t,
                     struct config_names *to)
{
    str name;

    if (config_text(r, t, &name))
        *vec_push(r->arena, &to->all) = (struct config_name){name, t->at};
}

void config_list(struct config_reader *r, const struct tree *t,
                 struct config_names *to)
{
    if (t->kind == TREE_LIST) {
        for (uint32_t i = 0; i < t->nitems; i++)
            add_name(r, t->items[i].value, to);
    } else if (t->kind == TREE_TEXT) {
        add_name(r, t, to);
    } else if (t->kind != TREE_NULL) {
        config_expected(r, t, "a list");
    }
}

const struct config_pair *config_pairs(struct config_reader *r,
                                       const struct tree *t, uint32_t *n)
{
    VEC(struct config_pair) all = {0};

    if (t->kind != TREE_NULL && config_is_map(r, t))
        for (uint32_t i = 0; i < t->nitems; i++) {
            const struct tree_item *item = &t->items[i];
            struct config_pair pair = {item->key, {"", 0}, item->key_at};
            if (config_text(r, item->value, &pair.value))
                *vec_push(r->arena, &all) = pair;
        }
    *n = all.n;
    return all.at;
}
