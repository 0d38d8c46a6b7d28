/*
 * Records and enums with their marks.
 */
#include "compiler/check/own.h"

struct graph_record *record_new(struct check *k, const struct ast_item *i,
                                struct graph_connector *of)
{
    struct graph_record *r = arena_make(k->arena, struct graph_record);

    r->name = i->name.sym ? i->name.sym->text : (str){0};
    r->connector = of;
    r->doc = i->doc;
    r->at = i->at;
    type_record(&k->g->types, r);
    return r;
}

struct graph_enum *enum_new(struct check *k, const struct ast_item *i,
                            struct graph_connector *of)
{
    struct graph_enum *e = arena_make(k->arena, struct graph_enum);

    e->name = i->name.sym ? i->name.sym->text : (str){0};
    e->connector = of;
    e->doc = i->doc;
    e->at = i->at;
    type_enum(&k->g->types, e);
    return e;
}

static void report_double(struct check *k, span at, span first,
                          const char *what, str name)
{
    struct diag *d = check_report(k, CHECK_DUPLICATE_NAME, at,
                                  "there is %s %s \"%" STR_FMT "\" already",
                                  article(what), what, STR_ARG(name));

    diag_note(k->diags, d, first, "the first is here");
}

static uint32_t count_args(const struct ast_mark *m)
{
    uint32_t n = 0;

    for (const struct ast_expr *a = m->args; a; a = a->next)
        n++;
    return n;
}

/* The one argument of a mark as a constant of a type; NULL after a message. */
static const struct graph_expr *argument(struct check *k,
                                         const struct ast_mark *m,
                                         const struct graph_type *want)
{
    const struct graph_expr *v;

    if (count_args(m) != 1) {
        check_report(k, CHECK_WRONG_ARGUMENTS, m->at,
                     "@%" STR_FMT " takes one constant, found %u",
                     STR_ARG(m->name), count_args(m));
        return NULL;
    }
    v = check_constant(k, m->args, want);
    return v->type->kind == TYPE_ERROR ? NULL : v;
}

static void mark_max(struct check *k, struct graph_field *f,
                     const struct ast_mark *m)
{
    const struct graph_type *t = type_needed(f->type);
    const struct graph_expr *v = argument(k, m, k->g->types.simple[TYPE_INT]);

    if (!v)
        return;
    if (t->kind != TYPE_STRING && t->kind != TYPE_ERROR)
        check_report(k, CHECK_TYPE_MISMATCH, m->at,
                     "@max is for string, found %" STR_FMT,
                     STR_ARG(type_text(k->arena, f->type)));
    else if (v->i < 1 || v->i > INT32_MAX)
        check_report(k, CHECK_BAD_VALUE, m->at,
                     "expected a length from 1 on, found %" STR_FMT,
                     STR_ARG(v->text));
    else
        f->max = (uint32_t)v->i;
}

enum mark { // in the order of marks.def
    MARK_KEY,
    MARK_PII,
    MARK_SECRET,
    MARK_DEPRECATED,
    MARK_MAX,
    MARK_WIRE,
    MARK_DEFAULT
};

/* A flat switch. */
static void apply(struct check *k, struct graph_field *f, enum mark kind,
                  const struct ast_mark *m)
{
    const struct graph_type *string = k->g->types.simple[TYPE_STRING];
    const struct graph_expr *v;

    if (kind <= MARK_SECRET && m->args)
        check_report(k, CHECK_WRONG_ARGUMENTS, m->at,
                     "@%" STR_FMT " takes nothing, found %u", STR_ARG(m->name),
                     count_args(m));
    switch (kind) {
    case MARK_KEY: f->key = true; break;
    case MARK_PII: f->pii = true; break;
    case MARK_SECRET: f->secret = true; break;
    case MARK_DEPRECATED:
        f->deprecated = true;
        v = m->args ? argument(k, m, string) : NULL;
        f->deprecated_text = v ? v->text : (str){0};
        break;
    case MARK_MAX: mark_max(k, f, m); break;
    case MARK_WIRE:
        v = argument(k, m, string);
        f->wire = v ? v->text : f->wire;
        break;
    case MARK_DEFAULT: f->preset = argument(k, m, type_needed(f->type)); break;
    }
}

static void check_marks(struct check *k, struct graph_field *f,
                        const struct ast_mark *marks)
{
    const struct ast_mark *seen[MARK_DEFAULT + 1] = {0};

    for (const struct ast_mark *m = marks; m; m = m->next) {
        span word = {m->at.pos + 1, (uint32_t)m->name.len};
        struct ast_name name = {.sym = intern(k->names, m->name), .at = word};
        int kind = check_word(k, WORDS_MARK, name);
        if (kind < 0)
            continue;
        if (seen[kind])
            report_double(k, m->at, seen[kind]->at, "mark", m->name);
        else
            apply(k, f, (enum mark)kind, m);
        seen[kind] = m;
    }
}

