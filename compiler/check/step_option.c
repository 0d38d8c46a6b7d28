/*
 * Options in braces: which suit which step (step_options.def), how often, and
 * what their values may be.
 */
#include "compiler/check/flow_check.h"

enum {
    ON_READ = 1u,
    ON_ENRICH = 2u,
    ON_WRITE = 4u,
    ON_SEND = 8u,
    ON_CALL = 16u,
    ON_STORE = 32u,
    ON_AWAIT = 64u,
    ON_SIDE = 128u,
    ON_OTHERS = 256u,
    ON_STEPS = 0x17fu
};

struct option_kind {
    const char *word;
    unsigned suits;
};

static const struct option_kind options[] = {
#define OPTION(NAME, word, suits) [AST_OPT_##NAME] = {word, suits},
#include "compiler/check/step_options.def"
#undef OPTION
};

const char *option_word(enum ast_option_kind kind)
{
    return options[kind].word;
}

struct ast_option *option_find(const struct ast_step *s,
                               enum ast_option_kind kind)
{
    for (struct ast_option *o = s->options; o; o = o->next)
        if (o->kind == kind)
            return o;
    return NULL;
}

static unsigned step_bit(enum ast_step_kind kind)
{
    static const struct {
        enum ast_step_kind kind;
        unsigned bit;
    } bits[] = {{AST_READ, ON_READ},      {AST_ENRICH, ON_ENRICH},
                {AST_WRITE, ON_WRITE},    {AST_SEND, ON_SEND},
                {AST_CALL_FLOW, ON_CALL}, {AST_AWAIT, ON_AWAIT},
                {AST_REMEMBER, ON_STORE}, {AST_FORGET, ON_STORE}};

    for (size_t i = 0; i < sizeof bits / sizeof bits[0]; i++)
        if (bits[i].kind == kind)
            return bits[i].bit;
    return ON_OTHERS;
}

static str suited(struct check *k, unsigned bits)
{
    static const struct {
        unsigned bit;
        const char *word;
    } words[] = {{ON_READ, "read"},   {ON_ENRICH, "enrich"},
                 {ON_WRITE, "write"}, {ON_SEND, "send"},
                 {ON_CALL, "call"},   {ON_STORE, "remember"},
                 {ON_AWAIT, "await"}};
    str text = {0};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!(bits & words[i].bit))
            continue;
        text = text.len ? arena_printf(k->arena, "%" STR_FMT ", %s",
                                       STR_ARG(text), words[i].word)
                        : str_from(words[i].word);
    }
    return text;
}

/* Whether the option may stand there; reports a wrong or a second one. */
static bool may_stand(struct check *k, const struct ast_option *first,
                      const struct ast_option *o, unsigned bit,
                      const char *step)
{
    const struct option_kind *kind = &options[o->kind];
    const struct ast_option *p = first;

    if (!(kind->suits & bit)) {
        struct diag *d =
            check_report(k, CHECK_MISPLACED_OPTION, o->word_at,
                         "a %s has no option \"%s\"", step, kind->word);
        diag_help(k->diags, d, "\"%s\" suits %" STR_FMT, kind->word,
                  STR_ARG(suited(k, kind->suits)));
        return false;
    }
    if (o->kind == AST_OPT_ON || o->kind == AST_OPT_WAIVE)
        return true;
    while (p != o && p->kind != o->kind)
        p = p->next;
    if (p == o)
        return true;
    struct diag *d =
        check_report(k, CHECK_DUPLICATE_LINE, o->word_at,
                     "expected one \"%s\", found a second", kind->word);
    diag_note(k->diags, d, p->word_at, "the first is here");
    return false;
}

static void check_amount_option(struct check *k, const struct ast_option *o)
{
    struct graph_amount amount;

    check_amount(k, o->amount, &amount);
}

static void check_retry(struct check *k, struct checked_step *cs,
                        struct ast_option *o, bool reads)
{
    int rank;
    int64_t base, cap;

