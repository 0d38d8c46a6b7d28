/*
 * Fixes as edits of a text: only the words concerned, laid out as what stands
 * around them. Where a comment would be lost there is no fix.
 */
#include "lint/state.h"

struct text { // of the file that a place is in
    const struct source *src;
    str all;
    size_t from, to; // the place
};

/* False for what is no text of the estate: a manifest, an export, a connector
 * of the library. */
static bool find_text(const struct lint *l, span at, struct text *t)
{
    const struct source *src = at.pos ? source_of(l->g->sources, at.pos) : NULL;

    if (!src || !str_eq(l->g->format, STR("weir")) || src->digest.len ||
        (src->in_project && !str_ends_with(src->name, STR(".weir"))) ||
        at.pos - src->base + at.len > src->text.len)
        return false;
    *t = (struct text){.src = src, .all = src->text};
    t->from = at.pos - src->base;
    t->to = t->from + at.len;
    return true;
}

static span span_of(const struct text *t, size_t from, size_t to)
{
    return (span){t->src->base + (uint32_t)from, (uint32_t)(to - from)};
}

/* Outside of texts in quotes. */
bool lint_has_comment(str s)
{
    bool quoted = false;

    for (size_t i = 0; i + 1 < s.len; i++) {
        char c = s.ptr[i];
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && c == '/' &&
                 (s.ptr[i + 1] == '/' || s.ptr[i + 1] == '*'))
            return true;
    }
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static size_t line_start(str s, size_t i)
{
    while (i && s.ptr[i - 1] != '\n')
        i--;
    return i;
}

/* Behind the line's end. */
static size_t line_end(str s, size_t i)
{
    while (i < s.len && s.ptr[i] != '\n')
        i++;
    return i < s.len ? i + 1 : i;
}

static str indent_at(str s, size_t i)
{
    size_t from = line_start(s, i), to = from;

    while (to < s.len && is_blank(s.ptr[to]))
        to++;
    return str_slice(s, from, to);
}

static bool begins_line(str s, size_t i)
{
    return line_start(s, i) + indent_at(s, i).len == i;
}

/* Nothing but space and a comment stands behind it in its line. */
static bool ends_line(str s, size_t i)
{
    while (i < s.len && is_blank(s.ptr[i]))
        i++;
    return i >= s.len || s.ptr[i] == '\n' || s.ptr[i] == '\r' ||
           (s.ptr[i] == '/' && i + 1 < s.len && s.ptr[i + 1] == '/');
}

static bool is_empty_line(str s, size_t start)
{
    str line = str_slice(s, start, line_end(s, start));

    return str_trim(line).len == 0;
}

void lint_edit(struct lint *l, struct diag *to, enum diag_safety safety,
               span at, str text)
{
    to->safety = to->edits && to->safety > safety ? to->safety : safety;
    diag_edit(&l->found, to, at, text);
}

void lint_fix(struct lint *l, struct diag *to, enum diag_safety safety, span at,
              str replacement)
{
    struct text t;

    if (find_text(l, at, &t) &&
        !lint_has_comment(str_slice(t.all, t.from, t.to)))
        lint_edit(l, to, safety, at, replacement);
}

void lint_fix_behind(struct lint *l, struct diag *to, enum diag_safety safety,
                     span at, str text)
{
    if (at.pos)
        lint_fix(l, to, safety, (span){at.pos + at.len, 0}, text);
}

/* --- into braces --------------------------------------------------------- */

/* The indentation of what stands in the braces that are closed at `brace`:
 * that of the line before, or two more than the brace's. */
static str inner_indent(struct lint *l, const struct text *t, size_t brace)
{
    size_t at = line_start(t->all, brace);
    str outer = indent_at(t->all, brace);

    while (at > t->from) {
        at = line_start(t->all, at - 1);
        str inner = indent_at(t->all, at);
        char first =
            at + inner.len < t->all.len ? t->all.ptr[at + inner.len] : '\n';
        if (inner.len <= outer.len || is_empty_line(t->all, at))
            continue;
        if (first != '}' && inner.len <= outer.len + 2)
            return inner;
    }
    return arena_printf(l->arena, "%" STR_FMT "  ", STR_ARG(outer));
}

