/*
 * The report as JSON, and what a later report makes of it: findings are the
 * same when their fingerprints are.
 */
#include "compiler/base/json_print.h"
#include "compiler/base/map.h"
#include "compiler/report/report.h"

#include <string.h>

static const char KIND[] = "weir.dev/audit/v1";

static void put_text(const struct report *r, json_t *to, const char *key, str s)
{
    json_put(to, key, json_print_text(r->arena, s));
}

static void put_number(json_t *to, const char *key, uint32_t n)
{
    json_put(to, key, json_integer(n));
}

static json_t *files_of(const struct report *r)
{
    json_t *list = json_array();

    for (uint32_t i = 0; i < r->nfiles; i++) {
        json_t *x = json_object();
        put_text(r, x, "file", r->files[i].name);
        put_text(r, x, "platform", r->files[i].platform);
        json_put(x, "read",
                 json_boolean(r->files[i].platform.len && !r->files[i].broken));
        put_number(x, "flows", r->files[i].flows);
        json_array_append_new(list, x);
    }
    return list;
}

static json_t *flows_of(const struct report *r)
{
    json_t *list = json_array();

    for (uint32_t i = 0; r->g && i < r->g->flows.n; i++) {
        const struct report_flow *f = &r->flows[i];
        json_t *x = json_object();
        put_text(r, x, "flow", f->flow->name);
        put_text(r, x, "file", f->file);
        put_text(r, x, "platform", f->flow->format);
        if (f->flow->owner)
            put_text(r, x, "owner", f->flow->owner->name);
        json_put(x, "enabled", json_boolean(f->flow->enabled));
        put_number(x, "steps", f->flow->end - f->flow->first);
        put_number(x, "errors", f->errors);
        put_number(x, "warnings", f->warnings);
        put_number(x, "infos", f->infos);
        put_number(x, "unknown", f->unknown);
        json_array_append_new(list, x);
    }
    return list;
}

static json_t *systems_of(const struct report *r)
{
    json_t *list = json_array();

    for (uint32_t i = 0; i < r->nsystems; i++) {
        json_t *x = json_object(), *uses = json_array();
        put_text(r, x, "system", r->systems[i].system->alias);
        for (uint32_t j = 0; j < r->systems[i].nuses; j++) {
            json_t *use = json_object();
            put_text(r, use, "flow", r->systems[i].uses[j].flow->name);
            put_number(use, "reads", r->systems[i].uses[j].reads);
            put_number(use, "writes", r->systems[i].uses[j].writes);
            json_array_append_new(uses, use);
        }
        json_put(x, "uses", uses);
        json_array_append_new(list, x);
    }
    return list;
}

static json_t *risks_of(const struct report *r)
{
    json_t *list = json_array();

    for (uint32_t i = 0; i < r->nrisks; i++) {
        const struct report_risk *k = &r->risks[i];
        json_t *x = json_object();
        put_text(r, x, "rule", k->rule.id);
        put_number(x, "findings", k->failed);
        put_number(x, "unknown", k->unknown);
        put_number(x, "flows", k->flows);
        json_put(x, "likelihood", json_string(report_likelihood(r, k)));
        json_put(x, "effect", json_string(report_effect(k)));
        json_array_append_new(list, x);
    }
    return list;
}

void report_print_json(const struct report *r, struct buf *out)
{
    struct diag_report check = {.diags = r->diags, .sum = r->sum};
    struct buf text = BUF_MAX((size_t)1 << 31);
    json_t *root = json_object();

    diags_print_json(&check, &text);
    json_put(root, "kind", json_string(KIND));
    put_text(r, root, "day", r->day);
    json_put(root, "files", files_of(r));
    json_put(root, "flows", flows_of(r));
    json_put(root, "systems", systems_of(r));
    json_put(root, "risks", risks_of(r));
    json_put(root, "check", json_loadb(text.ptr, text.len, 0, NULL));
    json_print(root, out);
    json_decref(root);
    buf_free(&text);
}

/* --- against an earlier one ---------------------------------------------- */

struct comparing {
    struct map old; // fingerprint to its tree, or NULL when it was met
    struct report_change *c;
};

static const struct tree *old_findings(const struct tree *old,
                                       struct diags *problems)
{
    const struct tree *list =
        tree_get(tree_get(old, STR("check")), STR("findings"));

    if (str_eq(tree_text(tree_get(old, STR("kind"))), str_from(KIND)) && list &&
        list->kind == TREE_LIST)
        return list;
    struct diag *d = diag_add(problems, DIAG_ERROR, "", old->at,
                              "expected a report of kind \"%s\"", KIND);
    diag_help(problems, d, "weir audit --format json writes one");
    return NULL;
}

static void count_gone(struct comparing *x, struct arena *a)
{
    x->c->gone = arena_array(a, str, x->old.entries.n + 1);
    for (uint32_t i = 0; i < x->old.entries.n; i++) {
        const struct tree *t = x->old.entries.at[i].value;
        if (!t)
            continue;
        x->c->gone[x->c->ngone++] =
            arena_printf(a, "%" STR_FMT ": %" STR_FMT,
                         STR_ARG(tree_text(tree_get(t, STR("rule")))),
                         STR_ARG(tree_text(tree_get(t, STR("message")))));
    }
    x->c->mended = x->c->ngone;
}

const struct report_change *report_compare(const struct report *r,
                                           const struct tree *old,
                                           struct diags *problems)
{
    const struct tree *list = old_findings(old, problems);
    str *prints = diags_fingerprints(r->diags, r->arena);
    struct comparing x = {.c = arena_make(r->arena, struct report_change)};

    if (!list)
        return NULL;
    map_init(&x.old, r->arena);
    for (uint32_t i = 0; i < list->nitems; i++) {
        const struct tree *t = list->items[i].value;
        str print = tree_text(tree_get(t, STR("fingerprint")));
        if (print.len)
            *map_put(&x.old, print) = (void *)(uintptr_t)t;
    }
    x.c->is_fresh = arena_array(r->arena, bool, r->diags->all.n + 1);
    for (uint32_t i = 0; i < r->diags->all.n; i++) {
        bool known = map_get(&x.old, prints[i]) != NULL;
        x.c->is_fresh[i] = !known;
        x.c->left += known;
        x.c->fresh += !known;
        if (known)
            *map_put(&x.old, prints[i]) = NULL;
    }
    count_gone(&x, r->arena);
    return x.c;
}