    flow_int(k, o->a, 0, 1000, "the number of retries");
    base = o->b ? flow_duration(k, o->b, "a backoff") : 0;
    cap = o->c ? flow_duration(k, o->c, "a backoff") : 0;
    if (base && cap && cap < base)
        check_report(k, CHECK_BAD_VALUE, o->c->at,
                     "expected the longest wait to be no shorter than the "
                     "first, found %" STR_FMT " after %" STR_FMT,
                     STR_ARG(source_text(k->sources, o->c->at)),
                     STR_ARG(source_text(k->sources, o->b->at)));
    if (!cs)
        return;
    for (const struct ast_names *n = o->names; n; n = n->next)
        cs->retry_on |= class_set(k, n->name, &rank);
    cs->retry_on_written = o->names != NULL;
    if (!o->names)
        cs->retry_on = WEIR_CLASS_BIT(WEIR_TRANSIENT) |
                       WEIR_CLASS_BIT(WEIR_TIMEOUT) |
                       WEIR_CLASS_BIT(WEIR_RATE_LIMITED) |
                       (reads ? WEIR_CLASS_BIT(WEIR_MALFORMED) : 0);
}

/* Options that mean the same at a step and at a reconcile's side. */
static void check_plain(struct check *k, struct ast_option *o)
{
    if (o->kind == AST_OPT_TIMEOUT)
        flow_duration(k, o->a, "a timeout");
    else if (o->kind == AST_OPT_LOOKBACK)
        check_duration(k, o->a);
    else if (o->kind == AST_OPT_CACHE)
        flow_duration(k, o->a, "a cache");
    else if (o->kind == AST_OPT_CONCURRENCY)
        flow_int(k, o->a, 1, 10000, "concurrency");
    else if (o->kind == AST_OPT_RATE)
        check_amount_option(k, o);
    else if (o->kind == AST_OPT_MAX)
        flow_size(k, o->a);
}

static void check_bulk(struct flow_check *fc, struct ast_step *s,
                       struct ast_option *o)
{
    const struct graph_operation *op = s->checked->operation;

    flow_int(fc->k, o->a, 1, 1000000, "bulk");
    if (o->b)
        flow_duration(fc->k, o->b, "bulk");
    s->checked->raises |= WEIR_CLASS_BIT(WEIR_PARTIAL);
    if (!op || op->bulk)
        return;
    struct diag *d = check_report(
        fc->k, CHECK_MISPLACED_OPTION, o->word_at,
        "%" STR_FMT " of %" STR_FMT " takes one record a call, found bulk",
        STR_ARG(op->name), STR_ARG(path_text(fc->k, s->path)));
    diag_note(fc->k->diags, d, op->at, "the operation declares no bulk");
}

/* key and match need a header that the operation declares. */
static void check_header(struct flow_check *fc, struct ast_step *s,
                         struct ast_option *o)
{
    const struct graph_operation *op = s->checked->operation;
    bool key = o->kind == AST_OPT_KEY;

    flow_key(fc, s->checked, o->a, NULL);
    if (!key)
        s->checked->raises |= WEIR_CLASS_BIT(WEIR_CONFLICT);
    if (!op || (key ? op->key_header.len : op->match_header.len))
        return;
    struct diag *d = check_report(
        fc->k, key ? CHECK_IGNORED_KEY : CHECK_MISPLACED_OPTION, o->word_at,
        "%" STR_FMT " of %" STR_FMT " has no header for a %s, found one",
        STR_ARG(op->name), STR_ARG(path_text(fc->k, s->path)),
        o->kind == AST_OPT_KEY ? "key" : "match");
    diag_note(fc->k->diags, d, op->at,
              "the operation declares no \"%s header\"", key ? "key" : "match");
}

static void check_lookback(struct check *k, const struct ast_step *s,
                           const struct ast_option *o)
{
    if (s->path2)
        return;
    struct diag *d = check_report(
        k, CHECK_MISPLACED_OPTION, o->word_at,
        "expected \"since\" where there is a lookback, found none");
    diag_help(k->diags, d, "say since which field the read goes on");
}

