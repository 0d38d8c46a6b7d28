#include "tests/unit/value_help.h"

#include <stdlib.h>

struct form {
    const char *name, *signature;
    bool shaped;
};

enum { PLAIN = false, SHAPED = true, ITEM = true };

static const struct form forms[] = {
#define ABOUT(name, usage, does, fails)
#define BUILTIN(NAME, name, signature, CALL, FAILS, function) \
    {name, signature, CALL},
#include "stdlib/value/builtins.def"
#undef ABOUT
#undef BUILTIN
#define EQUAL(type, FAILS, function)
#define ORDER(type, FAILS, function)
#define OPERATOR(NAME, sign, signature, CALL, FAILS, function) \
    {sign, signature, CALL},
#include "stdlib/value/operators.def"
#undef OPERATOR
#undef EQUAL
#undef ORDER
};

static const char *const about[] = {
#define ABOUT(name, usage, does, fails) name,
#define BUILTIN(NAME, name, signature, CALL, FAILS, function)
#include "stdlib/value/builtins.def"
#undef ABOUT
#undef BUILTIN
};

typedef void function(void);

/* The functions exist: this would not link otherwise. */
static function *const functions[] = {
#define ABOUT(name, usage, does, fails)
#define BUILTIN(NAME, name, signature, CALL, FAILS, f) (function *)f,
#include "stdlib/value/builtins.def"
#undef ABOUT
#undef BUILTIN
#define OPERATOR(NAME, sign, signature, CALL, FAILS, f) (function *)f,
#define EQUAL(type, FAILS, f) (function *)f,
#define ORDER(type, FAILS, f) (function *)f,
#include "stdlib/value/operators.def"
#undef OPERATOR
#undef EQUAL
#undef ORDER
#define CAST(NAME, from, to, FAILS, f) (function *)f,
#include "stdlib/value/casts.def"
#undef CAST
};

static const char *skip_word(const char *p)
{
    static const char *const words[] = {
        "string", "int",   "decimal",  "money", "bool",     "date", "timestamp",
        "time",   "bytes", "duration", "any",   "T",        "O",    "N",
        "R",      "regex", "zone",     "form",  "currency", "field"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t n = strlen(words[i]);
        if (strncmp(p, words[i], n) == 0 && !(p[n] >= 'a' && p[n] <= 'z'))
            return p + n;
    }
    return NULL;
}

/* Behind the type that begins at p, NULL when there is none. */
static const char *skip_type(const char *p)
{
    const char *dict = "{string: ";

    if (*p == '[') {
        p = skip_type(p + 1);
        p = p && *p == ']' ? p + 1 : NULL;
    } else if (strncmp(p, dict, strlen(dict)) == 0) {
        p = skip_type(p + strlen(dict));
        p = p && *p == '}' ? p + 1 : NULL;
    } else {
        p = skip_word(p);
    }
    return p && *p == '?' ? p + 1 : p;
}

static bool is_signature(const char *p)
{
    if (*p++ != '(')
        return false;
    while (*p && *p != ')') {
        p = skip_type(p);
        if (!p)
            return false;
        if (strncmp(p, ", ", 2) == 0)
            p += 2;
    }
    if (strncmp(p, ") -> ", 5) != 0)
        return false;
    p = skip_type(p + 5);
    return p && *p == 0;
}

START_TEST(every_signature_is_in_the_language_of_signatures)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        ck_assert_msg(is_signature(forms[i].signature), "%s%s", forms[i].name,
                      forms[i].signature);
    ck_assert(!is_signature("(text) -> int"));
    ck_assert(!is_signature("(int -> int"));
    ck_assert(!is_signature("(int) -> [int"));
}
END_TEST

START_TEST(what_speaks_of_a_type_variable_gets_its_shape)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        const char *s = forms[i].signature;
        bool variable = strpbrk(s, "TONR") != NULL;
        ck_assert_msg(variable == forms[i].shaped, "%s%s", forms[i].name, s);
    }
}
END_TEST

static const char *const all[] = {"length",
                                  "lower",
                                  "upper",
                                  "trim",
                                  "contains",
                                  "starts_with",
                                  "ends_with",
                                  "replace",
                                  "split",
                                  "join",
                                  "slice",
                                  "pad_left",
                                  "pad_right",
                                  "matches",
                                  "capture",
                                  "round",
                                  "round_half_up",
                                  "round_up",
                                  "round_down",
                                  "floor",
                                  "ceiling",
                                  "abs",
                                  "min",
                                  "max",
                                  "money",
                                  "amount",
                                  "currency",
                                  "from_minor",
                                  "to_minor",
                                  "round_money",
                                  "allocate",
                                  "exchange",
                                  "now",
                                  "today",
                                  "date_of",
                                  "time_of",
                                  "start_of_day",
                                  "at_zone",
                                  "add_days",
                                  "add_months",
                                  "start_of_month",
                                  "days_between",
                                  "weekday",
                                  "year",
                                  "month",
                                  "day",
                                  "parse_date",
                                  "parse_timestamp",
                                  "format_date",
                                  "format_timestamp",
                                  "from_unix",
                                  "from_unix_ms",
                                  "to_unix",
                                  "to_unix_ms",
                                  "count",
                                  "sum",
                                  "first",
                                  "last",
                                  "smallest",
                                  "largest",
                                  "any_true",
                                  "all_true",
                                  "distinct",
                                  "reverse",
                                  "concat",
                                  "flatten",
                                  "sort",
                                  "keys",
                                  "values",
                                  "range",
                                  "sha256",
                                  "sha1",
                                  "md5",
                                  "hmac_sha256",
                                  "digest",
                                  "uuid_of",
                                  "hex",
                                  "base64",
                                  "base64url",
                                  "url_encode",
                                  "from_hex",
                                  "from_base64",
                                  "from_base64url",
                                  "url_decode",
                                  "utf8",
                                  "to_bytes",
                                  "to_json",
                                  "from_json"};

START_TEST(every_builtin_of_the_language_is_listed_once)
{
    size_t n = sizeof all / sizeof all[0];

    ck_assert_uint_eq(sizeof about / sizeof about[0], n);
    for (size_t i = 0; i < n; i++) {
        ck_assert_str_eq(about[i], all[i]);
        bool found = false;
        for (size_t k = 0; k < sizeof forms / sizeof forms[0]; k++)
            found = found || strcmp(forms[k].name, all[i]) == 0;
        ck_assert_msg(found, "%s has no form", all[i]);
    }
    size_t nfunctions = sizeof functions / sizeof functions[0];
    ck_assert_uint_gt(nfunctions, n);
    for (size_t i = 0; i < nfunctions; i++)
        ck_assert(functions[i] != NULL);
}
END_TEST

TCase *tcase_builtins(void);

TCase *tcase_builtins(void)
{
    TCase *t = tcase_create("builtins");

    tcase_add_test(t, every_signature_is_in_the_language_of_signatures);
    tcase_add_test(t, what_speaks_of_a_type_variable_gets_its_shape);
    tcase_add_test(t, every_builtin_of_the_language_is_listed_once);
    return t;
}
