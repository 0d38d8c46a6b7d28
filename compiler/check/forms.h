/*
 * forms.h - the signatures of built-ins, operators and casts, parsed
 *
 * A form is one line of builtins.def, operators.def or casts.def. Those of one
 * name are linked in the order of the file: the first that takes the arguments
 * holds.
 */
#ifndef WEIR_CHECK_FORMS_H
#define WEIR_CHECK_FORMS_H

#include "compiler/check/own.h"

enum form_kind {
    FORM_PLAIN, // type
    FORM_T,     // any type
    FORM_O,     // with an order
    FORM_N,     // with an order, or an optional one
    FORM_R,     // a record
    FORM_LIST,  // of
    FORM_DICT,  // of
    FORM_OPTIONAL,
    FORM_REGEX, // texts from here on
    FORM_ZONE,
    FORM_FORM,
    FORM_CURRENCY,
    FORM_FIELD
};

struct form_type {
    enum form_kind kind;
    const struct graph_type *type;
    const struct form_type *of;
};

enum { FORM_PARAMS = 3 };

typedef void form_run(void); // cast to what `code` says before it is called

struct form {
    struct form *next; // of the same name
    const char *name;
    uint32_t index; // line of its file
    bool fails;
    uint32_t nparams;
    const struct form_type *params[FORM_PARAMS];
    const struct form_type *result;
    char code[8]; // "TI>B": letters of plain types; "" when not all are plain
    form_run *run;
};

struct forms {
    struct map builtins;  // the first struct form of a name
    struct map operators; // by sign
    struct map casts;     // by "from to"
    struct map usages;    // of built-ins: const char *, as in messages
};

/* Parsed at the first call. */
const struct forms *forms_of(struct check *k);

/* What the letters of a form stand for. */
struct form_binding {
    const struct graph_type *type;
};

/* Whether a parameter takes an argument of a type; binds the letter. */
bool form_takes(struct check *k, const struct form_type *p,
                const struct graph_type *arg, struct form_binding *b);
/* The type with the letters replaced. */
const struct graph_type *form_subst(struct check *k, const struct form_type *p,
                                    const struct form_binding *b);
/* Computes a form whose `code` is known; false when it is not. */
bool form_call(const struct form *f, struct weir_context *x,
               const union graph_value *const *args, union graph_value *out);

#endif
