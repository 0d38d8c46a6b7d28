/*
 * Which stage an address belongs to, trial or live, as far as its words say,
 * and what a setting is worth in an environment.
 */
#include "lint/state.h"

#include <ctype.h>

static bool is_one_of(str word, const char *const *list)
{
    for (; *list; list++)
        if (str_eq(word, str_from(*list)))
            return true;
    return false;
}

static enum lint_stage stage_of_word(str word)
{
    static const char *const trial[] = {
        "sandbox", "sandboxes", "staging", "stage",   "stg",   "test",
        "testing", "tst",       "dev",     "develop", "devel", "development",
        "uat",     "qa",        "preprod", "demo",    "trial", "sbx",
        "preview", "localhost", NULL};
    static const char *const live[] = {"live", "prod", "production", "prd",
                                       NULL};

    while (word.len && isdigit((unsigned char)word.ptr[word.len - 1]))
        word.len--;
    return is_one_of(word, trial)  ? LINT_STAGE_TRIAL
           : is_one_of(word, live) ? LINT_STAGE_LIVE
                                   : LINT_STAGE_UNKNOWN;
}

/* Without its last label, of three and more without two: "dev" of acme.dev and
 * "live" of login.live.com say nothing. */
static str own_labels(str host)
{
    size_t dots = 0, keep, i = host.len;

    for (size_t k = 0; k < host.len; k++)
        dots += host.ptr[k] == '.';
    keep = dots > 1 ? 2 : dots;
    while (i && keep)
        keep -= host.ptr[--i] == '.';
    return str_slice(host, 0, dots ? i : host.len);
}

static str host_of(str s)
{
    ptrdiff_t at = str_find(s, STR("://"));

    if (at < 0)
        return s;
    s = str_slice(s, (size_t)at + 3, s.len);
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == '/' || s.ptr[i] == '?' || s.ptr[i] == ':')
            return own_labels(str_slice(s, 0, i));
    return own_labels(s);
}

enum lint_stage lint_stage_of(str address)
{
    char low[256];
    str s = host_of(address);
    enum lint_stage found = LINT_STAGE_UNKNOWN;
    size_t n = s.len < sizeof low ? s.len : sizeof low, from = 0;

    if (str_find(address, STR("://dev.azure.com")) >= 0)
        return LINT_STAGE_UNKNOWN;
    for (size_t i = 0; i <= n; i++) {
        bool word = i < n && isalnum((unsigned char)s.ptr[i]);
        if (word) {
            low[i] = (char)tolower((unsigned char)s.ptr[i]);
            continue;
        }
        enum lint_stage one = stage_of_word((str){low + from, i - from});
        from = i + 1;
        if (one == LINT_STAGE_TRIAL)
            return one;
        found = one ? one : found;
    }
    return found;
}

const str *lint_given(const struct lint_environment *e, str setting)
{
    for (uint32_t i = 0; i < e->nsettings; i++)
        if (str_eq(e->settings[i].key, setting))
            return &e->settings[i].value;
    return NULL;
}

const struct graph_expr *lint_instance_value(const struct graph_instance *i,
                                             const struct graph_expr *e)
{
    e = expr_bare(e);
    if (!e || e->kind != EXPR_SETTING)
        return e;
    for (uint32_t k = 0; k < i->settings.n; k++)
        if (str_eq(i->settings.at[k].name, e->text))
            return i->settings.at[k].value;
    return e;
}
