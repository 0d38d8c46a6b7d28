/*
 * The lines of items. Their words stand in one column; the words of a flow's
 * steps in another, and the arrows of its handlers in a third.
 */
#include "grammar/printer.h"

static const char *const words[] = {
    [AST_LINE_OWNER] = "owner",
    [AST_LINE_CRITICAL] = "critical",
    [AST_LINE_ALERT_WHEN] = "alert",
    [AST_LINE_EXPECT] = "expect",
    [AST_LINE_ORDERED] = "ordered",
    [AST_LINE_TIMEOUT] = "timeout",
    [AST_LINE_CONTACT] = "contact",
    [AST_LINE_RUNBOOK] = "runbook",
    [AST_LINE_ALERT] = "alert",
    [AST_LINE_ESCALATE] = "escalate",
    [AST_LINE_TRIAGE] = "triage",
    [AST_LINE_RETAIN] = "retain",
    [AST_LINE_REPLAY] = "replay",
    [AST_LINE_MASTER] = "master",
    [AST_LINE_COPIES] = "copies",
    [AST_LINE_COVERS] = "covers",
    [AST_LINE_SCHEDULE] = "",
    [AST_LINE_SOURCE] = "source",
    [AST_LINE_TARGET] = "target",
    [AST_LINE_MATCH] = "match",
    [AST_LINE_COMPARE] = "compare",
    [AST_LINE_WINDOW] = "window",
    [AST_LINE_TOLERATE] = "tolerate",
    [AST_LINE_GIVEN] = "given",
    [AST_LINE_FAILS] = "when",
    [AST_LINE_ANSWERS] = "when",
    [AST_LINE_ARRIVES] = "when",
    [AST_LINE_EXPECT_COUNT] = "expect",
    [AST_LINE_EXPECT_REPLY] = "expect",
    [AST_LINE_SET] = "",
    [AST_LINE_SYSTEM] = "system",
    [AST_LINE_DOCS] = "docs",
    [AST_LINE_SUPPORTED] = "supported",
    [AST_LINE_DRIVER] = "driver",
    [AST_LINE_BASE] = "base",
    [AST_LINE_HEADER] = "header",
    [AST_LINE_AUTH] = "auth",
    [AST_LINE_LIMIT] = "limit",
    [AST_LINE_LIMIT_CONCURRENCY] = "limit",
    [AST_LINE_FORMAT] = "",
    [AST_LINE_ERRORS] = "errors",
    [AST_LINE_RECORD] = "",
    [AST_LINE_ENUM] = "",
    [AST_LINE_ENDPOINT] = "",
    [AST_LINE_WEBHOOK] = "",
    [AST_LINE_STEP] = "",
    [AST_LINE_TRIGGER] = "",
    [AST_LINE_HANDLER] = "",
    [AST_LINE_WAIVE] = "waive",
};

static const char *const trigger_words[] = {
    [AST_EVERY] = "every",
    [AST_CRON] = "cron",
    [AST_DAILY] = "daily",
    [AST_AFTER] = "after",
    [AST_WEBHOOK_CONNECTOR] = "webhook",
    [AST_WEBHOOK_PATH] = "webhook",
    [AST_TOPIC] = "topic",
    [AST_FILE] = "file",
    [AST_CALLABLE] = "callable",
};

/* --- triggers ------------------------------------------------------------- */

void print_amount(struct printer *pr, const struct ast_amount *a)
{
    print_value(pr, a->count);
    print_text(pr, " per ");
    print_name(pr, a->unit);
}

static void print_arrival(struct printer *pr, const struct ast_trigger *t)
{
    if (t->path) {
        print_text(pr, " ");
        print_path(pr, t->path);
    } else if (t->kind == AST_TOPIC) {
        print_text(pr, " ");
        print_name(pr, t->name);
    } else {
        print_first(pr, t->a);
    }
    print_verify(pr, t->verify);
    if (t->format) {
        print_text(pr, " ");
        print_format(pr, t->format);
    }
    print_part(pr, "max", t->max);
    print_text(pr, " as ");
    print_params(pr, t->params);
}

static void print_callable(struct printer *pr, const struct ast_trigger *t)
{
    print_text(pr, "(");
    print_params(pr, t->params);
    print_text(pr, ")");
    if (t->type) {
        print_text(pr, " -> ");
        print_type(pr, t->type);
    }
}

