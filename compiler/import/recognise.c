/*
 * The formats there are, made from the folder, and which of them a document
 * is of.
 */
#include "compiler/import/import.h"

#include <string.h>

#define FORMAT(name) extern const struct import_format import_format_##name;
#include "import_formats.def"
#undef FORMAT

static const struct import_format *const formats[] = {
#define FORMAT(name) &import_format_##name,
#include "import_formats.def"
#undef FORMAT
    NULL};

enum { NFORMATS = sizeof formats / sizeof *formats - 1 };

const struct import_format *const *import_formats(uint32_t *n)
{
    *n = NFORMATS;
    return formats;
}

const struct import_format *import_find(str name)
{
    for (uint32_t i = 0; i < NFORMATS; i++)
        if (str_eq(name, str_from(formats[i]->name)))
            return formats[i];
    return NULL;
}

const struct import_format *import_recognise(const struct tree *t,
                                             const struct import_format **other,
                                             const struct import_format **also)
{
    const struct import_format *best = NULL;
    enum import_sure most = IMPORT_NO;

    *other = *also = NULL;
    for (uint32_t i = 0; i < NFORMATS; i++) {
        enum import_sure sure = formats[i]->recognise(t);
        if (sure == IMPORT_NO || sure < most)
            continue;
        *other = sure == most ? best : NULL;
        best = formats[i];
        most = sure;
    }
    if (!*other)
        return best;
    *also = best;
    return NULL;
}