/* Lines with `between` instead of their ends. */
static str joined(struct lint *l, str lines, str before, str between)
{
    struct buf out = BUF_MAX(1 << 20);

    buf_str(&out, before);
    for (size_t i = 0; i < lines.len; i++)
        if (lines.ptr[i] == '\n')
            buf_str(&out, between);
        else
            buf_char(&out, lines.ptr[i]);
    return buf_take(&out, l->arena);
}

static void add_inside(struct lint *l, struct diag *to, enum diag_safety safety,
                       const struct text *t, str lines)
{
    size_t brace = t->to - 1, at = line_start(t->all, brace);

    if (begins_line(t->all, brace)) {
        str indent = inner_indent(l, t, brace);
        str next = arena_printf(l->arena, "\n%" STR_FMT, STR_ARG(indent));
        str text = joined(l, lines, indent, next);
        lint_edit(l, to, safety, span_of(t, at, at),
                  arena_printf(l->arena, "%" STR_FMT "\n", STR_ARG(text)));
        return;
    }
    str before = str_trim(str_slice(t->all, t->from, brace));
    bool empty = str_ends_with(before, STR("{"));
    bool space = brace > t->from && is_blank(t->all.ptr[brace - 1]);
    const char *gap = empty ? "  " : "   ";
    str text = joined(l, lines, str_from(gap + 1 + space), STR("  "));
    lint_edit(l, to, safety, span_of(t, brace, brace),
              arena_printf(l->arena, "%" STR_FMT " ", STR_ARG(text)));
}

void lint_fix_inside(struct lint *l, struct diag *to, enum diag_safety safety,
                     span at, str line)
{
    struct text t;

    if (find_text(l, at, &t) && at.len > 1 && t.all.ptr[t.to - 1] == '}')
        add_inside(l, to, safety, &t, line);
}

void lint_fix_option(struct lint *l, struct diag *to, enum diag_safety safety,
                     const struct lint_call *c, str option)
{
    const struct graph_side *side = !c->reconcile ? NULL
                                    : c->target   ? &c->reconcile->target
                                                  : &c->reconcile->source;
    const struct graph_node *n = c->node ? &l->g->nodes.at[c->node] : NULL;
    bool has = side ? side->has_options : n && n->has_options;
    span at = side ? side->at : n ? n->at : (span){0};

    if (has)
        lint_fix_inside(l, to, safety, at, option);
    else
        lint_fix_behind(
            l, to, safety, at,
            arena_printf(l->arena, " { %" STR_FMT " }", STR_ARG(option)));
}

/* --- whole lines --------------------------------------------------------- */

