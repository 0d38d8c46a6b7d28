/*
 * A list is asked for by a number of records, and nothing says how to ask for
 * the next ones: what is on the second page is never read. Of other platforms
 * an import says that one page is all that is read.
 */
#include "lint/lint.h"

/* The newest one is asked for, not a page. */
static bool is_one(str number)
{
    return number.len && number.ptr[0] == '1' &&
           (number.len == 1 || number.ptr[1] < '0' || number.ptr[1] > '9');
}

/* `limit=100` in a path, `first: 100` in a query, a parameter of that name. */
static bool asks_size(str text, bool name)
{
    static const char *const words[] = {
        "limit=",    "page_size=", "pageSize=",   "per_page=",
        "pagesize=", "$top=",      "maxResults=", "first:"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        str word = str_from(words[i]);
        if (name && str_eq(text, str_slice(word, 0, word.len - 1)))
            return true;
        ptrdiff_t at = name ? -1 : str_find(text, word);
        if (at >= 0 &&
            !is_one(str_slice(text, (size_t)at + word.len, text.len)))
            return true;
    }
    return false;
}

static bool visit(void *context, const struct graph_expr *e)
{
    bool *found = context;

    if (e->kind == EXPR_LITERAL && e->type->kind == TYPE_STRING)
        *found = *found || asks_size(e->text, false);
    return !*found;
}

static bool is_sized(const struct graph_operation *op)
{
    bool found = op->page.size > 1 || op->page.size_parameter.len > 0;

    expr_walk(op->target, visit, &found);
    expr_walk(op->body, visit, &found);
    for (uint32_t i = 0; i < op->query.n; i++)
        found = found || asks_size(op->query.at[i].name, true);
    return found;
}

static void check_call(struct lint *l, const struct graph *g,
                       const struct lint_call *c)
{
    const struct graph_operation *op = c->operation;
    const struct graph_setting *one = settings_get(c->settings, SET_ONE_PAGE);

    (void)g;
    bool foreign = one && one->known == GRAPH_SET && one->value->i;
    bool own = op && op->verb == VERB_LIST &&
               (op->transport == CALL_GET || op->transport == CALL_POST) &&
               op->page.kind == PAGE_NONE && is_sized(op);
    if (!foreign && !own)
        return;
    str name = lint_call_name(l, c);
    struct diag *d = lint_report(
        l, c->at, "%" STR_FMT " reads one page, and nothing asks for the next",
        STR_ARG(name));
    if (!own)
        return;
    lint_note(l, d, op->at, "a number of records is asked for here");
    lint_help(l, d, "page number \"page\"");
}

const struct lint_rule lint_rule_first_page_only = {
    .summary = "all pages of a list are read",
    .level = DIAG_ERROR,
    .call = check_call,
};
