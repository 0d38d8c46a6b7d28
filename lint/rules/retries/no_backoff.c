/*
 * A step that retries at once hammers the service that just failed. More than
 * two attempts need waits between them that grow up to a cap; a `backoff`
 * without `to` has the runner's cap of 5m.
 */
#include "lint/lint.h"

static int64_t number(const struct graph_settings *s, enum graph_setting_key k)
{
    const struct graph_setting *set = settings_get(s, k);

    return set && set->known == GRAPH_SET && set->value->kind == EXPR_LITERAL &&
                   type_is_counted(set->value->type)
               ? set->value->i
               : 0;
}

static bool is_turned(const struct graph_settings *s)
{
    int64_t first = number(s, SET_BACKOFF), cap = number(s, SET_BACKOFF_CAP);

    return first && cap && cap < first;
}

/* Three tries at equal distance still end soon. */
static bool is_even(const struct graph_settings *s, long long times)
{
    enum { MOST_EVEN = 3 };
    int64_t first = number(s, SET_BACKOFF);

    return times > MOST_EVEN && first && number(s, SET_BACKOFF_CAP) == first;
}

/* Waits where there are none, a higher cap where it is too low. */
static void mend(struct lint *l, struct diag *d, const struct lint_call *c)
{
    const struct graph_setting *retry = settings_get(c->settings, SET_RETRY);
    const struct graph_setting *cap =
        settings_get(c->settings, SET_BACKOFF_CAP);
    const int64_t good = 300000000; // 5m
    const str word = STR("times");
    ptrdiff_t times = str_find(lint_text(l, retry->at), word);

    if (cap && number(c->settings, SET_BACKOFF) < good)
        lint_fix(l, d, DIAG_SAFE, cap->value->at, STR("5m"));
    else if (!cap && times > 0)
        lint_fix_behind(
            l, d, DIAG_SAFE,
            (span){retry->at.pos + (uint32_t)times, (uint32_t)word.len},
            STR(" backoff 2s to 5m"));
}

static void check_call(struct lint *l, const struct graph *g,
                       const struct lint_call *c)
{
    const struct graph_setting *retry = settings_get(c->settings, SET_RETRY);
    long long times = number(c->settings, SET_RETRY);
    enum graph_known known = lint_known(c->settings, SET_BACKOFF);

    (void)g;
    if (times < 2 || (known == GRAPH_SET && !is_turned(c->settings) &&
                      !is_even(c->settings, times)))
        return;
    str name = lint_call_name(l, c);
    if (known == GRAPH_UNKNOWN) {
        lint_unknown(l, retry->at,
                     "whether %" STR_FMT
                     " waits between its retries is not known",
                     STR_ARG(name));
        return;
    }
    struct diag *d =
        known == GRAPH_SET
            ? lint_report(l, settings_get(c->settings, SET_BACKOFF)->at,
                          is_turned(c->settings)
                              ? "%" STR_FMT " waits longer at first than its "
                                "cap allows"
                              : "%" STR_FMT
                                " waits equally long before each of "
                                "its retries",
                          STR_ARG(name))
            : lint_report(l, retry->at,
                          "%" STR_FMT
                          " retries %lld times without waiting in between",
                          STR_ARG(name), times);
    lint_help(l, d, "retry %lld times backoff 2s to 5m", times);
    mend(l, d, c);
}

const struct lint_rule lint_rule_no_backoff = {
    .summary = "a step that retries waits between its attempts",
    .level = DIAG_WARNING,
    .call = check_call,
};
