/*
 * Flows: first all are declared, since they call each other and wait for each
 * other; then each is checked from its trigger to its handlers; then cycles
 * of `after` and `call` are looked for.
 */
#include "compiler/check/flow_check.h"

static void report_triggers(struct check *k, const struct ast_item *item)
{
    const struct ast_line *first = item->trigger;

    for (const struct ast_line *l = first->next; l; l = l->next) {
        if (l->kind != AST_LINE_TRIGGER)
            continue;
        struct diag *d =
            check_report(k, CHECK_SEVERAL_TRIGGERS, l->trigger->at,
                         "expected one trigger in a flow, found a second");
        diag_note(k->diags, d, first->trigger->at, "the first is here");
        diag_help(k->diags, d,
                  "make two flows that call a third, which is callable");
    }
}

static struct ast_trigger *find_trigger(struct check *k,
                                        const struct ast_item *item)
{
    if (item->ntriggers > 1)
        report_triggers(k, item);
    if (item->ntriggers)
        return item->trigger->trigger;
    if (check_incomplete(k, item->at))
        return NULL;
    struct diag *d =
        check_report(k, CHECK_NO_TRIGGER, item->name.at,
                     "expected a trigger in flow \"%" STR_FMT "\", found none",
                     STR_ARG(item->name.sym->text));
    diag_help(k->diags, d, "say when it runs, as in: every 5m no overlap");
    return NULL;
}

static void set_timeout(struct check *k, const struct ast_item *item)
{
    for (const struct ast_line *l = item->timeout; l; l = l->next)
        if (l->kind == AST_LINE_TIMEOUT) {
            item->checked->flow->timeout = flow_duration(k, l->a, "a timeout");
            item->checked->flow->timeout_at = l->at;
        }
}

/* for NAME in a, b: uses of one connector. */
static void declare_instances(struct check *k, const struct ast_item *item,
                              struct graph_flow *f)
{
    uint32_t n = 0;

    if (!item->as.sym)
        return;
    for (const struct ast_names *i = item->names; i; i = i->next)
        n++;
    f->instances = arena_array(k->arena, struct graph_instance *, n + 1);
    for (const struct ast_names *i = item->names; i; i = i->next) {
        struct graph_instance *x =
            check_find(k, &k->uses, "connector", i->name);
        const struct graph_instance *first = f->instances[0];
        if (!x)
            continue;
        if (first && x->connector && first->connector &&
            x->connector != first->connector)
            check_report(k, CHECK_TYPE_MISMATCH, i->name.at,
                         "expected instances of one connector, found "
                         "\"%" STR_FMT "\" beside \"%" STR_FMT "\"",
                         STR_ARG(x->name), STR_ARG(first->name));
        else
            f->instances[f->ninstances++] = x;
    }
    item->checked->instance_var =
        graph_add_var(k->g, item->as.sym->text, VAR_INSTANCE,
                      simple_type(k, TYPE_STRING), item->as.at);
    f->instance_var = item->checked->instance_var;
}

void flow_declare(struct check *k, struct ast_item *item)
{
    struct checked_flow *cf = arena_make(k->arena, struct checked_flow);
    str name = item->name.sym ? item->name.sym->text : STR("");
    struct graph_flow *f = graph_add_flow(k->g, name, item->at);

    f->name_at = item->name.at;
    f->doc = item->doc;
    cf->flow = f;
    cf->item = item;
    item->checked = cf;
    if (!item->name.sym)
        return;
    check_declare(k, &k->flows, "flow", item->name, cf);
    declare_instances(k, item, f);
    set_timeout(k, item);
    cf->trigger = find_trigger(k, item);
    trigger_declare(k, item);
}

/* --- the steps ----------------------------------------------------------- */

static struct ast_step *gather_steps(const struct ast_item *item)
{
    struct ast_step *first = NULL, **end = &first;

    for (struct ast_line *l = item->lines; l; l = l->next) {
        if (l->kind != AST_LINE_STEP)
            continue;
        *end = l->step;
        end = &l->step->next;
    }
    return first;
}

