/*
 * Argo Workflows: Workflow, WorkflowTemplate, ClusterWorkflowTemplate and
 * CronWorkflow. What a template calls is laid out in the flow, each template
 * that holds steps once. The page beside this file says what becomes of what.
 * Source: https://argo-workflows.readthedocs.io/en/latest/fields/
 */
#include "compiler/import/argo.h"

enum { MOST_NESTED = 100 };

struct own_template {
    const struct tree *t;
    str name;
    span at;
    bool used, laid_out;
};

static bool is_kind(str kind)
{
    return str_is(kind, "Workflow") || str_is(kind, "WorkflowTemplate") ||
           str_is(kind, "ClusterWorkflowTemplate") ||
           str_is(kind, "CronWorkflow") || str_is(kind, "WorkflowEventBinding");
}

static enum import_sure recognise(const struct tree *t)
{
    return str_starts_with(tree_text_at(t, "apiVersion"),
                           STR("argoproj.io/")) &&
                   is_kind(tree_text_at(t, "kind"))
               ? IMPORT_SURE
               : IMPORT_NO;
}

/* --- steps --------------------------------------------------------------- */

static void read_template(struct argo_reading *r, const struct tree *t,
                          str label, span at);

/* A template of another document, or one of this that is laid out already. */
static void read_call(struct argo_reading *r, str name, bool is_own, str label,
                      span at)
{
    node_id n =
        import_body_step(&r->body, NODE_CALL, label, STR("template"), at);

    if (!is_own)
        r->im->g->nodes.at[n].callee_name = name;
    if (!r->in_exit)
        import_raises(r->im, n, import_any_failure());
}

static void read_named(struct argo_reading *r, const struct tree *ref,
                       str label, span at)
{
    str name = tree_text(ref);
    struct own_template *x = map_get(&r->templates, name);

    if (!x && str_find(name, STR("{{")) < 0)
        import_error(r->im, "import/dangling-target", ref->at,
                     "\"%" STR_FMT "\" names template \"%" STR_FMT
                     "\", and there is no such template here",
                     STR_ARG(label), STR_ARG(name));
    if (x)
        x->used = true;
    bool holds = x && (tree_at(x->t, "steps") || tree_at(x->t, "dag"));
    if (!x || (holds && x->laid_out)) {
        read_call(r, name, true, label, at);
        return;
    }
    x->laid_out = true;
    read_template(r, x->t, label, at);
}

/* What a step, a task or a hook runs. */
static void read_target(struct argo_reading *r, const struct tree *t, str label,
                        span at)
{
    const struct tree *name = tree_at(t, "template"),
                      *inl = tree_at(t, "inline");
    const struct tree *ref = tree_at(t, "templateRef");

    if (name)
        read_named(r, name, label, at);
    else if (ref)
        read_call(r, tree_text_at(ref, "name"), false, label, at);
    else if (inl)
        read_template(r, inl, label, at);
    else
        import_error(r->im, "import/wrong-shape", at,
                     "\"%" STR_FMT "\" has no \"template\", \"templateRef\" "
                     "or \"inline\"",
                     STR_ARG(label));
}

static bool goes_on(const struct tree *t)
{
    const struct tree *on = tree_at(t, "continueOn");

    return tree_is_true(tree_at(on, "failed")) ||
           tree_is_true(tree_at(on, "error"));
}

/* Exit hooks run whatever has become of the step. */
static void read_exit(struct argo_reading *r, const struct tree *t,
                      struct import_scope *s, node_id first)
{
    const struct tree *hook = tree_at(tree_at(t, "hooks"), "exit");
    const struct tree *old = tree_at(t, "onExit"), *at = hook ? hook : old;
    node_id entry = import_body_mark(&r->body);

    bool fails = false;

    if (!at)
        return;
    for (node_id n = first; n < entry; n++)
        fails = fails || r->im->g->nodes.at[n].raises;
    r->in_exit++;
    if (hook)
        read_target(r, hook, STR("exit"), at->at);
    else
        read_named(r, old, STR("onExit"), at->at);
    r->in_exit--;
    if (fails && entry < import_body_mark(&r->body))
        import_body_catch(&r->body, s, weir_class_error(), true, STR("exit"),
                          entry, at->at);
}

static const struct tree *loop_of(const struct tree *t)
{
    const struct tree *with = tree_at(t, "withItems");

    if (!with)
        with = tree_at(t, "withParam");
    return with ? with : tree_at(t, "withSequence");
}

