/*
 * The schema of the state. Times are microseconds since 1970, UTC. Payloads
 * have a table of their own, so that ending a record does not rewrite it.
 */
#include "stdlib/runtime/state_db.h"

const char *const state_schema[] = {
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value ANY) STRICT;",
    "CREATE TABLE flow(name TEXT PRIMARY KEY, digest TEXT NOT NULL,"
    " state TEXT NOT NULL CHECK(state IN"
    "('ready','running','paused','halted')),"
    " why TEXT, due INTEGER, last_ok INTEGER,"
    " skipped INTEGER NOT NULL DEFAULT 0) STRICT;",
    "CREATE TABLE run(id INTEGER PRIMARY KEY,"
    " flow TEXT NOT NULL REFERENCES flow, kind TEXT NOT NULL,"
    " digest TEXT NOT NULL, due INTEGER, started INTEGER NOT NULL,"
    " ended INTEGER, outcome TEXT, at_end TEXT,"
    " repeats INTEGER NOT NULL DEFAULT 0, read INTEGER NOT NULL DEFAULT 0,"
    " open INTEGER NOT NULL DEFAULT 0 CHECK(open>=0),"
    " delivered INTEGER NOT NULL DEFAULT 0,"
    " parked INTEGER NOT NULL DEFAULT 0 CHECK(parked>=0),"
    " dropped INTEGER NOT NULL DEFAULT 0,"
    " CHECK(read=open+delivered+parked+dropped)) STRICT;",
    "CREATE TABLE drops(run INTEGER NOT NULL REFERENCES run,"
    " reason TEXT NOT NULL, n INTEGER NOT NULL,"
    " PRIMARY KEY(run,reason)) STRICT, WITHOUT ROWID;",
    "CREATE TABLE page(id INTEGER PRIMARY KEY,"
    " run INTEGER NOT NULL REFERENCES run, step TEXT NOT NULL,"
    " seq INTEGER NOT NULL, cursor TEXT, next TEXT, high TEXT,"
    " items INTEGER NOT NULL, open INTEGER NOT NULL CHECK(open>=0),"
    " UNIQUE(run,step,seq)) STRICT;",
    "CREATE TABLE watermark(flow TEXT, step TEXT, value TEXT NOT NULL,"
    " page INTEGER, at INTEGER NOT NULL,"
    " PRIMARY KEY(flow,step)) STRICT, WITHOUT ROWID;",
    "CREATE TABLE record(id INTEGER PRIMARY KEY, rid BLOB NOT NULL UNIQUE,"
    " flow TEXT NOT NULL REFERENCES flow,"
    " run INTEGER NOT NULL REFERENCES run, page INTEGER REFERENCES page,"
    " caller INTEGER REFERENCES record, call TEXT, key BLOB NOT NULL,"
    " shown TEXT, version TEXT, digest BLOB NOT NULL,"
    " state TEXT NOT NULL CHECK(state IN"
    "('open','delivered','parked','dropped')),"
    " partial INTEGER NOT NULL DEFAULT 0, waits INTEGER NOT NULL DEFAULT 0,"
    " reason TEXT, starts INTEGER NOT NULL DEFAULT 0, next_at INTEGER,"
    " read_at INTEGER NOT NULL, ended_at INTEGER,"
    " CHECK((state='dropped')=(reason IS NOT NULL))) STRICT;",
    "CREATE INDEX record_open ON record(flow,id) WHERE state='open';",
    "CREATE INDEX record_key ON record(key,flow);",
    "CREATE INDEX record_run ON record(run);",
    "CREATE INDEX record_page ON record(page) WHERE state='open';",
    "CREATE INDEX record_caller ON record(caller) WHERE caller IS NOT NULL;",
    "CREATE TABLE payload(record INTEGER PRIMARY KEY REFERENCES record,"
    " body BLOB NOT NULL) STRICT;",
    "CREATE TABLE part(record INTEGER REFERENCES record, path TEXT,"
    " state TEXT NOT NULL CHECK(state IN('parked','dropped')), reason TEXT,"
    " PRIMARY KEY(record,path)) STRICT, WITHOUT ROWID;",
    "CREATE TABLE effect(record INTEGER REFERENCES record, step TEXT,"
    " path TEXT DEFAULT '', state TEXT NOT NULL CHECK(state IN"
    "('intent','done','failed','unknown')), idem TEXT NOT NULL, target TEXT,"
    " batch INTEGER REFERENCES batch, body BLOB, answer BLOB,"
    " status INTEGER, tries INTEGER NOT NULL DEFAULT 0,"
    " first_at INTEGER NOT NULL, last_at INTEGER NOT NULL,"
    " PRIMARY KEY(record,step,path)) STRICT, WITHOUT ROWID;",
    "CREATE INDEX effect_target ON effect(target) WHERE target IS NOT NULL;",
    "CREATE INDEX effect_intent ON effect(record) WHERE state='intent';",
    "CREATE TABLE batch(id INTEGER PRIMARY KEY, flow TEXT NOT NULL,"
    " step TEXT NOT NULL, idem TEXT NOT NULL UNIQUE, body BLOB,"
    " at INTEGER NOT NULL) STRICT;",
    "CREATE TABLE dedupe(flow TEXT, step TEXT, key BLOB,"
    " record INTEGER NOT NULL, done_at INTEGER,"
    " PRIMARY KEY(flow,step,key)) STRICT, WITHOUT ROWID;",
    "CREATE INDEX dedupe_age ON dedupe(done_at) WHERE done_at IS NOT NULL;",
    "CREATE TABLE problem(id BLOB PRIMARY KEY, flow TEXT NOT NULL,"
    " step TEXT NOT NULL, class TEXT, sample TEXT NOT NULL,"
    " state TEXT NOT NULL CHECK(state IN('new','recurring','resolved')),"
    " owner TEXT, acked_at INTEGER, first_at INTEGER NOT NULL,"
    " last_at INTEGER NOT NULL, total INTEGER NOT NULL,"
    " open INTEGER NOT NULL CHECK(open>=0)) STRICT, WITHOUT ROWID;",
    "CREATE TABLE entry(id INTEGER PRIMARY KEY, queue TEXT NOT NULL,"
    " kind TEXT NOT NULL CHECK(kind IN('record','part','read','mismatch')),"
    " record INTEGER REFERENCES record, path TEXT NOT NULL DEFAULT '',"
    " flow TEXT NOT NULL, digest TEXT NOT NULL, step TEXT NOT NULL,"
    " class TEXT, connector TEXT, status INTEGER, message TEXT NOT NULL,"
    " tries INTEGER NOT NULL, first_at INTEGER NOT NULL,"
    " last_at INTEGER NOT NULL, due_at INTEGER NOT NULL,"
    " expires_at INTEGER NOT NULL, problem BLOB NOT NULL REFERENCES problem,"
    " state TEXT NOT NULL CHECK(state IN('waiting','assigned','retrying',"
    "'resolved','ignored','superseded','expired')), who TEXT,"
    " triaged_at INTEGER, breached INTEGER NOT NULL DEFAULT 0,"
    " closed_at INTEGER, note TEXT) STRICT;",
    "CREATE UNIQUE INDEX entry_one ON entry(record,path) WHERE record IS NOT"
    " NULL AND state IN('waiting','assigned','retrying');",
    "CREATE INDEX entry_due ON entry(queue,due_at) WHERE state IN"
    "('waiting','assigned','retrying');",
    "CREATE INDEX entry_problem ON entry(problem);",
    "CREATE TABLE event(id INTEGER PRIMARY KEY, at INTEGER NOT NULL,"
    " record INTEGER, entry INTEGER, run INTEGER, what TEXT NOT NULL,"
    " who TEXT, detail TEXT) STRICT;",
    "CREATE TABLE instance(id TEXT PRIMARY KEY, tokens REAL NOT NULL,"
    " at INTEGER NOT NULL, closed_until INTEGER, circuit TEXT) STRICT;",
    "CREATE TABLE alert(id INTEGER PRIMARY KEY, team TEXT NOT NULL,"
    " key TEXT NOT NULL, body TEXT NOT NULL, n INTEGER NOT NULL DEFAULT 1,"
    " made_at INTEGER NOT NULL, next_at INTEGER NOT NULL,"
    " tries INTEGER NOT NULL DEFAULT 0, sent_at INTEGER,"
    " failed TEXT) STRICT;",
    NULL};
