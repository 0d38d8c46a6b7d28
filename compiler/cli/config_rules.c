/*
 * What `rules:` of weir.yaml says of files and flows: levels by path, and
 * waivers of what can't hold one in its text.
 */
#include "compiler/cli/config_read.h"

/* Says what was expected, and which of the words was meant. */
static void not_one_of(struct config_reader *r, const struct tree *t,
                       const char *const *words, const char *what)
{
    str text = tree_text(t);
    VEC(str) names = {0};

    if (t->kind == TREE_NULL || t->kind == TREE_LIST || t->kind == TREE_MAP) {
        config_expected(r, t, what);
        return;
    }
    for (int i = 0; words[i]; i++)
        *vec_push(r->arena, &names) = str_from(words[i]);
    struct diag *d =
        diag_add(r->problems, DIAG_ERROR, "", t->at,
                 "expected %s, found \"%" STR_FMT "\"", what, STR_ARG(text));
    str near = diag_nearest(r->arena, text, names.at, names.n);
    if (near.len)
        diag_help(r->problems, d, "did you mean \"%" STR_FMT "\"?",
                  STR_ARG(near));
}

bool config_choice(struct config_reader *r, const struct tree *t,
                   const char *const *words, const char *what, int *to)
{
    str text = tree_text(t);

    for (int i = 0; words[i]; i++) {
        if (!str_eq(str_from(words[i]), text))
            continue;
        *to = i;
        return true;
    }
    not_one_of(r, t, words, what);
    return false;
}

void config_levels(struct config_reader *r, const struct tree *t,
                   struct config_levels *to)
{
    static const char *const words[] = {"off", "info", "warning", "error",
                                        NULL};
    int n;

    if (t->kind == TREE_NULL || !config_is_map(r, t))
        return;
    for (uint32_t i = 0; i < t->nitems; i++)
        if (config_choice(r, t->items[i].value, words,
                          "error, warning, info or off", &n))
            *vec_push(r->arena, to) = (struct config_level){
                t->items[i].key, (enum diag_level)n, t->items[i].key_at};
}

/* A list of maps, each read by the table. */
static bool is_list(struct config_reader *r, const struct tree *t)
{
    if (t->kind == TREE_LIST)
        return true;
    if (t->kind != TREE_NULL)
        config_expected(r, t, "a list");
    return false;
}

/* --- paths --------------------------------------------------------------- */

static void read_match(struct config_reader *r, const struct tree_item *item,
                       void *to)
{
    struct config_path *p = to;

    p->match_at = item->value->at;
    config_text(r, item->value, &p->match);
}

static void read_path_levels(struct config_reader *r,
                             const struct tree_item *item, void *to)
{
    config_levels(r, item->value, &((struct config_path *)to)->levels);
}

void config_read_paths(struct config_reader *r, const struct tree_item *item,
                       void *to)
{
    static const struct config_key keys[] = {
        {"match", read_match}, {"levels", read_path_levels}, {NULL, NULL}};
    struct config *c = to;

    if (!is_list(r, item->value))
        return;
    for (uint32_t i = 0; i < item->value->nitems; i++) {
        const struct tree *t = item->value->items[i].value;
        struct config_path p = {.at = t->at};
        uint32_t before = r->problems->errors;
        config_map(r, t, "a path", keys, &p);
        if (t->kind == TREE_MAP && !p.match.len &&
            r->problems->errors == before)
            diag_add(r->problems, DIAG_ERROR, "", t->at,
                     "expected the key \"match\", a pattern such as "
                     "\"flows/legacy/**\"");
        *vec_push(r->arena, &c->paths) = p;
    }
}

/* --- waivers ------------------------------------------------------------- */

static void read_rule(struct config_reader *r, const struct tree_item *item,
                      void *to)
{
    struct config_waiver *w = to;

    w->rule_at = item->value->at;
    config_text(r, item->value, &w->rule);
}

static void read_flow(struct config_reader *r, const struct tree_item *item,
                      void *to)
{
    config_text(r, item->value, &((struct config_waiver *)to)->flow);
}

static void read_item(struct config_reader *r, const struct tree_item *item,
                      void *to)
{
    config_text(r, item->value, &((struct config_waiver *)to)->item);
}

static void read_file(struct config_reader *r, const struct tree_item *item,
                      void *to)
{
    config_text(r, item->value, &((struct config_waiver *)to)->file);
}

static void read_because(struct config_reader *r, const struct tree_item *item,
                         void *to)
{
    config_text(r, item->value, &((struct config_waiver *)to)->because);
}

static void read_until(struct config_reader *r, const struct tree_item *item,
                       void *to)
{
    struct config_waiver *w = to;

    w->until_at = item->value->at;
    w->has_until = true;
    if (!weir_date_parse(tree_text(item->value), &w->until))
        diag_add(r->problems, DIAG_ERROR, "", item->value->at,
                 "expected a day such as 2026-01-31, found \"%" STR_FMT "\"",
                 STR_ARG(tree_text(item->value)));
}

static void judge(struct config_reader *r, const struct tree *t,
                  const struct config_waiver *w)
{
    int places = (w->flow.len > 0) + (w->item.len > 0) + (w->file.len > 0);
    const char *what =
        !w->rule.len                ? "\"rule\", what is waived"
        : !str_trim(w->because).len ? "\"because\", why the finding may stay"
        : !w->has_until             ? "\"until\", the last day of the waiver"
        : !places ? "\"flow\", \"item\" or \"file\", where it is waived"
                  : NULL;

    if (what)
        diag_add(r->problems, DIAG_ERROR, "", t->at, "expected the key %s",
                 what);
    else if (places > 1)
        diag_add(r->problems, DIAG_ERROR, "", t->at,
                 "expected one of \"flow\", \"item\" and \"file\", found "
                 "several");
}

void config_read_waivers(struct config_reader *r, const struct tree_item *item,
                         void *to)
{
    static const struct config_key keys[] = {
        {"rule", read_rule}, {"flow", read_flow},       {"item", read_item},
        {"file", read_file}, {"because", read_because}, {"until", read_until},
        {NULL, NULL}};
    struct config *c = to;

    if (!is_list(r, item->value))
        return;
    for (uint32_t i = 0; i < item->value->nitems; i++) {
        const struct tree *t = item->value->items[i].value;
        struct config_waiver w = {.at = t->at};
        uint32_t before = r->problems->errors;
        config_map(r, t, "a waiver", keys, &w);
        // What a misspelt key would have said is not missed as well.
        if (t->kind == TREE_MAP && r->problems->errors == before)
            judge(r, t, &w);
        *vec_push(r->arena, &c->waivers) = w;
    }
}
