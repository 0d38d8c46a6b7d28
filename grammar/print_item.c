/*
 * Items. Shapes, tables and stores may stand on one line, when their author
 * wrote them so; what people are answerable for has a line for each thing.
 */
#include "grammar/printer.h"

static void print_word_name(struct printer *pr, const char *word,
                            struct ast_name name)
{
    print_text(pr, word);
    print_text(pr, " ");
    print_name(pr, name);
}

static void print_waivers_upto(struct printer *pr,
                               const struct ast_line **lines, uint32_t pos)
{
    for (; *lines && (*lines)->at.pos < pos; *lines = (*lines)->next) {
        print_element(pr, (*lines)->at, STR(""));
        print_waiver(pr, (*lines)->waiver, 0);
        print_end(pr, (*lines)->at);
    }
}

static span first_of(span element, const struct ast_line *lines)
{
    if (!lines || (element.pos && element.pos < lines->at.pos))
        return element;
    return lines->at;
}

/* ` { waivers }`, when there are braces. */
static void print_waivers(struct printer *pr, const struct ast_item *item)
{
    const struct ast_line *lines = item->lines;

    if (!item->has_rows)
        return;
    print_text(pr, " ");
    print_open(pr, item->at, first_of((span){0, 0}, lines));
    print_waivers_upto(pr, &lines, UINT32_MAX);
    print_close(pr, item->at);
}

/* --- records and enums ---------------------------------------------------- */

static void print_marks(struct printer *pr, const struct ast_mark *m)
{
    for (; m; m = m->next) {
        print_text(pr, " @");
        print_str(pr, m->name);
        if (!m->args)
            continue;
        print_text(pr, "(");
        for (const struct ast_expr *e = m->args; e; e = e->next) {
            print_value(pr, e);
            print_text(pr, e->next ? ", " : "");
        }
        print_text(pr, ")");
    }
}

static uint32_t fields_width(const struct printer *pr,
                             const struct ast_field *f)
{
    uint32_t width = 0;

    for (; f && !pr->flat; f = f->next)
        if (f->type || f->value)
            width = print_wider(width, print_name_columns(f->name));
    return width;
}

static void print_field(struct printer *pr, const struct ast_field *f,
                        uint32_t width)
{
    uint32_t n = print_name_columns(f->name);

    print_name(pr, f->name);
    if (f->type) {
        print_text(pr, ":");
        buf_fill(pr->out, ' ', 1 + (n < width ? width - n : 0));
        print_type(pr, f->type);
        print_marks(pr, f->marks);
    } else if (f->value) {
        buf_fill(pr->out, ' ', n < width ? width - n : 0);
        print_text(pr, " =");
        print_first(pr, f->value);
    }
}

/* A record or an enum. */
void print_record(struct printer *pr, const struct ast_item *item)
{
    const struct ast_line *lines = item->lines;
    uint32_t width = fields_width(pr, item->fields);
    span first = item->fields ? item->fields->at : (span){0, 0};

    print_word_name(pr, ast_item_word(item->kind), item->name);
    print_text(pr, " ");
    print_open(pr, item->at, first_of(first, lines));
    for (const struct ast_field *f = item->fields; f; f = f->next) {
        print_waivers_upto(pr, &lines, f->at.pos);
        print_element(pr, f->at, f->doc);
        print_field(pr, f, width);
        print_end(pr, f->at);
    }
    print_waivers_upto(pr, &lines, UINT32_MAX);
    print_close(pr, item->at);
}

/* --- tables and stores ---------------------------------------------------- */

static void print_head(struct printer *pr, const struct ast_item *item)
{
    print_word_name(pr, ast_item_word(item->kind), item->name);
    print_text(pr, ": ");
    print_type(pr, item->key);
    print_text(pr, " -> ");
    print_type(pr, item->value);
}

static uint32_t key_columns(const struct printer *pr, const struct ast_row *r)
{
    return print_columns(print_source(pr, r->key->at));
}

static void print_rows(struct printer *pr, const struct ast_item *item)
{
    const struct ast_line *lines = item->lines;
    uint32_t width = 0;

    for (const struct ast_row *r = item->rows; r && !pr->flat; r = r->next)
        width = print_wider(width, key_columns(pr, r));
    for (const struct ast_row *r = item->rows; r; r = r->next) {
        print_waivers_upto(pr, &lines, r->at.pos);
        print_element(pr, r->at, STR(""));
        print_value(pr, r->key);
        uint32_t n = key_columns(pr, r);
        print_text(pr, ":");
        buf_fill(pr->out, ' ', 1 + (n < width ? width - n : 0));
        print_value(pr, r->value);
        print_end(pr, r->at);
    }
    print_waivers_upto(pr, &lines, UINT32_MAX);
}

