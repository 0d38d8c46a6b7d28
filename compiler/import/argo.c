/*
 * What the templates of Argo Workflows do, with their retries, timeouts, code
 * and environment. Source:
 * https://argo-workflows.readthedocs.io/en/latest/fields/#template
 */
#include "compiler/import/argo.h"

enum { HTTP_TIMEOUT = 30 };

static void set_retry(struct argo_reading *r, node_id n, const struct tree *t)
{
    const struct tree *own = tree_at(t, "retryStrategy");

    if (!own)
        own = r->retry ? r->retry : tree_at(r->defaults, "retryStrategy");
    const struct tree *limit = tree_at(own, "limit"),
                      *wait = tree_at(own, "backoff");
    int64_t most = import_read_int(limit);
    int64_t first =
        import_read_duration(tree_text_at(wait, "duration"), 1000000);
    int64_t cap = import_read_duration(tree_text_at(wait, "cap"), 1000000);
    str factor = tree_text_at(wait, "factor");

    import_absent(r->im, n, SET_RETRY);
    if (!own || most == 0)
        return;
    if (!limit)
        import_flag(r->im, n, SET_ENDLESS, true, own->at);
    if (!limit || most > 0)
        import_number(r->im, n, SET_RETRY, limit ? most : 1000000, own->at);
    else
        import_unknown(r->im, n, SET_RETRY); // an expression
    if (!factor.len || str_is(factor, "1"))
        cap = first; // equally long each time
    if (first > 0)
        import_duration(r->im, n, SET_BACKOFF, first, wait->at);
    if (first > 0 && cap > 0)
        import_duration(r->im, n, SET_BACKOFF_CAP, cap, wait->at);
    r->im->g->nodes.at[n].retry_on = import_any_failure();
}

static void set_timeout(struct argo_reading *r, node_id n, const struct tree *t)
{
    const struct tree *own = tree_at(t, "timeout"), *http = tree_at(t, "http");
    const struct tree *deadline = tree_at(t, "activeDeadlineSeconds");
    int64_t us = import_read_duration(tree_text(own), 1000000);
    int64_t seconds = import_read_int(deadline);

    if (us < 0 && seconds > 0) {
        us = seconds * 1000000;
        own = deadline;
    }
    if (us < 0 && http) {
        own = tree_at(http, "timeoutSeconds");
        seconds = import_read_int(own);
        us = (seconds > 0 ? seconds : HTTP_TIMEOUT) * 1000000;
    }
    if (us > 0)
        import_duration(r->im, n, SET_TIMEOUT, us, own ? own->at : t->at);
    else
        import_absent(r->im, n, SET_TIMEOUT);
}

/* The environment or the headers, a list of name and value, as options. */
static void set_pairs(struct argo_reading *r, node_id n,
                      const struct tree *list)
{
    uint32_t count = tree_list_length(list);
    struct tree_item *items =
        arena_array(r->im->arena, struct tree_item, count + 1);
    struct tree map = {.kind = TREE_MAP};

    for (uint32_t i = 0; i < count; i++) {
        const struct tree *x = list->items[i].value, *v = tree_at(x, "value");
        if (!v || v->kind != TREE_TEXT)
            continue;
        items[map.nitems] = list->items[i];
        items[map.nitems].key = tree_text_at(x, "name");
        items[map.nitems++].value = (struct tree *)(uintptr_t)v;
    }
    if (!map.nitems)
        return;
    map.items = items;
    map.at = list->at;
    import_options(r->im, n, &map);
}

/* sh -c and its like: the text is code. */
static bool is_shell(const struct tree *command)
{
    static const char *const shells[] = {"sh", "bash", "ash", "zsh", NULL};
    str name = tree_list_length(command) ? tree_text(command->items[0].value)
                                         : STR("");
    unsigned i = 0;

    if (str_starts_with(name, STR("/bin/")))
        name = str_slice(name, 5, name.len);
    while (shells[i] && !str_is(name, shells[i]))
        i++;
    return shells[i] != NULL;
}

static void set_code(struct argo_reading *r, node_id n, const struct tree *t)
{
    const struct tree *script = tree_at(t, "script"),
                      *box = tree_at(t, "container");
    const struct tree *source = tree_at(script, "source");
    const struct tree *command = tree_at(box, "command"),
                      *args = tree_at(box, "args");
    bool shell = is_shell(command);

    if (source && source->kind == TREE_TEXT)
        import_code(r->im, n, SET_VALUE, "script", source->text, source->at);
    if (!tree_list_length(args))
        args = command;
    str last = tree_list_length(args)
                   ? tree_text(args->items[args->nitems - 1].value)
                   : STR("");
    if (last.len && shell)
        import_code(r->im, n, SET_COMMAND, "shell", last, args->at);
    else if (last.len)
        import_text(r->im, n, SET_VALUE, last, args->at);
    set_pairs(r, n, tree_at(script ? script : box, "env"));
}

static void set_http(struct argo_reading *r, node_id n, const struct tree *http)
{
    const struct tree *url = tree_at(http, "url");
    str host = import_host(tree_text(url));

    if (host.len)
        import_calls(r->im, n, host);
    if (url && url->kind == TREE_TEXT)
        import_text(r->im, n, SET_URL, url->text, url->at);
    set_pairs(r, n, tree_at(http, "headers"));
}

struct work {
    const char *key; // of a template
    enum graph_node_kind kind;
};

static const struct work works[] = {{"container", NODE_SCRIPT},
                                    {"script", NODE_SCRIPT},
                                    {"containerSet", NODE_SCRIPT},
                                    {"plugin", NODE_SCRIPT},
                                    {"http", NODE_WRITE},
                                    {"resource", NODE_WRITE},
                                    {"suspend", NODE_WAIT},
                                    {"data", NODE_MAP},
                                    {NULL, NODE_NONE}};

static const struct work *work_of(const struct tree *t)
{
    const struct work *w = works;

    while (w->key && !tree_at(t, w->key))
        w++;
    return w;
}

static enum graph_node_kind kind_of(const struct tree *t, const struct work *w)
{
    str method = tree_text_at(tree_at(t, "http"), "method");
    str action = tree_text_at(tree_at(t, "resource"), "action");

    if (str_is(str_from(w->key), "http") &&
        (!method.len || str_is(method, "GET") || str_is(method, "HEAD")))
        return NODE_ENRICH;
    return str_is(action, "get") ? NODE_ENRICH : w->kind;
}

bool argo_does_work(const struct tree *t)
{
    return work_of(t)->key != NULL;
}

void argo_read_work(struct argo_reading *r, const struct tree *t, str label,
                    span at)
{
    const struct work *w = work_of(t);
    enum graph_node_kind kind = kind_of(t, w);
    node_id n = import_body_step(&r->body, kind, label, str_from(w->key), at);

    if (kind == NODE_WAIT) {
        const struct tree *d = tree_at(tree_at(t, "suspend"), "duration");
        int64_t us = import_read_duration(tree_text(d), 1000000);
        if (us > 0)
            import_duration(r->im, n, SET_FOR, us, d->at);
        return;
    }
    if (kind == NODE_MAP)
        return;
    if (!r->in_exit)
        import_raises(r->im, n, import_any_failure());
    set_retry(r, n, t);
    set_timeout(r, n, t);
    if (kind == NODE_SCRIPT)
        set_code(r, n, t);
    else if (tree_at(t, "http"))
        set_http(r, n, tree_at(t, "http"));
    else
        import_calls(r->im, n, STR("kubernetes"));
}
