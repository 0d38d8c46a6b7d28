/*
 * Options of a step, handlers, targets and waivers.
 */
#include "grammar/printer.h"

void print_waiver(struct printer *pr, const struct ast_waiver *w,
                  uint32_t width)
{
    struct ast_expr because = {
        .kind = AST_STRING, .text = w->because, .at = w->because_at};

    print_word(pr, STR("waive"), width);
    print_text(pr, " ");
    print_str(pr, w->rule);
    print_text(pr, " until ");
    print_str(pr, w->until);
    print_part(pr, "because", &because);
}

/* ` target` */
void print_target(struct printer *pr, const struct ast_target *t)
{
    switch (t->kind) {
    case AST_TO_QUEUE:
        print_text(pr, " ");
        print_name(pr, t->name);
        break;
    case AST_TO_CONTINUE: print_text(pr, " continue"); break;
    case AST_TO_HALT:
        print_text(pr, " halt");
        print_part(pr, "because", t->because);
        break;
    case AST_TO_DROP:
        print_text(pr, " drop");
        print_part(pr, "because", t->because);
        break;
    case AST_TO_BLOCK:
        print_text(pr, " ");
        print_block(pr, t->block, t->at);
        break;
    }
}

static uint32_t names_columns(const struct ast_names *names)
{
    uint32_t n = 0;

    for (; names; names = names->next)
        n += print_name_columns(names->name) + (names->next ? 2 : 0);
    return n;
}

uint32_t print_handler_width(uint32_t width, const struct ast_handler *h)
{
    uint32_t n = names_columns(h->classes);

    return n > width && n <= PRINT_WIDEST ? n : width;
}

void print_handler(struct printer *pr, const struct ast_handler *h,
                   uint32_t width)
{
    uint32_t n = names_columns(h->classes);

    print_text(pr, "on ");
    print_names(pr, h->classes);
    buf_fill(pr->out, ' ', n < width ? width - n : 0);
    print_text(pr, " ->");
    print_target(pr, h->target);
}

static void print_duration(struct printer *pr, const char *word,
                           const struct ast_expr *e)
{
    if (!e)
        return;
    print_text(pr, word);
    print_value(pr, e);
}

/* All on one line, however long: its classes have to stand there. */
static void print_retry(struct printer *pr, const struct ast_option *o)
{
    print_duration(pr, " ", o->a);
    print_text(pr, " times");
    print_duration(pr, " backoff ", o->b);
    print_duration(pr, " to ", o->c);
    if (o->names) {
        print_text(pr, " on ");
        print_names(pr, o->names);
    }
}

static const char *const words[] = {
    [AST_OPT_TIMEOUT] = "timeout",
    [AST_OPT_RETRY] = "retry",
    [AST_OPT_KEY] = "key",
    [AST_OPT_MATCH] = "match",
    [AST_OPT_BULK] = "bulk",
    [AST_OPT_LOOKBACK] = "lookback",
    [AST_OPT_EMPTY] = "empty",
    [AST_OPT_CACHE] = "cache",
    [AST_OPT_UNTIL] = "until",
    [AST_OPT_UNDO] = "undo",
    [AST_OPT_CONCURRENCY] = "concurrency",
    [AST_OPT_RATE] = "rate",
    [AST_OPT_MAX] = "max",
    [AST_OPT_ON] = "on",
    [AST_OPT_WAIVE] = "waive",
};

static bool is_aligned(const struct ast_option *o)
{
    return o->kind != AST_OPT_ON && o->kind != AST_OPT_UNDO;
}

static void print_rest(struct printer *pr, const struct ast_option *o)
{
    switch (o->kind) {
    case AST_OPT_RETRY: print_retry(pr, o); break;
    case AST_OPT_TIMEOUT:
    case AST_OPT_KEY:
    case AST_OPT_MATCH:
    case AST_OPT_LOOKBACK:
    case AST_OPT_CACHE:
    case AST_OPT_CONCURRENCY:
    case AST_OPT_MAX: print_first(pr, o->a); break;
    case AST_OPT_BULK:
        print_first(pr, o->a);
        print_part(pr, "within", o->b);
        break;
    case AST_OPT_EMPTY:
        print_text(pr, o->target ? " ->" : " ok");
        if (o->target)
            print_target(pr, o->target);
        break;
    case AST_OPT_UNTIL:
        print_first(pr, o->a);
        print_part(pr, "every", o->b);
        print_part(pr, "within", o->c);
        break;
    case AST_OPT_UNDO:
        print_text(pr, " ");
        print_block(pr, o->block, o->at);
        break;
    case AST_OPT_RATE:
        print_text(pr, " ");
        print_amount(pr, o->amount);
        break;
    case AST_OPT_ON:
    case AST_OPT_WAIVE: break;
    }
}

struct option_in {
    const struct ast_option *option;
    uint32_t classes; // the width of handlers
};

static void print_option(struct printer *pr, const void *what, uint32_t width)
{
    const struct option_in *in = what;
    const struct ast_option *o = in->option;

    if (o->kind == AST_OPT_ON) {
        print_handler(pr, o->handler, in->classes);
    } else if (o->kind == AST_OPT_WAIVE) {
        print_waiver(pr, o->waiver, width);
    } else {
        print_word(pr, str_from(words[o->kind]), is_aligned(o) ? width : 0);
        print_rest(pr, o);
    }
}

/* ` { options }` */
void print_options(struct printer *pr, const struct ast_option *options,
                   bool there, span whole)
{
    uint32_t width = 0, classes = 0;

    if (!there)
        return;
    print_text(pr, " ");
    print_open(pr, whole, options ? options->at : (span){0, 0});
    for (const struct ast_option *o = options; o && !pr->flat; o = o->next) {
        if (o->kind == AST_OPT_ON)
            classes = print_handler_width(classes, o->handler);
        else if (is_aligned(o))
            width = print_widest(width, str_from(words[o->kind]));
    }
    for (const struct ast_option *o = options; o; o = o->next) {
        struct option_in in = {o, classes};
        print_element(pr, o->at, STR(""));
        if (pr->flat || !print_try_flat(pr, print_option, &in, width, 0))
            print_option(pr, &in, width);
        print_end(pr, o->at);
    }
    print_close(pr, whole);
}
