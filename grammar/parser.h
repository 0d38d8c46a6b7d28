/*
 * parser.h - what the scanner, the grammar and the recovery share
 *
 * Inside grammar/ only; others include parse.h. A file is parsed at most twice:
 * a fast pass that stops at the first mistake, and, when there was one, a
 * careful pass over an array of tokens that reports and goes on.
 */
#ifndef WEIR_PARSER_H
#define WEIR_PARSER_H

#include "grammar/parse.h"

#include <string.h>

enum {
    LARGEST_TEXT = 16 * 1024 * 1024,
    DEEPEST_NESTING = 200,
    DEEPEST_TEXT = 8,     // texts in expressions of texts
    LONGEST_CHAIN = 1000, // depth of one expression's tree
    MOST_MESSAGES = 100,
    LONGEST_NAME = 200, // bytes
    WORD_SLOTS = 1024
};

union WEIR_STYPE;
struct token;

/* A list while it grows; `there`: its braces or parentheses were written. */
struct ast_list {
    void *first, *last;
    bool there;
};

struct ast_string {
    str text;
    bool raw;
};

struct ast_doc { // one line of a doc comment
    struct ast_doc *next;
    str text;
};

struct ast_endpoint_use { // path, or path(args)
    struct ast_path *path;
    struct ast_expr *args;
    bool has_args;
};

struct ast_body { // braces that hold waivers beside something else
    struct ast_list rows, fields, assigns, lines;
};

enum { SAID = 1, SAID_OPEN };

struct parser {
    struct arena *arena;
    struct interner *names;
    struct sources *sources;
    struct diags *diags;
    struct source *src;
    struct ast_file *file;
    struct ast_list items;
    struct ast_item *last_of_kind[AST_ITEM_KINDS];
    VEC(struct ast_comment) comments;
    char *copy; // the scanner's copy of the text
    void *scanner;
    uint32_t depth;  // open brackets
    uint32_t ntexts; // open texts, and the braces open in each
    uint32_t braces[DEEPEST_TEXT];
    bool careful; // the second pass: messages are given
    bool wrong;   // a mistake was met
    bool stopped; // a limit was met: the rest is not read
    uint32_t stop_pos;
    bool chain_said;
    uint32_t nmessages;
    // The careful pass.
    struct token *tokens;
    uint32_t ntokens, next;
    uint32_t resynced;   // the token where reading last went on, plus one
    bool late;           // the last mistake belongs to the line before
    unsigned char *said; // by line, from 1: it has a message; SAID_OPEN: of
                         // a text that is not closed
    struct word_slot {   // a word met lately
        const struct sym *sym;
        uint64_t head, tail; // its first and last eight bytes
    } slots[WORD_SLOTS];
};

const char *weir_token_text(int token); // "write", "a name", "{"

/* weir_parse without LAC: for the first pass, which says nothing. */
int weir_parse_fast(struct parser *p);

/* One token from the text, its place and value; 0 at the end. */
int parser_scan(struct parser *p, union WEIR_STYPE *value, span *at);

/*
 * Reports a mistake: one for a line, MOST_MESSAGES for a file. NULL when it is
 * not to be said; then there is nothing to add a help to. In the fast pass it
 * only notes that there is one.
 */
