/*
 * weir.yaml as cli.md describes it to users: one table of keys a map.
 */
#include "compiler/cli/config_read.h"

#include <string.h>

static const int64_t SECOND = 1000000;

void config_init(struct config *c)
{
    memset(c, 0, sizeof *c);
    c->runner.concurrency = 4;
    c->runner.keep = 30 * 24 * 3600 * SECOND;
    c->runner.retry_budget = 15 * 60 * SECOND;
    c->runner.settle = 15 * 60 * SECOND;
    c->runner.stop = 25 * SECOND;
}

const struct config_environment *config_environment(const struct config *c,
                                                    str name)
{
    for (uint32_t i = 0; i < c->environments.n; i++)
        if (str_eq(c->environments.at[i].name, name))
            return &c->environments.at[i];
    return NULL;
}

static void read_version(struct config_reader *r, const struct tree_item *item,
                         void *to)
{
    const struct tree *t = item->value;

    (void)to;
    if (t->kind != TREE_NUMBER || !str_eq(t->text, STR("1")))
        diag_add(r->problems, DIAG_ERROR, "", t->at,
                 "\"weir\" is the version of this file: expected 1");
}

/* A folder of the project: relative, and not above it. */
static bool is_inside(str path)
{
    while (path.len) {
        ptrdiff_t slash = str_find(path, STR("/"));
        size_t n = slash < 0 ? path.len : (size_t)slash;
        if (n == 0 || str_eq(str_slice(path, 0, n), STR("..")))
            return false;
        path = str_slice(path, n + 1, path.len);
    }
    return true;
}

static void read_sources(struct config_reader *r, const struct tree_item *item,
                         void *to)
{
    struct config *c = to;
    struct config_names names = {0};

    config_list(r, item->value, &names);
    for (uint32_t i = 0; i < names.all.n; i++) {
        struct config_name n = names.all.at[i];
        if (!n.name.len || !is_inside(n.name))
            diag_add(r->problems, DIAG_ERROR, "", n.at,
                     "expected a folder of the project, found \"%" STR_FMT "\"",
                     STR_ARG(n.name));
        else
            *vec_push(r->arena, &c->sources) = n;
    }
    if (!names.all.n && item->value->kind == TREE_LIST)
        diag_add(r->problems, DIAG_ERROR, "", item->value->at,
                 "expected folders, found an empty list");
}

/* --- runner --- */

static void read_concurrency(struct config_reader *r,
                             const struct tree_item *item, void *to)
{
    const struct tree *t = item->value;
    uint32_t n = 0;

    if (t->kind == TREE_NUMBER && t->text.len <= 4)
        for (size_t i = 0; i < t->text.len; i++)
            n = t->text.ptr[i] >= '0' && t->text.ptr[i] <= '9'
                    ? n * 10 + (uint32_t)(t->text.ptr[i] - '0')
                    : 10000;
    if (n >= 1 && n <= 1000)
        ((struct config_runner *)to)->concurrency = n;
    else
        diag_add(r->problems, DIAG_ERROR, "", t->at,
                 "expected a number from 1 to 1000 as \"concurrency\"");
}

static void read_keep(struct config_reader *r, const struct tree_item *item,
                      void *to)
{
    config_duration(r, item->value, &((struct config_runner *)to)->keep);
}

static void read_budget(struct config_reader *r, const struct tree_item *item,
                        void *to)
{
    config_duration(r, item->value,
                    &((struct config_runner *)to)->retry_budget);
}

static void read_settle(struct config_reader *r, const struct tree_item *item,
                        void *to)
{
    config_duration(r, item->value, &((struct config_runner *)to)->settle);
}

static void read_stop(struct config_reader *r, const struct tree_item *item,
                      void *to)
{
    config_duration(r, item->value, &((struct config_runner *)to)->stop);
}

