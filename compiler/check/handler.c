/*
 * Handlers: which classes they take, what their targets say, and how a block
 * that is a target must end. A class by name beats `outage`, that beats
 * `error`; the first of equals is a mistake of the second.
 */
#include "compiler/check/flow_check.h"
#include "stdlib/value/buf.h"

enum { BY_ERROR = 1, BY_OUTAGE, BY_NAME };

static void unknown_class(struct check *k, struct ast_name name)
{
    static const str groups[] = {{"outage", 6}, {"error", 5}};
    str names[WEIR_NCLASSES + 2];
    size_t n = 0;

    for (int c = 1; c < WEIR_NCLASSES; c++)
        names[n++] = str_from(weir_class_name((enum weir_class)c));
    names[n++] = groups[0];
    names[n++] = groups[1];
    struct diag *d = check_report(k, CHECK_UNKNOWN_NAME, name.at,
                                  "there is no error class \"%" STR_FMT "\"",
                                  STR_ARG(name.sym->text));
    if (str_eq(name.sym->text, STR("mismatch")))
        diag_help(k->diags, d, "only a reconcile finds a \"mismatch\"");
    check_nearest_of(k, d, name.sym->text, names, n);
}

weir_class_set class_set(struct check *k, struct ast_name name, int *rank)
{
    str text = name.sym->text;
    enum weir_class c = weir_class_named(text);

    *rank = BY_NAME;
    if (c != WEIR_OK)
        return WEIR_CLASS_BIT(c);
    if (str_eq(text, STR("outage"))) {
        *rank = BY_OUTAGE;
        return weir_class_outage();
    }
    *rank = BY_ERROR;
    if (str_eq(text, STR("error")))
        return weir_class_error();
    unknown_class(k, name);
    return 0;
}

/* True when the handler's target lets the record go on. */
static bool block_goes_on(const struct ast_step *s)
{
    for (; s; s = s->next) {
        if (s->kind == AST_CONTINUE)
            return true;
        for (const struct ast_arm *a = s->arms; a; a = a->next)
            if (block_goes_on(a->block))
                return true;
        if (s->kind == AST_WHEN && block_goes_on(s->block))
            return true;
    }
    return false;
}

bool target_goes_on(const struct ast_target *t)
{
    return t->kind == AST_TO_CONTINUE ||
           (t->kind == AST_TO_BLOCK && block_goes_on(t->block));
}

static void routed_twice(struct check *k, span at, enum weir_class c,
                         const struct ast_handler *first)
{
    str written = source_text(k->sources, at);
    struct diag *d = check_report(
        k, CHECK_DUPLICATE_ROUTE, at,
        "expected one route for \"%" STR_FMT "\" here, found a second",
        STR_ARG(written.len ? written : str_from(weir_class_name(c))));

    diag_note(k->diags, d, first->at, "the first is here");
}

static void place_classes(struct check *k, struct route_place *p,
                          struct ast_handler *h, weir_class_set set, int rank,
                          span at)
{
    bool said = false;

    for (unsigned c = 1; c < WEIR_NCLASSES; c++) {
        if (!(set & WEIR_CLASS_BIT(c)) || rank < p->rank[c])
            continue;
        if (rank == p->rank[c]) {
            if (!said)
                routed_twice(k, at, (enum weir_class)c, p->by_class[c]);
            said = true;
            continue;
        }
        p->rank[c] = (uint8_t)rank;
        p->by_class[c] = h;
        p->goes_on[c] = h->target && target_goes_on(h->target);
    }
}

static void add_word(struct check *k, struct checked_handler *c, str word)
{
    c->words = c->words.len ? arena_printf(k->arena, "%" STR_FMT ", %" STR_FMT,
                                           STR_ARG(c->words), STR_ARG(word))
                            : word;
}

static struct checked_handler *checked_of(struct check *k,
                                          struct ast_handler *h)
{
    if (!h->checked)
        h->checked = arena_make(k->arena, struct checked_handler);
    return h->checked;
}

void handler_place(struct check *k, struct route_place *p,
                   struct ast_handler *h, bool mismatch)
{
    struct checked_handler *c = checked_of(k, h);