static uint32_t count_fields(const struct ast_item *i)
{
    uint32_t n = 0;

    for (const struct ast_field *f = i->fields; f; f = f->next)
        n++;
    return n;
}

/* Reports a name that a record or an enum has twice; false. */
static bool first_named(struct check *k, struct map *seen, str name, span at,
                        const char *what)
{
    void **first = map_put(seen, name);

    if (*first) {
        report_double(k, at, *(span *)*first, what, name);
        return false;
    }
    *first = arena_copy(k->arena, &at, sizeof at);
    return true;
}

void record_fill(struct check *k, struct graph_record *r,
                 const struct ast_item *i)
{
    struct map names, wires;

    map_init(&names, k->arena);
    map_init(&wires, k->arena);
    r->fields = arena_array(k->arena, struct graph_field, count_fields(i) + 1);
    for (const struct ast_field *f = i->fields; f; f = f->next) {
        if (!f->name.sym ||
            !first_named(k, &names, f->name.sym->text, f->name.at, "field"))
            continue;
        struct graph_field *made = &r->fields[r->nfields++];
        *made = (struct graph_field){.name = f->name.sym->text,
                                     .wire = f->name.sym->text,
                                     .doc = f->doc,
                                     .at = f->at};
        made->type = check_type(k, r->connector, f->type);
        check_marks(k, made, f->marks);
        first_named(k, &wires, made->wire, f->name.at, "wire name");
    }
}

void enum_fill(struct check *k, struct graph_enum *e, const struct ast_item *i)
{
    struct map names, wires;

    map_init(&names, k->arena);
    map_init(&wires, k->arena);
    e->values =
        arena_alloc(k->arena, sizeof *e->values * (count_fields(i) + 1));
    for (const struct ast_field *f = i->fields; f; f = f->next) {
        if (!f->name.sym ||
            !first_named(k, &names, f->name.sym->text, f->name.at, "value"))
            continue;
        struct graph_enum_value *v = &e->values[e->nvalues++];
        v->name = f->name.sym->text;
        v->wire = f->value ? f->value->text : v->name;
        v->doc = f->doc;
        v->at = f->at;
        first_named(k, &wires, v->wire, f->at, "wire name");
    }
    if (!e->nvalues && !check_incomplete(k, i->at))
        check_report(k, CHECK_MISSING_LINE, i->name.at,
                     "an enum has at least one value, found none");
}

/* --- size ---------------------------------------------------------------- */

struct visit { // a depth-first walk with a stack of its own
    struct graph_record *record;
    uint32_t field;
};

enum { NEW, OPEN, DONE };

static struct graph_record *held(const struct graph_field *f)
{
    const struct graph_type *t = f->type ? type_needed(f->type) : NULL;

    return t && t->kind == TYPE_RECORD
               ? (struct graph_record *)(uintptr_t)t->record
               : NULL;
}

static void report_endless(struct check *k, struct graph_field *f,
                           const struct graph_record *r)
{
    struct diag *d = check_report(
        k, CHECK_RECURSION, f->at,
        "%" STR_FMT " would hold itself through \"%" STR_FMT "\" without end",
        STR_ARG(r->name), STR_ARG(f->name));

    diag_help(k->diags, d, "hold a list of them: [%" STR_FMT "]",
              STR_ARG(r->name));
    f->type = k->g->types.simple[TYPE_ERROR];
}

static void walk(struct check *k, struct map *state, struct graph_record *from)
{
    VEC(struct visit) stack = {0};

    *vec_push(k->arena, &stack) = (struct visit){from, 0};
    while (stack.n) {
        struct visit *v = &stack.at[stack.n - 1];
        if (v->field == v->record->nfields) {
            *map_put(state, v->record->name) = (void *)(uintptr_t)DONE;
            stack.n--;
            continue;
        }
        struct graph_field *f = &v->record->fields[v->field++];
        struct graph_record *r = held(f);
        if (!r || r->connector != from->connector || !r->name.len)
            continue;
        void **at = map_put(state, r->name);
        if ((uintptr_t)*at == OPEN)
            report_endless(k, f, r);
        if (*at)
            continue;
        *at = (void *)(uintptr_t)OPEN;
        *vec_push(k->arena, &stack) = (struct visit){r, 0};
    }
}

void records_check_size(struct check *k, struct graph_record *const *records,
                        uint32_t n)
{
    struct map state;

    map_init(&state, k->arena);
    for (uint32_t i = 0; i < n; i++) {
        void **at = map_put(&state, records[i]->name);
        if (*at)
            continue;
        *at = (void *)(uintptr_t)OPEN;
        walk(k, &state, records[i]);
    }
}
