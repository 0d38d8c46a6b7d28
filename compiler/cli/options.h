/*
 * options.h - the options of a command line, by a table
 *
 *     static const struct option table[] = {
 *         {"check", 0, OPTION_FLAG, NULL, "say whether, change nothing"},
 *         {"output", 'o', OPTION_TEXT, "FILE", "write to FILE"},
 *         OPTIONS_END};
 *
 * Understood are --name VALUE, --name=VALUE, -o VALUE, -oVALUE, several flags
 * of one letter (-ab), `--` before arguments that start with a dash, and `-`
 * as an argument.
 */
#ifndef WEIR_OPTIONS_H
#define WEIR_OPTIONS_H

#include "compiler/base/diag.h"

enum option_kind {
    OPTION_FLAG,
    OPTION_TEXT,   // the last one counts
    OPTION_LIST,   // a,b,c, and as often as one likes
    OPTION_CHOICE, // one of the words of `value`, "human|json|sarif"
    OPTION_DATE    // YYYY-MM-DD
};

struct option {
    const char *name; // without dashes; NULL in OPTIONS_END
    char letter;      // 0: none
    enum option_kind kind;
    const char *value; // how --help calls it
    const char *help;
};

#define OPTIONS_END                      \
    {                                    \
        NULL, 0, OPTION_FLAG, NULL, NULL \
    }

struct options {
    struct arena *arena;
    const struct option *table;
    VEC(struct option_given {
        const struct option *option;
        str value;
    })
    given;
    VEC(str) args; // what is no option, each with a NUL behind it
};

/* Reads a NULL-terminated list; a mistake is a message without a place, and
 * the result false. `command` is named in messages. --help is in every table.
 */
bool options_parse(struct options *o, struct arena *a,
                   const struct option *table, char *const *words,
                   const char *command, struct diags *problems);

bool options_knows(const struct options *o, const char *name);
/* `name` must be in the table. */
bool options_has(const struct options *o, const char *name);
/* The last value, with a NUL behind it, or `otherwise`. */
const char *options_text(const struct options *o, const char *name,
                         const char *otherwise);
/* All values of a list, split at commas, in order. */
const str *options_list(const struct options *o, const char *name, uint32_t *n);

#endif
