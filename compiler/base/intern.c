/*
 * Names that compare with ==.
 */
#include "compiler/base/intern.h"

void intern_init(struct interner *in, struct arena *a)
{
    in->arena = a;
    map_init(&in->map, a);
}

struct sym *intern_word(struct interner *in, str text)
{
    struct sym *s = map_get(&in->map, text);

    if (s)
        return s;
    s = arena_make(in->arena, struct sym);
    s->text = arena_str(in->arena, text);
    *map_put(&in->map, s->text) = s;
    return s;
}

const struct sym *intern(struct interner *in, str text)
{
    return intern_word(in, text);
}
