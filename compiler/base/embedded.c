/*
 * Looks in the table that tests/tools/embed.sh writes.
 */
#include "compiler/base/embedded.h"

str embedded_text(str name)
{
    for (const struct embedded *e = embedded_files; e->name; e++)
        if (str_eq(str_from(e->name), name))
            return (str){e->text, e->len};
    return (str){NULL, 0};
}
