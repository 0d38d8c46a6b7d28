/*
 * run.h - a run of a flow: what it works on and how it stands
 */
#ifndef WEIR_RUN_H
#define WEIR_RUN_H

#include "stdlib/runtime/engine.h"

struct flow_run {
    struct weir_engine *engine;
    struct engine_flow *flow;
    const struct run_options *options;
    struct state_run run;
    struct worker reader; // of the thread that reads
    struct arena *arena;  // of the thread that reads
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct work *first, *last; // ready
    size_t ready, working, unsettled, behind;
    size_t done; // records that ended in this run
    size_t parked;
    bool closing;
    bool halting; // a record halted: none starts
    struct weir_failure halted;
    str because;
    const char *out;             // paused: the alias of a system that is out
    bool lasting;                // until `weir resume`
    bool incomplete;             // the read failed
    bool read_whole;             // and this: it did not
    bool probe;                  // the run before halted: one record goes first
    bool full;                   // the disk
    struct state_entry *entries; // of the read
    struct state_alert *alerts;
    pthread_t threads[64];
    struct worker workers[64];
    size_t nworkers;
};

/* --- worker.c ---- */
bool workers_start(struct flow_run *run);
void workers_stop(struct flow_run *run);
/* Gives a record to the workers, or behind another of its key. */
void run_give(struct flow_run *run, struct work *w);
/* Waits until all that was given has been settled, or (`room`) until few are
 * waiting. */
void run_drain(struct flow_run *run, size_t left);
/* On the writer's thread: the end of a record is in the ledger, or is not. */
void record_settled(struct weir_record *r, enum state_result result);
/* True when no further record is to start. */
bool run_stopping(struct flow_run *run);
/* A system has been out for long: no record starts, the next tick tries. */
void run_pause(struct flow_run *run, const char *alias);
struct work *work_new(str body, str version, str shown);

/* Work whose key has come free, or NULL. */
void run_wake(struct work *w);

/* --- dedupe.c ---- */
/* Each hour: keys that are done for longer than their step remembers. */
void dedupe_forget(struct engine_flow *f);

/* --- call.c ---- */
void call_run_end(struct weir_engine *e, struct engine_flow *f);

/* --- page.c ---- */
/* One record, or all pages of a list as one. */
enum weir_class enrich_pages(struct exchange *x);

/* --- watch.c ---- */
/* An alert that leaves with the run's end; those of a key are one. */
void run_alert(struct flow_run *run, const struct weir_team *team, str key,
               str body);
/* What `alert when` of the flow and of the queues says. */
void run_watch(struct flow_run *run);

/* --- resume.c ---- */
/* Runs the flow's open records again. */
void run_resume(struct flow_run *run);

/* --- read.c ---- */
void run_read(struct flow_run *run);

#endif