static void print_trigger_rest(struct printer *pr, const struct ast_trigger *t)
{
    switch (t->kind) {
    case AST_EVERY:
    case AST_CRON: print_first(pr, t->a); break;
    case AST_DAILY: print_part(pr, "at", t->a); break;
    case AST_AFTER:
        print_text(pr, " ");
        print_names(pr, t->names);
        break;
    case AST_WEBHOOK_CONNECTOR:
    case AST_WEBHOOK_PATH:
    case AST_TOPIC:
    case AST_FILE: print_arrival(pr, t); break;
    case AST_CALLABLE: print_callable(pr, t); break;
    }
    print_part(pr, "in", t->zone);
    print_text(pr, t->no_overlap ? " no overlap" : "");
}

void print_trigger(struct printer *pr, const struct ast_trigger *t,
                   uint32_t width)
{
    print_word(pr, str_from(trigger_words[t->kind]),
               t->kind == AST_CALLABLE ? 0 : width);
    print_trigger_rest(pr, t);
}

/* --- lines ---------------------------------------------------------------- */

static void print_spaced_name(struct printer *pr, struct ast_name name)
{
    print_text(pr, " ");
    print_name(pr, name);
}

static void print_spaced_path(struct printer *pr, const struct ast_path *path)
{
    print_text(pr, " ");
    print_path(pr, path);
}

static void print_paths(struct printer *pr, const struct ast_paths *paths)
{
    for (; paths; paths = paths->next) {
        print_spaced_path(pr, paths->path);
        print_text(pr, paths->next ? "," : "");
    }
}

static void print_expect(struct printer *pr, const struct ast_line *l)
{
    print_text(pr, " ");
    print_amount(pr, l->more->amount);
    if (l->more->peak) {
        print_text(pr, " peak ");
        print_amount(pr, l->more->peak);
    }
}

static void print_side(struct printer *pr, const struct ast_line *l)
{
    print_endpoint(pr, l->more->path, l->more->args, l->has_args);
    print_as(pr, l->more->as);
    print_part(pr, "where", l->a);
    print_options(pr, l->more->options, l->has_options, l->at);
}

static void print_test_line(struct printer *pr, const struct ast_line *l)
{
    print_spaced_path(pr, l->more->path);
    switch ((int)l->kind) {
    case AST_LINE_FAILS:
        print_text(pr, " fails");
        print_spaced_name(pr, l->name);
        if (l->a) {
            print_first(pr, l->a);
            print_text(pr, " times");
        }
        break;
    case AST_LINE_ANSWERS: print_part(pr, "answers", l->a); break;
    case AST_LINE_ARRIVES:
        print_text(pr, " arrives");
        print_text(pr, l->from_file ? " from" : "");
        print_first(pr, l->a);
        break;
    case AST_LINE_EXPECT_COUNT:
        print_part(pr, "has", l->a);
        print_part(pr, "where", l->b);
        return;
    default:
        print_text(pr, l->from_file ? " from" : "");
        print_first(pr, l->a);
        return;
    }
    print_part(pr, "after", l->b);
}

/* A flat switch over the kinds whose word is printed. */
static void print_rest(struct printer *pr, const struct ast_line *l)
{
    switch ((int)l->kind) {
    case AST_LINE_OWNER:
    case AST_LINE_DRIVER: print_spaced_name(pr, l->name); break;
    case AST_LINE_CRITICAL: break;
    case AST_LINE_ALERT_WHEN: print_part(pr, "when", l->a); break;
    case AST_LINE_EXPECT: print_expect(pr, l); break;
    case AST_LINE_ORDERED: print_part(pr, "by", l->a); break;
    case AST_LINE_ALERT:
        print_spaced_name(pr, l->name);
        print_first(pr, l->a);
        break;
    case AST_LINE_ESCALATE:
        print_spaced_name(pr, l->name);
        print_part(pr, "after", l->a);
        break;
    case AST_LINE_TRIAGE: print_part(pr, "within", l->a); break;
    case AST_LINE_REPLAY:
        print_part(pr, "every", l->a);
        print_part(pr, "up to", l->b);
        break;
    case AST_LINE_MASTER: print_spaced_path(pr, l->more->path); break;
    case AST_LINE_COPIES: print_paths(pr, l->more->paths); break;
    case AST_LINE_COVERS:
        print_text(pr, " ");
        print_names(pr, l->more->names);
        break;
    case AST_LINE_SOURCE:
    case AST_LINE_TARGET: print_side(pr, l); break;
    case AST_LINE_GIVEN:
    case AST_LINE_FAILS:
    case AST_LINE_ANSWERS:
    case AST_LINE_ARRIVES:
    case AST_LINE_EXPECT_COUNT: print_test_line(pr, l); break;
    case AST_LINE_EXPECT_REPLY:
        print_text(pr, " reply");
        print_part(pr, "where", l->b);
        break;
    case AST_LINE_SYSTEM:
        print_first(pr, l->a);
        print_spaced_name(pr, l->name);
        break;
    case AST_LINE_SUPPORTED: print_part(pr, "until", l->a); break;
    case AST_LINE_HEADER:
        print_first(pr, l->a);
        print_first(pr, l->b);
        break;
    case AST_LINE_LIMIT_CONCURRENCY: print_part(pr, "concurrency", l->a); break;
    case AST_LINE_LIMIT:
    case AST_LINE_AUTH:
    case AST_LINE_ERRORS:
    case AST_LINE_ENDPOINT:
    case AST_LINE_WEBHOOK: print_system_line(pr, l, 0); break;
    default: print_first(pr, l->a); break;
    }
}