void lint_fix_line(struct lint *l, struct diag *to, enum diag_safety safety,
                   span at, str line)
{
    struct text t;

    if (!find_text(l, at, &t))
        return;
    size_t end = line_end(t.all, t.to);
    str indent = indent_at(t.all, t.from);
    bool last = end == 0 || t.all.ptr[end - 1] != '\n';
    if (!begins_line(t.all, t.from) || !ends_line(t.all, t.to))
        lint_edit(l, to, safety, span_of(&t, t.to, t.to),
                  arena_printf(l->arena, "  %" STR_FMT, STR_ARG(line)));
    else
        lint_edit(l, to, safety, span_of(&t, end, end),
                  arena_printf(l->arena, "%s%" STR_FMT "%" STR_FMT "%s",
                               last ? "\n" : "", STR_ARG(indent), STR_ARG(line),
                               last ? "" : "\n"));
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* Lines of documentation right above, which go with what they are about. */
static size_t with_docs(str s, size_t start)
{
    while (start) {
        size_t before = line_start(s, start - 1);
        str line = str_trim(str_slice(s, before, start));
        if (!str_starts_with(line, STR("///")))
            break;
        start = before;
    }
    return start;
}

void lint_fix_remove(struct lint *l, struct diag *to, enum diag_safety safety,
                     span at)
{
    struct text t;

    if (!find_text(l, at, &t))
        return;
    size_t from = t.from, end = t.to;
    if (begins_line(t.all, from) && ends_line(t.all, end)) {
        from = with_docs(t.all, line_start(t.all, from));
        end = line_end(t.all, end);
        size_t before = from ? line_start(t.all, from - 1) : 0;
        bool empty = from == 0 || is_empty_line(t.all, before);
        // Of the empty lines around it one is left, at the end none.
        if (empty && end < t.all.len && is_empty_line(t.all, end))
            end = line_end(t.all, end);
        else if (empty && end == t.all.len)
            from = before;
    } else {
        while (end < t.all.len && is_blank(t.all.ptr[end]))
            end++;
    }
    lint_edit(l, to, safety, span_of(&t, from, end), STR(""));
}

/* The step of the block of `n` that `behind` is, or is in; 0 without. */
static node_id beside(const struct graph *g, node_id n, node_id behind)
{
    block_id block = g->nodes.at[n].block;

    while (behind && g->nodes.at[behind].block != block)
        behind = g->blocks.at[g->nodes.at[behind].block].owner;
    return behind;
}

void lint_fix_move(struct lint *l, struct diag *to, enum diag_safety safety,
                   node_id n, node_id behind)
{
    node_id last = beside(l->g, n, behind);
    struct text t;

    if (!last || last == n || !find_text(l, l->g->nodes.at[last].at, &t))
        return;
    span at = l->g->nodes.at[n].at;
    str lines = lint_text_lines(l, at);
    size_t end = line_end(t.all, t.to);
    if (!lines.len || !ends_line(t.all, t.to) || !end ||
        t.all.ptr[end - 1] != '\n')
        return;
    lint_fix_remove(l, to, safety, at);
    lint_edit(l, to, safety, span_of(&t, end, end), lines);
}

/* The lines of a step or an item as they stand, "" when it shares one. */
str lint_text_lines(const struct lint *l, span at)
{
    struct text t;

    if (!find_text(l, at, &t) || !begins_line(t.all, t.from) ||
        !ends_line(t.all, t.to))
        return (str){0};
    size_t from = with_docs(t.all, line_start(t.all, t.from));
    return str_slice(t.all, from, line_end(t.all, t.to));
}

str lint_text(const struct lint *l, span at)
{
    struct text t;

    return find_text(l, at, &t) ? str_slice(t.all, t.from, t.to) : (str){0};
}

static str one_a_line(struct lint *l, str routes)
{
    struct buf out = BUF_MAX(1 << 16);
    ptrdiff_t next = str_find(routes, STR("  on "));

    for (; next >= 0; next = str_find(routes, STR("  on "))) {
        buf_str(&out, str_slice(routes, 0, (size_t)next));
        buf_char(&out, '\n');
        routes = str_slice(routes, (size_t)next + 2, routes.len);
    }
    buf_str(&out, routes);
    return buf_take(&out, lint_arena(l));
}

void lint_fix_routes(struct lint *l, struct diag *to,
                     const struct graph_flow *f, str lines)
{
    if (!f->format.len)
        lint_fix_inside(l, to, DIAG_SCAFFOLD, f->at, one_a_line(l, lines));
}

size_t lint_indent(const struct lint *l, span at)
{
    struct text t;

    return find_text(l, at, &t) ? indent_at(t.all, t.from).len : 0;
}

span lint_item_before(const struct lint *l, span at, str *name)
{
    struct text t;

    if (!find_text(l, at, &t))
        return (span){0};
    size_t i = line_start(t.all, t.from);
    while (i && !(t.all.ptr[i] >= 'a' && t.all.ptr[i] <= 'z'))
        i = line_start(t.all, i - 1);
    str line = str_slice(t.all, i, line_end(t.all, i));
    ptrdiff_t space = str_find(line, STR(" "));
    size_t from = space < 0 ? line.len : (size_t)space + 1, to = from;
    while (to < line.len && (is_word(line.ptr[to])))
        to++;
    *name = str_slice(line, from, to);
    i = with_docs(t.all, i);
    return span_of(&t, i, i);
}
