/*
 * printer.h - what the parts of the formatter share
 *
 * Every construct has one function that prints it both ways: flat, on the line
 * at hand, or broken, one element a line. It is first tried flat into a scratch
 * text; what is too long, holds a comment or was broken by its author fails
 * there and is then printed broken.
 */
#ifndef WEIR_PRINTER_H
#define WEIR_PRINTER_H

#include "grammar/parse.h"

enum {
    PRINT_COLUMNS = 100,
    PRINT_INDENT = 2,
    PRINT_CONTINUED = 4,
    PRINT_WIDEST = 24 // a longer word is not aligned with
};

struct printer {
    struct buf *out;
    const struct ast_file *file; // NULL: nothing is known of the text
    bool bare;                   // no comments, docs or choices of the author
    bool flat;                   // all on one line, else out->failed
    uint32_t indent;             // of the block at hand
    size_t line_start;           // in out
    uint32_t next_comment;
    uint32_t pos;     // in the source, behind what was printed last
    bool fresh;       // nothing stands in this block yet
    bool want_blank;  // an empty line before the next line
    bool line_closed; // the line ends in a // comment
};

typedef void print_fn(struct printer *pr, const void *what, uint32_t width);

/* --- lines and comments (print_core.c) ------------------------------------ */

void print_text(struct printer *pr, const char *text);
void print_str(struct printer *pr, str s);
/* A word and blanks up to `width`, and one blank more. */
void print_word(struct printer *pr, str word, uint32_t width);
str print_source(const struct printer *pr, span at); // as written
uint32_t print_columns(str s);                       // code points
/* The width to align with: the longer of the two, if not too long. */
uint32_t print_wider(uint32_t width, uint32_t columns);
uint32_t print_widest(uint32_t width, str word);

/* True, and printed, when `fn` prints `what` flat and `after` columns fit
 * behind it. */
bool print_try_flat(struct printer *pr, print_fn *fn, const void *what,
                    uint32_t width, uint32_t after);

/* An element on a line of its own: comments before it come first. */
void print_begin(struct printer *pr, span at, str doc);
void print_end(struct printer *pr, span at);
/* Begins a line that goes on with an element. */
void print_new_line(struct printer *pr, uint32_t indent);
/* Comments before `upto`, in the source. */
void print_comments(struct printer *pr, uint32_t upto);

/* True when the author broke what begins at `first`, or it has a comment. */
bool print_is_broken(const struct printer *pr, span whole, span first);
/* Then flat fails. */
void print_keep_broken(struct printer *pr, span whole, span first);
/* Braces of a construct at `whole` that ends with them; `first` is the place
 * of the first element, nowhere when there is none. */
void print_open(struct printer *pr, span whole, span first);
void print_element(struct printer *pr, span at, str doc);
void print_close(struct printer *pr, span whole);

/* --- expressions and types (print_expr.c, print_lists.c) ------------------ */

void print_name(struct printer *pr, struct ast_name name);
uint32_t print_name_columns(struct ast_name name);
void print_names(struct printer *pr, const struct ast_names *names);
void print_path(struct printer *pr, const struct ast_path *path);
void print_type(struct printer *pr, const struct ast_type *type);
void print_params(struct printer *pr, const struct ast_param *params);
void print_value(struct printer *pr, const struct ast_expr *e);
/* Elements with a comma behind each but the last, in the brackets of `whole`
 * (nowhere: not known). */
void print_list(struct printer *pr, const struct ast_expr *list, span whole);
bool print_list_is_broken(const struct printer *pr, const struct ast_expr *list,
                          span whole);
bool print_is_bracketed(const struct ast_expr *e);
/* True for a text of several lines, which stays where it begins. */
bool print_is_tall(const struct printer *pr, const struct ast_expr *e);
void print_dict(struct printer *pr, const struct ast_expr *list);
/* Lines `key = value` in braces that are open. */
void print_assigns(struct printer *pr, const struct ast_assign *list);

/* ` word value`, on a new line when it does not fit; nothing for NULL. */
void print_part(struct printer *pr, const char *word,
                const struct ast_expr *value);
/* ` value` right behind a word. */
void print_first(struct printer *pr, const struct ast_expr *value);
void print_as(struct printer *pr, struct ast_name name); // ` as name`

/* --- steps (print_step.c, print_option.c) --------------------------------- */

void print_endpoint(struct printer *pr, const struct ast_path *path,
                    const struct ast_expr *args, bool has_args);
void print_block(struct printer *pr, const struct ast_step *steps, span whole);
uint32_t print_step_width(uint32_t width, const struct ast_step *s);
void print_step(struct printer *pr, const struct ast_step *s, uint32_t width);
void print_options(struct printer *pr, const struct ast_option *options,
                   bool there, span whole);
uint32_t print_handler_width(uint32_t width, const struct ast_handler *h);
void print_handler(struct printer *pr, const struct ast_handler *h,
                   uint32_t width);
void print_target(struct printer *pr, const struct ast_target *t);
void print_waiver(struct printer *pr, const struct ast_waiver *w,
                  uint32_t width);

/* --- items (print_item.c, print_line.c, print_connector.c) ---------------- */

void print_item(struct printer *pr, const struct ast_item *item);
/* Lines of an item in braces that are open. */
void print_lines(struct printer *pr, const struct ast_line *lines);
void print_trigger(struct printer *pr, const struct ast_trigger *t,
                   uint32_t width);
void print_amount(struct printer *pr, const struct ast_amount *a);
void print_record(struct printer *pr, const struct ast_item *item);
void print_system_line(struct printer *pr, const struct ast_line *l,
                       uint32_t width);
void print_format(struct printer *pr, const struct ast_format *f);
void print_verify(struct printer *pr, const struct ast_verify *v);

#endif