struct diag *parser_say(struct parser *p, span at, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
void parser_help(struct parser *p, struct diag *d, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
/* Mends `d`: what stands at `at` becomes `text`. */
void parser_fix(struct parser *p, struct diag *d, enum diag_safety safety,
                span at, str text);

/* Reads nothing behind `at`: a limit is met, or the rest can mean anything. */
void parser_stop(struct parser *p, span at);

/* Goes on after a mistake in the list behind the brace at `open`; false when
 * the parse is to end. */
bool parser_resync(struct parser *p, span open);

str parser_text(const struct parser *p, span at); // as written

/* --- constructors (ast.c, ast_list.c) ------------------------------------- */

#define LIST_NONE ((struct ast_list){0})
#define LIST_ONE(node) ast_list_add(LIST_NONE, (node))
#define LIST_ADD(list, node) ast_list_add((list), (node))
#define LIST_THERE(list) ast_list_there(list)
#define LINES(list) .lines = (list).first, .has_rows = (list).there
#define BODY(b)                                           \
    .rows = (b)->rows.first, .fields = (b)->fields.first, \
    .assigns = (b)->assigns.first, .lines = (b)->lines.first, .has_rows = true

/* The first member of every node of a list is its `next`. */
static inline struct ast_list ast_list_add(struct ast_list list, void *node)
{
    if (list.last)
        memcpy(list.last, &node, sizeof node); // last->next = node
    else
        list.first = node;
    list.last = node;
    return list;
}

struct ast_list ast_list_there(struct ast_list list);

/* The place of a rule: `rhs[1]` to `rhs[n]`, without what is nowhere. */
static inline span ast_place_join(const span *rhs, int n)
{
    int first = 1, last = n;

    while (first < last && rhs[first].pos == 0)
        first++;
    while (last > first && rhs[last].pos == 0)
        last--;
    if (n == 0 || rhs[first].pos == 0)
        return (span){0, 0};
    return (span){rhs[first].pos,
                  rhs[last].pos + rhs[last].len - rhs[first].pos};
}

struct ast_expr *ast_expr_new(struct parser *p, const struct ast_expr *from);
struct ast_expr *ast_expr_parens(struct ast_expr *e, span at);
struct ast_expr *ast_text_parts(struct parser *p, span open_at, str open,
                                struct ast_list spans, span close_at,
                                str close);
struct ast_type *ast_type_new(struct parser *p, const struct ast_type *from);
struct ast_type *ast_type_optional(struct ast_type *t, span at);
struct ast_assign *ast_assign_new(struct parser *p,
                                  const struct ast_assign *from);
struct ast_target *ast_target_new(struct parser *p,
                                  const struct ast_target *from);
struct ast_option *ast_option_new(struct parser *p,
                                  const struct ast_option *from);
struct ast_option *ast_option_on(struct parser *p, span on,
                                 struct ast_list classes,
                                 struct ast_target *target);
struct ast_list ast_retry_classes(struct parser *p, struct ast_list options,
                                  span on, struct ast_list classes);
struct ast_step *ast_step_new(struct parser *p, const struct ast_step *from);
struct ast_arm *ast_arm_new(struct parser *p, const struct ast_arm *from);
struct ast_trigger *ast_trigger_new(struct parser *p,
                                    const struct ast_trigger *from);
struct ast_trigger *ast_trigger_alone(struct ast_trigger *t, span at);
struct ast_line *ast_line_new(struct parser *p, const struct ast_line *from);
struct ast_line_more *ast_line_more_new(struct parser *p,
                                        const struct ast_line_more *from);
struct ast_field *ast_field_new(struct parser *p, const struct ast_field *from);
struct ast_mark *ast_mark_new(struct parser *p, span at, str name,
                              struct ast_list args);
struct ast_waiver *ast_waiver_new(struct parser *p,
                                  const struct ast_waiver *from);
struct ast_clause *ast_clause_new(struct parser *p,
                                  const struct ast_clause *from);
struct ast_operation *ast_operation_new(struct parser *p,
                                        const struct ast_operation *from);
struct ast_endpoint *ast_endpoint_new(struct parser *p,
                                      const struct ast_endpoint *from);
struct ast_error_line *ast_error_line_new(struct parser *p,
                                          const struct ast_error_line *from);
struct ast_code *ast_code_new(struct parser *p, span at, struct ast_expr *from,
                              struct ast_expr *to);
struct ast_verify *ast_verify_new(struct parser *p,
                                  const struct ast_verify *from);
struct ast_format *ast_format_new(struct parser *p, span at,
                                  struct ast_name name, struct ast_list pairs);
struct ast_amount *ast_amount_new(struct parser *p, span at,
                                  struct ast_expr *count, struct ast_name unit);
struct ast_param *ast_param_new(struct parser *p, span at, struct ast_name name,
                                struct ast_type *type);
struct ast_handler *ast_handler_new(struct parser *p, span at,
                                    struct ast_list classes,
                                    struct ast_target *target);
struct ast_row *ast_row_new(struct parser *p, span at, struct ast_expr *key,
                            struct ast_expr *value);
struct ast_path *ast_path_new(struct parser *p, struct ast_name name);
struct ast_paths *ast_paths_new(struct parser *p, struct ast_list path);
struct ast_names *ast_names_new(struct parser *p, struct ast_name name);
struct ast_endpoint_use *ast_endpoint_use_new(struct parser *p,
                                              struct ast_list path,
                                              struct ast_list args);
struct ast_doc *ast_doc_new(struct parser *p, str text);
str ast_docs_join(struct parser *p, struct ast_list docs);
str ast_rule_join(struct parser *p, struct ast_name category,
                  struct ast_list words);
struct ast_body *ast_body_new(struct parser *p);
struct ast_body *ast_body_row(struct ast_body *b, struct ast_row *row);
struct ast_body *ast_body_field(struct ast_body *b, struct ast_field *field);
struct ast_body *ast_body_assign(struct ast_body *b, struct ast_assign *assign);
struct ast_body *ast_body_waiver(struct parser *p, struct ast_body *b,
                                 struct ast_waiver *waiver);
struct ast_item *ast_item_new(struct parser *p, const struct ast_item *from);
void ast_file_add(struct parser *p, struct ast_item *item);

#endif
