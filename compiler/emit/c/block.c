/*
 * The fast path of a flow from an NDJSON file to another: a function over a
 * block of lines that decodes the fields that are used, filters, maps and
 * writes. Whatever is not as expected becomes an ordinary record and takes the
 * steps' own functions, with all their routes.
 */
#include "compiler/emit/c/c.h"

struct fast {
    struct c_file *c;
    const struct graph_var *record;
    node_id first, write; // steps from `first` on, the last is the write
    uint32_t ndrops;
};

static const struct graph_type *record_in(const struct graph_type *t)
{
    return t->kind == TYPE_OPTIONAL ? t->of : t;
}

/* --- which flows have one ------------------------------------------------- */

static bool is_ndjson(str format)
{
    return !format.len || str_eq(format, STR("ndjson"));
}

static bool operation_is_ndjson(const struct graph_operation *op)
{
    str f = op->format.name.len ? op->format.name
                                : op->endpoint->connector->format.name;

    return op->transport == CALL_FILE && is_ndjson(f);
}

/* The source is a file of lines, read whole. */
static bool source_fits(const struct c_file *c, struct fast *f)
{
    const struct graph *g = c->g;
    node_id read = c_first_read(g, c->flow);
    const struct graph_node *t = c_trigger(c);

    if (read) {
        const struct graph_node *n = &g->nodes.at[read];
        f->record = n->out;
        f->first = n->next_in_block;
        return operation_is_ndjson(n->operation) &&
               !node_setting(n, SET_SINCE) && !node_setting(n, SET_WHERE);
    }
    const struct graph_expr *format = c_value(t, SET_FORMAT);
    f->record = t->out;
    f->first = t->next_in_block;
    return str_eq(t->word, STR("file")) &&
           is_ndjson(format ? format->text : STR(""));
}

static bool write_fits(const struct graph_node *n)
{
    const struct graph_expr *target = n->operation->target;
    const struct graph_expr *value = c_value(n, SET_VALUE);

    target = expr_bare(target);
    return operation_is_ndjson(n->operation) && !n->out && !n->nargs &&
           target->kind == EXPR_LITERAL && value->type->kind == TYPE_RECORD &&
           n->operation->self && value->type == n->operation->self->type;
}

static bool steps_fit(const struct c_file *c, struct fast *f)
{
    const struct graph *g = c->g;

    for (node_id id = f->first; id; id = g->nodes.at[id].next_in_block) {
        const struct graph_node *n = &g->nodes.at[id];
        bool plain = n->kind == NODE_KEEP || n->kind == NODE_MAP ||
                     n->kind == NODE_CHECK ||
                     (n->kind == NODE_DROP && c_value(n, SET_CONDITION));
        if (n->kind == NODE_END)
            return f->write != 0;
        if (f->write || (!plain && n->kind != NODE_WRITE))
            return false;
        if (n->kind == NODE_WRITE) {
            if (!write_fits(n))
                return false;
            f->write = id;
        }
    }
    return false;
}

/* --- decoding ------------------------------------------------------------- */

static const char *plain_reader(const struct graph_type *t)
{
    if (t->kind == TYPE_STRING)
        return "weir_plain_string";
    if (t->kind == TYPE_INT)
        return "weir_plain_int";
    if (t->kind == TYPE_DECIMAL)
        return "weir_plain_decimal";
    return t->kind == TYPE_BOOL ? "weir_plain_bool" : NULL;
}

static void read_value(struct c_file *c, const struct graph_type *t,
                       const char *to, uint32_t number)
{
    const char *shape = c_shape(c, t), *plain = plain_reader(t);
    const char *slow =
        c_text(c, "!weir_json_read(x, %s, value[%u], &%s)", shape, number, to);

    if (plain)
        c_line(c, "if (!%s(value[%u], &%s) &&", plain, number, to);
    c_line(c, "%s%s)", plain ? "    " : "if (", slow);
    c_line(c, "    return false;");
}