static void print_table(struct printer *pr, const struct ast_item *item)
{
    print_head(pr, item);
    if (item->from) {
        print_part(pr, "from", item->from);
        print_waivers(pr, item);
    } else if (item->path) {
        print_text(pr, " from");
        print_endpoint(pr, item->path, item->args, item->has_args);
        print_word_name(pr, " by", item->as);
        print_part(pr, "where", item->where);
        print_part(pr, "refresh", item->refresh);
        print_waivers(pr, item);
    } else {
        span first = item->rows ? item->rows->at : (span){0, 0};
        print_text(pr, " ");
        print_open(pr, item->at, first_of(first, item->lines));
        print_rows(pr, item);
        print_close(pr, item->at);
    }
}

/* --- functions and maps --------------------------------------------------- */

static void print_signature(struct printer *pr, const struct ast_item *item)
{
    print_word_name(pr, ast_item_word(item->kind), item->name);
    print_text(pr, "(");
    print_params(pr, item->params);
    print_text(pr, ") -> ");
    print_type(pr, item->type);
}

static void print_fn_item(struct printer *pr, const struct ast_item *item)
{
    print_signature(pr, item);
    if (print_is_bracketed(item->expr)) {
        print_text(pr, " =");
        print_first(pr, item->expr);
    } else {
        print_part(pr, "=", item->expr);
    }
    print_waivers(pr, item);
}

/* Waivers first: they say something of the map as a whole. */
static void print_map_item(struct printer *pr, const struct ast_item *item)
{
    const struct ast_line *lines = item->lines;
    span first = item->assigns ? item->assigns->at : (span){0, 0};

    print_signature(pr, item);
    print_text(pr, " ");
    print_open(pr, item->at, first_of(first, lines));
    if (!pr->flat && lines && item->assigns)
        print_comments(pr,
                       lines->at.pos < first.pos ? lines->at.pos : first.pos);
    print_waivers_upto(pr, &lines, UINT32_MAX);
    print_assigns(pr, item->assigns);
    print_close(pr, item->at);
}

/* --- items of lines ------------------------------------------------------- */

static void print_body(struct printer *pr, const struct ast_item *item,
                       bool always_broken)
{
    if (pr->flat && always_broken)
        pr->out->failed = true;
    print_text(pr, " ");
    print_open(pr, item->at, item->lines ? item->lines->at : (span){0, 0});
    print_lines(pr, item->lines);
    print_close(pr, item->at);
}

static void print_version(struct printer *pr, const struct ast_item *item)
{
    print_text(pr, "@");
    print_str(pr, item->version);
}

static void print_flow_head(struct printer *pr, const struct ast_item *item)
{
    print_word_name(pr, "flow", item->name);
    if (!item->names)
        return;
    print_word_name(pr, " for", item->as);
    print_text(pr, " in ");
    print_names(pr, item->names);
}

static void print_test_head(struct printer *pr, const struct ast_item *item)
{
    print_text(pr, "test ");
    print_str(pr, print_source(pr, item->title_at));
    print_word_name(pr, " for", item->name);
}

void print_item(struct printer *pr, const struct ast_item *item)
{
    switch (item->kind) {
    case AST_USE:
        print_word_name(pr, "use", item->name);
        print_version(pr, item);
        print_as(pr, item->as);
        if (item->has_rows)
            print_body(pr, item, false);
        break;
    case AST_TEAM:
    case AST_QUEUE:
    case AST_ENTITY:
    case AST_RECONCILE:
        print_word_name(pr, ast_item_word(item->kind), item->name);
        print_body(pr, item, true);
        break;
    case AST_RECORD_ITEM:
    case AST_ENUM: print_record(pr, item); break;
    case AST_TABLE: print_table(pr, item); break;
    case AST_STORE:
        print_head(pr, item);
        print_body(pr, item, false);
        break;
    case AST_FN: print_fn_item(pr, item); break;
    case AST_MAP_ITEM: print_map_item(pr, item); break;
    case AST_FLOW:
        print_flow_head(pr, item);
        print_body(pr, item, true);
        break;
    case AST_TEST:
        print_test_head(pr, item);
        print_body(pr, item, true);
        break;
    case AST_CONNECTOR:
        print_word_name(pr, "connector", item->name);
        print_version(pr, item);
        print_body(pr, item, true);
        break;
    }
}