static void bind_start(struct flow_check *fc)
{
    struct graph_flow *f = fc->f;

    if (f->instance_var)
        names_add(&fc->names, fc->item->as.sym, fc->cf->instance_var);
    fc->here.record_mark = names_mark(&fc->names);
    for (uint32_t i = 0; i < f->nparams; i++)
        names_add(&fc->names, intern(fc->k->names, f->params[i]->name),
                  fc->cf->params[i]);
    if (f->nparams)
        fc->here.record = fc->cf->params[0];
    if (fc->cf->record) {
        names_add(&fc->names, intern(fc->k->names, fc->cf->record->name),
                  fc->cf->record);
        fc->here.record = fc->cf->record;
    }
    fc->here.has_record =
        fc->here.record != NULL ||
        (fc->cf->trigger && fc->cf->trigger->kind == AST_CALLABLE);
}

/* What does not fit its type is no record that could go on. */
static void check_trigger_route(struct flow_check *fc,
                                const struct route_place *p)
{
    const struct ast_handler *h = p->by_class[WEIR_MALFORMED];

    if (!fc->cf->record || !p->goes_on[WEIR_MALFORMED])
        return;
    struct diag *d = check_report(
        fc->k, CHECK_MISPLACED_STEP, h->target->at,
        "expected a queue or drop for \"malformed\", found continue: what "
        "does not fit its type has no record to go on with");
    diag_help(fc->k->diags, d, "add: on malformed -> QUEUE");
}

static void place_handlers(struct flow_check *fc, struct route_place *p)
{
    for (struct ast_line *l = fc->item->lines; l; l = l->next)
        if (l->kind == AST_LINE_HANDLER)
            handler_place(fc->k, p, l->handler, false);
    fc->here.routes = p;
    check_trigger_route(fc, p);
}

static void check_skipped(struct flow_check *fc)
{
    if (check_incomplete(fc->k, fc->item->at))
        return;
    for (uint32_t i = 0; i < fc->skipped.n; i++) {
        const struct flow_skip *s = &fc->skipped.at[i];
        struct diag *d = check_report(
            fc->k, CHECK_NOT_DELIVERED, s->at,
            "expected another step that delivers the record when this write "
            "is skipped on %" STR_FMT ", found none",
            STR_ARG(s->classes));
        diag_help(fc->k->diags, d,
                  "send the failure to a queue instead of "
                  "continue");
    }
}

/* --- what is checked when the names of all steps are known ---------------- */

/* The classes of a step that come to a handler of the flow. */
static weir_class_set comes_to(const struct route_place *p,
                               const struct ast_step *s,
                               const struct ast_handler *h,
                               weir_class_set raises)
{
    weir_class_set set = 0;

    for (unsigned c = 1; c < WEIR_NCLASSES; c++)
        if (raises & WEIR_CLASS_BIT(c) && p->by_class[c] == h)
            set |= WEIR_CLASS_BIT(c);
    for (const struct ast_option *o = s ? s->options : NULL; o; o = o->next)
        if (o->kind == AST_OPT_ON && o->handler->checked)
            set &= ~o->handler->checked->classes;
    return set;
}

/* A handler of the flow sees the record, unless what brings the record is
 * what failed. */
static void bind_record(struct flow_check *fc, const struct route_place *p,
                        const struct ast_handler *h,
                        const struct ast_step *read)
{
    struct graph_var *v = read ? read->checked->out : fc->cf->record;
    weir_class_set set;

    if (!v || v->name.len == 0)
        return;
    set =
        comes_to(p, read, h,
                 read ? read->checked->raises : WEIR_CLASS_BIT(WEIR_MALFORMED));
    struct scope *s = names_add(&fc->names, intern(fc->k->names, v->name), v);
    if (!set)
        return;
    s->maybe = true;
    if (read)
        s->read_fails = set;
    else
        s->why = STR("what does not fit its type is \"malformed\" and has no "
                     "fields; add: on malformed -> QUEUE");
    s->why_at = v->at;
}

static const struct ast_step *first_read(const struct ast_step *s)
{
    while (s && s->kind != AST_READ)
        s = s->next;
    return s && s->checked->out ? s : NULL;
}

static void check_ordered(struct flow_check *fc)
{
    struct checked_step cs = {0};

    for (struct ast_line *l = fc->item->lines; l; l = l->next)
        if (l->kind == AST_LINE_ORDERED && l->a)
            fc->f->ordered_by = flow_key(fc, &cs, l->a, NULL);
}

