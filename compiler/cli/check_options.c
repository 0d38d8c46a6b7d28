/*
 * Turns weir.yaml and the command line into what the lint engine is told. The
 * command line comes later and wins; a name that no rule has is refused.
 */
#include "compiler/cli/check_options.h"
#include "compiler/base/map.h"
#include "lint/registry.h"
#include "stdlib/value/date.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

struct building {
    struct lint_options *o;
    struct cli *c;
    VEC(struct lint_level) levels;
    VEC(str) select, ignore, locked;
    VEC(span) ignore_at;
    uint32_t nforced;
    bool ok;
};

static bool is_compilers(str name)
{
    return str_eq(name, STR("language")) || str_eq(name, STR("import")) ||
           str_starts_with(name, STR("language/")) ||
           str_starts_with(name, STR("import/"));
}

/* `silences`: the name is to be ignored or lowered. */
static bool known(struct building *b, str name, span at, bool silences)
{
    struct diags *problems = &b->c->problems;

    if (is_compilers(name) && !silences)
        return true;
    if (is_compilers(name)) {
        diag_add(problems, DIAG_ERROR, "", at,
                 "\"%" STR_FMT "\" can be neither ignored nor lowered: it is "
                 "an error of the compiler",
                 STR_ARG(name));
        b->ok = false;
        return false;
    }
    if (lint_name_known(name))
        return true;
    struct diag *d = diag_add(problems, DIAG_ERROR, "", at,
                              "there is no rule or category \"%" STR_FMT "\"",
                              STR_ARG(name));
    str near = lint_name_nearest(b->c->arena, name);
    if (near.len)
        diag_help(problems, d, "did you mean \"%" STR_FMT "\"?", STR_ARG(near));
    else
        diag_help(problems, d, "\"weir rules\" lists them");
    b->ok = false;
    return false;
}

static void paths_from(struct building *b, const struct config *config)
{
    struct arena *a = b->c->arena;
    struct lint_path *paths =
        arena_array(a, struct lint_path, config->paths.n + 1);

    for (uint32_t i = 0; i < config->paths.n; i++) {
        const struct config_path *p = &config->paths.at[i];
        struct lint_level *levels =
            arena_array(a, struct lint_level, p->levels.n + 1);
        uint32_t n = 0;
        for (uint32_t j = 0; j < p->levels.n; j++)
            if (known(b, p->levels.at[j].rule, p->levels.at[j].at, true))
                levels[n++] = (struct lint_level){p->levels.at[j].rule,
                                                  p->levels.at[j].level,
                                                  p->levels.at[j].at};
        paths[i] = (struct lint_path){p->match, levels, n, p->match_at};
    }
    b->o->paths = paths;
    b->o->npaths = config->paths.n;
}

/* A waiver names one rule of the library. */
static void check_waived(struct building *b, const struct config_waiver *w)
{
    if (!is_compilers(w->rule)) {
        if (!known(b, w->rule, w->rule_at, true) || lint_entry_find(w->rule))
            return;
        diag_add(&b->c->problems, DIAG_ERROR, "", w->rule_at,
                 "expected one rule, found the category \"%" STR_FMT "\"",
                 STR_ARG(w->rule));
    } else {
        diag_add(&b->c->problems, DIAG_ERROR, "", w->rule_at,
                 "\"%" STR_FMT "\" can't be waived: it stops the compilation",
                 STR_ARG(w->rule));
    }
    b->ok = false;
}

static void waivers_from(struct building *b, const struct config *config)
{
    struct lint_waiver *all =
        arena_array(b->c->arena, struct lint_waiver, config->waivers.n + 1);

    for (uint32_t i = 0; i < config->waivers.n; i++) {
        const struct config_waiver *w = &config->waivers.at[i];
        check_waived(b, w);
        all[i] = (struct lint_waiver){.rule = w->rule,
                                      .because = w->because,
                                      .flow = w->flow,
                                      .item = w->item,
                                      .file = w->file,
                                      .until = w->until,
                                      .at = w->at,
                                      .rule_at = w->rule_at,
                                      .until_at = w->until_at};
    }
    b->o->waivers = all;
    b->o->nwaivers = config->waivers.n;
}

static void set_environments(struct building *b, const struct config *config)
{
    struct arena *a = b->c->arena;
    uint32_t n = config->environments.n;
    struct lint_environment *all = arena_array(a, struct lint_environment, n);

    for (uint32_t i = 0; i < n; i++) {
        const struct config_environment *e = &config->environments.at[i];
        struct lint_given *given =
            arena_array(a, struct lint_given, e->nsettings);
        for (uint32_t k = 0; k < e->nsettings; k++)
            given[k] =
                (struct lint_given){e->settings[k].key, e->settings[k].value};
        all[i] = (struct lint_environment){e->name, given, e->nsettings};
    }
    b->o->environments = all;
    b->o->nenvironments = n;
}

