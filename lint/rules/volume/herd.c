/*
 * Many flows that start on the same minute of the day, and nothing says why.
 * What comes more often than once an hour, on few days or on an interval of
 * its own makes no herd.
 */
#include "compiler/graph/cron.h"
#include "lint/lint.h"

enum { MINUTES = 1440, MANY = 5, SHOWN = 3 };

struct start { // of a flow that comes on one minute of some hours
    const struct graph_flow *flow;
    const struct graph_node *trigger;
    const struct graph_setting *line;
    str zone;
    uint64_t hours;
    int minute;
    bool told;
};

struct starts {
    struct lint *l;
    VEC(struct start) all;
    uint32_t counts[MINUTES];
};

static int lowest(uint64_t set)
{
    int i = 0;

    while (i < 64 && !(set >> i & 1))
        i++;
    return i;
}

static bool read_cron(struct start *s, str text)
{
    struct cron c;

    if (!cron_read(&c, text))
        return false;
    uint64_t minutes = c.values[CRON_MINUTE];
    c.values[CRON_WEEKDAY] = UINT64_MAX; // on weekdays only counts as each day
    s->hours = c.values[CRON_HOUR];
    s->minute = lowest(minutes);
    return cron_is_daily(&c) && minutes && !(minutes & (minutes - 1));
}

static bool read_start(struct start *s, const struct graph_node *t)
{
    const struct graph_expr *cron = lint_setting(t, SET_CRON);
    const struct graph_expr *at = lint_setting(t, SET_AT);
    const struct graph_expr *zone = lint_setting(t, SET_ZONE);

    s->trigger = t;
    s->zone = zone && zone->kind == EXPR_LITERAL ? zone->text : STR("");
    s->line = node_setting(t, cron ? SET_CRON : SET_AT);
    if (cron)
        return cron->kind == EXPR_LITERAL && read_cron(s, cron->text);
    if (!at || at->kind != EXPR_LITERAL || at->type->kind != TYPE_TIME)
        return false;
    int64_t minute = at->i / 60000000;
    s->hours = UINT64_C(1) << (minute / 60 % 24);
    s->minute = (int)(minute % 60);
    return true;
}

static void find_starts(struct starts *s, const struct graph *g)
{
    for (uint32_t i = 0; i < g->flows.n; i++) {
        const struct graph_flow *f = g->flows.at[i];
        const struct graph_node *t = lint_trigger_of(g, f);
        struct start x = {.flow = f};
        if (f->enabled && t && read_start(&x, t))
            *vec_push(lint_arena(s->l), &s->all) = x;
    }
}

static bool is_at(const struct start *x, int minute, str zone)
{
    return !x->told && x->minute == minute % 60 && str_eq(x->zone, zone) &&
           x->hours >> minute / 60 & 1;
}

static void count(struct starts *s, const struct start *x, uint32_t by)
{
    for (int h = 0; h < 24; h++)
        if (x->hours >> h & 1)
            s->counts[h * 60 + x->minute] += by;
}

static void count_zone(struct starts *s, str zone)
{
    for (int m = 0; m < MINUTES; m++)
        s->counts[m] = 0;
    for (uint32_t i = 0; i < s->all.n; i++)
        if (str_eq(s->all.at[i].zone, zone))
            count(s, &s->all.at[i], 1);
}

/* The minute with the most starts; ties go to the earliest. */
static uint32_t fullest(const struct starts *s, int *minute)
{
    uint32_t most = 0;

    for (int m = 0; m < MINUTES; m++)
        if (s->counts[m] > most) {
            most = s->counts[m];
            *minute = m;
        }
    return most;
}

static void help(struct lint *l, struct diag *d, const struct start *x,
                 int minute)
{
    int other = minute % 60 < 50 ? minute + 7 : minute - 7;

    if (x->line->key == SET_AT)
        lint_help(l, d, "daily at %02d:%02d in \"%" STR_FMT "\"", other / 60,
                  other % 60, STR_ARG(x->zone));
    else
        lint_help(l, d, "let the others start on minutes of their own");
}

/* The k-th of n others starts later in the hour. */
static void move(struct lint *l, struct diag *d, const struct start *x,
                 int minute, uint32_t by)
{
    int other = minute / 60 * 60 + (minute % 60 + (int)by) % 60;
    str text = lint_text(l, x->line->at);
    uint32_t n = 0;

    if (x->line->key == SET_AT) {
        lint_fix(
            l, d, DIAG_SAFE, x->line->at,
            arena_printf(lint_arena(l), "%02d:%02d", other / 60, other % 60));
        return;
    }
    while (1 + n < text.len && text.ptr[1 + n] >= '0' && text.ptr[1 + n] <= '9')
        n++;
    if (n && 1 + n < text.len && text.ptr[0] == '"' && text.ptr[1 + n] == ' ')
        lint_fix(l, d, DIAG_SAFE, (span){x->line->at.pos + 1, n},
                 arena_printf(lint_arena(l), "%d", other % 60));
}

static void report(struct starts *s, str zone, int minute, uint32_t n)
{
    struct start *first = NULL;
    struct diag *d = NULL;
    uint32_t shown = 0, k = 0;

    for (uint32_t i = 0; i < s->all.n; i++) {
        struct start *x = &s->all.at[i];
        if (!is_at(x, minute, zone))
            continue;
        x->told = true;
        count(s, x, UINT32_MAX); // one less
        if (first)
            move(s->l, d, x, minute, ++k * 60 / n);
        if (first && shown++ < SHOWN)
            lint_note(s->l, d, x->line->at, "flow \"%" STR_FMT "\" too",
                      STR_ARG(x->flow->name));
        if (first)
            continue;
        first = x;
        lint_about_flow(s->l, x->flow);
        d = lint_report(s->l, x->line->at,
                        "%u flows start at %02d:%02d: their calls come at once",
                        n, minute / 60, minute % 60);
    }
    if (d)
        help(s->l, d, first, minute);
}

static void check_zone(struct starts *s, str zone)
{
    int minute = 0;
    uint32_t n;

    // Each turn takes the flows of one minute out, so there are few turns.
    count_zone(s, zone);
    for (n = fullest(s, &minute); n >= MANY; n = fullest(s, &minute))
        report(s, zone, minute, n);
}

static void check_graph(struct lint *l, const struct graph *g)
{
    struct starts *s = arena_make(lint_arena(l), struct starts);
    struct map zones;

    s->l = l;
    map_init(&zones, lint_arena(l));
    find_starts(s, g);
    for (uint32_t i = 0; s->all.n >= MANY && i < s->all.n; i++) {
        void **seen = map_put(&zones, s->all.at[i].zone);
        if (*seen)
            continue;
        *seen = s;
        check_zone(s, s->all.at[i].zone);
    }
}

const struct lint_rule lint_rule_herd = {
    .summary = "schedules are spread over the minutes of the hour",
    .level = DIAG_INFO,
    .graph = check_graph,
};
