/*
 * Cron lines that are none, or never come.
 */
#include "compiler/check/flow_check.h"
#include "compiler/graph/cron.h"

/* Days alone are restricted, to some that none of the months has. */
static void check_days(struct check *k, const struct ast_expr *e,
                       const uint64_t values[5])
{
    static const int longest[] = {31, 29, 31, 30, 31, 30,
                                  31, 31, 30, 31, 30, 31};

    if ((values[4] & 0x7f) != 0x7f)
        return;
    for (int m = 1; m <= 12; m++)
        if (values[3] >> m & 1 &&
            values[2] & ((UINT64_C(2) << longest[m - 1]) - 1))
            return;
    check_report(k, CHECK_BAD_SCHEDULE, e->at,
                 "expected a day that its months have, found \"%" STR_FMT
                 "\", which never comes",
                 STR_ARG(e->text));
}

void cron_check(struct check *k, const struct ast_expr *e)
{
    struct cron c;

    if (cron_read(&c, e->text)) {
        check_days(k, e, c.values);
        return;
    }
    if (c.bad < CRON_FIELDS) {
        const struct cron_field *f = &cron_fields[c.bad];
        check_report(k, CHECK_BAD_SCHEDULE, e->at,
                     "expected the %s as %d to %d, a range, a list or *, found "
                     "\"%" STR_FMT "\"",
                     f->name, f->from, f->to, STR_ARG(c.found));
        return;
    }
    struct diag *d = check_report(
        k, CHECK_BAD_SCHEDULE, e->at,
        "expected five fields, minute hour day month weekday, found "
        "\"%" STR_FMT "\"",
        STR_ARG(e->text));
    diag_help(k->diags, d, "as in \"0 6 * * 1-5\", at six on working days");
}