static void read_runner(struct config_reader *r, const struct tree_item *item,
                        void *to)
{
    static const struct config_key keys[] = {{"concurrency", read_concurrency},
                                             {"keep", read_keep},
                                             {"retry_budget", read_budget},
                                             {"settle", read_settle},
                                             {"stop", read_stop},
                                             {NULL, NULL}};

    config_map(r, item->value, "runner", keys, &((struct config *)to)->runner);
}

/* --- rules --- */

static void read_preset(struct config_reader *r, const struct tree_item *item,
                        void *to)
{
    static const char *const words[] = {"recommended", "strict", "audit", NULL};
    int n;

    if (config_choice(r, item->value, words, "recommended, strict or audit",
                      &n))
        ((struct config *)to)->preset = (enum config_preset)n;
}

static void read_levels(struct config_reader *r, const struct tree_item *item,
                        void *to)
{
    config_levels(r, item->value, &((struct config *)to)->levels);
}

static void read_ignore(struct config_reader *r, const struct tree_item *item,
                        void *to)
{
    struct config *c = to;
    struct config_names names = {0};

    config_list(r, item->value, &names);
    c->ignore.at = names.all.at;
    c->ignore.n = names.all.n;
}

static void read_locked(struct config_reader *r, const struct tree_item *item,
                        void *to)
{
    struct config *c = to;
    struct config_names names = {0};

    config_list(r, item->value, &names);
    c->locked.at = names.all.at;
    c->locked.n = names.all.n;
}

static void read_rules(struct config_reader *r, const struct tree_item *item,
                       void *to)
{
    static const struct config_key keys[] = {{"preset", read_preset},
                                             {"levels", read_levels},
                                             {"ignore", read_ignore},
                                             {"locked", read_locked},
                                             {"paths", config_read_paths},
                                             {"waivers", config_read_waivers},
                                             {NULL, NULL}};

    config_map(r, item->value, "rules", keys, to);
}

/* --- environments --- */

static void read_settings(struct config_reader *r, const struct tree_item *item,
                          void *to)
{
    struct config_environment *e = to;

    e->settings = config_pairs(r, item->value, &e->nsettings);
}

static void read_environments(struct config_reader *r,
                              const struct tree_item *item, void *to)
{
    static const struct config_key keys[] = {{"settings", read_settings},
                                             {NULL, NULL}};
    struct config *c = to;
    const struct tree *t = item->value;

    if (t->kind == TREE_NULL || !config_is_map(r, t))
        return;
    for (uint32_t i = 0; i < t->nitems; i++) {
        struct config_environment e = {.name = t->items[i].key};
        config_map(r, t->items[i].value, "an environment", keys, &e);
        *vec_push(r->arena, &c->environments) = e;
    }
}

static void read_audit(struct config_reader *r, const struct tree_item *item,
                       void *to)
{
    config_read_audit(r, item, &((struct config *)to)->audit);
}

bool config_read(struct config *c, struct arena *a, struct sources *sources,
                 struct source *src, struct diags *problems)
{
    static const struct config_key keys[] = {
        {"weir", read_version},
        {"sources", read_sources},
        {"runner", read_runner},
        {"rules", read_rules},
        {"environments", read_environments},
        {"audit", read_audit},
        {NULL, NULL}};
    struct tree_reader how = {
        .arena = a, .sources = sources, .diags = problems, .id = ""};
    struct config_reader r = {a, problems};
    uint32_t before = problems->all.n;
    const struct tree *t = tree_read_yaml(&how, src);

    config_init(c);
    if (!t)
        return false;
    if (t->kind != TREE_MAP)
        config_expected(&r, t, "a map with \"weir: 1\"");
    else if (!tree_get(t, STR("weir")))
        diag_help(problems,
                  diag_add(problems, DIAG_ERROR, "", (span){src->base, 0},
                           "expected the key \"weir\", found none"),
                  "start with \"weir: 1\"");
    if (t->kind == TREE_MAP)
        config_map(&r, t, "weir.yaml", keys, c);
    return problems->all.n == before;
}