/* `target continue` at the first read: there is no record that could go on. */
static void check_first_read(struct flow_check *fc, const struct ast_step *s,
                             const struct ast_handler *h)
{
    if (s->kind != AST_READ || fc->here.has_record ||
        !target_goes_on(h->target))
        return;
    check_report(fc->k, CHECK_MISPLACED_STEP, h->target->at,
                 "expected a queue or halt, found continue: a read that fails "
                 "has no record to go on with");
}

static void check_step_option(struct flow_check *fc, struct ast_step *s,
                              struct ast_option *o, struct route_place *p)
{
    struct check *k = fc->k;

    check_plain(k, o);
    if (o->kind == AST_OPT_RETRY)
        check_retry(k, s->checked, o,
                    s->kind == AST_READ || s->kind == AST_ENRICH);
    else if (o->kind == AST_OPT_BULK)
        check_bulk(fc, s, o);
    else if (o->kind == AST_OPT_KEY && s->kind == AST_SEND)
        flow_key(fc, s->checked, o->a, NULL);
    else if (o->kind == AST_OPT_KEY || o->kind == AST_OPT_MATCH)
        check_header(fc, s, o);
    else if (o->kind == AST_OPT_LOOKBACK)
        check_lookback(k, s, o);
    else if (o->kind == AST_OPT_EMPTY && o->target)
        target_check(fc, o->target);
    else if (o->kind == AST_OPT_UNDO)
        s->checked->raises |= WEIR_CLASS_BIT(WEIR_PARTIAL);
    else if (o->kind == AST_OPT_UNTIL)
        s->checked->raises |= WEIR_CLASS_BIT(WEIR_EXPIRED);
    else if (o->kind == AST_OPT_ON) {
        check_first_read(fc, s, o->handler);
        handler_place(k, p, o->handler, false);
    } else if (o->kind == AST_OPT_WAIVE)
        check_waiver(k, o->waiver, s->at);
}

struct route_place *step_options(struct flow_check *fc, struct ast_step *s)
{
    unsigned bit = step_bit(s->kind);
    struct route_place *p = NULL;
    const char *word = ast_step_word(s->kind);

    for (struct ast_option *o = s->options; o; o = o->next) {
        if (o->kind == AST_OPT_ON && !p)
            p = arena_make(fc->k->arena, struct route_place);
        if (may_stand(fc->k, s->options, o, bit, word))
            check_step_option(fc, s, o, p);
    }
    return p;
}

void option_until(struct flow_check *fc, struct ast_step *s)
{
    struct ast_option *o = option_find(s, AST_OPT_UNTIL);

    if (!o)
        return;
    flow_bool(fc, s->checked, o->a);
    flow_duration(fc->k, o->b, "a poll");
    flow_duration(fc->k, o->c, "a poll");
}

void option_undo(struct flow_check *fc, struct ast_step *s)
{
    struct ast_option *o = option_find(s, AST_OPT_UNDO);
    struct flow_here saved = fc->here;
    uint32_t mark = names_mark(&fc->names), skipped = fc->skipped.n;

    if (!o)
        return;
    fc->here.place = PLACE_UNDO;
    fc->here.routes = NULL;
    fc->here.ways = NULL;
    flow_block(fc, o->block);
    names_undo(&fc->names, mark);
    fc->here = saved;
    fc->skipped.n = skipped;
}

void side_options(struct check *k, struct ast_line *line)
{

    for (struct ast_option *o = line->more->options; o; o = o->next) {
        if (!may_stand(k, line->more->options, o, ON_SIDE, "reconcile"))
            continue;
        check_plain(k, o);
        if (o->kind == AST_OPT_RETRY)
            check_retry(k, NULL, o, true);
        else if (o->kind == AST_OPT_WAIVE)
            check_waiver(k, o->waiver, line->at);
    }
}