/* A step or a task; its scope, for who waits for its failure. */
static struct import_scope *read_step(struct argo_reading *r,
                                      const struct tree *t)
{
    const struct tree *name = tree_at(t, "name"), *when = tree_at(t, "when");
    const struct tree *loop = loop_of(t);
    str label = tree_text(name);
    span at = name ? name->at : t->at;
    struct import_ways past = {0};
    node_id n, first = import_body_mark(&r->body);

    if (when) {
        n = import_body_step(&r->body, NODE_CHOICE, STR("when"), STR("when"),
                             when->at);
        import_body_take(&r->body);
        import_body_open(&r->body, n, EDGE_ARM, STR(""), when->at);
        past = import_body_take(&r->body);
        import_body_open(&r->body, n, EDGE_ARM, tree_text(when), when->at);
    }
    if (loop) {
        n = import_body_step(&r->body, NODE_SPLIT, STR("with"), STR("with"),
                             loop->at);
        import_ways_add(r->im->arena, &past, import_body_take(&r->body));
        import_body_open(&r->body, n, EDGE_ITEM, STR(""), loop->at);
    }
    struct import_scope *s = import_body_enter(&r->body, 0);
    read_target(r, t, label.len ? label : STR("step"), at);
    import_body_leave(&r->body);
    read_exit(r, t, s, first);
    if (goes_on(t))
        import_body_catch(&r->body, s, weir_class_error(), true,
                          STR("continueOn"), 0, tree_at(t, "continueOn")->at);
    import_body_give(&r->body, past);
    return s;
}

static void read_group(struct argo_reading *r, const struct tree *group)
{
    struct import_ways ends = {0};

    if (group->kind == TREE_MAP) { // an older form
        read_step(r, group);
        return;
    }
    if (tree_list_length(group) == 1) {
        read_step(r, group->items[0].value);
        return;
    }
    if (!tree_list_length(group))
        return;
    node_id n = import_body_step(&r->body, NODE_PARALLEL, STR("steps"),
                                 STR("steps"), group->at);
    import_body_take(&r->body);
    for (uint32_t i = 0; i < group->nitems; i++) {
        const struct tree *t = group->items[i].value;
        import_body_open(&r->body, n, EDGE_BRANCH, STR(""), t->at);
        read_step(r, t);
        import_ways_add(r->im->arena, &ends, import_body_take(&r->body));
    }
    import_body_give(&r->body, ends);
}

/* --- graphs of tasks ------------------------------------------------------ */

struct late { // a task that runs when another failed
    str from;
    uint32_t to;
    span at;
};

struct dag {
    struct import_dag_step *steps;
    struct import_scope **scopes;
    uint32_t n;
    VEC(struct late) late;
};

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* "A.Failed || A.Errored" is one handler. */
static void add_late(struct argo_reading *r, struct dag *d, struct late l)
{
    enum { MOST_SEEN = 16 };
    uint32_t n = d->late.n;

    for (uint32_t i = n; i-- > 0 && n - i <= MOST_SEEN;)
        if (d->late.at[i].to == l.to && str_eq(d->late.at[i].from, l.from))
            return;
    *vec_push(r->im->arena, &d->late) = l;
}

/* "A && (B.Succeeded || C.Failed)": the names, and which ask for a failure. */
static void read_depends(struct argo_reading *r, struct dag *d, uint32_t i,
                         const struct tree *t)
{
    str s = tree_text(t);

    for (size_t from = 0, to; from < s.len; from = to) {
        for (to = from; to < s.len && is_name(s.ptr[to]);)
            to++;
        str name = str_slice(s, from, to), state = STR("");
        if (to < s.len && s.ptr[to] == '.') {
            from = ++to;
            while (to < s.len && is_name(s.ptr[to]))
                to++;
            state = str_slice(s, from, to);
        } else if (to == from)
            to++;
        if (!name.len)
            continue;
        if (str_is(state, "Failed") || str_is(state, "Errored") ||
            str_is(state, "AnyFailed") || str_is(state, "AllFailed"))
            add_late(r, d, (struct late){name, i, t->at});
        else
            *vec_push(r->im->arena, &d->steps[i].needs) =
                (struct import_need){name, t->at};
    }
}

static void read_dependencies(struct argo_reading *r, struct dag *d, uint32_t i,
                              const struct tree *list)
{
    for (uint32_t j = 0; j < tree_list_length(list); j++)
        *vec_push(r->im->arena, &d->steps[i].needs) = (struct import_need){
            tree_text(list->items[j].value), list->items[j].value->at};
}

static void lead_failures(struct argo_reading *r, struct dag *d)
{
    struct map index;

    map_init(&index, r->im->arena);
    for (uint32_t i = 0; i < d->n; i++)
        *map_put(&index, d->steps[i].name) = &d->steps[i];
    for (uint32_t i = 0; i < d->late.n; i++) {
        const struct late *l = &d->late.at[i];
        struct import_dag_step *from = map_get(&index, l->from);
        struct import_scope *s = from ? d->scopes[from - d->steps] : NULL;
        if (!from)
            import_error(r->im, "import/dangling-target", l->at,
                         "task \"%" STR_FMT "\" waits for \"%" STR_FMT
                         "\", and there is no such task here",
                         STR_ARG(d->steps[l->to].name), STR_ARG(l->from));
        else if (s && d->steps[l->to].entry)
            import_body_catch(&r->body, s, weir_class_error(), true,
                              STR("depends"), d->steps[l->to].entry, l->at);
        d->steps[l->to].waits = true;
    }
}