/* What is absent takes its @default, is absent, or makes the line hard. */
static void take_field(struct c_file *c, const struct graph_field *f,
                       const char *to, uint32_t number)
{
    bool optional = f->type->kind == TYPE_OPTIONAL;

    c_open(c, "if (weir_plain_is_null(value[%u]))", number);
    if (f->preset)
        c_assign(c, to, f->type, f->preset);
    else if (optional)
        c_line(c, "memset(&%s, 0, sizeof %s);", to, to);
    else
        c_line(c, "return false;");
    c->depth--;
    c_line(c, "} else {");
    c->depth++;
    if (optional) {
        c_line(c, "%s.has = true;", to);
        read_value(c, f->type->of, c_text(c, "%s.v", to), number);
    } else {
        read_value(c, f->type, to, number);
    }
    c_close(c);
}

static void write_take(struct fast *f)
{
    struct c_file *c = f->c;
    const struct graph_type *t = f->record->type;
    const struct graph_record *r = t->record;
    const char *at = c->places[f->record->id].text, *keys = "";
    struct buf body;
    uint32_t n = 0;

    c_start_body(c, &body);
    for (uint32_t i = 0; i < r->nfields; i++) {
        if (!c_use_of(c, t)->fields[i])
            continue;
        keys = c_text(c, "%s    %s,\n", keys, c_init(c, r->fields[i].wire));
        take_field(c, &r->fields[i], c_text(c, "%s.%s", at, c_field(c, r, i)),
                   n++);
    }
    if (c_use_of(c, t)->raw)
        c_line(c, "%s.q_raw = str_trim(line);", at);
    buf_printf(&c->steps,
               "/* The fields that are used; false: the slow way. */\n"
               "static const str fast_keys[] = {\n%s    {\"\", 0},\n};\n\n"
               "static bool fast_take(struct weir_context *x, struct vars *v,\n"
               "    str line, const str *value)\n{\n"
               "    (void)x;\n    (void)line;\n    (void)value;\n%s"
               "    return true;\n}\n\n",
               keys, body.ptr ? body.ptr : "");
    buf_printf(&c->steps, "enum { FAST_KEYS = %u };\n\n", n);
    buf_free(&body);
}

/* --- steps ---------------------------------------------------------------- */

static void give_up(struct c_file *c, const struct graph_node *n)
{
    if (!(n->raises & WEIR_CLASS_BIT(WEIR_DATA)))
        return;
    c_line(c, "if (x->failed)");
    c_line(c, "    return FAST_HARD;");
}

static void write_condition(struct fast *f, const struct graph_node *n)
{
    struct c_file *c = f->c;
    const char *t = c_temp(c, c_value(n, SET_CONDITION));

    give_up(c, n);
    c_line(c, "if (%s%s)", n->kind == NODE_DROP ? "" : "!", t);
    if (n->kind == NODE_CHECK)
        c_line(c, "    return FAST_HARD;");
    else
        c_line(c, "    return %u;", f->ndrops++);
}

/* --- the line that is written --------------------------------------------- */

struct member {
    const char *at; // the value
    const struct graph_type *type;
    const char *name; // ,"name":
    size_t name_len;
};

static struct member member_of(struct c_file *c, const char *value,
                               const struct graph_record *r, uint32_t i)
{
    const struct graph_field *f = &r->fields[i];
    struct buf b = BUF_MAX(1 << 20);

    buf_char(&b, ',');
    weir_json_quote(&b, f->wire);
    buf_char(&b, ':');
    struct member m = {.at = c_text(c, "%s%s", value, c_field(c, r, i)),
                       .type = f->type,
                       .name = c_quote(c, buf_view(&b)),
                       .name_len = b.len};
    buf_free(&b);
    return m;
}

