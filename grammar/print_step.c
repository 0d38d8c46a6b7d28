/*
 * Steps. The words of a block's steps stand in one column; what has a block of
 * its own stands outside it.
 */
#include "grammar/printer.h"

static void print_name_part(struct printer *pr, const char *word,
                            struct ast_name name)
{
    print_text(pr, word);
    print_name(pr, name);
}

static void args_fn(struct printer *pr, const void *what, uint32_t width)
{
    (void)width;
    print_text(pr, "(");
    print_list(pr, what, (span){0, 0});
    print_text(pr, ")");
}

static void print_args(struct printer *pr, const struct ast_expr *args)
{
    if (pr->flat || !print_try_flat(pr, args_fn, args, 0, 0))
        args_fn(pr, args, 0);
}

void print_endpoint(struct printer *pr, const struct ast_path *path,
                    const struct ast_expr *args, bool has_args)
{
    print_text(pr, " ");
    print_path(pr, path);
    if (has_args)
        print_args(pr, args);
}

/* --- blocks --------------------------------------------------------------- */

void print_block(struct printer *pr, const struct ast_step *steps, span whole)
{
    uint32_t width = 0;

    print_open(pr, whole, steps ? steps->at : (span){0, 0});
    if (pr->flat && steps && steps->next)
        pr->out->failed = true;
    for (const struct ast_step *s = steps; s && !pr->flat; s = s->next)
        width = print_step_width(width, s);
    for (const struct ast_step *s = steps; s && !pr->out->failed; s = s->next) {
        print_element(pr, s->at, s->doc);
        print_step(pr, s, width);
        print_end(pr, s->at);
    }
    print_close(pr, whole);
}

static void print_arm(struct printer *pr, const struct ast_arm *a)
{
    switch (a->kind) {
    case AST_ARM_WHEN:
        print_text(pr, "when");
        print_first(pr, a->expr);
        break;
    case AST_ARM_OTHERWISE: print_text(pr, "otherwise"); break;
    case AST_ARM_BRANCH: print_name_part(pr, "branch ", a->name); break;
    case AST_ARM_BLOCK: break;
    case AST_ARM_ON: print_handler(pr, a->handler, 0); return;
    }
    print_text(pr, a->kind == AST_ARM_BLOCK ? "" : " ");
    print_block(pr, a->block, a->at);
}

static void arm_fn(struct printer *pr, const void *what, uint32_t width)
{
    (void)width;
    print_arm(pr, what);
}

/* One way of several has a line, so that a change of one is one line. */
static void print_arms(struct printer *pr, const struct ast_step *s)
{
    if (pr->flat)
        pr->out->failed = true;
    print_text(pr, " ");
    print_open(pr, s->at, s->arms ? s->arms->at : (span){0, 0});
    for (const struct ast_arm *a = s->arms; a; a = a->next) {
        print_element(pr, a->at, STR(""));
        if (pr->flat || !print_try_flat(pr, arm_fn, a, 0, 0))
            print_arm(pr, a);
        print_end(pr, a->at);
    }
    print_close(pr, s->at);
}

/* --- kinds ---------------------------------------------------------------- */

static void print_read(struct printer *pr, const struct ast_step *s)
{
    print_endpoint(pr, s->path, s->args, s->has_args);
    print_as(pr, s->as);
    if (s->path2) {
        print_text(pr, " since ");
        print_path(pr, s->path2);
    }
    print_part(pr, "until", s->until);
    print_part(pr, "where", s->where);
}

static void print_map(struct printer *pr, const struct ast_step *s)
{
    print_name_part(pr, " ", s->name);
    if (s->has_args)
        print_args(pr, s->args);
    print_as(pr, s->as);
}

static void print_map_inline(struct printer *pr, const struct ast_step *s)
{
    print_text(pr, " ");
    print_path(pr, s->path);
    print_text(pr, " -> ");
    print_type(pr, s->type);
    print_as(pr, s->as);
    print_text(pr, " ");
    print_open(pr, s->at, s->fields ? s->fields->at : (span){0, 0});
    print_assigns(pr, s->fields);
    print_close(pr, s->at);
}

static void print_write(struct printer *pr, const struct ast_step *s)
{
    print_endpoint(pr, s->path, s->args, s->has_args);
    print_name_part(pr, " ", s->name);
    print_first(pr, s->what);
    if (s->names) {
        print_text(pr, " by ");
        print_names(pr, s->names);
    }
    print_as(pr, s->as);
}

static void print_batch(struct printer *pr, const struct ast_step *s)
{
    if (s->expr)
        print_first(pr, s->expr);
    else
        print_text(pr, " all");
    print_part(pr, "of", s->what);
    if (s->key_name.sym) {
        print_name_part(pr, " by ", s->key_name);
        print_text(pr, " =");
        print_first(pr, s->by);
    } else {
        print_part(pr, "by", s->by);
    }
    print_part(pr, "within", s->within);
    print_as(pr, s->as);
}

static void print_await(struct printer *pr, const struct ast_step *s)
{
    if (s->path) {
        print_text(pr, " webhook ");
        print_path(pr, s->path);
        print_as(pr, s->as);
    } else {
        print_name_part(pr, " topic ", s->name);
        print_text(pr, " as ");
        print_params(pr, s->param);
    }
    print_part(pr, "where", s->where);
    print_part(pr, "within", s->within);
}