static void read_dag(struct argo_reading *r, const struct tree *t, str label,
                     span at)
{
    const struct tree *list = tree_at(t, "tasks");
    struct dag d = {.n = tree_list_length(list)};
    node_id all =
        import_body_step(&r->body, NODE_PARALLEL, label, STR("dag"), at);

    d.steps = arena_array(r->im->arena, struct import_dag_step, d.n + 1);
    d.scopes = arena_array(r->im->arena, struct import_scope *, d.n + 1);
    if (!d.n)
        return;
    import_body_take(&r->body);
    for (uint32_t i = 0; i < d.n; i++) {
        const struct tree *x = list->items[i].value, *name = tree_at(x, "name");
        node_id entry = import_body_mark(&r->body);
        d.steps[i].name = tree_text(name);
        d.steps[i].at = name ? name->at : x->at;
        d.scopes[i] = read_step(r, x);
        d.steps[i].entry = entry < import_body_mark(&r->body) ? entry : 0;
        d.steps[i].ends = import_body_take(&r->body);
        read_depends(r, &d, i, tree_at(x, "depends"));
        read_dependencies(r, &d, i, tree_at(x, "dependencies"));
    }
    lead_failures(r, &d);
    import_body_dag(&r->body, all, d.steps, d.n);
}

static void read_template(struct argo_reading *r, const struct tree *t,
                          str label, span at)
{
    const struct tree *steps = tree_at(t, "steps"), *dag = tree_at(t, "dag");
    const struct tree *before = r->retry, *own = tree_at(t, "retryStrategy");

    if (!steps && !dag && !argo_does_work(t)) {
        import_error(r->im, "import/wrong-shape", t->at,
                     "a template has steps, a dag, a container, a script or "
                     "other work");
        return;
    }
    if (!steps && !dag) {
        argo_read_work(r, t, label, at);
        return;
    }
    if (++r->depth > MOST_NESTED)
        import_error(r->im, "import/too-deep", at,
                     "templates call one another more than %d deep, this one "
                     "is not read",
                     MOST_NESTED);
    r->retry = own ? own : before;
    for (uint32_t i = 0; r->depth <= MOST_NESTED && i < tree_list_length(steps);
         i++)
        read_group(r, steps->items[i].value);
    if (r->depth <= MOST_NESTED && dag)
        read_dag(r, dag, label, at);
    r->retry = before;
    r->depth--;
}

/* --- documents ----------------------------------------------------------- */

static void index_templates(struct argo_reading *r, const struct tree *list)
{
    for (uint32_t i = 0; i < tree_list_length(list); i++) {
        const struct tree *t = list->items[i].value, *name = tree_at(t, "name");
        if (!tree_text(name).len) {
            import_error(r->im, "import/wrong-shape", t->at,
                         "a template is a map with a \"name\"");
            continue;
        }
        void **place = map_put(&r->templates, tree_text(name));
        if (*place)
            import_error(r->im, "import/duplicate-name", name->at,
                         "template \"%" STR_FMT "\" is there twice",
                         STR_ARG(tree_text(name)));
        struct own_template *x = arena_make(r->im->arena, struct own_template);
        *x = (struct own_template){
            .t = t, .name = tree_text(name), .at = name->at};
        *place = x;
    }
}

static bool suspended(const struct tree *outer)
{
    return tree_is_true(tree_at(outer, "suspend"));
}

static void read_cron(struct argo_reading *r, const struct tree *outer,
                      const struct tree *schedule, bool locked)
{
    const struct tree *zone = tree_at(outer, "timezone");
    str policy = tree_text_at(outer, "concurrencyPolicy");
    node_id n =
        import_trigger(r->im, r->body.flow, STR("cron"), STR("schedule"),
                       STR("CronWorkflow"), schedule->at);

    import_text(r->im, n, SET_CRON, tree_text(schedule), schedule->at);
    if (zone)
        import_text(r->im, n, SET_ZONE, tree_text(zone), zone->at);
    if (locked || str_is(policy, "Forbid") || str_is(policy, "Replace"))
        import_flag(r->im, n, SET_NO_OVERLAP, true, schedule->at);
    import_body_open(&r->body, n, EDGE_NEXT, STR(""), schedule->at);
}

