/*
 * Teams and queues: who answers, and where failed records wait for them.
 */
#include "compiler/check/own.h"

static void add_alert(struct check *k, struct graph_team *t,
                      const struct ast_line *l)
{
    struct graph_alert *a = &t->alerts[t->nalerts];

    if (check_word(k, WORDS_CHANNEL, l->name) < 0 || !l->a)
        return;
    *a = (struct graph_alert){
        .channel = l->name.sym->text, .to = l->a->text, .at = l->at};
    t->nalerts++;
}

static void escalate(struct check *k, struct graph_team *t,
                     const struct ast_line *l)
{
    t->escalate = check_find(k, &k->teams, "team", l->name);
    t->escalate_after = check_duration(k, l->a);
    if (t->escalate == t)
        check_report(k, CHECK_BAD_VALUE, l->name.at,
                     "a team escalates to another, found itself");
}

/* A flat switch. */
static void team_line(struct check *k, struct graph_team *t,
                      const struct ast_line **first, const struct ast_line *l)
{
    if (l->kind != AST_LINE_ALERT && l->kind != AST_LINE_WAIVE &&
        !line_once(k, first, l))
        return;
    switch ((unsigned)l->kind) {
    case AST_LINE_CONTACT:
        t->contact = l->a ? l->a->text : (str){0};
        t->contact_known = GRAPH_SET;
        t->contact_at = l->at;
        break;
    case AST_LINE_RUNBOOK:
        t->runbook = l->a ? l->a->text : (str){0};
        t->runbook_known = GRAPH_SET;
        t->runbook_at = l->at;
        break;
    case AST_LINE_ALERT: add_alert(k, t, l); break;
    case AST_LINE_ESCALATE: escalate(k, t, l); break;
    default: break;
    }
}

void team_fill(struct check *k, struct graph_team *t, const struct ast_item *i)
{
    const struct ast_line *first[LINE_KINDS] = {0};
    uint32_t n = 0;

    for (const struct ast_line *l = i->lines; l; l = l->next)
        n += l->kind == AST_LINE_ALERT;
    t->alerts = arena_array(k->arena, struct graph_alert, n + 1);
    for (const struct ast_line *l = i->lines; l; l = l->next)
        team_line(k, t, first, l);
    t->alerts_known = t->nalerts ? GRAPH_SET : GRAPH_ABSENT;
}

static const struct scope *add_name(struct check *k, const struct scope *up,
                                    const char *name, enum graph_type_kind kind,
                                    span at)
{
    const struct sym *sym = intern(k->names, str_from(name));

    return scope_add(k, up, sym,
                     graph_add_var(k->g, sym->text, VAR_PARAM,
                                   k->g->types.simple[kind], at));
}

static void queue_alert(struct check *k, struct graph_queue *q,
                        const struct ast_line *l)
{
    struct expr_context x = {.k = k, .place = "an alert"};

    x.scope = add_name(k, NULL, "depth", TYPE_INT, l->at);
    x.scope = add_name(k, x.scope, "oldest", TYPE_DURATION, l->at);
    q->alert = check_expr(&x, l->a, k->g->types.simple[TYPE_BOOL]);
    q->alert_known = GRAPH_SET;
    q->alert_at = l->at;
}

static void queue_replay(struct check *k, struct graph_queue *q,
                         const struct ast_line *l)
{
    q->replay_every = check_duration(k, l->a);
    q->replay_up_to = check_duration(k, l->b);
    q->replay_at = l->at;
    if (q->replay_every > q->replay_up_to && q->replay_up_to >= 0)
        check_report(k, CHECK_BAD_VALUE, l->b->at,
                     "a queue is replayed for longer than once every time, "
                     "found every %" STR_FMT " up to %" STR_FMT,
                     STR_ARG(l->a->text), STR_ARG(l->b->text));
}

/* A flat switch. */
static void queue_line(struct check *k, struct graph_queue *q,
                       const struct ast_line **first, const struct ast_line *l)
{
    if (l->kind != AST_LINE_WAIVE && !line_once(k, first, l))
        return;
    switch ((unsigned)l->kind) {
    case AST_LINE_OWNER:
        q->owner = check_find(k, &k->teams, "team", l->name);
        q->owner_known = GRAPH_SET;
        break;
    case AST_LINE_TRIAGE:
        q->triage = check_duration(k, l->a);
        q->triage_known = GRAPH_SET;
        q->triage_at = l->at;
        break;
    case AST_LINE_RETAIN:
        q->retain = check_duration(k, l->a);
        q->retain_known = GRAPH_SET;
        q->retain_at = l->at;
        break;
    case AST_LINE_REPLAY: queue_replay(k, q, l); break;
    case AST_LINE_ALERT_WHEN: queue_alert(k, q, l); break;
    default: break;
    }
}

void queue_fill(struct check *k, struct graph_queue *q,
                const struct ast_item *i)
{
    const struct ast_line *first[LINE_KINDS] = {0};

    for (const struct ast_line *l = i->lines; l; l = l->next)
        queue_line(k, q, first, l);
}