/* Values that have no fast writer are JSON before. */
static const char *as_json(struct c_file *c, const struct member *m)
{
    enum graph_type_kind k = record_in(m->type)->kind;

    if (k == TYPE_STRING || k == TYPE_INT || k == TYPE_DECIMAL ||
        k == TYPE_BOOL)
        return NULL;
    const char *t = c_new(c), *shape = c_shape(c, m->type);
    c_line(c, "str %s = weir_body(x, %s, &%s);", t, shape, m->at);
    return t;
}

static const char *bound_of(struct c_file *c, const struct member *m,
                            const char *json)
{
    const char *v = m->type->kind == TYPE_OPTIONAL ? ".v" : "";

    if (json)
        return c_text(c, "%s.len", json);
    enum graph_type_kind k = record_in(m->type)->kind;
    if (k == TYPE_STRING)
        return c_text(c, "6 * %s%s.len + 2", m->at, v);
    if (k == TYPE_INT)
        return "20";
    return k == TYPE_BOOL ? "5" : "80";
}

static void put(struct c_file *c, const struct member *m, const char *json)
{
    const char *v = m->type->kind == TYPE_OPTIONAL ? ".v" : "";
    enum graph_type_kind k = record_in(m->type)->kind;

    c_line(c, "to = weir_put_text(to, %s, %zu);", m->name, m->name_len);
    if (json)
        c_line(c, "to = weir_put_text(to, %s.ptr, %s.len);", json, json);
    else if (k == TYPE_BOOL)
        c_line(c,
               "to = weir_put_text(to, %s%s ? \"true\" : \"false\", "
               "%s%s ? 4 : 5);",
               m->at, v, m->at, v);
    else
        c_line(c, "to = weir_put_%s(to, %s%s);",
               k == TYPE_STRING ? "string"
               : k == TYPE_INT  ? "int"
                                : "decimal",
               m->at, v);
}

/* Every member begins with a comma; the first is then the brace. */
static void write_members(struct c_file *c, const struct graph_type *t,
                          const char *value)
{
    const struct graph_record *r = t->record;
    struct member *list = arena_array(c->arena, struct member, r->nfields + 1);
    const char **json = arena_array(c->arena, const char *, r->nfields + 1);
    const char *room = "3";
    uint32_t n = 0;

    for (uint32_t i = 0; i < r->nfields; i++)
        if (c_use_of(c, t)->fields[i])
            list[n++] = member_of(c, value, r, i);
    for (uint32_t i = 0; i < n; i++) {
        json[i] = as_json(c, &list[i]);
        room = c_text(c, "%s + %zu + %s", room, list[i].name_len,
                      bound_of(c, &list[i], json[i]));
    }
    c_line(c, "char *to = weir_block_room(b, 0, %s);", room);
    c_line(c, "char *start = to;");
    c_line(c, "*to = '{';");
    for (uint32_t i = 0; i < n; i++) {
        bool optional = list[i].type->kind == TYPE_OPTIONAL;
        if (optional)
            c_open(c, "if (%s.has)", list[i].at);
        put(c, &list[i], json[i]);
        if (optional)
            c_close(c);
    }
    c_line(c, "to += to == start;");
    c_line(c, "*start = '{';");
    c_line(c, "*to++ = '}';");
}

static void write_line(struct fast *f, const struct graph_node *n)
{
    struct c_file *c = f->c;
    const struct graph_expr *e = c_value(n, SET_VALUE);
    const char *value = c_address(c, e) + 1;
    bool record = e->kind == EXPR_VAR && e->var == f->record;

    if (c->places[f->record->id].pointer)
        value = c_address(c, e);
    give_up(c, n);
    if (record && c_use_of(c, e->type)->raw) {
        c_line(c, "char *to = weir_block_room(b, 0, %s.q_raw.len + 1);", value);
        c_line(c, "to = weir_put_text(to, %s.q_raw.ptr, %s.q_raw.len);", value,
               value);
    } else {
        write_members(c, e->type, c_text(c, "%s.", value));
    }
    c_line(c, "*to++ = '\\n';");
    c_line(c, "b->outs[0].at = to;");
    c_line(c, "return FAST_DONE;");
}