static void add_ignored(struct building *b, str name, span at)
{
    if (!known(b, name, at, true))
        return;
    *vec_push(b->c->arena, &b->ignore) = name;
    *vec_push(b->c->arena, &b->ignore_at) = at;
}

static void from_config(struct building *b, const struct config *config)
{
    struct arena *a = b->c->arena;

    b->o->preset = config->preset == CONFIG_STRICT  ? LINT_STRICT
                   : config->preset == CONFIG_AUDIT ? LINT_AUDIT
                                                    : LINT_RECOMMENDED;
    for (uint32_t i = 0; i < config->levels.n; i++) {
        const struct config_level *l = &config->levels.at[i];
        if (known(b, l->rule, l->at, true))
            *vec_push(a, &b->levels) =
                (struct lint_level){l->rule, l->level, l->at};
    }
    for (uint32_t i = 0; i < config->ignore.n; i++)
        add_ignored(b, config->ignore.at[i].name, config->ignore.at[i].at);
    for (uint32_t i = 0; i < config->locked.n; i++)
        if (known(b, config->locked.at[i].name, config->locked.at[i].at, false))
            *vec_push(a, &b->locked) = config->locked.at[i].name;
    set_environments(b, config);
    paths_from(b, config);
    waivers_from(b, config);
}

static bool level_named(str name, enum diag_level *level, str *near,
                        struct arena *a)
{
    str names[DIAG_ERROR + 1];

    for (int i = DIAG_OFF; i <= DIAG_ERROR; i++) {
        names[i] = str_from(diag_level_name((enum diag_level)i));
        if (!str_eq(name, names[i]))
            continue;
        *level = (enum diag_level)i;
        return true;
    }
    *near = diag_nearest(a, name, names, DIAG_ERROR + 1);
    return false;
}

static void add_level(struct building *b, str text)
{
    ptrdiff_t equals = str_find(text, STR("="));
    str rule = str_slice(text, 0, equals < 0 ? text.len : (size_t)equals);
    str level = str_slice(text, rule.len + 1, text.len), near = {"", 0};
    struct lint_level l = {.name = rule};

    if (level_named(level, &l.level, &near, b->c->arena) && equals > 0) {
        if (!known(b, rule, (span){0, 0}, true))
            return;
        *vec_push(b->c->arena, &b->levels) = l;
        b->nforced++;
        return;
    }
    cli_cannot(b->c,
               "--level takes RULE=error, =warning, =info or =off, not "
               "\"%" STR_FMT "\"",
               STR_ARG(text));
    if (near.len)
        cli_help(b->c, "did you mean \"%" STR_FMT "=%" STR_FMT "\"?",
                 STR_ARG(rule), STR_ARG(near));
    b->ok = false;
}

static void from_options(struct building *b)
{
    const struct options *o = &b->c->options;
    struct arena *a = b->c->arena;
    uint32_t n;
    const str *list = options_list(o, "select", &n);

    for (uint32_t i = 0; i < n; i++)
        if (known(b, list[i], (span){0, 0}, false))
            *vec_push(a, &b->select) = list[i];
    list = options_list(o, "ignore", &n);
    for (uint32_t i = 0; i < n; i++)
        add_ignored(b, list[i], (span){0, 0});
    list = options_list(o, "level", &n);
    for (uint32_t i = 0; i < n; i++)
        add_level(b, list[i]);
}

/* The line that locks a rule: of its own, or of its category. */
static span lock_of(const struct config *config, str rule)
{
    for (uint32_t i = 0; i < config->locked.n; i++) {
        const struct config_name *l = &config->locked.at[i];
        if (str_eq(l->name, rule) ||
            (str_starts_with(rule, l->name) && rule.ptr[l->name.len] == '/'))
            return l->at;
    }
    return (span){0, 0};
}

static void refuse_lowered(struct building *b, const struct config *config)
{
    struct diags *problems = &b->c->problems;
    uint32_t n;
    const struct lint_lowered *all = lint_lowered(b->o, b->c->arena, &n);

    for (uint32_t i = 0; i < n; i++) {
        const struct lint_lowered *x = &all[i];
        struct diag *d = diag_add(
            problems, DIAG_ERROR, "", x->at,
            "\"%" STR_FMT "\" can't be %s%s: \"%" STR_FMT "\" is locked",
            STR_ARG(x->by), x->to ? "lowered to " : "silenced",
            x->to ? diag_level_name(x->to) : "", STR_ARG(x->rule));
        diag_note(problems, d, lock_of(config, x->rule), "it is locked here");
        b->ok = false;
    }
}

