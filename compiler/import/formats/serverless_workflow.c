/*
 * CNCF Serverless Workflow, versions 0.8 (states) and 1.0 (tasks), in JSON and
 * YAML. The page beside this file says what becomes of what. Source:
 * https://github.com/serverlessworkflow/specification
 */
#include "compiler/import/serverless.h"

static enum import_sure recognise(const struct tree *t)
{
    const struct tree *states = tree_get(t, STR("states"));
    const struct tree *document = tree_get(t, STR("document"));
    const struct tree *tasks = tree_get(t, STR("do"));

    if (document && tree_get(document, STR("dsl")))
        return IMPORT_SURE;
    if (tasks && tasks->kind == TREE_LIST && document)
        return IMPORT_LIKELY;
    if (!states || states->kind != TREE_LIST || !tree_get(t, STR("id")))
        return IMPORT_NO;
    return tree_get(t, STR("specVersion")) || tree_get(t, STR("start"))
               ? IMPORT_SURE
               : IMPORT_LIKELY;
}

int64_t serverless_duration(const struct tree *t)
{
    static const struct {
        const char *key;
        int64_t us;
    } parts[] = {{"days", 86400000000},
                 {"hours", 3600000000},
                 {"minutes", 60000000},
                 {"seconds", 1000000},
                 {"milliseconds", 1000}};
    int64_t sum = 0;
    bool any = false;

    if (!t || t->kind != TREE_MAP)
        return t ? import_read_duration(tree_text(t), 1000000) : -1;
    for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++) {
        int64_t n = import_read_int(tree_get(t, str_from(parts[i].key)));
        if (n < 0 || n > 100000000)
            continue;
        sum += n * parts[i].us;
        any = true;
    }
    return any ? sum : -1;
}

weir_class_set serverless_status(int64_t status)
{
    if (status == 401 || status == 403)
        return WEIR_CLASS_BIT(WEIR_AUTH);
    if (status == 404)
        return WEIR_CLASS_BIT(WEIR_NOT_FOUND);
    if (status == 408 || status == 504)
        return WEIR_CLASS_BIT(WEIR_TIMEOUT);
    if (status == 429)
        return WEIR_CLASS_BIT(WEIR_RATE_LIMITED);
    if (status >= 500)
        return WEIR_CLASS_BIT(WEIR_TRANSIENT);
    return WEIR_CLASS_BIT(WEIR_REJECTED);
}

static void read(struct import *im, const struct tree *t)
{
    if (tree_get(t, STR("do")))
        serverless_read_10(im, t);
    else if (tree_get(t, STR("states")))
        serverless_read_08(im, t);
    else
        import_error(im, "import/wrong-shape", t->at,
                     "a workflow has a list \"do\" (1.0) or \"states\" (0.8)");
}

const struct import_format import_format_serverless_workflow = {
    .name = "serverless-workflow",
    .title = "Serverless Workflow",
    .recognise = recognise,
    .read = read,
};