    for (const struct ast_names *n = h->classes; n; n = n->next) {
        int rank = 0;
        add_word(k, c, n->name.sym->text);
        if (mismatch && str_eq(n->name.sym->text, STR("mismatch"))) {
            c->mismatch = true;
            continue;
        }
        weir_class_set set = class_set(k, n->name, &rank);
        c->classes |= set;
        c->named |= rank == BY_NAME ? set : 0;
        c->grouped |= rank == BY_OUTAGE ? set : 0;
        place_classes(k, p, h, set, rank, n->name.at);
    }
}

weir_class_set routes_going_on(const struct route_place *own,
                               const struct route_place *around,
                               weir_class_set raises)
{
    weir_class_set set = 0;

    for (unsigned c = 1; c < WEIR_NCLASSES; c++) {
        const struct route_place *p = around;
        if (!(raises & WEIR_CLASS_BIT(c)))
            continue;
        if (own && own->by_class[c])
            p = own;
        while (p && !p->by_class[c])
            p = p->up;
        if (p && p->goes_on[c])
            set |= WEIR_CLASS_BIT(c);
    }
    return set;
}

str class_names(struct check *k, weir_class_set set)
{
    struct buf text = BUF_MAX(1000);

    for (unsigned c = 1; c < WEIR_NCLASSES; c++)
        if (set & WEIR_CLASS_BIT(c))
            buf_printf(&text, text.len ? ", \"%s\"" : "\"%s\"",
                       weir_class_name((enum weir_class)c));
    return buf_take(&text, k->arena);
}

/* --- targets ------------------------------------------------------------- */

static bool arms_end(const struct ast_step *s);

/* A block must end the record: see language.md, Routes. */
static bool ends_record(const struct ast_step *s)
{
    while (s && s->next)
        s = s->next;
    if (!s)
        return false;
    if (step_delivers(s) || s->kind == AST_PARK || s->kind == AST_HALT ||
        s->kind == AST_CONTINUE)
        return true;
    if (s->kind == AST_DROP)
        return !s->expr;
    if (s->kind == AST_EACH)
        return ends_record(s->block);
    return (s->kind == AST_ROUTE || s->kind == AST_ALL) && arms_end(s);
}

/* Every way of a route ends it, or every branch of an `all`. */
static bool arms_end(const struct ast_step *s)
{
    bool whole = s->kind == AST_ALL && s->arms;

    for (const struct ast_arm *a = s->arms; a; a = a->next) {
        if (a->kind == AST_ARM_ON)
            continue;
        if (!ends_record(a->block))
            return false;
        whole = whole || a->kind == AST_ARM_OTHERWISE;
    }
    return whole;
}

static void check_block_end(struct check *k, const struct ast_target *t)
{
    const struct ast_step *last = t->block;

    if (ends_record(last) || check_incomplete(k, t->at))
        return;
    while (last && last->next)
        last = last->next;
    struct diag *d = check_report(
        k, CHECK_UNFINISHED_BLOCK, last ? last->word_at : t->at,
        "expected this block to end the record, found %s as its last step",
        last ? ast_step_word(last->kind) : "nothing");
    diag_help(k->diags, d,
              "end it with park, drop, halt, continue or a step that delivers");
}

void target_check(struct flow_check *fc, struct ast_target *t)
{
    struct checked_step texts = {0}; // the lowering looks at what they raise
    uint32_t mark = names_mark(&fc->names);

    if (!t)
        return;
    if (t->kind == AST_TO_QUEUE)
        check_find(fc->k, &fc->k->queues, "queue", t->name);
    else if (t->kind == AST_TO_BLOCK) {
        struct flow_here saved = fc->here;
        if (saved.place == PLACE_FLOW)
            fc->here.place = PLACE_TARGET;
        fc->here.ways = NULL;
        flow_block(fc, t->block);
        fc->here = saved;
        names_undo(&fc->names, mark);
        check_block_end(fc->k, t);
    } else if (t->because)
        flow_text(fc, &texts, t->because);
}

void handler_check(struct flow_check *fc, struct ast_handler *h)
{
    struct check *k = fc->k;
    enum flow_place place = fc->here.place;
    uint32_t mark = names_mark(&fc->names);
    const struct sym *failure = intern(k->names, STR("failure"));
    struct graph_var *v = graph_add_var(k->g, failure->text, VAR_FAILURE,
                                        check_failure_type(k), h->at);

    checked_of(k, h)->failure = v;
    names_add(&fc->names, failure, v);
    fc->here.place = PLACE_HANDLER;
    target_check(fc, h->target);
    fc->here.place = place;
    names_undo(&fc->names, mark);
}