static void check_late(struct flow_check *fc, const struct route_place *p,
                       uint32_t mark, const struct ast_step *steps)
{
    const struct ast_step *read = fc->cf->record ? NULL : first_read(steps);

    fc->here.known = NULL;
    flow_hide(fc, mark, STR("a failure may come before it is set"),
              fc->item->name.at);
    if (read)
        names_add(&fc->names, read->as.sym, read->checked->out);
    check_ordered(fc);
    fc->here.routes = NULL;
    for (struct ast_line *l = fc->item->lines; l; l = l->next) {
        if (l->kind != AST_LINE_HANDLER)
            continue;
        uint32_t before = names_mark(&fc->names);
        bind_record(fc, p, l->handler, read);
        handler_check(fc, l->handler);
        names_undo(&fc->names, before);
    }
}

static void check_reply(struct flow_check *fc)
{
    const struct ast_trigger *t = fc->cf->trigger;

    if (fc->replies || !fc->f->result || fc->f->result->kind == TYPE_ERROR ||
        check_incomplete(fc->k, fc->item->at))
        return;
    struct diag *d = check_report(
        fc->k, CHECK_MISSING_LINE, t->type ? t->type->at : t->at,
        "expected a reply in a flow that answers %" STR_FMT ", found none",
        STR_ARG(type_text(fc->k->arena, fc->f->result)));
    diag_help(fc->k->diags, d, "end it with a reply step, or promise nothing");
}

static void check_steps(const struct flow_check *fc,
                        const struct ast_step *steps)
{
    if (steps || check_incomplete(fc->k, fc->item->at))
        return;
    struct diag *d =
        check_report(fc->k, CHECK_MISSING_LINE, fc->item->name.at,
                     "expected steps in flow \"%" STR_FMT "\", found none",
                     STR_ARG(fc->item->name.sym->text));
    diag_help(fc->k->diags, d,
              "a flow does something: it reads, keeps, maps, writes");
}

/* `scratch` has the names while they are needed. */
static void check_flow(struct check *k, struct arena *scratch,
                       struct ast_item *item)
{
    struct checked_flow *cf = item->checked;
    struct flow_check fc = {.k = k, .item = item, .cf = cf, .f = cf->flow};
    struct route_place *p = arena_make(k->arena, struct route_place);
    uint32_t vars = k->g->nvars;
    struct arena_mark before = arena_mark(scratch);

    names_init(&fc.names, scratch);
    trigger_check(k, item);
    place_handlers(&fc, p);
    bind_start(&fc);
    uint32_t mark = names_mark(&fc.names);
    struct ast_step *steps = gather_steps(item);
    check_steps(&fc, steps);
    flow_block(&fc, steps);
    check_skipped(&fc);
    fc.skipped.n = 0;
    check_reply(&fc);
    check_late(&fc, p, mark, steps);
    flow_lines(&fc);
    cf->steps = steps;
    cf->replies = fc.replies;
    cf->flow->vars = k->g->nvars - vars + cf->flow->nparams;
    arena_reset(scratch, before);
}

/* A path of ours leads to one flow. */
static void check_path_once(struct check *k, struct map *paths,
                            const struct ast_item *item)
{
    const struct ast_trigger *t = item->checked->trigger;

    if (!t || t->kind != AST_WEBHOOK_PATH)
        return;
    void **first = map_put(paths, t->a->text);
    if (*first) {
        struct diag *d = check_report(
            k, CHECK_DUPLICATE_NAME, t->a->at,
            "expected a path of its own, found \"%" STR_FMT "\" again",
            STR_ARG(t->a->text));
        diag_note(k->diags, d, ((struct ast_trigger *)*first)->a->at,
                  "the first is here");
    }
    *first = *first ? *first : item->checked->trigger;
}

void check_flows(struct check *k, struct ast_file *const *files, uint32_t n)
{
    struct arena *scratch = arena_new();
    struct map paths;

    map_init(&paths, k->arena);
    for (uint32_t i = 0; i < n; i++)
        for (struct ast_item *it = files[i]->of_kind[AST_FLOW]; it;
             it = it->next_of_kind)
            flow_declare(k, it);
    for (uint32_t i = 0; i < n; i++)
        for (struct ast_item *it = files[i]->of_kind[AST_FLOW]; it;
             it = it->next_of_kind) {
            if (!it->name.sym)
                continue;
            check_path_once(k, &paths, it);
            check_flow(k, scratch, it);
            if (k->flow_checked && !k->diags->errors)
                k->flow_checked(k, it);
        }
    arena_free(scratch);
    flow_cycles(k, files, n);
}
