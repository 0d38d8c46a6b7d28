/*
 * Which personal data (@pii) a flow handles: for the runtime, which keeps it
 * out of messages.
 */
#include "compiler/emit/c/c.h"

/* Finds the names of the fields in a type. True: there are some. */
static bool find_names(struct c_file *c, const struct graph_type *t,
                       struct map *seen)
{
    bool some = false;

    while (t->kind == TYPE_LIST || t->kind == TYPE_DICT ||
           t->kind == TYPE_OPTIONAL)
        t = t->of;
    if (t->kind != TYPE_RECORD)
        return false;
    void **place = map_put(seen, arena_printf(c->arena, "%u", t->id));
    if (*place)
        return false;
    *place = c;
    for (uint32_t i = 0; i < t->record->nfields; i++) {
        const struct graph_field *f = &t->record->fields[i];

        some = find_names(c, f->type, seen) || f->pii || some;
        if (!f->pii)
            continue;
        place = map_put(&c->personal_seen, f->wire);
        if (!*place)
            buf_printf(&c->personal_names, "    %s,\n", c_init(c, f->wire));
        *place = c;
    }
    return some;
}

void c_personal_var(struct c_file *c, const struct graph_var *v,
                    const char *name)
{
    struct map seen;

    map_init(&seen, c->arena);
    if (find_names(c, v->type, &seen))
        buf_printf(&c->personal_vars, "    {offsetof(struct vars, %s), %s},\n",
                   name, c_shape(c, v->type));
}

void c_personal(struct c_file *c)
{
    if (!c->personal_vars.len)
        return;
    buf_printf(&c->tables,
               "static const str personal_names[] = {\n%s};\n\n"
               "static const struct weir_personal_var personal_vars[] = "
               "{\n%s};\n\n"
               "static const struct weir_personal personal = {\n"
               "    personal_names, sizeof personal_names / sizeof(str),\n"
               "    personal_vars, sizeof personal_vars / "
               "sizeof *personal_vars,\n};\n\n",
               c->personal_names.ptr, c->personal_vars.ptr);
}