static void read_triggers(struct argo_reading *r, const struct tree *outer,
                          const struct tree *spec, bool cron)
{
    const struct tree *one = tree_at(outer, "schedule");
    const struct tree *list = tree_at(outer, "schedules");
    bool locked = tree_at(spec, "synchronization") != NULL;

    if (cron && one && tree_text(one).len)
        read_cron(r, outer, one, locked);
    for (uint32_t i = 0; cron && i < tree_list_length(list); i++)
        read_cron(r, outer, list->items[i].value, locked);
    if (r->body.flow->trigger)
        return;
    if (cron)
        import_error(r->im, "import/missing-start", outer->at,
                     "a CronWorkflow has \"schedules\"");
    node_id n =
        import_trigger(r->im, r->body.flow, STR("callable"), STR("submit"),
                       STR("Workflow"), r->body.flow->at);
    import_body_open(&r->body, n, EDGE_NEXT, STR(""), r->body.flow->at);
}

/* Templates that no entry point leads to: of a WorkflowTemplate they are for
 * others, each from the start. */
static void read_others(struct argo_reading *r, struct import_ways start)
{
    struct import_ways ends = import_body_take(&r->body);

    for (uint32_t i = 0; i < r->templates.entries.n; i++) {
        struct own_template *x = r->templates.entries.at[i].value;
        if (x->used)
            continue;
        if (r->whole) {
            import_warning(r->im, "import/unused-template", x->at,
                           "nothing calls template \"%" STR_FMT "\"",
                           STR_ARG(x->name));
            continue;
        }
        import_body_give(&r->body, start);
        x->used = x->laid_out = true;
        read_template(r, x->t, x->name, x->at);
        import_ways_add(r->im->arena, &ends, import_body_take(&r->body));
    }
    import_body_give(&r->body, ends);
}

static void read_spec(struct argo_reading *r, const struct tree *spec)
{
    const struct tree *entry = tree_at(spec, "entrypoint");
    const struct tree *ref = tree_at(spec, "workflowTemplateRef");
    struct import_scope *s = import_body_enter(&r->body, 0);
    struct import_ways start = r->body.open;
    node_id first = import_body_mark(&r->body);

    index_templates(r, tree_at(spec, "templates"));
    if (entry && (!ref || map_get(&r->templates, tree_text(entry))))
        read_named(r, entry, tree_text(entry), entry->at);
    else if (ref)
        read_call(r, tree_text_at(ref, "name"), false,
                  tree_text_at(ref, "name"), ref->at);
    else if (r->whole)
        import_error(r->im, "import/missing-start", spec->at,
                     "a workflow has an \"entrypoint\" or a "
                     "\"workflowTemplateRef\"");
    import_body_leave(&r->body);
    read_exit(r, spec, s, first);
    read_others(r, start);
}

static str name_of(struct import *im, const struct tree *t)
{
    const struct tree *meta = tree_at(t, "metadata");
    str name = tree_text_at(meta, "name");

    if (!name.len)
        name = tree_text_at(meta, "generateName");
    while (name.len && name.ptr[name.len - 1] == '-')
        name.len--;
    return name.len ? name : import_stem(im);
}

static void read(struct import *im, const struct tree *t)
{
    const struct tree *outer = tree_at(t, "spec"), *spec = outer;
    const struct tree *meta = tree_at(t, "metadata");
    str kind = tree_text_at(t, "kind");
    bool cron = str_is(kind, "CronWorkflow");
    struct argo_reading r = {.im = im,
                             .whole = cron || str_is(kind, "Workflow")};

    if (cron)
        spec = tree_at(outer, "workflowSpec");
    if (str_is(kind, "WorkflowEventBinding"))
        return;
    if (!spec || spec->kind != TREE_MAP || !is_kind(kind)) {
        import_error(im, "import/wrong-shape", t->at,
                     "a workflow has \"kind\" and a map \"%s\"",
                     cron ? "spec.workflowSpec" : "spec");
        return;
    }
    struct graph_flow *f =
        import_flow(im, name_of(im, t), (span){t->at.pos, 1});
    int64_t seconds = import_read_int(tree_at(spec, "activeDeadlineSeconds"));
    f->doc = tree_text_at(tree_at(meta, "annotations"),
                          "workflows.argoproj.io/description");
    f->enabled = !suspended(outer);
    f->maybe_caught = !cron; // who submits it may look after it
    if (seconds > 0)
        import_run_limit(im, f, seconds * 1000000);
    map_init(&r.templates, im->arena);
    r.defaults = tree_at(spec, "templateDefaults");
    import_body_begin(&r.body, im, f, "argo");
    read_triggers(&r, outer, spec, cron);
    read_spec(&r, spec);
    import_body_finish(&r.body);
}

const struct import_format import_format_argo = {
    .name = "argo",
    .title = "Argo Workflows",
    .recognise = recognise,
    .read = read,
};