static void write_steps(struct fast *f)
{
    struct c_file *c = f->c;
    struct buf body;

    c_start_body(c, &body);
    for (node_id id = f->first; id; id = c->g->nodes.at[id].next_in_block) {
        const struct graph_node *n = &c->g->nodes.at[id];
        if (n->kind == NODE_WRITE) {
            write_line(f, n);
            break;
        }
        if (n->kind == NODE_MAP) {
            c_assign(c, c->places[n->out->id].text, n->out->type,
                     c_value(n, SET_VALUE));
            give_up(c, n);
        } else {
            write_condition(f, n);
        }
    }
    buf_printf(&c->steps,
               "enum { FAST_HARD = -1, FAST_DONE = -2 };\n\n"
               "/* The steps: FAST_DONE, FAST_HARD, or why it was dropped. */\n"
               "static int fast_run(struct weir_block *b, struct vars *v)\n{\n"
               "    struct weir_context *x = b->x;\n\n"
               "    (void)x;\n    (void)v;\n%s}\n\n",
               body.ptr);
    buf_free(&body);
}

static const char block_text[] =
    "static void block(struct weir_block *b)\n"
    "{\n"
    "    const struct weir_wants wants = {\n"
    "        fast_keys, FAST_KEYS, weir_wants_lengths(fast_keys, FAST_KEYS)};\n"
    "    struct weir_lines lines = {0};\n"
    "    struct vars vars = {0};\n"
    "    str value[FAST_KEYS + 1];\n"
    "    enum weir_line found = weir_lines_next(b, &lines, &wants, value);\n"
    "\n"
    "    for (; found; found = weir_lines_next(b, &lines, &wants, value)) {\n"
    "        if (found == WEIR_LINE_BLANK)\n"
    "            continue;\n"
    "        struct arena_mark mark = arena_mark(b->x->arena);\n"
    "        bool good = found == WEIR_LINE_RECORD &&\n"
    "                    fast_take(b->x, &vars, lines.line, value);\n"
    "        int fate = good ? fast_run(b, &vars) : FAST_HARD;\n"
    "        b->read++;\n"
    "        if (fate == FAST_DONE)\n"
    "            b->delivered++;\n"
    "        else if (fate == FAST_HARD)\n"
    "            weir_lines_hard(b, &lines);\n"
    "        else\n"
    "            b->dropped[fate]++;\n"
    "        arena_reset(b->x->arena, mark);\n"
    "    }\n"
    "}\n\n";

static void write_tables(struct fast *f)
{
    struct c_file *c = f->c;
    const struct graph_node *w = &c->g->nodes.at[f->write];
    const struct graph_expr *target = w->operation->target;

    target = expr_bare(target);
    buf_text(&c->steps, "static const char *const drops[] = {\n");
    for (node_id id = f->first; id; id = c->g->nodes.at[id].next_in_block) {
        const struct graph_node *n = &c->g->nodes.at[id];
        if (n->kind == NODE_KEEP || n->kind == NODE_DROP)
            buf_printf(&c->steps, "    %s,\n", c_drop_reason(c, n));
    }
    buf_printf(&c->steps,
               "    NULL,\n};\n\nstatic const struct weir_out outs[] = {\n"
               "    {.step = &step_%s, .path = %s},\n};\n\n",
               c_node(c, f->write), c_quote(c, target->text));
}

bool c_fast(struct c_file *c, struct buf *table)
{
    struct fast f = {.c = c};

    if (!c_is_cheap(c->g, c->flow) || !source_fits(c, &f) ||
        f.record->type->kind != TYPE_RECORD || !steps_fit(c, &f))
        return false;
    write_take(&f);
    write_steps(&f);
    buf_text(&c->steps, block_text);
    write_tables(&f);
    buf_printf(table,
               "    .block = block,\n    .drops = drops, .ndrops = %u,\n"
               "    .outs = outs, .nouts = 1,\n",
               f.ndrops);
    return true;
}