struct widths {
    uint32_t lines, steps, handlers;
};

static bool stands_alone(const struct ast_line *l)
{
    return l->kind == AST_LINE_ERRORS || l->kind == AST_LINE_CRITICAL ||
           l->kind == AST_LINE_ENDPOINT || l->kind == AST_LINE_WEBHOOK;
}

static void print_setting(struct printer *pr, const struct ast_line *l,
                          uint32_t width)
{
    uint32_t n = print_columns(l->name.sym->text);

    print_name(pr, l->name);
    buf_fill(pr->out, ' ', n < width ? width - n : 0);
    print_text(pr, " =");
    print_first(pr, l->a);
}

static void print_whole(struct printer *pr, const struct ast_line *l,
                        const struct widths *w)
{
    switch ((int)l->kind) {
    case AST_LINE_STEP: print_step(pr, l->step, w->steps); break;
    case AST_LINE_HANDLER: print_handler(pr, l->handler, w->handlers); break;
    case AST_LINE_TRIGGER:
    case AST_LINE_SCHEDULE: print_trigger(pr, l->trigger, w->lines); break;
    case AST_LINE_WAIVE: print_waiver(pr, l->waiver, w->lines); break;
    case AST_LINE_FORMAT: print_format(pr, l->more->format); break;
    case AST_LINE_RECORD:
    case AST_LINE_ENUM: print_record(pr, l->item); break;
    case AST_LINE_SET: print_setting(pr, l, w->lines); break;
    default:
        print_word(pr, str_from(words[l->kind]),
                   stands_alone(l) ? 0 : w->lines);
        print_rest(pr, l);
        break;
    }
}

struct line_in {
    const struct ast_line *line;
    const struct widths *widths;
};

/* Flat, but aligned. */
static void line_fn(struct printer *pr, const void *what, uint32_t width)
{
    const struct line_in *in = what;

    (void)width;
    print_whole(pr, in->line, in->widths);
}

static str word_of(const struct ast_line *l)
{
    if (l->kind == AST_LINE_TRIGGER || l->kind == AST_LINE_SCHEDULE)
        return str_from(trigger_words[l->trigger->kind]);
    if (l->kind == AST_LINE_FORMAT)
        return STR("format");
    if (l->kind == AST_LINE_SET)
        return l->name.sym->text;
    return str_from(words[l->kind]);
}

static struct widths find_widths(const struct ast_line *l)
{
    struct widths w = {0, 0, 0};

    for (; l; l = l->next) {
        if (l->kind == AST_LINE_STEP)
            w.steps = print_step_width(w.steps, l->step);
        else if (l->kind == AST_LINE_HANDLER)
            w.handlers = print_handler_width(w.handlers, l->handler);
        else
            w.lines = print_widest(w.lines, word_of(l));
    }
    return w;
}

static str doc_of(const struct ast_line *l)
{
    if (l->kind == AST_LINE_STEP)
        return l->step->doc;
    if (l->kind == AST_LINE_RECORD || l->kind == AST_LINE_ENUM)
        return l->item->doc;
    return l->doc;
}

void print_lines(struct printer *pr, const struct ast_line *lines)
{
    struct widths w = {0, 0, 0};

    if (!pr->flat)
        w = find_widths(lines);
    for (const struct ast_line *l = lines; l; l = l->next) {
        struct line_in in = {l, &w};
        print_element(pr, l->at, doc_of(l));
        if (pr->flat || l->kind == AST_LINE_STEP ||
            !print_try_flat(pr, line_fn, &in, 0, 0))
            print_whole(pr, l, &w);
        print_end(pr, l->at);
    }
}
