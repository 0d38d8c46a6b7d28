/*
 * Retrying entries of a queue: their records are opened again and run from the
 * first step. An effect that nobody knows of is not sent again unless a person
 * says what happened.
 */
#include "stdlib/runtime/program.h"
#include "stdlib/runtime/state_db.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct retry {
    struct state_job job;
    int64_t entry;
    const struct program *program;
    char why[200];
};

struct entry_row {
    int64_t record;
    char state[16];
};

static bool find_entry(struct state_db *db, int64_t entry, struct entry_row *e)
{
    sqlite3_stmt *st = db_get(db, SQL_ENTRY_GET);

    db_int(st, 1, entry);
    if (!db_row(db, st))
        return false;
    e->record = db_column_int(st, 0);
    snprintf(e->state, sizeof e->state, "%s",
             (const char *)sqlite3_column_text(st, 2));
    db_end(st);
    return true;
}

static const struct weir_step *step_named(const struct weir_estate *s,
                                          const char *flow, const char *step)
{
    for (size_t i = 0; i < s->nflows; i++)
        for (size_t k = 0; k < s->flows[i]->nsteps; k++)
            if (strcmp(s->flows[i]->name, flow) == 0 &&
                strcmp(s->flows[i]->steps[k]->name, step) == 0)
                return s->flows[i]->steps[k];
    return NULL;
}

/* Whether somebody has to say what became of an effect of the record. One with
 * a key may be sent again with it, while the target remembers it. */
static bool needs_word(struct state_db *db, const struct weir_estate *s,
                       int64_t record, int64_t now)
{
    sqlite3_stmt *st = db_get(db, SQL_EFFECTS_UNKNOWN);
    bool needs = false;

    db_int(st, 1, record);
    while (!needs && db_row(db, st)) {
        const struct weir_step *step =
            step_named(s, (const char *)sqlite3_column_text(st, 0),
                       (const char *)sqlite3_column_text(st, 1));

        needs = !step || !step_remembers(step, now - db_column_int(st, 2));
    }
    db_end(st);
    return needs;
}

static void change_effects(struct state_db *db, int64_t record,
                           enum state_sql q)
{
    sqlite3_stmt *st = db_get(db, q);

    db_int(st, 1, record);
    db_run(db, st);
}

static bool refuse(struct retry *r, const char *what)
{
    snprintf(r->why, sizeof r->why, "entry %lld: %s", (long long)r->entry,
             what);
    return true; // nothing is changed, nothing fails
}

static bool apply_retry(struct weir_state *s, struct state_job *j)
{
    struct retry *r = (struct retry *)j;
    struct state_db *db = &s->db;
    struct entry_row e;
    int64_t now = state_now(s);

    if (!find_entry(db, r->entry, &e))
        return refuse(r, "there is none of this number");
    if (strcmp(e.state, "waiting") != 0 && strcmp(e.state, "assigned") != 0)
        return refuse(r, "it does not wait any more");
    if (!e.record)
        return refuse(r, "it is of a read; the next good one closes it");
    if (!r->program->assume_done && !r->program->again &&
        needs_word(db, r->program->estate, e.record, now))
        return refuse(r, "nobody knows whether it was done; look, then retry "
                         "with --done or --again");
    if (r->program->assume_done)
        change_effects(db, e.record, SQL_EFFECT_ASSUME);
    if (r->program->again)
        change_effects(db, e.record, SQL_EFFECT_FORGET);
    change_effects(db, e.record, SQL_EFFECT_ENRICH_FORGET);
    record_reopen(s, e.record);
    sqlite3_stmt *st = db_get(db, SQL_ENTRY_RETRY);
    db_int(st, 1, r->entry);
    db_int(st, 2, now);
    db_text(st, 3, r->program->who);
    db_run(db, st);
    event_add(db, now, e.record, r->entry, 0, "retry", r->program->who,
              (str){NULL, 0});
    return true;
}

static bool retry_one(struct weir_engine *e, const struct program *p,
                      const char *text)
{
    char *end;
    struct retry r = {.job = {.apply = apply_retry,
                              .waits = true,
                              .may_fail = true,
                              .weight = 1},
                      .program = p};

    r.entry = strtoll(text, &end, 10);
    if (end == text || *end) {
        fprintf(stderr, "expected the number of an entry, found \"%s\"\n",
                text);
        return false;
    }
    if (state_give(e->state, &r.job) != STATE_OK)
        snprintf(r.why, sizeof r.why, "the state can't be written");
    if (*r.why)
        fprintf(stderr, "%s\n", r.why);
    return !*r.why;
}

/* Called flows first: what they end opens their callers. */
static int run_open(struct weir_engine *e)
{
    int status = 0;

    for (int level = 0; level < 2; level++)
        for (size_t i = 0; i < e->nflows; i++) {
            bool called = e->flows[i].of->trigger.kind == WEIR_ON_CALL;

            if (called != (level == 0) || !e->flows[i].ours)
                continue;
            int one = flow_resume(e, &e->flows[i], "retry");

            if (one > status)
                status = one;
        }
    return status;
}

int program_retry(struct weir_engine *e, const struct program *p)
{
    bool good = true;

    for (size_t i = 0; i < p->nnames; i++)
        good = retry_one(e, p, p->names[i]) && good;
    int status = run_open(e);

    return status ? status : good ? 0 : 1;
}