static void print_ask(struct printer *pr, const struct ast_step *s)
{
    print_name_part(pr, " ", s->name);
    print_first(pr, s->expr);
    print_text(pr, " choices ");
    for (const struct ast_expr *e = s->list; e; e = e->next) {
        print_value(pr, e);
        print_text(pr, e->next ? ", " : "");
    }
    print_as(pr, s->as);
    print_part(pr, "within", s->within);
}

static void print_store(struct printer *pr, const struct ast_step *s)
{
    print_name_part(pr, " ", s->name);
    print_text(pr, "[");
    print_value(pr, s->by);
    print_text(pr, "]");
    if (s->kind == AST_REMEMBER) {
        print_text(pr, " =");
        print_first(pr, s->expr);
    }
}

static void print_check(struct printer *pr, const struct ast_step *s)
{
    print_first(pr, s->expr);
    print_text(pr, " else ->");
    print_target(pr, s->target);
}

static void print_keep(struct printer *pr, const struct ast_step *s)
{
    if (s->kind == AST_KEEP_CHANGED)
        print_text(pr, " changed");
    print_first(pr, s->expr);
    print_part(pr, "by", s->by);
    print_part(pr, "within", s->within);
}

static void print_enrich(struct printer *pr, const struct ast_step *s)
{
    print_endpoint(pr, s->path, s->args, s->has_args);
    print_part(pr, "by", s->by);
    print_as(pr, s->as);
}

static void print_named(struct printer *pr, const struct ast_step *s)
{
    print_name_part(pr, " ", s->name);
    if (s->kind == AST_SET)
        print_text(pr, " =");
    if (s->expr)
        print_first(pr, s->expr);
    print_part(pr, "because", s->because);
}

static void print_loop(struct printer *pr, const struct ast_step *s)
{
    if (s->kind == AST_EACH) {
        print_name_part(pr, " ", s->name);
        print_text(pr, " in");
    }
    print_first(pr, s->expr);
    print_text(pr, " ");
    print_block(pr, s->block, s->at);
}

static void print_send(struct printer *pr, const struct ast_step *s)
{
    print_first(pr, s->expr);
    print_name_part(pr, " to topic ", s->name);
}

/* A flat switch over all kinds. */
static void print_kind(struct printer *pr, const struct ast_step *s)
{
    switch (s->kind) {
    case AST_READ: print_read(pr, s); break;
    case AST_KEEP:
    case AST_KEEP_CHANGED: print_keep(pr, s); break;
    case AST_DROP:
    case AST_HALT:
        print_part(pr, "when", s->expr);
        print_part(pr, "because", s->because);
        break;
    case AST_CHECK: print_check(pr, s); break;
    case AST_DEDUPE:
        print_part(pr, "by", s->by);
        print_part(pr, "within", s->within);
        break;
    case AST_MAP:
    case AST_CALL_FLOW: print_map(pr, s); break;
    case AST_MAP_INLINE: print_map_inline(pr, s); break;
    case AST_SET:
    case AST_NOTIFY:
    case AST_PARK: print_named(pr, s); break;
    case AST_ENRICH: print_enrich(pr, s); break;
    case AST_WRITE: print_write(pr, s); break;
    case AST_EACH:
    case AST_WHEN: print_loop(pr, s); break;
    case AST_BATCH: print_batch(pr, s); break;
    case AST_ROUTE:
    case AST_ALL: print_arms(pr, s); break;
    case AST_SEND: print_send(pr, s); break;
    case AST_REPLY:
        print_first(pr, s->expr);
        print_part(pr, "status", s->status);
        break;
    case AST_REMEMBER:
    case AST_FORGET: print_store(pr, s); break;
    case AST_WAIT:
        if (s->within)
            print_first(pr, s->within);
        print_part(pr, "until", s->until);
        break;
    case AST_AWAIT: print_await(pr, s); break;
    case AST_ASK: print_ask(pr, s); break;
    case AST_CONTINUE: break;
    }
}

/* --- steps ---------------------------------------------------------------- */

static bool stands_alone(const struct ast_step *s)
{
    return s->kind == AST_ROUTE || s->kind == AST_ALL ||
           s->kind == AST_CONTINUE || s->kind == AST_WHEN ||
           s->kind == AST_EACH;
}

static str word_of(const struct ast_step *s)
{
    return s->kind == AST_KEEP_CHANGED ? STR("keep")
                                       : str_from(ast_step_word(s->kind));
}

uint32_t print_step_width(uint32_t width, const struct ast_step *s)
{
    return stands_alone(s) ? width : print_widest(width, word_of(s));
}

static void print_whole(struct printer *pr, const void *what, uint32_t width)
{
    const struct ast_step *s = what;

    print_word(pr, word_of(s), stands_alone(s) ? 0 : width);
    print_kind(pr, s);
    print_options(pr, s->options, s->has_options, s->at);
}

void print_step(struct printer *pr, const struct ast_step *s, uint32_t width)
{
    if (pr->flat)
        print_whole(pr, s, width);
    else if (!print_try_flat(pr, print_whole, s, width, 0))
        print_whole(pr, s, width);
}
