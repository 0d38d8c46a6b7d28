/*
 * Error classes by name, and the sticky failure of a context.
 */
#include "stdlib/value/types.h"

static const char *const names[] = {
    "ok",
#define CLASS(NAME, text, outage, retry) text,
#include "stdlib/value/classes.def"
#undef CLASS
};

const char *weir_class_name(enum weir_class c)
{
    return names[c];
}

enum weir_class weir_class_named(str name)
{
    for (unsigned i = 1; i < WEIR_NCLASSES; i++)
        if (str_eq(name, str_from(names[i])))
            return (enum weir_class)i;
    return WEIR_OK;
}

weir_class_set weir_class_outage(void)
{
    weir_class_set set = 0;
#define CLASS(NAME, text, outage, retry) \
    if (outage)                          \
        set |= WEIR_CLASS_BIT(WEIR_##NAME);
#include "stdlib/value/classes.def"
#undef CLASS
    return set;
}

weir_class_set weir_class_error(void)
{
    return (WEIR_CLASS_BIT(WEIR_NCLASSES) - 1u) & ~WEIR_CLASS_BIT(WEIR_OK);
}

void weir_fail(struct weir_context *x, enum weir_class c, const char *fmt, ...)
{
    va_list args;

    if (x->failed != WEIR_OK)
        return;
    x->failed = c;
    va_start(args, fmt);
    x->message = arena_vprintf(x->arena, fmt, args);
    va_end(args);
}