static bool finish(struct building *b, const struct config *locked)
{
    struct lint_options *o = b->o;

    o->levels = b->levels.at;
    o->nlevels = b->levels.n;
    o->select = b->select.at;
    o->nselect = b->select.n;
    o->ignore = b->ignore.at;
    o->nignore = b->ignore.n;
    o->locked = b->locked.at;
    o->nlocked = b->locked.n;
    o->ignore_at = b->ignore_at.at;
    o->nforced = b->nforced;
    refuse_lowered(b, locked);
    return b->ok;
}

static void set_today(struct lint_options *o, const char *date)
{
    enum { DAY = 86400 };

    o->has_today = true;
    o->today = (weir_date)(time(NULL) / DAY);
    if (date)
        weir_date_parse(str_from(date), &o->today); // the option is a date
}

bool check_config(struct lint_options *o, struct cli *c,
                  const struct project *p)
{
    struct building b = {.o = o, .c = c, .ok = true};

    from_config(&b, &p->config);
    set_today(o, NULL);
    return finish(&b, &p->config);
}

bool check_options(struct lint_options *o, struct cli *c,
                   const struct project *p)
{
    struct building b = {.o = o, .c = c, .ok = true};
    const char *today = options_text(&c->options, "today", NULL);

    from_config(&b, &p->config);
    from_options(&b);
    set_today(o, today);
    return finish(&b, &p->config);
}

enum diag_level check_fail_on(const struct options *o)
{
    const char *on = options_text(o, "fail-on", "error");
    enum diag_level level = DIAG_ERROR;

    while (level > DIAG_OFF && strcmp(on, diag_level_name(level)) != 0)
        level = (enum diag_level)(level - 1);
    return level; // never: off
}

bool check_fails(enum diag_level on, const struct diag_summary *s)
{
    uint32_t n = s->errors;

    if (on == DIAG_OFF)
        return false;
    if (on <= DIAG_WARNING)
        n += s->warnings;
    if (on == DIAG_INFO)
        n += s->infos;
    return n > 0;
}

struct diag_rule check_rule(void *context, str id)
{
    (void)context;
    const struct lint_entry *e = lint_entry_find(id);

    if (!e)
        return (struct diag_rule){.id = id, .level = DIAG_ERROR};
    return (struct diag_rule){.id = id,
                              .summary = str_from(e->rule->summary),
                              .page = lint_page(e),
                              .level = e->rule->level};
}

struct count {
    str id;
    uint32_t n;
};

static int compare_counts(const void *a, const void *b)
{
    const struct count *x = *(struct count *const *)a;
    const struct count *y = *(struct count *const *)b;

    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return str_cmp(x->id, y->id);
}

int64_t *check_times(struct arena *a)
{
    return arena_array(a, int64_t, lint_ntimes());
}

struct timed {
    str name;
    bool fact;
    int64_t ns;
};

static int compare_times(const void *a, const void *b)
{
    const struct timed *x = a, *y = b;

    if (x->ns != y->ns)
        return x->ns > y->ns ? -1 : 1;
    return str_cmp(x->name, y->name);
}

/* What was not used took no time, and has no line. */
static void add_times(const int64_t *times, struct arena *a, struct buf *out)
{
    uint32_t n = lint_ntimes();
    struct timed *all = arena_array(a, struct timed, n);
    int64_t sum = 0;

    for (uint32_t i = 0; i < n; i++) {
        all[i].ns = times[i];
        all[i].name = str_from(lint_time_name(i, &all[i].fact));
        sum += times[i];
    }
    qsort(all, n, sizeof *all, compare_times);
    for (uint32_t i = 0; i < n && all[i].ns; i++)
        buf_printf(out, "%9.3f ms  %s%" STR_FMT "\n", (double)all[i].ns / 1e6,
                   all[i].fact ? "fact: " : "", STR_ARG(all[i].name));
    if (sum)
        buf_printf(out, "%9.3f ms  all rules\n", (double)sum / 1e6);
}

void check_statistics(const struct diags *d, const int64_t *times,
                      struct arena *a, struct buf *out)
{
    VEC(struct count *) all = {0};
    struct map by_id;

    map_init(&by_id, a);
    for (uint32_t i = 0; i < d->all.n; i++) {
        struct count **c = (struct count **)map_put(&by_id, d->all.at[i]->id);
        if (!*c) {
            *c = arena_make(a, struct count);
            (*c)->id = d->all.at[i]->id;
            *vec_push(a, &all) = *c;
        }
        (*c)->n++;
    }
    if (all.n)
        qsort(all.at, all.n, sizeof *all.at, compare_counts);
    for (uint32_t i = 0; i < all.n; i++)
        buf_printf(out, "%6u  %" STR_FMT "\n", (unsigned)all.at[i]->n,
                   STR_ARG(all.at[i]->id));
    if (times)
        add_times(times, a, out);
}
